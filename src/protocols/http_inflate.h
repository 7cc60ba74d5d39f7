/* The content codings gzip and deflate undone, piece by piece. RFC 9110 8.4.1, RFC 1950, 1951, 1952. */
#ifndef TS_PROTOCOLS_HTTP_INFLATE_H
#define TS_PROTOCOLS_HTTP_INFLATE_H

#include "base/text.h"

enum { HTTP_INFLATE_BYTES = 48 << 10 }; /* memory of one, nearly */

/* Takes what comes out of a piece; false: no more is wanted. */
typedef bool http_inflated(void *context, struct text piece);

struct http_inflate;

/* Whether it is gzip or zlib is seen by its first two bytes. Something else is bare deflate where it is said to be
 * deflate, and passes as it is where it is said to be gzip. */
struct http_inflate *http_inflate_new(bool deflate);
void http_inflate_free(struct http_inflate *z);

/* False where the data is bad, or grows without measure; what comes after that is left out. */
bool http_inflate_add(
    struct http_inflate *z, struct text piece, http_inflated *give, void *context);

/* The end was there, or it passed as it is. */
bool http_inflate_whole(const struct http_inflate *z);

#endif
