/* Responses of sinkholes: who gets one has asked for the domain of malware. detection.md 3.4 HR1, 8.5. */
#include <config.h>

#include <stdlib.h>

#include "detect/pattern.h"
#include "detect/request_events.h"

enum {
	LOOKED_AT = 2000, /* bytes from the start of the response */
	SHORT = 64,
};

static const char banners[] =
    "^(X-Sinkhole|Server): (malware-?)?sinkhole|\\bSinkholed? by |^(X-Sinkholed?(-Domain)?|X-Zinkhole):|"
    " a malware sinkhole|\\bSinkhole( Project)?</title>|This is a sinkhole|bots party hard|"
    "computers connecting to this sinkhole| Sinkhole by |^Set-Cookie: snkz=|^Server: Apache [0-9.]+/SinkSoft|"
    "^Location:[^\\n]+\\.sinkdns\\.org:80";

/* One of them is in every banner. Looked for by a letter that is not frequent, in both cases. */
static const struct {
	char letter;
	size_t before; /* bytes before the letter */
	struct text word;
} words[] = {
	{ 'k', 3, { "sink", 4 } },
	{ 'k', 3, { "zink", 4 } },
	{ 'k', 2, { "snkz=", 5 } },
	{ 'y', 9, { "bots party hard", 15 } },
};

struct state {
	struct pattern *banners; /* once one of the words was seen */
};

static void *init(const struct judge_options *options)
{
	(void)options;
	return xcalloc(1, sizeof(struct state));
}

static void release(void *state)
{
	struct state *s = state;
	pattern_free(s->banners);
	free(s);
}

static bool has_word_at(struct text t, size_t at)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (at >= words[i].before &&
		    text_is_nocase(text_head(text_from(t, at - words[i].before), words[i].word.n),
			words[i].word))
			return true;
	return false;
}

/* Most texts are so short that finding one letter after the other would take longer. */
static bool has_word_in_short(struct text t)
{
	for (size_t at = 0; at < t.n; at++) {
		char low = t.s[at] | 0x20;
		if (unlikely(low == 'k' || low == 'y') && has_word_at(t, at))
			return true;
	}
	return false;
}

static bool has_word(struct text t)
{
	static const char letters[] = "kKyY";
	if (t.n < SHORT)
		return has_word_in_short(t);
	for (const char *c = letters; *c; c++)
		for (size_t at = 0, next;
		     (next = text_find_char(text_from(t, at), *c)) != TEXT_NONE; at += next + 1)
			if (has_word_at(t, at + next))
				return true;
	return false;
}

static bool may_be(const struct http_response *r)
{
	if (has_word(text_head(r->body, LOOKED_AT)) || has_word(r->reason))
		return true;
	for (size_t i = 0; i < r->head.count; i++)
		if (has_word(r->head.headers[i].name) || has_word(r->head.headers[i].value))
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
	if (!may_be(o->response))
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
