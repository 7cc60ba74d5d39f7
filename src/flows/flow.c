/* The flow table. */
#include <config.h>

#include <endian.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "flows/flow.h"
#include "flows/key.h"
#include "flows/tcp.h"
#include "flows/wheel.h"

enum {
	REGIONS = FLOW_REGIONS,
	WAYS = 4,
	RECORD_BITS = 29, /* memory for more flows is not asked for */
};

static const uint16_t timeouts[] = {
#define TIMEOUT_ROW(id, seconds, help) seconds,
	FLOW_TIMEOUTS(TIMEOUT_ROW)
};

/* The hot halves of flows, by way; two buckets fill a cache line. A way with tag zero is free, and one whose flow
 * timed out: that nobody comes back to empty it spares a look at memory that is far away. */
struct bucket {
	uint64_t tags;          /* sixteen bits a way, those of a flow odd */
	uint16_t touched[WAYS]; /* the last bits of the second of its last packet */
	uint32_t record[WAYS];  /* above the bits of the record: enum flow_state */
};

_Static_assert(sizeof(struct bucket) == 32, "two buckets fill one cache line");

#define NO_WAY UINT32_MAX /* of a flow that ended */

/* A flow to be told of; the first bytes of its key settle most comparisons, those of IPv4 what follows too. */
struct ending {
	uint64_t prefix, behind;
	struct flow *flow;
	bool is_ip4;
};

struct flow_table {
	struct bucket *buckets; /* REGIONS runs of (bucket_mask + 1) */
	uint64_t bucket_mask;   /* inside a region */
	unsigned bucket_bits;   /* of the mask */
	struct flow *records;   /* as many as there are ways; those past used were never touched */
	uint32_t used;
	uint32_t *free; /* records given back: the last one is the likeliest to be cached */
	size_t free_count, free_room;
	struct wheel wheel;
	size_t wheel_most; /* entries, before the stale ones are swept out */
	uint32_t now;      /* the second up to which flows were expired */
	uint64_t keys[HASH_KEYS];
	uint64_t count, evicted;
	flow_ended *ended;
	void *context;
	struct ending *endings; /* scratch */
	size_t ending_count, ending_room;
};

