/* A builder from inside: what it has collected and how it becomes an image. */
#ifndef TS_TRAILS_BUILDER_H
#define TS_TRAILS_BUILDER_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/intern.h"
#include "base/memory.h"
#include "trails/build.h"
#include "trails/store.h"

struct builder_row {
	uint32_t pair, source;
};

/* A key whose text differs from the one it is known by (IPv6 in another spelling). */
struct builder_spelling {
	uint32_t number;
	struct text key;
};

struct builder_source {
	struct text name;
	char digest[DIGEST_TEXT];
};

struct builder {
	const struct notices *notices;
	struct intern *keys, *pairs, *whitelist; /* a pair: info, NUL, reference */
	struct builder_row *rows;
	struct builder_spelling *spellings;
	struct builder_source *sources;
	size_t rows_room, spelling_count, spelling_room, source_count, source_room;
	uint64_t key_bytes;
	struct arena arena;
	struct buf pair; /* the pair added last, with its number */
	uint32_t pair_number;
	struct builder_counts counts;
};

/* One row. yields: it gives way where the key is there already. False where it is no trail (the
 * key is empty or too long) or there is no room left for more. */
bool builder_put(
    struct builder *b, struct text key, struct text info, struct text reference, bool yields);

/* The spelling of a key as its source has it. */
struct text builder_key(const struct builder *b, uint32_t number, size_t *spelling);

/* Begins a source; what is put from now on came from it. Its number. */
uint32_t builder_begin_source(struct builder *b, struct text name);

struct image {
	uint8_t *p; /* in heap, aligned like a mapped file */
	size_t size;
	void *heap;
};

/* The caller frees heap. */
struct image builder_image(const struct builder *b);

#endif
