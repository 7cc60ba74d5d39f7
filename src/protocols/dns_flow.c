/* DNS over UDP: unicast, multicast (RFC 6762) and link-local (RFC 4795) names. */
#include <config.h>

#include "base/hash.h"
#include "protocols/protocol.h"

static bool is_dns_port(uint16_t port)
{
	return port == 53 || port == 5353 || port == 5355;
}

/* Whether one of the last three messages of this flow had the same bytes: a retry or a copy, not
 * another question. */
static bool seen_before(struct flow *f, struct text message, uint64_t key)
{
	uint64_t hash = hash_fast(message.s, message.n, key) | 1;
	for (int i = 0; i < 3; i++)
		if (f->slot[i] == hash)
			return true;
	memmove(f->slot + 1, f->slot, 2 * sizeof(f->slot[0]));
	f->slot[0] = hash;
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
	o->repeats = seen_before(s->flow, payload, s->hash_key);
	s->flow->parser = self;
	return true;
}

const struct protocol protocol_dns = { "dns", IP_UDP, dns_feed };
