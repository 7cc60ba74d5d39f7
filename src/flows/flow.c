/* The flow table. */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/hash.h"
#include "base/memory.h"
#include "flows/flow.h"

enum {
	REGIONS = 256,
	WAYS = 4,
	CHUNK = 64,   /* records that a region takes at a time */
	WHEEL = 1024, /* seconds; longer than the longest time-out */
};

#define EXPIRED UINT32_MAX /* due: it is about to end, its other entries in the wheel are stale */

struct hot {
	uint32_t tag;
	uint32_t record; /* + 1; 0: free */
	uint32_t touched;
	uint32_t unused;
};

struct bucket {
	struct hot ways[WAYS];
};

_Static_assert(sizeof(struct bucket) == 64, "a bucket fills one cache line");

/* A flow that the wheel looks at in some second; stale where the flow ended or is due elsewhere. */
struct entry {
	struct flow *flow;
	uint64_t number;
};

struct wheel_slot {
	struct entry *list;
	size_t count, room;
};

struct region {
	struct flow **chunks;
	size_t chunk_count, chunk_room;
	uint32_t *free; /* records given back */
	size_t free_count, free_room;
};

struct flow_table {
	struct bucket *buckets;  /* REGIONS runs of (bucket_mask + 1) */
	uint64_t bucket_mask;    /* inside a region */
	struct region regions[REGIONS];
	struct wheel_slot wheel[WHEEL];
	uint32_t now;            /* the second up to which flows were expired */
	uint64_t seed, count, evicted;
	flow_ended *ended;
	void *context;
	struct flow **expired;   /* scratch */
	size_t expired_room;
};

static const uint16_t timeouts[] = {
#define TIMEOUT_ROW(id, seconds, help) seconds,
	FLOW_TIMEOUTS(TIMEOUT_ROW)
};

struct flow_table *flows_new(uint64_t memory, uint64_t seed, flow_ended *ended, void *context)
{
	struct flow_table *t = xcalloc(1, sizeof(*t));
	uint64_t per_bucket = sizeof(struct bucket) + WAYS * sizeof(struct flow), mask = 15;
	while ((mask * 2 + 2) * REGIONS * per_bucket <= memory)
		mask = mask * 2 + 1;
	t->bucket_mask = mask;
	t->seed = seed;
	t->ended = ended;
	t->context = context;
	/* Zero pages that are only there once touched. */
	size_t size = (mask + 1) * REGIONS * sizeof(struct bucket);
	t->buckets = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (t->buckets == MAP_FAILED)
		abort();
	madvise(t->buckets, size, MADV_HUGEPAGE);
	return t;
}

void flows_free(struct flow_table *t)
{
	if (!t)
		return;
	for (int r = 0; r < REGIONS; r++) {
		for (size_t i = 0; i < t->regions[r].chunk_count; i++)
			free(t->regions[r].chunks[i]);
		free(t->regions[r].chunks);
		free(t->regions[r].free);
	}
	for (int i = 0; i < WHEEL; i++)
		free(t->wheel[i].list);
	munmap(t->buckets, (t->bucket_mask + 1) * REGIONS * sizeof(struct bucket));
	free(t->expired);
	free(t);
}

uint64_t flows_cap(const struct flow_table *t)
{
	return (t->bucket_mask + 1) * REGIONS * WAYS;
}

uint64_t flows_evicted(const struct flow_table *t)
{
	return t->evicted;
}

/* ICMP has no ports; a request and its reply are one flow, told by the request's type. */
static uint16_t icmp_request(uint8_t proto, uint16_t type)
{
	static const struct {
		uint8_t proto, reply, request;
	} rows[] = {
		{ IP_ICMP, 0, 8 },       { IP_ICMP, 14, 13 },     { IP_ICMP, 16, 15 },
		{ IP_ICMP, 18, 17 },     { IP_ICMP, 9, 10 },      { IP_ICMPV6, 129, 128 },
		{ IP_ICMPV6, 136, 135 }, { IP_ICMPV6, 134, 133 }, { IP_ICMPV6, 140, 139 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].proto == proto && rows[i].reply == type)
			return rows[i].request;
	return type;
}

