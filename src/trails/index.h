/*
 * How a key is found: a blocked Bloom filter (one word a key) says "certainly not" for nearly all
 * that is not there; behind it a table of cache-line buckets holds numbers behind tags of 32 bits.
 * Who asks compares the whole key behind the number.
 */
#ifndef TS_TRAILS_INDEX_H
#define TS_TRAILS_INDEX_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/address.h"
#include "base/attributes.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "base/limits.h"

enum {
	INDEX_BUCKET = 64,  /* bytes */
	INDEX_SLOTS = 8,    /* of a bucket: first their tags, then their numbers, 32 bits each */
	INDEX_NUMBERS = 32, /* where those begin */
	INDEX_FILTER_BITS = 16, /* of the filter for each key: about 1 false answer in 200 */
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

/* Whether a key of this hash may be there, that is filed under another one, too. */
static inline bool index_may_hold_under(
    const struct index_part *part, uint64_t under, uint64_t hash)
{
	uint64_t bits = index_bits(hash);
	return (load_le64(part->filter + (size_t)index_place(under, part->words) * 8) & bits) ==
	    bits;
}

/* Whether a key of this hash may be there. */
static inline bool index_may_hold(const struct index_part *part, uint64_t hash)
{
	return index_may_hold_under(part, hash, hash);
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
	const uint8_t *bucket; /* that is looked at */
	uint32_t tag, at;      /* at: its place in the table */
	unsigned left;         /* buckets that may be looked at behind it */
	unsigned found;        /* its slots with the tag that were not given yet, as bits */
};

/* The slots with a tag, as bits. Without branches: in which one a key stands is as good as random. */
static inline unsigned index_tagged(const uint8_t *tags, uint32_t tag)
{
#ifdef __SSE2__
	const __m128i *four = (const __m128i *)(const void *)tags,
		      wanted = _mm_set1_epi32((int)tag);
	__m128i low = _mm_cmpeq_epi32(_mm_loadu_si128(four), wanted);
	__m128i high = _mm_cmpeq_epi32(_mm_loadu_si128(four + 1), wanted);
	return (unsigned)_mm_movemask_ps(_mm_castsi128_ps(low)) |
	    (unsigned)_mm_movemask_ps(_mm_castsi128_ps(high)) << 4;
#else
	unsigned found = 0;
	for (unsigned i = 0; i < INDEX_SLOTS; i++)
		found |= (unsigned)(load_le32(tags + (size_t)i * 4) == tag) << i;
	return found;
#endif
}

static inline uint32_t index_number(const struct index_search *s, unsigned slot)
{
	return load_le32(s->bucket + INDEX_NUMBERS + (size_t)slot * 4);
}

static inline void index_search_bucket(struct index_search *s, uint32_t i)
{
	s->at = i;
	s->bucket = s->part->table + (size_t)i * INDEX_BUCKET;
	s->found = index_tagged(s->bucket, s->tag);
}

static inline struct index_search index_search_begin(const struct index_part *part, uint64_t hash)
{
	struct index_search s = { part, part->table, (uint32_t)hash, 0, 0, 0 };
	if (likely(part->buckets)) {
		s.left = INDEX_CHAIN - 1;
		index_search_bucket(&s, index_place(hash, part->buckets));
	}
	return s;
}

/* The next number; INDEX_EMPTY at the end. A bucket is filled from its first slot to its last. */
static inline uint32_t index_search_next(struct index_search *s)
{
	while (s->found == 0) {
		if (s->left == 0 || index_number(s, INDEX_SLOTS - 1) == INDEX_EMPTY)
			return INDEX_EMPTY;
		s->left--;
		index_search_bucket(s, s->at + 1 < s->part->buckets ? s->at + 1 : 0);
	}
	unsigned slot = (unsigned)__builtin_ctz(s->found);
	s->found &= s->found - 1;
	return index_number(s, slot);
}

/* What is to be found; the builder collects these for each group. */
struct index_key {
	uint64_t hash;
	uint32_t number;
	uint32_t under; /* the upper half of the hash whose word of the filter it stands in */
};

/* Bytes of the filter and the table for n keys. */
size_t index_filter_size(size_t n);
size_t index_table_size(size_t n);

/* Fills both; false where a chain grew past INDEX_CHAIN (another seed will do). */
bool index_fill(
    uint8_t *filter, uint8_t *table, const struct index_key *keys, size_t n) ATTR_CHECKED;

#define INDEX_ODD UINT64_C(0xff51afd7ed558ccd)

static inline uint64_t index_port(int32_t port)
{
	return port < 0 ? 0 : (uint64_t)port << 1 | 1;
}

static inline uint64_t index_hash_ip4(const struct address *a, int32_t port, uint64_t seed)
{
	return hash_fold(
	    seed ^ ((uint64_t)load_be32(a->bytes) << 32 | index_port(port)), INDEX_ODD);
}

/* Hash of an address, with a port or (port < 0) without. */
static inline uint64_t index_hash_address(const struct address *a, int32_t port, uint64_t seed)
{
	if (likely(a->version == 4))
		return index_hash_ip4(a, port, seed);
	uint64_t h = hash_mix(seed ^ load_le64(a->bytes));
	h = hash_mix(h ^ load_le64(a->bytes + 8));
	return hash_fold(h + index_port(port) + 6, INDEX_ODD);
}

/* Hash of a whole name of at most LIMIT_NAME bytes. */
uint64_t index_hash_name(struct text t, uint64_t seed);

#endif
