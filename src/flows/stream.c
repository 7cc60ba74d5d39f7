/* One side of a TCP connection in order. */
#include <config.h>

#include "flows/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define FIRST (UINT64_C(1) << 32) /* room for what lies before the first byte known */

static uint64_t position_of(const struct stream *st, uint32_t seq)
{
	return st->top + (uint64_t)(int64_t)(int32_t)(seq - (uint32_t)st->top);
}

static uint64_t end_of(const struct stream_held *h)
{
	return h->at + h->n + h->cut;
}

static void remove_held(struct stream *st, size_t from, size_t n)
{
	memmove(
	    st->held + from, st->held + from + n, (st->held_count - from - n) * sizeof(*st->held));
	st->held_count -= n;
}

/* Parts, or their beginnings, that next has passed. */
static void drop_passed(struct stream *st)
{
	size_t n = 0;
	while (n < st->held_count && end_of(&st->held[n]) <= st->next) {
		st->held_bytes -= st->held[n].n;
		free(st->held[n++].data);
	}
	if (n > 0)
		remove_held(st, 0, n);
}

static void moved(struct stream *st)
{
	st->acknowledged = false;
	st->waited = 0;
	if (unlikely(st->held_count > 0))
		drop_passed(st);
}

/* A copy of [from, to) of the segment at at, put before held[i]. Where nothing more fits, it is as if it
 * had not been captured. */
static void hold(
    struct stream *st, size_t i, const struct stream_held *segment, uint64_t from, uint64_t to)
{
	if (from >= to || st->held_count == STREAM_HELD_PARTS)
		return;
	uint64_t captured = segment->at + segment->n;
	size_t n = from < captured ? (size_t)((to < captured ? to : captured) - from) : 0;
	if (n > STREAM_HELD_BYTES - st->held_bytes)
		return;
	struct stream_held part = { .at = from,
		.n = (uint32_t)n,
		.cut = (uint32_t)(to - from - n),
		.pushed = segment->pushed && to == end_of(segment),
		.data = xmalloc(n + 1),
		.frame = segment->frame };
	if (n > 0)
		memcpy(part.data, segment->data + (from - segment->at), n);
	st->held = grow(st->held, st->held_count, &st->held_room, sizeof(*st->held));
	memmove(st->held + i + 1, st->held + i, (st->held_count - i) * sizeof(*st->held));
	st->held[i] = part;
	st->held_count++;
	st->held_bytes += n;
}

