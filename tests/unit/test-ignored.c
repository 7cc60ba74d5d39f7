/* Ignore rules and the pattern over events: detection.md 5.1, 5.4. */
#include <config.h>

#include "check.h"
#include "detect/ignored.h"
#include "detect/pattern.h"
#include "detection.h"

static const struct few_trail none[] = { { NULL, NULL, NULL } };
static const char *const nothing[] = { NULL };

static const struct {
	const char *src, *dst, *forwarded;
	uint16_t sport, dport;
	bool has_ports;
	const char *mark; /* behind "ignore "; NULL: none */
} rows[] = {
	{ "10.0.0.5", "1.2.3.4", "", 50000, 443, true, "10.0.0.5;*;*;443 (a:1)" },
	{ "10.0.0.5", "1.2.3.4", "", 50000, 80, true, NULL },
	{ "10.0.0.6", "1.2.3.4", "", 50000, 443, true, NULL },
	{ "1.2.3.4", "10.0.0.5", "", 443, 50000, true, NULL }, /* ends are not turned around */
	{ "10.0.0.7", "9.9.9.9", "", 1, 2, true, "*;*;9.9.9.9;* (a:2)" },
	{ "10.0.0.7", "9.9.9.9", "", 0, 0, false, "*;*;9.9.9.9;* (a:2)" },
	{ "10.0.0.5", "9.9.9.9", "", 1, 443, true, "10.0.0.5;*;*;443 (a:1)" }, /* the first one */
	{ "10.0.0.8", "8.8.8.8", "", 0, 0, false, "*;-;8.8.8.8;- (a:3)" },
	{ "10.0.0.8", "8.8.8.8", "", 0, 0, true, NULL },
	{ "10.0.0.8", "8.8.4.4", "", 0, 0, true, "*;0;8.8.4.4;0 (a:4)" },
	{ "2001:db8::5", "1.2.3.4", "", 5, 6, true,
	    "2001:0db8:0000:0000:0000:0000:0000:0005;*;*;* (a:5)" },
	{ "10.0.0.9", "1.2.3.4", "198.51.100.3", 5, 6, true, "10.0.0.9,198.51.100.3;*;*;* (b:1)" },
	{ "10.0.0.9", "1.2.3.4", "", 5, 6, true, NULL },
	{ "10.0.0.5", "1.2.3.4", "198.51.100.3", 5, 443, true, NULL }, /* to be given in full */
	{ "10.1.0.1", "1.2.3.4", "", 5, 6, true, NULL },               /* there are no ranges */
	{ "10.2.0.1", "10.2.0.2", "", 7, 8, true, "10.2.0.1;7;10.2.0.2;8 (b:3)" },
	{ "10.2.0.1", "10.2.0.2", "", 8, 7, true, NULL },
};

static struct event event_of(size_t i)
{
	return (struct event) { .src = address(rows[i].src),
		.dst = address(rows[i].dst),
		.forwarded = text_of(rows[i].forwarded),
		.sport = rows[i].sport,
		.dport = rows[i].dport,
		.has_ports = rows[i].has_ports };
}

static struct trails *with_rules(void)
{
	struct trails *t = few_trails(none, nothing);
	few_trails_ignore(t, "10.0.0.5;*;*;443", "a:1");
	few_trails_ignore(t, "*;*;9.9.9.9;*", "a:2");
	few_trails_ignore(t, "*;-;8.8.8.8;-", "a:3");
	few_trails_ignore(t, "*;0;8.8.4.4;0", "a:4");
	few_trails_ignore(t, "2001:0db8:0000:0000:0000:0000:0000:0005;*;*;*", "a:5");
	few_trails_ignore(t, "10.0.0.9,198.51.100.3;*;*;*", "b:1");
	few_trails_ignore(t, "10.1.0.0/16;*;*;*", "b:2");
	few_trails_ignore(t, "10.2.0.1;7;10.2.0.2;8", "b:3");
	few_trails_ignore(t, "10.2.0.1;07;*;*", "b:4");  /* text, not a number */
	few_trails_ignore(t, "10.0.0.5;*;*;443", "b:5"); /* said before */
	return t;
}

static void test_rules(void)
{
	struct trails *t = with_rules();
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct event e = event_of(i);
		struct text mark = ignored_by(t, NULL, &arena, &e);
		const char *wanted = rows[i].mark;
		OK((mark.n > 0) == (wanted != NULL), "row %zu", i);
		if (wanted && mark.n)
			IS_TEXT(text_from(mark, 7), text_of(wanted), "row %zu: its rule", i);
	}
	few_trails_ignore(t, "*;*;*;*", "all");
	struct event e = event_of(1);
	IS_TEXT(ignored_by(t, NULL, &arena, &e), TEXT("ignore *;*;*;* (all)"), "everything");
	arena_free(&arena);
	few_trails_free(t);
}

static void test_naming(void)
{
	struct trails *t = with_rules();
	struct address a = address("10.2.0.1"), b = address("2001:db8::5"), c = address("1.2.3.4");
	size_t at = 0;
	IS_TEXT(ignores_naming(trails_ignores(t), &a, &at), TEXT("10.2.0.1;7;10.2.0.2;8 (b:3)"),
	    "a rule that names an address");
	IS_TEXT(ignores_naming(trails_ignores(t), &a, &at), TEXT("10.2.0.1;07;*;* (b:4)"),
	    "and another one");
	IS_NUMBER(ignores_naming(trails_ignores(t), &a, &at).n, 0, "no more");
	at = 0;
	OK(ignores_naming(trails_ignores(t), &b, &at).n > 0, "in another spelling");
	at = 0;
	IS_NUMBER(ignores_naming(trails_ignores(t), &c, &at).n, 0, "one that none names");
	few_trails_free(t);
}

