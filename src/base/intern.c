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
	uint32_t *slots; /* entry number + 1, 0 where empty */
	size_t mask;
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

/* The slot that holds t, or the empty one where it belongs. */
static size_t slot_of(const struct intern *in, struct text t, uint64_t hash)
{
	size_t i = hash & in->mask;
	while (in->slots[i]) {
		const struct entry *e = &in->entries[in->slots[i] - 1];
		if (e->hash == hash && text_is(e->text, t))
			break;
		i = (i + 1) & in->mask;
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
		in->slots[i] = (uint32_t)(k + 1);
	}
}

uint32_t intern_add(struct intern *in, struct text t, bool *fresh)
{
	uint64_t hash = hash_sip(&in->key, t.s, t.n);
	size_t i = slot_of(in, t, hash);
	if (fresh)
		*fresh = in->slots[i] == 0;
	if (in->slots[i])
		return in->slots[i] - 1;
	in->entries = grow(in->entries, in->count, &in->room, sizeof(*in->entries));
	in->entries[in->count] = (struct entry) { arena_text(&in->arena, t), hash };
	in->slots[i] = (uint32_t)++in->count;
	in->bytes += t.n + sizeof(struct entry) + 2 * sizeof(uint32_t);
	if (in->count > in->mask / 4 * 3)
		widen(in);
	return (uint32_t)(in->count - 1);
}

uint32_t intern_find(const struct intern *in, struct text t)
{
	size_t i = slot_of(in, t, hash_sip(&in->key, t.s, t.n));
	return in->slots[i] ? in->slots[i] - 1 : UINT32_MAX;
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
