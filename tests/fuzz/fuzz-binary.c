/*
 * Conversations of small binary protocols. The first byte chooses the port and the transport; then pieces, each
 * with two bytes of size before it, whose highest bit is the side that sends it, the next one that bytes are
 * lost before it.
 */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "protocols/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { SIDE = 0x8000, LOST = 0x4000, LOST_BYTES = 100, MEMORY = 64 << 20 };

static const struct {
	uint8_t proto;
	uint16_t port;
} flows[] = {
	{ IP_TCP, 445 },
	{ IP_TCP, 139 },
	{ IP_TCP, 88 },
	{ IP_TCP, 1883 },
	{ IP_TCP, 3389 },
	{ IP_UDP, 67 },
	{ IP_UDP, 88 },
	{ IP_TCP, 4000 },
};

struct talking {
	struct flow flow;
	struct conversations *all;
	struct observations out;
	uint32_t seq[2], index;
	struct origin at;
};

static void check_observed(struct observations *out)
{
	uint8_t sum = 0;
	for (size_t i = 0; i < out->count; i++) {
		const struct observation *o = &out->list[i];
		if (o->kind != OBSERVED_FIELD)
			continue;
		if (o->field.id >= FIELD_COUNT || o->field.value.n == 0)
			abort();
		for (size_t k = 0; k < o->field.value.n; k++)
			sum ^= (uint8_t)o->field.value.s[k];
	}
	volatile uint8_t seen = sum; /* every byte was read */
	(void)seen;
	observations_clear(out);
}

static void feed(struct talking *t, uint8_t side, struct bytes piece)
{
	uint8_t *copy = xmalloc(piece.left ? piece.left : 1);
	struct packet p = { .tuple = t->flow.key,
		.has_ports = true,
		.tcp_flags = TCP_ACK,
		.tcp_seq = t->seq[side],
		.tcp_ack = t->seq[!side],
		.payload = copy,
		.payload_size = (uint32_t)piece.left };
	if (side)
		tuple_turn(&p.tuple);
	t->at.seq = ++t->at.number;
	struct segment s = { .at = &t->at,
		.frame = &t->at,
		.packet = &p,
		.flow = &t->flow,
		.side = side,
		.late = true,
		.index = &t->index,
		.talks = t->all };
	if (piece.left)
		memcpy(copy, piece.at, piece.left);
	t->flow.packets[side]++;
	t->flow.bytes[side] += piece.left;
	t->seq[side] += (uint32_t)piece.left;
	protocols_feed(&s, &t->out);
	check_observed(&t->out);
	free(copy);
}

static void end(struct talking *t)
{
	struct packet last = { .tuple = t->flow.key, .has_ports = true };
	struct segment s = { .at = &t->at,
		.frame = &t->at,
		.packet = &last,
		.flow = &t->flow,
		.late = true,
		.index = &t->index,
		.talks = t->all };
	if (t->flow.conversation)
		protocols_end(&s, &t->out);
	check_observed(&t->out);
	conversations_free(t->all);
	observations_free(&t->out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes in = bytes_of(data, n);
	size_t flow = bytes_u8(&in) % (sizeof(flows) / sizeof(flows[0]));
	struct talking t = { .seq = { 1001, 5001 } };
	t.flow = (struct flow) { .number = 1, .known = 3, .first_seq = { 1000, 5000 } };
	t.flow.key = (struct tuple) { .src = { 10, 0, 0, 1 },
		.dst = { 10, 0, 0, 2 },
		.sport = 40000,
		.dport = flows[flow].port,
		.proto = flows[flow].proto,
		.version = 4 };
	t.all = conversations_new(&(struct conversations_options) { .memory = MEMORY });
	while (in.left > 2) {
		uint16_t head = bytes_be16(&in);
		size_t size = head & (LOST - 1);
		uint8_t side = head & SIDE ? 1 : 0;
		if (head & LOST)
			t.seq[side] += LOST_BYTES;
		feed(&t, side, bytes_sub(&in, size < in.left ? size : in.left));
	}
	end(&t);
	return 0;
}
