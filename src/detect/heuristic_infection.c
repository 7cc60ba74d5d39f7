/* Infection: one host tries more than 32 others on a port that worms spread by, within 30 seconds.
 * detection.md 4.1-4.3, with a window that slides, and whatever network the host is in. */
#include <config.h>

#include <stdio.h>

#include "base/time.h"
#include "detect/scans.h"

enum { THRESHOLD = 32, PORT_TEXT = 6 };

/* Without padding. */
struct key {
	struct address src;
	uint8_t port[2];
};

static void *init(const struct judge_options *options)
{
	static const struct scans_shape shape = { sizeof(struct key), THRESHOLD,
		30 * NS_PER_SECOND };
	return scans_new(&shape, &options->key);
}

static bool is_worm_port(uint16_t port)
{
	switch (port) {
	case 135:
	case 139:
	case 445:
	case 1433:
	case 3389:
	case 6379:
	case 6892:
	case 6893:
	case 6901:
		return true;
	default:
		return false;
	}
}

static void tell(struct judge *j, const struct observation *o, struct event *e)
{
	char *text = arena_take(judge_arena(j), PORT_TEXT);
	struct text port = { text, (size_t)snprintf(text, PORT_TEXT, "%u", (unsigned)o->dport) };
	e->hit = (struct hit) { .type = EVENT_PORT,
		.trail = port,
		.info = TEXT("potential infection"),
		.reference = TEXT("(heuristic)"),
		.observed = port,
		.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &e->src, &e->dst),
		.rule = heuristic_infection.name };
	judge_found(j, o, e);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct sighting first, probe;
	(void)hits;
	(void)n;
	if (!is_worm_port(o->dport) || !scans_is_attempt(o))
		return;
	const struct key key = { o->src, { (uint8_t)(o->dport >> 8), (uint8_t)o->dport } };
	probe = scans_sighting(o);
	memcpy(probe.item, o->dst.bytes, sizeof(probe.item));
	size_t measured = scans_take(state, &key, &probe, &first);
	if (measured == 0)
		return;
	struct event e = scans_event(state, o, measured, &first);
	memcpy(e.dst.bytes, first.item, sizeof(first.item));
	tell(j, o, &e);
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
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
