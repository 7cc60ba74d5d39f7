/*
 * How a key is found: a blocked Bloom filter (one word a key) says "certainly not" for nearly all
 * that is not there; behind it a table of cache-line buckets holds pairs of a 32-bit tag and a
 * number. Who asks compares the whole key behind the number.
 */
#ifndef TS_TRAILS_INDEX_H
#define TS_TRAILS_INDEX_H

#include "base/address.h"
#include "base/attributes.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "base/limits.h"

enum {
	INDEX_BUCKET = 64,      /* bytes */
	INDEX_SLOTS = 8,        /* of a bucket: tag and number, 32 bits each */
	INDEX_FILTER_BITS = 12, /* of the filter for each key: about 1 false answer in 80 */
	INDEX_LOAD = 6,         /* keys a bucket holds on average */
	INDEX_CHAIN = 64,       /* buckets looked at before a key is given up */
};

#define INDEX_EMPTY UINT32_MAX

struct index_part {
	const uint8_t *filter, *table;
	uint32_t words, buckets;
};

/* A place among n, by the upper half of a hash. */
static inline uint32_t index_place(uint64_t hash, uint32_t n)
{
	return (uint32_t)((hash >> 32) * n >> 32);
}

/* The four bits of a key in its word of the filter. */
static inline uint64_t index_bits(uint64_t hash)
{
	const uint64_t one = 1;
	return one << (hash & 63) | one << (hash >> 6 & 63) | one << (hash >> 12 & 63) |
	    one << (hash >> 18 & 63);
}

/* Whether a key of this hash may be there. */
static inline bool index_may_hold(const struct index_part *part, uint64_t hash)
{
	uint64_t bits = index_bits(hash);
	if (unlikely(part->words == 0))
		return false;
	return (load_le64(part->filter + (size_t)index_place(hash, part->words) * 8) & bits) ==
	    bits;
}

/* Fetches the word of the filter that index_may_hold() will read. */
static inline void index_prefetch(const struct index_part *part, uint64_t hash)
{
	if (part->words)
		__builtin_prefetch(part->filter + (size_t)index_place(hash, part->words) * 8);
}

/* Fetches the bucket that index_next() will read first. */
static inline void index_prefetch_bucket(const struct index_part *part, uint64_t hash)
{
	if (part->buckets)
		__builtin_prefetch(
		    part->table + (size_t)index_place(hash, part->buckets) * INDEX_BUCKET);
}

/* The numbers stored under a hash, one after the other: at begins as 0. INDEX_EMPTY at the end. */
static inline uint32_t index_next(const struct index_part *part, uint64_t hash, uint32_t *at)
{
	uint32_t tag = (uint32_t)hash, first = index_place(hash, part->buckets);
	if (part->buckets == 0)
		return INDEX_EMPTY;
	for (; *at < INDEX_CHAIN * INDEX_SLOTS; ++*at) {
		uint32_t bucket = (uint32_t)(((uint64_t)first + *at / INDEX_SLOTS) % part->buckets);
		const uint8_t *slot =
		    part->table + (size_t)bucket * INDEX_BUCKET + *at % INDEX_SLOTS * 8;
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
bool index_fill(
    uint8_t *filter, uint8_t *table, const struct index_key *keys, size_t n) ATTR_CHECKED;

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

/* A name whose suffixes are hashed from the right, each continuing the shorter one. The name is
 * read in place, eight bytes at a time: copying it first would cost more than all the hashing. */
struct index_name {
	const uint8_t *start; /* of the name, with at least eight readable bytes */
	size_t left;          /* what no label has been taken from yet, with the dot behind it */
	bool whole;           /* nothing is left */
	uint64_t hash, seed;
};

/* tiny holds a name that is shorter than eight bytes; it must live as long as the struct. */
static inline struct index_name index_name_of(struct text t, uint64_t seed, uint8_t tiny[8])
{
	struct index_name name = { (const uint8_t *)t.s, t.n, false, seed, seed };
	if (unlikely(t.n < 8)) {
		memset(tiny, 0, 8);
		for (size_t i = 0; i < t.n; i++)
			tiny[i] = (uint8_t)t.s[i];
		name.start = tiny;
	}
	return name;
}

/* The eight bytes before an offset, the last one highest; zeros stand before the start. */
static inline uint64_t index_before(const uint8_t *start, size_t offset)
{
	size_t missing = offset < 8 ? 8 - offset : 0;
	uint64_t v = load_le64(start + (offset < 8 ? 0 : offset - 8));
	return v << 4 * missing << 4 * missing; /* twice: a shift by 64 is none */
}

/* How many bytes follow the last dot among eight; 8 where there is none. */
static inline size_t index_after_dot(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t v = eight ^ ones * '.';
	/* exact in its highest byte too, unlike shorter ways */
	uint64_t dots = ~(((v & ones * 0x7f) + ones * 0x7f) | v | ones * 0x7f);
	return (size_t)__builtin_clzll(dots | 1) / 8 + (dots == 0);
}

/* Only the last n bytes of eight. */
static inline uint64_t index_last(uint64_t eight, size_t n)
{
	static const uint64_t kept[] = { 0, UINT64_C(0xff) << 56, UINT64_C(0xffff) << 48,
		UINT64_C(0xffffff) << 40, UINT64_C(0xffffffff) << 32, UINT64_C(0xffffffffff) << 24,
		UINT64_C(0xffffffffffff) << 16, UINT64_C(0xffffffffffffff) << 8, UINT64_MAX };
	return eight & kept[n];
}

static inline uint64_t index_fold(uint64_t v)
{
	v = (v ^ v >> 32) * UINT64_C(0xff51afd7ed558ccd);
	return v ^ v >> 29;
}

/* Length of a label longer than 16 bytes that ends at offset. */
static inline size_t index_long_label(const uint8_t *start, size_t offset)
{
	size_t n = 16;
	while (n < offset && start[offset - n - 1] != '.')
		n++;
	return n;
}

/* Takes one more label from the right and gives the hash of the name from there on; *at is where
 * that begins. False where the whole name was given. */
__attribute__((always_inline)) static inline bool index_name_next(
    struct index_name *name, uint64_t *hash, size_t *at)
{
	size_t end = name->left;
	if (name->whole)
		return false;
	uint64_t right = index_before(name->start, end);
	uint64_t left = index_before(name->start, end < 8 ? 0 : end - 8);
	size_t near = index_after_dot(right), far = near / 8 * index_after_dot(left);
	size_t n = near + far < end ? near + far : end;
	uint64_t h = name->hash;
	if (unlikely(n == 16)) {
		size_t rest = n = index_long_label(name->start, end);
		for (; rest > 16; rest -= 8, end -= 8)
			h = index_fold(h ^ index_before(name->start, end));
		right = index_before(name->start, end);
		left = index_before(name->start, end - 8);
		far = rest - 8;
	}
	*at = name->left - n;
	h += n * UINT64_C(0x9fb21c651e98df25);
	right = (index_last(right, near) ^ name->seed) * UINT64_C(0x9e3779b97f4a7c15);
	left = (index_last(left, far) + name->seed) * UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= right ^ (left << 31 | left >> 33);
	name->hash = *hash = index_fold(h);
	name->whole = *at == 0;
	name->left = *at - !name->whole;
	return true;
}

/* Hash of a whole name of at most LIMIT_NAME bytes: what the last step above gives. */
uint64_t index_hash_name(struct text t, uint64_t seed);

#endif
