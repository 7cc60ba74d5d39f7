/* A body that comes as gzip, piece by piece. RFC 1952. libcurl could unpack it, too, but would not tell of one
 * that ends too early. */
#ifndef TS_FETCH_INFLATE_H
#define TS_FETCH_INFLATE_H

#include "base/attributes.h"
#include "base/text.h"

struct inflater;

/* inflater_free() frees it. */
struct inflater *inflater_new(void);
void inflater_free(struct inflater *i);

/* Gives what a piece unpacks to. False where it is no gzip, or give() says so. */
bool inflater_add(struct inflater *i, struct text piece,
    bool (*give)(void *context, struct text unpacked), void *context) ATTR_CHECKED;

/* Whether what was added so far is whole. */
bool inflater_is_whole(const struct inflater *i);

/* Bytes added so far. */
uint64_t inflater_taken(const struct inflater *i);

#endif
