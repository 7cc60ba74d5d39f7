/* Content types of programs that a browser would run: shell scripts, help files, HTML applications. detection.md 3.4
 * HR3; parameters behind the type do not hide it. */
#include <config.h>

#include "detect/names.h"
#include "detect/request_events.h"

static bool is_suspicious(struct text type)
{
	static const char *const types[] = { "application/vnd.ms-htmlhelp", "application/x-bsh",
		"application/x-chm", "application/x-ms-shortcut", "application/x-sh",
		"application/x-shellscript", "application/hta", "text/x-scriptlet", "text/x-sh",
		"text/x-shellscript", "application/x-ms-vsto" };
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (text_is_nocase(type, text_of(types[i])))
			return true;
	return false;
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct text sent = http_find(&o->response->head, TEXT("Content-Type"));
	struct text type = text_trim(text_head(sent, text_find_char(sent, ';')));
	(void)state;
	(void)hits;
	(void)n;
	if (!is_suspicious(type))
		return;
	struct event e = message_event(j, o, &heuristic_content_type, EVENT_HTTP,
	    text_lower(type, judge_arena(j)), TEXT("content type (suspicious)"));
	e.hit.observed = sent;
	judge_found(j, o, &e);
}

const struct heuristic heuristic_content_type = {
	.name = "content_type",
	.kinds = 1u << OBSERVED_HTTP_RESPONSE,
	.take = take,
};
