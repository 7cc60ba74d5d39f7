/* The windows of scans. detection.md 4.1-4.3, with a window that slides. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/attributes.h"
#include "detect/peers.h"
#include "detect/recent.h"
#include "detect/scans.h"

enum {
	KEYS = 50000, /* that were seen again */
	ITEMS_OF_KEY = 1024,
	ITEMS = 1 << 18, /* of all keys together */
	PORT_TEXT = 6,
	SEEN = 6, /* words, as many as have room beside a pointer */
};

struct item {
	struct sighting first;
	int64_t last; /* when it was seen */
};

/* The items of one key: nearly always a single one, which needs no list. */
struct scan {
	union {
		struct item only; /* where room is 0 */
		struct {
			struct item *list;
			uint64_t seen[SEEN]; /* bits of the items in it, by hash */
		};
	};
	uint16_t count, room;
	bool was_told;
	int64_t last, told; /* told: when it was last reported */
	int64_t full_until; /* before that, none of its items leaves the window */
	uint64_t key;
	struct scans *of;
};

struct scans {
	struct scans_shape shape;
	struct firsts *firsts;
	struct recent *table;
	struct hash_key key;
	struct peers_seed seed;
	size_t held; /* items in lists */
};

static void drop(void *value)
{
	struct scan *s = value;
	firsts_elsewhere(s->of->firsts, s->key, false);
	if (s->room == 0)
		return;
	s->of->held -= s->room;
	free(s->list);
}

struct scans *scans_new(const struct scans_shape *shape, const struct hash_key *key)
{
	const struct recent_shape of_table = { sizeof(uint64_t), sizeof(struct scan), KEYS, drop };
	struct scans *all = xcalloc(1, sizeof(*all));
	all->shape = *shape;
	all->key = *key;
	all->seed = peers_seed(key);
	all->firsts = firsts_new(shape->window + shape->slack);
	all->table = recent_new(&of_table, key);
	return all;
}

void scans_free(struct scans *all)
{
	recent_free(all->table);
	firsts_free(all->firsts);
	free(all);
}

uint64_t scans_pair(const struct scans *all, const struct address *src, const struct address *dst)
{
	return peers_hash(&all->seed, src, dst, 0);
}

uint64_t scans_port(
    const struct scans *all, const struct address *src, uint8_t proto, uint16_t port)
{
	return peers_hash_one(&all->seed, src, (uint32_t)proto << 16 | port);
}

uint64_t scans_hash(const struct scans *all, struct text t)
{
	return hash_sip(&all->key, t.s, t.n);
}

struct text scans_port_text(struct arena *arena, uint16_t port)
{
	char *text = arena_take(arena, PORT_TEXT);
	return (struct text) { text, (size_t)snprintf(text, PORT_TEXT, "%u", (unsigned)port) };
}

static struct item *items_of(struct scan *s)
{
	return s->room ? s->list : &s->only;
}

static unsigned bit_of(const struct sighting *one)
{
	return (unsigned)(hash_mix(one->item[0] ^ one->item[1] << 1) % (SEEN * 64));
}

