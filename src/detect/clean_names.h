/* Names that met no trail when they were looked up last: most are asked for, answered and called again. */
#ifndef TS_DETECT_CLEAN_NAMES_H
#define TS_DETECT_CLEAN_NAMES_H

#include "base/text.h"

struct clean_names;

struct clean_names *clean_names_new(void);
void clean_names_free(struct clean_names *c);

/* From now on it is about the trails of that digest: with others than before nothing is known. */
void clean_names_begin(struct clean_names *c, const char *digest);

/* Fetches what a name to come will be looked up in. */
void clean_names_ahead(const struct clean_names *c, struct text name);

bool clean_names_has(const struct clean_names *c, struct text name);
void clean_names_add(struct clean_names *c, struct text name);

#endif
