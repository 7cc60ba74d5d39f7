/* Frames that are wanted, in order of time. */
#include <config.h>

#include "evidence/wanted.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

void wanted_add(struct wanted *w, const struct wanted_frame *frame)
{
	w->frames = grow(w->frames, w->count, &w->room, sizeof(*w->frames));
	w->frames[w->count++] = *frame;
}

void wanted_free(struct wanted *w)
{
	free(w->frames);
	w->frames = NULL;
	w->count = w->room = 0;
}

static int by_place(const void *x, const void *y)
{
	const struct wanted_frame *a = x, *b = y;
	if (a->input != b->input)
		return a->input < b->input ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->label > b->label) - (a->label < b->label);
}

void wanted_sort(struct wanted *w)
{
	size_t kept = 0;
	if (w->count > 1)
		qsort(w->frames, w->count, sizeof(*w->frames), by_place);
	for (size_t i = 0; i < w->count; i++)
		if (kept == 0 || by_place(&w->frames[kept - 1], &w->frames[i]) != 0)
			w->frames[kept++] = w->frames[i];
	w->count = kept;
}

static bool is_finding(const struct wanted_frame *f)
{
	return f->label != WANTED_BESIDE;
}

/* Of one frame findings come first. */
bool wanted_is_finding(const struct wanted *w, uint32_t input, uint64_t number)
{
	const struct wanted_frame sought = { .number = number, .input = input };
	size_t from = 0, to = w->count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (by_place(&w->frames[middle], &sought) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	const struct wanted_frame *f = w->frames + from;
	return from < w->count && f->input == input && f->number == number && is_finding(f);
}

/* --- one input */

const struct wanted_frame *wanted_at(const struct wanted_cursor *c, size_t *n)
{
	size_t first = c->next;
	while (first > 0 && c->frames[first - 1].number == c->number)
		first--;
	*n = 0;
	while (first + *n < c->next && is_finding(&c->frames[first + *n]))
		++*n;
	return c->frames + first;
}

static uint64_t before(const struct wanted_cursor *c, uint64_t number)
{
	return number > c->context ? number - c->context : 1;
}

/* The number behind the frame at hand that is wanted next; 0: none. */
static uint64_t choose(const struct wanted_cursor *c)
{
	uint64_t following = c->number + 1, number = 0;
	if (c->all || (c->last && c->number - c->last < c->context))
		return following;
	if (c->next < c->count)
		number = c->frames[c->next].number;
	if (c->finding < c->count) {
		uint64_t from = before(c, c->frames[c->finding].number);
		if (from < following)
			from = following;
		if (from < number)
			number = from;
	}
	return number;
}

/* That frame is at hand now, or passed over. */
static void pass(struct wanted_cursor *c, uint64_t number)
{
	c->number = number;
	for (; c->next < c->count && c->frames[c->next].number <= number; c->next++)
		if (is_finding(&c->frames[c->next]))
			c->last = c->frames[c->next].number;
	if (c->finding < c->next)
		c->finding = c->next;
	while (c->finding < c->count && !is_finding(&c->frames[c->finding]))
		c->finding++;
}

/* Frames of findings from one place on. */
static uint64_t count_findings(const struct wanted_cursor *c, size_t from)
{
	uint64_t n = 0, last = 0;
	for (size_t i = from; i < c->count; i++) {
		n += is_finding(&c->frames[i]) && c->frames[i].number != last;
		if (is_finding(&c->frames[i]))
			last = c->frames[i].number;
	}
	return n;
}

/* --- all of them */

struct wanted_walk {
	struct evidence *e;
	void (*missing)(
	    void *context, const struct evidence_input *in, uint64_t frames, const char *why);
	void *context;
	struct wanted_cursor *cursors; /* by the first time of their inputs */
	size_t count, waiting;         /* those from waiting on have not begun */
	struct wanted_cursor **heap;   /* those that have a frame at hand */
	size_t heaped;
	bool given; /* the heap's first one was handed out */
};

static bool is_stopped(const struct evidence *e)
{
	return e->options.stop && *e->options.stop;
}

static void end(struct wanted_walk *walk, struct wanted_cursor *c)
{
	/* The walk through an archive may go on to another member. */
	if (c->input->member.n == 0)
		evidence_close(walk->e, c->input);
	c->input->pinned = 0;
}

/* To the next frame that is there; false where there is none. */
static bool advance(struct wanted_walk *walk, struct wanted_cursor *c)
{
	struct fault f = { "" };
	uint64_t number, lost = 0;
	enum again_answer answer = AGAIN_END;
	size_t n;
	while ((number = choose(c)) != 0) {
		size_t from = c->next;
		answer = evidence_frame(walk->e, c->input, number, &c->frame, &c->interface, &f);
		if (answer == AGAIN_END || answer == AGAIN_FAILED) {
			lost += count_findings(c, from);
			break;
		}
		pass(c, number);
		if (answer == AGAIN_FRAME)
			break;
		wanted_at(c, &n);
		lost += n > 0;
	}
	if (!is_stopped(walk->e) && (lost > 0 || (c->all && answer == AGAIN_FAILED)))
		walk->missing(walk->context, c->input, lost, f.text);
	if (number == 0 || answer != AGAIN_FRAME) {
		end(walk, c);
		return false;
	}
	if (c->frame.time > c->clock)
		c->clock = c->frame.time;
	return true;
}

static bool earlier(const struct wanted_cursor *a, const struct wanted_cursor *b)
{
	return a->clock != b->clock ? a->clock < b->clock : a->input->ordinal < b->input->ordinal;
}

static void sink(struct wanted_walk *walk, size_t i)
{
	struct wanted_cursor **heap = walk->heap;
	for (size_t child; (child = 2 * i + 1) < walk->heaped; i = child) {
		if (child + 1 < walk->heaped && earlier(heap[child + 1], heap[child]))
			child++;
		if (!earlier(heap[child], heap[i]))
			break;
		struct wanted_cursor *was = heap[i];
		heap[i] = heap[child];
		heap[child] = was;
	}
}

static void rise(struct wanted_walk *walk, size_t i)
{
	struct wanted_cursor **heap = walk->heap;
	while (i > 0 && earlier(heap[i], heap[(i - 1) / 2])) {
		struct wanted_cursor *was = heap[i];
		heap[i] = heap[(i - 1) / 2];
		heap[(i - 1) / 2] = was;
		i = (i - 1) / 2;
	}
}

/* Inputs are opened when their time comes: those that follow each other are never open together. */
static void begin_due(struct wanted_walk *walk)
{
	while (walk->waiting < walk->count && !is_stopped(walk->e)) {
		struct wanted_cursor *c = &walk->cursors[walk->waiting];
		if (walk->heaped && c->input->first > walk->heap[0]->clock)
			return;
		walk->waiting++;
		c->input->pinned = 1;
		if (!advance(walk, c))
			continue;
		walk->heap[walk->heaped++] = c;
		rise(walk, walk->heaped - 1);
	}
}

const struct wanted_cursor *wanted_walk_next(struct wanted_walk *walk)
{
	if (is_stopped(walk->e))
		return NULL;
	if (walk->given) {
		if (!advance(walk, walk->heap[0]))
			walk->heap[0] = walk->heap[--walk->heaped];
		sink(walk, 0);
	}
	begin_due(walk);
	walk->given = walk->heaped > 0;
	return walk->given ? walk->heap[0] : NULL;
}

static int by_first(const void *x, const void *y)
{
	const struct wanted_cursor *a = x, *b = y;
	if (a->input->first != b->input->first)
		return a->input->first < b->input->first ? -1 : 1;
	return (a->input->ordinal > b->input->ordinal) - (a->input->ordinal < b->input->ordinal);
}

struct wanted_walk *wanted_walk_new(struct evidence *e, const struct wanted *w, bool all,
    void (*missing)(
	void *context, const struct evidence_input *in, uint64_t frames, const char *why),
    void *context)
{
	struct wanted_walk *walk = xcalloc(1, sizeof(*walk));
	walk->e = e;
	walk->missing = missing;
	walk->context = context;
	walk->cursors = xcalloc(e->input_count, sizeof(*walk->cursors));
	walk->heap = xcalloc(e->input_count, sizeof(*walk->heap));
	size_t at = 0;
	for (uint32_t i = 0; i < e->input_count; i++) {
		size_t from = at;
		while (at < w->count && w->frames[at].input == i)
			at++;
		if (at == from && (!all || e->inputs[i].frames == 0))
			continue;
		struct wanted_cursor *c = &walk->cursors[walk->count++];
		*c = (struct wanted_cursor) { .input = &e->inputs[i],
			.frames = w->frames + from,
			.count = at - from,
			.context = w->context,
			.all = all,
			.clock = TIME_NONE };
		pass(c, 0);
	}
	if (walk->count > 1)
		qsort(walk->cursors, walk->count, sizeof(*walk->cursors), by_first);
	return walk;
}

void wanted_walk_free(struct wanted_walk *walk)
{
	for (size_t i = 0; i < walk->waiting; i++)
		end(walk, &walk->cursors[i]);
	free(walk->cursors);
	free(walk->heap);
	free(walk);
}
