/* A request without a header that is spelled "Host", as hand-made tools send them. detection.md 3.3 H4. Off by default: old devices and
 * printers do so, too. */
#include <config.h>

#include "detect/names.h"
#include "detect/request_events.h"

/* As it is spelled by all but hand-made tools. */
static bool has_host(const struct http_head *head)
{
	for (size_t i = 0; i < head->count; i++)
		if (text_is(head->headers[i].name, TEXT("Host")))
			return true;
	return false;
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	const struct http_request *request = o->request;
	struct arena *arena = judge_arena(j);
	(void)state;
	(void)hits;
	(void)n;
	/* What was not seen is not missing: a head that does not end, fields that HPACK lost. */
	if (!request->head.complete || text_starts(request->version, TEXT("HTTP/2")) ||
	    request->head.count == HTTP_HEADERS || has_host(&request->head))
		return;
	struct text path = text_lower(request->target, arena);
	struct text trail = JOIN(arena, text_of_address(arena, &o->dst), path);
	struct event e = message_event(j, o, &heuristic_missing_host, EVENT_HTTP, trail,
	    TEXT("missing host header (suspicious)"));
	e.hit.observed = request->target;
	judge_found(j, o, &e);
}

const struct heuristic heuristic_missing_host = {
	.name = "missing_host",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.off = true,
	.take = take,
};
