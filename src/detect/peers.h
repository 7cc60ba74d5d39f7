/* Who speaks to whom as one number, which tells them apart: nobody can foresee it. */
#ifndef TS_DETECT_PEERS_H
#define TS_DETECT_PEERS_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/hash.h"

struct peers_seed {
	uint64_t k[3];
};

static inline struct peers_seed peers_seed(const struct hash_key *key)
{
	uint64_t a = hash_mix(key->k0) ^ key->k1, b = hash_mix(~a);
	return (struct peers_seed) { { a, b, hash_mix(a ^ b) } };
}

static inline uint64_t peers_word(const struct peers_seed *seed, const struct address *a)
{
	if (a->version == 4)
		return load_le32(a->bytes);
	return hash_fold(load_le64(a->bytes) ^ seed->k[2], load_le64(a->bytes + 8) ^ seed->k[1]);
}

/* rest: ports, a protocol. */
static inline uint64_t peers_hash(const struct peers_seed *seed, const struct address *src,
    const struct address *dst, uint32_t rest)
{
	uint64_t h =
	    hash_fold(peers_word(seed, src) ^ seed->k[0], peers_word(seed, dst) ^ seed->k[1]);
	return hash_fold(h ^ rest, seed->k[2]);
}

/* The same of one that speaks to many. */
static inline uint64_t peers_hash_one(
    const struct peers_seed *seed, const struct address *src, uint32_t rest)
{
	uint64_t h = hash_fold(peers_word(seed, src) ^ seed->k[0], seed->k[1] ^ rest);
	return hash_fold(h, seed->k[2]);
}

#endif
