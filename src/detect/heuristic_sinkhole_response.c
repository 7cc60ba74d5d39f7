/* Responses of sinkholes: who gets one has asked for the domain of malware. detection.md 3.4 HR1, 8.5. */
#include <config.h>

#include <stdlib.h>

#include "detect/literals.h"
#include "detect/pattern.h"
#include "detect/request_events.h"

enum { LOOKED_AT = 2000 }; /* bytes from the start of the response */

static const char banners[] =
    "^(X-Sinkhole|Server): (malware-?)?sinkhole|\\bSinkholed? by |^(X-Sinkholed?(-Domain)?|X-Zinkhole):|"
    " a malware sinkhole|\\bSinkhole( Project)?</title>|This is a sinkhole|bots party hard|"
    "computers connecting to this sinkhole| Sinkhole by |^Set-Cookie: snkz=|^Server: Apache [0-9.]+/SinkSoft|"
    "^Location:[^\\n]+\\.sinkdns\\.org:80";

static const struct literal words[] = { { "sink", 1, false }, { "zinkhole", 1, false },
	{ "bots party hard", 1, false }, { "snkz=", 1, false } };

struct state {
	struct literals *words;
	struct pattern *banners; /* once one of the words was seen */
};

static void *init(const struct judge_options *options)
{
	(void)options;
	struct state *s = xcalloc(1, sizeof(*s));
	s->words = literals_new(words, sizeof(words) / sizeof(words[0]));
	return s;
}

static void release(void *state)
{
	struct state *s = state;
	literals_free(s->words);
	pattern_free(s->banners);
	free(s);
}

static bool may_be(const struct state *s, const struct http_response *r)
{
	if (literals_find(s->words, text_head(r->body, LOOKED_AT), 0) ||
	    literals_find(s->words, r->reason, 0))
		return true;
	for (size_t i = 0; i < r->head.count; i++)
		if (literals_find(s->words, r->head.headers[i].name, 0) ||
		    literals_find(s->words, r->head.headers[i].value, 0))
			return true;
	return false;
}

/* The response as it was sent, but for what stands between its parts. */
static struct text whole(struct arena *arena, const struct http_response *r)
{
	struct text t = JOIN(arena, r->version, TEXT(" "), r->reason, TEXT("\r\n"));
	for (size_t i = 0; i < r->head.count && t.n < LOOKED_AT; i++)
		t = JOIN(arena, t, r->head.headers[i].name, TEXT(": "), r->head.headers[i].value,
		    TEXT("\r\n"));
	return text_head(JOIN(arena, t, TEXT("\r\n"), text_head(r->body, LOOKED_AT)), LOOKED_AT);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct state *s = state;
	struct span found;
	struct fault f;
	(void)hits;
	(void)n;
	if (!may_be(s, o->response))
		return;
	struct text t = whole(judge_arena(j), o->response);
	if (!s->banners)
		s->banners = pattern_new(text_of(banners), PATTERN_NOCASE | PATTERN_LINES, &f);
	if (!s->banners || !pattern_find(s->banners, t, &found))
		return;
	struct event e = message_event(j, o, &heuristic_sinkhole_response, EVENT_HTTP,
	    text_head(text_from(t, found.at), found.n), TEXT("sinkhole response (malware)"));
	judge_found(j, o, &e);
}

const struct heuristic heuristic_sinkhole_response = {
	.name = "sinkhole_response",
	.kinds = 1u << OBSERVED_HTTP_RESPONSE,
	.init = init,
	.take = take,
	.free = release,
};
