/* Hellos and certificates as observations. RFC 8446 4, RFC 5246 7.4. */
#include <config.h>

#include "protocols/tls_observe.h"

/* The message where it stays as long as the batch. */
static struct bytes lasting(const struct tls_message *m, struct arena *arena)
{
	if (!m->joined)
		return m->body;
	struct text copy = arena_text(arena, text_bytes(m->body.at, m->body.left));
	return bytes_of(copy.s, copy.n);
}

static bool observe_client(
    const struct tls_heard *m, const struct segment *s, struct observations *out)
{
	struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
	struct bytes body = lasting(&m->message, &out->arena);
	if (!tls_parse_client_hello(body, m->message.cut, hello))
		return false;
	hello->over = m->over;
	observe_from(out, OBSERVED_TLS_CLIENT, s, m->began)->hello = hello;
	return true;
}

static const struct tls_server_hello *observe_server(
    const struct tls_heard *m, const struct segment *s, struct observations *out)
{
	struct tls_server_hello *hello = arena_take(&out->arena, sizeof(*hello));
	if (m->message.cut || !tls_parse_server_hello(lasting(&m->message, &out->arena), hello))
		return NULL;
	observe_from(out, OBSERVED_TLS_SERVER, s, m->began)->server_hello = hello;
	return hello;
}

static bool observe_certificates(
    const struct tls_heard *m, const struct segment *s, struct observations *out)
{
	struct x509_chain *chain = arena_take(&out->arena, sizeof(*chain));
	if (!x509_parse_chain(lasting(&m->message, &out->arena), &out->arena, chain))
		return false;
	observe_from(out, OBSERVED_CERTIFICATES, s, m->began)->chain = chain;
	return true;
}

bool tls_observe(const struct tls_heard *m, const struct segment *s, struct observations *out,
    const struct tls_server_hello **hello)
{
	const struct tls_server_hello *server = NULL;
	bool any = false;
	if (m->message.type == TLS_CLIENT_HELLO)
		any = observe_client(m, s, out);
	else if (m->message.type == TLS_SERVER_HELLO)
		server = observe_server(m, s, out);
	else if (m->message.type == TLS_CERTIFICATE)
		any = observe_certificates(m, s, out);
	if (hello)
		*hello = server;
	return any || server;
}
