/* Downloads of malware for small devices: a program named after a processor, from a server named by its address.
 * detection.md 3.3 H7, 8.3; beyond the reference also from other ports and for more processors (9.1 item 15). */
#include <config.h>

#include <stdlib.h>

#include "detect/names.h"
#include "detect/pattern.h"
#include "detect/request_events.h"

static const char processors[] =
    "\\A[\\w./-]*/[\\w.]*\\b(aarch(64)?|amd64\\b|arm(\\b|v?\\d\\w?|eb|el|hf)|arcle-(750d|hs38)|exploit|"
    "m68k?\\b|m[i1]ps\\w{0,6}\\b|mpsl\\w?\\b|pcc|powerp{1,2}c|pp-?c(64)?|riscv\\w{0,3}\\b|root|s390\\w?\\b|"
    "x86([_-]64)?|x32|x64|i\\d{1,2}\\b|i[3-6]86|sparc|sh\\b|superh|wtf|yarn|zte)\\z";

struct state {
	struct pattern *pattern; /* once a server was named by its address */
};

static void *init(const struct judge_options *options)
{
	(void)options;
	return xcalloc(1, sizeof(struct state));
}

static void release(void *state)
{
	struct state *s = state;
	pattern_free(s->pattern);
	free(s);
}

/* Digits, a dot, then digits and dots: an address, or what is meant to be one. */
static bool is_numeric(struct text host)
{
	size_t n = 0, dots = 0;
	while (n < host.n && (ascii_digit(host.s[n]) || host.s[n] == '.'))
		dots += host.s[n++] == '.';
	return host.n > 2 && n == host.n && dots && ascii_digit(host.s[0]);
}

/* A private server next to its client serves more than malware. */
static bool is_neighbour(const struct observation *o)
{
	return address_is_local(&o->dst) && o->src.version == 4 && o->dst.version == 4 &&
	    memcmp(o->src.bytes, o->dst.bytes, 2) == 0;
}

static bool has_name(struct state *s, struct arena *arena, struct text host, struct text path)
{
	struct span where;
	struct fault f;
	if (!s->pattern)
		s->pattern = pattern_new(text_of(processors), 0, &f);
	return s->pattern && pattern_find(s->pattern, JOIN(arena, host, path), &where);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct request r;
	struct text sent[REQUEST_NAMES];
	struct arena *arena = judge_arena(j);
	(void)hits;
	(void)n;
	size_t names = request_names(o->request, sent);
	if (names == 0 || sent[names - 1].n == 0 || !ascii_digit(sent[names - 1].s[0]) ||
	    is_neighbour(o))
		return;
	request_read(o, arena, &r);
	struct text host = text_head(r.host, text_find_char(r.host, ':'));
	struct text path = text_lower(o->request->target, arena);
	if (path.n == 0 || path.s[0] != '/')
		path = r.path;
	if (!is_numeric(host) || !has_name(state, arena, host, path))
		return;
	struct event e = message_event(j, o, &heuristic_iot_download, EVENT_HTTP,
	    JOIN(arena, TEXT("("), r.host, TEXT(")"), path),
	    TEXT("potential iot-malware download (suspicious)"));
	e.hit.observed = r.sent;
	judge_found(j, o, &e);
}

const struct heuristic heuristic_iot_download = {
	.name = "iot_download",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.init = init,
	.take = take,
	.free = release,
};
