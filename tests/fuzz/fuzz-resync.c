/*
 * Reading on behind damage: frames lie in the input one behind the other, gaps lie between them,
 * and what is found does not depend on how the bytes come.
 *
 * What is searched reaches over megabytes: an input that begins with "X" is a recipe for a larger
 * one: split (2 bytes, little endian), kind and size of the filler, times; then a capture, which
 * gets the filler at the split, and what is behind that as often as it says.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "capture/reader.h"

enum {
	RECIPE = 6,
	MOST_TIMES = 1 << 20, /* bytes that what is repeated may grow to */
};

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

static void check(const uint8_t *data, size_t n, size_t piece)
{
	struct bytes head = bytes_of(data, n);
	if (!pcap_format.recognise(head) && !pcapng_format.recognise(head))
		return;
	struct outcome whole = outcome_of(data, n, 1 << 16, 8);
	struct outcome pieces = outcome_of(data, n, piece, 1);
	/* The size of odd record headers is guessed from what stands in the first window. */
	must(n > 128 ||
	    (whole.hash == pieces.hash && whole.frames == pieces.frames &&
		whole.gaps == pieces.gaps));
}

/* Zeros, one byte, noise, or the capture itself without its first bytes. */
static void fill(uint8_t *to, size_t n, uint8_t kind, struct bytes tail)
{
	for (size_t i = 0; i < n; i++) {
		if (kind % 4 == 3 && tail.left > 0)
			to[i] = tail.at[i % tail.left];
		else
			to[i] = kind % 4 == 2 ? (uint8_t)hash_mix(i + kind)
			    : kind % 4 == 1   ? kind
					      : 0;
	}
}

/* Mostly more than a block; the few largest are more than a window of the search (5 MiB). */
static size_t filler_of(uint8_t size)
{
	return size < 240 ? (size_t)size << 11 : (size_t)(size - 239) << 19;
}

static void check_made(const uint8_t *data, size_t n)
{
	size_t left = n - RECIPE, split = load_le16(data + 1), times = data[5] + 1U;
	const uint8_t *capture = data + RECIPE;
	split = split < left ? split : left;
	struct bytes tail = bytes_of(capture + split, left - split);
	size_t filler = filler_of(data[4]);
	while (times > 1 && times * tail.left > MOST_TIMES)
		times /= 2;
	size_t size = split + filler + times * tail.left;
	uint8_t *made = malloc(size ? size : 1);
	must(made != NULL);
	if (split)
		memcpy(made, capture, split);
	fill(made + split, filler, data[3], tail);
	for (size_t i = 0; tail.left && i < times; i++)
		memcpy(made + split + filler + i * tail.left, tail.at, tail.left);
	check(made, size, 5000 + n % 61);
	free(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > RECIPE && data[0] == 'X')
		check_made(data, n);
	else
		check(data, n, 64 + n % 61);
	return 0;
}
