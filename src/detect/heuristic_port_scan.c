/* Port scan: more than ten ports of one host, probed by one other within 30 seconds of packet
 * time. detection.md 2.3 S3, 4.1, 4.3, with a window that slides. */
#include <config.h>

#include "base/time.h"
#include "detect/scans.h"

enum { TCP = 6, THRESHOLD = 10 };

static void *init(const struct judge_options *options)
{
	static const struct scans_shape shape = { .threshold = THRESHOLD,
		.window = 30 * NS_PER_SECOND };
	return scans_new(&shape, &options->key);
}

/* Half-open connections of any kind, and the NULL, FIN and XMAS probes. */
static bool is_probe(const struct observation *o)
{
	uint8_t flags = o->tcp_flags;
	if (o->proto != TCP)
		return false;
	return scans_is_attempt(o) ||
	    ((flags == 0x00 || flags == 0x01 || flags == 0x29) && !scans_is_loopback(&o->dst));
}

static void ahead(void *state, const struct observation *o)
{
	if (is_probe(o))
		scans_ahead(state, scans_pair(state, &o->src, &o->dst));
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct sighting first, probe;
	(void)hits;
	(void)n;
	if (!is_probe(o))
		return;
	probe = scans_sighting(o);
	probe.item[0] = o->dport;
	size_t measured = scans_take(state, scans_pair(state, &o->src, &o->dst), &probe, &first);
	if (measured == 0)
		return;
	struct event e = scans_event(state, o, measured, &first);
	struct text src = text_of_address(judge_arena(j), &o->src);
	e.hit = (struct hit) { .type = EVENT_IP,
		.trail = src,
		.info = TEXT("potential port scanning"),
		.reference = TEXT("(heuristic)"),
		.observed = src,
		.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &o->src, &o->dst),
		.rule = heuristic_port_scan.name };
	judge_found(j, o, &e);
}

static struct judge_table table(const void *state)
{
	return scans_table(state, heuristic_port_scan.name);
}

static void release(void *state)
{
	scans_free(state);
}

const struct heuristic heuristic_port_scan = {
	.name = "port_scanning",
	.kinds = 1u << OBSERVED_FLOW,
	.init = init,
	.take = take,
	.ahead = ahead,
	.table = table,
	.free = release,
};
