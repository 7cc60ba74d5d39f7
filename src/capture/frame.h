/*
 * Frames come in batches. The bytes of a frame stand in blocks of file that the batch holds;
 * they are valid until frame_batch_release().
 */
#ifndef TS_CAPTURE_FRAME_H
#define TS_CAPTURE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"

struct block; /* reference-counted bytes of an input */

struct frame {
	const uint8_t *data;
	uint32_t captured; /* bytes at data */
	uint32_t original; /* bytes it had on the wire, at least captured */
	int64_t time;      /* ns since 1970 UTC, as its record says; TIME_NONE for a pcapng SPB */
	int64_t clock;     /* ns, the packet clock of the run: never goes back (DESIGN "Order" 2) */
	uint64_t seq;      /* its place in the run, from 1 */
	uint64_t number;   /* its place in its input, from 1, as Wireshark counts */
	uint32_t input;    /* ordinal of its input */
	uint32_t link;     /* LINKTYPE_ value, as in a pcap file header */
	uint32_t interface; /* of its input: the place in capture_input.interfaces */
};

struct frame_batch {
	struct frame frames[LIMIT_BATCH];
	size_t count;
	struct block *blocks[LIMIT_BATCH]; /* each holds one reference */
	size_t held;
};

#endif
