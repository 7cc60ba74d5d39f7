/* Live interfaces as one run: waiting, merging, the packet clock, stopping. */
#include <config.h>

#include "capture/live.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "base/time.h"
#include "capture/live_interface.h"

#define MILLISECOND (NS_PER_SECOND / 1000)
#define HOUR (3600 * NS_PER_SECOND)
#define IDLE (200 * MILLISECOND)                          /* without frames a batch is empty */
#define LAG ((LIVE_DELAY + LIVE_DELAY / 2) * MILLISECOND) /* what is older has been shown by all */
#define PATIENCE (500 * MILLISECOND) /* after a stop, for what the kernel still holds */

struct live {
	struct live_store store;
	struct live_interface **list;
	size_t count, room;
	char *filter; /* or NULL */
	struct notices notices;
	const volatile sig_atomic_t *stop;
	struct pollfd *fds;
	struct buf at;
	int64_t clock; /* TIME_NONE at the start */
	uint64_t seq, bytes;
	int64_t next_drops; /* monotonic: when the drop counters are looked at again */
	int64_t
	    deadline; /* monotonic: the run was stopped, what is shown until then is read; or 0 */
};

static int64_t now_of(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

struct live *live_new(const struct capture_options *options, struct block_pool *pool)
{
	struct live *l = xcalloc(1, sizeof(*l));
	l->store.pool = pool;
	l->filter = options->filter ? xstrdup(options->filter) : NULL;
	l->notices = options->notices;
	l->stop = options->stop;
	l->clock = TIME_NONE;
	buf_init(&l->at, 4096);
	return l;
}

void live_free(struct live *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		live_interface_free(l->list[i]);
	block_release(l->store.block);
	buf_free(&l->at);
	free(l->list);
	free(l->fds);
	free(l->filter);
	free(l);
}

bool live_add(struct live *l, const char *name, const struct live_options *options, struct fault *f)
{
	struct live_interface *in = live_interface_open(name, options, l->filter, &l->notices, f);
	if (!in)
		return false;
	in->store = &l->store;
	l->list = grow(l->list, l->count, &l->room, sizeof(struct live_interface *));
	l->list[l->count++] = in;
	l->fds = xrealloc(l->fds, l->count, sizeof(*l->fds));
	buf_format(&l->at, "%s%s", l->at.n ? ", " : "", name);
	buf_string(&l->at);
	return true;
}

static bool is_empty(const struct live_interface *in)
{
	return in->next == in->count;
}

/* No interface is open and no frame is queued. */
static bool is_over(const struct live *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->list[i]->handle || !is_empty(l->list[i]))
			return false;
	return true;
}

/* What the kernel holds is read, if it shows it in time. */
static void stop_all(struct live *l, int64_t now)
{
	l->deadline = now + PATIENCE;
	for (size_t i = 0; i < l->count; i++)
		live_interface_stop(l->list[i]);
}

static void refill(struct live *l, int64_t now)
{
	for (size_t i = 0; i < l->count; i++) {
		struct live_interface *in = l->list[i];
		if (!in->handle || !is_empty(in))
			continue;
		live_interface_read(in, &l->notices);
		if (live_interface_has_all(in) ||
		    (l->deadline && now >= l->deadline && is_empty(in)))
			live_interface_end(in);
	}
}

/* Whose queued frame is the earliest, or NULL. */
static struct live_interface *earliest(const struct live *l)
{
	struct live_interface *first = NULL;
	for (size_t i = 0; i < l->count; i++) {
		struct live_interface *in = l->list[i];
		if (!is_empty(in) &&
		    (!first || in->frames[in->next].time < first->frames[first->next].time))
			first = in;
	}
	return first;
}

/* How long that frame has to wait for frames that another interface may still show, ns. */
static int64_t lag_of(const struct live *l, const struct live_interface *first)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct live_interface *in = l->list[i];
		if (!in->handle || in->immediate || !is_empty(in))
			continue;
		int64_t age = now_of(CLOCK_REALTIME) - first->frames[first->next].time;
		/* A clock that differs from ours says nothing of the age. */
		return age < 0 || age >= LAG ? 0 : LAG - age;
	}
	return 0;
}