void flow_key_of(const struct flow_table *t, const struct packet *p, struct flow_key *key)
{
	struct tuple *k = &key->tuple;
	int order = memcmp(p->tuple.src, p->tuple.dst, sizeof(k->src));
	bool ports = p->has_ports;
	if (order == 0 && ports)
		order = p->tuple.sport < p->tuple.dport ? -1 : p->tuple.sport > p->tuple.dport;
	*k = p->tuple;
	key->side = order > 0;
	if (order > 0) {
		memcpy(k->src, p->tuple.dst, sizeof(k->src));
		memcpy(k->dst, p->tuple.src, sizeof(k->dst));
		k->sport = p->tuple.dport;
		k->dport = p->tuple.sport;
	}
	if (!ports) {
		k->sport = icmp_request(k->proto, p->tuple.sport);
		k->dport = 0;
	}
	key->hash = hash_fast(k, sizeof(*k), t->seed);
}

static inline uint32_t region_of(uint64_t hash)
{
	return (uint32_t)(hash >> 56);
}

static inline struct bucket *bucket_of(const struct flow_table *t, uint64_t hash)
{
	return &t->buckets[region_of(hash) * (t->bucket_mask + 1) + (hash & t->bucket_mask)];
}

/* Bits of the hash that choose neither the region nor (in any table below 64 GiB) the bucket. */
static inline uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 24);
}

static inline struct flow *record_of(const struct region *r, uint32_t record)
{
	return &r->chunks[record / CHUNK][record % CHUNK];
}

void flows_prefetch(const struct flow_table *t, const struct flow_key *key)
{
	__builtin_prefetch(bucket_of(t, key->hash), 1);
}

void flows_prefetch_record(const struct flow_table *t, const struct flow_key *key)
{
	const struct bucket *b = bucket_of(t, key->hash);
	for (int w = 0; w < WAYS; w++)
		if (b->ways[w].record && b->ways[w].tag == tag_of(key->hash)) {
			const char *f =
			    (const char *)record_of(&t->regions[region_of(key->hash)], b->ways[w].record - 1);
			__builtin_prefetch(f, 1);
			__builtin_prefetch(f + 64, 1);
			__builtin_prefetch(f + 128, 1);
		}
}

/* --- the time-out wheel: a flow is looked at in a second not after its deadline. Entries are not
 * removed, they become stale; so adding one touches no other flow. */

static void wheel_add(struct flow_table *t, struct flow *f, uint32_t second)
{
	struct wheel_slot *slot = &t->wheel[second % WHEEL];
	slot->list = grow(slot->list, slot->count, &slot->room, sizeof(*slot->list));
	slot->list[slot->count++] = (struct entry) { f, f->number };
	f->due = second;
}

static bool entry_holds(const struct entry *e, uint32_t second)
{
	return e->flow->number == e->number && e->flow->due != EXPIRED &&
	    e->flow->due % WHEEL == second % WHEEL;
}

static uint32_t deadline_of(const struct flow *f)
{
	return f->touched + timeouts[f->state];
}

/* --- records */

static uint32_t record_take(struct region *r)
{
	if (r->free_count)
		return r->free[--r->free_count];
	size_t first = r->chunk_count * CHUNK;
	r->chunks = grow(r->chunks, r->chunk_count, &r->chunk_room, sizeof(struct flow *));
	r->chunks[r->chunk_count++] = xaligned(CHUNK * sizeof(struct flow));
	if (r->free_room < first + CHUNK)
		r->free = xrealloc(r->free, r->free_room = first + CHUNK, sizeof(*r->free));
	for (size_t i = CHUNK - 1; i > 0; i--)
		r->free[r->free_count++] = (uint32_t)(first + i);
	return (uint32_t)first;
}

static void flow_drop(struct flow_table *t, struct flow *f, enum flow_end why)
{
	struct hot *hot = &t->buckets[f->way / WAYS].ways[f->way % WAYS];
	struct region *r = &t->regions[f->way / WAYS / (t->bucket_mask + 1)];
	t->ended(t->context, f, why);
	f->number = 0;
	r->free[r->free_count++] = hot->record - 1;
	*hot = (struct hot) { 0 };
	t->count--;
}

