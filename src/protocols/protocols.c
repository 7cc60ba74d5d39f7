/* Which parser a flow's payload goes to. */
#include <config.h>

#include "protocols/protocol.h"

const struct protocol *const protocols[] = { &protocol_dns, &protocol_http, &protocol_tls, NULL };

void protocols_feed(const struct segment *s, struct observations *out)
{
	if (s->flow->done || s->packet->payload_size == 0)
		return;
	for (const struct protocol *const *p = protocols; *p; p++)
		if ((*p)->transport == s->packet->tuple.proto && (*p)->feed(*p, s, out))
			return;
}
