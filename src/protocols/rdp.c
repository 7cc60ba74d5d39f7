/*
 * The beginning of RDP: the client's connection request, whose cookie often names the user, and the server's
 * confirmation, behind which TLS begins or nothing that has names. RFC 1006 6; ITU-T X.224 13.3, 13.4;
 * MS-RDPBCGR 2.2.1.1, 2.2.1.2.
 */
#include <config.h>

#include "protocols/rows.h"

enum {
	RDP_PORT = 3389,
	TPKT_VERSION = 3,
	TPKT_HEAD = 4,
	UNIT_HEAD = 7, /* of X.224: its length, what it is, two references, a class */
	UNIT_LEAST = TPKT_HEAD + UNIT_HEAD,
	UNIT_REQUEST = 0xe0,
	UNIT_CONFIRM = 0xd0,
	NEGOTIATION_REQUEST = 1,
	NEGOTIATION_RESPONSE = 2,
	NEGOTIATION_SIZE = 8,
	/* TLS, CredSSP, RDSTLS, CredSSP with early result. */
	SELECTED_WITH_TLS = 0x1 | 0x2 | 0x4 | 0x8,
};

#define COOKIE TEXT("Cookie: ")

static uint8_t byte_of(struct text data, size_t at)
{
	return (uint8_t)data.s[at];
}

/* Of a unit that begins with data: what it is, and what follows its fixed part. */
static uint8_t unit_kind(struct text data)
{
	return byte_of(data, TPKT_HEAD + 1) & 0xf0;
}

/* Whether a negotiation of that type could begin t. */
static bool may_negotiate(struct text t, uint8_t type)
{
	const char fixed[] = { (char)type, 0, NEGOTIATION_SIZE, 0 };
	for (size_t i = 0; i < t.n && i < sizeof(fixed); i++)
		if (i != 1 && t.s[i] != fixed[i])
			return false;
	return true;
}

/* Other protocols begin like this on other ports: there the negotiation or a cookie has to follow. */
static enum claim rdp_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	if (byte_of(head, 0) != TPKT_VERSION || (head.n > 1 && head.s[1] != 0) ||
	    (head.n > 2 && byte_of(head, 2) > 1))
		return CLAIM_NO;
	if (head.n <= TPKT_HEAD + 1)
		return CLAIM_MAYBE;
	uint8_t kind = unit_kind(head);
	if (kind != UNIT_REQUEST && kind != UNIT_CONFIRM)
		return CLAIM_NO;
	if (o->port[0] == RDP_PORT || o->port[1] == RDP_PORT)
		return CLAIM_YES;
	struct text more = text_from(head, UNIT_LEAST);
	bool cookie = kind == UNIT_REQUEST && text_starts(COOKIE, text_head(more, COOKIE.n));
	bool asks =
	    may_negotiate(more, kind == UNIT_REQUEST ? NEGOTIATION_REQUEST : NEGOTIATION_RESPONSE);
	if (!cookie && !asks)
		return CLAIM_NO;
	return more.n >= (asks ? 4 : COOKIE.n) ? CLAIM_YES : CLAIM_MAYBE;
}

static void observe_cookie(const struct segment *s, struct text more, struct observations *out)
{
	size_t end = text_find(more, TEXT("\r\n"));
	if (text_starts(more, COOKIE))
		observe_field(out, s, 0, FIELD_RDP_COOKIE, text_head(more, end));
}

static bool selects_tls(struct text more)
{
	return more.n >= NEGOTIATION_SIZE && may_negotiate(more, NEGOTIATION_RESPONSE) &&
	    load_le32((const uint8_t *)more.s + 4) & SELECTED_WITH_TLS;
}

/* One unit. Behind a request TLS may come at once, where the other side is not in the capture; the
 * confirmation shows itself. */
static void take_unit(
    struct conversation *c, const struct segment *s, struct text unit, struct observations *out)
{
	struct text more = text_from(unit, UNIT_LEAST);
	bool asks = unit_kind(unit) == UNIT_REQUEST;
	if (asks)
		observe_cookie(s, more, out);
	if (asks || (unit_kind(unit) == UNIT_CONFIRM && selects_tls(more)))
		talk_hand_over(c);
	else
		talk_skip(c, s->side, TALK_REST);
}

static size_t rdp_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	if (byte_of(data, 0) != TPKT_VERSION)
		return TAKE_LOST;
	if (data.n < TPKT_HEAD) {
		talk_want(c, s->side, TPKT_HEAD);
		return 0;
	}
	size_t n = load_be16((const uint8_t *)data.s + 2);
	if (n < UNIT_HEAD)
		return TAKE_LOST;
	if (data.n < n) {
		talk_want(c, s->side, n);
		return 0;
	}
	take_unit(c, s, text_head(data, n), out);
	return n;
}

const struct protocol protocol_rdp = {
	.name = "rdp", .transport = IP_TCP, .claims = rdp_claims, .take = rdp_take
};
