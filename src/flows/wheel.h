/*
 * The time-out wheel: one list of flows for each second. A flow is looked at in a second not after
 * its deadline. Entries are not removed, they become stale: so adding one touches no other flow.
 * Private to flows/.
 */
#ifndef TS_FLOWS_WHEEL_H
#define TS_FLOWS_WHEEL_H

#include "base/attributes.h"
#include "flows/flow.h"

enum { WHEEL = 1024 }; /* seconds; longer than the longest time-out */

#define WHEEL_OFF UINT32_MAX /* due: it ended or is about to, its other entries are stale */

/* A flow that is due in some second; stale where it ended or is due elsewhere. */
struct wheel_entry {
	uint32_t record;
	uint32_t number; /* the last bits of the flow's */
};

struct wheel_slot {
	struct wheel_entry *list;
	size_t count, room;
};

struct wheel {
	struct wheel_slot slots[WHEEL];
	size_t count; /* entries, stale ones too */
};

void wheel_enlarge(struct wheel_slot *slot);

/* Makes the flow with that record due in a second. */
static inline void wheel_add(struct wheel *w, struct flow *f, uint32_t record, uint32_t second)
{
	struct wheel_slot *slot = &w->slots[second % WHEEL];
	if (unlikely(slot->count == slot->room))
		wheel_enlarge(slot);
	slot->list[slot->count++] = (struct wheel_entry) { record, (uint32_t)f->number };
	w->count++;
	f->due = second;
}

/* Takes the list of a second, which the caller frees, and leaves it empty. */
struct wheel_slot wheel_take(struct wheel *w, uint32_t second);

void wheel_free(struct wheel *w);

/* Leaves out the stale entries of all seconds; records: those that entries count from. */
void wheel_sweep(struct wheel *w, const struct flow *records);

static inline bool wheel_holds(const struct wheel_entry *e, const struct flow *f, uint32_t second)
{
	return (uint32_t)f->number == e->number && f->due != WHEEL_OFF &&
	    f->due % WHEEL == second % WHEEL;
}

#endif
