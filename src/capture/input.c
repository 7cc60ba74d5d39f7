/* One input: from a path to frames and facts. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/damage.h"
#include "capture/input.h"
#include "capture/packed.h"

enum {
	OPEN_MANY = 32,        /* overlapping inputs beyond this are read in small pieces: */
	READ_SMALL = 32 << 10, /* a thousand of them take 50 MB then, not 300 */
	HEAD_HASHED = 4 << 10,
	MARK_EVERY = 16 << 20, /* bytes: read again in a few milliseconds */
};

const char *input_text(struct input_common *common, const char *text)
{
	return arena_text(&common->texts, text_of(text)).s;
}

struct input *input_new(struct input_common *common, const char *path)
{
	struct input *in = xcalloc(1, sizeof(*in));
	in->common = common;
	in->facts = (struct capture_input) { .path = input_text(common, path),
		.member = "",
		.format = "",
		.why = "",
		.first = TIME_NONE,
		.last = TIME_NONE };
	in->first_time = in->start = TIME_NONE;
	return in;
}

/* A queue is as large as four pages: one is kept for the next input. */
static struct input_queue *queue_new(struct input_common *common)
{
	struct input_queue *q = common->spare;
	common->spare = NULL;
	if (!q)
		q = xmalloc(sizeof(*q));
	q->next = q->ready = q->count = 0;
	q->block = q->first_block = NULL;
	return q;
}

static void queue_free(struct input_common *common, struct input_queue *q)
{
	if (!q)
		return;
	block_release(q->block);
	block_release(q->first_block);
	free(common->spare);
	common->spare = q;
}

void input_close(struct input *in)
{
	struct source *s = in->source;
	in->common->open -= s != NULL;
	in->common->unpackers -= s && in->walk;
	if (s && s->digest && s->hasher) {
		hash_thread_end(s->hasher, s->digest, NULL);
		s->digest = NULL;
	}
	source_free(in->source);
	in->source = NULL;
	if ((in->walk || in->held) && !in->looking && !in->stream)
		packed_return(in->packed, in->walk, in->member);
	in->held = NULL;
	if (!in->stream)
		in->walk = NULL;
	if (in->reader && in->reader->interfaces) { /* nobody kept them */
		in->facts.interfaces = NULL;
		in->facts.interface_count = 0;
	}
	reader_free(in->reader);
	in->reader = NULL;
}

void input_release(struct input *in)
{
	queue_free(in->common, in->queue);
	in->queue = NULL;
}

void input_free(struct input *in)
{
	input_close(in);
	input_release(in);
	if (in->stream)
		unpack_free(in->walk);
	free(in->interfaces);
	free(in->damages);
	free(in->marks);
	arena_free(&in->names);
	free(in);
}

void input_fail(struct input *in, enum input_state state, const char *why)
{
	in->facts.state = state;
	in->facts.why = why;
}

/* What is wrong with reading it, where its source has an error. */
static const char *read_fault(const struct input *in)
{
	if (in->held && in->held->fault)
		return in->held->fault;
	const char *fault = in->walk ? unpack_fault(in->walk) : "";
	return fault[0] ? fault : strerror(in->source->error);
}