/* Zero pages that are only there once touched. */
static void *map_pages(size_t size)
{
	void *p = mmap(
	    NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		abort();
	madvise(p, size, MADV_HUGEPAGE);
	return p;
}

static size_t bucket_count(const struct flow_table *t)
{
	return (t->bucket_mask + 1) * REGIONS;
}

struct flow_table *flows_new(uint64_t memory, uint64_t seed, flow_ended *ended, void *context)
{
	struct flow_table *t = xcalloc(1, sizeof(*t));
	uint64_t per_bucket = sizeof(struct bucket) + WAYS * sizeof(struct flow), mask = 15;
	while ((mask * 2 + 2) * REGIONS * per_bucket <= memory &&
	    (mask * 2 + 2) * REGIONS * WAYS <= UINT64_C(1) << RECORD_BITS)
		mask = mask * 2 + 1;
	t->bucket_mask = mask;
	t->bucket_bits = (unsigned)__builtin_popcountll(mask);
	for (size_t i = 0; i < HASH_KEYS; i++)
		t->keys[i] = hash_mix(seed + i + 1) | 1;
	t->ended = ended;
	t->context = context;
	t->buckets = map_pages(bucket_count(t) * sizeof(struct bucket));
	t->records = map_pages(bucket_count(t) * WAYS * sizeof(struct flow));
	t->wheel_most = 2 * bucket_count(t) * WAYS;
	return t;
}

void flows_free(struct flow_table *t)
{
	if (!t)
		return;
	munmap(t->buckets, bucket_count(t) * sizeof(struct bucket));
	munmap(t->records, bucket_count(t) * WAYS * sizeof(struct flow));
	wheel_free(&t->wheel);
	free(t->free);
	free(t->endings);
	free(t);
}

uint64_t flows_cap(const struct flow_table *t)
{
	return bucket_count(t) * WAYS;
}

uint64_t flows_evicted(const struct flow_table *t)
{
	return t->evicted;
}

void tuple_turn(struct tuple *t)
{
	struct tuple was = *t;
	memcpy(t->src, was.dst, sizeof(t->src));
	memcpy(t->dst, was.src, sizeof(t->dst));
	t->sport = was.dport;
	t->dport = was.sport;
}

static inline uint32_t region_of(uint64_t hash)
{
	return (uint32_t)(hash >> 56);
}

static inline struct bucket *bucket_of(const struct flow_table *t, uint64_t hash)
{
	return &t->buckets[(uint64_t)region_of(hash) << t->bucket_bits | (hash & t->bucket_mask)];
}

/* Bits of the hash that choose neither the region nor (in any table below 64 GiB) the bucket. */
static inline uint16_t tag_of(uint64_t hash)
{
	return (uint16_t)(hash >> 40) | 1;
}

static inline uint16_t tag_at(const struct bucket *b, unsigned way)
{
	return (uint16_t)(b->tags >> 16 * way);
}

static inline void set_tag(struct bucket *b, unsigned way, uint16_t tag)
{
	b->tags ^= (uint64_t)(tag_at(b, way) ^ tag) << 16 * way;
}

static inline struct flow *record_at(
    const struct flow_table *t, const struct bucket *b, unsigned way)
{
	return &t->records[b->record[way] & ((1u << RECORD_BITS) - 1)];
}

static inline void set_record(
    const struct flow_table *t, struct bucket *b, unsigned way, const struct flow *f)
{
	b->record[way] = (uint32_t)f->state << RECORD_BITS | (uint32_t)(f - t->records);
}

static inline uint32_t way_number(const struct flow_table *t, const struct bucket *b, unsigned way)
{
	return (uint32_t)(b - t->buckets) * WAYS + way;
}

static inline bool is_free(const struct bucket *b, unsigned way, uint32_t second)
{
	uint16_t silent = (uint16_t)(second - b->touched[way]);
	return !tag_at(b, way) || silent > timeouts[b->record[way] >> RECORD_BITS];
}

/* The ways with that tag, each as the top one of its sixteen bits. */
static inline uint64_t ways_with(const struct bucket *b, uint16_t tag)
{
	const uint64_t ones = UINT64_C(0x0001000100010001), below_top = ones * 0x7fff;
	uint64_t other = b->tags ^ ones * tag;
	return ~(((other & below_top) + below_top) | other | below_top);
}

static inline unsigned first_way(uint64_t ways)
{
	return (unsigned)__builtin_ctzll(ways) / 16;
}

/* All in one: the answer is mostly yes. */
static inline bool is_flow(
    const struct flow *f, const struct packet *p, const struct flow_key *key, uint32_t way)
{
	const struct tuple *k = &f->key, *t = &p->tuple;
	const uint8_t *low = key->side ? t->dst : t->src, *high = key->side ? t->src : t->dst;
	uint64_t other = (load_le64(k->src) ^ load_le64(low)) |
	    (load_le64(k->src + 8) ^ load_le64(low + 8)) | (load_le64(k->dst) ^ load_le64(high)) |
	    (load_le64(k->dst + 8) ^ load_le64(high + 8));
	return (other | (f->way ^ way) | (ports_of(k->sport, k->dport) ^ key->ports) |
		   (k->proto ^ t->proto) | (k->version ^ t->version)) == 0;
}

/* Nobody can foretell which side is the lower one: no branch asks for it. */
static inline __attribute__((always_inline)) void make_key(const struct flow_table *t,
    const struct packet *p, struct words low, struct words high, struct flow_key *key)
{
	const struct tuple *from = &p->tuple;
	unsigned turned = is_turned(low, high, p);
	uint32_t ports = ports_of(from->sport, from->dport);
	if (unlikely(!p->has_ports))
		ports = icmp_request(from->proto, from->sport);
	else
		ports = ports << 16 * turned | ports >> (32 - 16 * turned) % 32;
	exchange(&low.first, &high.first, -(uint64_t)turned);
	exchange(&low.second, &high.second, -(uint64_t)turned);
	uint64_t hash = hash_of(
	    t->keys, low, high, (uint64_t)ports << 16 | (uint64_t)from->proto << 8 | from->version);
	key->ports = ports;
	key->side = (uint8_t)turned;
	key->region = (uint8_t)region_of(hash);
	key->tag = tag_of(hash);
	key->bucket = bucket_of(t, hash);
	__builtin_prefetch(key->bucket, 1);
}

void flow_key_of(const struct flow_table *t, const struct packet *p, struct flow_key *key)
{
	const struct tuple *from = &p->tuple;
	if (likely(from->version == 4))
		make_key(t, p, words_of_ip4(from->src), words_of_ip4(from->dst), key);
	else
		make_key(t, p, words_of(from->src), words_of(from->dst), key);
}

static inline void fetch_record(const struct flow *f)
{
	const char *lines = (const char *)f;
	__builtin_prefetch(lines, 1);
	__builtin_prefetch(lines + 64, 1);
	__builtin_prefetch(lines + 128, 1);
}

void flows_prefetch_record(const struct flow_table *t, const struct flow_key *key)
{
	const struct bucket *b = key->bucket;
	uint64_t ways = ways_with(b, key->tag);
	if (ways)
		fetch_record(record_at(t, b, first_way(ways)));
}

/* A line at a time, in place: one memset() of it all is slower to begin. */
static inline void clear_record(struct flow *f)
{
	char *lines = (char *)f;
	memset(lines, 0, 64);
	memset(lines + 64, 0, 64);
	memset(lines + 128, 0, 64);
}

static uint32_t deadline_of(const struct flow *f)
{
	return f->touched + timeouts[f->state];
}

/* --- records */

static struct flow *record_take(struct flow_table *t)
{
	enum { AHEAD = 8 };
	if (t->free_count == 0)
		return &t->records[t->used++];
	if (t->free_count > AHEAD)
		fetch_record(&t->records[t->free[t->free_count - 1 - AHEAD]]);
	return &t->records[t->free[--t->free_count]];
}

static inline void make_due(struct flow_table *t, struct flow *f, uint32_t second)
{
	/* Flows that were evicted leave entries: with many of them the wheel would outgrow the table. */
	if (unlikely(t->wheel.count > t->wheel_most))
		wheel_sweep(&t->wheel, t->records);
	wheel_add(&t->wheel, f, (uint32_t)(f - t->records), second);
}

/* Its way is left as it is. */
static inline void forget(struct flow_table *t, struct flow *f)
{
	if (unlikely(t->free_count == t->free_room))
		t->free = grow(t->free, t->free_count, &t->free_room, sizeof(*t->free));
	t->free[t->free_count++] = (uint32_t)(f - t->records);
	t->count--;
	f->number = 0;
	f->way = NO_WAY;
	f->due = WHEEL_OFF;
}

static void end_flow(struct flow_table *t, struct flow *f, enum flow_end why)
{
	t->ended(t->context, f, why);
	set_tag(&t->buckets[f->way / WAYS], f->way % WAYS, 0);
	forget(t, f);
}

static int by_key(const void *a, const void *b)
{
	const struct ending *x = a, *y = b;
	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	if (x->is_ip4 && y->is_ip4 && x->behind != y->behind)
		return x->behind < y->behind ? -1 : 1;
	int order = memcmp(&x->flow->key, &y->flow->key, sizeof(x->flow->key));
	return order ? order
		     : (x->flow->number > y->flow->number) - (x->flow->number < y->flow->number);
}

static void end_sorted(struct flow_table *t, bool at_end)
{
	enum { AHEAD = 4 };
	size_t n = t->ending_count;
	if (n > 1)
		qsort(t->endings, n, sizeof(*t->endings), by_key);
	for (size_t i = 0; i < n; i++) {
		struct flow *f = t->endings[i].flow;
		if (i + AHEAD < n)
			fetch_record(t->endings[i + AHEAD].flow);
		bool closed = f->state == FLOW_TCP_CLOSED;
		t->ended(t->context, f,
		    closed       ? FLOW_CLOSED
			: at_end ? FLOW_INPUT_END
				 : FLOW_TIMED_OUT);
		forget(t, f);
	}
	t->ending_count = 0;
}

static void gather(struct flow_table *t, struct flow *f)
{
	t->endings = grow(t->endings, t->ending_count, &t->ending_room, sizeof(*t->endings));
	/* Between the parts of behind an IPv4 key has zeros. */
	const uint8_t *ports = (const uint8_t *)&f->key.sport;
	t->endings[t->ending_count++] = (struct ending) { .prefix = load_be64(f->key.src),
		.behind = (uint64_t)load_be32(f->key.dst) << 32 | load_be32(ports),
		.flow = f,
		.is_ip4 = f->key.version == 4 };
	f->due = WHEEL_OFF;
}

/* Empties one slot: what has expired ends, at once where nobody watches; what lives goes to the
 * slot of its deadline. */
static void expire_slot(struct flow_table *t, uint32_t second, uint32_t now)
{
	enum { AHEAD = 16 };
	struct wheel_slot slot = wheel_take(&t->wheel, second);
	for (size_t i = 0; i < slot.count; i++) {
		if (i + AHEAD < slot.count)
			__builtin_prefetch(&t->records[slot.list[i + AHEAD].record], 1);
		struct flow *f = &t->records[slot.list[i].record];
		if (!wheel_holds(&slot.list[i], f, second))
			continue;
		if (deadline_of(f) >= now)
			make_due(t, f, deadline_of(f));
		else if (f->watch)
			gather(t, f);
		else
			forget(t, f);
	}
	free(slot.list);
}

/* Ways of flows that timed out, before the last bits of a second no longer tell that it was long ago. */
static ATTR_COLD void empty_ways(struct flow_table *t)
{
	for (size_t i = 0; i < bucket_count(t); i++)
		for (unsigned way = 0; way < WAYS && t->buckets[i].tags; way++) {
			struct bucket *b = &t->buckets[i];
			if (record_at(t, b, way)->way != way_number(t, b, way))
				set_tag(b, way, 0);
		}
}

void flows_expire(struct flow_table *t, uint32_t now)
{
	enum { EMPTY_EVERY = 1 << 15 };
	uint32_t before = t->now;
	if (now <= before)
		return;
	uint32_t from = now - before > WHEEL ? now - WHEEL : before;
	for (uint32_t second = from; second < now && t->count > 0; second++)
		expire_slot(t, second, now);
	t->now = now;
	end_sorted(t, false);
	if (unlikely(now / EMPTY_EVERY != before / EMPTY_EVERY))
		empty_ways(t);
}

void flows_end(struct flow_table *t)
{
	for (uint32_t second = 0; second < WHEEL; second++)
		expire_slot(t, second, UINT32_MAX);
	end_sorted(t, true);
}

/* --- taking packets */

/* A free way, or that of the flow which was silent longest (ties: the first). Nobody stays silent for so
 * long that the last bits of its second do not tell when that was. */
static unsigned choose_way(struct flow_table *t, const struct bucket *b, uint32_t second)
{
	unsigned way = 0;
	uint16_t longest = 0;
	for (unsigned w = 0; w < WAYS; w++) {
		if (is_free(b, w, second))
			return w;
		uint16_t silent = (uint16_t)(second - b->touched[w]);
		if (silent > longest) {
			way = w;
			longest = silent;
		}
	}
	t->evicted++;
	end_flow(t, record_at(t, b, way), FLOW_EVICTED);
	return way;
}

static uint8_t first_state(const struct packet *p)
{
	switch (p->tuple.proto) {
	case IP_TCP:
		return p->tcp_flags & TCP_SYN ? FLOW_TCP_OPENING : FLOW_TCP_OPEN;
	case IP_UDP:
	case IP_UDPLITE:
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

static inline void begin_key(struct tuple *k, const struct tuple *from, const struct flow_key *key)
{
	memcpy(k->src, key->side ? from->dst : from->src, sizeof(k->src));
	memcpy(k->dst, key->side ? from->src : from->dst, sizeof(k->dst));
	k->sport = (uint16_t)key->ports;
	k->dport = (uint16_t)(key->ports >> 16);
	k->proto = from->proto;
	k->version = from->version;
}

static struct flow *flow_begin(struct flow_table *t, const struct packet *p,
    const struct flow_key *key, const struct origin *frame, uint32_t second)
{
	struct bucket *b = key->bucket;
	unsigned way = choose_way(t, b, second);
	struct flow *f = record_take(t);
	clear_record(f);
	begin_key(&f->key, &p->tuple, key);
	f->state = first_state(p);
	f->initiator = initiator_of(p, key->side);
	f->first = frame->time;
	f->first_frame = frame->number;
	f->input = frame->input;
	f->number = frame->seq << 8 | (p->index & 0xff);
	f->touched = second;
	f->region = key->region;
	f->way = way_number(t, b, way);
	set_tag(b, way, key->tag);
	set_record(t, b, way, f);
	b->touched[way] = (uint16_t)second;
	make_due(t, f, deadline_of(f));
	t->count++;
	return f;
}

static inline struct flow *flow_find(
    struct flow_table *t, const struct packet *p, const struct flow_key *key, uint32_t second)
{
	struct bucket *b = key->bucket;
	for (uint64_t ways = ways_with(b, key->tag); ways; ways &= ways - 1) {
		unsigned way = first_way(ways);
		struct flow *f = record_at(t, b, way);
		if (likely(is_flow(f, p, key, way_number(t, b, way)))) {
			b->touched[way] = (uint16_t)second;
			return f;
		}
	}
	return NULL;
}

static inline bool is_heavy(const struct flow *f, uint8_t side)
{
	return (f->bytes[side] >= FLOW_LARGE && side == f->initiator) ||
	    (f->last > f->first &&
		(uint64_t)f->last - (uint64_t)f->first >= FLOW_LONG * (uint64_t)NS_PER_SECOND);
}

/* The wheel may hold a flow early, never late: a nearer deadline moves it. */
static void change_state(struct flow_table *t, struct flow *f)
{
	set_record(t, &t->buckets[f->way / WAYS], f->way % WAYS, f);
	if (deadline_of(f) < f->due)
		make_due(t, f, deadline_of(f));
}

struct flow *flows_take(struct flow_table *t, const struct packet *p, const struct flow_key *key,
    const struct origin *frame, bool *fresh)
{
	uint32_t second = t->now;
	struct flow *f = flow_find(t, p, key, second);
	if (f && unlikely(p->tcp_flags & TCP_SYN) && tcp_begins_another(f, p, key->side)) {
		end_flow(t, f, FLOW_REPLACED);
		f = NULL;
	}
	*fresh = !f;
	if (!f)
		f = flow_begin(t, p, key, frame, second);
	uint8_t side = key->side;
	f->packets[side]++;
	f->bytes[side] += p->payload_size + p->payload_cut;
	f->touched = second;
	f->last = frame->time;
	f->last_frame = frame->number;
	f->last_input = frame->input;
	if (unlikely(is_heavy(f, side)))
		f->watch |= FLOW_HEAVY;
	uint8_t state = f->state;
	if (p->tuple.proto == IP_TCP)
		tcp_moves(f, p, side);
	if (unlikely(f->state != state))
		change_state(t, f);
	return f;
}
