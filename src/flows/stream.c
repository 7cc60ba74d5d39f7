/* One side of a TCP connection in order. */
#include <config.h>

#include "flows/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define FIRST (UINT64_C(1) << 32) /* room for what lies before the first byte known */

void stream_begin(struct stream *st, uint32_t seq)
{
	st->known = true;
	st->next = st->top = FIRST | seq;
}

static uint64_t position_of(const struct stream *st, uint32_t seq)
{
	return st->top + (uint64_t)(int64_t)(int32_t)(seq - (uint32_t)st->top);
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
	while (n < st->held_count && st->held[n].at + st->held[n].n + st->held[n].cut <= st->next) {
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

/* Keeps of a segment what no kept part covers. */
static void hold_new(struct stream *st, const struct stream_held *segment)
{
	uint64_t from = segment->at, to = from + segment->n + segment->cut;
	size_t i = st->held_count;
	while (i > 0 && st->held[i - 1].at + st->held[i - 1].n + st->held[i - 1].cut > from)
		i--;
	for (; from < to; i++) {
		if (i == st->held_count || to <= st->held[i].at) {
			hold(st, i, segment, from, to);
			return;
		}
		size_t count = st->held_count;
		hold(st, i, segment, from, st->held[i].at);
		i += st->held_count - count;
		from = st->held[i].at + st->held[i].n + st->held[i].cut;
	}
}

/* n bytes from next on, and cut bytes behind them that were not captured. */
static void advance(struct stream *st, uint32_t n, uint32_t cut)
{
	st->next += (uint64_t)n + cut;
	st->holes += cut;
	moved(st);
}

bool stream_take(
    struct stream *st, const struct packet *p, const struct origin *frame, struct stream_part *out)
{
	uint64_t at = position_of(st, p->tcp_seq + !!(p->tcp_flags & TCP_SYN));
	uint64_t end = at + p->payload_size + p->payload_cut;
	if (end > st->top)
		st->top = end;
	if (p->tcp_flags & TCP_FIN && !st->finned) {
		st->finned = true;
		st->fin = end;
	}
	if (end <= st->next)
		return false;
	if (at > st->next) {
		hold_new(st,
		    &(struct stream_held) { .at = at,
			.n = p->payload_size,
			.cut = p->payload_cut,
			.data = (uint8_t *)(uintptr_t)p->payload,
			.frame = *frame });
		return false;
	}
	uint64_t old = st->next - at;
	if (old >= p->payload_size) {
		advance(st, 0, (uint32_t)(end - st->next));
		return false;
	}
	*out =
	    (struct stream_part) { .data = p->payload + old, .n = p->payload_size - (size_t)old };
	uint64_t before = st->next;
	if (st->held_count > 0 && st->held[0].at < end) { /* what was there first stays */
		uint64_t first = st->held[0].at;
		if (first - before < out->n) {
			hold_new(st,
			    &(struct stream_held) { .at = at,
				.n = p->payload_size,
				.cut = p->payload_cut,
				.data = (uint8_t *)(uintptr_t)p->payload,
				.frame = *frame });
			out->n = (size_t)(first - before);
			advance(st, (uint32_t)out->n, 0);
			return true;
		}
		end = first;
	}
	advance(st, (uint32_t)out->n, (uint32_t)(end - before - out->n));
	return true;
}

bool stream_ready(struct stream *st, struct stream_part *out)
{
	*out = (struct stream_part) { .n = 0 };
	if (st->holes > 0) {
		out->missing = st->holes;
		st->holes = 0;
		return true;
	}
	while (st->held_count > 0 && st->held[0].at <= st->next) {
		struct stream_held h = st->held[0];
		uint64_t old = st->next - h.at;
		remove_held(st, 0, 1);
		st->held_bytes -= h.n;
		if (old >= h.n) {
			free(h.data);
			advance(st, 0, (uint32_t)(h.n + h.cut - old));
			return stream_ready(st, out);
		}
		if (old > 0)
			memmove(h.data, h.data + old, h.n - (size_t)old);
		out->data = h.data;
		out->n = h.n - (size_t)old;
		out->kept = true;
		out->frame = h.frame;
		advance(st, (uint32_t)out->n, h.cut);
		return true;
	}
	return false;
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
	st->holes += st->held[0].at - st->next;
	st->next = st->held[0].at;
	st->acknowledged = false;
	st->waited = 0;
	return true;
}

void stream_skip(struct stream *st, uint64_t n)
{
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
