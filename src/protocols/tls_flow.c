/* TLS over TCP: the hellos and certificates of one segment; behind them all is encrypted. */
#include <config.h>

#include "protocols/protocol.h"
#include "protocols/tls_records.h"

enum { RECORD_HANDSHAKE = 22, RECORD_APPLICATION_DATA = 23 };

/* The message where it stays as long as the batch. */
static struct bytes lasting(const struct tls_message *m, struct arena *arena)
{
	if (!m->joined)
		return m->body;
	struct text copy = arena_text(arena, text_bytes(m->body.at, m->body.left));
	return bytes_of(copy.s, copy.n);
}

static bool observe_client(
    const struct tls_message *m, const struct segment *s, struct observations *out)
{
	struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
	if (!tls_parse_client_hello(lasting(m, &out->arena), m->cut, hello))
		return false;
	hello->over = TLS_OVER_TCP;
	observe(out, OBSERVED_TLS_CLIENT, s)->hello = hello;
	return true;
}

static bool observe_server(
    const struct tls_message *m, const struct segment *s, struct observations *out)
{
	struct tls_server_hello *hello = arena_take(&out->arena, sizeof(*hello));
	if (m->cut || !tls_parse_server_hello(lasting(m, &out->arena), hello))
		return false;
	observe(out, OBSERVED_TLS_SERVER, s)->server_hello = hello;
	return true;
}

static bool observe_certificates(
    const struct tls_message *m, const struct segment *s, struct observations *out)
{
	struct x509_chain *chain = arena_take(&out->arena, sizeof(*chain));
	if (!x509_parse_chain(lasting(m, &out->arena), &out->arena, chain))
		return false;
	observe(out, OBSERVED_CERTIFICATES, s)->chain = chain;
	return true;
}

static bool observe_message(
    const struct tls_message *m, const struct segment *s, struct observations *out)
{
	switch (m->type) {
	case TLS_CLIENT_HELLO:
		return observe_client(m, s, out);
	case TLS_SERVER_HELLO:
		return observe_server(m, s, out);
	case TLS_CERTIFICATE:
		return observe_certificates(m, s, out);
	default:
		return false;
	}
}

static bool tls_feed(const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text payload = segment_payload(s);
	if (payload.s[0] != RECORD_HANDSHAKE) {
		s->flow->done |= s->flow->parser == self && payload.s[0] == RECORD_APPLICATION_DATA;
		return false;
	}
	struct tls_records records;
	struct tls_message m;
	struct bytes piece = bytes_of(payload.s, payload.n);
	bool mine = false;
	tls_records_init(&records);
	while (tls_records_next(&records, &piece, &m))
		mine |= observe_message(&m, s, out);
	if (tls_records_rest(&records, &m))
		mine |= observe_message(&m, s, out);
	tls_records_free(&records);
	if (mine)
		s->flow->parser = self;
	return mine;
}

const struct protocol protocol_tls = { "tls", IP_TCP, tls_feed };
