/* Events of open flows. Only flows with findings are here. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/recent.h"
#include "detect/repeats.h"

enum {
	FLOWS = 1 << 18, /* open flows with findings */
	PER_FLOW = 64,   /* distinct findings of one flow */
};

struct flow_findings {
	struct repeat *list;
	size_t count, room, next; /* next: the one to be replaced when full */
};

struct repeats {
	struct recent *flows;
	struct hash_key key;
	uint64_t replaced;
};

static void drop(void *value)
{
	struct flow_findings *f = value;
	free(f->list);
}

struct repeats *repeats_new(const struct hash_key *key)
{
	static const struct recent_shape shape = { sizeof(uint64_t), sizeof(struct flow_findings),
		FLOWS, drop };
	struct repeats *r = xcalloc(1, sizeof(*r));
	r->key = *key;
	r->flows = recent_new(&shape, key);
	return r;
}

void repeats_free(struct repeats *r)
{
	if (!r)
		return;
	recent_free(r->flows);
	free(r);
}

void repeats_ahead(struct repeats *r, uint64_t flow)
{
	recent_ahead(r->flows, &flow);
}

struct repeat *repeats_of(struct repeats *r, uint64_t flow, size_t *n)
{
	struct flow_findings *f = recent_find(r->flows, &flow);
	*n = f ? f->count : 0;
	return f ? f->list : NULL;
}

struct repeat *repeats_find(struct repeats *r, uint64_t flow, const struct hit *hit)
{
	size_t n;
	struct repeat *list = repeats_of(r, flow, &n);
	uint64_t hash = n ? hash_sip(&r->key, hit->trail.s, hit->trail.n) : 0;
	for (size_t i = 0; i < n; i++)
		if (list[i].hash == hash && list[i].type == hit->type &&
		    strcmp(list[i].rule, hit->rule) == 0)
			return &list[i];
	return NULL;
}

/* Where a further finding goes. Those that stand for the whole flow stay: they are few. */
static struct repeat *place(struct repeats *r, struct flow_findings *f)
{
	if (f->count < PER_FLOW) {
		f->list = grow(f->list, f->count, &f->room, sizeof(*f->list));
		return &f->list[f->count++];
	}
	do
		f->next = (f->next + 1) % PER_FLOW;
	while (f->list[f->next].whole_flow);
	r->replaced++;
	return &f->list[f->next];
}

void repeats_note(struct repeats *r, uint64_t flow, const struct event *e, bool whole_flow)
{
	struct repeat *at = repeats_find(r, flow, &e->hit);
	bool fresh;
	if (!at)
		at = place(r, recent_take(r->flows, &flow, &fresh));
	*at = (struct repeat) { .serial = e->serial,
		.count = 1,
		.hash = hash_sip(&r->key, e->hit.trail.s, e->hit.trail.n),
		.frame = e->frame,
		.type = e->hit.type,
		.rule = e->hit.rule,
		.whole_flow = whole_flow };
}

void repeats_forget(struct repeats *r, uint64_t flow)
{
	recent_remove(r->flows, &flow);
}

struct judge_table repeats_table(const struct repeats *r)
{
	return (struct judge_table) { "findings of open flows", FLOWS,
		recent_evicted(r->flows) + r->replaced };
}
