/*
 * Fragments of IPv4 (RFC 791, 815) and IPv6 (RFC 8200 4.5) are joined. Of overlapping ones the
 * first byte wins (RFC 5722 is about what attackers do with others). A datagram that waits has its
 * bytes in one buffer and a bit for each eight of them.
 *
 * What waits is bounded in number and bytes; the oldest goes first. A table in the order of arrival
 * for each version makes that, and the time-outs, cheap.
 */
#include <config.h>

#include "decode/layers.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/time.h"

enum {
	DATAGRAM_MOST = 65535,
	UNIT = 8, /* fragments begin at multiples of it */
	UNITS = (DATAGRAM_MOST + UNIT - 1) / UNIT,
	SLOTS = 1 << 12,
	MEMORY_EACH = 4096,      /* so much memory, so many datagrams */
	PIECES_MOST = 2 * UNITS, /* of one datagram: those of a link seen twice */
	UNKNOWN = UINT32_MAX,
};

#define SECONDS(id, seconds, help) seconds,
static const int64_t timeouts[] = { FRAGMENT_TIMEOUTS(SECONDS) };
#undef SECONDS

struct datagram_key {
	uint8_t src[16], dst[16];
	uint32_t id;
	uint8_t proto, version, depth, tunnel;
};

_Static_assert(sizeof(struct datagram_key) == 40, "a key has no padding: it is hashed as it is");

/* Frames that were joined, of one input. */
struct share {
	uint32_t input;
	uint64_t frames;
};

struct datagram {
	struct origin began; /* the first of pieces; stands first: packets point to it */
	struct datagram_key key;
	struct datagram *chain;         /* of its slot */
	struct datagram *older, *newer; /* of its version */
	uint32_t total;                 /* UNKNOWN until the last fragment came */
	uint32_t end;                   /* behind the last byte seen */
	uint32_t sound; /* the first byte that the capture lacks, though its fragment came */
	uint32_t units; /* that came */
	uint8_t next;
	struct origin *pieces; /* the frames that came and wait */
	size_t piece_count, piece_room;
	uint8_t *bytes;
	size_t room;
	uint64_t have[(UNITS + 63) / 64];
};

_Static_assert(offsetof(struct datagram, began) == 0, "what packets point to is the datagram, too");

struct decoder {
	struct hash_key key;
	struct datagram *slots[SLOTS];
	struct datagram *oldest[2], *newest[2];    /* IPv4, IPv6 */
	struct datagram *done;                     /* by chain: until the batch is */
	struct datagram *given_up, *last_given_up; /* by chain: not yet told */
	struct share *shares;                      /* not yet told */
	size_t share_count, share_room;
	uint64_t waits; /* seq of the last frame that does */
	uint64_t count, cap, bytes, most, evicted;
};

struct decoder *decoder_new(uint64_t memory, const struct hash_key *key)
{
	struct decoder *d = xcalloc(1, sizeof(*d));
	d->key = *key;
	d->most = memory;
	d->cap = memory / MEMORY_EACH + 1;
	return d;
}

static void datagram_free(struct datagram *g)
{
	free(g->pieces);
	free(g->bytes);
	free(g);
}

static struct datagram **slot_of(struct decoder *d, const struct datagram_key *key)
{
	return &d->slots[hash_sip(&d->key, key, sizeof(*key)) % SLOTS];
}

static int queue_of(const struct datagram *g)
{
	return g->key.version == 6;
}

static uint64_t size_of(const struct datagram *g)
{
	return sizeof(*g) + g->room + g->piece_room * sizeof(*g->pieces);
}

/* Out of the table and its queue; the caller has it then. */
static void datagram_take(struct decoder *d, struct datagram *g)
{
	struct datagram **at = slot_of(d, &g->key);
	while (*at != g)
		at = &(*at)->chain;
	*at = g->chain;
	int q = queue_of(g);
	*(g->older ? &g->older->newer : &d->oldest[q]) = g->newer;
	*(g->newer ? &g->newer->older : &d->newest[q]) = g->older;
	d->count--;
	d->bytes -= size_of(g);
}

