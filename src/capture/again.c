/* Frames by number, from captures that were read before. */
#include <config.h>

#include "capture/again.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/pcapng.h"
#include "capture/reader.h"
#include "capture/unpack.h"

struct again {
	struct block_pool pool;
	struct unpack_common unpack;
	struct passphrases passphrases;
	const volatile sig_atomic_t *stop;
	char *path, *member;
	struct unpack *walk; /* of a packed file; before the source that it feeds goes */
	struct source *source;
	struct reader *reader;
	struct frame frames[LIMIT_BATCH]; /* those read last */
	size_t count;
	struct capture_mark *marks; /* of its own, of a plain file */
	size_t mark_count, mark_room;
};

enum { MARK_EVERY = 16 << 20 };

static struct source *open_file(struct again *a, struct fault *f)
{
	struct stat s;
	int fd = open(a->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
		if (fd >= 0 && S_ISREG(s.st_mode))
			fault_errno(f, "%s", a->path);
		else if (fd >= 0)
			fault_set(f, "%s: not a file", a->path);
		else
			fault_errno(f, "%s", a->path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	struct source *source = source_new(&a->pool, fd, (uint64_t)s.st_size, LIMIT_READ_BLOCK);
	source->stop = a->stop;
	return source;
}

static struct bytes head_of(struct source *s)
{
	source_want(s, SOURCE_HEAD);
	return bytes_of(s->window.at, window_left(&s->window));
}

static void close_capture(struct again *a)
{
	a->mark_count = 0;
	a->count = 0;
	source_free(a->source);
	a->source = NULL;
	reader_free(a->reader);
	a->reader = NULL;
}

static void close_all(struct again *a)
{
	close_capture(a);
	unpack_free(a->walk);
	a->walk = NULL;
}

static bool stopped(const struct again *a)
{
	return a->stop && *a->stop;
}

static bool fail_reading(const struct again *a, struct fault *f)
{
	const char *why = a->walk ? unpack_fault(a->walk) : "";
	if (stopped(a))
		return fault_set(f, "%s: stopped", a->path);
	if (!why[0])
		why = strerror(a->source->error);
	return fault_set(f, "%s: %s", a->path, why);
}

/* The source stands at the start of a capture. */
static bool begin_capture(struct again *a, struct fault *f)
{
	struct bytes head = head_of(a->source);
	a->reader = reader_new(head);
	if (a->reader)
		return true;
	if (a->source->error)
		return fail_reading(a, f);
	return fault_set(f, "%s%s%s: not a capture that is known here", a->path,
	    a->member[0] ? "!" : "", a->member);
}

/* Goes on to the member that is wanted; false where there is none behind this place. */
static bool walk_to_member(struct again *a, struct fault *f)
{
	struct unpack_member m;
	while (unpack_next(a->walk, &m)) {
		if (strcmp(m.path, a->member) != 0)
			continue;
		if (m.why[0])
			return fault_set(f, "%s!%s: %s", a->path, a->member, m.why);
		a->source = source_of_member(&a->pool, a->walk, true);
		a->source->stop = a->stop;
		return begin_capture(a, f);
	}
	const char *why = unpack_fault(a->walk);
	if (stopped(a))
		return fault_set(f, "%s: stopped", a->path);
	return fault_set(f, "%s holds no %s%s%s", a->path, a->member, why[0] ? ": " : "", why);
}

static bool begin(struct again *a, struct fault *f)
{
	close_all(a);
	struct source *stored = open_file(a, f);
	if (!stored)
		return false;
	struct bytes head = head_of(stored);
	if (unpack_kind(head)) {
		a->walk = unpack_new(&a->unpack, a->path, stored);
		return walk_to_member(a, f);
	}
	a->source = stored;
	if (a->member[0])
		return fault_set(f, "%s is no archive", a->path);
	return begin_capture(a, f);
}

struct again *again_open(const struct again_options *options, struct fault *f)
{
	struct again *a = xcalloc(1, sizeof(*a));
	block_pool_init(&a->pool);
	a->passphrases = options->passphrases;
	a->stop = options->stop;
	a->unpack = (struct unpack_common) {
		.passphrases = &a->passphrases, .pool = &a->pool, .stop = a->stop
	};
	a->path = xstrdup(options->path);
	a->member = xstrndup(options->member.n ? options->member.s : "", options->member.n);
	if (begin(a, f))
		return a;
	again_free(a);
	return NULL;
}

void again_free(struct again *a)
{
	if (!a)
		return;
	close_all(a);
	unpack_common_end(&a->unpack);
	free(a->marks);
	block_pool_free(&a->pool);
	free(a->path);
	free(a->member);
	free(a);
}

bool again_member(struct again *a, struct text member, struct fault *f)
{
	struct fault behind;
	free(a->member);
	a->member = xstrndup(member.n ? member.s : "", member.n);
	close_capture(a);
	if (a->walk && walk_to_member(a, &behind))
		return true;
	return begin(a, f);
}

/* --- frames */

/* Where nobody left marks, they are made on the way: behind the last one, MARK_EVERY bytes on. */
static void set_mark(struct again *a, struct capture_mark mark)
{
	const struct capture_mark *last = a->mark_count ? &a->marks[a->mark_count - 1] : NULL;
	if (!source_seeks(a->source) || mark.offset < (last ? last->offset : 0) + MARK_EVERY)
		return;
	mark.time = a->frames[0].time;
	a->marks = grow(a->marks, a->mark_count, &a->mark_room, sizeof(*a->marks));
	a->marks[a->mark_count++] = mark;
}

static const struct capture_mark *own_mark(const struct again *a, uint64_t number)
{
	size_t i = a->mark_count;
	while (i > 0 && a->marks[i - 1].frames >= number)
		i--;
	return i > 0 ? &a->marks[i - 1] : NULL;
}

/* The next frames; none at the end, or (*f) where reading failed. */
static bool read_on(struct again *a, struct fault *f)
{
	struct reader *r = a->reader;
	struct source *s = a->source;
	struct capture_mark mark = reader_mark(r, s);
	do
		a->count = reader_next(r, s, a->frames, LIMIT_BATCH);
	while (a->count == 0 && r->what[0] && !s->error && reader_resume(r, s));
	if (a->count > 0)
		set_mark(a, mark);
	if (a->count > 0 || (!s->error && !stopped(a)))
		return true;
	/* A file that broke off while it was scanned ends there now, too. */
	return a->walk && !stopped(a) ? true : fail_reading(a, f);
}

/* Frames up to that number are behind. */
static uint64_t position(const struct again *a)
{
	return a->count ? a->frames[a->count - 1].number : a->reader->number;
}

static bool holds(const struct again *a, uint64_t number)
{
	return a->count && a->frames[0].number <= number && number <= position(a);
}

bool again_is_near(const struct again *a, uint64_t number)
{
	if (!a->reader)
		return false;
	return holds(a, number) ||
	    (number > position(a) && number - position(a) <= 4 * (uint64_t)LIMIT_BATCH);
}

static bool go_to_mark(struct again *a, const struct capture_mark *mark, struct fault *f)
{
	a->count = 0;
	if (reader_go_to(a->reader, a->source, mark) && read_on(a, f) && a->count &&
	    a->frames[0].time == mark->time)
		return true;
	if (a->source->error || stopped(a))
		return fail_reading(a, f);
	return fault_set(f, "%s was changed since it was scanned", a->path);
}

/* To a place at or before that frame. */
static bool approach(
    struct again *a, uint64_t number, const struct capture_mark *mark, struct fault *f)
{
	bool back = number <= position(a);
	const struct capture_mark *own = own_mark(a, number);
	if (own && (!mark || own->frames > mark->frames))
		mark = own;
	if (mark && source_seeks(a->source) && (back || mark->frames > position(a)))
		return go_to_mark(a, mark, f);
	return !back || begin(a, f);
}

static bool find(const struct again *a, uint64_t number, struct frame *out)
{
	if (!holds(a, number))
		return false;
	/* Few numbers are left out, if any. */
	uint64_t past = number - a->frames[0].number;
	size_t i = past < a->count ? (size_t)past : a->count - 1;
	while (a->frames[i].number > number)
		i--;
	*out = a->frames[i];
	return a->frames[i].number == number;
}

enum again_answer again_frame(struct again *a, uint64_t number, const struct capture_mark *mark,
    struct frame *out, struct fault *f)
{
	if (!a->reader && !begin(a, f))
		return AGAIN_FAILED;
	if (!holds(a, number) && !approach(a, number, mark, f))
		return AGAIN_FAILED;
	bool ended = false;
	while (position(a) < number && !ended) {
		if (!read_on(a, f))
			return AGAIN_FAILED;
		ended = a->count == 0;
	}
	if (find(a, number, out))
		return AGAIN_FRAME;
	fault_set(f, "%s%s%s has no frame %llu", a->path, a->member[0] ? "!" : "", a->member,
	    (unsigned long long)number);
	return ended ? AGAIN_END : AGAIN_NONE;
}

const struct capture_interface *again_interface(const struct again *a, const struct frame *frame)
{
	static const struct capture_interface unknown = { .name = "" };
	const struct reader *r = a->reader;
	return frame->interface < r->interface_count ? &r->interfaces[frame->interface] : &unknown;
}

uint64_t again_packet_id(const struct again *a, const struct frame *frame)
{
	return a->reader && a->reader->format == &pcapng_format ? pcapng_packet_id(a->reader, frame)
								: 0;
}

bool again_digest(const struct again_whole *w, char out[DIGEST_TEXT], struct fault *f)
{
	struct again a = { .path = xstrdup(w->path), .stop = w->stop };
	block_pool_init(&a.pool);
	a.source = open_file(&a, f);
	bool good = a.source != NULL;
	if (good) {
		struct source *s = a.source;
		s->digest = digest_new(w->kind);
		do {
			s->window.at = s->window.end;
			if (w->progress)
				w->progress(w->context, s->offset);
		} while (source_want(s, 1));
		good = !s->error || fail_reading(&a, f);
		if (good)
			digest_end(s->digest, out);
	}
	source_free(a.source);
	block_pool_free(&a.pool);
	free(a.path);
	return good;
}
