/* The page of a domain that was seized, by its title. detection.md 3.4 HR2. */
#include <config.h>

#include "detect/pair.h"
#include "detect/request_events.h"

enum { LOOKED_AT = 2000 }; /* bytes of a body: Maltrail's packets have no more */

static bool is_seized(struct text title)
{
	static const char *const words[] = { "domain name has been seized by", "Domain Seized",
		"Domain Seizure" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_find_nocase(title, text_of(words[i])) != TEXT_NONE)
			return true;
	return false;
}

/* Behind the tag; a null s where there is none. */
static struct text find_title(struct text body)
{
	static const struct text tag = TEXT("<title>");
	for (size_t at = 0; (at = pair_find(body, at, '<', 't')) != TEXT_NONE; at++)
		if (text_is_nocase(text_head(text_from(body, at), tag.n), tag))
			return text_from(body, at + tag.n);
	return (struct text) { NULL, 0 };
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)state;
	(void)hits;
	(void)n;
	struct text title = find_title(text_head(o->response->body, LOOKED_AT));
	if (title.n == 0)
		return;
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