static void keep(struct decoder *d, struct datagram *g)
{
	g->chain = d->done;
	d->done = g;
}

/* Where its beginning is there, that can still be told. */
static void drop(struct decoder *d, struct datagram *g)
{
	datagram_take(d, g);
	if (!(g->have[0] & 1)) {
		free(g->bytes);
		g->bytes = NULL;
		keep(d, g);
		return;
	}
	g->chain = NULL;
	*(d->given_up ? &d->last_given_up->chain : &d->given_up) = g;
	d->last_given_up = g;
}

static void drop_late(struct decoder *d, int64_t now)
{
	for (int q = 0; q < 2; q++)
		while (
		    d->oldest[q] && now - d->oldest[q]->began.clock > timeouts[q] * NS_PER_SECOND)
			drop(d, d->oldest[q]);
}

/* Makes room, but not of keep. */
static void evict(struct decoder *d, const struct datagram *keep)
{
	while (d->count > d->cap || d->bytes > d->most) {
		struct datagram *a = d->oldest[0], *b = d->oldest[1];
		struct datagram *g = !a || (b && b->began.clock < a->began.clock) ? b : a;
		if (g == keep)
			g = g->newer ? g->newer : g == a ? b : a;
		if (!g || g == keep)
			return;
		d->evicted++;
		drop(d, g);
	}
}

static struct origin origin_of(const struct frame *f)
{
	return (struct origin) { f->seq, f->number, f->time, f->clock, f->input };
}

static struct datagram *datagram_of(
    struct decoder *d, const struct datagram_key *key, const struct frame *frame)
{
	struct datagram **slot = slot_of(d, key);
	for (struct datagram *g = *slot; g; g = g->chain)
		if (memcmp(&g->key, key, sizeof(*key)) == 0)
			return g;
	struct datagram *g = xcalloc(1, sizeof(*g));
	int q = key->version == 6;
	g->key = *key;
	g->began = origin_of(frame);
	g->total = g->sound = UNKNOWN;
	g->chain = *slot;
	*slot = g;
	g->older = d->newest[q];
	*(g->older ? &g->older->newer : &d->oldest[q]) = g;
	d->newest[q] = g;
	d->count++;
	d->bytes += size_of(g);
	return g;
}

static void add_share(struct decoder *d, uint32_t input)
{
	for (size_t i = 0; i < d->share_count; i++)
		if (d->shares[i].input == input) {
			d->shares[i].frames++;
			return;
		}
	d->shares = grow(d->shares, d->share_count, &d->share_room, sizeof(*d->shares));
	d->shares[d->share_count++] = (struct share) { input, 1 };
}

static void add_piece(struct decoder *d, struct datagram *g, const struct frame *frame)
{
	d->bytes -= size_of(g);
	g->pieces = grow(g->pieces, g->piece_count, &g->piece_room, sizeof(*g->pieces));
	g->pieces[g->piece_count++] = origin_of(frame);
	d->bytes += size_of(g);
}

static void make_room(struct decoder *d, struct datagram *g, size_t end)
{
	if (end <= g->room)
		return;
	size_t room = g->room ? g->room : 2048;
	while (room < end)
		room *= 2;
	d->bytes += room - g->room;
	g->bytes = xrealloc(g->bytes, room, 1);
	memset(g->bytes + g->room, 0, room - g->room);
	g->room = room;
}

/* What one fragment brings: new bytes, bytes that were there and are the same, or others. */
struct brought {
	bool fresh, again, other;
};

