/* Flow numbers in an open table with linear probing. They are made from places of frames, so
 * nobody chooses them to collide. */
#include <config.h>

#include "scan/decisions.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

enum { SIZE_FIRST = 1024 };

static size_t home_of(const struct decisions *d, uint64_t flow)
{
	return (size_t)hash_mix(flow) & (d->size - 1);
}

/* The flow's slot, or the free one where it would stand. */
static struct decision *slot_of(const struct decisions *d, uint64_t flow)
{
	size_t i = home_of(d, flow);
	while (d->slots[i].flow && d->slots[i].flow != flow)
		i = (i + 1) & (d->size - 1);
	return &d->slots[i];
}

struct decision *decisions_find(const struct decisions *d, uint64_t flow)
{
	if (d->size == 0)
		return NULL;
	struct decision *slot = slot_of(d, flow);
	return slot->flow ? slot : NULL;
}

static void enlarge(struct decisions *d)
{
	struct decisions old = *d;
	d->size = old.size ? old.size * 2 : SIZE_FIRST;
	d->slots = xcalloc(d->size, sizeof(*d->slots));
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i].flow)
			*slot_of(d, old.slots[i].flow) = old.slots[i];
	free(old.slots);
}

struct decision *decisions_add(struct decisions *d, uint64_t flow)
{
	struct decision *slot = decisions_find(d, flow);
	if (slot)
		return slot;
	if (d->count >= d->size / 2)
		enlarge(d);
	slot = slot_of(d, flow);
	slot->flow = flow;
	d->count++;
	return slot;
}

/* What was pushed on by it moves back, so that no search ends early. */
void decisions_remove(struct decisions *d, struct decision *which)
{
	size_t mask = d->size - 1, hole = (size_t)(which - d->slots);
	for (size_t i = (hole + 1) & mask; d->slots[i].flow; i = (i + 1) & mask) {
		size_t home = home_of(d, d->slots[i].flow);
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		d->slots[hole] = d->slots[i];
		hole = i;
	}
	d->slots[hole] = (struct decision) { 0 };
	d->count--;
}

void decisions_free(struct decisions *d)
{
	free(d->slots);
	*d = (struct decisions) { 0 };
}
