/*
 * Reading on behind damage: frames lie in the input one behind the other, gaps lie between them,
 * and what is found does not depend on how the bytes come.
 */
#include <config.h>

#include <stdlib.h>

#include "base/hash.h"
#include "capture/reader.h"

struct outcome {
	uint64_t hash, frames, gaps;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool so)
{
	if (!so)
		abort();
}

static uint64_t place_of(const struct source *s, const uint8_t *p)
{
	return s->offset - (uint64_t)(s->window.end - p);
}

static struct outcome outcome_of(const uint8_t *data, size_t n, size_t piece, size_t max)
{
	struct outcome o = { .hash = 0 };
	struct frame frames[8];
	struct block_pool pool;
	block_pool_init(&pool);
	struct source *s = source_of(&pool, data, n, piece);
	source_want(s, n < 128 ? n : 128);
	struct reader *r = reader_new(bytes_of(s->window.at, window_left(&s->window)));
	uint64_t at = 0, number = 0;
	for (bool on = r != NULL; on;) {
		size_t got = reader_next(r, s, frames, max);
		for (size_t i = 0; i < got; i++) {
			uint64_t place = place_of(s, frames[i].data);
			must(place >= at && frames[i].number > number);
			must(place + frames[i].captured <= n);
			at = place + frames[i].captured;
			number = frames[i].number;
			o.hash = hash_mix(o.hash ^ place) + frames[i].captured;
			o.frames++;
		}
		if (got > 0)
			continue;
		if (r->what[0]) {
			uint64_t from = reader_offset(r, s);
			must(from >= at && from <= n);
			on = reader_resume(r, s);
			at = on ? reader_offset(r, s) : n;
			must(at > from || from == n);
			o.hash = hash_mix(o.hash ^ from) + at;
			o.gaps++;
		} else {
			must(reader_offset(r, s) == n);
			on = false;
		}
	}
	reader_free(r);
	source_free(s);
	block_pool_free(&pool);
	return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes head = bytes_of(data, n);
	if (!pcap_format.recognise(head) && !pcapng_format.recognise(head))
		return 0;
	struct outcome whole = outcome_of(data, n, 1 << 16, 8);
	struct outcome pieces = outcome_of(data, n, 64 + n % 61, 1);
	/* The size of odd record headers is guessed from what stands in the first window. */
	must(n > 128 ||
	    (whole.hash == pieces.hash && whole.frames == pieces.frames &&
		whole.gaps == pieces.gaps));
	return 0;
}