static struct brought put_units(
    struct datagram *g, uint32_t offset, const uint8_t *data, size_t size)
{
	struct brought b = { .fresh = false };
	for (size_t done = 0; done < size; done += UNIT) {
		size_t unit = (offset + done) / UNIT, n = size - done < UNIT ? size - done : UNIT;
		uint64_t bit = UINT64_C(1) << (unit & 63), *word = &g->have[unit / 64];
		uint8_t *to = g->bytes + offset + done;
		if (*word & bit) {
			b.again = true;
			b.other |= memcmp(to, data + done, n) != 0;
			continue;
		}
		b.fresh = true;
		*word |= bit;
		g->units++;
		memcpy(to, data + done, n);
	}
	return b;
}

/* The end is where the first fragment without more says; others may not reach beyond it. Returns
 * the bytes that count. */
static size_t use_end(struct walk *w, struct datagram *g, const struct fragment *f, size_t size)
{
	size_t end = f->offset + size;
	if (g->total != UNKNOWN && (end > g->total || (!f->more && end != g->total))) {
		walk_note(w, ANOMALY_FRAGMENT_END);
		return f->offset >= g->total ? 0 : end > g->total ? g->total - f->offset : size;
	}
	if (!f->more && end < g->end)
		walk_note(w, ANOMALY_FRAGMENT_END);
	else if (!f->more)
		g->total = (uint32_t)end;
	return size;
}

/* Bytes that the capture cut off stand there as zeros, behind what is sound. */
static void put(struct walk *w, struct datagram *g, const struct fragment *f)
{
	static const uint8_t zeros[UNIT];
	struct decoder *d = w->of->decoder;
	size_t size = use_end(w, g, f, w->left + w->cut), here = size < w->left ? size : w->left;
	make_room(d, g, (f->offset + size + UNIT - 1) / UNIT * UNIT);
	struct brought b = put_units(g, f->offset, w->at, here);
	if (here < size && f->offset + here < g->sound)
		g->sound = (uint32_t)(f->offset + here);
	for (size_t at = (here + UNIT - 1) / UNIT * UNIT; at < size; at += UNIT)
		put_units(
		    g, (uint32_t)(f->offset + at), zeros, size - at < UNIT ? size - at : UNIT);
	if (b.other || (b.again && b.fresh))
		walk_note(w, ANOMALY_FRAGMENT_OVERLAP);
	if (f->offset + size > g->end)
		g->end = (uint32_t)(f->offset + size);
	if (f->offset == 0)
		g->next = f->next;
}

static bool is_whole(const struct datagram *g)
{
	return g->total != UNKNOWN && g->units == (g->total + UNIT - 1) / UNIT;
}

/* Its bytes live on until the batch is done. */
static void join(struct walk *w, struct datagram *g, struct fragment *f)
{
	struct decoder *d = w->of->decoder;
	size_t left = g->sound < g->total ? g->sound : g->total;
	w->at = g->bytes;
	w->left = left;
	w->cut = g->total - left;
	w->out->began = &g->began;
	f->next = g->next;
	datagram_take(d, g);
	keep(d, g);
	for (size_t i = 0; g->key.depth == 0 && i < g->piece_count; i++)
		add_share(d, g->pieces[i].input);
}

static enum fate take(struct walk *w, struct fragment *f)
{
	struct decoder *d = w->of->decoder;
	const struct frame *frame = w->of->frame;
	const struct tuple *t = &w->out->tuple;
	struct datagram_key key = { .id = f->id,
		.proto = t->proto,
		.version = t->version,
		.depth = w->out->depth,
		.tunnel = w->out->tunnel };
	memcpy(key.src, t->src, sizeof(key.src));
	memcpy(key.dst, t->dst, sizeof(key.dst));
	drop_late(d, frame->clock);
	struct datagram *g = datagram_of(d, &key, frame);
	put(w, g, f);
	if (is_whole(g)) {
		w->of->given_up = d->given_up != NULL;
		join(w, g, f);
		return FATE_EXAMINED;
	}
	add_piece(d, g, frame);
	d->waits = frame->seq;
	if (g->piece_count < PIECES_MOST) {
		evict(d, g);
	} else {
		d->evicted++;
		drop(d, g);
	}
	w->of->given_up = d->given_up != NULL;
	return FATE_FRAGMENT;
}