static int by_key(const void *a, const void *b)
{
	const struct flow *x = *(struct flow *const *)a, *y = *(struct flow *const *)b;
	int order = memcmp(&x->key, &y->key, sizeof(x->key));
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void drop_sorted(struct flow_table *t, size_t n, bool at_end)
{
	if (n > 1)
		qsort(t->expired, n, sizeof(struct flow *), by_key);
	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n)
			__builtin_prefetch(&t->buckets[t->expired[i + 1]->way / WAYS], 1);
		bool closed = t->expired[i]->state == FLOW_TCP_CLOSED;
		flow_drop(t, t->expired[i],
		    closed ? FLOW_CLOSED : at_end ? FLOW_INPUT_END : FLOW_TIMED_OUT);
	}
}

/* Empties one slot: what has expired is gathered, what lives goes to the slot of its deadline. */
static size_t expire_slot(struct flow_table *t, uint32_t second, uint32_t now, size_t n)
{
	enum { AHEAD = 8 };
	struct wheel_slot slot = t->wheel[second % WHEEL];
	t->wheel[second % WHEEL] = (struct wheel_slot) { .list = NULL };
	for (size_t i = 0; i < slot.count; i++) {
		const struct entry *e = &slot.list[i];
		if (i + AHEAD < slot.count)
			__builtin_prefetch(slot.list[i + AHEAD].flow);
		if (!entry_holds(e, second))
			continue;
		if (deadline_of(e->flow) >= now) {
			wheel_add(t, e->flow, deadline_of(e->flow));
			continue;
		}
		t->expired = grow(t->expired, n, &t->expired_room, sizeof(struct flow *));
		t->expired[n++] = e->flow;
		e->flow->due = EXPIRED;
	}
	free(slot.list);
	return n;
}

void flows_expire(struct flow_table *t, uint32_t now)
{
	size_t n = 0;
	if (t->count == 0 || now <= t->now) {
		t->now = now > t->now ? now : t->now;
		return;
	}
	uint32_t from = now - t->now > WHEEL ? now - WHEEL : t->now;
	for (uint32_t second = from; second < now; second++)
		n = expire_slot(t, second, now, n);
	t->now = now;
	drop_sorted(t, n, false);
}

void flows_end(struct flow_table *t)
{
	size_t n = 0;
	for (uint32_t second = 0; second < WHEEL; second++)
		n = expire_slot(t, second, UINT32_MAX, n);
	drop_sorted(t, n, true);
}

/* --- taking packets */

/* A free way, or that of the flow which was silent longest (ties: the first). */
static unsigned choose_way(struct flow_table *t, struct bucket *b, struct region *r)
{
	unsigned way = 0;
	for (unsigned w = 0; w < WAYS; w++) {
		if (!b->ways[w].record)
			return w;
		if (b->ways[w].touched < b->ways[way].touched)
			way = w;
	}
	t->evicted++;
	flow_drop(t, record_of(r, b->ways[way].record - 1), FLOW_EVICTED);
	return way;
}

static uint8_t first_state(const struct packet *p)
{
	switch (p->tuple.proto) {
	case IP_TCP:
		return p->tcp_flags & TCP_SYN ? FLOW_TCP_OPENING : FLOW_TCP_OPEN;
	case IP_UDP:
		return FLOW_UDP;
	case IP_ICMP:
	case IP_ICMPV6:
		return FLOW_ICMP;
	default:
		return FLOW_OTHER;
	}
}

/* Who opened the flow: the sender of a SYN; else the side with the port that is no service's, and
 * where ports do not tell, who was seen first. */
static uint8_t initiator_of(const struct packet *p, uint8_t side)
{
	enum { SERVICES = 1024 };
	if (p->tuple.proto != IP_TCP)
		return side;
	if (p->tcp_flags & TCP_SYN)
		return p->tcp_flags & TCP_ACK ? !side : side;
	return p->tuple.sport < SERVICES && p->tuple.dport >= SERVICES ? !side : side;
}

