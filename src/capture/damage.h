/* What of an input was not examined: the list of its facts, and the lines that tell it. */
#ifndef TS_CAPTURE_DAMAGE_H
#define TS_CAPTURE_DAMAGE_H

#include "capture/input.h"

/* One more. What adjoins the one before is joined with it; very many are kept as one, at the list's
 * end. It is told when it is sure that nothing joins it. */
void damage_note(struct input *in, uint64_t offset, uint64_t bytes, const char *what);

/* All is known: what was not told yet, the most of it in one line. */
void damage_end(struct input *in);

#endif
