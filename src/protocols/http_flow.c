/* HTTP/1 over TCP: every message that begins a segment. */
#include <config.h>

#include "protocols/protocol.h"

/* Cheap enough for every segment of bulk data: a request line begins with a method in capitals. */
static bool may_be_request(struct text t)
{
	size_t n = 0;
	while (n < t.n && n < 32 &&
	    ((t.s[n] >= 'A' && t.s[n] <= 'Z') || t.s[n] == '-' || t.s[n] == '_'))
		n++;
	return n > 0 && n < t.n && t.s[n] == ' ';
}

static bool http_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (text_starts(payload, TEXT("HTTP/"))) {
		struct http_response *r = arena_take(&out->arena, sizeof(*r));
		if (!http_parse_response(payload, r))
			return false;
		observe(out, OBSERVED_HTTP_RESPONSE, s)->response = r;
	} else if (may_be_request(payload)) {
		struct http_request *r = arena_take(&out->arena, sizeof(*r));
		if (!http_parse_request(payload, r))
			return false;
		observe(out, OBSERVED_HTTP_REQUEST, s)->request = r;
	} else {
		return false;
	}
	s->flow->parser = self;
	return true;
}

const struct protocol protocol_http = { "http", IP_TCP, http_feed };