static int open_path(const struct input *in)
{
	if (strcmp(in->facts.path, "-") == 0)
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	return open(in->facts.path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

static bool open_file(struct input *in)
{
	struct stat s;
	int fd = open_path(in);
	if (fd < 0 || fstat(fd, &s) != 0) {
		input_fail(in, INPUT_UNREADABLE, input_text(in->common, strerror(errno)));
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool regular = S_ISREG(s.st_mode) && !in->stream;
	in->source = source_new(&in->common->pool, fd, regular ? (uint64_t)s.st_size : UINT64_MAX,
	    in->common->open < OPEN_MANY ? LIMIT_READ_BLOCK : READ_SMALL);
	if (regular && (uint64_t)s.st_size > in->facts.size)
		in->facts.size = (uint64_t)s.st_size;
	if (!in->looking)
		in->source->bytes_read = &in->common->bytes_read;
	return true;
}

/* A walk may be there already: of the look at all members, or of a stream. */
static bool open_member(struct input *in)
{
	const char *why;
	in->held = in->walk ? NULL : packed_held(in->packed, in->member);
	if (in->held) {
		in->source = source_of(
		    &in->common->pool, in->held->bytes, in->held->count, LIMIT_READ_BLOCK);
		return true;
	}
	if (!in->walk) {
		in->walk = packed_walk(in->packed, in->member, &why);
		if (!in->walk) {
			input_fail(in, INPUT_UNREADABLE, why);
			packed_return(in->packed, NULL, in->member);
			return false;
		}
	}
	in->common->unpackers++;
	in->source = source_of_member(&in->common->pool, in->walk, !in->looking);
	return true;
}

static uint64_t hash_head(struct bytes head)
{
	return hash_fast(head.at, head.left < HEAD_HASHED ? head.left : HEAD_HASHED, 0);
}

static bool open_source(struct input *in)
{
	if (!(in->packed ? open_member(in) : open_file(in)))
		return false;
	in->common->open++;
	in->source->stop = in->common->stop;
	/* The head is digested at once: only a capture is worth handing over to the hasher. */
	if (!in->looking)
		in->source->digest = digest_new(in->common->digest);
	return true;
}

/* Why what is open is not a capture. */
static void fail_head(struct input *in, struct bytes head)
{
	const char *known = known_otherwise(head);
	if (in->source->error == EINTR)
		input_fail(in, INPUT_INTERRUPTED, "the run was interrupted");
	else if (in->source->error)
		input_fail(in, INPUT_UNREADABLE, input_text(in->common, read_fault(in)));
	else if (head.left == 0)
		input_fail(in, INPUT_NO_CAPTURE, "the file is empty");
	else
		input_fail(in, known ? INPUT_UNREADABLE : INPUT_NO_CAPTURE,
		    known ? known : "not a capture that is known here");
}

/* Opens the source and looks at its head; true where it is a capture. A file that is packed is seen
 * to be so, and a packed stream's source stays open. */
static bool input_open(struct input *in)
{
	if (!open_source(in))
		return false;
	source_want(in->source, SOURCE_HEAD);
	const struct window *w = &in->source->window;
	struct bytes head = bytes_of(w->at, window_left(w));
	in->reader = reader_new(head);
	if (in->reader) {
		in->source->hasher = in->looking ? NULL : in->common->hasher;
		return true;
	}
	if (!in->packed && unpack_kind(head)) {
		in->packed = packed_new(in->common, in->facts.path, in->facts.name);
		in->head_hash = hash_head(head);
		if (in->stream)
			return false;
	} else {
		fail_head(in, head);
	}
	input_close(in);
	return false;
}

/* What one pass over new frames tells. */
static void account(struct input *in, const struct frame *frames, size_t n)
{
	struct capture_input *facts = &in->facts;
	int64_t first = facts->first, last = facts->last, previous = in->previous;
	uint64_t bytes = 0, backwards = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t t = frames[i].time;
		bytes += frames[i].captured;
		if (unlikely(t == TIME_NONE))
			continue;
		backwards += t < previous;
		previous = t;
		if (unlikely(t < first || first == TIME_NONE))
			first = t;
		if (t > last)
			last = t;
	}
	facts->first = first;
	facts->last = last;
	facts->frames += n;
	facts->frame_bytes += bytes;
	facts->backwards += backwards;
	facts->interfaces = in->reader->interfaces;
	facts->interface_count = in->reader->interface_count;
	in->previous = previous;
}

/* Whether filter, since and until let the frame through; one without a time is in no period. */
static bool is_wanted(const struct input *in, const struct frame *f)
{
	const struct input_common *common = in->common;
	if (f->time != TIME_NONE &&
	    ((common->since && f->time < common->since) ||
		(common->until && f->time >= common->until)))
		return false;
	return !common->filter || filter_takes(common->filter, f, &common->notices);
}

/* Takes out the frames that are not wanted; how many are left. */
static size_t sift(struct input *in, struct frame *frames, size_t n)
{
	size_t kept = 0;
	if (!in->common->sifts)
		return n;
	for (size_t i = 0; i < n; i++)
		if (is_wanted(in, &frames[i]))
			frames[kept++] = frames[i];
	in->facts.filtered += n - kept;
	return kept;
}

/* "pcap", "pcap in gzip". */
static void set_format(struct input *in)
{
	struct buf b;
	if (!in->packed || in->facts.format[0] || !in->reader->name[0]) {
		if (!in->packed)
			in->facts.format = in->reader->name;
		return;
	}
	buf_init(&b, 256);
	buf_format(&b, "%s in %s", in->reader->name, in->kind);
	in->facts.format = input_text(in->common, buf_string(&b));
	buf_free(&b);
}

static void end_digest(struct input *in, struct source *s)
{
	if (s->hasher) {
		hash_thread_end(s->hasher, s->digest, in->facts.digest);
	} else {
		digest_end(s->digest, in->facts.digest);
		digest_free(s->digest);
	}
	s->digest = NULL;
}

static void keep_interfaces(struct input *in)
{
	struct reader *r = in->reader;
	in->interfaces = r->interfaces;
	in->facts.interfaces = r->interfaces;
	in->facts.interface_count = r->interface_count;
	in->names = r->names;
	r->interfaces = NULL;
	r->names = (struct arena) { 0 };
}

static bool is_stopped(const struct input *in)
{
	return in->common->ended || (in->common->stop && *in->common->stop);
}

static uint64_t rest_of(const struct input *in, uint64_t offset)
{
	return in->facts.size > offset ? in->facts.size - offset : 0;
}

/* The run was stopped: what is behind offset is not examined, so there is no digest either. */
static void interrupt(struct input *in, uint64_t offset)
{
	struct source *s = in->source;
	const char *why = in->common->ended ? in->common->ended : "the run was interrupted";
	in->ended = true;
	if (s && s->size == UINT64_MAX)
		in->facts.size = s->offset;
	if (s)
		keep_interfaces(in);
	damage_end(in);
	in->gaps = 0;
	damage_note(in, offset, rest_of(in, offset), why);
	input_fail(in, INPUT_INTERRUPTED, why);
	if (s)
		notice(&in->common->notices,
		    "%s: stopped at byte %llu: %s; %llu bytes not examined", in->facts.name,
		    (unsigned long long)offset, why, (unsigned long long)rest_of(in, offset));
	else
		in->common->unbegun++; /* told of together, in the end */
	input_close(in);
}

/* The reading is over: the rest is read for the digest, and the facts are completed. */
static void finish(struct input *in)
{
	struct source *s = in->source;
	struct reader *r = in->reader;
	in->ended = true;
	set_format(in);
	if (in->looking)
		return;
	uint64_t offset = reader_offset(r, s);
	source_drain(s);
	if (in->held && in->held->fault && !s->error)
		s->error = EIO;
	if (s->error == EINTR) {
		interrupt(in, offset);
		return;
	}
	bool file = s->size != UINT64_MAX;
	uint64_t most = file && in->facts.size > s->offset ? in->facts.size : s->offset;
	const char *what = s->error ? read_fault(in) : r->what;
	if (!what[0] && s->offset < most)
		what = "the file became shorter while it was read";
	in->facts.size = s->error ? most : s->offset;
	keep_interfaces(in);
	if (!s->error)
		end_digest(in, s);
	if (what[0])
		damage_note(in, offset, most - offset, what);
	damage_end(in);
	input_close(in);
}

/* Whether the reading goes on behind the damage at hand. */
static bool pass_damage(struct input *in)
{
	struct source *s = in->source;
	struct reader *r = in->reader;
	if (in->common->strict && !in->looking) {
		char why[256];
		snprintf(why, sizeof(why), "the run ended at the damage of %s (--strict-input)",
		    in->facts.name);
		in->common->ended = input_text(in->common, why);
		return false;
	}
	char what[sizeof(r->what)];
	memcpy(what, r->what, sizeof(what));
	uint64_t offset = reader_offset(r, s);
	if (!reader_resume(r, s))
		return false;
	if (!in->looking)
		damage_note(in, offset, reader_offset(r, s) - offset, what);
	return true;
}

/* What was read last began at that mark. Behind damage there are none: what the search for the next
 * record went by would have to be known, too. */
static void set_mark(struct input *in, struct capture_mark mark, const struct frame *first)
{
	if (in->gaps > 0)
		return;
	mark.time = first->time;
	in->next_mark = mark.offset + MARK_EVERY;
	in->marks = grow(in->marks, in->facts.mark_count, &in->mark_room, sizeof(*in->marks));
	in->marks[in->facts.mark_count++] = mark;
	in->facts.marks = in->marks;
}

static bool wants_mark(const struct input *in, uint64_t offset)
{
	return offset > 0 && offset >= in->next_mark && !in->packed && source_seeks(in->source) &&
	    !in->looking;
}

/* The next frames, past damage; 0 at the end: then the facts are complete. */
static size_t read_on(struct input *in, struct frame *frames, size_t max)
{
	if (in->common->ended && !in->looking) {
		interrupt(in, reader_offset(in->reader, in->source));
		return 0;
	}
	struct capture_mark mark = reader_mark(in->reader, in->source);
	for (;;) {
		size_t n = reader_next(in->reader, in->source, frames, max);
		if (n > 0) {
			if (unlikely(wants_mark(in, mark.offset)))
				set_mark(in, mark, frames);
			return n;
		}
		if (!in->reader->what[0] || in->source->error || !pass_damage(in)) {
			finish(in);
			return 0;
		}
	}
}

/* Frees the taken frames of the queue and keeps an unsettled one at its start. */
static void queue_shift(struct input_queue *q)
{
	struct block *kept = NULL;
	if (q->count > q->next) {
		kept = block_hold(input_block(q, q->next));
		q->frames[0] = q->frames[q->next];
	}
	block_release(q->first_block);
	block_release(q->block);
	q->first_block = kept;
	q->block = NULL;
	q->count = kept != NULL;
	q->next = q->ready = 0;
}

bool input_ready(struct input *in)
{
	if (!in->queue) {
		if (in->ended)
			return false;
		if (is_stopped(in) && !in->looking && !in->source) {
			interrupt(in, 0);
			return false;
		}
		if (!in->source && !input_open(in)) {
			in->ended = true;
			notice(&in->common->notices, "%s: %s", in->facts.name, in->facts.why);
			return false;
		}
		in->queue = queue_new(in->common);
		in->pace.maximum = in->previous = TIME_NONE;
	}
	struct input_queue *q = in->queue;
	while (q->next == q->ready) {
		if (in->ended && q->next == q->count)
			return false;
		queue_shift(q);
		size_t n =
		    in->ended ? 0 : read_on(in, q->frames + q->count, LIMIT_BATCH - q->count);
		if (n > 0) {
			account(in, q->frames + q->count, n);
			q->block = block_hold(in->source->block);
			q->count += sift(in, q->frames + q->count, n);
		}
		q->ready = pace_settle(&in->pace, q->frames, 0, q->count, in->ended);
	}
	return true;
}

/* Back to what was known before the look. */
static void forget(struct input *in)
{
	input_close(in);
	input_release(in);
	in->ended = in->looking = false;
	in->facts.first = in->facts.last = TIME_NONE;
	in->facts.frames = in->facts.frame_bytes = in->facts.backwards = in->facts.filtered = 0;
}

/* The first frame: what places a capture among the others. */
static void look_at_frames(struct input *in)
{
	const struct window *w = &in->source->window;
	in->capture = true;
	in->head_hash = hash_head(bytes_of(w->at, window_left(w)));
	in->has_frames = input_ready(in);
	if (in->reader)
		set_format(in);
	if (in->has_frames) {
		in->first_time = in->queue->frames[0].time;
		in->start = in->queue->frames[0].clock;
	}
	if (in->looking)
		forget(in);
}

bool input_look(struct input *in)
{
	in->looking = !in->stream;
	if (input_open(in)) {
		look_at_frames(in);
		return true;
	}
	in->looking = false;
	in->ended = !in->packed;
	return false;
}

bool input_must_wait(const struct input *in)
{
	const struct input_common *common = in->common;
	if (in->source || in->ended || in->queue)
		return false;
	if (in->packed)
		return common->unpackers >= LIMIT_UNPACKERS && !packed_held(in->packed, in->member);
	return common->open >= common->most_open;
}
