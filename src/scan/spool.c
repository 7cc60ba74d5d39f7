/* Frames that wait. */
#include <config.h>

#include "scan/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/memory.h"

enum { BLOCK = 256 << 10 };

/* Places count from the first byte ever added; in the file they stand modulo its size. No record
 * stands on both sides of written. */
struct spool {
	int fd, error;
	uint64_t size;
	uint64_t oldest;  /* where the oldest record starts */
	uint64_t written; /* what is before stands in the file, what is behind in fresh */
	struct buf fresh;
	struct buf read; /* a part of the file, from read_at on */
	uint64_t read_at;
};

struct spool *spool_new(const char *path, uint64_t size, struct fault *f)
{
	size_t room = strlen(path) + 16;
	char *beside = xmalloc(room);
	snprintf(beside, room, "%s.XXXXXX", path);
	int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		fault_errno(f, "cannot write beside %s", path);
	else
		unlink(beside);
	free(beside);
	if (fd < 0)
		return NULL;
	struct spool *s = xcalloc(1, sizeof(*s));
	s->fd = fd;
	s->size = size;
	buf_init(&s->fresh, SIZE_MAX / 2);
	buf_init(&s->read, SIZE_MAX / 2);
	return s;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	close(s->fd);
	buf_free(&s->fresh);
	buf_free(&s->read);
	free(s);
}

static uint64_t end_of(const struct spool *s)
{
	return s->written + s->fresh.n;
}

/* Nothing waits any more. */
static void fail(struct spool *s, int error)
{
	s->error = error;
	s->oldest = s->written = end_of(s);
	buf_clear(&s->fresh);
}

/* How many of n bytes from that place on stand together in the file. */
static size_t together(const struct spool *s, uint64_t place, size_t n)
{
	uint64_t left = s->size - place % s->size;
	return n < left ? n : (size_t)left;
}

static void write_fresh(struct spool *s)
{
	size_t done = 0;
	while (done < s->fresh.n) {
		uint64_t place = s->written + done;
		ssize_t n = pwrite(s->fd, s->fresh.p + done, together(s, place, s->fresh.n - done),
		    (off_t)(place % s->size));
		if (n >= 0) {
			done += (size_t)n;
		} else if (errno != EINTR) {
			fail(s, errno);
			return;
		}
	}
	s->written += done;
	buf_clear(&s->fresh);
}

/* Room in memory: what is gone leaves it, then the file takes the rest. */
static void make_room(struct spool *s)
{
	if (s->oldest >= s->written) {
		size_t gone = (size_t)(s->oldest - s->written);
		s->fresh.n -= gone;
		memmove(s->fresh.p, s->fresh.p + gone, s->fresh.n);
		s->written = s->oldest;
	}
	if (s->fresh.n >= BLOCK / 2)
		write_fresh(s);
}

bool spool_has_room(const struct spool *s, uint32_t captured)
{
	return end_of(s) - s->oldest + sizeof(struct waiting) + captured <= s->size;
}

bool spool_is_empty(const struct spool *s)
{
	return s->oldest == end_of(s);
}

void spool_add(struct spool *s, const struct waiting *w, const uint8_t *data)
{
	if (!s->error && s->fresh.n >= BLOCK)
		make_room(s);
	if (s->error)
		return;
	buf_add(&s->fresh, (struct text) { (const char *)w, sizeof(*w) });
	buf_add(&s->fresh, text_bytes(data, w->captured));
}

/* Reads n bytes of the file at that place, and what follows up to a block. */
static bool read_file(struct spool *s, uint64_t place, size_t n)
{
	uint64_t left = s->written - place;
	size_t want = n > BLOCK ? n : BLOCK, have = 0;
	if (want > left)
		want = (size_t)left;
	if (s->read.room < want)
		s->read.p = xrealloc(s->read.p, s->read.room = want, 1);
	s->read.n = 0;
	s->read_at = place;
	while (have < want) {
		uint64_t from = place + have;
		ssize_t got = pread(s->fd, s->read.p + have, together(s, from, want - have),
		    (off_t)(from % s->size));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			fail(s, got < 0 ? errno : EIO);
			return false;
		}
		have += (size_t)got;
	}
	s->read.n = have;
	return true;
}

/* n bytes of one record, or NULL. */
static const char *bytes_at(struct spool *s, uint64_t place, size_t n)
{
	if (place >= s->written)
		return s->fresh.p + (place - s->written);
	bool there = place >= s->read_at && place + n <= s->read_at + s->read.n;
	if (!there && !read_file(s, place, n))
		return NULL;
	return s->read.p + (place - s->read_at);
}

bool spool_oldest(struct spool *s, struct waiting *w, const uint8_t **data)
{
	if (spool_is_empty(s))
		return false;
	const char *p = bytes_at(s, s->oldest, sizeof(*w));
	if (!p)
		return false;
	memcpy(w, p, sizeof(*w));
	if (!data)
		return true;
	p = bytes_at(s, s->oldest + sizeof(*w), w->captured);
	*data = (const uint8_t *)p;
	return p != NULL;
}

void spool_drop(struct spool *s)
{
	struct waiting w;
	if (spool_oldest(s, &w, NULL))
		s->oldest += sizeof(w) + w.captured;
}

int spool_error(const struct spool *s)
{
	return s->error;
}
