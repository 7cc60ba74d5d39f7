/* QUIC over UDP: the hellos that Initials carry, over the datagrams of a flow. */
#include <config.h>

#include "protocols/quic.h"
#include "protocols/rows.h"
#include "protocols/tls_records.h"

enum { LONG_HEADER = 0x80, INITIAL_LEAST = 7 };

struct quic_state {
	struct quic_connection quic;
	struct beginning began[2]; /* of the message in the making, by side */
};

static struct bytes lasting(struct bytes body, struct arena *arena)
{
	struct text copy = arena_text(arena, text_bytes(body.at, body.left));
	return bytes_of(copy.s, copy.n);
}

static bool observe_hello(uint8_t type, struct bytes body, const struct segment *s,
    struct beginning began, struct observations *out)
{
	struct bytes kept = lasting(body, &out->arena);
	if (type == TLS_CLIENT_HELLO) {
		struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
		if (!tls_parse_client_hello(kept, false, hello))
			return false;
		hello->over = TLS_OVER_QUIC;
		observe_from(out, OBSERVED_TLS_CLIENT, s, began)->hello = hello;
		return true;
	}
	struct tls_server_hello *hello = arena_take(&out->arena, sizeof(*hello));
	if (type != TLS_SERVER_HELLO || !tls_parse_server_hello(kept, hello))
		return false;
	observe_from(out, OBSERVED_TLS_SERVER, s, began)->server_hello = hello;
	return true;
}

static void take_messages(
    struct quic_state *state, const struct segment *s, struct observations *out)
{
	uint8_t type;
	struct bytes body;
	struct quic_crypto *crypto = &state->quic.crypto[s->side != state->quic.client];
	while (quic_next_message(crypto, &type, &body))
		if (observe_hello(type, body, s, state->began[s->side], out))
			state->began[s->side].frame = 0;
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

static bool quic_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (!is_initial(payload))
		return false;
	struct quic_state *state = conversation_of(s, self)->state;
	struct bytes datagram = bytes_of(payload.s, payload.n);
	if (!quic_read(&state->quic, datagram, s->side, &out->arena))
		return false;
	if (state->began[s->side].frame == 0)
		state->began[s->side] = segment_beginning(s, 0);
	take_messages(state, s, out);
	return true;
}

const struct protocol protocol_quic = { .name = "quic",
	.transport = IP_UDP,
	.state_size = sizeof(struct quic_state),
	.feed = quic_feed };
