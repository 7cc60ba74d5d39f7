/* Observables of an observation. */
#include <config.h>

#include "scan/observables.h"

#include "base/limits.h"
#include "protocols/tls_fingerprint.h"

static void note(
    struct case_file *c, enum observable kind, struct text value, const struct observation *o)
{
	if (value.n)
		case_add_observable(c, kind, value, o->time, o->input, o->frame);
}

/* A name that the address is known by; as DNS has it. A text that is an address itself is none. */
static void note_resolution(
    struct case_file *c, const struct address *a, struct text name, const struct observation *o)
{
	enum { ROOM = ADDRESS_TEXT + 1 + LIMIT_NAME };
	char value[ROOM];
	struct address literal;
	if (name.n && name.s[name.n - 1] == '.')
		name.n--;
	if (!a->version || !name.n || name.n > LIMIT_NAME || name.s[0] == '[' ||
	    address_parse(name, &literal))
		return;
	size_t n = address_text(a, value);
	value[n++] = ' ';
	for (size_t i = 0; i < name.n; i++)
		value[n++] = ascii_lower(name.s[i]);
	note(c, OBSERVABLE_RESOLUTION, (struct text) { value, n }, o);
}

static void note_address(struct case_file *c, const struct address *a, const struct observation *o)
{
	char text[ADDRESS_TEXT];
	size_t n = address_text(a, text);
	note(c, OBSERVABLE_ADDRESS, (struct text) { text, n }, o);
}

/* The name that was asked for, and the record's owner where that is another one (behind a CNAME). */
static void note_resolutions(
    struct case_file *c, const struct dns_record *r, const struct observation *o)
{
	struct text asked = o->dns->question_count ? o->dns->questions[0].name : TEXT("");
	struct text names[] = { r->name, asked };
	size_t count = r->section == 0 && asked.n && !text_is(asked, r->name) ? 2 : 1;
	for (size_t k = 0; k < count; k++) {
		note_resolution(c, &r->address, names[k], o);
		for (size_t i = 0; r->more && i < r->more->address_count; i++)
			note_resolution(c, &r->more->addresses[i], names[k], o);
	}
}

/* Its owner is mostly the name that was asked for, and noted as that. */
static void note_record(
    struct case_file *c, const struct dns_record *r, const struct observation *o)
{
	if (o->dns->question_count == 0 || !text_is(r->name, o->dns->questions[0].name))
		note(c, OBSERVABLE_NAME, r->name, o);
	note(c, OBSERVABLE_NAME, r->target, o);
	if (r->address.version) {
		note_address(c, &r->address, o);
		note_resolutions(c, r, o);
	}
	for (size_t i = 0; r->more && i < r->more->name_count; i++)
		note(c, OBSERVABLE_NAME, r->more->names[i], o);
	for (size_t i = 0; r->more && i < r->more->address_count; i++)
		note_address(c, &r->more->addresses[i], o);
}

static void note_dns(struct case_file *c, const struct observation *o)
{
	for (size_t i = 0; i < o->dns->question_count; i++)
		note(c, OBSERVABLE_NAME, o->dns->questions[i].name, o);
	for (size_t i = 0; i < o->dns->record_count; i++)
		note_record(c, &o->dns->records[i], o);
}

/* Of "name:80". */
static struct text without_port(struct text host)
{
	size_t colon = text_find_last(host, ':');
	return colon == TEXT_NONE ? host : text_head(host, colon);
}

static void note_request(struct case_file *c, const struct observation *o)
{
	enum { URL_MAX = 8192 };
	const struct http_request *r = o->request;
	struct text host = http_find(&r->head, TEXT("Host"));
	struct buf url;
	note(c, OBSERVABLE_HOST, host, o);
	note(c, OBSERVABLE_AGENT, http_find(&r->head, TEXT("User-Agent")), o);
	buf_init(&url, URL_MAX);
	/* Any other target is for a proxy, which has not the host's address. */
	if (text_starts(r->target, TEXT("/"))) {
		buf_add(&url, host);
		note_resolution(c, &o->dst, without_port(text_trim(host)), o);
	}
	buf_add(&url, r->target);
	note(c, OBSERVABLE_URL, buf_text(&url), o);
	buf_free(&url);
}

static void note_client(struct case_file *c, const struct observation *o)
{
	struct arena arena = { 0 };
	struct tls_client_hello hello = *o->hello;
	tls_fingerprint_client(&hello, hello.over, &arena);
	note(c, OBSERVABLE_NAME, hello.server_name, o);
	note_resolution(c, &o->dst, hello.server_name, o);
	note(c, OBSERVABLE_FINGERPRINT, hello.ja3, o);
	note(c, OBSERVABLE_FINGERPRINT, hello.ja4, o);
	arena_free(&arena);
}

static void note_server(struct case_file *c, const struct observation *o)
{
	struct arena arena = { 0 };
	struct tls_server_hello hello = *o->server_hello;
	tls_fingerprint_server(&hello, &arena);
	note(c, OBSERVABLE_FINGERPRINT, hello.ja3s, o);
	arena_free(&arena);
}

/* Both digests: trails may list either. */
static void note_certificate(
    struct case_file *c, const struct observation *o, const struct x509_certificate *seen)
{
	static const enum observable kinds[] = {
		[X509_DNS] = OBSERVABLE_NAME,
		[X509_EMAIL] = OBSERVABLE_EMAIL,
		[X509_URI] = OBSERVABLE_URL,
		[X509_IP] = OBSERVABLE_ADDRESS,
	};
	note(c, OBSERVABLE_CERTIFICATE, seen->sha1, o);
	note(c, OBSERVABLE_CERTIFICATE, seen->sha256, o);
	note(c, OBSERVABLE_NAME, seen->subject.common_name, o);
	for (size_t i = 0; i < seen->name_count; i++)
		note(c, kinds[seen->names[i].kind], seen->names[i].text, o);
}

static void note_field(struct case_file *c, const struct observation *o)
{
	static const enum observable kinds[] = {
		[FIELD_HOST] = OBSERVABLE_HOST,
		[FIELD_EMAIL] = OBSERVABLE_EMAIL,
		[FIELD_URL] = OBSERVABLE_URL,
		[FIELD_ACCOUNT] = OBSERVABLE_ACCOUNT,
		[FIELD_FILE] = OBSERVABLE_FILE,
		[FIELD_SOFTWARE] = OBSERVABLE_AGENT,
		[FIELD_FINGERPRINT] = OBSERVABLE_FINGERPRINT,
		[FIELD_SUBJECT] = OBSERVABLE_SUBJECT,
	};
	note(c, kinds[field_class(o->field.id)], o->field.value, o);
}

void observables_note(struct case_file *c, const struct observation *o)
{
	switch (o->kind) {
	case OBSERVED_FLOW:
		note_address(c, &o->src, o);
		note_address(c, &o->dst, o);
		break;
	case OBSERVED_DNS:
		note_dns(c, o);
		break;
	case OBSERVED_HTTP_REQUEST:
		note_request(c, o);
		break;
	case OBSERVED_HTTP_BODY:
		note(c, OBSERVABLE_BODY, o->body->sha256, o);
		break;
	case OBSERVED_TLS_CLIENT:
		note_client(c, o);
		break;
	case OBSERVED_TLS_SERVER:
		note_server(c, o);
		break;
	case OBSERVED_CERTIFICATES:
		for (size_t i = 0; i < o->chain->count; i++)
			note_certificate(c, o, &o->chain->list[i]);
		break;
	case OBSERVED_FIELD:
		note_field(c, o);
		break;
	default:
		break;
	}
}
