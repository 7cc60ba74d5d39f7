/* Observables of an observation. */
#include <config.h>

#include "scan/observables.h"

static void note(
    struct case_file *c, enum observable kind, struct text value, const struct observation *o)
{
	if (value.n)
		case_add_observable(c, kind, value, o->time, o->input, o->frame);
}

static void note_address(struct case_file *c, const struct address *a, const struct observation *o)
{
	char text[ADDRESS_TEXT];
	size_t n = address_text(a, text);
	note(c, OBSERVABLE_ADDRESS, (struct text) { text, n }, o);
}

static void note_dns(struct case_file *c, const struct observation *o)
{
	for (size_t i = 0; i < o->dns->question_count; i++)
		note(c, OBSERVABLE_NAME, o->dns->questions[i].name, o);
	for (size_t i = 0; i < o->dns->record_count; i++) {
		note(c, OBSERVABLE_NAME, o->dns->records[i].target, o);
		if (o->dns->records[i].address.version)
			note_address(c, &o->dns->records[i].address, o);
	}
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
	if (text_starts(r->target, TEXT("/")))
		buf_add(&url, host);
	buf_add(&url, r->target);
	note(c, OBSERVABLE_URL, buf_text(&url), o);
	buf_free(&url);
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
	case OBSERVED_TLS_CLIENT:
		note(c, OBSERVABLE_NAME, o->hello->server_name, o);
		break;
	default:
		break;
	}
}
