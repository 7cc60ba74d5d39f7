/* Inputs as one run. */
#include <config.h>

#include <stdlib.h>

#include "capture/merge.h"

static bool before(int64_t clock, uint32_t ordinal, const struct input *rival)
{
	int64_t other = input_clock(rival);
	return clock != other ? clock < other : ordinal < rival->ordinal;
}

static bool goes_first(const struct input *a, const struct input *b)
{
	return before(input_clock(a), a->ordinal, b);
}

static void sift_down(struct merge *m, size_t i)
{
	for (;;) {
		size_t least = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < m->count; child++)
			if (goes_first(m->heap[child], m->heap[least]))
				least = child;
		if (least == i)
			return;
		struct input *moved = m->heap[i];
		m->heap[i] = m->heap[least];
		m->heap[least] = moved;
		i = least;
	}
}

void merge_begin(struct merge *m, struct input *const *inputs, size_t n, bool isolate)
{
	*m = (struct merge) { .clock = TIME_NONE, .isolate = isolate };
	m->heap = xmalloc((n + 1) * sizeof(struct input *));
	m->waiting = xmalloc((n + 1) * sizeof(struct input *));
	for (size_t i = 0; i < n; i++)
		m->heap[m->count++] = inputs[i];
	for (size_t i = isolate ? 0 : n; i-- > 0;)
		sift_down(m, i);
}

void merge_end(struct merge *m)
{
	free(m->heap);
	free(m->waiting);
	m->heap = m->waiting = NULL;
	m->count = m->waiting_count = 0;
}

static void hold_block(struct frame_batch *batch, struct block *b)
{
	if (batch->held == 0 || batch->blocks[batch->held - 1] != b)
		batch->blocks[batch->held++] = block_hold(b);
}

/* Moves frames of the first input while they go before the rival's next one. */
static void take_run(
    struct merge *m, struct input *in, const struct input *rival, struct frame_batch *batch)
{
	struct input_queue *q = in->queue;
	size_t n = batch->count, room = LIMIT_BATCH - n, i = q->next;
	size_t end = q->ready - i < room ? q->ready : i + room;
	int64_t clock = m->clock == TIME_NONE ? 0 : m->clock;
	if (m->clock == TIME_NONE && q->frames[i].clock != TIME_NONE)
		clock = q->frames[i].clock;
	for (; i < end; i++) {
		const struct frame *f = &q->frames[i];
		if (rival && !before(f->clock, in->ordinal, rival))
			break;
		if (f->clock > clock)
			clock = f->clock;
		if (i == q->next || i == 1)
			hold_block(batch, input_block(q, i));
		struct frame *out = &batch->frames[n++];
		*out = *f;
		out->clock = clock;
		out->seq = ++m->seq;
		out->input = in->ordinal;
	}
	m->clock = clock;
	q->next = i;
	batch->count = n;
}

static void sift_up(struct merge *m, size_t i)
{
	for (; i > 0 && goes_first(m->heap[i], m->heap[(i - 1) / 2]); i = (i - 1) / 2) {
		struct input *moved = m->heap[i];
		m->heap[i] = m->heap[(i - 1) / 2];
		m->heap[(i - 1) / 2] = moved;
	}
}

static void push(struct merge *m, struct input *in)
{
	m->heap[m->count++] = in;
	sift_up(m, m->count - 1);
}

static struct input *pop(struct merge *m)
{
	struct input *in = m->heap[0];
	m->heap[0] = m->heap[--m->count];
	sift_down(m, 0);
	return in;
}

/* The first input has ended: what may begin now. It left room for one in the heap. */
static void replace_first(struct merge *m)
{
	struct input *ended = pop(m);
	input_release(ended);
	struct input *next = m->next_of_stream ? m->next_of_stream(m->context, ended) : NULL;
	if (next)
		push(m, next);
	else if (m->waiting_first < m->waiting_count &&
	    !input_must_wait(m->waiting[m->waiting_first]))
		push(m, m->waiting[m->waiting_first++]);
}

/* Too many inputs overlap: this one waits. */
static void set_aside(struct merge *m)
{
	struct input *in = pop(m);
	if (m->waiting_count == 0)
		notice(&in->common->notices,
		    "more than %zu %s overlap in time: %s and others are taken later, in the order of "
		    "their first frames",
		    in->packed ? in->common->unpackers : in->common->open,
		    in->packed ? "members of packed files" : "captures", in->facts.name);
	m->waiting[m->waiting_count++] = in;
}

static void take_next(struct merge *m, struct frame_batch *batch)
{
	struct input *in = m->heap[0], *rival = NULL;
	if (input_must_wait(in)) {
		set_aside(m);
		return;
	}
	if (!input_ready(in)) {
		replace_first(m);
		return;
	}
	if (m->count > 1)
		rival = m->heap[1];
	if (m->count > 2 && goes_first(m->heap[2], rival))
		rival = m->heap[2];
	if (rival && goes_first(rival, in))
		sift_down(m, 0);
	else
		take_run(m, in, rival, batch);
}

static void take_isolated(struct merge *m, struct frame_batch *batch)
{
	struct input *in = m->heap[m->first];
	if (input_ready(in)) {
		take_run(m, in, NULL, batch);
		return;
	}
	input_release(in);
	struct input *next = m->next_of_stream ? m->next_of_stream(m->context, in) : NULL;
	if (next)
		m->heap[m->first] = next;
	else
		m->first++;
	m->clock = TIME_NONE;
}

void merge_next(struct merge *m, struct frame_batch *batch)
{
	while (m->isolate && m->first < m->count && batch->count == 0)
		take_isolated(m, batch);
	while (!m->isolate && m->count > 0 && batch->count < LIMIT_BATCH)
		take_next(m, batch);
}
