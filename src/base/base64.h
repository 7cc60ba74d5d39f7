/* Base64 as it stands in protocols of text. RFC 4648 4. */
#ifndef TS_BASE_BASE64_H
#define TS_BASE_BASE64_H

#include "base/buf.h"

/* The bytes of in, as far as there is room for them; they end where in does not go on as base64. How many. */
size_t base64_decode(struct text in, char *out, size_t room);

/* Appends it as base64, padded. */
void base64_encode(struct buf *out, struct text in);

#endif
