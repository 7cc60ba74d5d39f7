/* Every ceiling of the program, each with its reason. */
#ifndef TS_BASE_LIMITS_H
#define TS_BASE_LIMITS_H

#include <stdint.h>

enum limit {
	LIMIT_READ_BLOCK = 256 << 10, /* one read of a capture: fits the second-level cache */
	LIMIT_RECORD = 128 << 20,     /* a frame or pcapng block; Wireshark's largest (D-Bus) */
	LIMIT_INTERFACES = 1 << 16,   /* of one pcapng section */
	LIMIT_DAMAGES = 1000,         /* of one input that are kept one by one */
	LIMIT_DAMAGES_TOLD = 5,       /* of one input that get a line each */
	LIMIT_WALK_DEPTH = 64,        /* directories below a named one */
	LIMIT_BATCH = 256,            /* frames or packets that go through the chain together */
	LIMIT_UNPACK_DEPTH = 8,       /* archives inside each other */
	LIMIT_MEMBERS = 1000000,      /* of all archives of a run */
	LIMIT_UNPACK_RATIO = 10000,   /* of unpacked to stored bytes, from LIMIT_RATIO_FROM on */
	LIMIT_UNPACKERS = 16,         /* members of archives that are unpacked at the same time */
	LIMIT_LAYERS = 16,            /* headers below each other in one frame */
	LIMIT_DNS_JUMPS = 64,         /* compression pointers followed in one name */
	LIMIT_DNS_RECORDS = 4096,     /* of one message: the longest one holds 4094 addresses */
	LIMIT_TRAIL_LINE = 64 << 10,  /* longer lines of a trail file are skipped */
	LIMIT_TRAIL_KEY = 4096,       /* the longest known is 575 */
	LIMIT_AGENTS = 4 << 20,       /* bytes of patterns of user agents; Maltrail has 40 KiB */
	LIMIT_NAME = 255,             /* RFC 1035 2.3.4 */
	LIMIT_SHOWN_VALUES = 100,     /* several values in one cell, threats.md 6.3 */
	LIMIT_FLOOD_SOURCES = 50,     /* more sources than this make a flood, threats.md 3 */
};

/* Bytes of members that stand in an archive before others that begin earlier, kept until their turn. */
#define LIMIT_HELD (UINT64_C(256) << 20)
#define LIMIT_UNPACKED (UINT64_C(1) << 40)   /* bytes, of all archives of a run */
#define LIMIT_RATIO_FROM (UINT64_C(1) << 30) /* unpacked bytes: small files may well be all zeros */

#endif
