/* A growing buffer that is born with its ceiling: past it, what is there stays and over is set. */
#ifndef TS_BASE_BUF_H
#define TS_BASE_BUF_H

#include <stdint.h>

#include "base/attributes.h"
#include "base/text.h"

struct buf {
	char *p;
	size_t n, room, ceiling;
	bool over;
};

/* Empty; buf_free() gives its memory back, buf_clear() empties it for another use. */
void buf_init(struct buf *b, size_t ceiling);
void buf_free(struct buf *b);
void buf_clear(struct buf *b);

void buf_add(struct buf *b, struct text t);
void buf_char(struct buf *b, char c);
void buf_number(struct buf *b, uint64_t v);
void buf_format(struct buf *b, const char *format, ...) ATTR_FORMAT(2, 3);

/* What it holds; valid until the next change. */
static inline struct text buf_text(const struct buf *b)
{
	return (struct text) { b->p, b->n };
}

/* The same as a C string; valid until the next change. */
const char *buf_string(struct buf *b);

#endif
