/*
 * Unresolved addresses: a host whose look-ups are seen calls a public address that none of the answers seen so far
 * gave. Whoever has an address built in does that: malware, but also clocks, peers of calls, and what was
 * looked up before the capture began.
 */
#include <config.h>

#include <stdlib.h>

#include "detect/judge_private.h"
#include "detect/recent.h"
#include "detect/scans.h"

enum {
	UDP = 17,
	HOSTS = 1 << 14, /* that got answers */
	ADDRESSES = 1 << 18,
	PAIRS = 1 << 16, /* that were told */
};

struct pair {
	struct address src, dst;
};

struct answers {
	struct recent *hosts, *addresses, *pairs;
};

static void *init(const struct judge_options *options)
{
	static const struct recent_shape hosts = { sizeof(struct address), 1, HOSTS, NULL },
					 addresses = { sizeof(struct address), 1, ADDRESSES, NULL },
					 pairs = { sizeof(struct pair), 1, PAIRS, NULL };
	struct answers *all = xcalloc(1, sizeof(*all));
	all->hosts = recent_new(&hosts, &options->key);
	all->addresses = recent_new(&addresses, &options->key);
	all->pairs = recent_new(&pairs, &options->key);
	return all;
}

static void release(void *state)
{
	struct answers *all = state;
	recent_free(all->hosts);
	recent_free(all->addresses);
	recent_free(all->pairs);
	free(all);
}

static bool is_new(struct recent *table, const void *key)
{
	bool fresh;
	recent_take(table, key, &fresh);
	return fresh;
}

static void note_record(struct answers *all, const struct dns_record *r)
{
	if (r->address.version)
		is_new(all->addresses, &r->address);
	for (size_t i = 0; r->more && i < r->more->address_count; i++)
		is_new(all->addresses, &r->more->addresses[i]);
}

/* Only what somebody asked for: else a datagram would excuse its sender. */
static void note_answer(struct answers *all, const struct observation *o)
{
	if (!o->dns->response || o->from_initiator)
		return;
	for (size_t i = 0; i < o->dns->record_count; i++)
		note_record(all, &o->dns->records[i]);
	if (o->dns->kind == DNS_UNICAST)
		is_new(all->hosts, &o->dst);
}

static bool is_call(const struct observation *o)
{
	if (is_resolver_flow(o) || !address_is_private(&o->src) || !is_public(&o->dst))
		return false;
	return scans_is_attempt(o) || (o->proto == UDP && o->from_initiator);
}

static void judge_call(struct judge *j, struct answers *all, const struct observation *o)
{
	const struct pair pair = { o->src, o->dst };
	if (!recent_find(all->hosts, &o->src) || recent_find(all->addresses, &o->dst) ||
	    !is_new(all->pairs, &pair))
		return;
	struct arena *arena = judge_arena(j);
	struct event e = judge_event(o);
	e.hit = (struct hit) { .type = EVENT_IP,
		.trail = text_of_address(arena, &o->dst),
		.info = TEXT("address that no DNS answer gave (context)"),
		.reference = TEXT("(heuristic)"),
		.observed = text_of_address_port(arena, &o->dst, o->dport),
		.suppressed = mark_addresses(judge_trails(j), arena, &o->src, &o->dst),
		.rule = heuristic_unresolved_address.name };
	judge_found(j, o, &e);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)hits;
	(void)n;
	if (o->kind == OBSERVED_DNS)
		note_answer(state, o);
	else if (is_call(o))
		judge_call(j, state, o);
}

static struct judge_table table(const void *state)
{
	const struct answers *all = state;
	return (struct judge_table) { heuristic_unresolved_address.name, ADDRESSES,
		recent_evicted(all->hosts) + recent_evicted(all->addresses) +
		    recent_evicted(all->pairs) };
}

const struct heuristic heuristic_unresolved_address = {
	.name = "unresolved_address",
	.kinds = 1u << OBSERVED_FLOW | 1u << OBSERVED_DNS,
	.flows = 1u << FLOWS_TCP | 1u << FLOWS_OTHER,
	.messages = 1u << DNS_ANSWERS | 1u << DNS_DENIALS,
	.off = true,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
