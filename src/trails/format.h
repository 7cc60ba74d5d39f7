/*
 * The bytes of a compiled store, shared by the compiler and the reader; trailsift-trails(5)
 * describes them. Everything is little-endian and addressed by offsets from the file's start;
 * sections begin at multiples of 64 and follow each other in the order below.
 */
#ifndef TS_TRAILS_FORMAT_H
#define TS_TRAILS_FORMAT_H

#include "base/bytes.h"
#include "base/text.h"
#include "trails/store.h"

#define FORMAT_MAGIC TEXT("\x89TRAILS\n")

enum {
	FORMAT_VERSION = 4,
	FORMAT_HEADER = 1024,
	FORMAT_ALIGN = 64,
};

enum section {
	SECTION_NAMES_FILTER, /* a filter and a table for each group of keys: see index.h */
	SECTION_NAMES_TABLE,  /* domains */
	SECTION_ADDRESSES_FILTER,
	SECTION_ADDRESSES_TABLE, /* addresses, with and without a port */
	SECTION_TEXTS_FILTER,
	SECTION_TEXTS_TABLE, /* all other keys */
	SECTION_WHITELIST_FILTER,
	SECTION_WHITELIST_TABLE, /* every exact entry of the whitelist, as a name */
	SECTION_RANGES4,         /* flattened prefixes: see ranges.h; values are trails */
	SECTION_RANGES6,
	SECTION_WHITELIST4, /* the same with addresses as /32 and /128; values are entries */
	SECTION_WHITELIST6,
	SECTION_RECORDS, /* by trail: key offset, kind << 28 | pair; one more ends the last key */
	SECTION_PAIRS,   /* by pair: offset and length of info, of reference */
	SECTION_ENTRIES, /* by whitelist entry: offset and length; source and line */
	SECTION_SOURCES, /* offset and length of name, aliases, date; trails (64 bits), digest (64) */
	SECTION_ORIGINS,  /* source; offset and length of the citation */
	SECTION_RUNS,     /* trails in a row from one origin: the first one, origin, its line */
	SECTION_CLAIMS,   /* by trail: what another source says of it: trail, pair, origin, line */
	SECTION_PATTERNS, /* the trails that are patterns */
	SECTION_KEYS,     /* the keys one behind the other */
	SECTION_WORDS,    /* all other text */
	SECTION_AGENTS,   /* patterns of suspicious user agents, each with a line feed */
	SECTION_IGNORES,  /* by ignore rule: as an entry of the whitelist */
	SECTION_COUNT
};

/* Offsets in the header. */
enum {
	HEADER_MAGIC = 0,
	HEADER_VERSION = 8,
	HEADER_SECTIONS = 12,       /* SECTION_COUNT */
	HEADER_SIZE = 16,           /* of the file */
	HEADER_SEED = 24,           /* of the hashes */
	HEADER_DIGEST = 32,         /* 64 hexadecimal digits and zeros up to a multiple of 8 */
	HEADER_KINDS = 104,         /* trails by kind, 64 bits each */
	HEADER_TABLE = 176,         /* by section: SECTION_ROW bytes */
	HEADER_FINGERPRINTS = 1008, /* bits of enum fingerprint_form, 32 bits */
	HEADER_CHECK = 1016,        /* XXH3 of the header up to here */
};

/* A section in the header: offset, size, XXH3 up to where the next one begins, 64 bits each. */
enum {
	SECTION_SIZE = 8,
	SECTION_SUM = 16,
	SECTION_ROW = 24,
};

_Static_assert(HEADER_TABLE + SECTION_COUNT * SECTION_ROW <= HEADER_FINGERPRINTS, "they have room");

/* Where what the sum of a section covers ends; header: of a store of that many bytes. */
static inline uint64_t section_end(const uint8_t *header, unsigned section, uint64_t size)
{
	return section + 1 < SECTION_COUNT
	    ? load_le64(header + HEADER_TABLE + (size_t)(section + 1) * SECTION_ROW)
	    : size;
}

enum {
	RECORD_SIZE = 8,
	RECORD_PAIR_BITS = 28,
	PAIR_SIZE = 16,
	ENTRY_SIZE = 16,
	ENTRY_SOURCE = 8, /* where they stand in an entry */
	ENTRY_LINE = 12,
	SOURCE_SIZE = 96,
	SOURCE_TRAILS = 24, /* where they stand in a source */
	SOURCE_DIGEST = 32,
	ORIGIN_SIZE = 12,
	RUN_SIZE = 12,
	CLAIM_SIZE = 16,
	PATTERN_SIZE = 4,
};

static inline void put_le32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static inline void put_le64(uint8_t *p, uint64_t v)
{
	put_le32(p, (uint32_t)v);
	put_le32(p + 4, (uint32_t)(v >> 32));
}

#endif
