/* UDP scan: datagrams from one host to more than ten ports of another within 30 seconds.
 * detection.md 2.4 U3, 4.1, 4.3, with a window that slides. Answers are datagrams as well: what many
 * ports asked of one service comes back to many ports. They are known when their flow ends. */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "detect/scans.h"

enum { UDP = 17, THRESHOLD = 10, SILENCE = 120 /* seconds, after which a flow is over */ };

/* Answers are judged later than probes of the same time: they have windows of their own. */
struct udp_scans {
	struct scans *probes, *answers;
};

static void *init(const struct judge_options *options)
{
	static const struct scans_shape probes = { .threshold = THRESHOLD,
		.window = 30 * NS_PER_SECOND };
	/* Ends come in the order in which flows are given up, all at once when the input is over. */
	struct scans_shape answers = probes;
	answers.slack = SILENCE * NS_PER_SECOND;
	struct udp_scans *all = xcalloc(1, sizeof(*all));
	all->probes = scans_new(&probes, &options->key);
	all->answers = scans_new(&answers, &options->key);
	return all;
}

static void release(void *state)
{
	struct udp_scans *all = state;
	scans_free(all->probes);
	scans_free(all->answers);
	free(all);
}

static void judge_datagrams(struct judge *j, struct scans *scans, const struct observation *o)
{
	struct sighting first, probe = scans_sighting(o);
	if (scans_is_loopback(&o->dst))
		return;
	probe.item[0] = o->dport;
	size_t measured = scans_take(scans, scans_pair(scans, &o->src, &o->dst), &probe, &first);
	if (measured == 0)
		return;
	struct event e = scans_event(scans, o, measured, &first);
	struct text src = text_of_address(judge_arena(j), &o->src);
	e.hit = (struct hit) { .type = EVENT_IP,
		.trail = src,
		.info = TEXT("potential udp scanning"),
		.reference = TEXT("(heuristic)"),
		.observed = src,
		.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &o->src, &o->dst),
		.rule = heuristic_udp_scan.name };
	judge_found(j, o, &e);
}

/* The flow's answers as one that was sent when the flow was last heard of. */
static void judge_answers(struct judge *j, struct scans *scans, const struct observation *end)
{
	struct observation o = *end;
	if (end->ended.packets[1] == 0)
		return;
	o.src = end->dst;
	o.dst = end->src;
	o.sport = end->dport;
	o.dport = end->sport;
	o.clock = end->ended.last;
	judge_datagrams(j, scans, &o);
}

static bool is_judged(const struct observation *o)
{
	return o->proto == UDP && o->sport != 53 && o->dport != 53;
}

static void ahead(void *state, const struct observation *o)
{
	struct udp_scans *all = state;
	if (!is_judged(o))
		return;
	if (o->kind == OBSERVED_FLOW)
		scans_ahead(all->probes, scans_pair(all->probes, &o->src, &o->dst));
	else if (o->ended.packets[1] > 0)
		scans_ahead(all->answers, scans_pair(all->answers, &o->dst, &o->src));
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct udp_scans *all = state;
	(void)hits;
	(void)n;
	if (!is_judged(o))
		return;
	if (o->kind == OBSERVED_FLOW_END) {
		judge_answers(j, all->answers, o);
		return;
	}
	judge_datagrams(j, all->probes, o);
	judge_ask_end(j);
}

static struct judge_table table(const void *state)
{
	const struct udp_scans *all = state;
	struct judge_table t = scans_table(all->probes, heuristic_udp_scan.name);
	struct judge_table answers = scans_table(all->answers, heuristic_udp_scan.name);
	return (struct judge_table) { t.name, t.cap + answers.cap, t.evicted + answers.evicted };
}

const struct heuristic heuristic_udp_scan = {
	.name = "udp_scanning",
	.kinds = 1u << OBSERVED_FLOW | 1u << OBSERVED_FLOW_END,
	.flows = 1u << FLOWS_OTHER,
	.chooses_ends = true,
	.init = init,
	.take = take,
	.ahead = ahead,
	.table = table,
	.free = release,
};
