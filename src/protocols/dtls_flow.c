/* DTLS over UDP, or behind the preamble of CAPWAP (RFC 5415 4.2): hellos and certificates. */
#include <config.h>

#include "protocols/dtls.h"
#include "protocols/rows.h"
#include "protocols/tls_observe.h"

enum {
	RECORD_HANDSHAKE = 22,
	DTLS_MAJOR = 0xfe,
	RECORD_HEAD = 13,
	PREAMBLE = 4,
	PATIENCE = 32, /* datagrams of something else behind a hello: no more of them will come */
};

struct dtls_state {
	struct dtls_side sides[2];
	struct beginning began[2][DTLS_KINDS]; /* of the messages in the making */
	unsigned others;
};

static struct beginning *began_of(struct dtls_state *state, uint8_t side, uint8_t type)
{
	return &state->began[side][type == TLS_CLIENT_HELLO ? 0 : type == TLS_SERVER_HELLO ? 1 : 2];
}

static bool read_datagram(struct dtls_state *state, struct bytes datagram, const struct segment *s,
    struct observations *out)
{
	struct tls_heard heard = { .over = TLS_OVER_DATAGRAMS };
	enum dtls_answer a;
	bool any = false;
	while ((a = dtls_read(&state->sides[s->side], &datagram, &heard.message)) != DTLS_NONE) {
		struct beginning *began = began_of(state, s->side, heard.message.type);
		any = true;
		if (began->frame == 0)
			*began = segment_beginning(s, 0);
		if (a != DTLS_WHOLE)
			continue;
		heard.began = *began;
		tls_observe(&heard, s, out, NULL);
		began->frame = 0;
	}
	return any;
}

static bool is_handshake(struct text payload)
{
	return payload.n > RECORD_HEAD && payload.s[0] == RECORD_HANDSHAKE &&
	    (uint8_t)payload.s[1] == DTLS_MAJOR;
}

static bool is_known(const struct protocol *self, const struct flow *flow)
{
	return flow->conversation && flow->conversation->protocol == self;
}

static bool dtls_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	static const struct text preamble = { "\1\0\0\0", PREAMBLE };
	struct text payload = segment_payload(s);
	if (text_starts(payload, preamble))
		payload = text_from(payload, PREAMBLE);
	if (!is_handshake(payload) && !is_known(self, s->flow))
		return false;
	struct conversation *c = conversation_of(s, self);
	struct dtls_state *state = c->state;
	bool any = read_datagram(state, bytes_of(payload.s, payload.n), s, out);
	talk_weighs(c, dtls_weight(&state->sides[0]) + dtls_weight(&state->sides[1]));
	state->others = any ? 0 : state->others + 1;
	if ((state->sides[0].sealed && state->sides[1].sealed) || state->others > PATIENCE)
		conversation_done(s);
	return any;
}

static void free_state(void *state)
{
	struct dtls_state *dtls = state;
	dtls_free(&dtls->sides[0]);
	dtls_free(&dtls->sides[1]);
}

const struct protocol protocol_dtls = { .name = "dtls",
	.transport = IP_UDP,
	.state_size = sizeof(struct dtls_state),
	.feed = dtls_feed,
	.free = free_state };
