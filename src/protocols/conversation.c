/* Making and freeing conversations, and the memory of a region's. */
#include <config.h>

#include "protocols/conversation.h"

#include <stdlib.h>

#include "base/memory.h"
#include "protocols/conversation_private.h"

struct region {
	uint64_t bytes;
	struct conversation *newest, *oldest; /* by last use, in seconds */
};

struct conversations {
	struct conversations_options options;
	uint64_t evicted, overlaps;
	struct region regions[FLOW_REGIONS];
};

struct conversations *conversations_new(const struct conversations_options *options)
{
	struct conversations *all = xcalloc(1, sizeof(*all));
	all->options = *options;
	return all;
}

void conversations_want_digests(struct conversations *all, bool digests)
{
	all->options.digests = digests;
}

void conversations_free(struct conversations *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < FLOW_REGIONS; i++)
		while (all->regions[i].oldest)
			conversation_free(all, all->regions[i].oldest);
	free(all);
}

const struct conversations_options *conversations_options(const struct conversations *all)
{
	return &all->options;
}

uint64_t conversations_cap(const struct conversations *all)
{
	return all->options.memory;
}

uint64_t conversations_evicted(const struct conversations *all)
{
	return all->evicted;
}

uint64_t conversations_overlaps(const struct conversations *all)
{
	return all->overlaps;
}

void conversations_note_overlaps(struct conversations *all, uint64_t n)
{
	all->overlaps += n;
}

static void link_newest(struct region *r, struct conversation *c)
{
	c->newer = NULL;
	c->older = r->newest;
	*(r->newest ? &r->newest->newer : &r->oldest) = c;
	r->newest = c;
}

static void unlink_from(struct region *r, struct conversation *c)
{
	*(c->newer ? &c->newer->older : &r->newest) = c->older;
	*(c->older ? &c->older->newer : &r->oldest) = c->newer;
}

struct conversation *conversation_new(struct conversations *all, struct flow *flow)
{
	struct conversation *c = xcalloc(1, sizeof(*c));
	c->flow = flow;
	c->region = flow->region;
	c->touched = flow->touched;
	c->sides[0].done = flow->done & 1;
	c->sides[1].done = flow->done >> 1 & 1;
	link_newest(&all->regions[c->region], c);
	flow->conversation = c;
	flow->watch |= FLOW_TALKS;
	return c;
}

void conversation_touch(struct conversations *all, struct conversation *c)
{
	if (c->touched == c->flow->touched)
		return;
	c->touched = c->flow->touched;
	unlink_from(&all->regions[c->region], c);
	link_newest(&all->regions[c->region], c);
}

void conversation_set(struct conversation *c, const struct protocol *p)
{
	if (c->protocol && c->protocol->free)
		c->protocol->free(c->state);
	free(c->state);
	c->state = p && p->state_size ? xcalloc(1, p->state_size) : NULL;
	c->protocol = p;
	c->weight = 0;
	c->handed_over = false;
}

void conversation_free(struct conversations *all, struct conversation *c)
{
	struct region *r = &all->regions[c->region];
	conversation_set(c, NULL);
	for (int i = 0; i < 2; i++) {
		stream_free(&c->sides[i].stream);
		free(c->sides[i].left);
	}
	unlink_from(r, c);
	r->bytes -= c->counted;
	c->flow->conversation = NULL;
	c->flow->watch &= (uint8_t)~FLOW_TALKS;
	free(c);
}

enum { ALLOCATED = 32 }; /* what one more piece of memory costs besides its bytes */

static size_t side_bytes(const struct talk_side *side)
{
	const struct stream *st = &side->stream;
	return side->left_room + st->held_bytes + st->held_count * ALLOCATED +
	    st->held_room * sizeof(*st->held);
}

void conversation_count(struct conversations *all, struct conversation *c)
{
	struct region *r = &all->regions[c->region];
	size_t bytes = sizeof(*c) + c->weight + side_bytes(&c->sides[0]) + side_bytes(&c->sides[1]);
	if (c->protocol)
		bytes += c->protocol->state_size;
	r->bytes += bytes - c->counted;
	c->counted = bytes;
	while (r->bytes > all->options.memory / FLOW_REGIONS && r->oldest != c) {
		conversation_free(all, r->oldest);
		all->evicted++;
	}
}

struct conversation *conversation_of(const struct segment *s, const struct protocol *p)
{
	struct conversation *c = s->flow->conversation;
	if (!c)
		c = conversation_new(s->talks, s->flow);
	conversation_touch(s->talks, c);
	if (c->protocol != p)
		conversation_set(c, p);
	conversation_count(s->talks, c);
	return c;
}

void conversation_done(const struct segment *s)
{
	s->flow->done = 3;
	if (s->flow->conversation)
		conversation_free(s->talks, s->flow->conversation);
}
