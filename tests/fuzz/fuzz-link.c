/*
 * Frames, one behind the other. Each: its link type (1 byte, an index), how many bytes the snap
 * length cut off (1), how many seconds later it comes (1), its length (2, little endian), its bytes.
 * All fragments that complete a datagram are joined on the way.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/time.h"
#include "decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { HEAD = 5 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_pieces(const struct frame *f, const struct packet *p)
{
	size_t n;
	const struct origin *pieces = decode_pieces(p, &n);
	must((n > 0) == (p->began != NULL));
	must(n == 0 || pieces[0].seq == p->began->seq);
	for (size_t i = 0; i < n; i++)
		must(pieces[i].seq > 0 && pieces[i].seq <= f->seq);
}

static void check(const struct frame *f, const struct packet *list, size_t count)
{
	volatile uint8_t sink = 0;
	for (size_t i = 0; i < count; i++) {
		const struct packet *p = &list[i];
		must(p->tuple.version == 4 || p->tuple.version == 6);
		must(p->index == i || (p->index >= 128 && p->fragment && p->began));
		must(p->tunnel < TUNNEL_COUNT && (p->depth == 0) == (p->tunnel == TUNNEL_NONE));
		check_pieces(f, p);
		for (uint32_t k = 0; k < p->payload_size; k++)
			sink = (uint8_t)(sink + p->payload[k]);
		if (!p->began && !list[0].began && i == 0)
			must(p->payload >= f->data && p->payload <= f->data + f->captured &&
			    p->payload_size + p->payload_cut <= f->original);
	}
}

static void check_rest(const struct packet *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		must(list[i].fragment && list[i].began && list[i].began->number > 0);
}

/* Takes the bytes of one frame at the exact size, so that reading beyond them shows. */
static size_t take(
    struct decoder *d, struct frame *f, const uint8_t *data, size_t n, struct decode_counts *counts)
{
	static const uint16_t links[] = { 1, 0, 6, 7, 8, 9, 10, 12, 18, 50, 51, 100, 101, 104, 105,
		107, 108, 109, 113, 117, 119, 122, 123, 127, 129, 130, 138, 143, 147, 163, 166, 178,
		179, 180, 181, 192, 204, 205, 206, 239, 240, 241, 276 };
	struct packet packets[FRAME_PACKETS];
	size_t size = load_le16(data + 3);
	size = size < n - HEAD ? size : n - HEAD;
	uint8_t *copy = malloc(size ? size : 1);
	must(copy != NULL);
	memcpy(copy, data + HEAD, size);
	f->data = copy;
	f->captured = (uint32_t)size;
	f->original = (uint32_t)size + data[1];
	f->link = links[data[0] % (sizeof(links) / sizeof(links[0]))];
	f->clock += data[2] * NS_PER_SECOND;
	f->seq = ++f->number;
	uint64_t examined = counts->fates[FATE_EXAMINED];
	size_t count = decode_frame(d, f, packets, counts);
	bool good = counts->fates[FATE_EXAMINED] > examined;
	must(count <= FRAME_PACKETS && (good ? count > 0 : count == 0 || packets[0].fragment));
	check(f, packets, count);
	free(copy);
	return HEAD + size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct decoder *d = decoder_new(100000, &(struct hash_key) { 1, 2 });
	struct decode_counts counts = { .cut = 0 };
	struct frame frame = { .number = 0 };
	uint64_t moved = 0, frames, seq, done = 0;
	uint32_t input;
	for (size_t at = 0; at + HEAD <= n;) {
		at += take(d, &frame, data + at, n - at, &counts);
		must(decoder_waits(d) <= frame.seq);
		for (; frame.number % 4 == 0 && decoder_done(d, &seq); done++)
			must(seq > 0 && seq <= frame.seq);
		if (frame.number % 4 == 0)
			decoder_release(d);
		while (decoder_joined(d, &input, &frames))
			moved += frames;
	}
	struct packet rest[FRAME_PACKETS];
	decoder_end(d);
	for (size_t count; (count = decoder_rest(d, rest, &counts)) > 0;)
		check_rest(rest, count);
	while (decoder_done(d, &seq))
		done++;
	/* A frame may be a piece at several depths. */
	must(done <= frame.number * FRAME_PACKETS);
	must(moved <= counts.fates[FATE_FRAGMENT]);
	decoder_free(d);
	return 0;
}