/* The first part that reaches behind at. */
static size_t first_behind(const struct stream *st, uint64_t at)
{
	size_t low = 0, high = st->held_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (end_of(&st->held[middle]) > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Keeps of a segment, from there on, what no kept part covers. */
static void hold_new(struct stream *st, const struct stream_held *segment, uint64_t from)
{
	uint64_t to = end_of(segment);
	for (size_t i = first_behind(st, from); from < to; i++) {
		if (i == st->held_count || to <= st->held[i].at) {
			hold(st, i, segment, from, to);
			return;
		}
		size_t count = st->held_count;
		hold(st, i, segment, from, st->held[i].at);
		i += st->held_count - count;
		from = end_of(&st->held[i]);
	}
}

static bool differs(const struct stream_held *a, const struct stream_held *b)
{
	uint64_t from = a->at > b->at ? a->at : b->at;
	uint64_t to = a->at + a->n < b->at + b->n ? a->at + a->n : b->at + b->n;
	return from < to &&
	    memcmp(a->data + (from - a->at), b->data + (from - b->at), (size_t)(to - from)) != 0;
}

/* Who sends the same place twice with other bytes wants to be misread. */
static void compare(struct stream *st, const struct stream_held *segment)
{
	uint64_t end = segment->at + segment->n;
	size_t i = first_behind(st, segment->at);
	for (; i < st->held_count && st->held[i].at < end; i++)
		if (differs(&st->held[i], segment)) {
			st->overlaps++;
			return;
		}
}

/* A stream ends behind its last byte: a FIN before others is false. */
static void note_fin(struct stream *st, const struct packet *p, uint64_t end)
{
	if (st->finned && end > st->fin)
		st->finned = false;
	if (!(p->tcp_flags & TCP_FIN) || st->finned || end < st->top)
		return;
	if (st->held_count > 0 && end < end_of(&st->held[st->held_count - 1]))
		return;
	st->finned = true;
	st->fin = end;
}

static struct stream_held segment_of(
    struct stream *st, const struct packet *p, const struct origin *frame)
{
	struct stream_held s = {
		.at = position_of(st, p->tcp_seq + !!(p->tcp_flags & TCP_SYN)),
		.n = p->payload_size,
		.cut = p->payload_cut,
		.pushed = p->tcp_flags & TCP_PSH,
		.data = (uint8_t *)(uintptr_t)p->payload,
		.frame = *frame,
	};
	note_fin(st, p, end_of(&s));
	if (unlikely(st->held_count > 0))
		compare(st, &s);
	return s;
}

/* What lies between next and to is next. False where none of it was captured. */
static bool pass(
    struct stream *st, const struct stream_held *s, uint64_t to, struct stream_part *out)
{
	uint64_t captured = s->at + s->n < to ? s->at + s->n : to;
	if (captured > st->next) {
		out->data = s->data + (st->next - s->at);
		out->n = (size_t)(captured - st->next);
	}
	out->pushed = s->pushed && to == end_of(s);
	st->holes += to - st->next - out->n;
	st->next = to;
	if (to > st->top)
		st->top = to;
	moved(st);
	return out->n > 0;
}

/* --- exported */

void stream_begin(struct stream *st, uint32_t seq)
{
	if (st->top == 0)
		st->top = FIRST | seq;
	st->next = st->top = position_of(st, seq);
	st->known = true;
	drop_passed(st);
}

void stream_keep(struct stream *st, const struct packet *p, const struct origin *frame)
{
	if (st->top == 0)
		st->top = FIRST | p->tcp_seq;
	struct stream_held s = segment_of(st, p, frame);
	hold_new(st, &s, s.at);
}

void stream_begin_kept(struct stream *st)
{
	if (st->held_count > 0)
		st->top = st->held[0].at;
	st->next = st->top;
	st->known = true;
}

bool stream_take(
    struct stream *st, const struct packet *p, const struct origin *frame, struct stream_part *out)
{
	struct stream_held s = segment_of(st, p, frame);
	uint64_t end = end_of(&s), to = end;
	*out = (struct stream_part) { .n = 0 };
	if (end <= st->next) {
		st->top = end > st->top ? end : st->top;
		return false;
	}
	if (s.at > st->next) {
		hold_new(st, &s, s.at);
		return false;
	}
	if (unlikely(st->held_count > 0 && st->held[0].at < end)) { /* what came first stays */
		to = st->held[0].at;
		hold_new(st, &s, to);
	}
	return pass(st, &s, to, out);
}

/* The first kept part is next. */
static bool pass_held(struct stream *st, struct stream_part *out)
{
	struct stream_held h = st->held[0];
	remove_held(st, 0, 1);
	st->held_bytes -= h.n;
	if (!pass(st, &h, end_of(&h), out)) {
		free(h.data);
		return false;
	}
	if (out->data != h.data) /* what the caller frees begins where it was made */
		memmove(h.data, out->data, out->n);
	out->data = h.data;
	out->kept = true;
	out->frame = h.frame;
	return true;
}

bool stream_ready(struct stream *st, struct stream_part *out)
{
	*out = (struct stream_part) { .n = 0 };
	do {
		if (st->holes > 0) {
			out->missing = st->holes;
			st->holes = 0;
			return true;
		}
		if (st->held_count == 0 || st->held[0].at > st->next)
			return false;
	} while (!pass_held(st, out));
	return true;
}

bool stream_waits_in_vain(struct stream *st, bool acked, uint32_t ack)
{
	if (acked && (int64_t)(position_of(st, ack) - st->next) > 0)
		st->acknowledged = true;
	if (st->acknowledged)
		st->waited++;
	return st->waited > STREAM_PATIENCE || st->held_count == STREAM_HELD_PARTS ||
	    st->held_bytes > STREAM_HELD_BYTES / 2;
}

bool stream_give_up(struct stream *st)
{
	if (st->held_count == 0)
		return false;
	if (!st->known)
		stream_begin_kept(st);
	st->holes += st->held[0].at - st->next;
	st->next = st->held[0].at;
	st->acknowledged = false;
	st->waited = 0;
	return true;
}

void stream_skip(struct stream *st, uint64_t n)
{
	uint64_t missing = n < st->holes ? n : st->holes; /* they lie before next */
	st->holes -= missing;
	n -= missing;
	st->next = n > UINT64_MAX - st->next ? UINT64_MAX : st->next + n;
	moved(st);
}

void stream_free(struct stream *st)
{
	for (size_t i = 0; i < st->held_count; i++)
		free(st->held[i].data);
	free(st->held);
	*st = (struct stream) { .known = false };
}
