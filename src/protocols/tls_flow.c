/* TLS over TCP: the ClientHello; behind it all is encrypted. */
#include <config.h>

#include "protocols/protocol.h"

static bool tls_feed(const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (payload.s[0] != 0x16)
		return false;
	struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
	if (!tls_parse_client_hello(bytes_of(payload.s, payload.n), hello))
		return false;
	observe(out, OBSERVED_TLS_CLIENT, s)->hello = hello;
	s->flow->parser = self;
	s->flow->done = true;
	return true;
}

const struct protocol protocol_tls = { "tls", IP_TCP, tls_feed };
