/* Connections through the flow table. */
#include <config.h>

#include "connection.h"

static void on_ended(void *context, struct flow *flow, enum flow_end why)
{
	struct connections *c = context;
	struct packet last = { .tuple = flow->key, .has_ports = true };
	struct segment s = { .at = &c->at,
		.frame = &c->at,
		.packet = &last,
		.flow = flow,
		.index = &c->index,
		.talks = c->talks };
	(void)why;
	if (flow->conversation)
		protocols_end(&s, &c->out);
}

void connections_begin(struct connections *c, uint64_t flows, uint64_t talks)
{
	*c = (struct connections) { .index = 0 };
	c->flows = flows_new(flows, 1, on_ended, c);
	c->talks = conversations_new(
	    &(struct conversations_options) { .memory = talks, .hash_key = 1, .digests = true });
}

struct flow *connections_take(struct connections *c, uint8_t side, struct packet *p)
{
	struct flow_key key;
	struct segment s = { .at = &c->at,
		.frame = &c->at,
		.packet = p,
		.late = true,
		.index = &c->index,
		.talks = c->talks };
	struct tuple *t = &p->tuple;
	*t = (struct tuple) { .src = { 10, 0, 0, 1 },
		.dst = { 10, 0, 0, 2 },
		.sport = t->sport,
		.dport = t->dport,
		.proto = IP_TCP,
		.version = 4 };
	p->has_ports = true;
	if (side)
		tuple_turn(t);
	c->at.seq = ++c->at.number;
	flow_key_of(c->flows, p, &key);
	s.side = key.side;
	s.flow = flows_take(c->flows, p, &key, &c->at, &s.fresh);
	c->fresh += s.fresh;
	protocols_feed(&s, &c->out);
	return s.flow;
}

void connections_end(struct connections *c)
{
	flows_end(c->flows);
}

void connections_free(struct connections *c)
{
	flows_free(c->flows);
	conversations_free(c->talks);
	observations_free(&c->out);
}
