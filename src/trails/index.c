/* Filling filters and tables. */
#include <config.h>

#include "trails/format.h"
#include "trails/index.h"
#include "trails/index_name.h"

#define ONE UINT64_C(1)
#define BITS1(i) (ONE | ONE << (1 + (i) % 16) | ONE << (17 + (i) / 16) | ONE << (33 + (i)*11 % 31))
#define BITS4(i) BITS1(i), BITS1((i) + 1), BITS1((i) + 2), BITS1((i) + 3)
#define BITS16(i) BITS4(i), BITS4((i) + 4), BITS4((i) + 8), BITS4((i) + 12)
#define BITS64(i) BITS16(i), BITS16((i) + 16), BITS16((i) + 32), BITS16((i) + 48)
const uint64_t index_patterns[256] = { BITS64(0), BITS64(64), BITS64(128), BITS64(192) };

size_t index_filter_size(size_t n)
{
	return (n * INDEX_FILTER_BITS + 63) / 64 * 8;
}

size_t index_table_size(size_t n)
{
	return n ? (n / INDEX_LOAD + 1) * INDEX_BUCKET : 0;
}

static void filter_add(uint8_t *filter, uint32_t words, const struct index_key *key)
{
	uint8_t *word = filter + (size_t)index_place((uint64_t)key->under << 32, words) * 8;
	put_le64(word, load_le64(word) | index_bits(key->hash));
}

static bool table_add(uint8_t *table, uint32_t buckets, const struct index_key *key)
{
	uint32_t first = index_place(key->hash, buckets);
	for (uint32_t at = 0; at < INDEX_CHAIN * INDEX_SLOTS; at++) {
		uint32_t bucket = (uint32_t)(((uint64_t)first + at / INDEX_SLOTS) % buckets);
		uint8_t *tag =
		    table + (size_t)bucket * INDEX_BUCKET + (size_t)(at % INDEX_SLOTS) * 4;
		if (load_le32(tag + INDEX_NUMBERS) != INDEX_EMPTY)
			continue;
		put_le32(tag, (uint32_t)key->hash);
		put_le32(tag + INDEX_NUMBERS, key->number);
		return true;
	}
	return false;
}

bool index_fill(uint8_t *filter, uint8_t *table, const struct index_key *keys, size_t n)
{
	uint32_t words = (uint32_t)(index_filter_size(n) / 8);
	uint32_t buckets = (uint32_t)(index_table_size(n) / INDEX_BUCKET);
	if (n == 0)
		return true;
	memset(filter, 0, (size_t)words * 8);
	memset(table, 0xff, (size_t)buckets * INDEX_BUCKET);
	for (size_t i = 0; i < n; i++) {
		filter_add(filter, words, &keys[i]);
		if (!table_add(table, buckets, &keys[i]))
			return false;
	}
	return true;
}

uint64_t index_hash_name(struct text t, uint64_t seed)
{
	struct index_name name;
	index_name_begin(&name, t, seed);
	return index_name_hash(&name, t.n);
}
