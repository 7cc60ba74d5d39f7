/* Allocation that does not return without memory, and arenas. */
#include <config.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum { ARENA_BLOCK = 64 << 10 };

struct arena_block {
	struct arena_block *older;
	size_t room;
	max_align_t start[];
};

ATTR_NORETURN static void out_of_memory(size_t n)
{
	fprintf(stderr, "trailsift: out of memory (%zu bytes wanted)\n", n);
	exit(4);
}

void *xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p)
		out_of_memory(n);
	return p;
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		out_of_memory(count * size);
	return p;
}

void *xrealloc(void *p, size_t count, size_t size)
{
	void *q = reallocarray(p, count ? count : 1, size ? size : 1);
	if (!q)
		out_of_memory(count * size);
	return q;
}

char *xstrndup(const char *s, size_t n)
{
	char *p = xmalloc(n + 1);
	if (n)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

void *grow_room(void *p, size_t n, size_t *room, size_t size)
{
	size_t wanted = *room ? *room * 2 : 16;
	while (wanted <= n)
		wanted *= 2;
	*room = wanted;
	return xrealloc(p, wanted, size);
}

static void begin_block(struct arena *a, struct arena_block *b)
{
	a->blocks = b;
	a->start = b ? (char *)b->start : NULL;
	a->room = b ? b->room : 0;
	a->used = 0;
}

void *arena_take_more(struct arena *a, size_t n)
{
	const size_t align = sizeof(max_align_t);
	if (n > SIZE_MAX / 2)
		out_of_memory(n);
	n = (n + align - 1) / align * align;
	size_t room = n > ARENA_BLOCK ? n : ARENA_BLOCK;
	struct arena_block *b = xmalloc(sizeof(*b) + room);
	b->older = a->blocks;
	b->room = room;
	begin_block(a, b);
	a->used = n;
	return a->start;
}

struct text arena_text(struct arena *a, struct text t)
{
	char *p = arena_take(a, t.n + 1);
	if (t.n)
		memcpy(p, t.s, t.n);
	p[t.n] = '\0';
	return (struct text) { p, t.n };
}

void arena_reset(struct arena *a)
{
	struct arena_block *b = a->blocks;
	while (b && b->older) {
		struct arena_block *older = b->older;
		free(b);
		b = older;
	}
	begin_block(a, b);
}

void arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->blocks);
	begin_block(a, NULL);
}
