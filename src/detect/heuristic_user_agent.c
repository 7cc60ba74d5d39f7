/* User agents of attack tools, malware and scripts that look like neither browser nor update. detection.md 3.3 H11,
 * 8.4, 8.6. What was said of an agent is remembered: few of them come only once. */
#include <config.h>

#include <stdlib.h>

#include "detect/agents.h"
#include "detect/names.h"
#include "detect/pattern.h"
#include "detect/recent.h"
#include "detect/request_events.h"

enum { REMEMBERED = 4096, AGENT_MOST = 4 << 10 };

/* An agent, by two hashes; who made the capture cannot foresee the first. */
struct key {
	uint64_t a, b;
};

struct verdict {
	size_t at, n; /* of what matched, in the agent decoded; n: 0 where nothing did */
};

struct state {
	const struct agents *agents;
	struct agents *own; /* those that ship, where no others were given */
	struct pattern **pieces;
	struct hash_key key;
	struct recent *known;
};

static void *init(const struct judge_options *options)
{
	static const struct recent_shape shape = { sizeof(struct key), sizeof(struct verdict),
		REMEMBERED, NULL };
	struct state *s = xcalloc(1, sizeof(*s));
	if (!options->agents) {
		s->own = agents_new();
		agents_add_shipped(s->own);
	}
	s->agents = s->own ? s->own : options->agents;
	s->key = options->key;
	s->known = recent_new(&shape, &options->key);
	return s;
}

static void release(void *state)
{
	struct state *s = state;
	for (size_t i = 0; s->pieces && i < agents_pieces(s->agents); i++)
		pattern_free(s->pieces[i]);
	free(s->pieces);
	recent_free(s->known);
	agents_free(s->own);
	free(s);
}

/* At the first agent. */
static void compile(struct state *s)
{
	struct fault f;
	size_t n = agents_pieces(s->agents);
	s->pieces = xcalloc(n + 1, sizeof(struct pattern *));
	for (size_t i = 0; i < n; i++)
		s->pieces[i] = pattern_new(agents_piece(s->agents, i), PATTERN_NOCASE, &f);
}

/* What matched is part of the name of a harmless program: such a name elsewhere in the agent excuses nothing. */
static bool is_harmless(struct text agent, const struct verdict *found)
{
	static const char *const words[] = { "AntiVir-NGUpd", "TMSPS", "AVGSETUP", "SDDS", "Sophos",
		"Symantec", "internal dummy connection", "Microsoft-CryptoAPI" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct text word = text_of(words[i]);
		size_t at = text_find_nocase(agent, word);
		if (at != TEXT_NONE && at < found->at + found->n && found->at < at + word.n)
			return true;
	}
	return false;
}

static struct verdict search(struct state *s, struct text agent)
{
	struct verdict best = { 0, 0 };
	if (!s->pieces)
		compile(s);
	bool any = false;
	for (size_t i = 0; i < agents_pieces(s->agents); i++) {
		struct span found;
		if (!s->pieces[i] || !pattern_find(s->pieces[i], agent, &found))
			continue;
		if (!any || found.at < best.at)
			best = (struct verdict) { found.at, found.n };
		any = true;
	}
	return best.n && !is_harmless(agent, &best) ? best : (struct verdict) { 0, 0 };
}

static struct verdict verdict_of(struct state *s, struct text sent, struct text agent)
{
	const struct key key = { hash_sip(&s->key, sent.s, sent.n),
		hash_fast(sent.s, sent.n, s->key.k1) };
	bool fresh;
	struct verdict *v = recent_take(s->known, &key, &fresh);
	if (fresh)
		*v = search(s, agent);
	return *v;
}

/* Parentheses are the trail's own; backslashes at its end would escape them. */
static struct text escape(struct arena *arena, struct text t)
{
	while (t.n && t.s[t.n - 1] == '\\')
		t.n--;
	char *p = arena_take(arena, 2 * t.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] == '(' || t.s[i] == ')')
			p[n++] = '\\';
		p[n++] = t.s[i];
	}
	return (struct text) { p, n };
}

static struct text in_parentheses(struct arena *arena, struct text t, struct text space)
{
	if (t.n == 0)
		return t;
	return JOIN(arena, space, TEXT("("), escape(arena, t), TEXT(")"));
}

static struct text trail_of(struct arena *arena, struct text agent, struct text found)
{
	size_t at = text_find(agent, found);
	struct text before = text_head(agent, at), after = text_from(agent, at + found.n);
	found = escape(arena, found);
	if (before.n && after.n)
		return JOIN(arena, found, in_parentheses(arena, agent, TEXT(" ")));
	return JOIN(arena, in_parentheses(arena, before, TEXT("")), found,
	    in_parentheses(arena, after, TEXT("")));
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct state *s = state;
	struct arena *arena = judge_arena(j);
	struct text sent = http_find(&o->request->head, TEXT("User-Agent"));
	(void)hits;
	(void)n;
	if (sent.n == 0)
		return;
	sent = text_head(sent, AGENT_MOST);
	struct text agent = text_trim(percent_decode(sent, arena));
	struct verdict v = verdict_of(s, sent, agent);
	if (v.n == 0)
		return;
	struct event e = message_event(j, o, &heuristic_user_agent, EVENT_UA,
	    trail_of(arena, agent, text_head(text_from(agent, v.at), v.n)),
	    TEXT("user agent (suspicious)"));
	e.hit.observed = sent;
	judge_found(j, o, &e);
}

const struct heuristic heuristic_user_agent = {
	.name = "user_agent",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.init = init,
	.take = take,
	.free = release,
};
