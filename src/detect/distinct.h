/* How many different names each group was seen with in a window of the packet clock that slides: exact,
 * at the same cost however many there are. Bounded in names; the one that was idle longest makes room. */
#ifndef TS_DETECT_DISTINCT_H
#define TS_DETECT_DISTINCT_H

#include <stdbool.h>

#include "detect/judge.h"

struct distinct;

struct distinct_shape {
	size_t value_size; /* what a heuristic keeps of a group while it has a name in the window */
	size_t cap;        /* of names of all groups */
	int64_t window;
};

struct distinct *distinct_new(const struct distinct_shape *shape, const struct hash_key *key);
void distinct_free(struct distinct *d);

/* What tells groups and names apart: nobody can foresee it. */
uint64_t distinct_hash(const struct distinct *d, const void *p, size_t n);

/* A group after a name was noted. */
struct distinct_group {
	uint64_t names; /* how many */
	bool fresh;     /* the name was not known */
	bool marked;    /* it was when it was added */
	void *value;    /* what is kept of the group, zeroed at first; valid until the next name */
};

/* Forgets what left the window until now, and notes the name, which is told apart from those of all groups.
 * False: it is not known. */
bool distinct_again(struct distinct *d, uint64_t name, int64_t now, struct distinct_group *g);

/* Adds a name of a group that is not known. */
struct distinct_group distinct_add(
    struct distinct *d, uint64_t group, uint64_t name, bool marked, int64_t now);

struct judge_table distinct_table(const struct distinct *d, const char *name);

#endif
