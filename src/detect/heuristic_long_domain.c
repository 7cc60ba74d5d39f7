/* Long domain: a first label of more than 24 characters without a hyphen. detection.md 2.5 D4. */
#include <config.h>

#include "detect/judge_private.h"
#include "detect/names.h"
#include "detect/requests.h"

enum { THRESHOLD = 24 };

/* "(all but the last two labels).last two", or "(first).second" of two. */
static struct text in_parentheses(struct arena *arena, struct text name)
{
	size_t cut = text_find_last(name, '.');
	size_t earlier = text_find_last(text_head(name, cut), '.');
	if (earlier != TEXT_NONE)
		cut = earlier;
	return JOIN(arena, TEXT("("), text_head(name, cut), TEXT(")"), text_from(name, cut));
}

static void judge_name(
    struct judge *j, const struct observation *o, struct text name, struct text observed)
{
	struct arena *arena = judge_arena(j);
	struct text first = text_head(name, text_find_char(name, '.'));
	if (text_find_char(first, '-') != TEXT_NONE)
		return;
	if (name_is_numeric(name) || !name_is_valid(name) || text_has(name, TEXT("blogspot")))
		return;
	struct event e = judge_event(o);
	e.threshold = THRESHOLD;
	e.measured = first.n;
	e.hit = (struct hit) { .type = EVENT_DNS,
		.trail = in_parentheses(arena, name),
		.info = TEXT("long domain (suspicious)"),
		.reference = TEXT("(heuristic)"),
		.observed = observed,
		.suppressed = mark_name(judge_trails(j), arena, name),
		.rule = heuristic_long_domain.name };
	judge_found(j, o, &e);
}

static inline bool is_long(struct text name)
{
	return name.n > THRESHOLD &&
	    text_find_char(text_head(name, THRESHOLD + 1), '.') == TEXT_NONE;
}

static ATTR_COLD void judge_question(struct judge *j, const struct observation *o, size_t i)
{
	struct text name = o->dns->questions[i].name;
	bool again = false;
	for (size_t k = 0; k < i && !again; k++)
		again = text_is(name, o->dns->questions[k].name);
	if (!again && !name_is_ignored(name))
		judge_name(j, o, name, name);
}

static inline void judge_questions(struct judge *j, const struct observation *o)
{
	for (size_t i = 0; i < o->dns->question_count && !o->dns->response; i++)
		if (is_long(o->dns->questions[i].name))
			judge_question(j, o, i);
}

static ATTR_COLD void judge_hosts(struct judge *j, const struct observation *o)
{
	struct text sent[REQUEST_NAMES], before = { NULL, 0 };
	size_t n = request_names(o->request, sent);
	for (size_t i = 0; i < n; i++) {
		if (!is_long(sent[i]))
			continue;
		struct text name = name_of_host(sent[i], judge_arena(j));
		if (!text_is(name, before))
			judge_name(j, o, name, sent[i]);
		before = name;
	}
}

static ATTR_COLD void judge_server_name(struct judge *j, const struct observation *o)
{
	struct text sent = o->hello->server_name;
	if (!is_long(sent) || text_find_char(sent, ':') != TEXT_NONE)
		return;
	struct text name = name_of_host(sent, judge_arena(j));
	if (name_is_host(name))
		judge_name(j, o, name, sent);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)state;
	(void)hits;
	(void)n;
	if (o->kind == OBSERVED_DNS)
		judge_questions(j, o);
	else if (o->kind == OBSERVED_HTTP_REQUEST)
		judge_hosts(j, o);
	else
		judge_server_name(j, o);
}

const struct heuristic heuristic_long_domain = {
	.name = "long_domain",
	.kinds = 1u << OBSERVED_DNS | 1u << OBSERVED_HTTP_REQUEST | 1u << OBSERVED_TLS_CLIENT,
	.messages = 1u << DNS_QUERIES,
	.take = take,
};
