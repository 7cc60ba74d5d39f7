/* Units of case/: writing, finishing, reading. Expected values: spec/threats.md 12, and a naive model. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "case/view.h"
#include "check.h"

/* 2026-01-02 00:00:00 UTC. */
#define DAY_BEGIN (INT64_C(1767312000) * NS_PER_SECOND)

static const struct hash_key key = { 1, 2 };

struct feed {
	struct case_file *c;
	uint64_t serial;
};

/* One event, a row of the golden data set; at is in seconds of the day. */
static void feed(struct feed *f, int at, const char *src, const char *dst, uint16_t sport,
    uint16_t dport, uint8_t proto, enum event_type type, const char *trail, const char *info,
    const char *reference)
{
	struct event e = { .serial = ++f->serial, .has_ports = true, .count = 1 };
	if (!address_parse(text_of(src), &e.src) || !address_parse(text_of(dst), &e.dst))
		abort();
	e.time = e.clock = DAY_BEGIN + at * NS_PER_SECOND;
	e.order = (struct order) { f->serial, true, 0, 0 };
	e.frame = e.first_frame = f->serial;
	e.sport = sport;
	e.dport = dport;
	e.proto = proto;
	e.hit = (struct hit) { type, text_of(trail), text_of(info), text_of(reference), text_of(trail),
		TEXT(""), "trail" };
	case_add_event(f->c, &e);
}

static void feed_dns(struct feed *f, int at, const char *src, uint16_t sport, const char *trail,
    const char *info, const char *reference)
{
	feed(f, at, src, "8.8.8.8", sport, 53, 17, EVENT_DNS, trail, info, reference);
}

static int clock_of(int h, int m, int s)
{
	return h * 3600 + m * 60 + s;
}

/*
 * The golden data set. E's cells with comma lists are made by Maltrail's condensing of its log; their
 * expansion belongs to the import of logs. Here E is fed as two events with one value each,
 * which keeps the events, the threat and its severity.
 */
static void feed_golden(struct feed *f)
{
	char src[32], trail[64];
	for (int i = 1; i <= 51; i++) {
		snprintf(src, sizeof(src), "10.1.0.%d", i);
		feed_dns(f, clock_of(3, 4, i % 60), src, (uint16_t)(40000 + i), "flood.example",
		    "x (malware)", "(static)");
	}
	for (int i = 1; i <= 50; i++) {
		snprintf(src, sizeof(src), "10.2.0.%d", i);
		snprintf(trail, sizeof(trail), "(a%d).noflood.example", i);
		feed_dns(f, clock_of(5, 4, i % 60), src, (uint16_t)(40000 + i), trail, "x (malware)",
		    "(static)");
	}
	feed_dns(f, clock_of(6, 0, 0), "10.3.0.1", 1, "abc.ws", "conficker dga (malware)", "360.com");
	feed_dns(f, clock_of(6, 0, 1), "10.3.0.1", 1, "def.ws", "conficker dga (malware)", "360.com");
	feed_dns(f, clock_of(7, 0, 1), "10.3.0.2", 1, "(r1).victim.example",
	    "potential dns exhaustion (suspicious)", "(heuristic)");
	feed_dns(f, clock_of(7, 0, 2), "10.3.0.3", 1, "(r2).victim.example",
	    "potential dns exhaustion (suspicious)", "(heuristic)");
	feed(f, clock_of(8, 0, 2), "10.3.0.4", "9.9.9.9", 1111, 22, 6, EVENT_IP, "10.3.0.4",
	    "potential port scanning", "(heuristic)");
	feed(f, clock_of(8, 30, 2), "10.3.0.4", "9.9.9.7", 3333, 443, 6, EVENT_IP, "10.3.0.4",
	    "potential port scanning", "(heuristic)");
	feed(f, clock_of(9, 30, 2), "10.3.0.5", "9.9.9.7", 3333, 443, 6, EVENT_UA, "curl/7 \\(x, y\\)",
	    "user agent (suspicious)", "(heuristic)");
}

static bool print_threat(void *context, const struct case_threat *t)
{
	struct buf *out = context;
	buf_format(out, "%.*s %llu %s", (int)t->id.n, t->id.s, (unsigned long long)t->events,
	    severity_name(t->severity));
	const struct case_values *values[] = { &t->src_ip, &t->src_port, &t->dst_ip, &t->dst_port,
		&t->proto };
	for (size_t i = 0; i < 5; i++) {
		buf_format(out, " %llu:", (unsigned long long)values[i]->total);
		for (size_t k = 0; k < values[i]->count && k < 3; k++)
			buf_format(out, "%s%.*s", k ? "," : "", (int)values[i]->list[k].n,
			    values[i]->list[k].s);
	}
	buf_char(out, '\n');
	return true;
}

static void golden(void)
{
	struct fault fault;
	struct case_options options = { .sensor = TEXT("s"), .key = key };
	struct feed f = { case_create(&options, &fault), 0 };
	feed_golden(&f);
	OK(case_finish(f.c, DAY_BEGIN, DAY_BEGIN + 86399 * NS_PER_SECOND, &fault), "golden set finished");
	struct case_totals totals;
	OK(case_totals(f.c, &totals, &fault), "totals");
	IS_NUMBER(totals.events, 108, "events");
	IS_NUMBER(totals.threats[0], 55, "threats");
	IS_NUMBER(totals.threats[SEVERITY_HIGH], 52, "high");
	IS_NUMBER(totals.threats[SEVERITY_MEDIUM], 2, "medium");
	IS_NUMBER(totals.threats[SEVERITY_LOW], 1, "low");
	struct buf out;
	buf_init(&out, 1 << 20);
	OK(case_each_threat(f.c, print_threat, &out, &fault), "threats");
	fwrite(out.p, 1, out.n, stderr);
	case_free(f.c);
	buf_free(&out);
}

int main(void)
{
	golden();
	return check_done();
}
