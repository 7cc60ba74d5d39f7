/* A keyed table (XXH3, open addressing) over entries that are chained in order of use. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/recent.h"

enum { NONE = UINT32_MAX, FIRST_SLOTS = 256 };

struct entry {
	uint32_t hash;
	uint32_t older, newer; /* newer also chains the free ones */
};

/* The hash stands here too, so that a search touches no entry but the one it is for. */
struct slot {
	uint32_t hash;
	uint32_t entry; /* number + 1, 0 where empty */
};

struct recent {
	struct recent_shape shape;
	uint64_t seed;
	char *entries; /* each: struct entry, the value, the key */
	size_t stride, used, room, count;
	uint32_t free, oldest, newest;
	struct slot *slots;
	size_t mask;
	uint64_t evicted;
};

static size_t aligned(size_t n)
{
	return (n + 7) / 8 * 8;
}

static struct entry *entry_of(const struct recent *r, uint32_t i)
{
	return (struct entry *)(void *)(r->entries + i * r->stride);
}

static size_t header_size(void)
{
	return aligned(sizeof(struct entry));
}

static char *value_of(const struct recent *r, uint32_t i)
{
	return r->entries + i * r->stride + header_size();
}

static char *key_of(const struct recent *r, uint32_t i)
{
	return value_of(r, i) + aligned(r->shape.value_size);
}

struct recent *recent_new(const struct recent_shape *shape, const struct hash_key *key)
{
	struct recent *r = xcalloc(1, sizeof(*r));
	r->shape = *shape;
	r->seed = hash_mix(key->k0) ^ key->k1;
	r->stride = header_size() + aligned(shape->value_size) + aligned(shape->key_size);
	r->free = r->oldest = r->newest = NONE;
	r->mask = FIRST_SLOTS - 1;
	r->slots = xcalloc(FIRST_SLOTS, sizeof(*r->slots));
	return r;
}

/* Keys have a fixed size, and whoever makes them does not know the seed. */
static uint32_t hash_of(const struct recent *r, const void *key)
{
	return (uint32_t)hash_fast(key, r->shape.key_size, r->seed);
}

static size_t slot_of(const struct recent *r, const void *key, uint32_t hash)
{
	size_t i = hash & r->mask;
	for (; r->slots[i].entry; i = (i + 1) & r->mask)
		if (r->slots[i].hash == hash &&
		    memcmp(key_of(r, r->slots[i].entry - 1), key, r->shape.key_size) == 0)
			break;
	return i;
}

static size_t slot_of_entry(const struct recent *r, uint32_t entry)
{
	size_t i = entry_of(r, entry)->hash & r->mask;
	while (r->slots[i].entry != entry + 1)
		i = (i + 1) & r->mask;
	return i;
}

static void unchain(struct recent *r, uint32_t i)
{
	const struct entry *e = entry_of(r, i);
	if (e->older == NONE)
		r->oldest = e->newer;
	else
		entry_of(r, e->older)->newer = e->newer;
	if (e->newer == NONE)
		r->newest = e->older;
	else
		entry_of(r, e->newer)->older = e->older;
}

static void chain(struct recent *r, uint32_t i)
{
	struct entry *e = entry_of(r, i);
	e->older = r->newest;
	e->newer = NONE;
	if (r->newest == NONE)
		r->oldest = i;
	else
		entry_of(r, r->newest)->newer = i;
	r->newest = i;
}

/* Empties a slot and moves up those behind it that would no longer be found. */
static void empty_slot(struct recent *r, size_t hole)
{
	for (size_t i = (hole + 1) & r->mask; r->slots[i].entry; i = (i + 1) & r->mask) {
		size_t home = r->slots[i].hash & r->mask;
		if (((i - home) & r->mask) < ((i - hole) & r->mask))
			continue;
		r->slots[hole] = r->slots[i];
		hole = i;
	}
	r->slots[hole] = (struct slot) { 0, 0 };
}

