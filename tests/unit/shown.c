/* Observations as pairs of a kind and a value. */
#include <config.h>

#include "shown.h"

#include <stdio.h>

#include "base/buf.h"
#include "protocols/tls_fingerprint.h"

struct showing {
	const struct observation *o;
	void (*each)(void *context, const char *kind, struct text value);
	void *context;
	struct arena arena;
};

static void show(const struct showing *s, const char *kind, struct text value)
{
	if (value.n > 0)
		s->each(s->context, kind, value);
}

/* TLS over TCP and over datagrams are different fields of other tools. */
static void show_over(const struct showing *s, const char *kind, struct text value)
{
	char name[16];
	snprintf(name, sizeof(name), "%s_%s", s->o->proto == IP_TCP ? "t" : "u", kind);
	show(s, name, value);
}

static const char *dns_target_kind(const struct dns_message *m, const struct dns_record *r)
{
	static const struct {
		uint16_t type;
		const char *kind;
	} kinds[] = {
		{ DNS_NS, "dns_ns" },
		{ DNS_CNAME, "dns_cname" },
		{ DNS_SOA, "dns_soa" },
		{ DNS_PTR, "dns_ptr" },
		{ DNS_MX, "dns_mx" },
		{ DNS_SRV, "dns_srv" },
		{ DNS_DNAME, "dns_dname" },
		{ DNS_SVCB, "dns_svcb" },
		{ DNS_HTTPS, "dns_svcb" },
	};
	for (size_t i = 0; m->kind != DNS_NETBIOS && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == r->type)
			return kinds[i].kind;
	return "nbns_node";
}

static void show_address(struct showing *s, const char *kind, const struct address *a)
{
	char text[ADDRESS_TEXT];
	show(s, kind, (struct text) { text, address_text(a, text) });
}

/* The strings in a text record. RFC 1035 3.3.14. */
static void show_strings(struct showing *s, struct text data)
{
	while (data.n > 0) {
		size_t n = (uint8_t)data.s[0];
		show(s, "dns_txt", text_head(text_from(data, 1), n));
		data = text_from(data, 1 + n);
	}
}

static void show_type(struct showing *s, const char *kind, unsigned type)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%u", type);
	show(s, kind, (struct text) { text, (size_t)n });
}

/* A NetBIOS name with its suffix, as 1a, 20 and so on. */
static void show_name(
    struct showing *s, const char *kind, const struct dns_message *m, struct text name)
{
	struct buf b;
	if (m->kind != DNS_NETBIOS) {
		show(s, kind, name);
		return;
	}
	buf_init(&b, 1024);
	buf_add(&b, name);
	buf_format(&b, "<%02x>", m->suffix);
	show(s, "nbns_name", buf_text(&b));
	buf_free(&b);
}

static void show_record(struct showing *s, const struct dns_message *m, const struct dns_record *r)
{
	bool hint = r->type != DNS_A && r->type != DNS_AAAA && m->kind != DNS_NETBIOS;
	const char *kind = m->kind == DNS_NETBIOS ? "nbns_address"
	    : hint                                ? "dns_hint"
						  : "dns_address";
	show_name(s, "dns_name", m, r->name);
	show_type(s, m->kind == DNS_NETBIOS ? "nbns_type" : "dns_type", r->type);
	if (r->address.version)
		show_address(s, kind, &r->address);
	show(s, dns_target_kind(m, r), r->target);
	for (size_t i = 0; r->more && i < r->more->address_count; i++)
		show_address(s, kind, &r->more->addresses[i]);
	for (size_t i = 0; r->more && i < r->more->name_count; i++)
		show(s, r->type == DNS_SOA ? "dns_mailbox" : "nbns_node", r->more->names[i]);
	if (r->type == DNS_TXT && m->kind != DNS_NETBIOS)
		show_strings(s, r->data);
}

