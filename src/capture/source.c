/* A source of bytes, read in large blocks. */
#include <config.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "capture/source.h"
#include "capture/unpack.h"

/* How long a stream is waited for before it is seen whether the run was stopped. */
enum { WAIT_MILLISECONDS = 200 };

/* A read shorter than this is not worth the end of a block: the next one is taken. */
enum { WORTH_READING = 16 << 10 };

static struct source *source_start(struct block_pool *pool, size_t read_size)
{
	struct source *s = xcalloc(1, sizeof(*s));
	s->pool = pool;
	s->fd = -1;
	s->read_size = read_size;
	s->block = block_take(pool, BLOCK_HEADROOM + read_size);
	s->first = s->window.at = s->window.end = s->block->data + BLOCK_HEADROOM;
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

struct source *source_of_supply(struct block_pool *pool, struct supply supply, bool beside)
{
	struct source *s = source_start(pool, LIMIT_READ_BLOCK);
	s->supply = supply;
	s->size = UINT64_MAX;
	if (beside)
		s->ahead = ahead_new(pool, supply, SOURCE_HEAD, s->read_size);
	return s;
}

static size_t read_member(void *context, uint8_t *to, size_t n, int *error)
{
	size_t got = unpack_read(context, to, n);
	*error = got == 0 ? unpack_error(context) : 0;
	return got;
}

struct source *source_of_member(struct block_pool *pool, struct unpack *u, bool beside)
{
	return source_of_supply(pool, (struct supply) { read_member, u }, beside);
}

void source_free(struct source *s)
{
	if (!s)
		return;
	ahead_free(s->ahead);
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
	s->first = s->window.at = at;
	s->window.end = at + left;
}

/* Whether a stream has something to read, or must be seen to by a read. */
static bool is_ready(const struct source *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	if (s->size != UINT64_MAX || !s->stop)
		return true;
	int n = poll(&p, 1, WAIT_MILLISECONDS);
	return n > 0 || (n < 0 && errno != EINTR); /* a signal is not something to read */
}

static ssize_t read_file(struct source *s, uint8_t *to, size_t n)
{
	while (!(s->stop && *s->stop)) {
		if (!is_ready(s))
			continue;
		ssize_t got = read(s->fd, to, n);
		if (got >= 0 || errno != EINTR)
			return got;
	}
	errno = EINTR;
	return -1;
}

static size_t read_some(struct source *s, uint8_t *to, size_t n)
{
	if (s->supply.read)
		return s->supply.read(s->supply.context, to, n, &s->error);
	if (s->fd < 0) {
		size_t left = window_left(&s->memory);
		if (n > left)
			n = left;
		if (n)
			memcpy(to, s->memory.at, n);
		s->memory.at += n;
		return n;
	}
	ssize_t got = read_file(s, to, n);
	if (got < 0)
		s->error = errno;
	return got > 0 ? (size_t)got : 0;
}

/* n bytes at p, of the block, are what the source has next. */
static void account(struct source *s, const uint8_t *p, size_t n)
{
	uint64_t from = s->offset;
	s->offset += n;
	if (from > s->gapless || s->offset <= s->gapless)
		return;
	size_t known = (size_t)(s->gapless - from);
	p += known;
	n -= known;
	s->gapless = s->offset;
	if (s->bytes_read)
		atomic_fetch_add_explicit(s->bytes_read, n, memory_order_relaxed);
	if (s->digest && s->hasher)
		hash_thread_add(s->hasher, s->digest, s->block, p, n);
	else if (s->digest)
		digest_add(s->digest, p, n);
}

static void fill(struct source *s, size_t want)
{
	make_room(s, want);
	size_t n = behind(s);
	uint8_t *to = s->block->data + s->block->room - n;
	if (n > s->read_size)
		n = s->read_size;
	if (s->offset < SOURCE_HEAD && n > SOURCE_HEAD - s->offset)
		n = SOURCE_HEAD - (size_t)s->offset;
	n = read_some(s, to, n);
	s->ended = n == 0;
	s->window.end = to + n;
	account(s, to, n);
}

/* The next piece that was read ahead: its block becomes that of the window, with the rest of a
 * record before it; a record that has no room there is gathered in a block of its own. */
static void take_piece(struct source *s, size_t want)
{
	struct ahead_piece p = ahead_take(s->ahead);
	size_t left = window_left(&s->window);
	s->ended = p.n == 0;
	if (p.error)
		s->error = p.error;
	if (p.n == 0)
		return;
	if (left <= BLOCK_HEADROOM) {
		if (left)
			memcpy(p.at - left, s->window.at, left);
		block_release(s->block);
		s->block = p.block;
		s->first = s->window.at = p.at - left;
		s->window.end = p.at + p.n;
		account(s, p.at, p.n);
		return;
	}
	make_room(s, left + p.n > want ? left + p.n : want);
	uint8_t *to = s->block->data + s->block->room - behind(s);
	memcpy(to, p.at, p.n);
	block_release(p.block);
	s->window.end = to + p.n;
	account(s, to, p.n);
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
		if (s->ahead)
			take_piece(s, n);
		else
			fill(s, n);
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

bool source_seek(struct source *s, uint64_t offset)
{
	if (!source_seeks(s))
		return false;
	uint64_t kept = (uint64_t)(s->window.end - s->first);
	if (offset <= s->offset && s->offset - offset <= kept) {
		s->window.at = s->window.end - (s->offset - offset);
		return true;
	}
	if (offset > s->size)
		offset = s->size;
	if (s->fd >= 0 && lseek(s->fd, (off_t)offset, SEEK_SET) < 0)
		return false;
	if (s->fd < 0)
		s->memory.at = s->memory.end - (s->size - offset);
	s->window.at = s->first = s->window.end;
	s->offset = offset;
	s->ended = false;
	return true;
}
