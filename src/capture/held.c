/* Members of archives that wait in memory. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "capture/held.h"

enum { STEP = 1 << 20 };

void held_free(struct held_list *list, struct held *h)
{
	if (!h)
		return;
	for (struct held **at = &list->first; *at; at = &(*at)->next)
		if (*at == h) {
			*at = h->next;
			list->bytes -= h->room;
			break;
		}
	*h->owner = NULL;
	free(h->bytes);
	free(h->fault);
	free(h);
}

/* Room for one of that turn, if all that come later went. */
static uint64_t room_for(const struct held_list *list, uint32_t turn)
{
	uint64_t kept = 0;
	for (const struct held *h = list->first; h; h = h->next)
		kept += h->turn < turn ? h->room : 0;
	return kept < list->most ? list->most - kept : 0;
}

static struct held *last_turn(const struct held_list *list)
{
	struct held *last = list->first;
	for (struct held *h = last; h; h = h->next)
		if (h->turn > last->turn)
			last = h;
	return last;
}

void held_take(struct held_list *list, struct unpack *walk, uint32_t turn, struct held **owner)
{
	uint64_t most = room_for(list, turn);
	struct held *h = xcalloc(1, sizeof(*h));
	h->turn = turn;
	h->owner = owner;
	for (size_t got = STEP; got == STEP && h->room + STEP <= most; h->count += got) {
		h->room += STEP;
		h->bytes = xrealloc(h->bytes, h->room, 1);
		got = unpack_read(walk, h->bytes + h->count, STEP);
		if (got < STEP) {
			*owner = h;
			h->room = h->count + got;
			h->bytes = xrealloc(h->bytes, h->room ? h->room : 1, 1);
			h->fault = unpack_fault(walk)[0] ? xstrdup(unpack_fault(walk)) : NULL;
		}
	}
	if (!*owner) {
		free(h->bytes);
		free(h);
		return;
	}
	while (list->bytes + h->room > list->most)
		held_free(list, last_turn(list));
	list->bytes += h->room;
	h->next = list->first;
	list->first = h;
}
