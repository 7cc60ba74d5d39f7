/* Port scan: more than ten ports of one host, probed by one other within 30 seconds of packet
 * time. detection.md 2.3 S3, 4.1, 4.3, with a window that slides; and beyond the reference (9.1 item 16) with ACK
 * alone, or with FIN and ACK (Maimon's), which only the end of the flow tells from a connection that was there
 * before the capture. */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "detect/scans.h"

enum {
	TCP = 6,
	THRESHOLD = 10,
	ACK = 0x10,
	FIN_ACK = 0x11,
	RST = 0x04,
	QUIET_PACKETS = 2, /* of a probe, at most */
	LENT =
	    32768, /* from here on ports are lent to who calls: a server that ends old connections sends there */
	SILENCE = 600, /* seconds, after which a flow is over */
};

/* Quiet ones are judged later than others of the same time: they have windows of their own. */
struct port_scans {
	struct scans *probes, *quiet;
};

static void *init(const struct judge_options *options)
{
	static const struct scans_shape probes = { .threshold = THRESHOLD,
		.window = 30 * NS_PER_SECOND };
	struct scans_shape quiet = probes;
	quiet.slack = SILENCE * NS_PER_SECOND;
	struct port_scans *all = xcalloc(1, sizeof(*all));
	all->probes = scans_new(&probes, &options->key);
	all->quiet = scans_new(&quiet, &options->key);
	return all;
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

static bool may_be_quiet(const struct observation *o)
{
	return o->proto == TCP && (o->tcp_flags == ACK || o->tcp_flags == FIN_ACK) &&
	    o->dport < LENT && !scans_is_loopback(&o->dst);
}

/* Nothing was said, nothing answered but that there is no such connection. */
static bool was_quiet(const struct observation *end)
{
	const struct flow_facts *f = &end->ended;
	return end->proto == TCP && (f->flags[0] == ACK || f->flags[0] == FIN_ACK) &&
	    (f->flags[1] == 0 || f->flags[1] & RST) && f->packets[0] <= QUIET_PACKETS &&
	    f->bytes[0] + f->bytes[1] == 0 && end->dport < LENT && !scans_is_loopback(&end->dst);
}

static void ahead(void *state, const struct observation *o)
{
	const struct port_scans *all = state;
	if (o->kind == OBSERVED_FLOW && is_probe(o))
		scans_ahead(all->probes, scans_pair(all->probes, &o->src, &o->dst));
}

static void judge_probe(struct judge *j, struct scans *scans, const struct observation *o)
{
	struct sighting first, probe = scans_sighting(o);
	if (o->kind == OBSERVED_FLOW_END)
		probe.first = probe.last = o->ended.first;
	probe.item[0] = o->dport;
	size_t measured = scans_take(scans, scans_pair(scans, &o->src, &o->dst), &probe, &first);
	if (measured == 0)
		return;
	struct event e = scans_event(scans, o, measured, &first);
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

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct port_scans *all = state;
	bool ended = o->kind == OBSERVED_FLOW_END;
	(void)hits;
	(void)n;
	if (ended ? was_quiet(o) : is_probe(o))
		judge_probe(j, ended ? all->quiet : all->probes, o);
	else if (!ended && may_be_quiet(o))
		judge_ask_end(j);
}

static struct judge_table table(const void *state)
{
	const struct port_scans *all = state;
	struct judge_table t = scans_table(all->probes, heuristic_port_scan.name);
	struct judge_table quiet = scans_table(all->quiet, heuristic_port_scan.name);
	return (struct judge_table) { t.name, t.cap + quiet.cap, t.evicted + quiet.evicted };
}

static void release(void *state)
{
	struct port_scans *all = state;
	scans_free(all->probes);
	scans_free(all->quiet);
	free(all);
}

const struct heuristic heuristic_port_scan = {
	.name = "port_scanning",
	.kinds = 1u << OBSERVED_FLOW | 1u << OBSERVED_FLOW_END,
	.flows = 1u << FLOWS_TCP,
	.chooses_ends = true,
	.init = init,
	.take = take,
	.ahead = ahead,
	.table = table,
	.free = release,
};
