/*
 * A gzip stream (RFC 1952), all its members, through zlib. What was unpacked before a damage is
 * always given: a half-written capture is worth its last packet.
 */
#ifndef TS_CAPTURE_GUNZIP_H
#define TS_CAPTURE_GUNZIP_H

#include "capture/source.h"

struct gunzip;

/* Over what stands in the window of in and behind it. */
struct gunzip *gunzip_new(struct source *in);
void gunzip_free(struct gunzip *g);

/* n bytes, less only at the end; then gunzip_fault() is "" or says what is wrong. */
size_t gunzip_read(struct gunzip *g, uint8_t *to, size_t n);
const char *gunzip_fault(const struct gunzip *g);

#endif