static void show_dns(struct showing *s)
{
	const struct dns_message *m = s->o->dns;
	for (size_t i = 0; i < m->question_count; i++) {
		const struct dns_question *q = &m->questions[i];
		show_name(s, m->response ? "dns_question" : "dns_query", m, q->name);
		show_type(s, m->kind == DNS_NETBIOS ? "nbns_type" : "dns_type", q->type);
	}
	for (size_t i = 0; i < m->record_count; i++)
		show_record(s, m, &m->records[i]);
}

static void show_request(struct showing *s)
{
	const struct http_request *r = s->o->request;
	show(s, "http_method", r->method);
	show(s, "http_target", r->target);
	show(s, "http_host", http_find(&r->head, TEXT("Host")));
	show(s, "http_user_agent", http_find(&r->head, TEXT("User-Agent")));
	show(s, "http_request_body", r->body);
	show(s, "http_type", text_of(r->type));
}

static void show_response(struct showing *s)
{
	char status[16];
	int n = snprintf(status, sizeof(status), "%u", s->o->response->status);
	show(s, "http_status", (struct text) { status, (size_t)n });
	show(s, "http_response_body", s->o->response->body);
	show(s, "http_type", text_of(s->o->response->type));
}

static void show_hex(struct showing *s, const char *kind, int digits, unsigned v)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "0x%0*x", digits, v);
	show(s, kind, (struct text) { text, (size_t)n });
}

/* In the form of SSL 2.0. */
static void show_v2(struct showing *s, const struct tls_client_hello *hello)
{
	const uint8_t *at = (const uint8_t *)hello->v2_ciphers.s;
	show_hex(s, "ssl2_version", 4, hello->version);
	for (size_t i = 0; i + 3 <= hello->v2_ciphers.n; i += 3)
		show_hex(s, "ssl2_cipher", 6, (unsigned)at[i] << 16 | load_be16(at + i + 1));
}

static void show_client(struct showing *s)
{
	struct tls_client_hello hello = *s->o->hello;
	if (hello.v2_ciphers.n > 0)
		show_v2(s, &hello);
	tls_fingerprint_client(&hello, hello.over, &s->arena);
	show_over(s, "sni", hello.server_name);
	show_over(s, "ja3", hello.ja3);
	show_over(s, "ja4", hello.ja4);
}

static void show_server(struct showing *s)
{
	struct tls_server_hello hello = *s->o->server_hello;
	tls_fingerprint_server(&hello, &s->arena);
	show_over(s, "ja3s", hello.ja3s);
}

static void show_chain(struct showing *s)
{
	const struct x509_chain *chain = s->o->chain;
	for (size_t i = 0; i < chain->count; i++) {
		const struct x509_certificate *c = &chain->list[i];
		show(s, "cert_sha1", c->sha1);
		show(s, "cert_serial", c->serial);
		for (size_t k = 0; k < c->name_count; k++)
			if (c->names[k].kind == X509_DNS)
				show(s, "cert_dns", c->names[k].text);
	}
}

static void show_body(struct showing *s)
{
	show(s, "http_body_sha256", s->o->body->sha256);
}

static void show_field(struct showing *s)
{
	show(s, field_name(s->o->field.id), s->o->field.value);
}

static void (*const rows[OBSERVATION_KINDS])(struct showing *s) = {
	[OBSERVED_DNS] = show_dns,
	[OBSERVED_HTTP_REQUEST] = show_request,
	[OBSERVED_HTTP_RESPONSE] = show_response,
	[OBSERVED_HTTP_BODY] = show_body,
	[OBSERVED_TLS_CLIENT] = show_client,
	[OBSERVED_TLS_SERVER] = show_server,
	[OBSERVED_CERTIFICATES] = show_chain,
	[OBSERVED_FIELD] = show_field,
};

void shown_values(const struct observation *o,
    void (*each)(void *context, const char *kind, struct text value), void *context)
{
	struct showing s = { .o = o, .each = each, .context = context };
	if (rows[o->kind])
		rows[o->kind](&s);
	arena_free(&s.arena);
}
