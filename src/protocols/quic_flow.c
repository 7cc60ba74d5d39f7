/* QUIC over UDP: the hellos that Initials carry, over the datagrams of a flow. */
#include <config.h>

#include "protocols/partial.h"
#include "protocols/protocol.h"
#include "protocols/tls_records.h"

enum { LONG_HEADER = 0x80, INITIAL_LEAST = 7 };

static struct bytes lasting(struct bytes body, struct arena *arena)
{
	struct text copy = arena_text(arena, text_bytes(body.at, body.left));
	return bytes_of(copy.s, copy.n);
}

static struct observation *observe_hello(
    uint8_t type, struct bytes body, const struct segment *s, struct observations *out)
{
	struct observation *o = NULL;
	struct bytes kept = lasting(body, &out->arena);
	if (type == TLS_CLIENT_HELLO) {
		struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
		if (!tls_parse_client_hello(kept, false, hello))
			return NULL;
		hello->over = TLS_OVER_QUIC;
		o = observe(out, OBSERVED_TLS_CLIENT, s);
		o->hello = hello;
	} else if (type == TLS_SERVER_HELLO) {
		struct tls_server_hello *hello = arena_take(&out->arena, sizeof(*hello));
		if (!tls_parse_server_hello(kept, hello))
			return NULL;
		o = observe(out, OBSERVED_TLS_SERVER, s);
		o->server_hello = hello;
	}
	return o;
}

static void take_messages(struct partial *p, const struct segment *s, struct observations *out)
{
	uint8_t type;
	struct bytes body;
	while (quic_next_message(&p->quic.crypto[s->side != p->quic.client], &type, &body)) {
		struct observation *o = observe_hello(type, body, s, out);
		if (!o)
			continue;
		o->first_frame = p->first_frame[s->side];
		p->first_frame[s->side] = 0;
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

static bool quic_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (!is_initial(payload))
		return false;
	struct partial *p = partial_take(s->partials, s->flow->number, PARTIAL_QUIC);
	struct bytes datagram = bytes_of(payload.s, payload.n);
	if (!quic_read(&p->quic, datagram, s->side, &out->arena))
		return false;
	if (p->first_frame[s->side] == 0)
		p->first_frame[s->side] = s->frame->number;
	s->flow->parser = self;
	take_messages(p, s, out);
	return true;
}

const struct protocol protocol_quic = { "quic", IP_UDP, quic_feed };
