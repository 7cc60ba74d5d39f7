/* Files that only scanners ask for, to learn what a server says of what is not there. detection.md 3.3 H20, 8.2. */
#include <config.h>

#include "detect/names.h"
#include "detect/request_events.h"

enum { SHORTEST = 18 }; /* of the names */

static const struct {
	const char *word, *info;
} names[] = {
	{ "defaultwebpage.cgi", "non-existent page (suspicious)" },
	{ "inexistent_file_name.inexistent", "potential web scan (suspicious)" },
	{ "test-for-some-inexistent-file", "potential web scan (suspicious)" },
	{ "long_inexistent_path", "potential web scan (suspicious)" },
	{ "some-inexistent-website.acu", "potential web scan (suspicious)" },
};

static struct text before(struct text t, char c)
{
	return text_head(t, text_find_char(t, c));
}

/* Behind the last slash of the path. */
static struct text file_name(struct text target)
{
	struct text path = before(before(target, '?'), '#');
	size_t slash = text_find_last(path, '/');
	return before(slash == TEXT_NONE ? path : text_from(path, slash + 1), ';');
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct request r;
	struct arena *arena = judge_arena(j);
	struct text name = file_name(o->request->target);
	(void)state;
	(void)hits;
	(void)n;
	for (size_t i = 0; name.n >= SHORTEST && i < sizeof(names) / sizeof(names[0]); i++) {
		if (text_find_nocase(name, text_of(names[i].word)) == TEXT_NONE)
			continue;
		request_read(o, arena, &r);
		struct text path = text_lower(request_encode(arena, r.path), arena);
		struct event e = request_event(j, o, &heuristic_scanner_file, EVENT_URL, &r,
		    JOIN(arena, r.host, TEXT("("), path, TEXT(")")), text_of(names[i].info));
		judge_found(j, o, &e);
		return;
	}
}

const struct heuristic heuristic_scanner_file = {
	.name = "scanner_file",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.take = take,
};
