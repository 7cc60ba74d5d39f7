/* QUIC over UDP: the hellos that Initials carry, over the datagrams of a flow. */
#include <config.h>

#include "protocols/quic.h"
#include "protocols/rows.h"
#include "protocols/tls_observe.h"

enum {
	LONG_HEADER = 0x80,
	INITIAL_LEAST = 7,
	PATIENCE = 32, /* datagrams without an Initial: no more of them will come */
};

struct quic_state {
	struct quic_connection quic;
	struct beginning began[2]; /* of the message in the making, by side */
	bool client, server;       /* what was told: its hello; its answer to that */
	unsigned others;
};

/* A server that asks for another ClientHello has not answered yet. */
static void take_messages(
    struct quic_state *state, const struct segment *s, struct observations *out)
{
	struct tls_heard heard = { .over = TLS_OVER_QUIC, .message = { .joined = true } };
	struct quic_crypto *crypto = &state->quic.crypto[s->side != state->quic.client];
	const struct tls_server_hello *hello;
	while (quic_next_message(crypto, &heard.message.type, &heard.message.body)) {
		heard.began = state->began[s->side];
		if (!tls_observe(&heard, s, out, &hello))
			continue;
		state->began[s->side].frame = 0;
		state->client |= heard.message.type == TLS_CLIENT_HELLO;
		state->server |= hello && !hello->retry;
	}
}

/* Cheap for what is no QUIC: a long header of a known version comes first. */
static bool is_initial(struct text payload)
{
	struct bytes b = bytes_of(payload.s, payload.n);
	struct quic_packet p;
	if (payload.n < INITIAL_LEAST || !((uint8_t)payload.s[0] & LONG_HEADER))
		return false;
	while (quic_next_packet(&b, &p))
		if (p.kind == QUIC_INITIAL)
			return true;
	return false;
}

/* What comes behind the Initials of a flow. */
static bool take_other(const struct protocol *self, const struct segment *s)
{
	struct conversation *c = s->flow->conversation;
	if (!c || c->protocol != self)
		return false;
	struct quic_state *state = c->state;
	if (++state->others > PATIENCE)
		conversation_done(s);
	return false;
}

static bool quic_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (!is_initial(payload))
		return take_other(self, s);
	struct conversation *c = conversation_of(s, self);
	struct quic_state *state = c->state;
	struct bytes datagram = bytes_of(payload.s, payload.n);
	if (!quic_read(&state->quic, datagram, s->side, &out->arena))
		return take_other(self, s);
	state->others = 0;
	if (state->began[s->side].frame == 0)
		state->began[s->side] = segment_beginning(s, 0);
	take_messages(state, s, out);
	talk_weighs(c, quic_weight(&state->quic));
	if (state->client && state->server)
		conversation_done(s);
	return true;
}

static void free_state(void *state)
{
	struct quic_state *quic = state;
	quic_free(&quic->quic);
}

const struct protocol protocol_quic = { .name = "quic",
	.transport = IP_UDP,
	.state_size = sizeof(struct quic_state),
	.feed = quic_feed,
	.free = free_state };
