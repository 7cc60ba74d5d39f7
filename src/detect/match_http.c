/* HTTP requests: the server contacted by a name, the names, URL and path trails.
 * detection.md 3.3 H6, H8, H10, H13, H14. */
#include <config.h>

#include "base/limits.h"
#include "detect/match_private.h"
#include "detect/names.h"
#include "detect/requests.h"

enum {
	CANDIDATES = 8,
	BODY_MAX = 3 * LIMIT_TRAIL_KEY, /* a longer one cannot decode to a key */
};

/* Keys a request is looked up by, in the reference's order. */
struct candidates {
	struct text list[CANDIDATES];
	size_t n;
};

static void propose(struct candidates *c, struct text t)
{
	if (c->n < CANDIDATES)
		c->list[c->n++] = t;
}

static struct text without_slashes(struct text t)
{
	while (t.n && t.s[t.n - 1] == '/')
		t.n--;
	return t;
}

static bool is_word(char c)
{
	return ascii_letter(c) || ascii_digit(c) || c == '_';
}

/* Every (\w+=)[^&=]+ without what follows the first group. */
static struct text empty_values(struct text path, struct arena *arena)
{
	char *p = arena_take(arena, path.n);
	size_t n = 0, from = 0; /* from: where a word of the next match may begin */
	for (size_t i = 0; i < path.n; i++) {
		p[n++] = path.s[i];
		if (path.s[i] != '=' || i <= from || !is_word(path.s[i - 1]))
			continue;
		while (i + 1 < path.n && path.s[i + 1] != '&' && path.s[i + 1] != '=')
			from = ++i + 1;
	}
	return (struct text) { p, n };
}

static bool has_slashes(struct text t)
{
	size_t first = text_find_char(t, '/');
	return first != TEXT_NONE && first != text_find_last(t, '/');
}

static void propose_query(
    struct candidates *c, struct text path, size_t question, struct arena *arena)
{
	size_t equals = text_find_char(path, '=');
	propose(c, without_slashes(text_head(path, question)));
	if (equals != TEXT_NONE)
		propose(c, text_head(path, equals + 1));
	struct text emptied = empty_values(path, arena);
	for (size_t i = 0; i < c->n; i++)
		if (text_is(c->list[i], emptied))
			return;
	propose(c, emptied);
	if (has_slashes(emptied))
		propose(c, text_from(emptied, text_find_last(emptied, '/')));
}

static void propose_all(
    struct candidates *c, struct text path, struct text body, struct arena *arena)
{
	struct text whole = without_slashes(path);
	size_t question = text_find_char(path, '?');
	propose(c, whole);
	if (question != TEXT_NONE)
		propose_query(c, path, question, arena);
	else if (body.n && body.n <= BODY_MAX)
		propose(c,
		    JOIN(arena, path, TEXT("?"), text_lower(percent_decode(body, arena), arena)));
	struct text last = c->list[c->n - 1];
	if (!has_slashes(last))
		return;
	propose(c, text_head(last, text_find_last(last, '/')));
	size_t slash = text_find_last(whole, '/');
	if (slash != TEXT_NONE) {
		struct text name = text_from(whole, slash);
		question = text_find_char(name, '?');
		propose(c, question == TEXT_NONE ? name : text_head(name, question));
	}
}

/* The URL with every piece around the key in parentheses. */
static struct text around(struct arena *arena, struct text url, struct text key)
{
	size_t pieces = url.n / key.n + 1, n = 0;
	char *p = arena_take(arena, url.n + 2 * pieces + 2);
	for (bool more = true; more;) {
		size_t at = text_find(url, key);
		struct text piece = at == TEXT_NONE ? url : text_head(url, at);
		if (piece.n) {
			p[n++] = '(';
			memcpy(p + n, piece.s, piece.n);
			n += piece.n;
			p[n++] = ')';
		}
		more = at != TEXT_NONE;
		if (more) {
			memcpy(p + n, key.s, key.n);
			n += key.n;
			url = text_from(url, at + key.n);
		}
	}
	return (struct text) { p, n };
}

