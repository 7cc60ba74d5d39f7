/* Names of all groups in the order of last use, and what each group has of them. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/distinct.h"
#include "detect/recent.h"

struct group {
	uint64_t names;
	/* then what the heuristic keeps */
};

/* Small, so that it has half a line of cache with what the table adds. */
struct name {
	int64_t last;
	uint32_t group; /* its number */
	bool marked;
};

struct distinct {
	struct recent *groups, *names;
	struct hash_key key;
	int64_t window;
	int64_t until; /* before then, none leaves the window */
	uint64_t evicted;
	size_t cap, count;
};

struct distinct *distinct_new(const struct distinct_shape *shape, const struct hash_key *key)
{
	struct distinct *d = xcalloc(1, sizeof(*d));
	const struct recent_shape groups = { sizeof(uint64_t),
		sizeof(struct group) + shape->value_size, shape->cap, NULL };
	const struct recent_shape names = { sizeof(uint64_t), sizeof(struct name), shape->cap,
		NULL };
	d->groups = recent_new(&groups, key);
	d->names = recent_new(&names, key);
	d->key = *key;
	d->until = INT64_MIN;
	d->window = shape->window;
	d->cap = shape->cap;
	return d;
}

void distinct_free(struct distinct *d)
{
	recent_free(d->groups);
	recent_free(d->names);
	free(d);
}

static void forget_oldest(struct distinct *d, const struct name *oldest)
{
	uint32_t number = oldest->group;
	struct group *g = recent_at(d->groups, number);
	recent_expire_oldest(d->names);
	d->count--;
	if (--g->names == 0)
		recent_remove_at(d->groups, number);
}

uint64_t distinct_hash(const struct distinct *d, const void *p, size_t n)
{
	return hash_sip(&d->key, p, n);
}

/* What left the window until now is forgotten. */
static void slide(struct distinct *d, int64_t now)
{
	const struct name *oldest;
	while ((oldest = recent_oldest(d->names)) && now - oldest->last >= d->window)
		forget_oldest(d, oldest);
	d->until = (oldest ? oldest->last : now) + d->window;
}

bool distinct_again(struct distinct *d, uint64_t name, int64_t now, struct distinct_group *g)
{
	if (now >= d->until)
		slide(d, now);
	struct name *n = recent_find(d->names, &name);
	if (!n)
		return false;
	n->last = now;
	struct group *of = recent_at(d->groups, n->group);
	*g = (struct distinct_group) { of->names, false, n->marked, of + 1 };
	return true;
}

struct distinct_group distinct_add(
    struct distinct *d, uint64_t group, uint64_t name, bool marked, int64_t now)
{
	bool fresh;
	if (d->count == d->cap) {
		forget_oldest(d, recent_oldest(d->names));
		d->evicted++;
	}
	struct group *g = recent_take(d->groups, &group, &fresh);
	struct name *n = recent_take(d->names, &name, &fresh);
	*n = (struct name) { .last = now, .group = recent_number(d->groups, g), .marked = marked };
	d->count++;
	g->names++;
	return (struct distinct_group) { g->names, true, marked, g + 1 };
}

struct judge_table distinct_table(const struct distinct *d, const char *name)
{
	return (struct judge_table) { name, d->cap, d->evicted };
}
