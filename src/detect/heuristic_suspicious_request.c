/*
 * Suspicious requests: the patterns of attacks in paths and bodies (detection.md 3.3 H16-H19, 8.1), and beyond the
 * reference (9.1 item 14) in paths it skips, behind further encodings, and in header fields.
 */
#include <config.h>

#include <stdlib.h>

#include "detect/names.h"
#include "detect/pattern.h"
#include "detect/request_events.h"
#include "detect/request_patterns.h"

enum {
	DECODINGS = 4,     /* of what is encoded several times */
	BODY_SHOWN = 2000, /* bytes: no more than the reference's frame holds */
	/* Of a body that is no text: in more of it some pattern occurs by chance. The first frame's share. */
	BODY_BINARY = 1400,
	/* Mail addresses and settings of devices are nothing odd in header fields. */
	NOT_IN_FIELDS = 1 << PATTERN_LEAKAGE | 1 << PATTERN_DNS_CHANGER | 1 << PATTERN_CONFIG |
	    1 << PATTERN_LDAP | 1 << PATTERN_XML,
};

struct looking {
	struct judge *j;
	struct request_patterns *patterns;
	const struct observation *seen;
	struct request request;
	bool read;
	uint32_t skip;
};

static void *init(const struct judge_options *options)
{
	(void)options;
	return request_patterns_new();
}

static void release(void *state)
{
	request_patterns_free(state);
}

/* '+' stands for a space in forms. */
static struct text spaces(struct text t, struct arena *arena)
{
	if (text_find_char(t, '+') == TEXT_NONE)
		return t;
	char *p = arena_take(arena, t.n);
	for (size_t i = 0; i < t.n; i++)
		p[i] = t.s[i] == '+' ? ' ' : t.s[i];
	return (struct text) { p, t.n };
}

/* What servers may read in it beyond the first decoding; a null s where that is nothing else. */
static struct text further(struct text sent, bool form, bool encoded, struct arena *arena)
{
	struct text t = form ? spaces(sent, arena) : sent;
	bool other = t.s != sent.s;
	if (encoded)
		t = percent_decode(t, arena);
	for (int i = 1; encoded && i < DECODINGS; i++) {
		struct text next = percent_decode(t, arena);
		if (next.n == t.n)
			break;
		t = next;
		other = true;
	}
	return other ? t : (struct text) { NULL, 0 };
}

/* As the reference reads it, then as servers may read it. */
static const char *find(struct looking *l, struct text sent, bool form, uint32_t skip)
{
	struct arena *arena = judge_arena(l->j);
	bool encoded = text_find_char(sent, '%') != TEXT_NONE;
	struct text once = encoded ? percent_decode(sent, arena) : sent;
	const char *found = request_patterns_find(l->patterns, once, skip);
	if (found)
		return found;
	struct text more = further(sent, form, encoded, arena);
	return more.s ? request_patterns_find(l->patterns, more, skip) : NULL;
}

static const struct request *request_of(struct looking *l)
{
	if (!l->read)
		request_read(l->seen, judge_arena(l->j), &l->request);
	l->read = true;
	return &l->request;
}

static void tell(struct looking *l, enum event_type type, const struct request *r,
    struct text trail, const char *what)
{
	struct event e = request_event(
	    l->j, l->seen, &heuristic_suspicious_request, type, r, trail, text_of(what));
	judge_found(l->j, l->seen, &e);
}

/* An absolute target that runs commands is a path to the reference, of the server in Host (H10 c). */
static void read_whole_target(struct looking *l, struct request *r)
{
	struct arena *arena = judge_arena(l->j);
	struct text target = l->seen->request->target;
	struct observation as_path = *l->seen;
	struct http_request request = *l->seen->request;
	if (target.s[0] == '/' || text_find(target, TEXT("://")) == TEXT_NONE ||
	    !request_patterns_find(
		l->patterns, percent_decode(target, arena), ~(1u << PATTERN_RCE)))
		return;
	request.target = JOIN(arena, TEXT("/"), target);
	as_path.request = &request;
	request_read(&as_path, arena, r);
	r->path = text_from(r->path, 1);
	r->sent = target;
}

static void look_at_path(struct looking *l)
{
	struct arena *arena = judge_arena(l->j);
	struct text target = l->seen->request->target;
	/* Only doubled slashes can hide something from the target as it was sent. */
	if (!find(l, target, true, l->skip) && text_find(target, TEXT("//")) == TEXT_NONE)
		return;
	struct request r = *request_of(l);
	read_whole_target(l, &r);
	const char *what = find(l, r.path, true, l->skip);
	if (what)
		tell(l, EVENT_URL, &r,
		    JOIN(arena, r.host, TEXT("("), request_encode(arena, r.path), TEXT(")")), what);
}

/* "host(path \(POST body\))" */
static struct text within(struct looking *l, struct text word, struct text value)
{
	struct arena *arena = judge_arena(l->j);
	const struct request *r = request_of(l);
	value = text_trim(request_encode(arena, text_head(value, BODY_SHOWN)));
	return JOIN(arena, r->host, TEXT("("), request_encode(arena, r->path), TEXT(" \\("), word,
	    TEXT(" "), value, TEXT("\\))"));
}

static bool is_text(struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.s[i];
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
	}
	return true;
}

static void look_at_body(struct looking *l)
{
	const struct http_request *request = l->seen->request;
	struct text body = request->body;
	if (!is_text(body))
		body = text_head(body, BODY_BINARY);
	const char *what = body.n ? find(l, body, true, l->skip) : NULL;
	if (what)
		tell(l, EVENT_HTTP, request_of(l), within(l, request->method, request->body), what);
}

static void look_at_fields(struct looking *l)
{
	const struct http_head *head = &l->seen->request->head;
	for (size_t i = 0; i < head->count; i++) {
		const struct http_header *h = &head->headers[i];
		const char *what = find(l, h->value, false, l->skip | NOT_IN_FIELDS);
		if (!what)
			continue;
		struct text name = JOIN(judge_arena(l->j), h->name, TEXT(":"));
		tell(l, EVENT_HTTP, request_of(l), within(l, name, h->value), what);
		return;
	}
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct looking l = { .j = j, .patterns = state, .seen = o };
	(void)hits;
	(void)n;
	if (address_is_local(&o->dst))
		l.skip = 1u << PATTERN_LEAKAGE;
	look_at_path(&l);
	look_at_body(&l);
	look_at_fields(&l);
}

static struct judge_table table(const void *state)
{
	return (struct judge_table) { "suspicious_request_steps", PATTERN_STEPS,
		request_patterns_given_up(state) };
}

const struct heuristic heuristic_suspicious_request = {
	.name = "suspicious_request",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
