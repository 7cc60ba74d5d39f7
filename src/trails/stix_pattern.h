/* Patterns of STIX that name single observables. OASIS STIX 2.1, 9; STIX 2.0 part 5. */
#ifndef TS_TRAILS_STIX_PATTERN_H
#define TS_TRAILS_STIX_PATTERN_H

#include "base/text.h"

/* What a comparison names. */
enum stix_kind {
	STIX_VALUE,    /* an address, a name, a URL, a digest */
	STIX_ENDPOINT, /* an address with a port */
	STIX_AGENT,    /* a user agent */
};

struct stix_taker {
	/* Once for each observable; value lives until it returns. */
	void (*take)(void *context, enum stix_kind kind, struct text value, struct text port);
	void *context;
};

/* Gives what a pattern names where each of it counts alone. NULL, or why it, or some of it, was not given: static,
 * it ends a sentence. */
const char *stix_pattern(struct text pattern, const struct stix_taker *taker);

#endif
