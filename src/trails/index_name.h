/*
 * Hashes of a name and of its parents. What they have in common is hashed once: the eights of bytes
 * that they end with, counted from the right. What comes before those, less than eight bytes, is all
 * that a parent adds, so that none waits for a shorter one. Nothing outside of the name is read.
 */
#ifndef TS_TRAILS_INDEX_NAME_H
#define TS_TRAILS_INDEX_NAME_H

#include "base/text.h"
#include "trails/index.h"

/* At most LIMIT_NAME bytes. It points into itself where it is shorter than eight. */
struct index_name {
	const uint8_t *end; /* of the name, behind at least eight readable bytes */
	size_t n;
	uint64_t eights[LIMIT_NAME / 8 + 1]; /* by count: hash of so many at the end */
	uint8_t tiny[8];                     /* zeros, then the name */
};

/* Where labels begin that are still to be looked at: a bit for each of 64 places of the name. */
struct index_labels {
	uint64_t begins;
	size_t place; /* of the lowest bit: a multiple of 64 */
};

/* A bit for each dot among eight bytes, lowest first. */
static inline uint64_t index_name_dots8(const uint8_t *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t v = load_le64(p) ^ ones * '.';
	/* exact in every byte, unlike shorter ways */
	uint64_t dots = ~(((v & ones * 0x7f) + ones * 0x7f) | v | ones * 0x7f);
	return (dots >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* The same among the n bytes before end, up to 64, of which eight can be read in any case. */
static inline uint64_t index_name_dots_plain(const uint8_t *end, size_t n)
{
	uint64_t dots = 0, last = index_name_dots8(end - 8);
	if (n < 8)
		return last >> (8 - n);
	for (size_t left = n; left > 8; left -= 8)
		dots |= index_name_dots8(end - left) << (n - left);
	return dots | last << (n - 8);
}

#ifdef __SSE2__
static inline uint64_t index_name_dots16(const uint8_t *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')));
}

static inline uint64_t index_name_dots(const uint8_t *end, size_t n)
{
	if (n < 16)
		return index_name_dots_plain(end, n);
	uint64_t dots = index_name_dots16(end - 16) << (n - 16);
	for (size_t left = n; left > 16; left -= 16)
		dots |= index_name_dots16(end - left) << (n - left);
	return dots;
}
#else
#define index_name_dots index_name_dots_plain
#endif

/* Puts a name of less than eight bytes behind zeros. */
static inline void index_name_pad(struct index_name *name, struct text t)
{
	memset(name->tiny, 0, 8);
	for (size_t i = 0; i < t.n; i++)
		name->tiny[8 - t.n + i] = (uint8_t)t.s[i];
	name->end = name->tiny + 8;
}

/* The i-th eight from the right; at the start of the name one that is there. No branch tells them apart: it would
 * be foretold wrongly. */
static inline void index_name_add(struct index_name *name, size_t i, size_t most)
{
	size_t from = most - 8 * i;
	uint64_t eight = load_le64(name->end - most + (from < most ? from : 0));
	uint64_t v = (name->eights[i - 1] ^ eight) * UINT64_C(0x9fb21c651e98df25);
	name->eights[i] = v ^ v >> 32;
}

__attribute__((always_inline)) static inline void index_name_begin(
    struct index_name *name, struct text t, uint64_t seed)
{
	size_t most = t.n < 8 ? 8 : t.n;
	name->n = t.n;
	if (unlikely(t.n < 8))
		index_name_pad(name, t);
	else
		name->end = (const uint8_t *)t.s + t.n;
	name->eights[0] = seed;
	/* in any case, as most names have so many: a branch for each costs more */
	index_name_add(name, 1, most);
	index_name_add(name, 2, most);
	index_name_add(name, 3, most);
	for (size_t i = 4; unlikely(i <= t.n / 8); i++)
		index_name_add(name, i, most);
}

/* Hash of the last n bytes. */
static inline uint64_t index_name_hash(const struct index_name *name, size_t n)
{
	/* the last bytes of eight; the first one is left to n */
	static const uint64_t kept[] = { 0, UINT64_C(0xff) << 56, UINT64_C(0xffff) << 48,
		UINT64_C(0xffffff) << 40, UINT64_C(0xffffffff) << 32, UINT64_C(0xffffffffff) << 24,
		UINT64_C(0xffffffffffff) << 16, UINT64_C(0xffffffffffffff) << 8 };
	size_t back = n < 8 ? 8 : n;
	uint64_t rest = load_le64(name->end - back) << (-(8 * back) & 63) & kept[n % 8];
	return hash_fold(name->eights[n / 8] ^ rest ^ n, UINT64_C(0xc4ceb9fe1a85ec53));
}

/* All labels of the name, and so all its parents. */
static inline struct index_labels index_name_labels(const struct index_name *name)
{
	size_t n = name->n < 64 ? name->n : 64;
	uint64_t dots = index_name_dots(name->end - (name->n - n), n);
	return (struct index_labels) { dots << 1 | 1, 0 };
}

/* Those in the next 64 places. */
static __attribute__((noinline)) struct index_labels index_name_more(
    const struct index_name *name, size_t place)
{
	const uint8_t *from = name->end - (name->n - place);
	size_t n = name->n - place < 64 ? name->n - place : 64;
	uint64_t dots = index_name_dots(from + n, n);
	return (struct index_labels) { dots << 1 | (from[-1] == '.'), place };
}

/* Gives where the next label begins, and the hash of the name from there on. False behind the last. */
static inline bool index_name_next(
    const struct index_name *name, struct index_labels *labels, uint64_t *hash, size_t *at)
{
	while (unlikely(labels->begins == 0)) {
		if (likely(name->n - labels->place < 64))
			return false;
		*labels = index_name_more(name, labels->place + 64);
	}
	*at = labels->place + (size_t)__builtin_ctzll(labels->begins);
	labels->begins &= labels->begins - 1;
	*hash = index_name_hash(name, name->n - *at);
	return true;
}

#endif
