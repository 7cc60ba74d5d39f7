/*
 * Segments of two sides with any flags and sequence numbers, through the flow table and all rows. A
 * segment is four bytes and its payload: side and flags, a step from where the side is, a size, what
 * the snap length cut.
 */
#include <config.h>

#include <stdlib.h>

#include "base/bytes.h"
#include "protocols/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MEMORY = 1 << 20, CONVERSATIONS = 32 << 20 };

struct run {
	struct flow_table *flows;
	struct conversations *talks;
	struct observations out;
	struct origin at;
	uint32_t seq[2];
	uint32_t index;
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

static void check_observed(struct run *r)
{
	for (size_t i = 0; i < r->out.count; i++) {
		const struct observation *o = &r->out.list[i];
		if (o->frame == 0 || o->frame > r->at.number || o->first_frame > o->frame)
			abort();
	}
	observations_clear(&r->out);
}

static void on_ended(void *context, struct flow *flow, enum flow_end why)
{
	struct run *r = context;
	struct packet last = { .tuple = flow->key, .has_ports = true };
	struct segment s = { .at = &r->at,
		.frame = &r->at,
		.packet = &last,
		.flow = flow,
		.index = &r->index,
		.talks = r->talks };
	(void)why;
	if (flow->conversation)
		protocols_end(&s, &r->out);
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
	uint32_t seq = r->seq[side] + step_of(step);
	struct flow_key key;
	struct packet p = { .tuple = { .src = { 10, 0, 0, 1 },
				.dst = { 10, 0, 0, 2 },
				.sport = 40000,
				.dport = kind & 64 ? 443 : 80,
				.proto = IP_TCP,
				.version = 4 },
		.has_ports = true,
		.tcp_flags = flags[kind >> 1 & 7],
		.tcp_seq = seq,
		.tcp_ack = r->seq[!side],
		.payload_size = (uint32_t)n,
		.payload_cut = cut < 192 ? 0 : cut - 192U,
		.payload = bytes_take(in, n) };
	if (side)
		tuple_turn(&p.tuple);
	struct segment s = { .at = &r->at,
		.frame = &r->at,
		.packet = &p,
		.late = true,
		.index = &r->index,
		.talks = r->talks };
	r->at.seq = ++r->at.number;
	flow_key_of(r->flows, &p, &key);
	s.side = key.side;
	s.flow = flows_take(r->flows, &p, &key, &r->at, &s.fresh);
	protocols_feed(&s, &r->out);
	if (s.flow->conversation)
		check_conversation(s.flow->conversation);
	check_observed(r);
	/* Without a sequence number of its own a segment does not move the side. */
	if (step < 192)
		r->seq[side] =
		    seq + p.payload_size + p.payload_cut + (p.tcp_flags & TCP_SYN ? 1 : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes in = bytes_of(data, n);
	struct run r = { .seq = { UINT32_MAX - 20, 5000 } };
	r.flows = flows_new(MEMORY, 1, on_ended, &r);
	r.talks = conversations_new(&(struct conversations_options) {
	    .memory = CONVERSATIONS, .hash_key = 1, .digests = true });
	while (in.left > 4)
		take(&r, &in);
	flows_end(r.flows);
	check_observed(&r);
	flows_free(r.flows);
	conversations_free(r.talks);
	observations_free(&r.out);
	return 0;
}
