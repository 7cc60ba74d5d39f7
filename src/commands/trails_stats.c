/* trailsift trails stats: what each source of a store adds to the others. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/intern.h"
#include "base/memory.h"
#include "commands/chosen_trails.h"
#include "commands/trails.h"

enum { CLAIMS = 256, SHOWN = 20 };

static const struct option_row rows[] = {
	{ 0, "overlap", NULL, "pairs of sources with the most trails in common" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *path;
	bool overlap;
};

/* What a source says, and what nobody else does. */
struct share {
	size_t source;
	uint64_t said, won, alone;
};

struct pair {
	uint32_t a, b;
};

struct common_trails {
	struct pair pair;
	uint64_t count;
};

struct counting {
	const struct store *store;
	struct share *shares;
	struct intern *pairs;
	uint64_t *counts;
	size_t count_room;
};

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (o->row) {
		s->overlap |= option_is(o, "overlap");
		return -1;
	}
	if (s->path)
		return complain(STATUS_USAGE,
		    "trails stats: one store at a time (%s and %s were named)", s->path, o->value);
	s->path = o->value;
	return -1;
}

static void count_pair(struct counting *c, size_t a, size_t b)
{
	struct pair pair = { (uint32_t)(a < b ? a : b), (uint32_t)(a < b ? b : a) };
	bool fresh;
	uint32_t number =
	    intern_add(c->pairs, text_bytes((const uint8_t *)&pair, sizeof(pair)), &fresh);
	if (fresh) {
		c->counts = grow(c->counts, number, &c->count_room, sizeof(*c->counts));
		c->counts[number] = 0;
	}
	c->counts[number]++;
}

/* The claims on one trail: of a source that says several things of it one counts. */
static void count_claims(struct counting *c, struct store_claim *claims, size_t n)
{
	size_t sources[CLAIMS], count = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < count && sources[k] != claims[i].source)
			k++;
		if (k == count)
			sources[count++] = claims[i].source;
	}
	c->shares[sources[0]].won++;
	c->shares[sources[0]].alone += count == 1;
	for (size_t i = 0; i < count; i++) {
		c->shares[sources[i]].said++;
		for (size_t k = 0; k < i; k++)
			count_pair(c, sources[i], sources[k]);
	}
}

static void count_all(struct counting *c)
{
	struct store_claim *claims = xcalloc(CLAIMS, sizeof(*claims));
	for (uint32_t i = 0; i < store_count(c->store); i++) {
		size_t n = store_claims(c->store, i, claims, CLAIMS);
		if (n > 0 && claims[0].source < store_sources(c->store))
			count_claims(c, claims, n < CLAIMS ? n : CLAIMS);
	}
	free(claims);
}

static int by_said(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	if (x->said != y->said)
		return x->said < y->said ? 1 : -1;
	return (x->source > y->source) - (x->source < y->source);
}

static int by_count(const void *a, const void *b)
{
	const struct common_trails *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	if (x->pair.a != y->pair.a)
		return x->pair.a < y->pair.a ? -1 : 1;
	return (x->pair.b > y->pair.b) - (x->pair.b < y->pair.b);
}

static void print_name(const struct store *s, size_t source, const char *end)
{
	struct buf name;
	buf_init(&name, SIZE_MAX / 2);
	escape_terminal(&name, store_source(s, source).name);
	printf("%s%s", buf_string(&name), end);
	buf_free(&name);
}

static void print_rest(size_t shown, size_t n)
{
	if (shown < n)
		printf("%zu of %zu; -v lists all\n", shown, n);
}

static void print_shares(struct counting *c, bool all)
{
	size_t n = store_sources(c->store), shown = all || n < SHOWN ? n : SHOWN;
	qsort(c->shares, n, sizeof(*c->shares), by_said);
	printf("%12s %12s %12s  %s\n", "trails", "in force", "only here", "source");
	for (size_t i = 0; i < shown; i++) {
		const struct share *s = &c->shares[i];
		printf("%12llu %12llu %12llu  ", (unsigned long long)s->said,
		    (unsigned long long)s->won, (unsigned long long)s->alone);
		print_name(c->store, s->source, "\n");
	}
	print_rest(shown, n);
}

static void print_overlap(const struct counting *c, bool all)
{
	size_t n = intern_count(c->pairs), shown = all || n < SHOWN ? n : SHOWN;
	struct common_trails *list = xcalloc(n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		struct text key = intern_text(c->pairs, (uint32_t)i);
		memcpy(&list[i].pair, key.s, sizeof(list[i].pair));
		list[i].count = c->counts[i];
	}
	if (n > 1)
		qsort(list, n, sizeof(*list), by_count);
	printf("\n%12s  %s\n", "in common", "sources");
	for (size_t i = 0; i < shown; i++) {
		printf("%12llu  ", (unsigned long long)list[i].count);
		print_name(c->store, list[i].pair.a, ", ");
		print_name(c->store, list[i].pair.b, "\n");
	}
	print_rest(shown, n);
	free(list);
}

static int stats(const struct settings *settings)
{
	static const struct hash_key fixed = { 1, 2 };
	struct fault f;
	struct notices notices = stderr_notices();
	struct trails *t = trails_open(&settings->path, 1, &notices, &f);
	if (!t)
		return complain(STATUS_FAILED, "%s", f.text);
	struct counting c = { .store = trails_store(t, 0), .pairs = intern_new(&fixed) };
	size_t n = store_sources(c.store);
	c.shares = xcalloc(n, sizeof(*c.shares));
	for (size_t i = 0; i < n; i++)
		c.shares[i].source = i;
	count_all(&c);
	print_shares(&c, settings->common.verbose);
	if (settings->overlap)
		print_overlap(&c, settings->common.verbose);
	intern_free(c.pairs);
	free(c.counts);
	free(c.shares);
	trails_close(t);
	return STATUS_DONE;
}

static int run(int argc, char **argv)
{
	struct settings s = { .path = NULL };
	bool shipped;
	int status = parse_options(&trails_stats, argc, argv, &s.common, take_option, &s);
	if (status < 0 && !s.path)
		s.path = default_store(&shipped);
	if (status < 0 && !s.path)
		return complain(
		    STATUS_USAGE, "trails stats: name a store; there is no default one");
	return status < 0 ? stats(&s) : status;
}

const struct command trails_stats = { "trails stats", "[FILE]", "what each source of a store adds",
	rows, run, true, NULL };
