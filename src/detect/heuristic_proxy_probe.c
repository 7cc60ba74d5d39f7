/* Proxy probe: an absolute URL of a service that echoes requests, asked of a web server. detection.md 3.3 H10 b. */
#include <config.h>

#include "detect/names.h"
#include "detect/request_events.h"

enum { HTTP_PORT = 80 };

static const struct text scheme = TEXT("http://");

static bool is_probe(const struct observation *o)
{
	static const char *const words[] = { "probe", "proxy", "echo", "check" };
	struct text target = o->request->target;
	/* Proxies have other ports; those outside are asked by who has no business there. */
	if (o->dport != HTTP_PORT && address_is_local(&o->src))
		return false;
	if (!text_is_nocase(text_head(target, scheme.n), scheme))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_find_nocase(target, text_of(words[i])) != TEXT_NONE)
			return true;
	return false;
}

/* Every "http://host" of it without a port and without dots at its end. */
static struct text without_ports(struct arena *arena, struct text t)
{
	struct text out = { NULL, 0 };
	for (size_t at; (at = text_find(t, scheme)) != TEXT_NONE;) {
		size_t from = at + scheme.n, end = from;
		while (end < t.n && t.s[end] != '/' && t.s[end] != '(')
			end++;
		struct text host = text_head(text_from(t, from), end - from);
		host = text_head(host, text_find_char(host, ':'));
		while (host.n && host.s[host.n - 1] == '.')
			host.n--;
		out = JOIN(arena, out, text_head(t, from), host);
		t = text_from(t, end);
	}
	return JOIN(arena, out, t);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)state;
	(void)hits;
	(void)n;
	if (!is_probe(o))
		return;
	struct arena *arena = judge_arena(j);
	struct text url = text_lower(o->request->target, arena);
	struct text host = text_from(url, scheme.n), trail = url;
	size_t slash = text_find_char(host, '/');
	host = text_head(host, slash);
	size_t rest = scheme.n + host.n + 1;
	if (host.n && rest < url.n)
		trail =
		    JOIN(arena, text_head(url, rest), TEXT("("), text_from(url, rest), TEXT(")"));
	struct event e = message_event(j, o, &heuristic_proxy_probe, EVENT_HTTP,
	    without_ports(arena, trail), TEXT("potential proxy probe (suspicious)"));
	struct text mark = mark_name(judge_trails(j), arena, host);
	e.hit.observed = o->request->target;
	if (mark.n)
		e.hit.suppressed = mark;
	judge_found(j, o, &e);
}

const struct heuristic heuristic_proxy_probe = {
	.name = "proxy_probe",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.take = take,
};
