/* TLS, QUIC and DTLS: the name asked for, fingerprints of both hellos, certificates. detection.md 3.5-3.7. */
#include <config.h>

#include "detect/match_private.h"
#include "detect/names.h"
#include "protocols/tls_fingerprint.h"

static void match_server_name(struct matching *m, struct text sent)
{
	struct address a;
	if (sent.n == 0)
		return;
	if (address_parse(sent, &a)) {
		match_named_address(m, &a, -1, TEXT(""));
		return;
	}
	if (text_find_char(sent, ':') != TEXT_NONE)
		return;
	struct text name = name_of_host(sent, &m->out->arena);
	if (name_is_host(name))
		match_name(m, name, sent);
	else
		match_whole_name(m, name, sent);
}

void match_tls_client(struct matching *m)
{
	match_server_name(m, m->seen->hello->server_name);
	match_url_server(m, TEXT(""));
	if (!(trails_fingerprints(m->trails) & (FINGERPRINT_MD5 | FINGERPRINT_JA4)))
		return;
	struct tls_client_hello hello = *m->seen->hello;
	tls_fingerprint_client(&hello, hello.over, &m->out->arena);
	match_digits(m, EVENT_TLS, hello.ja3);
	match_digits(m, EVENT_TLS, hello.ja4);
}

void match_tls_server(struct matching *m)
{
	if (!(trails_fingerprints(m->trails) & FINGERPRINT_MD5))
		return;
	struct tls_server_hello hello = *m->seen->server_hello;
	tls_fingerprint_server(&hello, &m->out->arena);
	match_digits(m, EVENT_TLS, hello.ja3s);
}

/* What a certificate is good for: "*.evil.com" is met as what lies below evil.com. */
static void match_certified_name(struct matching *m, struct text sent)
{
	struct text name = name_of_host(sent, &m->out->arena);
	if (name_is_host(name))
		match_name(m, name, sent);
	else if (text_starts(name, TEXT("*.")) && name_is_host(text_from(name, 2)))
		match_name_below(m, text_from(name, 2), sent);
	else
		match_whole_name(m, name, sent);
}

static void match_alternative(struct matching *m, const struct x509_alternative *name)
{
	struct address a;
	switch (name->kind) {
	case X509_DNS:
		match_certified_name(m, name->text);
		break;
	case X509_IP:
		if (address_parse(name->text, &a))
			match_named_address(m, &a, -1, TEXT(""));
		break;
	case X509_EMAIL:
		match_email(m, name->text);
		break;
	case X509_URI:
		match_text_url(m, name->text);
		break;
	}
}

static void match_certificate(struct matching *m, const struct x509_certificate *c)
{
	unsigned listed = trails_fingerprints(m->trails);
	if (listed & FINGERPRINT_SHA1)
		match_digits(m, EVENT_CERT, c->sha1);
	if (listed & FINGERPRINT_SHA256)
		match_digits(m, EVENT_CERT, c->sha256);
	/* Of a certificate authority it is no host's name. */
	if (text_find_char(c->subject.common_name, '.') != TEXT_NONE)
		match_certified_name(m, c->subject.common_name);
	for (size_t i = 0; i < c->name_count; i++)
		match_alternative(m, &c->names[i]);
}

void match_certificates(struct matching *m)
{
	for (size_t i = 0; i < m->seen->chain->count; i++)
		match_certificate(m, &m->seen->chain->list[i]);
}
