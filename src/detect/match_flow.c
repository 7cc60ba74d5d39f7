/* Addresses of a flow, met on its first packet whatever its flags; and what only its end can tell.
 * detection.md 2.3, 2.4, 2.6. */
#include <config.h>

#include "detect/match_private.h"

enum { ICMP = 1, TCP = 6, UDP = 17, ICMP6 = 58 };

/* One end of a flow. The one that is called is tested first, as far as it is known. */
struct end {
	const struct address *address;
	uint16_t port;
	bool called, listed;
};

/* Words in info that make a contact from that side no finding (S2, U2). A parking site is a finding
 * on every port, not on 80 and 443 only: who calls one elsewhere found it under a name that was in
 * use once. */
static bool is_excused(const struct matching *m, const struct end *e, struct text info)
{
	uint8_t proto = m->seen->proto;
	if ((proto != TCP && proto != UDP) || is_resolver_flow(m->seen))
		return false;
	if (!e->called)
		return text_has(info, TEXT("malware"));
	return text_has(info, TEXT("attacker"));
}

static struct text observed(struct matching *m, const struct end *e)
{
	if (m->seen->has_ports)
		return text_of_address_port(&m->out->arena, e->address, e->port);
	return text_of_address(&m->out->arena, e->address);
}

static void add(struct matching *m, struct end *e, enum event_type type, const struct trail *t)
{
	const struct text none = { NULL, 0 };
	if (is_excused(m, e, t->info))
		return;
	e->listed = true;
	struct text text = type == EVENT_IPORT
	    ? text_of_address_port(&m->out->arena, e->address, e->port)
	    : text_of_address(&m->out->arena, e->address);
	if (t->kind == TRAIL_RANGE)
		text = JOIN(&m->out->arena, t->key, TEXT(" ("), text, TEXT(")"));
	match_add(m, type, t, text, observed(m, e), none);
}

/* One end: address and port before the address alone, where both are asked for. */
static bool match_end(struct matching *m, struct end *e, bool ports, bool addresses)
{
	struct trail t;
	if (ports && trails_find_address_port(m->trails, e->address, e->port, &t))
		add(m, e, EVENT_IPORT, &t);
	else if (addresses && trails_find_address(m->trails, e->address, &t))
		add(m, e, EVENT_IP, &t);
	else
		return false;
	return true;
}

/* A listed end, excused or not, ends the search: that is the reference's decision. */
static void match_ends(struct matching *m, struct end ends[2], bool ports, bool addresses)
{
	if (match_end(m, &ends[0], ports, addresses))
		return;
	if (m->seen->proto != TCP || !address_is_loopback(ends[0].address))
		match_end(m, &ends[1], ports, addresses);
}

static void match_ranges(struct matching *m, struct end ends[2])
{
	for (int i = 0; i < 2 && !ends[i].listed; i++) {
		struct trail t;
		if (trails_find_range(m->trails, ends[i].address, &t))
			add(m, &ends[i], EVENT_IP, &t);
	}
}

static void match_both(struct matching *m, struct end ends[2])
{
	if (m->seen->proto == TCP) {
		match_ends(m, ends, m->seen->has_ports, true);
	} else {
		/* The reference knows the bare address alone here: it is met also where the
		 * address and port are listed. */
		if (m->seen->has_ports)
			match_ends(m, ends, true, false);
		match_ends(m, ends, false, true);
	}
	match_ranges(m, ends);
}

/* The end of a flow with a listed address may be a finding too. Without one, neither its end nor
 * its queries are met. */
void match_flow(struct matching *m)
{
	const struct observation *o = m->seen;
	m->unlisted = m->may_list ? NULL : o;
	if (!m->may_list || is_resolver_flow(o))
		return;
	const struct end src = { &o->src, o->sport, !o->from_initiator, false };
	const struct end dst = { &o->dst, o->dport, o->from_initiator, false };
	struct end ends[2] = { o->from_initiator ? dst : src, o->from_initiator ? src : dst };
	match_both(m, ends);
}

/* Nothing is looked up of a flow that showed nothing listed when it began.
 * The reference tests every datagram, so an answer is a finding of its own, from the responder to
 * the initiator, and other words excuse it. Echo replies are none. A resolver's flow is met here
 * for when it held no query, and a connection to a server that is known by a URL for when it told no more; judge
 * knows whether it did. */
void match_flow_end(struct matching *m)
{
	const struct observation *o = m->seen;
	struct end ends[2] = { { &o->src, o->sport, true, false },
		{ &o->dst, o->dport, false, false } };
	if (o->ended.unmet)
		return;
	if (is_resolver_flow(o)) {
		struct end asked[2] = { ends[1], ends[0] };
		match_both(m, asked);
	} else if (o->proto == TCP) {
		match_url_server(m, TEXT(""));
	} else if (o->proto != ICMP && o->proto != ICMP6 && o->ended.packets[1]) {
		match_ends(m, ends, false, true);
	}
}
