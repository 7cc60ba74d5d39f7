/* A builder from inside: what it has collected and how it becomes an image. */
#ifndef TS_TRAILS_BUILDER_H
#define TS_TRAILS_BUILDER_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/intern.h"
#include "base/memory.h"
#include "trails/build.h"
#include "trails/import.h"
#include "trails/store.h"

/* Where a row stood. */
struct builder_origin {
	uint32_t source;
	struct text citation; /* where it was reported, or empty */
};

struct builder_row {
	uint32_t pair, origin, line;
};

/* A row for a key that another one won. */
struct builder_claim {
	uint32_t trail;
	struct builder_row row;
};

enum builder_rank {
	RANK_LAST,   /* it replaces what is there */
	RANK_YIELDS, /* it gives way to what is there */
	RANK_FEED,   /* by what both say: spec/trails.md 4 */
};

/* A key whose text differs from the one it is known by (IPv6 in another spelling). */
struct builder_spelling {
	uint32_t number;
	struct text key;
};

/* Texts in the order of first sight, with the places where that was. */
struct entries {
	struct intern *texts;
	struct entry_place {
		uint32_t source, line;
	} * places;
	size_t room;
};

struct builder_source {
	struct text name, aliases, date;
	char digest[DIGEST_TEXT];
};

struct builder {
	const struct notices *notices;
	bool verbose;                       /* every line that is skipped is told */
	const struct import_format *format; /* of the files named; NULL: by content */
	struct text column;                 /* of tables; empty: found by its name */
	struct intern *keys, *pairs;        /* a pair: info, NUL, reference */
	struct entries whitelist, ignore;   /* ignore: rules for events that are no finding */
	struct builder_row *rows;
	struct builder_spelling *spellings;
	struct builder_source *sources;
	struct builder_origin *origins;
	struct builder_claim *claims; /* in the order in which they were put */
	size_t rows_room, spelling_count, spelling_room, source_count, source_room;
	size_t origin_count, origin_room, claim_count, claim_room;
	struct buf left_out[2]; /* segments of IPv4 and of IPv6: see ranges.h */
	uint32_t line;          /* of the row to be put, in its source */
	uint64_t key_bytes;
	struct arena arena;
	struct buf agents; /* patterns of user agents, each with a line feed */
	struct buf pair;   /* the pair added last, with its number */
	uint32_t pair_number;
	struct builder_counts counts;
};

/* One row of the origin begun last, of b->line. False where it is no trail (the key is empty or too long)
 * or there is no room left for more. */
bool builder_put(struct builder *b, struct text key, struct text info, struct text reference,
    enum builder_rank rank);

/* An entry of a list, of the source begun last and of b->line. */
void builder_put_entry(struct builder *b, struct entries *list, struct text entry);

/* Whether a key that a feed lists is an address that it cannot speak of. */
bool builder_leaves_out(const struct builder *b, struct text key, struct text info);

/* The spelling of a key as its source has it. */
struct text builder_key(const struct builder *b, uint32_t number, size_t *spelling);

/* Begins a source; what is put from now on came from it. Its number. */
uint32_t builder_begin_source(struct builder *b, struct text name);

/* What is put from now on stood in that source, and was reported there. */
void builder_begin_origin(struct builder *b, uint32_t source, struct text citation);

/* Info and reference of a pair. */
struct text builder_pair(const struct builder *b, uint32_t pair, struct text *reference);

struct image {
	uint8_t *p; /* in heap, aligned like a mapped file */
	size_t size;
	void *heap;
};

/* The caller frees heap. */
struct image builder_image(const struct builder *b);

#endif
