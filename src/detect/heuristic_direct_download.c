/* Direct download: a short file name with the ending of a program. detection.md 3.3 H20. */
#include <config.h>

#include "detect/names.h"
#include "detect/request_events.h"

enum { NAME_LENGTH = 10 }; /* shorter names count */

static const char *const endings[] = { ".apk", ".bin", ".class", ".chm", ".dll", ".egg", ".exe",
	".hta", ".hwp", ".lnk", ".msi", ".pif", ".ps1", ".pyz", ".scr", ".sct", ".vsto", ".wbk",
	".xpi" };
static const char *const harmless[] = { "cgi", "/scripts/", "/_vti_bin/", "/bin/", "/pub/softpaq/",
	"/bios/", "/pc-axis/" };

/* A file in a URL without its scheme. */
struct file {
	struct text name, ending; /* ending: with its dot, or empty */
	struct text query;
};

static size_t span(struct text t, size_t from, const char *stop)
{
	while (from < t.n && !(t.s[from] && strchr(stop, t.s[from])))
		from++;
	return from;
}

static struct file file_of(struct text url)
{
	struct file f = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	size_t at = span(url, 0, "/?#"), end = span(url, at, "?#");
	struct text base = text_from(text_head(url, end), at);
	if (end < url.n && url.s[end] == '?')
		f.query = text_from(text_head(url, span(url, end, "#")), end + 1);
	size_t slash = text_find_last(base, '/');
	if (slash != TEXT_NONE)
		base = text_from(base, slash + 1);
	base = text_head(base, span(base, 0, ";"));
	size_t dot = text_find_last(base, '.'), dots = 0;
	while (dots < base.n && base.s[dots] == '.')
		dots++;
	f.name = base;
	if (dot != TEXT_NONE && dot >= dots) {
		f.name = text_head(base, dot);
		f.ending = text_from(base, dot);
	}
	return f;
}

/* Every byte but those that continue a UTF-8 sequence. */
static size_t characters(struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++)
		n += ((unsigned char)t.s[i] & 0xc0) != 0x80;
	return n;
}

static bool is_program(struct text ending)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (text_is_nocase(ending, text_of(endings[i])))
			return true;
	return false;
}

static bool is_harmless(struct text path)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (text_has(path, text_of(harmless[i])))
			return true;
	return false;
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct request r;
	(void)state;
	(void)hits;
	(void)n;
	/* The target as sent shows the same ending: most requests are done with here. */
	struct text target = o->request->target;
	if (address_is_local(&o->dst) || text_find_char(target, '.') == TEXT_NONE)
		return;
	struct text path = text_head(target, span(target, 0, "?#"));
	size_t slash = text_find_last(path, '/');
	path = slash == TEXT_NONE ? path : text_from(path, slash + 1);
	path = text_head(path, span(path, 0, ";"));
	size_t dot = text_find_last(path, '.');
	if (dot == TEXT_NONE || !is_program(text_from(path, dot)))
		return;
	request_read(o, judge_arena(j), &r);
	struct file f = file_of(r.url);
	if (!is_program(f.ending) || characters(f.name) >= NAME_LENGTH ||
	    text_find_char(f.query, '=') != TEXT_NONE)
		return;
	struct arena *arena = judge_arena(j);
	path = text_lower(request_encode(arena, r.path), arena);
	if (is_harmless(path))
		return;
	struct event e = request_event(j, o, &heuristic_direct_download, EVENT_URL, &r,
	    JOIN(arena, r.host, TEXT("("), path, TEXT(")")),
	    JOIN(arena, TEXT("direct "), f.ending, TEXT(" download (suspicious)")));
	judge_found(j, o, &e);
}

const struct heuristic heuristic_direct_download = {
	.name = "direct_download",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.take = take,
};
