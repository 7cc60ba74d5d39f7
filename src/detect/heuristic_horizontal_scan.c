/*
 * Horizontal scan: one host tries one port, TCP or UDP, of more than 32 others within 30 seconds, and none of
 * these takes it. (MITRE ATT&CK T1046.) The ports that worms spread by are the infection heuristic's: there
 * an attempt is enough, as in the reference. Elsewhere it is not: browsers and mail servers reach many hosts.
 */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "detect/scans.h"

enum {
	TCP = 6,
	UDP = 17,
	SYN = 0x02,
	ACK = 0x10,
	THRESHOLD = 32,
	TRIED = 8,          /* attempts of a source on a port before their ends are asked for */
	COUNTERS = 1 << 16, /* of attempts, by hash: several sources may share one */
	SLACK = 120,        /* seconds: refused attempts are over sooner than unanswered ones */
};

static const int64_t window = 30 * NS_PER_SECOND;

struct sweeps {
	struct scans *failed;
	int64_t since; /* when the counters were emptied */
	uint8_t counters[COUNTERS];
};

static void *init(const struct judge_options *options)
{
	static const struct scans_shape shape = {
		.threshold = THRESHOLD, .window = 30 * NS_PER_SECOND, .slack = SLACK * NS_PER_SECOND
	};
	struct sweeps *all = xcalloc(1, sizeof(*all));
	all->failed = scans_new(&shape, &options->key);
	return all;
}

static void release(void *state)
{
	struct sweeps *all = state;
	scans_free(all->failed);
	free(all);
}

static uint64_t key_of(const struct sweeps *all, const struct observation *o)
{
	return scans_port(all->failed, &o->src, o->proto, o->dport);
}

/* Most flows are of sources that try little: their ends need not be observed. */
static bool tries_much(struct sweeps *all, const struct observation *o)
{
	if (o->clock - all->since >= window) {
		memset(all->counters, 0, sizeof(all->counters));
		all->since = o->clock;
	}
	uint8_t *counter = &all->counters[key_of(all, o) % COUNTERS];
	if (*counter <= TRIED)
		++*counter;
	return *counter > TRIED;
}

/* No answer, or a refusal; and the initiator did not go on as if there had been one that was not captured. */
static bool has_failed(const struct flow_facts *end, uint8_t proto)
{
	if (proto == UDP)
		return end->packets[1] == 0;
	return (end->flags[0] & SYN) && !(end->flags[0] & ACK) && !(end->flags[1] & SYN);
}

static void judge_end_of(struct judge *j, struct sweeps *all, const struct observation *end)
{
	struct sighting first, one;
	struct observation o = *end;
	if (!has_failed(&end->ended, end->proto))
		return;
	o.clock = end->ended.first;
	one = scans_sighting(&o);
	memcpy(one.item, o.dst.bytes, sizeof(one.item));
	size_t measured = scans_take(all->failed, key_of(all, end), &one, &first);
	if (measured == 0)
		return;
	struct event e = scans_event(all->failed, end, measured, &first);
	memcpy(e.dst.bytes, first.item, sizeof(first.item));
	struct text port = scans_port_text(judge_arena(j), end->dport);
	e.hit = (struct hit) { .type = EVENT_PORT,
		.trail = port,
		.info = TEXT("potential horizontal scanning"),
		.reference = TEXT("(heuristic)"),
		.observed = port,
		.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &e.src, &e.dst),
		.rule = heuristic_horizontal_scan.name };
	judge_found(j, end, &e);
}

static bool is_judged(const struct observation *o)
{
	return (o->proto == TCP || (o->proto == UDP && o->sport != 53 && o->dport != 53)) &&
	    !scans_is_worm_port(o->dport) && !scans_is_loopback(&o->dst);
}

static bool is_attempt(const struct observation *o)
{
	return o->proto == UDP ? o->sport != 53 && o->dport != 53 : scans_is_attempt(o);
}

static void ahead(void *state, const struct observation *o)
{
	const struct sweeps *all = state;
	if (o->kind == OBSERVED_FLOW && is_attempt(o))
		__builtin_prefetch(&all->counters[key_of(all, o) % COUNTERS], 1);
	else if (o->kind == OBSERVED_FLOW_END && has_failed(&o->ended, o->proto) && is_judged(o))
		scans_ahead(all->failed, key_of(all, o));
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct sweeps *all = state;
	(void)hits;
	(void)n;
	if (o->kind == OBSERVED_FLOW_END) {
		if (is_judged(o))
			judge_end_of(j, all, o);
	} else if (is_attempt(o) && is_judged(o) && tries_much(all, o)) {
		judge_ask_end(j);
	}
}

static struct judge_table table(const void *state)
{
	const struct sweeps *all = state;
	return scans_table(all->failed, heuristic_horizontal_scan.name);
}

const struct heuristic heuristic_horizontal_scan = {
	.name = "horizontal_scanning",
	.kinds = 1u << OBSERVED_FLOW | 1u << OBSERVED_FLOW_END,
	.flows = 1u << FLOWS_TCP | 1u << FLOWS_OTHER,
	.chooses_ends = true,
	.init = init,
	.take = take,
	.ahead = ahead,
	.table = table,
	.free = release,
};
