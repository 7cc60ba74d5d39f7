/* Charts: what is added up, ticks, lines; the address outside of a threat. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "browser/external.h"
#include "browser/fold.h"
#include "browser/plot.h"
#include "browser/span.h"
#include "browser/tops.h"
#include "check.h"

/* threats.md 10. */
static void ticks(void)
{
	static const struct {
		uint64_t most, ticks[PLOT_TICKS];
		size_t count;
	} rows[] = {
		{ 0, { 0 }, 1 },
		{ 2, { 0, 1, 2 }, 3 },
		{ 5, { 0, 1, 2, 3, 4, 5 }, 6 },
		{ 7, { 0, 2, 4, 6, 8 }, 5 },
		{ 23, { 0, 5, 10, 15, 20, 25 }, 6 },
		{ 1234, { 0, 500, 1000, 1500 }, 4 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t got[PLOT_TICKS];
		size_t count = plot_ticks(rows[i].most, got);
		IS_NUMBER(count, rows[i].count, "ticks of %llu", (unsigned long long)rows[i].most);
		for (size_t t = 0; t < count && t < rows[i].count; t++)
			IS_NUMBER(got[t], rows[i].ticks[t], "its tick %zu", t);
	}
	uint64_t got[PLOT_TICKS];
	OK(plot_ticks(UINT64_MAX, got) <= PLOT_TICKS, "the largest number has ticks, too");
}

/* threats.md 9: the address at the start of the trail, a public destination, a public source. */
static void externals(void)
{
	static const struct {
		const char *trail, *dst, *src, *wanted; /* NULL: none */
	} rows[] = {
		{ "1.2.3.4", "8.8.8.8", "10.0.0.1", "1.2.3.4" },
		{ "1.2.3.4:80", "8.8.8.8", "10.0.0.1", "1.2.3.4" },
		{ "1.2.3.4/x.php", "8.8.8.8", "10.0.0.1", "1.2.3.4" },
		{ "1.2.3.4 (x.ws)", "8.8.8.8", "10.0.0.1", "1.2.3.4" },
		{ "1.2.3.4.example", "8.8.8.8", "10.0.0.1", "8.8.8.8" },
		{ "10.9.9.9", "8.8.8.8", "10.0.0.1", "8.8.8.8" },
		{ "2001:db8::1", "8.8.8.8", "10.0.0.1", "2001:db8::1" },
		{ "[2001:db8::1]:443", "8.8.8.8", "10.0.0.1", "2001:db8::1" },
		{ "[2001:db8::1", "8.8.8.8", "10.0.0.1", "8.8.8.8" },
		{ "evil.example", "10.0.0.2", "9.9.9.9", "9.9.9.9" },
		{ "evil.example", "10.0.0.2", "10.0.0.1", NULL },
		{ "", "10.0.0.2", "10.0.0.1", NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text dst = text_of(rows[i].dst), src = text_of(rows[i].src);
		struct case_threat t = { .trail = text_of(rows[i].trail),
			.dst_ip = { &dst, 1, 1 },
			.src_ip = { &src, 1, 1 } };
		struct address a;
		char text[ADDRESS_TEXT] = "";
		bool found = external_address(&t, &a);
		OK(found == (rows[i].wanted != NULL), "\"%s\": whether there is one",
		    rows[i].trail);
		if (found && rows[i].wanted)
			IS_TEXT(((struct text) { text, address_text(&a, text) }),
			    text_of(rows[i].wanted), "\"%s\"", rows[i].trail);
	}
}

static void best_of_many(void)
{
	enum { KEYS = 5000, MOST = 10 };
	struct tops tops = { 0 };
	struct top best[MOST];
	char key[16];
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 1; i <= KEYS; i++) {
			int n = snprintf(key, sizeof(key), "key %u", i);
			tops_add(&tops, (struct text) { key, (size_t)n }, i, i % 1000);
		}
	IS_NUMBER(tops.count, KEYS, "all keys are told apart");
	IS_NUMBER(tops_best(&tops, MOST, best), MOST, "the best ones");
	/* 999 twice, for rows 999, 1999, … 4999; then 998. */
	IS_NUMBER(best[0].events, 1998, "the best one's events");
	IS_NUMBER(best[0].threats, 2, "and threats");
	IS_NUMBER(best[0].row, 999, "ties: the first row first");
	IS_NUMBER(best[4].row, 4999, "the last of the tie");
	IS_NUMBER(best[5].row, 998, "then the next");
	IS_NUMBER(tops_best(&tops, 0, best), 0, "none at most");
	tops_free(&tops);
}

/* --- a case with four threats on two days */

#define DAY (INT64_C(86400) * NS_PER_SECOND)
#define BEGIN (INT64_C(20454) * DAY) /* 2026-01-01 */

static void add(struct case_file *c, int64_t time, uint8_t src, enum event_type type,
    const char *trail, const char *info)
{
	static uint64_t serial;
	struct event e = {
		.serial = ++serial, .count = 1, .has_ports = true, .sport = 1, .dport = 53
	};
	e.time = e.clock = time;
	e.frame = e.first_frame = serial;
	e.proto = 17;
	e.src = (struct address) { { 10, 0, 0, src }, 4 };
	e.dst = (struct address) { { 8, 8, 8, 8 }, 4 };
	e.hit = (struct hit) { .type = type,
		.trail = text_of(trail),
		.info = text_of(info),
		.reference = TEXT("(static)"),
		.observed = text_of(trail),
		.rule = "trail" };
	case_add_event(c, &e);
}

static struct case_file *make_case(void)
{
	struct fault f;
	struct case_file *c = case_create(
	    &(struct case_options) {
		.path = "test-charts.case", .force = true, .sensor = TEXT("s") },
	    &f);
	case_name_input(c, 0, TEXT("a.pcap"));
	for (int i = 0; i < 5; i++)
		add(c, BEGIN + i * NS_PER_SECOND, 1, EVENT_DNS, "a.example", "x (malware)");
	for (int i = 0; i < 3; i++)
		add(c, BEGIN + DAY, 1, EVENT_DNS, "(www).b.example", "mass scanner");
	add(c, BEGIN + DAY, 2, EVENT_DNS, "b.example", "mass scanner");
	add(c, BEGIN + DAY + NS_PER_SECOND, 2, EVENT_IP, "8.8.8.8", "phishing");
	if (!case_finish(c, BEGIN, BEGIN + DAY + NS_PER_SECOND, &f))
		fprintf(stderr, "%s\n", f.text);
	case_free(c);
	return case_open("test-charts.case", &f);
}

static void is_bar(const struct fold_bar *bar, const char *field, const char *value,
    uint64_t events, uint64_t threats)
{
	IS_TEXT(bar->value, text_of(value), "bar %s", value);
	OK((bar->field == NULL) == (field == NULL), "it can be filtered by, or not");
	if (bar->field && field)
		IS_TEXT(text_of(bar->field), text_of(field), "its field");
	IS_NUMBER(bar->events, events, "its events");
	IS_NUMBER(bar->threats, threats, "its threats");
}

static struct fold *folded(struct case_file *c, const char *query, struct filter *filter)
{
	filter_begin(filter);
	if (query)
		filter_add(filter, text_of(query));
	struct fold *f = fold_new(c, filter, NULL, NULL);
	while (fold_step(f, time_monotonic() + NS_PER_SECOND))
		;
	OK(!fold_fault(f), "added up");
	return f;
}

static void check_bars(struct fold *f)
{
	struct arena arena = { 0 };
	struct fold_bar bars[9];
	IS_NUMBER(fold_events(f), 10, "all events");
	IS_NUMBER(fold_threats(f), 4, "all threats");
	IS_NUMBER(fold_bars(f, FOLD_TRAIL, 8, &arena, bars), 3, "trails");
	is_bar(&bars[0], "trail", "a.example", 5, 1);
	is_bar(&bars[1], "trail", "b.example", 4, 2);
	is_bar(&bars[2], "trail", "8.8.8.8", 1, 1);
	IS_NUMBER(fold_bars(f, FOLD_SOURCE, 8, &arena, bars), 2, "sources");
	is_bar(&bars[0], "src", "10.0.0.1", 8, 2);
	is_bar(&bars[1], "src", "10.0.0.2", 2, 2);
	IS_NUMBER(fold_bars(f, FOLD_SOURCE, 1, &arena, bars), 2, "one source, and the others");
	is_bar(&bars[1], NULL, "", 2, 2);
	IS_TEXT(bars[1].label, TEXT("other"), "called so");
	IS_NUMBER(fold_bars(f, FOLD_SEVERITY, 8, &arena, bars), 3, "severities");
	is_bar(&bars[0], "sev", "high", 5, 1);
	is_bar(&bars[1], "sev", "medium", 1, 1);
	is_bar(&bars[2], "sev", "low", 4, 2);
	IS_NUMBER(fold_bars(f, FOLD_THREAT, 2, &arena, bars), 3, "two threats, and the others");
	IS_NUMBER(bars[0].events, 5, "the one with the most events");
	IS_NUMBER(bars[2].events, 2, "what others have");
	arena_free(&arena);
}

static void check_times(struct case_file *c, struct fold *f)
{
	struct fold_type types[FOLD_TYPES];
	uint64_t bins[SPARK_BINS];
	struct span span = span_of(c);
	struct buf text;
	/* Two days and a second: 24 bins of three hours cover them. */
	IS_NUMBER(span.width / NS_PER_SECOND, 3 * 3600, "bins of three hours");
	IS_NUMBER(span_time(&span, 8), BEGIN + DAY, "the ninth begins the second day");
	fold_bins(f, bins);
	IS_NUMBER(bins[0], 5, "events of the first bin");
	IS_NUMBER(bins[8], 5, "events of the second day");
	IS_NUMBER(fold_types(f, types), 2, "types");
	IS_TEXT(types[0].name, TEXT("DNS"), "the busiest first");
	IS_NUMBER(types[0].events, 9, "its events");
	IS_NUMBER(types[1].bins[8], 1, "the other's, in its bin");
	buf_init(&text, 64);
	span_width_text(&span, &text);
	IS_TEXT(buf_text(&text), TEXT("3 h"), "the width in words");
	buf_clear(&text);
	span_time_text(&span, 9, &text);
	IS_TEXT(buf_text(&text), TEXT("2026-01-02 03:00:00"), "a bin's begin in words");
	buf_free(&text);
}

static void folds(void)
{
	struct filter filter;
	struct case_file *c = make_case();
	struct fold *f = folded(c, NULL, &filter);
	check_bars(f);
	check_times(c, f);
	fold_free(f);
	filter_end(&filter);
	f = folded(c, "src:10.0.0.2", &filter);
	IS_NUMBER(fold_threats(f), 2, "behind a filter: threats");
	IS_NUMBER(fold_events(f), 2, "and events");
	fold_free(f);
	filter_end(&filter);
	case_free(c);
	unlink("test-charts.case");
}

/* Braille: the dots of a line that rises from the lower left to the upper right of two cells. */
static void lines(void)
{
	struct canvas c;
	struct buf text;
	static const uint64_t flat[] = { 1, 1 }, rise[] = { 0, 4 };
	canvas_init(&c);
	canvas_resize(&c, 1, 2);
	buf_init(&text, 1 << 16);
	plot_line(&c, (struct area) { 0, 0, 1, 2 }, STYLE_TEXT, flat, 2, 1);
	canvas_dump(&c, false, &text);
	/* The upper dots from the right half of the first cell to that of the second: bits 3, 0 and 3. */
	IS_TEXT(text_head(buf_text(&text), 6), TEXT("\xe2\xa0\x88\xe2\xa0\x89"), "a flat line");
	canvas_resize(&c, 1, 2);
	plot_line(&c, (struct area) { 0, 0, 1, 2 }, STYLE_HIGH, rise, 2, 4);
	/* From (1, 3) by (2, 2) and (2, 1) to (3, 0), counted from the upper left dot. */
	OK(canvas_cell(&c, 0, 0)->glyph[0] == 0x2880, "a rising line: its lower half");
	OK(canvas_cell(&c, 0, 1)->glyph[0] == 0x280e, "its upper half");
	OK(canvas_cell(&c, 0, 0)->style == STYLE_HIGH, "in its style");
	c.ascii = true;
	canvas_resize(&c, 1, 2);
	plot_line(&c, (struct area) { 0, 0, 1, 2 }, STYLE_TEXT, flat, 2, 1);
	OK(canvas_cell(&c, 0, 1)->glyph[0] == '*', "ASCII: a star");
	buf_free(&text);
	canvas_free(&c);
}

int main(void)
{
	ticks();
	externals();
	best_of_many();
	folds();
	lines();
	return check_done();
}
