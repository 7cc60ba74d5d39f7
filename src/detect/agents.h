/* Suspicious user agents: lists of patterns in Maltrail's format. detection.md 8.6. */
#ifndef TS_DETECT_AGENTS_H
#define TS_DETECT_AGENTS_H

#include "base/digest.h"
#include "base/fault.h"
#include "base/text.h"

struct agents;

/* Without patterns. */
struct agents *agents_new(void);
void agents_free(struct agents *a);

/* The list that ships. */
void agents_add_shipped(struct agents *a);

/* A line a pattern, "#" at its start makes it a comment; taken literally where it holds " (compatible" or is no pattern. */
bool agents_add_file(struct agents *a, const char *path, struct fault *f) ATTR_CHECKED;

/* The patterns joined, in order, in pieces that are not too long to compile. The leftmost match wins, and of several
 * there the first. */
size_t agents_pieces(const struct agents *a);
struct text agents_piece(const struct agents *a, size_t i);

/* The same from lines, as a store has them. */
bool agents_add_lines(struct agents *a, struct text lines);

/* Of all of them, in order. */
void agents_digest(const struct agents *a, char out[DIGEST_TEXT]);

#endif
