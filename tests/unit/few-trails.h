/* trails/ over a small table, so that units of detection need no store. */
#ifndef TS_TESTS_FEW_TRAILS_H
#define TS_TESTS_FEW_TRAILS_H

#include "trails/trails.h"

struct few_trail {
	const char *key, *info, *reference;
};

/* Both tables end with a row of NULL and are borrowed. An entry of the whitelist is an address, a
 * range or a name. */
struct trails *few_trails(const struct few_trail *list, const char *const *whitelist);
/* Adds a rule, of which that place is told, for events that are no finding. */
void few_trails_ignore(struct trails *t, const char *rule, const char *place);

void few_trails_free(struct trails *t);

#endif
