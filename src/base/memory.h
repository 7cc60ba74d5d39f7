/*
 * Memory. The x… functions end the program with one line when memory is out; a size that came
 * from input is compared with a limit before it gets here. An arena hands out pieces that are
 * given back all at once.
 */
#ifndef TS_BASE_MEMORY_H
#define TS_BASE_MEMORY_H

#include <stddef.h>

#include "base/attributes.h"
#include "base/text.h"

void *xmalloc(size_t n) ATTR_MALLOC;
void *xcalloc(size_t count, size_t size) ATTR_MALLOC;
void *xrealloc(void *p, size_t count, size_t size)
    __attribute__((returns_nonnull, warn_unused_result));
char *xstrdup(const char *s) ATTR_MALLOC;
char *xstrndup(const char *s, size_t n) ATTR_MALLOC;

/* More room, doubled until index n is usable. */
void *grow_room(void *p, size_t n, size_t *room, size_t size) ATTR_CHECKED;

/* Room for one more element: grows *p (doubling) so that index n is usable. */
ATTR_CHECKED static inline void *grow(void *p, size_t n, size_t *room, size_t size)
{
	return likely(n < *room) ? p : grow_room(p, n, room, size);
}

struct arena {
	struct arena_block *blocks;
	char *start;       /* of the newest block */
	size_t room, used; /* of its bytes, multiples of the alignment of any type */
};

/* The same from a new block. */
void *arena_take_more(struct arena *a, size_t n) ATTR_MALLOC;

/* n bytes, aligned for any type; they live until arena_reset() or arena_free(). A zeroed struct
 * arena is ready for use. */
ATTR_MALLOC static inline void *arena_take(struct arena *a, size_t n)
{
	const size_t align = sizeof(max_align_t);
	if (unlikely(n >= a->room - a->used))
		return arena_take_more(a, n);
	void *p = a->start + a->used;
	a->used += (n + align - 1) / align * align;
	return p;
}

/* A copy of t (with a NUL behind it that its length does not count). */
struct text arena_text(struct arena *a, struct text t);

/* All pieces back; the first block is kept for the next round. */
void arena_reset(struct arena *a);

void arena_free(struct arena *a);

#endif
