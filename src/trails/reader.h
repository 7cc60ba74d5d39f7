/* What the files of this room know of a store beyond store.h. */
#ifndef TS_TRAILS_READER_H
#define TS_TRAILS_READER_H

#include "trails/format.h"
#include "trails/index.h"
#include "trails/ranges.h"

struct store {
	const uint8_t *map;
	size_t size;
	void *mapped, *heap; /* what holds it: one of them */
	int fd;              /* of what is mapped, else -1 */
	bool verified;       /* all of it is what was written */
	struct text part[SECTION_COUNT];
	struct index_part names, addresses, texts, whitelist;
	uint64_t seed;
	uint32_t count;
	uint64_t range_blocks[RANGES_BLOCKS / 64];
};

/* A store over the image at p, which lies in heap: store_close() frees that, and so does a
 * failure. name is for the fault. */
struct store *store_over(
    const uint8_t *p, size_t size, void *heap, const char *name, struct fault *f);

/* The bytes of a section from offset, n of them; empty where they are not all there. */
static inline struct text store_bytes(
    const struct store *s, enum section section, uint64_t offset, uint64_t n)
{
	struct text all = s->part[section];
	if (offset > all.n || n > all.n - offset)
		return (struct text) { NULL, 0 };
	return (struct text) { all.s + offset, (size_t)n };
}

/* The element of a section whose elements have that size; NULL past its end. */
static inline const uint8_t *store_element(
    const struct store *s, enum section section, uint64_t i, size_t size)
{
	struct text all = s->part[section];
	return i < all.n / size ? (const uint8_t *)all.s + i * size : NULL;
}

/* Key of a trail; empty past the last. */
static inline struct text store_key(const struct store *s, uint32_t number)
{
	const uint8_t *record = number < s->count
	    ? store_element(s, SECTION_RECORDS, (uint64_t)number + 1, RECORD_SIZE)
	    : NULL;
	if (!record)
		return (struct text) { NULL, 0 };
	uint32_t from = load_le32(record - RECORD_SIZE), to = load_le32(record);
	return store_bytes(s, SECTION_KEYS, from, to < from ? UINT64_MAX : to - from);
}

/* A text whose offset and length stand at p. */
static inline struct text store_word(const struct store *s, const uint8_t *p)
{
	if (!p)
		return (struct text) { NULL, 0 };
	return store_bytes(s, SECTION_WORDS, load_le32(p), load_le32(p + 4));
}

/* As trails_store(). */
struct trails;
struct store *trails_store_to_verify(const struct trails *t, size_t i);

/* Entry of the whitelist, in the order of its sources. */
struct text store_whitelist_entry(const struct store *s, uint64_t i);

#endif
