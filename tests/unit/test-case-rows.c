/* Units of case/: rows of events that wait to be written, and a temporary case, which has its indexes late. Expected
 * values: arithmetic. */
#include <config.h>

#include <stdio.h>

#include "case/view.h"
#include "check.h"
#include "golden-case.h"

static const struct hash_key key = { 1, 2 };

enum { EVENTS = 7000, SOURCES = 7 };

/* Event i of 1 to EVENTS, of a threat of its source. */
static void feed_many(struct feed *f)
{
	for (int i = 0; i < EVENTS; i++) {
		char src[16];
		snprintf(src, sizeof(src), "10.0.0.%d", i % SOURCES + 1);
		feed_dns(f, 60, src, (uint16_t)i, "a.example", "x (malware)", "(static)");
	}
}

struct seen {
	struct case_file *c;
	uint64_t at, rows, counts, wrong, nested;
};

static uint64_t count_of(uint64_t serial)
{
	return serial % 1000 == 1 ? serial + 1 : 1;
}

static bool see_event(void *context, const struct case_event *e)
{
	struct seen *s = context;
	s->at++;
	s->rows++;
	s->counts += e->count;
	s->wrong += e->count != count_of(s->at) || e->src_port != (uint16_t)(s->at - 1);
	return true;
}

/* Counts change of events that wait, that are rows, and that are not there. */
static void counts(void)
{
	struct fault fault = { "" };
	struct case_options options = { .key = key };
	struct feed f = { case_create(&options, &fault), 0 };
	struct seen s = { .c = f.c };
	feed_many(&f);
	for (uint64_t serial = 1; serial <= EVENTS; serial += 1000)
		case_count_event(f.c, serial, 5);
	OK(case_groups(f.c) == SOURCES, "a group for each source");
	for (uint64_t serial = 1; serial <= EVENTS; serial += 1000)
		case_count_event(f.c, serial, count_of(serial));
	case_count_event(f.c, EVENTS + 1, 9);
	OK(case_finish(f.c, DAY_BEGIN, DAY_BEGIN, &fault), "finished: %s", fault.text);
	OK(case_each_event(f.c, NULL, false, see_event, &s, &fault), "read: %s", fault.text);
	IS_NUMBER(s.rows, EVENTS, "events");
	IS_NUMBER(s.wrong, 0, "that are not as they should be");
	/* Of serials 1, 1001, … 6001 the count is one more each, instead of 1. */
	IS_NUMBER(s.counts, EVENTS + 1 + 1001 + 2001 + 3001 + 4001 + 5001 + 6001, "sum of counts");
	case_free(f.c);
}

static bool see_nested(void *context, const struct case_event *e)
{
	(void)e;
	((struct seen *)context)->nested++;
	return true;
}

static bool see_threat(void *context, const struct case_threat *t)
{
	struct seen *s = context;
	struct fault fault;
	char id[THREAT_ID_TEXT];
	snprintf(id, sizeof(id), "%.*s", (int)t->id.n, t->id.s);
	s->rows++;
	s->wrong += t->events != EVENTS / SOURCES || t->kept != EVENTS / SOURCES;
	s->wrong += !case_each_event(s->c, id, false, see_nested, s, &fault);
	uint64_t row = case_threat_row(s->c, t->id);
	s->wrong += row == 0 || case_first_event(s->c, row) == 0;
	return true;
}

/* Events are read by their threat while threats are, in a case that has no index yet. */
static void nested(void)
{
	struct fault fault = { "" };
	struct case_options options = { .key = key };
	struct feed f = { case_create(&options, &fault), 0 };
	struct seen s = { .c = f.c };
	feed_many(&f);
	OK(case_finish(f.c, DAY_BEGIN, DAY_BEGIN, &fault), "finished: %s", fault.text);
	OK(case_each_threat(f.c, see_threat, &s, &fault), "read: %s", fault.text);
	IS_NUMBER(s.rows, SOURCES, "threats");
	IS_NUMBER(s.nested, EVENTS, "their events");
	IS_NUMBER(s.wrong, 0, "that are not as they should be");
	case_free(f.c);
}

/* What is cut is cut there, too. */
static void cut(void)
{
	struct fault fault = { "" };
	struct case_options options = { .key = key, .events_per_threat = 10 };
	struct feed f = { case_create(&options, &fault), 0 };
	struct case_totals totals;
	for (int i = 0; i < 60; i++) {
		char src[24];
		snprintf(src, sizeof(src), "10.0.1.%d", i);
		feed_dns(&f, 60, src, 1, "flood.example", "x (malware)", "(static)");
	}
	OK(case_finish(f.c, DAY_BEGIN, DAY_BEGIN, &fault), "finished: %s", fault.text);
	OK(case_totals(f.c, &totals, &fault), "totals");
	IS_NUMBER(totals.threats[0], 1, "60 sources are a flood");
	IS_NUMBER(totals.events, 60, "events");
	IS_NUMBER(totals.kept, 10, "kept");
	struct seen s = { .c = f.c };
	OK(case_each_event(f.c, NULL, false, see_nested, &s, &fault), "read: %s", fault.text);
	IS_NUMBER(s.nested, 10, "rows");
	case_free(f.c);
}

int main(void)
{
	counts();
	nested();
	cut();
	return check_done();
}
