/* Words of the command line, in the order given. */
#ifndef TS_COMMANDS_LIST_H
#define TS_COMMANDS_LIST_H

#include "base/memory.h"

/* A zeroed one is empty; the words are borrowed, free(l.items) frees the rest. */
struct list {
	const char **items;
	size_t count, room;
};

static inline void list_add(struct list *l, const char *item)
{
	l->items = grow(l->items, l->count, &l->room, sizeof(*l->items));
	l->items[l->count++] = item;
}

#endif
