/* Long connections: one that stays open for hours to a public address is how tunnels, remote shells and calls for
 * orders look that keep no rhythm; so do mail and chat. */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>

#include "base/time.h"
#include "detect/judge_private.h"

enum {
	TCP = 6,
	SECONDS = 4 * 3600, /* from the first to the last frame */
	OBSERVED_TEXT = 128,
};

static ATTR_COLD void tell(struct judge *j, const struct observation *o, int64_t seconds)
{
	const struct flow_facts *f = &o->ended;
	char text[OBSERVED_TEXT];
	struct arena *arena = judge_arena(j);
	struct event e = judge_event(o);
	int length = snprintf(text, sizeof(text),
	    "open for %" PRId64 " s, %" PRIu64 " bytes sent, %" PRIu64 " received", seconds,
	    f->bytes[0], f->bytes[1]);
	e.time = f->last;
	e.frame = f->last_frame;
	e.input = f->last_input;
	e.threshold = SECONDS;
	e.measured = (uint64_t)seconds;
	e.hit = (struct hit) { .type = EVENT_IPORT,
		.trail = text_of_address_port(arena, &o->dst, o->dport),
		.info = TEXT("long connection (context)"),
		.reference = TEXT("(heuristic)"),
		.observed =
		    arena_text(arena, (struct text) { text, length > 0 ? (size_t)length : 0 }),
		.suppressed = mark_addresses(judge_trails(j), arena, &o->src, &o->dst),
		.rule = heuristic_long_connection.name };
	judge_found_late(j, &e);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	const struct flow_facts *f = &o->ended;
	int64_t seconds = time_seconds(f->last) - time_seconds(f->first);
	(void)state;
	(void)hits;
	(void)n;
	if (o->proto == TCP && seconds >= SECONDS && f->packets[0] > 0 && f->packets[1] > 0 &&
	    !address_is_private(&o->dst))
		tell(j, o, seconds);
}

const struct heuristic heuristic_long_connection = {
	.name = "long_connection",
	.kinds = 1u << OBSERVED_FLOW_END,
	.flows = 1u << FLOWS_TCP,
	.chooses_ends = true,
	.take = take,
};
