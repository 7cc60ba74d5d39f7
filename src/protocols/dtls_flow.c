/* DTLS over UDP: ClientHellos. */
#include <config.h>

#include "protocols/dtls.h"
#include "protocols/rows.h"

enum { RECORD_HANDSHAKE = 22, DTLS_MAJOR = 0xfe, RECORD_HEAD = 13 };

struct dtls_state {
	struct dtls_hello hello[2]; /* by side */
	struct beginning began[2];  /* of the message in the making */
};

static bool observe_client(
    struct bytes body, const struct segment *s, struct beginning began, struct observations *out)
{
	struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
	struct text copy = arena_text(&out->arena, text_bytes(body.at, body.left));
	if (!tls_parse_client_hello(bytes_of(copy.s, copy.n), false, hello))
		return false;
	hello->over = TLS_OVER_DATAGRAMS;
	observe_from(out, OBSERVED_TLS_CLIENT, s, began)->hello = hello;
	return true;
}

static bool dtls_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (payload.n <= RECORD_HEAD || payload.s[0] != RECORD_HANDSHAKE ||
	    (uint8_t)payload.s[1] != DTLS_MAJOR)
		return false;
	struct dtls_state *state = conversation_of(s, self)->state;
	struct beginning *began = &state->began[s->side];
	struct bytes body;
	enum dtls_answer a =
	    dtls_read(&state->hello[s->side], bytes_of(payload.s, payload.n), &body);
	if (a == DTLS_NONE)
		return false;
	if (began->frame == 0)
		*began = segment_beginning(s, 0);
	if (a == DTLS_WHOLE && observe_client(body, s, *began, out))
		began->frame = 0;
	return true;
}

const struct protocol protocol_dtls = { .name = "dtls",
	.transport = IP_UDP,
	.state_size = sizeof(struct dtls_state),
	.feed = dtls_feed };
