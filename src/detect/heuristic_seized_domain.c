/* The page of a domain that was seized, by its title. detection.md 3.4 HR2. */
#include <config.h>

#include "detect/request_events.h"

static bool is_seized(struct text title)
{
	static const char *const words[] = { "domain name has been seized by", "Domain Seized",
		"Domain Seizure" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_find_nocase(title, text_of(words[i])) != TEXT_NONE)
			return true;
	return false;
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)state;
	(void)hits;
	(void)n;
	size_t from = text_find_nocase(o->response->body, TEXT("<title>"));
	if (from == TEXT_NONE)
		return;
	struct text title = text_from(o->response->body, from + 7);
	size_t end = text_find_nocase(title, TEXT("</title>"));
	title = text_head(title, end);
	if (end == TEXT_NONE || !is_seized(title))
		return;
	struct event e = message_event(
	    j, o, &heuristic_seized_domain, EVENT_HTTP, title, TEXT("seized domain (suspicious)"));
	judge_found(j, o, &e);
}

const struct heuristic heuristic_seized_domain = {
	.name = "seized_domain",
	.kinds = 1u << OBSERVED_HTTP_RESPONSE,
	.take = take,
};
