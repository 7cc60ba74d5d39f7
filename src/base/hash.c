/* MurmurHash3_x86_32, XXH3, SipHash-2-4. */
#include <config.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/memory.h"

static uint32_t rotl32(uint32_t v, int by)
{
	return v << by | v >> (32 - by);
}

static inline uint64_t rotl64(uint64_t v, int by)
{
	return v << by | v >> (64 - by);
}

static uint32_t murmur_scramble(uint32_t k)
{
	return rotl32(k * 0xcc9e2d51u, 15) * 0x1b873593u;
}

uint32_t hash_murmur3(const void *data, size_t n, uint32_t seed)
{
	const uint8_t *p = data;
	uint32_t h = seed, tail = 0;
	size_t i = 0;
	for (; n - i >= 4; i += 4)
		h = rotl32(h ^ murmur_scramble(load_le32(p + i)), 13) * 5 + 0xe6546b64u;
	for (size_t k = n; k > i; k--)
		tail = tail << 8 | p[k - 1];
	if (n > i)
		h ^= murmur_scramble(tail);
	h ^= (uint32_t)n;
	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

uint64_t hash_fast(const void *p, size_t n, uint64_t seed)
{
	return XXH3_64bits_withSeed(p, n, seed);
}

struct hash_stream {
	XXH3_state_t *state;
};

struct hash_stream *hash_stream_new(void)
{
	struct hash_stream *h = xmalloc(sizeof(*h));
	h->state = XXH3_createState();
	if (!h->state)
		abort();
	XXH3_64bits_reset(h->state);
	return h;
}

void hash_stream_add(struct hash_stream *h, const void *p, size_t n)
{
	XXH3_64bits_update(h->state, p, n);
}

uint64_t hash_stream_end(const struct hash_stream *h)
{
	return XXH3_64bits_digest(h->state);
}

void hash_stream_free(struct hash_stream *h)
{
	XXH3_freeState(h->state);
	free(h);
}

static inline void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotl64(v[1], 13) ^ v[0];
	v[0] = rotl64(v[0], 32);
	v[2] += v[3];
	v[3] = rotl64(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotl64(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotl64(v[1], 17) ^ v[2];
	v[2] = rotl64(v[2], 32);
}

static inline void sip_word(uint64_t v[4], uint64_t m)
{
	v[3] ^= m;
	sip_round(v);
	sip_round(v);
	v[0] ^= m;
}

uint64_t hash_sip(const struct hash_key *key, const void *data, size_t n)
{
	const uint8_t *p = data;
	uint64_t v[4] = { key->k0 ^ UINT64_C(0x736f6d6570736575),
		key->k1 ^ UINT64_C(0x646f72616e646f6d), key->k0 ^ UINT64_C(0x6c7967656e657261),
		key->k1 ^ UINT64_C(0x7465646279746573) };
	size_t i = 0;
	for (; n - i >= 8; i += 8)
		sip_word(v, load_le64(p + i));
	uint64_t last = (uint64_t)n << 56;
	if (i > 0 && i < n)
		last |= load_le64(p + n - 8) >> 8 * (8 - (n - i));
	for (size_t k = n; i == 0 && k > 0; k--)
		last |= (uint64_t)p[k - 1] << (8 * (k - 1));
	sip_word(v, last);
	v[2] ^= 0xff;
	for (int round = 0; round < 4; round++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
