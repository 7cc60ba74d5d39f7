/* Findings of requests and responses. detection.md 3.3 H12, H15, H16. */
#include <config.h>

#include "detect/request_events.h"

struct text request_encode(struct arena *arena, struct text t)
{
	static const char from[] = "( )\r\n";
	static const char *const to[] = { "%28", "%20", "%29", "%0D", "%0A" };
	char *p = arena_take(arena, 3 * t.n);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		const char *at = t.s[i] ? strchr(from, t.s[i]) : NULL;
		if (at) {
			memcpy(p + n, to[at - from], 3);
			n += 3;
		} else {
			p[n++] = t.s[i];
		}
	}
	return (struct text) { p, n };
}

struct event message_event(struct judge *j, const struct observation *o,
    const struct heuristic *from, enum event_type type, struct text trail, struct text info)
{
	struct event e = judge_event(o);
	e.hit = (struct hit) { .type = type,
		.trail = trail,
		.info = info,
		.reference = TEXT("(heuristic)"),
		.observed = trail,
		.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &o->src, &o->dst),
		.rule = from->name };
	return e;
}

struct event request_event(struct judge *j, const struct observation *o,
    const struct heuristic *from, enum event_type type, const struct request *r, struct text trail,
    struct text info)
{
	const struct address none = { .version = 0 };
	struct event e = message_event(j, o, from, type, trail, info);
	e.hit.observed = r->sent;
	e.forwarded = request_forwarded(o->request);
	if (e.forwarded.n)
		e.hit.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &none, &o->dst);
	return e;
}
