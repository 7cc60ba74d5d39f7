/* Values of small protocols, by what they are; and digests of what HTTP carried. */
#include <config.h>

#include "detect/match_private.h"
#include "detect/names.h"

/* Whatever was listed whole. */
static void match_text(struct matching *m, enum event_type type, struct text key, struct text sent)
{
	const struct text none = { NULL, 0 };
	struct trail t;
	if (key.n && trails_find_key(m->trails, key, &t))
		match_add(m, type, &t, t.key, sent, none);
}

/* Listed whole, or by the host it is at. */
void match_email(struct matching *m, struct text sent)
{
	struct text whole = text_lower(sent, &m->out->arena);
	size_t at = text_find_last(whole, '@');
	if (at == TEXT_NONE) {
		match_host(m, sent);
		return;
	}
	match_text(m, EVENT_DNS, whole, sent);
	match_host(m, text_from(sent, at + 1));
}

void match_text_url(struct matching *m, struct text sent)
{
	struct arena *arena = &m->out->arena;
	struct text url = text_lower(sent, arena);
	size_t scheme = text_find(url, TEXT("://"));
	if (scheme != TEXT_NONE)
		url = text_from(url, scheme + 3);
	size_t slash = text_find_char(url, '/');
	struct text host = text_head(url, slash == TEXT_NONE ? url.n : slash);
	match_host(m, host);
	if (slash == TEXT_NONE)
		return;
	match_text(m, EVENT_URL, url, sent);
	match_text(m, EVENT_URL, text_from(url, slash), sent);
	if (slash + 1 < url.n)
		match_text(m, EVENT_URL, JOIN(arena, host, TEXT("/")), sent);
}

void match_field(struct matching *m)
{
	const struct field *f = &m->seen->field;
	switch (field_class(f->id)) {
	case FIELD_HOST:
		match_host(m, f->value);
		break;
	case FIELD_EMAIL:
		match_email(m, f->value);
		break;
	case FIELD_URL:
		match_text_url(m, f->value);
		break;
	case FIELD_SOFTWARE: /* what HTTP calls a user agent */
		match_agent(m, f->value);
		break;
	case FIELD_FINGERPRINT:
		if (trails_fingerprints(m->trails) & FINGERPRINT_MD5)
			match_digits(m, EVENT_SSH, f->value);
		break;
	default: /* accounts, files, subjects: kept for the hunt, listed by nobody */
		break;
	}
}

/* The reference has no type for what was transferred: CERT would call it a certificate and URL where it lay, so
 * that one file from two places would be two threats. */
void match_http_body(struct matching *m)
{
	if (trails_fingerprints(m->trails) & FINGERPRINT_SHA256)
		match_digits(m, EVENT_FILE, m->seen->body->sha256);
}