static struct flow *flow_begin(struct flow_table *t, const struct packet *p,
    const struct flow_key *key, const struct origin *frame, uint32_t second)
{
	struct region *r = &t->regions[region_of(key->hash)];
	struct bucket *b = bucket_of(t, key->hash);
	unsigned way = choose_way(t, b, r);
	uint32_t record = record_take(r);
	struct flow *f = record_of(r, record);
	*f = (struct flow) { .key = key->tuple, .state = first_state(p),
		.initiator = initiator_of(p, key->side), .first = frame->time,
		.first_frame = frame->number, .input = frame->input,
		.number = frame->seq << 8 | (p->index & 0xff), .touched = second };
	f->way = (uint32_t)(b - t->buckets) * WAYS + way;
	b->ways[way] = (struct hot) { .tag = tag_of(key->hash), .record = record + 1,
		.touched = second };
	wheel_add(t, f, deadline_of(f));
	t->count++;
	return f;
}

static struct flow *flow_find(struct flow_table *t, const struct flow_key *key, uint32_t second)
{
	struct bucket *b = bucket_of(t, key->hash);
	for (int w = 0; w < WAYS; w++) {
		struct hot *hot = &b->ways[w];
		if (!hot->record || hot->tag != tag_of(key->hash))
			continue;
		struct flow *f = record_of(&t->regions[region_of(key->hash)], hot->record - 1);
		if (memcmp(&f->key, &key->tuple, sizeof(f->key)) == 0) {
			hot->touched = second;
			return f;
		}
	}
	return NULL;
}

/* A SYN that begins another connection on the same 5-tuple: its sequence number is not that of
 * the SYN seen before, or the flow was closed, or was seen without its beginning. */
static bool begins_another(const struct flow *f, const struct packet *p, uint8_t side)
{
	if (p->tuple.proto != IP_TCP || (p->tcp_flags & (TCP_SYN | TCP_ACK)) != TCP_SYN)
		return false;
	if (f->known & 4 << side)
		return f->first_seq[side] != p->tcp_seq;
	return f->state == FLOW_TCP_CLOSED || f->packets[side] > 0;
}

static bool tcp_moves(struct flow *f, const struct packet *p, uint8_t side)
{
	uint32_t size = p->payload_size + p->payload_cut;
	uint32_t next = p->tcp_seq + size + !!(p->tcp_flags & TCP_SYN);
	bool repeats = false;
	if (p->tcp_flags & TCP_SYN) {
		f->first_seq[side] = p->tcp_seq;
		f->known |= (uint8_t)(4 << side);
	}
	if (f->known & 1 << side)
		repeats = size > 0 && (int32_t)(next - f->next[side]) <= 0;
	if (!(f->known & 1 << side) || (int32_t)(next - f->next[side]) > 0)
		f->next[side] = next;
	f->known |= (uint8_t)(1 << side);
	f->flags[side] |= p->tcp_flags;
	if (p->tcp_flags & TCP_FIN)
		f->fin |= (uint8_t)(1 << side);
	if (p->tcp_flags & TCP_RST || f->fin == 3)
		f->state = FLOW_TCP_CLOSED;
	else if (f->state == FLOW_TCP_OPENING && f->packets[0] && f->packets[1] &&
	    !(p->tcp_flags & TCP_SYN))
		f->state = FLOW_TCP_OPEN;
	return repeats;
}

struct flow *flows_take(struct flow_table *t, const struct packet *p, const struct flow_key *key,
    const struct origin *frame, bool *fresh, bool *repeats)
{
	uint32_t second = t->now;
	struct flow *f = flow_find(t, key, second);
	if (f && unlikely(begins_another(f, p, key->side))) {
		flow_drop(t, f, FLOW_REPLACED);
		f = NULL;
	}
	*fresh = !f;
	*repeats = false;
	if (!f)
		f = flow_begin(t, p, key, frame, second);
	uint8_t side = key->side;
	f->packets[side]++;
	f->bytes[side] += p->payload_size + p->payload_cut;
	f->touched = second;
	f->last = frame->time;
	f->last_frame = frame->number;
	f->last_input = frame->input;
	uint8_t state = f->state;
	if (p->tuple.proto == IP_TCP)
		*repeats = tcp_moves(f, p, side);
	/* The wheel may hold a flow early, never late: a nearer deadline moves it. */
	if (unlikely(f->state != state) && deadline_of(f) < f->due)
		wheel_add(t, f, deadline_of(f));
	return f;
}