/* A time far ahead moves the clock only where the host's clock or the next frame agrees. */
static void advance(struct live *l, struct live_interface *in, int64_t t)
{
	if (l->clock != TIME_NONE && t <= l->clock) {
		in->jumped = false;
		return;
	}
	bool jump = l->clock == TIME_NONE || t - l->clock > HOUR;
	int64_t now = jump ? now_of(CLOCK_REALTIME) : 0;
	if (!jump || in->jumped || t - now <= HOUR)
		l->clock = t;
	else if (l->clock == TIME_NONE)
		l->clock = now;
	in->jumped = jump;
}

static void account(struct live_interface *in, const struct frame *f)
{
	struct capture_input *facts = &in->facts;
	facts->frames++;
	facts->frame_bytes += f->captured;
	facts->backwards += f->time < in->previous;
	in->previous = f->time;
	in->interface.frames++;
	if (facts->first == TIME_NONE || f->time < facts->first)
		facts->first = f->time;
	if (f->time > facts->last)
		facts->last = f->time;
}

/* The next frame of that interface goes into the batch, with its reference to the block. */
static void move_frame(struct live *l, struct live_interface *in, struct frame_batch *batch)
{
	struct frame *f = &in->frames[in->next];
	struct block *b = in->blocks[in->next++];
	account(in, f);
	advance(l, in, f->time);
	f->clock = l->clock;
	f->seq = ++l->seq;
	f->number = in->facts.frames;
	l->bytes += f->captured;
	batch->frames[batch->count++] = *f;
	if (batch->held > 0 && batch->blocks[batch->held - 1] == b)
		block_release(b);
	else
		batch->blocks[batch->held++] = b;
}

static uint32_t ordinal_of(const struct live *l, const struct live_interface *in)
{
	uint32_t i = 0;
	while (l->list[i] != in)
		i++;
	return i;
}

/* Frames by time until an open interface has no more queued. Returns how long the next one has to
 * wait, ns. */
static int64_t hand_out(struct live *l, struct frame_batch *batch)
{
	while (batch->count < LIMIT_BATCH) {
		struct live_interface *in = earliest(l);
		if (!in)
			break;
		int64_t lag = l->count > 1 ? lag_of(l, in) : 0;
		if (lag > 0)
			return lag;
		in->frames[in->next].input = ordinal_of(l, in);
		move_frame(l, in, batch);
		if (is_empty(in))
			break;
	}
	return IDLE;
}

static void look_at_drops(struct live *l, int64_t now)
{
	if (now < l->next_drops)
		return;
	l->next_drops = now + NS_PER_SECOND;
	for (size_t i = 0; i < l->count; i++)
		live_interface_drops(l->list[i]);
}

/* Waits for frames of interfaces whose queue is empty; false where a signal came. */
static bool wait_for_frames(struct live *l, int64_t most)
{
	nfds_t n = 0;
	for (size_t i = 0; i < l->count; i++) {
		const struct live_interface *in = l->list[i];
		if (!in->handle || !is_empty(in))
			continue;
		l->fds[n++] = (struct pollfd) { .fd = in->fd, .events = POLLIN };
		if (in->fd < 0 && most > LIVE_DELAY * MILLISECOND / 10)
			most = LIVE_DELAY * MILLISECOND / 10; /* it can only be asked */
	}
	return poll(l->fds, n, (int)(most / MILLISECOND) + 1) >= 0 || errno != EINTR;
}

bool live_next(struct live *l, struct frame_batch *batch)
{
	batch->count = batch->held = 0;
	for (int64_t now = now_of(CLOCK_MONOTONIC), idle = now + IDLE;;
	     now = now_of(CLOCK_MONOTONIC)) {
		if (!l->deadline && l->stop && *l->stop)
			stop_all(l, now);
		refill(l, now);
		look_at_drops(l, now);
		int64_t most = hand_out(l, batch);
		if (batch->count > 0)
			return true;
		if (is_over(l))
			return false;
		if (now >= idle)
			return true;
		if (most > idle - now)
			most = idle - now;
		if (!wait_for_frames(l, most) && !(l->stop && *l->stop))
			return true;
	}
}

size_t live_count(const struct live *l)
{
	return l->count;
}

const struct capture_input *live_input(const struct live *l, size_t ordinal)
{
	return &l->list[ordinal]->facts;
}

void live_restart(struct live *l)
{
	for (size_t i = 0; i < l->count; i++)
		live_interface_restart(l->list[i]);
}

const char *live_at(const struct live *l)
{
	return l->at.n ? l->at.p : "";
}

uint64_t live_bytes(const struct live *l)
{
	return l->bytes;
}
