/*
 * Time of one look-up in a compiled store, beside a bare hash probe of as many bytes as it may
 * touch: lookup STORE [COUNT]. Prints nanoseconds each, on average and for the quickest run
 * of 10000 (others may be using the machine), in time of this thread, and the peak resident memory.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/hash.h"
#include "base/memory.h"
#include "trails/reader.h"

enum { DEFAULT_COUNT = 1000000, NAME_ROOM = 64, RUN = 10000, ENDS = 128 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static long peak_kib(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

struct timer {
	double start, run, best;
	size_t n, ticks;
};

static struct timer timer_start(void)
{
	double t = now();
	return (struct timer) { t, t, 1e18, 0, 0 };
}

/* So many more are done. */
static void timer_run(struct timer *t, size_t n)
{
	double at = now();
	t->n += n;
	if (n == RUN && at - t->run < t->best)
		t->best = at - t->run;
	t->run = at;
}

/* One more look-up is done. */
static inline void timer_tick(struct timer *t)
{
	if (++t->ticks % RUN == 0)
		timer_run(t, RUN);
}

/* Those that filled no run. */
static void timer_rest(struct timer *t)
{
	if (t->ticks)
		t->n = t->ticks;
}

/* Nanoseconds of the bare probe that stands beside what is measured next. */
static double bare;

static void report(const char *what, struct timer *t, size_t found)
{
	timer_rest(t);
	double mean = (now() - t->start) / (double)t->n;
	printf(
	    "%-26s mean %8.1f ns  best %8.1f ns  %5.1f bare probes  found %9zu of %zu, peak %ld KiB\n",
	    what, mean, t->n < RUN ? 0 : t->best / RUN, bare > 0 ? mean / bare : 1, found, t->n,
	    peak_kib());
}

/* A key's hash, and one byte at that place of as much memory, whatever the key before was. */
static void bare_probe(size_t bytes, const struct text *keys, size_t n)
{
	uint8_t *p = xcalloc(bytes + 64, 1);
	size_t sum = 0;
	memset(p, 1, bytes + 64);
	struct timer t = timer_start();
	for (size_t i = 0; i < n; i++, timer_tick(&t))
		sum += p[hash_fast(keys[i].s, keys[i].n, 0) % (bytes ? bytes : 1)];
	timer_rest(&t);
	bare = (now() - t.start) / (double)n;
	printf(
	    "bare hash probe            mean %8.1f ns, of %zu KiB (%zu)\n", bare, bytes >> 10, sum);
	free(p);
}

/* Names of three labels that no list has, below 26 top-level labels: one may happen to pass the filter. */
static struct text *absent_names(size_t n)
{
	struct text *names = xcalloc(n, sizeof(*names));
	char *room = xmalloc(n * NAME_ROOM);
	for (size_t i = 0; i < n; i++) {
		int length = snprintf(room + i * NAME_ROOM, NAME_ROOM, "%s%.*llx.absent-%llx.z%c",
		    i % 2 ? "www" : "", (int)(1 + i % 9), (unsigned long long)hash_mix(i),
		    (unsigned long long)(hash_mix(i + n) & 0xffffffff), (char)('a' + i % 26));
		names[i] = (struct text) { room + i * NAME_ROOM, (size_t)length };
	}
	return names;
}

static void bench_names(const struct store *s, const char *what, const struct text *names, size_t n)
{
	struct name_match out[8];
	size_t found = 0;
	struct timer t = timer_start();
	for (size_t i = 0; i < n; i++, timer_tick(&t))
		found += store_find_name(s, names[i], out, 8) > 0;
	report(what, &t, found);
}

/* As many as come, looked up together. */
static void bench_keys(const struct store *s, const char *what, const struct text *keys, size_t n)
{
	uint32_t *numbers = xcalloc(n, sizeof(*numbers));
	size_t found = 0;
	struct timer t = timer_start();
	for (size_t i = 0; i < n; i += RUN) {
		store_find_keys(s, keys + i, n - i < RUN ? n - i : RUN, numbers + i);
		timer_run(&t, n - i < RUN ? n - i : RUN);
	}
	for (size_t i = 0; i < n; i++)
		found += numbers[i] != TRAIL_NONE;
	report(what, &t, found);
	free(numbers);
}

