/*
 * One capture read twice: in one piece, and in small ones so that records straddle blocks. Both
 * must find the same frames and the same damage, and every byte of a frame must be there.
 */
#ifndef TS_TESTS_FUZZ_CAPTURE_H
#define TS_TESTS_FUZZ_CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "capture/pace.h"
#include "capture/reader.h"

enum { FUZZ_HEAD = 128 }; /* at least this stands in the first window */

struct outcome {
	uint64_t hash, frames, offset;
	char what[160];
	const char *name;
};

static inline struct outcome outcome_of(const uint8_t *data, size_t n, size_t piece, size_t most)
{
	struct outcome o = { .name = "" };
	struct frame frames[4];
	struct block_pool pool;
	struct pace pace = { TIME_NONE };
	block_pool_init(&pool);
	struct source *s = source_of(&pool, data, n, piece);
	source_want(s, FUZZ_HEAD);
	struct reader *r = reader_new(bytes_of(s->window.at, window_left(&s->window)));
	for (size_t got; r && (got = reader_next(r, s, frames, most)) > 0;) {
		if (pace_settle(&pace, frames, 0, got, true) != got)
			abort();
		for (size_t i = 0; i < got; i++) {
			o.hash = hash_mix(o.hash ^ (uint64_t)frames[i].time) + frames[i].link;
			o.hash = hash_fast(frames[i].data, frames[i].captured, o.hash);
			o.hash ^= frames[i].original;
			if (frames[i].number <= o.frames || frames[i].original < frames[i].captured)
				abort();
			o.frames = frames[i].number;
		}
	}
	o.offset = r ? reader_offset(r, s) : 0;
	if (r)
		memcpy(o.what, r->what, sizeof(o.what));
	if (r)
		o.name = r->name;
	if (o.offset > n || (r && !r->what[0] && o.offset != n))
		abort();
	reader_free(r);
	source_drain(s);
	if (s->offset != n)
		abort();
	source_free(s);
	block_pool_free(&pool);
	return o;
}

static inline void read_twice(const uint8_t *data, size_t n)
{
	struct outcome whole = outcome_of(data, n, 1 << 16, 4);
	struct outcome pieces = outcome_of(data, n, n % 61 + 1, 1);
	/* The size of odd record headers is guessed from what stands in the first window. */
	if (strcmp(whole.name, pieces.name) != 0 || strcmp(whole.name, "pcap (modified)") == 0)
		return;
	if (whole.hash != pieces.hash || whole.frames != pieces.frames ||
	    whole.offset != pieces.offset || strcmp(whole.what, pieces.what) != 0)
		abort();
}

#endif
