/* Infection: one host tries more than 32 others on a port that worms spread by, within 30 seconds.
 * detection.md 4.1-4.3, with a window that slides, and whatever network the host is in. */
#include <config.h>

#include "base/time.h"
#include "detect/scans.h"

enum { THRESHOLD = 32 };

static void *init(const struct judge_options *options)
{
	static const struct scans_shape shape = { .threshold = THRESHOLD,
		.window = 30 * NS_PER_SECOND };
	return scans_new(&shape, &options->key);
}

static void tell(struct judge *j, const struct observation *o, struct event *e)
{
	struct text port = scans_port_text(judge_arena(j), o->dport);
	e->hit = (struct hit) { .type = EVENT_PORT,
		.trail = port,
		.info = TEXT("potential infection"),
		.reference = TEXT("(heuristic)"),
		.observed = port,
		.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &e->src, &e->dst),
		.rule = heuristic_infection.name };
	judge_found(j, o, e);
}

static void judge_attempt(struct judge *j, struct scans *scans, const struct observation *o)
{
	struct sighting first,
	    probe = scans_sighting(o, scans_port(scans, &o->src, o->proto, o->dport));
	memcpy(probe.item, o->dst.bytes, sizeof(probe.item));
	size_t measured = scans_take(scans, &probe, &first);
	if (measured == 0)
		return;
	struct event e = scans_event(scans, o, measured, &first);
	memcpy(e.dst.bytes, first.item, sizeof(first.item));
	tell(j, o, &e);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)hits;
	(void)n;
	if (scans_is_worm_port(o->dport) && scans_is_attempt(o))
		judge_attempt(j, state, o);
}

static struct judge_table table(const void *state)
{
	return scans_table(state, heuristic_infection.name);
}

static void release(void *state)
{
	scans_free(state);
}

const struct heuristic heuristic_infection = {
	.name = "infection",
	.kinds = 1u << OBSERVED_FLOW,
	.flows = 1u << FLOWS_TCP,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