static void remove_at(struct recent *r, size_t slot)
{
	uint32_t i = r->slots[slot].entry - 1;
	if (r->shape.drop)
		r->shape.drop(value_of(r, i));
	empty_slot(r, slot);
	unchain(r, i);
	entry_of(r, i)->newer = r->free;
	r->free = i;
	r->count--;
}

void recent_free(struct recent *r)
{
	if (!r)
		return;
	for (uint32_t i = r->oldest; i != NONE && r->shape.drop; i = entry_of(r, i)->newer)
		r->shape.drop(value_of(r, i));
	free(r->entries);
	free(r->slots);
	free(r);
}

static void widen(struct recent *r)
{
	r->mask = r->mask * 2 + 1;
	free(r->slots);
	r->slots = xcalloc(r->mask + 1, sizeof(*r->slots));
	for (uint32_t i = r->oldest; i != NONE; i = entry_of(r, i)->newer) {
		size_t slot = entry_of(r, i)->hash & r->mask;
		while (r->slots[slot].entry)
			slot = (slot + 1) & r->mask;
		r->slots[slot] = (struct slot) { entry_of(r, i)->hash, i + 1 };
	}
}

/* The value in a slot that is not empty. */
static void *use(struct recent *r, size_t slot)
{
	uint32_t i = r->slots[slot].entry - 1;
	if (i != r->newest) {
		unchain(r, i);
		chain(r, i);
	}
	return value_of(r, i);
}

static void *add(struct recent *r, const void *key, uint32_t hash)
{
	if (r->count == r->shape.cap)
		recent_evict_oldest(r);
	if (r->count > r->mask / 4 * 3)
		widen(r);
	uint32_t i = r->free;
	if (i == NONE) {
		r->entries = grow(r->entries, r->used, &r->room, r->stride);
		i = (uint32_t)r->used++;
	} else {
		r->free = entry_of(r, i)->newer;
	}
	memset(entry_of(r, i), 0, r->stride);
	memcpy(key_of(r, i), key, r->shape.key_size);
	entry_of(r, i)->hash = hash;
	size_t slot = hash & r->mask;
	while (r->slots[slot].entry)
		slot = (slot + 1) & r->mask;
	r->slots[slot] = (struct slot) { hash, i + 1 };
	chain(r, i);
	r->count++;
	return value_of(r, i);
}

void *recent_find(struct recent *r, const void *key)
{
	if (r->count == 0)
		return NULL;
	size_t slot = slot_of(r, key, hash_of(r, key));
	return r->slots[slot].entry ? use(r, slot) : NULL;
}

void *recent_take(struct recent *r, const void *key, bool *fresh)
{
	uint32_t hash = hash_of(r, key);
	size_t slot = slot_of(r, key, hash);
	*fresh = r->slots[slot].entry == 0;
	return *fresh ? add(r, key, hash) : use(r, slot);
}

bool recent_remove(struct recent *r, const void *key)
{
	if (r->count == 0)
		return false;
	size_t slot = slot_of(r, key, hash_of(r, key));
	if (r->slots[slot].entry == 0)
		return false;
	remove_at(r, slot);
	return true;
}

void *recent_oldest(const struct recent *r)
{
	return r->count ? value_of(r, r->oldest) : NULL;
}

void recent_expire_oldest(struct recent *r)
{
	if (r->count == 0)
		return;
	remove_at(r, slot_of_entry(r, r->oldest));
	if (r->count == 0)
		return;
	/* What the next call will touch was idle for long. */
	const struct entry *next = entry_of(r, r->oldest);
	__builtin_prefetch(&r->slots[next->hash & r->mask], 1);
	if (next->newer != NONE)
		for (size_t at = 0; at < r->stride; at += 64)
			__builtin_prefetch((const char *)entry_of(r, next->newer) + at, 1);
}

void recent_evict_oldest(struct recent *r)
{
	r->evicted += r->count > 0;
	recent_expire_oldest(r);
}

size_t recent_count(const struct recent *r)
{
	return r->count;
}

uint64_t recent_evicted(const struct recent *r)
{
	return r->evicted;
}
