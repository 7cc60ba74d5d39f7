/* Interned texts: an open-addressing table over an arena. */
#include <config.h>

#include <stdlib.h>

#include "base/intern.h"

struct entry {
	struct text text;
	uint64_t hash;
};

struct intern {
	struct hash_key key;
	struct arena arena;
	struct entry *entries;
	size_t count, room, bytes;
	uint32_t *slots; /* 0 where empty; else entry number + 1 under bits of its hash */
	size_t mask;     /* of the place in slots, and of the number in a slot */
};

struct intern *intern_new(const struct hash_key *key)
{
	struct intern *in = xcalloc(1, sizeof(*in));
	in->key = *key;
	in->mask = 255;
	in->slots = xcalloc(in->mask + 1, sizeof(*in->slots));
	return in;
}

void intern_free(struct intern *in)
{
	if (!in)
		return;
	arena_free(&in->arena);
	free(in->entries);
	free(in->slots);
	free(in);
}

/* Those of a hash that a slot has beside the number: entries of others need not be looked at. */
static uint32_t slot_bits(const struct intern *in, uint64_t hash)
{
	return (uint32_t)(hash >> 32 & ~(uint64_t)in->mask);
}

static uint32_t slot_number(const struct intern *in, size_t slot)
{
	return (uint32_t)(in->slots[slot] & in->mask) - 1;
}

/* The slot that holds t, or the empty one where it belongs. */
static size_t slot_of(const struct intern *in, struct text t, uint64_t hash)
{
	uint32_t bits = slot_bits(in, hash);
	size_t i = hash & in->mask;
	for (; in->slots[i]; i = (i + 1) & in->mask) {
		if ((in->slots[i] & ~in->mask) != bits)
			continue;
		const struct entry *e = &in->entries[slot_number(in, i)];
		if (e->hash == hash && text_is(e->text, t))
			break;
	}
	return i;
}

static void widen(struct intern *in)
{
	in->mask = in->mask * 2 + 1;
	free(in->slots);
	in->slots = xcalloc(in->mask + 1, sizeof(*in->slots));
	for (size_t k = 0; k < in->count; k++) {
		size_t i = in->entries[k].hash & in->mask;
		while (in->slots[i])
			i = (i + 1) & in->mask;
		in->slots[i] = slot_bits(in, in->entries[k].hash) | (uint32_t)(k + 1);
	}
}

uint32_t intern_add(struct intern *in, struct text t, bool *fresh)
{
	uint64_t hash = hash_sip(&in->key, t.s, t.n);
	size_t i = slot_of(in, t, hash);
	if (fresh)
		*fresh = in->slots[i] == 0;
	if (in->slots[i])
		return slot_number(in, i);
	in->entries = grow(in->entries, in->count, &in->room, sizeof(*in->entries));
	in->entries[in->count] = (struct entry) { arena_text(&in->arena, t), hash };
	in->slots[i] = slot_bits(in, hash) | (uint32_t)++in->count;
	in->bytes += t.n + sizeof(struct entry) + 2 * sizeof(uint32_t);
	if (in->count > in->mask / 4 * 3)
		widen(in);
	return (uint32_t)(in->count - 1);
}

uint32_t intern_find(const struct intern *in, struct text t)
{
	size_t i = slot_of(in, t, hash_sip(&in->key, t.s, t.n));
	return in->slots[i] ? slot_number(in, i) : UINT32_MAX;
}

struct text intern_text(const struct intern *in, uint32_t number)
{
	return in->entries[number].text;
}

uint32_t intern_count(const struct intern *in)
{
	return (uint32_t)in->count;
}

size_t intern_size(const struct intern *in)
{
	return in->bytes;
}
