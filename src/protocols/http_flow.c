/* HTTP/1 over TCP. RFC 9112. */
#include <config.h>

#include "protocols/rows.h"

/* Cheap enough for every segment of bulk data: a request line begins with a method in capitals. */
static enum claim may_be_request(struct text t)
{
	size_t n = 0;
	while (n < t.n && n < 32 &&
	    ((t.s[n] >= 'A' && t.s[n] <= 'Z') || t.s[n] == '-' || t.s[n] == '_'))
		n++;
	if (n == t.n)
		return CLAIM_MAYBE;
	if (n == 0 || t.s[n] != ' ')
		return CLAIM_NO;
	struct http_request r;
	if (text_find_char(t, '\n') == TEXT_NONE)
		return CLAIM_MAYBE;
	return http_parse_request(t, &r) ? CLAIM_YES : CLAIM_NO;
}

static enum claim http_claims(const struct opening *o)
{
	struct text head = o->head[o->side], response = TEXT("HTTP/");
	if (text_starts(head, response))
		return CLAIM_YES;
	if (text_starts(response, head))
		return CLAIM_MAYBE;
	return may_be_request(head);
}

static size_t http_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct http_head *head;
	(void)c;
	if (text_starts(data, TEXT("HTTP/"))) {
		struct http_response *r = arena_take(&out->arena, sizeof(*r));
		if (!http_parse_response(data, r) || !r->head.complete)
			return 0;
		observe(out, OBSERVED_HTTP_RESPONSE, s)->response = r;
		head = &r->head;
	} else {
		struct http_request *r = arena_take(&out->arena, sizeof(*r));
		if (!http_parse_request(data, r))
			return TAKE_LOST;
		if (!r->head.complete)
			return 0;
		observe(out, OBSERVED_HTTP_REQUEST, s)->request = r;
		head = &r->head;
	}
	(void)head;
	return data.n;
}

const struct protocol protocol_http = {
	.name = "http", .transport = IP_TCP, .claims = http_claims, .take = http_take
};
