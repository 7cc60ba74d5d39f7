/* A keyed table (open addressing) over cells, and beside it the order of use as an array of the cells' numbers:
 * what is used again goes to its end and leaves a hole, so that no other cell is touched. */
#include <config.h>

#include <stdlib.h>

#include "base/attributes.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "detect/pages.h"
#include "detect/recent.h"

enum {
	NONE = UINT32_MAX,
	FIRST_SLOTS = 256,
	FIRST_USES = 64,
	FIRST_CELLS = 16,
	LINE = 64, /* bytes of a line of cache */
	PENDING = 2,
	SMALL = 32, /* keys: of so few a look-up costs no more than fetching ahead */
};

/* The hash stands here too, so that a search touches no cell but the one it is for. */
struct slot {
	uint32_t hash;
	uint32_t cell; /* number + 1, 0 where empty */
};

/* What a cell begins with, before its key and its value. */
struct head {
	uint32_t hash;
	uint32_t use; /* its place in the order; of a free cell: the next free one */
};

struct recent {
	struct recent_shape shape;
	uint64_t keys[2]; /* of the hash */
	char *cells;      /* each: the head, the key, the value */
	size_t value_at, stride, used, room, count;
	uint32_t free;
	uint32_t *uses; /* numbers of cells, the one idle longest at first; NONE: a hole */
	uint32_t first, last, uses_mask; /* the oldest one, behind the newest one */
	struct slot *slots;
	size_t mask;
	uint64_t evicted;
	uint32_t pending[PENDING]; /* hashes whose slots are on their way to the cache */
	unsigned pended;
};

