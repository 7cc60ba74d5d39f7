/* DNS over TCP: messages, each behind its length. RFC 1035 4.2.2, 7766; link-local: RFC 4795 2.4. */
#include <config.h>

#include "protocols/rows.h"

enum {
	LENGTH = 2,
	HEAD = LENGTH + DNS_HEADER,
	STRICT_MOST = TALK_OPENING_MOST - LENGTH, /* of a first message on other ports */
};

struct dns_state {
	size_t lost[2]; /* by side: bytes of a message behind a gap in it */
};

/* How a side's messages are to be read. */
struct manner {
	enum dns_kind kind;
	bool strict; /* nothing but the content tells that it is DNS */
};

static struct manner manner_of(uint16_t a, uint16_t b)
{
	struct manner how;
	how.strict = !dns_is_port(a, b, &how.kind);
	return how;
}

static size_t length_at(struct text data)
{
	return load_be16((const uint8_t *)data.s);
}

static bool is_sane(struct text head, size_t n, struct manner how)
{
	return n >= DNS_HEADER && dns_is_header((const uint8_t *)head.s + LENGTH, n, how.kind);
}

static bool is_strict(struct text head, size_t n)
{
	return dns_is_strict((const uint8_t *)head.s + LENGTH, n);
}

static enum claim dns_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	struct manner how = manner_of(o->port[0], o->port[1]);
	if (how.strict && (uint8_t)head.s[0] > STRICT_MOST >> 8)
		return CLAIM_NO;
	if (head.n < LENGTH)
		return CLAIM_MAYBE;
	size_t n = length_at(head);
	if (n < DNS_HEADER || (how.strict && n > STRICT_MOST))
		return CLAIM_NO;
	if (head.n < HEAD)
		return CLAIM_MAYBE;
	if (!is_sane(head, n, how))
		return CLAIM_NO;
	if (!how.strict)
		return CLAIM_YES;
	if (head.n < LENGTH + n)
		return dns_is_strict_header((const uint8_t *)head.s + LENGTH) ? CLAIM_MAYBE
									      : CLAIM_NO;
	return is_strict(head, n) ? CLAIM_YES : CLAIM_NO;
}

/* The message whose bytes, or the first of them, stand at that offset of the data. */
static void observe_message(struct text bytes, struct manner how, const struct segment *s,
    size_t offset, struct observations *out)
{
	struct dns_message *m = arena_take(&out->arena, sizeof(*m));
	if (dns_parse(bytes_of(bytes.s, bytes.n), how.kind, &out->arena, m))
		observe_at(out, OBSERVED_DNS, s, offset)->dns = m;
}

static struct manner manner_here(const struct segment *s)
{
	return manner_of(s->flow->key.sport, s->flow->key.dport);
}

/* The rest of a message that a gap fell into. */
static size_t pass_lost(struct conversation *c, const struct segment *s, size_t at_hand)
{
	struct dns_state *state = c->state;
	size_t *lost = &state->lost[s->side];
	size_t n = *lost < at_hand ? *lost : at_hand;
	*lost -= n;
	return n;
}

static size_t dns_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct manner how = manner_here(s);
	size_t at = pass_lost(c, s, data.n);
	while (data.n - at >= LENGTH) {
		struct text rest = text_from(data, at);
		size_t n = length_at(rest);
		if (n < DNS_HEADER || (rest.n >= HEAD && !is_sane(rest, n, how)))
			return TAKE_LOST;
		if (rest.n < LENGTH + n) {
			talk_want(c, s->side, rest.n < HEAD ? HEAD : LENGTH + n);
			break;
		}
		if (how.strict && !is_strict(rest, n))
			return TAKE_LOST;
		observe_message(text_bytes((const uint8_t *)rest.s + LENGTH, n), how, s, at, out);
		at += LENGTH + n;
	}
	return at;
}

/* What is there of a message tells what it can. */
static void tell_rest(const struct segment *s, struct text left, struct observations *out)
{
	struct manner how = manner_here(s);
	if (!how.strict && left.n >= HEAD)
		observe_message(text_from(left, LENGTH), how, s, 0, out);
}

/* Where the length of the message at hand is known, so is the beginning of the next one. */
static bool dns_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	struct dns_state *state = c->state;
	size_t *lost = &state->lost[s->side];
	uint64_t open = left.n >= LENGTH ? LENGTH + length_at(left) - left.n : *lost;
	tell_rest(s, left, out);
	*lost = missing <= open ? (size_t)(open - missing) : 0;
	return missing <= open;
}

static void dns_end(
    struct conversation *c, const struct segment *s, struct text left, struct observations *out)
{
	(void)c;
	tell_rest(s, left, out);
}

const struct protocol protocol_dns_stream = { .name = "dns",
	.transport = IP_TCP,
	.state_size = sizeof(struct dns_state),
	.claims = dns_claims,
	.take = dns_take,
	.gap = dns_gap,
	.end = dns_end };
