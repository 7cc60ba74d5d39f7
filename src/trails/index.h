/*
 * How a key is found: a blocked Bloom filter (one cache line a key) says "certainly not" for
 * nearly all that is not there; behind it a table of cache-line buckets holds pairs of a 32-bit
 * tag and a number. Who asks compares the whole key behind the number.
 */
#ifndef TS_TRAILS_INDEX_H
#define TS_TRAILS_INDEX_H

#include "base/address.h"
#include "base/attributes.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "base/limits.h"

enum {
	INDEX_LINE = 64,          /* bytes of a filter block, of a bucket */
	INDEX_SLOTS = 8,          /* of a bucket: tag and number, 32 bits each */
	INDEX_FILTER_BITS = 12,   /* of the filter for each key: about 1 false answer in 150 */
	INDEX_FILTER_PROBES = 6,
	INDEX_LOAD = 6,           /* keys a bucket holds on average */
	INDEX_CHAIN = 64,         /* buckets looked at before a key is given up */
};

#define INDEX_EMPTY UINT32_MAX

struct index_part {
	const uint8_t *filter, *table;
	uint32_t blocks, buckets;
};

/* A place among n, by the upper half of a hash. */
static inline uint32_t index_place(uint64_t hash, uint32_t n)
{
	return (uint32_t)((hash >> 32) * n >> 32);
}

/* Whether a key of this hash may be there. */
static inline bool index_may_hold(const struct index_part *part, uint64_t hash)
{
	if (part->blocks == 0)
		return false;
	const uint8_t *line = part->filter + (size_t)index_place(hash, part->blocks) * INDEX_LINE;
	uint64_t bits = hash * UINT64_C(0x9e3779b97f4a7c15), all = 1;
	for (int i = 0; i < INDEX_FILTER_PROBES; i++) {
		bits >>= 9;
		all &= load_le64(line + (bits & 0x1c0) / 8) >> (bits & 63);
	}
	return all & 1;
}

/* The numbers stored under a hash, one after the other: at begins as 0. INDEX_EMPTY at the end. */
static inline uint32_t index_next(const struct index_part *part, uint64_t hash, uint32_t *at)
{
	uint32_t tag = (uint32_t)hash, first = index_place(hash, part->buckets);
	if (part->buckets == 0)
		return INDEX_EMPTY;
	for (; *at < INDEX_CHAIN * INDEX_SLOTS; ++*at) {
		uint32_t bucket = (uint32_t)(((uint64_t)first + *at / INDEX_SLOTS) % part->buckets);
		const uint8_t *slot = part->table + (size_t)bucket * INDEX_LINE + *at % INDEX_SLOTS * 8;
		uint32_t number = load_le32(slot + 4);
		if (number == INDEX_EMPTY)
			break;
		if (load_le32(slot) == tag) {
			++*at;
			return number;
		}
	}
	*at = INDEX_CHAIN * INDEX_SLOTS;
	return INDEX_EMPTY;
}

/* What is to be found; the builder collects these for each group. */
struct index_key {
	uint64_t hash;
	uint32_t number;
};

/* Bytes of the filter and the table for n keys. */
size_t index_filter_size(size_t n);
size_t index_table_size(size_t n);

/* Fills both; false where a chain grew past INDEX_CHAIN (another seed will do). */
bool index_fill(uint8_t *filter, uint8_t *table, const struct index_key *keys, size_t n)
    ATTR_CHECKED;

/* Hash of an address, with a port or (port < 0) without. */
static inline uint64_t index_hash_address(const struct address *a, int32_t port, uint64_t seed)
{
	uint64_t h = seed, extra = port < 0 ? 0 : (uint64_t)port << 1 | 1;
	if (a->version == 4)
		return hash_mix(h ^ ((uint64_t)load_be32(a->bytes) << 32 | extra));
	h = hash_mix(h ^ load_le64(a->bytes));
	h = hash_mix(h ^ load_le64(a->bytes + 8));
	return hash_mix(h + extra + 6);
}

/* A name whose suffixes are hashed from the right, each continuing the shorter one. */
struct index_name {
	uint8_t bytes[8 + LIMIT_NAME]; /* zeros first: any eight bytes that end in the name are there */
	size_t left;                   /* what no label has been taken from yet */
	uint64_t hash;
};

static inline void index_name_start(struct index_name *name, struct text t, uint64_t seed)
{
	memset(name->bytes, 0, 8);
	if (t.n)
		memcpy(name->bytes + 8, t.s, t.n);
	name->left = t.n;
	name->hash = seed;
}

/* Where the last label of the first n bytes of a name begins; eight bytes of zeros are before it. */
static inline size_t index_label(const uint8_t *zeros, size_t n)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	for (;;) {
		uint64_t v = load_le64(zeros + n) ^ ones * '.';
		/* exact in its highest byte, unlike the shorter (v - ones) & ~v & 0x80… */
		uint64_t found = ~(((v & ones * 0x7f) + ones * 0x7f) | v | ones * 0x7f);
		if (found)
			return n - (size_t)__builtin_clzll(found) / 8;
		if (n <= 8)
			return 0;
		n -= 8;
	}
}

/* Takes one more label from the right and gives the hash of the name from there on; *at is where
 * that begins. False where the whole name was given. */
static inline bool index_name_next(struct index_name *name, uint64_t *hash, size_t *at)
{
	if (name->left == TEXT_NONE)
		return false;
	size_t start = index_label(name->bytes, name->left), n = name->left - start;
	const uint8_t *end = name->bytes + 8 + name->left;
	uint64_t h = name->hash + n * UINT64_C(0x9fb21c651e98df25);
	for (; n > 8; n -= 8, end -= 8)
		h = hash_mix(h ^ load_le64(end - 8));
	if (n)
		h ^= load_le64(end - 8) >> (64 - 8 * n);
	name->hash = *hash = hash_mix(h);
	name->left = start ? start - 1 : TEXT_NONE;
	*at = start;
	return true;
}

/* Hash of a whole name of at most LIMIT_NAME bytes: what the last step above gives. */
uint64_t index_hash_name(struct text t, uint64_t seed);

#endif
