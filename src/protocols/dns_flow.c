/*
 * DNS in datagrams: unicast, multicast (RFC 6762), link-local (RFC 4795) and NetBIOS names (RFC 1002), and
 * what is DNS beyond doubt on other ports.
 */
#include <config.h>

#include "base/hash.h"
#include "protocols/conversation_private.h"
#include "protocols/rows.h"

/* Whether one of the last messages of this flow had the same bytes: a retry or a copy, not
 * another question. */
static bool seen_before(struct flow *f, struct text message, uint64_t key)
{
	uint64_t hash = hash_fast(message.s, message.n, key) | 1, *recent = f->recent;
	_Static_assert(FLOW_RECENT == 4, "all are compared here");
	if ((recent[0] == hash) | (recent[1] == hash) | (recent[2] == hash) | (recent[3] == hash))
		return true;
	for (int i = FLOW_RECENT - 1; i > 0; i--)
		recent[i] = recent[i - 1];
	recent[0] = hash;
	return false;
}

/* The message in a datagram, or NULL. */
static const struct dns_message *message_of(
    const struct tuple *t, struct text payload, struct arena *arena)
{
	enum dns_kind kind;
	bool known = dns_is_port(t->sport, t->dport, &kind);
	if (!known && !dns_is_strict((const uint8_t *)payload.s, payload.n))
		return NULL;
	struct dns_message *m = arena_take(arena, sizeof(*m));
	struct bytes in = bytes_of(payload.s, payload.n);
	return dns_parse(in, kind, arena, m) ? m : NULL;
}

static bool dns_feed(const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	const struct dns_message *m = message_of(&s->packet->tuple, payload, &out->arena);
	if (!m)
		return false;
	struct observation *o = observe(out, OBSERVED_DNS, s);
	o->dns = m;
	o->repeats = seen_before(s->flow, payload, conversations_options(s->talks)->hash_key);
	(void)self;
	return true;
}

const struct protocol protocol_dns = { .name = "dns", .transport = IP_UDP, .feed = dns_feed };
