/* Port scan: more than ten ports of one host, probed by one other within 30 seconds of packet
 * time. detection.md 2.3 S3, 4.1, 4.3, with a window that slides. */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "detect/judge_private.h"
#include "detect/recent.h"

enum {
	TCP = 6,
	SYN = 0x02,
	ACK = 0x10,
	THRESHOLD = 10,
	PROBES_OF_KEY = 1024,
	KEYS = 50000,
	PROBES = 1 << 20, /* of all keys together */
};

static const int64_t window = 30 * NS_PER_SECOND;

struct key {
	struct address src, dst;
};

/* One port that was probed. */
struct probe {
	int64_t first, last; /* on the packet clock */
	uint64_t frame;      /* of the first probe */
	uint32_t input;
	uint16_t port, sport;
};

/* The probes of one host by another: nearly always a single one, which needs no list. */
struct scan {
	union {
		struct probe only; /* where room is 0 */
		struct probe *list;
	};
	size_t count, room;
	int64_t last, told; /* told: when it was last reported */
	int64_t full_until; /* before that, none of its probes leaves the window */
	bool was_told;
	size_t *held; /* by all scans */
};

struct scans {
	struct recent *table;
	size_t held;
};

static void drop(void *value)
{
	struct scan *s = value;
	if (s->room == 0)
		return;
	*s->held -= s->room;
	free(s->list);
}

static void *init(const struct judge_options *options)
{
	static const struct recent_shape shape = { sizeof(struct key), sizeof(struct scan), KEYS,
		drop };
	struct scans *all = xcalloc(1, sizeof(*all));
	all->table = recent_new(&shape, &options->key);
	return all;
}

static void release(void *state)
{
	struct scans *all = state;
	recent_free(all->table);
	free(all);
}

/* Half-open connections of any kind, and the NULL, FIN and XMAS probes. */
static bool is_probe(const struct observation *o)
{
	if (o->proto != TCP || address_is_loopback(&o->dst))
		return false;
	uint8_t flags = o->tcp_flags;
	return (flags & (SYN | ACK)) == SYN || flags == 0x00 || flags == 0x01 || flags == 0x29;
}

static struct scan *scan_of(struct scans *all, const struct observation *o)
{
	const struct key key = { o->src, o->dst };
	const struct scan *oldest;
	while ((oldest = recent_oldest(all->table)) && o->clock - oldest->last >= window)
		recent_expire_oldest(all->table);
	while (all->held > PROBES)
		recent_evict_oldest(all->table);
	bool fresh;
	struct scan *s = recent_take(all->table, &key, &fresh);
	s->held = &all->held;
	s->last = o->clock;
	return s;
}

static struct probe *probes_of(struct scan *s)
{
	return s->room ? s->list : &s->only;
}

/* Room for one more, where there is one probe at least. */
static void make_room(struct scan *s)
{
	size_t before = s->room;
	struct probe only = s->only;
	s->list = grow(before ? s->list : NULL, s->count, &s->room, sizeof(*s->list));
	*s->held += s->room - before;
	if (before == 0)
		s->list[0] = only;
}

/* Leaves the ports that were probed within the window. */
static void slide(struct scan *s, int64_t now)
{
	struct probe *probes = probes_of(s);
	size_t n = 0;
	int64_t oldest = now;
	for (size_t i = 0; i < s->count; i++) {
		const struct probe *p = &probes[i];
		if (now - p->last >= window)
			continue;
		if (p->last < oldest)
			oldest = p->last;
		probes[n++] = *p;
	}
	s->count = n;
	s->full_until = oldest + window;
}

static void add_probe(struct scan *s, const struct observation *o)
{
	const struct probe probe = { o->clock, o->clock, o->frame, o->input, o->dport, o->sport };
	/* A flood: no further ports are taken, so that it costs nothing. */
	if (s->count == PROBES_OF_KEY && o->clock < s->full_until)
		return;
	for (size_t i = 0; i < s->count; i++) {
		struct probe *p = &probes_of(s)[i];
		if (p->port != probe.port)
			continue;
		p->last = o->clock;
		if (o->clock - p->first >= window)
			*p = probe;
		return;
	}
	if (s->count == PROBES_OF_KEY)
		slide(s, o->clock);
	if (s->count == PROBES_OF_KEY)
		return;
	if (s->count > 0)
		make_room(s);
	probes_of(s)[s->count++] = probe;
}

/* The earliest of those whose first probe is within the window: the newest always is. */
static const struct probe *first_probe(struct scan *s, int64_t now)
{
	const struct probe *probes = probes_of(s), *first = NULL;
	for (size_t i = 0; i < s->count; i++)
		if (now - probes[i].first < window && (!first || probes[i].first < first->first))
			first = &probes[i];
	return first;
}

static void tell(struct judge *j, struct scan *s, const struct observation *o)
{
	const struct probe *first = first_probe(s, o->clock);
	struct event e = judge_event(o);
	if (first) {
		e.sport = first->sport;
		e.dport = first->port;
	}
	if (first && first->input == o->input)
		e.first_frame = first->frame;
	e.threshold = THRESHOLD;
	e.measured = s->count;
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
	struct scans *all = state;
	(void)hits;
	(void)n;
	if (!is_probe(o))
		return;
	struct scan *s = scan_of(all, o);
	add_probe(s, o);
	if (s->count <= THRESHOLD || (s->was_told && o->clock - s->told < window))
		return;
	slide(s, o->clock);
	if (s->count <= THRESHOLD)
		return;
	tell(j, s, o);
	s->was_told = true;
	s->told = o->clock;
}

static struct judge_table table(const void *state)
{
	const struct scans *all = state;
	return (struct judge_table) { "port_scanning", KEYS, recent_evicted(all->table) };
}

const struct heuristic heuristic_port_scan = {
	.name = "port_scanning",
	.kinds = 1u << OBSERVED_FLOW,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
