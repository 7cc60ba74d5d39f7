/*
 * Header compression of HTTP/2. RFC 7541. A table whose past is not known (bytes are missing, the
 * capture began later) is partial: what refers to entries of that past is unknown, all else is read.
 */
#ifndef TS_PROTOCOLS_HPACK_H
#define TS_PROTOCOLS_HPACK_H

#include "base/bytes.h"
#include "base/memory.h"
#include "base/text.h"

enum {
	HPACK_TABLE_SIZE = 4096, /* before a size update says otherwise */
	HPACK_TABLE_MOST =
	    64 << 10, /* of a size update that is followed; past it the table is partial */
	HPACK_ENTRY_OVERHEAD = 32, /* RFC 7541 4.1 */
};

/* name.s is null where it is not known, value.s too where neither is. Else they are in the arena or
 * constant. */
struct hpack_field {
	struct text name, value;
};

struct hpack_entry {
	char *bytes; /* the name and the value behind it */
	uint32_t name_n, value_n;
	bool named;       /* the name is known */
	uint64_t round;   /* copy is of this round */
	const char *copy; /* of bytes, in the arena */
};

struct hpack {
	struct hpack_entry *entries; /* a ring */
	size_t room, newest, count;
	size_t size, max; /* by RFC 7541 4.1 */
	bool partial;
	uint64_t round;
};

/* An empty table, as both ends have it at the beginning; or a partial one. */
void hpack_init(struct hpack *h, bool partial);
void hpack_free(struct hpack *h);

/* The table is not known any more. */
void hpack_forget(struct hpack *h);

/* Another arena from now on, or the same one emptied. Until then an entry is copied into it only once:
 * a block of many references to a long entry costs what the entry costs. */
void hpack_renew(struct hpack *h);

/* Bytes held. */
size_t hpack_weight(const struct hpack *h);

/* A header block on its way. */
struct hpack_block {
	struct hpack *table;
	struct arena *arena;
	struct bytes in;
	bool begun; /* a field was read: there is no size update any more */
};

enum hpack_step {
	HPACK_FIELD,
	HPACK_END,
	HPACK_BROKEN, /* the block is wrong: the table is forgotten */
};

enum hpack_step hpack_next(struct hpack_block *b, struct hpack_field *out);

#endif
