/* Flows as observations: where they begin and how they end. */
#include <config.h>

#include "protocols/protocol.h"

static inline void put_address(struct address *a, const uint8_t bytes[16], uint8_t version)
{
	memcpy(a->bytes, bytes, 16);
	a->version = version;
}

struct beginning segment_beginning(const struct segment *s, size_t offset)
{
	if (offset < s->old)
		return s->began;
	const struct origin *o = s->packet->began ? s->packet->began : s->frame;
	return (struct beginning) { o->number, o->input };
}

struct observation *observe_from(struct observations *out, enum observation_kind kind,
    const struct segment *s, struct beginning began)
{
	const struct tuple *t = &s->packet->tuple;
	struct observation *o = observations_add(out);
	o->kind = kind;
	o->order = (struct order) { s->at->seq, s->late, s->packet->depth, (*s->index)++ };
	o->time = s->frame->time;
	o->clock = s->at->clock;
	o->frame = s->frame->number;
	o->input = s->frame->input;
	o->first_frame = began.frame && began.input == o->input ? began.frame : o->frame;
	put_address(&o->src, t->src, t->version);
	put_address(&o->dst, t->dst, t->version);
	o->sport = t->sport;
	o->dport = t->dport;
	o->proto = t->proto;
	o->tcp_flags = s->packet->tcp_flags;
	o->tunnel = tunnels_text(s->tunnels, s->flow->tunnel[s->side]);
	o->has_ports = s->packet->has_ports;
	o->from_initiator = flow_from_initiator(s->flow, s->side);
	o->repeats = false;
	o->flow = s->flow->number;
	o->field = (struct field) { 0 }; /* as far as any kind but a flow's end reaches */
	return o;
}

struct observation *observe_at(
    struct observations *out, enum observation_kind kind, const struct segment *s, size_t offset)
{
	return observe_from(out, kind, s, segment_beginning(s, offset));
}

struct observation *observe(
    struct observations *out, enum observation_kind kind, const struct segment *s)
{
	return observe_at(out, kind, s, 0);
}

void observe_field(struct observations *out, const struct segment *s, size_t offset,
    enum field_id id, struct text value)
{
	if (value.n == 0)
		return;
	struct text copy = arena_text(&out->arena, value);
	observe_at(out, OBSERVED_FIELD, s, offset)->field = (struct field) { id, copy };
}

void connection_begins(const struct segment *s, struct observations *out)
{
	observe(out, OBSERVED_FLOW, s);
}

void connection_ends(const struct segment *s, enum flow_end why, struct observations *out)
{
	const struct flow *f = s->flow;
	const struct tuple *t = &f->key;
	int a = f->initiator, b = !a;
	struct observation *o = observations_add(out);
	o->kind = OBSERVED_FLOW_END;
	o->order = (struct order) { s->at->seq, s->late, 0, (*s->index)++ };
	o->time = f->last;
	o->clock = s->at->clock;
	o->frame = f->last_frame;
	o->first_frame = f->input == f->last_input ? f->first_frame : f->last_frame;
	o->input = f->last_input;
	put_address(&o->src, a ? t->dst : t->src, t->version);
	put_address(&o->dst, a ? t->src : t->dst, t->version);
	o->sport = a ? t->dport : t->sport;
	o->dport = a ? t->sport : t->dport;
	o->proto = t->proto;
	o->tcp_flags = 0;
	o->repeats = false;
	o->has_ports = t->proto == IP_TCP || t->proto == IP_UDP || t->proto == IP_SCTP ||
	    t->proto == IP_UDPLITE;
	o->from_initiator = true;
	o->tunnel = tunnels_text(s->tunnels, f->tunnel[a]);
	o->flow = f->number;
	o->ended = (struct flow_facts) { .why = why,
		.packets = { f->packets[a], f->packets[b] },
		.bytes = { f->bytes[a], f->bytes[b] },
		.first = f->first,
		.last = f->last,
		.last_frame = f->last_frame,
		.last_input = f->last_input,
		.flags = { f->flags[a], f->flags[b] },
		.unmet = !(f->watch & (FLOW_MET | FLOW_UNJUDGED)) };
}
