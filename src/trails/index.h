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
	uint32_t words, buckets; /* words: at least one */
};

/* A place among n, by the upper half of a hash. */
static inline uint32_t index_place(uint64_t hash, uint32_t n)
{
	return (uint32_t)((hash >> 32) * n >> 32);
}

/* Four bits each, at random; they are turned by the hash before they are used. */
extern const uint64_t index_patterns[256];

/* The four bits of a key in its word of the filter. */
static inline uint64_t index_bits(uint64_t hash)
{
	uint64_t pattern = index_patterns[hash & 255];
	unsigned turn = hash >> 8 & 63;
	return pattern << turn | pattern >> (-turn & 63);
}

/* Whether a key of this hash may be there. */
static inline bool index_may_hold(const struct index_part *part, uint64_t hash)
{
	uint64_t bits = index_bits(hash);
	return (load_le64(part->filter + (size_t)index_place(hash, part->words) * 8) & bits) ==
	    bits;
}

/* Fetches the word of the filter that index_may_hold() will read. */
static inline void index_prefetch(const struct index_part *part, uint64_t hash)
{
	__builtin_prefetch(part->filter + (size_t)index_place(hash, part->words) * 8);
}

/* Fetches the bucket that index_search_begin() will read. */
static inline void index_prefetch_bucket(const struct index_part *part, uint64_t hash)
{
	if (part->buckets)
		__builtin_prefetch(
		    part->table + (size_t)index_place(hash, part->buckets) * INDEX_BUCKET);
}

/* What is stored under a hash: the numbers behind its tag in a chain of buckets. */
struct index_search {
	const struct index_part *part;
	uint32_t tag, bucket;
	unsigned left;  /* buckets that may still be looked at */
	unsigned found; /* slots of the bucket with the tag that were not given yet, as bits */
	bool full;      /* the bucket is, so that the chain goes on */
};

static inline const uint8_t *index_slot(const struct index_search *s, unsigned i)
{
	return s->part->table + (size_t)s->bucket * INDEX_BUCKET + (size_t)i * 8;
}

/* All slots of the bucket. Without branches: in which one a key stands is as good as random. */
static inline void index_search_bucket(struct index_search *s)
{
	unsigned found = 0, empty = 0;
	for (unsigned i = 0; i < INDEX_SLOTS; i++) {
		uint64_t slot = load_le64(index_slot(s, i));
		found |= (unsigned)((uint32_t)slot == s->tag) << i;
		empty |= (unsigned)(slot >> 32 == INDEX_EMPTY) << i;
	}
	s->found = found & ~empty;
	s->full = empty == 0;
}

static inline struct index_search index_search_begin(const struct index_part *part, uint64_t hash)
{
	struct index_search s = { part, (uint32_t)hash, index_place(hash, part->buckets),
		INDEX_CHAIN - 1, 0, false };
	if (likely(part->buckets))
		index_search_bucket(&s);
	return s;
}

/* The next number; INDEX_EMPTY at the end. */
static inline uint32_t index_search_next(struct index_search *s)
{
	while (s->found == 0) {
		if (!s->full || s->left-- == 0)
			return INDEX_EMPTY;
		s->bucket = s->bucket + 1 < s->part->buckets ? s->bucket + 1 : 0;
		index_search_bucket(s);
	}
	unsigned slot = (unsigned)__builtin_ctz(s->found);
	s->found &= s->found - 1;
	return load_le32(index_slot(s, slot) + 4);
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

/* Hash of a whole name of at most LIMIT_NAME bytes. */
uint64_t index_hash_name(struct text t, uint64_t seed);

#endif
