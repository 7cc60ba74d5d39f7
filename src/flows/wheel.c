/* The time-out wheel. */
#include <config.h>

#include "flows/wheel.h"

#include <stdlib.h>

#include "base/memory.h"

void wheel_add(struct wheel *w, struct flow *f, uint32_t record, uint32_t second)
{
	struct wheel_slot *slot = &w->slots[second % WHEEL];
	slot->list = grow(slot->list, slot->count, &slot->room, sizeof(*slot->list));
	slot->list[slot->count++] = (struct wheel_entry) { f->number, record, f->way };
	f->due = second;
}

struct wheel_slot wheel_take(struct wheel *w, uint32_t second)
{
	struct wheel_slot slot = w->slots[second % WHEEL];
	w->slots[second % WHEEL] = (struct wheel_slot) { .list = NULL };
	return slot;
}

void wheel_free(struct wheel *w)
{
	for (int i = 0; i < WHEEL; i++)
		free(w->slots[i].list);
}
