/*
 * Segments of two sides with any flags and sequence numbers, through the flow table and all rows. A
 * segment is four bytes and its payload: side and flags, a step from where the side is, a size, what
 * the snap length cut.
 */
#include <config.h>

#include <stdlib.h>

#include "base/bytes.h"
#include "connection.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MEMORY = 1 << 20, CONVERSATIONS = 32 << 20 };

struct run {
	struct connections c;
	uint32_t seq[2];
};

static void check_stream(const struct stream *st)
{
	size_t bytes = 0;
	uint64_t behind = st->known ? st->next + 1 : 0;
	for (size_t i = 0; i < st->held_count; i++) {
		const struct stream_held *h = &st->held[i];
		if (h->at < behind || (h->n == 0 && h->cut == 0))
			abort();
		behind = h->at + h->n + h->cut;
		bytes += h->n;
	}
	if (bytes != st->held_bytes || bytes > STREAM_HELD_BYTES ||
	    st->held_count > STREAM_HELD_PARTS || st->holes > 0)
		abort();
}

static void check_conversation(const struct conversation *c)
{
	for (int i = 0; i < 2; i++) {
		const struct talk_side *side = &c->sides[i];
		check_stream(&side->stream);
		if (side->left_n > side->left_room || side->left_n > TALK_LEFT_MOST ||
		    (!c->protocol && side->left_n > TALK_OPENING_MOST) || side->skip > 0)
			abort();
	}
}

static void check_observed(struct connections *c)
{
	for (size_t i = 0; i < c->out.count; i++) {
		const struct observation *o = &c->out.list[i];
		if (o->frame == 0 || o->frame > c->at.number || o->first_frame > o->frame)
			abort();
	}
	observations_clear(&c->out);
}

/* The step is small, or a large power of two. */
static uint32_t step_of(uint8_t code)
{
	if (code < 192)
		return code < 128 ? 0 : (uint32_t)(code - 160) * 3;
	return code < 224 ? UINT32_C(1) << (code - 192) : -(UINT32_C(1) << (code - 224));
}

static void take(struct run *r, struct bytes *in)
{
	static const uint8_t flags[] = { TCP_ACK, TCP_ACK, TCP_ACK | TCP_PSH, TCP_ACK | TCP_FIN,
		TCP_SYN, TCP_SYN | TCP_ACK, TCP_RST, 0 };
	uint8_t kind = bytes_u8(in), step = bytes_u8(in), size = bytes_u8(in), cut = bytes_u8(in);
	uint8_t side = kind & 1;
	size_t n = size < in->left ? size : in->left;
	struct packet p = { .tuple = { .sport = 40000, .dport = kind & 64 ? 443 : 80 },
		.tcp_flags = flags[kind >> 1 & 7],
		.tcp_seq = r->seq[side] + step_of(step),
		.tcp_ack = r->seq[!side],
		.payload_size = (uint32_t)n,
		.payload_cut = cut < 192 ? 0 : cut - 192U,
		.payload = bytes_take(in, n) };
	const struct flow *flow = connections_take(&r->c, side, &p);
	if (flow->conversation)
		check_conversation(flow->conversation);
	check_observed(&r->c);
	/* Without a sequence number of its own a segment does not move the side. */
	if (step < 192)
		r->seq[side] =
		    p.tcp_seq + p.payload_size + p.payload_cut + (p.tcp_flags & TCP_SYN ? 1 : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes in = bytes_of(data, n);
	struct run r = { .seq = { UINT32_MAX - 20, 5000 } };
	connections_begin(&r.c, MEMORY, CONVERSATIONS);
	while (in.left > 4)
		take(&r, &in);
	connections_end(&r.c);
	check_observed(&r.c);
	connections_free(&r.c);
	return 0;
}
