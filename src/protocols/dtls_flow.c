/* DTLS over UDP: ClientHellos. */
#include <config.h>

#include "protocols/partial.h"
#include "protocols/protocol.h"

enum { RECORD_HANDSHAKE = 22, DTLS_MAJOR = 0xfe, RECORD_HEAD = 13 };

static bool observe_client(struct bytes body, const struct segment *s, struct observations *out)
{
	struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
	struct text copy = arena_text(&out->arena, text_bytes(body.at, body.left));
	if (!tls_parse_client_hello(bytes_of(copy.s, copy.n), false, hello))
		return false;
	hello->over = TLS_OVER_DATAGRAMS;
	observe(out, OBSERVED_TLS_CLIENT, s)->hello = hello;
	return true;
}

static bool dtls_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (payload.n <= RECORD_HEAD || payload.s[0] != RECORD_HANDSHAKE ||
	    (uint8_t)payload.s[1] != DTLS_MAJOR)
		return false;
	struct partial *p = partial_take(s->partials, s->flow->number, PARTIAL_DTLS);
	struct bytes body;
	enum dtls_answer a = dtls_read(&p->dtls[s->side], bytes_of(payload.s, payload.n), &body);
	if (a == DTLS_NONE)
		return false;
	if (p->first_frame[s->side] == 0)
		p->first_frame[s->side] = s->frame->number;
	size_t before = out->count;
	if (a == DTLS_WHOLE && observe_client(body, s, out)) {
		out->list[before].first_frame = p->first_frame[s->side];
		p->first_frame[s->side] = 0;
	}
	s->flow->parser = self;
	return true;
}

const struct protocol protocol_dtls = { "dtls", IP_UDP, dtls_feed };
