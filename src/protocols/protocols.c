/* Which parser a flow's payload goes to. */
#include <config.h>

#include "protocols/protocol.h"

const struct protocol *const protocols[] = { &protocol_dns, &protocol_http, &protocol_tls,
	&protocol_quic, &protocol_dtls, NULL };

void protocols_feed(const struct segment *s, struct observations *out)
{
	if (s->flow->done || s->packet->payload_size == 0)
		return;
	if (s->flow->parser == &protocol_tls) { /* what is encrypted looks like anything */
		protocol_tls.feed(&protocol_tls, s, out);
		return;
	}
	for (const struct protocol *const *p = protocols; *p; p++)
		if ((*p)->transport == s->packet->tuple.proto && (*p)->feed(*p, s, out))
			return;
}
