/* A growing buffer with a ceiling. */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"

void buf_init(struct buf *b, size_t ceiling)
{
	*b = (struct buf) { .ceiling = ceiling };
}

void buf_free(struct buf *b)
{
	free(b->p);
	buf_init(b, b->ceiling);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
}

/* Room for n more bytes and a NUL; false past the ceiling. */
static bool make_room(struct buf *b, size_t n)
{
	if (b->over || n > b->ceiling - b->n) {
		b->over = true;
		return false;
	}
	b->p = grow(b->p, b->n + n + 1, &b->room, 1);
	return true;
}

void buf_add(struct buf *b, struct text t)
{
	if (t.n && make_room(b, t.n)) {
		memcpy(b->p + b->n, t.s, t.n);
		b->n += t.n;
	}
}

void buf_char(struct buf *b, char c)
{
	if (make_room(b, 1))
		b->p[b->n++] = c;
}

void buf_number(struct buf *b, uint64_t v)
{
	char digits[20];
	size_t i = sizeof(digits);
	do {
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	buf_add(b, (struct text) { digits + i, sizeof(digits) - i });
}

void buf_format(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n <= 0 || !make_room(b, (size_t)n))
		return;
	va_start(args, format);
	vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
	va_end(args);
	b->n += (size_t)n;
}

const char *buf_string(struct buf *b)
{
	b->p = grow(b->p, b->n + 1, &b->room, 1);
	b->p[b->n] = '\0';
	return b->p;
}
