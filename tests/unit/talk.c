/* A flow under test. */
#include <config.h>

#include "talk.h"

#include <stdlib.h>

#include "base/memory.h"
#include "check.h"
#include "hex.h"
#include "shown.h"

enum { MEMORY = 64 << 20, HEX_ROOM = 128 << 10 };

void talk_begin(struct talk *t, uint8_t proto, uint16_t port)
{
	*t = (struct talk) { .seq = { 1001, 5001 } };
	t->flow = (struct flow) { .number = 1, .known = 3, .first_seq = { 1000, 5000 } };
	t->flow.key = (struct tuple) { .src = { 10, 0, 0, 1 },
		.dst = { 10, 0, 0, 2 },
		.sport = 40000,
		.dport = port,
		.proto = proto,
		.version = 4 };
	t->all = conversations_new(
	    &(struct conversations_options) { .memory = MEMORY, .hash_key = 7, .digests = true });
	buf_init(&t->shown[0], SIZE_MAX / 2);
	buf_init(&t->shown[1], SIZE_MAX / 2);
}

static void add_shown(void *context, const char *kind, struct text value)
{
	struct talk *t = context;
	for (int i = 0; i < 2; i++) {
		struct buf *b = &t->shown[i];
		if (i)
			buf_format(
			    b, "%u-%u ", (unsigned)t->now->first_frame, (unsigned)t->now->frame);
		buf_format(b, "%s ", kind);
		buf_add(b, value);
		buf_char(b, '\n');
	}
}

/* What observations point to goes now, as at the end of a batch. */
static void take_observed(struct talk *t)
{
	for (size_t i = 0; i < t->out.count; i++) {
		t->now = &t->out.list[i];
		shown_values(t->now, add_shown, t);
		if (t->now->kind == OBSERVED_AGAIN)
			t->again = t->now->again;
	}
	observations_clear(&t->out);
}

static void feed(struct talk *t, uint8_t side, struct text piece, bool pushed)
{
	struct origin at = { .seq = ++t->frame, .number = t->frame, .time = (int64_t)t->frame };
	uint32_t index = 0;
	struct packet p = { .tuple = t->flow.key,
		.has_ports = true,
		.tcp_flags = pushed ? TCP_PSH | TCP_ACK : TCP_ACK,
		.tcp_seq = t->seq[side],
		.tcp_ack = t->seq[!side],
		.payload = edge_copy(piece.s, piece.n),
		.payload_size = (uint32_t)piece.n };
	if (side)
		tuple_turn(&p.tuple);
	struct segment s = { .at = &at,
		.frame = &at,
		.packet = &p,
		.flow = &t->flow,
		.side = side,
		.late = true,
		.index = &index,
		.talks = t->all };
	t->flow.packets[side]++;
	t->flow.flags[side] |= p.tcp_flags;
	t->flow.bytes[side] += piece.n;
	t->seq[side] += (uint32_t)piece.n;
	protocols_feed(&s, &t->out);
	take_observed(t);
}

void talk_say(struct talk *t, uint8_t side, struct text bytes, size_t cut)
{
	while (bytes.n > 0) {
		size_t n = cut && cut < bytes.n ? cut : bytes.n;
		feed(t, side, text_head(bytes, n), n == bytes.n);
		bytes = text_from(bytes, n);
	}
}

void talk_say_hex(struct talk *t, uint8_t side, const char *hex, size_t cut)
{
	static uint8_t bytes[HEX_ROOM];
	talk_say(t, side, text_bytes(bytes, hex_bytes(hex, bytes, sizeof(bytes))), cut);
}

void talk_lose(struct talk *t, uint8_t side, uint32_t n)
{
	t->seq[side] += n;
}

void talk_end(struct talk *t)
{
	struct packet last = { .tuple = t->flow.key, .has_ports = true };
	struct origin at = { .seq = t->frame + 1, .number = t->frame };
	uint32_t index = 0;
	struct segment s = { .at = &at,
		.frame = &at,
		.packet = &last,
		.flow = &t->flow,
		.late = true,
		.index = &index,
		.talks = t->all };
	if (t->flow.conversation)
		protocols_end(&s, &t->out);
	take_observed(t);
	conversations_free(t->all);
}

void talk_free(struct talk *t)
{
	observations_free(&t->out);
	buf_free(&t->shown[0]);
	buf_free(&t->shown[1]);
}

struct text talk_shown(struct talk *t, bool frames)
{
	return buf_text(&t->shown[frames]);
}
