/*
 * What a browser waits for: browse CASE. The time to the first page of each order, the slowest step of
 * each sort and filter, and the most memory, beside a plain SELECT of the same rows.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/memory.h"
#include "case/listing.h"

enum { PAGE = 50, SLICE = 10000000 /* ns of a step: who browses should not notice */ };

struct run {
	const char *name;
	enum listing_of of;
	enum listing_key key;
	bool reverse;
	const char *query;
};

static const struct run runs[] = {
	{ "threats, worst first", LISTING_THREATS, LISTING_WORST, false, "" },
	{ "threats by last_seen, down", LISTING_THREATS, LISTING_LAST, true, "" },
	{ "threats by sparkline", LISTING_THREATS, LISTING_SPARKLINE, false, "" },
	{ "threats by src_ip", LISTING_THREATS, LISTING_SRC_IP, false, "" },
	{ "threats by dst_port", LISTING_THREATS, LISTING_DST_PORT, false, "" },
	{ "threats by trail", LISTING_THREATS, LISTING_TRAIL, false, "" },
	{ "threats by info", LISTING_THREATS, LISTING_INFO, false, "" },
	{ "threats, sev:high", LISTING_THREATS, LISTING_WORST, false, "sev:high" },
	{ "threats, src:10.7.0.0/16", LISTING_THREATS, LISTING_WORST, false, "src:10.7.0.0/16" },
	{ "threats, plain text", LISTING_THREATS, LISTING_WORST, false, "abcd" },
	{ "events by time", LISTING_EVENTS, LISTING_TIME, false, "" },
	{ "events by time, down", LISTING_EVENTS, LISTING_TIME, true, "" },
	{ "events by dst_ip", LISTING_EVENTS, LISTING_DST_IP, false, "" },
	{ "events by trail", LISTING_EVENTS, LISTING_TRAIL, false, "" },
	{ "events, type:url", LISTING_EVENTS, LISTING_TIME, false, "type:url" },
	{ "events, trail:*abc*", LISTING_EVENTS, LISTING_TIME, false, "trail:*abc*" },
	{ "events, plain text", LISTING_EVENTS, LISTING_TIME, false, "abcd" },
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Of the processor alone: what a machine that does other things, too, does not blur. */
static double now_cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int64_t now_ns(void)
{
	return (int64_t)(now() * 1e6);
}

static long peak(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* All cells of the first page are read. */
static void read_page(struct case_file *c, const struct listing *l, enum listing_of of)
{
	struct arena arena = { 0 };
	struct fault f;
	for (size_t i = 0; i < PAGE && i < listing_count(l); i++) {
		struct case_threat t;
		struct case_event e;
		if (of == LISTING_THREATS)
			case_threat_at(c, listing_row(l, i), &arena, &t, &f);
		else
			case_event_at(c, listing_row(l, i), &arena, &e, &f);
	}
	arena_free(&arena);
}

static void measure(struct case_file *c, const struct run *run)
{
	struct query *q = query_parse(text_of(run->query));
	const struct listing_options o = {
		.of = run->of, .key = run->key, .reverse = run->reverse, .query = q
	};
	double begun = now(), begun_cpu = now_cpu(), first = 0, slowest = 0, slowest_cpu = 0;
	struct listing *l = listing_new(c, &o);
	bool more = true;
	while (more) {
		double before = now(), before_cpu = now_cpu();
		more = listing_step(l, now_ns() + SLICE);
		double took = now() - before, cpu = now_cpu() - before_cpu;
		slowest = took > slowest ? took : slowest;
		slowest_cpu = cpu > slowest_cpu ? cpu : slowest_cpu;
		if (first <= 0 && (listing_count(l) >= PAGE || !more)) {
			read_page(c, l, run->of);
			first = now() - begun;
		}
	}
	double place = now(), all_cpu = now_cpu() - begun_cpu;
	listing_place(l, listing_row(l, listing_count(l) / 2));
	listing_place(l, UINT64_C(1) << 40);
	double places = now() - place;
	printf(
	    "%-28s %9zu rows, first page %8.1f ms, all %8.1f ms (CPU %8.1f), slowest step %6.1f ms "
	    "(CPU %5.1f), places %5.1f ms, peak %ld MiB\n",
	    run->name, listing_count(l), first, place - begun, all_cpu, slowest, slowest_cpu,
	    places, peak() >> 10);
	listing_free(l);
	query_free(q);
}

/* The peer: every row of a table, its columns looked at, by SQLite alone. */
static void select_all(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	uint64_t rows = 0, sum = 0;
	double begun = now();
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK)
		for (; sqlite3_step(s) == SQLITE_ROW; rows++)
			for (int i = 0; i < sqlite3_column_count(s); i++)
				sum += (uint64_t)sqlite3_column_int64(s, i);
	printf("%-28s %9llu rows, all %8.1f ms (%llx)\n", sql, (unsigned long long)rows,
	    now() - begun, (unsigned long long)sum & 0xf);
	sqlite3_finalize(s);
	sqlite3_close(db);
}

int main(int argc, char **argv)
{
	struct fault f;
	if (argc < 2) {
		fprintf(stderr, "usage: browse CASE [WORD of a run's name]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	double begun = now();
	struct case_file *c = case_open(argv[1], &f);
	if (!c) {
		fprintf(stderr, "%s\n", f.text);
		return 4;
	}
	printf("opened in %.1f ms\n", now() - begun);
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++)
		if (argc < 3 || strstr(runs[i].name, argv[2]))
			measure(c, &runs[i]);
	case_free(c);
	if (argc < 3) {
		select_all(argv[1], "SELECT * FROM threat");
		select_all(argv[1], "SELECT * FROM event");
	}
	return 0;
}
