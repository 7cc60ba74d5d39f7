/* A source of bytes, read in large blocks. */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "capture/source.h"

/* A read shorter than this is not worth the end of a block: the next one is taken. */
enum { WORTH_READING = 16 << 10 };

static struct source *source_start(struct block_pool *pool, size_t read_size)
{
	struct source *s = xcalloc(1, sizeof(*s));
	s->pool = pool;
	s->fd = -1;
	s->read_size = read_size;
	s->block = block_take(pool, BLOCK_HEADROOM + read_size);
	s->window.at = s->window.end = s->block->data + BLOCK_HEADROOM;
	return s;
}

struct source *source_new(struct block_pool *pool, int fd, uint64_t size, size_t read_size)
{
	struct source *s = source_start(pool, read_size);
	s->fd = fd;
	s->size = size;
	return s;
}

struct source *source_of(struct block_pool *pool, const void *p, size_t n, size_t read_size)
{
	struct source *s = source_start(pool, read_size);
	s->memory = (struct window) { p, (const uint8_t *)p + n };
	s->size = n;
	return s;
}

void source_free(struct source *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	digest_free(s->digest);
	block_release(s->block);
	free(s);
}

static size_t behind(const struct source *s)
{
	return s->block->room - (size_t)(s->window.end - s->block->data);
}

/* Room to read at least until n bytes stand in the window: in the same block, or in a new one that
 * the window moves to. */
static void make_room(struct source *s, size_t n)
{
	size_t left = window_left(&s->window), more = n - left;
	size_t worth = s->read_size < WORTH_READING ? s->read_size : WORTH_READING;
	if (behind(s) >= more && behind(s) >= worth)
		return;
	bool usual = left <= BLOCK_HEADROOM && more <= s->read_size;
	struct block *b = block_take(s->pool, (usual ? BLOCK_HEADROOM : n) + s->read_size);
	uint8_t *at = usual ? b->data + BLOCK_HEADROOM - left : b->data;
	if (left)
		memcpy(at, s->window.at, left);
	block_release(s->block);
	s->block = b;
	s->window.at = at;
	s->window.end = at + left;
}

static size_t read_some(struct source *s, uint8_t *to, size_t n)
{
	if (s->fd < 0) {
		size_t left = window_left(&s->memory);
		if (n > left)
			n = left;
		if (n)
			memcpy(to, s->memory.at, n);
		s->memory.at += n;
		return n;
	}
	ssize_t got = -1;
	errno = EINTR;
	while (got < 0 && errno == EINTR && !(s->stop && *s->stop))
		got = read(s->fd, to, n);
	if (got < 0)
		s->error = errno;
	return got > 0 ? (size_t)got : 0;
}

static void fill(struct source *s)
{
	size_t n = behind(s);
	uint8_t *to = s->block->data + s->block->room - n;
	if (n > s->read_size)
		n = s->read_size;
	if (s->offset < SOURCE_HEAD && n > SOURCE_HEAD - s->offset)
		n = SOURCE_HEAD - (size_t)s->offset;
	n = read_some(s, to, n);
	s->ended = n == 0;
	s->offset += n;
	s->window.end = to + n;
	if (n == 0)
		return;
	if (s->bytes_read)
		atomic_fetch_add_explicit(s->bytes_read, n, memory_order_relaxed);
	if (s->digest && s->hasher)
		hash_thread_add(s->hasher, s->digest, s->block, to, n);
	else if (s->digest)
		digest_add(s->digest, to, n);
}

/* A record larger than what is left of a file is not worth its memory. */
static bool hopeless(const struct source *s, size_t n)
{
	return n > LIMIT_READ_BLOCK && s->size != UINT64_MAX &&
	    n - window_left(&s->window) > (s->size > s->offset ? s->size - s->offset : 0);
}

bool source_want(struct source *s, size_t n)
{
	while (window_left(&s->window) < n && !s->ended) {
		if (hopeless(s, n))
			return false;
		make_room(s, n);
		fill(s);
	}
	return window_left(&s->window) >= n;
}

bool source_skip(struct source *s, uint64_t n)
{
	for (;;) {
		size_t left = window_left(&s->window);
		if (left >= n) {
			s->window.at += n;
			return true;
		}
		n -= left;
		s->window.at = s->window.end;
		if (!source_want(s, 1))
			return false;
	}
}

void source_drain(struct source *s)
{
	do
		s->window.at = s->window.end;
	while (source_want(s, 1));
}