static void note_seen(struct scan *s, const struct sighting *one)
{
	unsigned bit = bit_of(one);
	s->seen[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* No: it is none of the list, which need not be looked at. */
static bool may_hold(const struct scan *s, const struct sighting *one)
{
	unsigned bit = bit_of(one);
	return s->room == 0 || s->seen[bit / 64] >> bit % 64 & 1;
}

/* Room for one more, where there is one item at least. */
static void make_room(struct scan *s)
{
	size_t before = s->room, room = before;
	struct item only = s->only;
	s->list = grow(before ? s->list : NULL, s->count, &room, sizeof(*s->list));
	s->room = (uint16_t)room;
	s->of->held += room - before;
	if (before > 0)
		return;
	s->list[0] = only;
	memset(s->seen, 0, sizeof(s->seen));
	note_seen(s, &only.first);
}

/* Leaves what later calls may need. Returns how many items were seen within the window that ends now, or within
 * the one that begins now where that has more. */
static size_t slide(struct scan *s, int64_t now, const struct scans_shape *shape)
{
	struct item *items = items_of(s);
	uint16_t n = 0;
	size_t before = 0, after = 0;
	int64_t oldest = now;
	for (size_t i = 0; i < s->count; i++) {
		const struct item *p = &items[i];
		int64_t age = now - p->last;
		if (age >= shape->window + shape->slack)
			continue;
		before += age >= 0 && age < shape->window;
		after += age <= 0 && -age < shape->window;
		if (p->last < oldest)
			oldest = p->last;
		items[n++] = *p;
	}
	if (s->room && n < s->count) {
		memset(s->seen, 0, sizeof(s->seen));
		for (size_t i = 0; i < n; i++)
			note_seen(s, &items[i].first);
	}
	s->count = n;
	s->full_until = oldest + shape->window + shape->slack;
	return before > after ? before : after;
}

static void add_item(struct scan *s, const struct sighting *one, const struct scans_shape *shape)
{
	/* A flood: no further items are taken, so that it costs nothing. */
	if (s->count == ITEMS_OF_KEY && one->clock < s->full_until)
		return;
	size_t n = may_hold(s, one) ? s->count : 0;
	for (size_t i = 0; i < n; i++) {
		struct item *p = &items_of(s)[i];
		if (p->first.item[0] != one->item[0] || p->first.item[1] != one->item[1])
			continue;
		p->last = one->clock;
		if (one->clock - p->first.clock >= shape->window)
			p->first = *one;
		return;
	}
	if (s->count == ITEMS_OF_KEY)
		slide(s, one->clock, shape);
	if (s->count == ITEMS_OF_KEY)
		return;
	if (s->count > 0 && s->count >= s->room)
		make_room(s);
	items_of(s)[s->count++] = (struct item) { *one, one->clock };
	if (s->room)
		note_seen(s, one);
}

/* The earliest of those that were first seen within the window: the newest mostly is. */
static const struct sighting *first_item(struct scan *s, int64_t now, int64_t window)
{
	const struct item *items = items_of(s);
	const struct sighting *first = NULL;
	for (size_t i = 0; i < s->count; i++) {
		const struct sighting *one = &items[i].first;
		if (now - one->clock < window && one->clock - now < window &&
		    (!first || one->clock < first->clock))
			first = one;
	}
	return first;
}

/* Forgets what left the window, and of the rest what is too much. */
static void make_room_for_keys(struct scans *all, int64_t now)
{
	const struct scan *oldest;
	int64_t kept = all->shape.window + all->shape.slack;
	while ((oldest = recent_oldest(all->table)) && now - oldest->last >= kept)
		recent_expire_oldest(all->table);
	while (all->held > ITEMS)
		recent_evict_oldest(all->table);
}

/* The record of a key that was seen before. */
static struct scan *record_of(struct scans *all, const struct sighting *before, int64_t now)
{
	bool fresh;
	make_room_for_keys(all, now);
	struct scan *s = recent_take(all->table, &before->key, &fresh);
	s->of = all;
	s->key = before->key;
	s->last = before->clock;
	if (fresh)
		firsts_elsewhere(all->firsts, before->key, true);
	add_item(s, before, &all->shape);
	return s;
}

/* The record of a key that is seen again, or NULL where it is seen for the first time. */
static struct scan *again(struct scans *all, const struct sighting *one)
{
	struct sighting before;
	struct scan *s = recent_find(all->table, &one->key);
	if (s)
		return s;
	if (firsts_take(all->firsts, one->key, one->clock, &before))
		return record_of(all, &before, one->clock);
	if (firsts_add(all->firsts, one, &before))
		record_of(all, &before, one->clock);
	return NULL;
}

void scans_ahead(struct scans *all, uint64_t key)
{
	firsts_ahead(all->firsts, key);
}

void scans_ahead_again(struct scans *all, uint64_t key)
{
	recent_ahead(all->table, &key);
	firsts_ahead(all->firsts, key);
}

/* Of a key that may have been seen before. */
__attribute__((noinline)) static size_t take_again(
    struct scans *all, const struct sighting *one, struct sighting *first)
{
	const int64_t now = one->clock, window = all->shape.window;
	struct scan *s = again(all, one);
	if (!s)
		return 0;
	s->last = now;
	add_item(s, one, &all->shape);
	if (s->count <= all->shape.threshold || (s->was_told && now - s->told < window))
		return 0;
	size_t measured = slide(s, now, &all->shape);
	if (measured <= all->shape.threshold)
		return 0;
	const struct sighting *earliest = first_item(s, now, window);
	*first = earliest ? *earliest : *one;
	s->was_told = true;
	s->told = now;
	return measured;
}

size_t scans_take(struct scans *all, const struct sighting *one, struct sighting *first)
{
	return likely(firsts_add_new(all->firsts, one)) ? 0 : take_again(all, one, first);
}

struct event scans_event(const struct scans *all, const struct observation *o, size_t measured,
    const struct sighting *first)
{
	struct event e = judge_event(o);
	e.sport = first->sport;
	e.dport = first->dport;
	if (first->input == o->input)
		e.first_frame = first->frame;
	e.threshold = all->shape.threshold;
	e.measured = measured;
	return e;
}

struct judge_table scans_table(const struct scans *all, const char *name)
{
	return (struct judge_table) { name, FIRSTS + KEYS,
		firsts_evicted(all->firsts) + recent_evicted(all->table) };
}