static struct event full_event(void)
{
	struct event e = event_of(0);
	e.time = INT64_C(1700000000250000999);
	e.proto = TCP;
	e.hit = (struct hit) { .type = EVENT_URL,
		.trail = TEXT("evil.com(/it's)"),
		.info = TEXT("some \"family\"\n (malware)"),
		.reference = TEXT("it's \"both\"\\") };
	return e;
}

/* Whether the pattern sees the event as exactly that. */
static bool is_seen_as(const struct event *e, const char *tuple)
{
	struct trails *t = few_trails(none, nothing);
	struct arena arena = { 0 };
	struct buf regex;
	struct fault f;
	buf_init(&regex, 4096);
	buf_format(&regex, "\\A\\Q%s\\E\\z", tuple);
	struct pattern *p = pattern_new(buf_text(&regex), 0, &f);
	bool met = p && ignored_by(t, p, &arena, e).n > 0;
	pattern_free(p);
	buf_free(&regex);
	arena_free(&arena);
	few_trails_free(t);
	return met;
}

static void test_tuple(void)
{
	struct event e = full_event();
	OK(is_seen_as(&e,
	       "(1700000000, 250000, '10.0.0.5', 50000, '1.2.3.4', 443, 'TCP', 'URL', "
	       "\"evil.com(/it's)\", 'some \"family\"\\n (malware)', 'it\\'s \"both\"\\\\')"),
	    "an event as the pattern sees it");
	e.hit.type = EVENT_PORT;
	e.hit.trail = TEXT("445");
	e.hit.info = e.hit.reference = TEXT("\x01\t\r\x7f");
	e.src = address("2001:db8:1:2:3:4:5:6");
	e.forwarded = TEXT("198.51.100.3");
	e.has_ports = false;
	e.time = -1;
	OK(is_seen_as(&e,
	       "(-1, 999999, '2001:0db8:0001:0002:0003:0004:0005:0006,198.51.100.3', '-', "
	       "'1.2.3.4', '-', 'TCP', 'PORT', 445, '\\x01\\t\\r\\x7f', '\\x01\\t\\r\\x7f')"),
	    "a port is a number, Maltrail's addresses, controls escaped");
	OK(!is_seen_as(&e, "(-1, 999999"), "all of it is seen");
}

static void test_pattern(void)
{
	static const struct {
		const char *regex;
		bool met;
	} regexes[] = {
		{ "family", true },
		{ "FAMILY", true },
		{ "'10\\.0\\.0\\.5', \\d+, '1\\.2", true },
		{ ", 443, 'tcp', 'url'", true },
		{ ", 80, ", false },
		{ "^\\(17000", true },
		{ "^17000", false },
	};
	struct trails *t = few_trails(none, nothing);
	struct arena arena = { 0 };
	struct event e = full_event();
	struct fault f;
	for (size_t i = 0; i < sizeof(regexes) / sizeof(regexes[0]); i++) {
		struct pattern *p = pattern_new(text_of(regexes[i].regex), PATTERN_NOCASE, &f);
		IS_TEXT(ignored_by(t, p, &arena, &e),
		    regexes[i].met ? TEXT("IGNORE_EVENTS_REGEX") : TEXT(""), "%s",
		    regexes[i].regex);
		pattern_free(p);
	}
	arena_free(&arena);
	few_trails_free(t);
}

struct found {
	size_t events, suppressed;
};

static void count(void *context, const struct event *e)
{
	struct found *n = context;
	n->events++;
	n->suppressed += e->hit.suppressed.n > 0;
}

static void count_again(void *context, uint64_t serial, uint64_t repetitions)
{
	(void)context;
	(void)serial;
	(void)repetitions;
}

static void test_judged(void)
{
	static const struct few_trail list[] = { { "6.6.6.6", "bad (malware)", "(static)" },
		{ NULL, NULL, NULL } };
	struct trails *t = few_trails(list, nothing);
	struct found n = { 0, 0 };
	struct judge *j = judge_new(&(struct judge_options) {
	    .trails = t, .found = count, .counted = count_again, .context = &n });
	few_trails_ignore(t, "10.0.0.1;*;6.6.6.6;80", "a:1");
	for (uint64_t flow = 1; flow <= 4; flow++) {
		struct observation o =
		    observation(OBSERVED_FLOW, flow % 2 ? "10.0.0.1" : "10.0.0.2", "6.6.6.6", flow);
		struct observations one = { .list = &o, .count = 1 };
		match_batch(t, &one, &hits);
		judge_take(j, &o, hits.hits, hits.count);
	}
	IS_NUMBER(n.events, 4, "all of them are events");
	IS_NUMBER(n.suppressed, 2, "two of them suppressed");
	judge_end(j);
	judge_free(j);
	few_trails_free(t);
}

int main(void)
{
	test_rules();
	test_naming();
	test_tuple();
	test_pattern();
	test_judged();
	return detection_done();
}
