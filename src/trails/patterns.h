/*
 * Trails that are regular expressions, met with names. Behind the literals that each cannot do without, a name
 * that meets none costs one pass. detection.md 2.5 D5.
 */
#ifndef TS_TRAILS_PATTERNS_H
#define TS_TRAILS_PATTERNS_H

#include "trails/store.h"

enum {
	PATTERNS_MOST = 8192,  /* that are used */
	PATTERNS_STEPS = 10000 /* of the search at one place in a name, before it is given up */
};

struct patterns;

/* Of the trails of kind TRAIL_PATTERN in list, which is in the order of their sources and whose texts it
 * borrows; how many cannot be used is told. NULL where there is none to meet. */
struct patterns *patterns_new(const struct trail *list, size_t n, const struct notices *notices);
void patterns_free(struct patterns *p);

/* How many of them are met. */
size_t patterns_used(const struct patterns *p);

/* Whether a search in the name is worth while. */
bool patterns_may_meet(const struct patterns *p, struct text name);

struct pattern_match {
	struct trail trail;
	struct text before, matched, behind; /* of the name */
};

/* The leftmost match of all patterns, of equal ones that of the first pattern. */
bool patterns_find(struct patterns *p, struct text name, struct pattern_match *out);

/* Searches that were given up so far, of all threads. */
uint64_t patterns_given_up(const struct patterns *p);

#endif
