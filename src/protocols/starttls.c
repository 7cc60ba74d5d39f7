/*
 * XMPP up to STARTTLS, and what protocols share that go on so: text, in which the byte that TLS begins with does
 * not occur. RFC 6120 5.
 */
#include <config.h>

#include "protocols/starttls.h"

#include <string.h>

#include "protocols/rows.h"

enum {
	RECORD_HANDSHAKE = 22,
	VERSION_MAJOR = 3,
	MINOR_MOST = 4,
	STREAM_MOST = 512, /* bytes in which the head of an XML stream names itself */
};

size_t starttls_record(struct text rest)
{
	static const uint8_t most[] = { RECORD_HANDSHAKE, VERSION_MAJOR, MINOR_MOST };
	for (size_t i = 0; i < sizeof(most) && i < rest.n; i++) {
		uint8_t byte = (uint8_t)rest.s[i];
		if (byte > most[i] || (i < 2 && byte != most[i]))
			return UNIT_NOTHING;
	}
	return rest.n >= sizeof(most) ? UNIT_TLS : UNIT_MORE;
}

/* The size of the next unit as far as clear bytes are allowed. */
static size_t next_unit(
    struct starttls *state, const struct segment *s, struct text rest, starttls_unit *unit)
{
	size_t seen = state->seen[s->side];
	size_t n = unit(state, seen == 0, rest);
	if (n == UNIT_MORE || n == UNIT_TLS)
		return n;
	return n > STARTTLS_CLEAR_MOST - seen ? UNIT_NOTHING : n;
}

size_t starttls_take(
    struct conversation *c, const struct segment *s, struct text data, starttls_unit *unit)
{
	struct starttls *state = c->state;
	size_t at = 0;
	while (at < data.n && !state->over) {
		size_t n = next_unit(state, s, text_from(data, at), unit);
		if (n == UNIT_MORE)
			return at;
		if (n == UNIT_TLS) {
			talk_hand_over(c);
			return at;
		}
		if (n == UNIT_NOTHING) {
			state->over = true;
			break;
		}
		state->seen[s->side] += n;
		if (n > data.n - at) {
			talk_skip(c, s->side, n - (data.n - at));
			return data.n;
		}
		at += n;
	}
	if (state->over)
		talk_skip(c, s->side, TALK_REST);
	return at;
}

size_t starttls_text(struct starttls *state, bool first, struct text rest)
{
	(void)state;
	(void)first;
	size_t n = starttls_record(rest);
	if (n != UNIT_NOTHING)
		return n;
	const char *next = memchr(rest.s + 1, RECORD_HANDSHAKE, rest.n - 1);
	return next ? (size_t)(next - rest.s) : rest.n;
}

static size_t text_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	(void)out;
	return starttls_take(c, s, data, starttls_text);
}

static enum claim xmpp_claims(const struct opening *o)
{
	const struct text starts[] = { TEXT("<?xml "), TEXT("<stream:stream ") };
	struct text head = text_head(o->head[o->side], STREAM_MOST);
	bool maybe = false;
	for (size_t i = 0; i < 2; i++)
		maybe |= text_starts(head, starts[i]) || text_starts(starts[i], head);
	if (!maybe)
		return CLAIM_NO;
	if (text_find(head, TEXT("http://etherx.jabber.org/streams")) != TEXT_NONE)
		return CLAIM_YES;
	return head.n < STREAM_MOST ? CLAIM_MAYBE : CLAIM_NO;
}

const struct protocol protocol_xmpp = { .name = "xmpp",
	.transport = IP_TCP,
	.state_size = sizeof(struct starttls),
	.claims = xmpp_claims,
	.take = text_take };
