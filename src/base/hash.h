/* Hashes that are no digests: MurmurHash3 for threat ids, XXH3 for our own tables, SipHash for
 * tables keyed by text from the wire. */
#ifndef TS_BASE_HASH_H
#define TS_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* A key unknown to who made the capture, the same for a run and its repetitions. */
struct hash_key {
	uint64_t k0, k1;
};

/* MurmurHash3_x86_32. */
uint32_t hash_murmur3(const void *p, size_t n, uint32_t seed);

/* XXH3, 64 bits, seeded. */
uint64_t hash_fast(const void *p, size_t n, uint64_t seed);

/* The same of what comes in pieces, with seed 0. hash_stream_free() frees it. */
struct hash_stream *hash_stream_new(void);
void hash_stream_add(struct hash_stream *h, const void *p, size_t n);
uint64_t hash_stream_end(const struct hash_stream *h);
void hash_stream_free(struct hash_stream *h);

/* SipHash-2-4. */
uint64_t hash_sip(const struct hash_key *key, const void *p, size_t n);

/* Two integers multiplied and folded: a round of a keyed hash over words of fixed number. */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A well-mixed function of one integer (the finaliser of MurmurHash3_x64). */
static inline uint64_t hash_mix(uint64_t v)
{
	v ^= v >> 33;
	v *= UINT64_C(0xff51afd7ed558ccd);
	v ^= v >> 33;
	v *= UINT64_C(0xc4ceb9fe1a85ec53);
	return v ^ v >> 33;
}

#endif
