/* The time-out wheel. */
#include <config.h>

#include "flows/wheel.h"

#include <stdlib.h>

#include "base/memory.h"

void wheel_enlarge(struct wheel_slot *slot)
{
	slot->list = grow(slot->list, slot->count, &slot->room, sizeof(*slot->list));
}

struct wheel_slot wheel_take(struct wheel *w, uint32_t second)
{
	struct wheel_slot slot = w->slots[second % WHEEL];
	w->slots[second % WHEEL] = (struct wheel_slot) { .list = NULL };
	w->count -= slot.count;
	return slot;
}

/* A list that became much shorter gives its memory back. */
static void sweep_slot(struct wheel_slot *slot, const struct flow *records, uint32_t second)
{
	size_t n = 0;
	for (size_t i = 0; i < slot->count; i++)
		if (wheel_holds(&slot->list[i], &records[slot->list[i].record], second))
			slot->list[n++] = slot->list[i];
	slot->count = n;
	if (n == 0) {
		free(slot->list);
		*slot = (struct wheel_slot) { .list = NULL };
	} else if (n < slot->room / 4) {
		slot->room = n;
		slot->list = xrealloc(slot->list, n, sizeof(*slot->list));
	}
}

void wheel_sweep(struct wheel *w, const struct flow *records)
{
	w->count = 0;
	for (uint32_t i = 0; i < WHEEL; i++) {
		sweep_slot(&w->slots[i], records, i);
		w->count += w->slots[i].count;
	}
}

void wheel_free(struct wheel *w)
{
	for (int i = 0; i < WHEEL; i++)
		free(w->slots[i].list);
}
