/* Names as they travel: labels that are not ASCII in their xn-- form. RFC 3492, RFC 5890. */
#ifndef TS_TRAILS_IDNA_H
#define TS_TRAILS_IDNA_H

#include "base/buf.h"

/* Adds the key with its host part (up to the first '/', ':' or '?') in ASCII. Letters are taken
 * as they are: capitals beyond ASCII are not folded. What is not UTF-8, and labels too long for
 * the DNS, stay as they are. */
void idna_ascii(struct buf *out, struct text key);

#endif