static size_t aligned(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static inline char *cell_of(const struct recent *r, uint32_t i)
{
	return r->cells + i * r->stride;
}

static inline struct head *head_of(const struct recent *r, uint32_t i)
{
	return (struct head *)(void *)cell_of(r, i);
}

static inline char *key_of(const struct recent *r, uint32_t i)
{
	return cell_of(r, i) + sizeof(struct head);
}

static inline void *value_of(const struct recent *r, uint32_t i)
{
	return cell_of(r, i) + r->value_at;
}

struct recent *recent_new(const struct recent_shape *shape, const struct hash_key *key)
{
	struct recent *r = xcalloc(1, sizeof(*r));
	r->shape = *shape;
	r->keys[0] = hash_mix(key->k0) ^ key->k1;
	r->keys[1] = hash_mix(r->keys[0]);
	r->value_at = sizeof(struct head) + aligned(shape->key_size, 8);
	r->stride = r->value_at + aligned(shape->value_size, 8);
	if (r->stride > LINE / 2)
		r->stride = aligned(r->stride, LINE);
	r->free = NONE;
	r->mask = FIRST_SLOTS - 1;
	r->slots = xcalloc(FIRST_SLOTS, sizeof(*r->slots));
	r->uses_mask = FIRST_USES - 1;
	r->uses = xcalloc(FIRST_USES, sizeof(*r->uses));
	return r;
}

/* Up to eight bytes as a number. */
static inline uint64_t load_rest(const uint8_t *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static uint64_t hash_of_long(const struct recent *r, const uint8_t *p)
{
	size_t n = r->shape.key_size;
	uint64_t h = r->keys[0];
	for (; n > 16; n -= 16, p += 16)
		h = hash_fold(load_le64(p) ^ h, load_le64(p + 8) ^ r->keys[1]);
	if (n >= 8)
		return hash_fold(load_le64(p) ^ h, load_le64(p + n - 8) ^ r->keys[1]);
	return hash_fold(load_rest(p, n) ^ h, r->keys[1]);
}

static inline bool has_words(const struct recent *r)
{
	return r->shape.key_size == sizeof(uint64_t);
}

/* Keys have a fixed size, mostly that of a number, and whoever makes them does not know the keys of the hash. */
static inline uint32_t hash_of(const struct recent *r, const void *key, bool word)
{
	uint64_t h =
	    word ? hash_fold(load_le64(key) ^ r->keys[0], r->keys[1]) : hash_of_long(r, key);
	return (uint32_t)(h ^ h >> 32);
}

static inline bool is_key(const struct recent *r, uint32_t i, const void *key, bool word)
{
	const char *there = key_of(r, i);
	if (word)
		return load_le64((const uint8_t *)there) == load_le64(key);
	return memcmp(there, key, r->shape.key_size) == 0;
}

/* Where a key is, or is to be put. */
static inline size_t slot_of(const struct recent *r, const void *key, uint32_t hash, bool word)
{
	size_t i = hash & r->mask;
	for (; r->slots[i].cell; i = (i + 1) & r->mask)
		if (r->slots[i].hash == hash && is_key(r, r->slots[i].cell - 1, key, word))
			break;
	return i;
}

/* For calls that are rare. */
static size_t slot_of_any(const struct recent *r, const void *key)
{
	return slot_of(r, key, hash_of(r, key, has_words(r)), has_words(r));
}

static size_t slot_of_cell(const struct recent *r, uint32_t cell)
{
	size_t i = head_of(r, cell)->hash & r->mask;
	while (r->slots[i].cell != cell + 1)
		i = (i + 1) & r->mask;
	return i;
}

/* --- the order of use */

/* Leaves the holes out, and where there are few of them doubles the room. */
ATTR_COLD static void make_room(struct recent *r)
{
	uint32_t size = r->uses_mask + 1, to = 0;
	size_t wanted = r->count > size / 2 ? (size_t)size * 2 : size;
	uint32_t *uses = xmalloc(wanted * sizeof(*uses));
	for (uint32_t at = r->first; at != r->last; at++) {
		uint32_t i = r->uses[at & r->uses_mask];
		if (i == NONE)
			continue;
		uses[to] = i;
		head_of(r, i)->use = to++;
	}
	free(r->uses);
	r->uses = uses;
	r->uses_mask = (uint32_t)(wanted - 1);
	r->first = 0;
	r->last = to;
}

static inline bool has_room(const struct recent *r)
{
	return r->last - r->first <= r->uses_mask;
}

static inline void append(struct recent *r, uint32_t i)
{
	r->uses[r->last & r->uses_mask] = i;
	head_of(r, i)->use = r->last++;
}

static inline void make_hole(struct recent *r, uint32_t i)
{
	uint32_t at = head_of(r, i)->use;
	r->uses[at & r->uses_mask] = NONE;
	if (at != r->first)
		return;
	while (r->first != r->last && r->uses[r->first & r->uses_mask] == NONE)
		r->first++;
}

static inline void *make_newest(struct recent *r, uint32_t i)
{
	make_hole(r, i);
	append(r, i);
	return value_of(r, i);
}

ATTR_COLD static void *make_newest_with_room(struct recent *r, uint32_t i)
{
	make_room(r);
	return make_newest(r, i);
}

/* The cell in a slot that is not empty. */
static inline void *use(struct recent *r, size_t slot)
{
	uint32_t i = r->slots[slot].cell - 1;
	if (head_of(r, i)->use == r->last - 1)
		return value_of(r, i);
	return likely(has_room(r)) ? make_newest(r, i) : make_newest_with_room(r, i);
}

/* --- adding and removing */

/* Empties a slot and moves up those behind it that would no longer be found. */
static void empty_slot(struct recent *r, size_t hole)
{
	for (size_t i = (hole + 1) & r->mask; r->slots[i].cell; i = (i + 1) & r->mask) {
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
	uint32_t i = r->slots[slot].cell - 1;
	if (r->shape.drop)
		r->shape.drop(value_of(r, i));
	empty_slot(r, slot);
	make_hole(r, i);
	head_of(r, i)->use = r->free;
	r->free = i;
	r->count--;
}

void recent_free(struct recent *r)
{
	if (!r)
		return;
	for (uint32_t at = r->first; at != r->last && r->shape.drop; at++)
		if (r->uses[at & r->uses_mask] != NONE)
			r->shape.drop(value_of(r, r->uses[at & r->uses_mask]));
	free(r->cells);
	free(r->uses);
	free(r->slots);
	free(r);
}

static void put(struct recent *r, uint32_t i)
{
	uint32_t hash = head_of(r, i)->hash;
	size_t slot = hash & r->mask;
	while (r->slots[slot].cell)
		slot = (slot + 1) & r->mask;
	r->slots[slot] = (struct slot) { hash, i + 1 };
}

static void widen(struct recent *r)
{
	r->mask = r->mask * 2 + 1;
	free(r->slots);
	r->slots = pages_new((r->mask + 1) * sizeof(*r->slots));
	for (uint32_t at = r->first; at != r->last; at++)
		if (r->uses[at & r->uses_mask] != NONE)
			put(r, r->uses[at & r->uses_mask]);
}

static void grow_cells(struct recent *r)
{
	if (r->used < r->room)
		return;
	r->room = r->room ? r->room * 2 : FIRST_CELLS;
	char *cells = pages_unset(r->room * r->stride);
	if (r->used)
		memcpy(cells, r->cells, r->used * r->stride);
	free(r->cells);
	r->cells = cells;
}

static uint32_t free_cell(struct recent *r)
{
	uint32_t i = r->free;
	if (i != NONE) {
		r->free = head_of(r, i)->use;
		return i;
	}
	grow_cells(r);
	return (uint32_t)r->used++;
}

static void *add(struct recent *r, const void *key, uint32_t hash)
{
	if (r->count == r->shape.cap)
		recent_evict_oldest(r);
	if (r->count > r->mask / 4 * 3)
		widen(r);
	uint32_t i = free_cell(r);
	memset(value_of(r, i), 0, r->stride - r->value_at);
	memcpy(key_of(r, i), key, r->shape.key_size);
	head_of(r, i)->hash = hash;
	put(r, i);
	if (!has_room(r))
		make_room(r);
	append(r, i);
	r->count++;
	return value_of(r, i);
}

/* --- what is called */

void recent_ahead(struct recent *r, const void *key)
{
	if (r->count < SMALL)
		return;
	uint32_t hash = hash_of(r, key, has_words(r)), earlier = r->pending[r->pended % PENDING];
	__builtin_prefetch(&r->slots[hash & r->mask], 1);
	r->pending[r->pended++ % PENDING] = hash;
	const struct slot *slot = &r->slots[earlier & r->mask];
	if (slot->hash != earlier || slot->cell == 0)
		return;
	const char *cell = cell_of(r, slot->cell - 1);
	for (size_t at = 0; at < r->stride; at += LINE)
		__builtin_prefetch(cell + at, 1);
}

/* Both kinds of keys have code of their own: that for numbers calls nothing, and saves no registers. */
static inline void *find(struct recent *r, const void *key, bool word)
{
	size_t slot = slot_of(r, key, hash_of(r, key, word), word);
	return r->slots[slot].cell ? use(r, slot) : NULL;
}

__attribute__((noinline)) static void *find_long(struct recent *r, const void *key)
{
	return find(r, key, false);
}

void *recent_find(struct recent *r, const void *key)
{
	if (r->count == 0)
		return NULL;
	return likely(has_words(r)) ? find(r, key, true) : find_long(r, key);
}

void *recent_take(struct recent *r, const void *key, bool *fresh)
{
	uint32_t hash = hash_of(r, key, has_words(r));
	size_t slot = slot_of(r, key, hash, has_words(r));
	*fresh = r->slots[slot].cell == 0;
	return *fresh ? add(r, key, hash) : use(r, slot);
}

uint32_t recent_number(const struct recent *r, const void *value)
{
	return (uint32_t)((size_t)((const char *)value - r->cells) / r->stride);
}

void *recent_at(const struct recent *r, uint32_t number)
{
	return value_of(r, number);
}

bool recent_remove(struct recent *r, const void *key)
{
	if (r->count == 0)
		return false;
	size_t slot = slot_of_any(r, key);
	if (r->slots[slot].cell == 0)
		return false;
	remove_at(r, slot);
	return true;
}

void recent_remove_at(struct recent *r, uint32_t number)
{
	remove_at(r, slot_of_cell(r, number));
}

void *recent_oldest(const struct recent *r)
{
	return r->count ? value_of(r, r->uses[r->first & r->uses_mask]) : NULL;
}

static inline uint32_t cell_behind_oldest(const struct recent *r, uint32_t n)
{
	return r->last - r->first > n ? r->uses[(r->first + n) & r->uses_mask] : NONE;
}

/* What the calls to come will touch was idle for long. */
static void fetch_oldest(const struct recent *r)
{
	enum { NEAR = 1, FAR = 3 };
	uint32_t near = cell_behind_oldest(r, NEAR), far = cell_behind_oldest(r, FAR);
	if (near != NONE)
		__builtin_prefetch(&r->slots[head_of(r, near)->hash & r->mask], 1);
	if (far == NONE)
		return;
	for (size_t at = 0; at < r->stride; at += LINE)
		__builtin_prefetch(cell_of(r, far) + at, 1);
}

void recent_expire_oldest(struct recent *r)
{
	if (r->count == 0)
		return;
	remove_at(r, slot_of_cell(r, r->uses[r->first & r->uses_mask]));
	if (r->count > SMALL)
		fetch_oldest(r);
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