enum fate fragment_take(struct walk *w, struct fragment *f)
{
	size_t size = w->left + w->cut;
	if (w->out->began)
		return walk_fail(w, ANOMALY_FRAGMENT_NESTED);
	bool good = size > 0 && (!f->more || size % UNIT == 0) && f->offset + size <= DATAGRAM_MOST;
	if (good && w->of->decoder)
		return take(w, f);
	if (!good)
		walk_note(w, ANOMALY_FRAGMENT_LENGTH);
	w->out->fragment = true;
	return f->offset == 0 ? FATE_EXAMINED : good ? FATE_FRAGMENT : FATE_UNDECODABLE;
}

/* Bytes from the beginning on without a gap. */
static size_t beginning_of(const struct datagram *g)
{
	size_t units = 0;
	while (units < UNITS && g->have[units / 64] >> (units & 63) & 1)
		units++;
	size_t size = units * UNIT;
	size = size < g->sound ? size : g->sound;
	return size < g->end ? size : g->end;
}

bool fragment_given_up(struct walk *w, uint8_t *next)
{
	enum { PLACE = 128 }; /* no other packet of the frame in which it began has such a one */
	struct decoder *d = w->of->decoder;
	struct datagram *g = d->given_up;
	if (!g)
		return false;
	d->given_up = g->chain;
	keep(d, g);
	w->at = g->bytes;
	w->left = beginning_of(g);
	w->cut = g->end - w->left;
	packet_begin(w->out, w->at, g->key.depth, g->key.tunnel);
	struct packet *out = w->out;
	out->tuple.version = g->key.version;
	out->tuple.proto = g->key.proto;
	memcpy(out->tuple.src, g->key.src, sizeof(g->key.src));
	memcpy(out->tuple.dst, g->key.dst, sizeof(g->key.dst));
	out->fragment = true;
	out->began = &g->began;
	out->index = (uint16_t)(PLACE + g->key.depth);
	*next = g->key.version == 6 ? g->next : g->key.proto;
	return true;
}

void decoder_end(struct decoder *d)
{
	for (int q = 0; q < 2; q++)
		while (d->oldest[q])
			drop(d, d->oldest[q]);
}

bool decoder_joined(struct decoder *d, uint32_t *input, uint64_t *frames)
{
	if (d->share_count == 0)
		return false;
	d->share_count--;
	*input = d->shares[d->share_count].input;
	*frames = d->shares[d->share_count].frames;
	return true;
}

uint64_t decoder_waits(const struct decoder *d)
{
	return d->waits;
}

const struct origin *decode_pieces(const struct packet *p, size_t *n)
{
	const struct datagram *g = (const struct datagram *)(const void *)p->began;
	*n = g ? g->piece_count : 0;
	return g ? g->pieces : NULL;
}

bool decoder_done(struct decoder *d, uint64_t *seq)
{
	struct datagram *g;
	while ((g = d->done) && g->piece_count == 0) {
		d->done = g->chain;
		datagram_free(g);
	}
	if (!g)
		return false;
	*seq = g->pieces[--g->piece_count].seq;
	return true;
}

void decoder_release(struct decoder *d)
{
	while (d->done) {
		struct datagram *g = d->done;
		d->done = g->chain;
		datagram_free(g);
	}
}

void decoder_free(struct decoder *d)
{
	if (!d)
		return;
	decoder_end(d);
	while (d->given_up) {
		struct datagram *g = d->given_up;
		d->given_up = g->chain;
		keep(d, g);
	}
	decoder_release(d);
	free(d->shares);
	free(d);
}

uint64_t decoder_cap(const struct decoder *d)
{
	return d->cap;
}

uint64_t decoder_evicted(const struct decoder *d)
{
	return d->evicted;
}
