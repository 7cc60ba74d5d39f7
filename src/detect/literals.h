/* Which of many short texts occur in another, in any case: one pass, as the test before patterns. */
#ifndef TS_DETECT_LITERALS_H
#define TS_DETECT_LITERALS_H

#include "base/text.h"

struct literal {
	const char *text; /* small letters, two bytes at least */
	uint32_t set;     /* what its presence speaks for */
	bool word;        /* only where no letter, digit or underscore stands before or behind it */
};

struct literals;

struct literals *literals_new(const struct literal *list, size_t n);
void literals_free(struct literals *l);

/* The sets of all that occur, joined; those of skip are not looked for. */
uint32_t literals_find(const struct literals *l, struct text t, uint32_t skip);

#endif