/* A whitelist covers what is listed of a whitelisted host, not all that is sent with its name. */
static void match_key(struct matching *m, const struct request *r, struct text key)
{
	const struct http_request *sent = m->seen->request;
	struct arena *arena = &m->out->arena;
	struct trail t;
	if (!trails_find_key(m->trails, key, &t))
		return;
	struct text mark = mark_name(m->trails, arena, t.key);
	if (sent->body.n && text_find_char(r->path, '?') == TEXT_NONE &&
	    text_find_char(key, '?') != TEXT_NONE) {
		struct text text = JOIN(arena, r->host, TEXT("("), r->path, TEXT(" \\("),
		    sent->method, TEXT(" "), text_trim(sent->body), TEXT("\\))"));
		match_add(m, EVENT_HTTP, &t, text, r->sent, mark);
		return;
	}
	match_add(m, EVENT_URL, &t, around(arena, r->url, t.key), r->sent, mark);
}

/* The URL as sent, which the reference does not know: with its default port, "//", or "/" at the end; and up to
 * a space that should not be in it. */
static void match_as_sent(struct matching *m, const struct request *r, struct text canonical)
{
	struct arena *arena = &m->out->arena;
	struct text url = text_lower(r->sent, arena);
	size_t scheme = text_find(url, TEXT("://")), space = text_find_char(url, ' ');
	struct trail t;
	if (m->seen->request->target.s == r->sent.s && scheme != TEXT_NONE)
		url = text_from(url, scheme + 3);
	if (space == TEXT_NONE && text_is(url, canonical))
		return;
	for (int i = 0; i < 2; i++) {
		space = text_find_char(url, ' ');
		struct text key = i && space != TEXT_NONE ? text_head(url, space) : url;
		if (key.n && key.n <= LIMIT_TRAIL_KEY && trails_find_key(m->trails, key, &t))
			match_add(m, EVENT_URL, &t, around(arena, url, t.key), r->sent,
			    mark_name(m->trails, arena, t.key));
	}
}

/* H13, H14: every listed key is a finding. */
static void match_url(struct matching *m, const struct request *r)
{
	struct arena *arena = &m->out->arena;
	struct candidates c = { .n = 0 };
	struct trail t;
	propose_all(&c, r->path, m->seen->request->body, arena);
	for (size_t i = 0; i < c.n; i++) {
		if (c.list[i].n == 0 || c.list[i].n > LIMIT_TRAIL_KEY)
			continue;
		match_key(m, r, c.list[i]);
		match_key(m, r, JOIN(arena, r->host, c.list[i]));
	}
	match_as_sent(m, r, JOIN(arena, r->host, without_slashes(r->path)));
	struct text whole = JOIN(arena, r->host, TEXT("/"));
	if (trails_find_key(m->trails, whole, &t))
		match_add(m, EVENT_URL, &t, whole, r->sent, mark_name(m->trails, arena, t.key));
}

/* H6: a listed server that was asked for by a name. */
static void match_server(struct matching *m, const struct request *r)
{
	const struct text none = { NULL, 0 };
	struct arena *arena = &m->out->arena;
	struct text host = http_find(&m->seen->request->head, TEXT("Host"));
	struct trail t;
	host = text_lower(text_trim(host), arena);
	if (host.n == 0 || !ascii_letter(host.s[0]))
		return;
	host = text_split(&host, ':');
	if (!trails_find_address(m->trails, &m->seen->dst, &t)) {
		match_url_server(m, host);
		return;
	}
	struct text address = text_of_address(arena, &m->seen->dst);
	match_add(
	    m, EVENT_IP, &t, JOIN(arena, address, TEXT(" ("), host, TEXT(")")), r->sent, none);
}

void match_http_request(struct matching *m)
{
	struct request r;
	request_read(m->seen, &m->out->arena, &r);
	match_server(m, &r);
	for (size_t i = 0; i < r.name_count; i++)
		match_host(m, r.names[i]);
	match_agent(m, http_find(&m->seen->request->head, TEXT("User-Agent")));
	match_url(m, &r);
}
