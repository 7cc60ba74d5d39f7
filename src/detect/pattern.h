/* Regular expressions over hostile text: PCRE2, compiled to machine code where that is possible, every search
 * bounded. For text that a cheaper test let pass. */
#ifndef TS_DETECT_PATTERN_H
#define TS_DETECT_PATTERN_H

#include "base/fault.h"
#include "base/text.h"

enum { PATTERN_STEPS = 1 << 20 }; /* of one search: what needs more has no match, and is counted */

enum pattern_option {
	PATTERN_NOCASE = 1,
	PATTERN_LINES = 2,    /* ^ also behind a line feed */
	PATTERN_DOT_LINE = 4, /* . also matches a line feed */
};

struct pattern;

/* Where it matched. */
struct span {
	size_t at, n;
};

/* NULL and *f where regex is none. One thread may use it at a time. */
struct pattern *pattern_new(struct text regex, unsigned options, struct fault *f);
void pattern_free(struct pattern *p);

/* The leftmost match, of the first alternative that has one (detection.md 0.3 TX5). */
bool pattern_find(struct pattern *p, struct text t, struct span *where);

/* Searches that were given up. */
uint64_t pattern_given_up(const struct pattern *p);

#endif
