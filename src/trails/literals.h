/* What text a regular expression cannot do without: so that most subjects need no search. */
#ifndef TS_TRAILS_LITERALS_H
#define TS_TRAILS_LITERALS_H

#include "base/memory.h"

/* One of these stands in whatever the pattern meets. None: nothing is known. */
struct required_texts {
	struct text *list; /* of the arena */
	size_t count;
};

/* Of an expression that compiles. */
struct required_texts literals_of(struct text pattern, struct arena *arena);

#endif