static struct address *absent_addresses(size_t n)
{
	struct address *a = xcalloc(n, sizeof(*a));
	for (size_t i = 0; i < n; i++) {
		uint64_t v = hash_mix(i);
		a[i].version = 4;
		memcpy(a[i].bytes, &v, 4);
	}
	return a;
}

/* The same of addresses. */
static void bare_addresses(size_t bytes, const struct address *a, size_t n)
{
	struct text *keys = xcalloc(n, sizeof(*keys));
	for (size_t i = 0; i < n; i++)
		keys[i] = text_bytes(a[i].bytes, 4);
	bare_probe(bytes, keys, n);
	free(keys);
}

static void bench_addresses(
    const struct store *s, const char *what, const struct address *a, size_t n)
{
	size_t found = 0;
	struct timer t = timer_start();
	for (size_t i = 0; i < n; i++, timer_tick(&t))
		found += store_find_address(s, &a[i]) != TRAIL_NONE;
	report(what, &t, found);
	t = timer_start();
	found = 0;
	for (size_t i = 0; i < n; i++, timer_tick(&t))
		found += store_find_range(s, &a[i]) != TRAIL_NONE;
	report("  as range", &t, found);
}

/* As a scan looks up the ends of its flows: alone, with a port and in ranges, many together. */
static void bench_ends(const struct store *s, const struct address *a, size_t n)
{
	struct store_end ends[ENDS];
	size_t found = 0;
	struct timer t = timer_start();
	for (size_t i = 0; i < n; i += ENDS) {
		bool may[ENDS] = { false };
		size_t together = n - i < ENDS ? n - i : ENDS;
		for (size_t k = 0; k < together; k++)
			ends[k] = (struct store_end) { &a[i + k], &may[k], (uint16_t)(i + k) };
		store_may_list(s, ends, together);
		for (size_t k = 0; k < together; k++, timer_tick(&t))
			found += may[k];
	}
	report("  as end of a flow", &t, found);
}

static void bench_present(const struct store *s, size_t n)
{
	struct text *names = xcalloc(n, sizeof(*names));
	struct address *addresses = xcalloc(n, sizeof(*addresses));
	size_t name_count = 0, address_count = 0;
	struct arena arena = { 0 }; /* who asks has what he asks for in cache */
	for (size_t i = 0; i < 16 * n && store_count(s); i++) {
		struct trail t = store_trail(s, (uint32_t)(hash_mix(i) % store_count(s)));
		if (t.kind == TRAIL_NAME && name_count < n)
			names[name_count++] = arena_text(&arena, t.key);
		else if (t.kind == TRAIL_ADDRESS && address_count < n &&
		    address_parse(t.key, &addresses[address_count]))
			address_count++;
	}
	size_t behind = s->part[SECTION_RECORDS].n + s->part[SECTION_KEYS].n;
	if (name_count) {
		bare_probe(s->part[SECTION_NAMES_TABLE].n + behind, names, name_count);
		bench_names(s, "present name, one by one", names, name_count);
		bench_keys(s, "present name", names, name_count);
	}
	if (address_count) {
		bare_addresses(
		    s->part[SECTION_ADDRESSES_TABLE].n + behind, addresses, address_count);
		bench_addresses(s, "present address", addresses, address_count);
	}
	free(names);
	free(addresses);
	arena_free(&arena);
}

int main(int argc, char **argv)
{
	struct fault f;
	size_t n = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : DEFAULT_COUNT;
	if (argc < 2 || n == 0) {
		fprintf(stderr, "usage: lookup STORE [COUNT]\n");
		return 2;
	}
	struct text *names = absent_names(n);
	struct address *addresses = absent_addresses(n);
	struct store *s = store_open(argv[1], &f);
	if (!s) {
		fprintf(stderr, "%s\n", f.text);
		return 4;
	}
	printf("open; peak %ld KiB\n", peak_kib());
	bare_probe(s->part[SECTION_NAMES_FILTER].n, names, n);
	bench_names(s, "absent name (first)", names, n);
	bench_names(s, "absent name", names, n);
	bare_addresses(s->part[SECTION_ADDRESSES_FILTER].n, addresses, n);
	bench_addresses(s, "absent address", addresses, n);
	bench_ends(s, addresses, n);
	bench_present(s, n);
	store_close(s);
	return 0;
}
