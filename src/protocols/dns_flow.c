/* DNS over UDP: unicast, multicast (RFC 6762) and link-local (RFC 4795) names. */
#include <config.h>

#include "base/hash.h"
#include "protocols/conversation_private.h"
#include "protocols/rows.h"

static bool is_dns_port(uint16_t port)
{
	return port == 53 || port == 5353 || port == 5355;
}

/* Whether one of the last messages of this flow had the same bytes: a retry or a copy, not
 * another question. */
static bool seen_before(struct flow *f, struct text message, uint64_t key)
{
	uint64_t hash = hash_fast(message.s, message.n, key) | 1;
	for (int i = 0; i < FLOW_RECENT; i++)
		if (f->recent[i] == hash)
			return true;
	memmove(f->recent + 1, f->recent, (FLOW_RECENT - 1) * sizeof(f->recent[0]));
	f->recent[0] = hash;
	return false;
}

static bool dns_feed(const struct protocol *self, const struct segment *s, struct observations *out)
{
	const struct tuple *t = &s->packet->tuple;
	if (!is_dns_port(t->sport) && !is_dns_port(t->dport))
		return false;
	struct dns_message *m = arena_take(&out->arena, sizeof(*m));
	struct text payload = segment_payload(s);
	if (!dns_parse(bytes_of(payload.s, payload.n), &out->arena, m))
		return false;
	struct observation *o = observe(out, OBSERVED_DNS, s);
	o->dns = m;
	o->repeats = seen_before(s->flow, payload, conversations_options(s->talks)->hash_key);
	(void)self;
	return true;
}

const struct protocol protocol_dns = { .name = "dns", .transport = IP_UDP, .feed = dns_feed };
