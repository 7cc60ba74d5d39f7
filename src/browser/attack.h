/* ATT&CK techniques that an info hints at (threats.md 9). Hints, no findings. */
#ifndef TS_BROWSER_ATTACK_H
#define TS_BROWSER_ATTACK_H

#include "base/text.h"

struct attack_hint {
	const char *technique, *name; /* "T1071", "Application Layer Protocol" */
};

enum { ATTACK_HINTS = 16 };

/* Each at most once, in the order of the table; how many. */
size_t attack_hints(struct text info, const struct attack_hint *out[ATTACK_HINTS]);

#endif
