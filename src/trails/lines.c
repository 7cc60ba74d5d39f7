/* Lines of a source. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "trails/lines.h"

static ssize_t read_more(struct lines *l, char *to, size_t n)
{
	if (!l->supply)
		return read(l->fd, to, n);
	int error = 0;
	size_t got = l->supply->read(l->supply->context, (uint8_t *)to, n, &error);
	errno = error;
	return got == 0 && error ? -1 : (ssize_t)got;
}

/* Moves what is left to the front and reads behind it until the room is full. */
static void fill(struct lines *l)
{
	if (l->at) {
		memmove(l->room, l->room + l->at, l->have - l->at);
		l->have -= l->at;
		l->at = 0;
	}
	while (!l->end && l->have < LINES_ROOM) {
		ssize_t n = read_more(l, l->room + l->have, LINES_ROOM - l->have);
		if (n < 0 && errno == EINTR && !l->supply)
			continue;
		if (n < 0)
			l->error = errno;
		if (n <= 0) {
			l->end = true;
			break;
		}
		digest_add(l->digest, l->room + l->have, (size_t)n);
		l->have += (size_t)n;
	}
}

bool lines_open(struct lines *l, const char *path, const struct supply *supply, struct fault *f)
{
	*l = (struct lines) { .fd = -1, .supply = supply };
	if (!supply)
		l->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (!supply && l->fd < 0)
		return fault_errno(f, "cannot open %s", path);
	l->digest = digest_new(DIGEST_SHA256);
	l->room = xmalloc(LINES_ROOM);
	fill(l);
	if (l->error) {
		errno = l->error;
		return fault_errno(f, "cannot read %s", path);
	}
	if (l->have >= 3 && memcmp(l->room, "\xef\xbb\xbf", 3) == 0)
		l->at = 3;
	return true;
}

void lines_close(struct lines *l)
{
	if (l->fd >= 0)
		close(l->fd);
	digest_free(l->digest);
	free(l->room);
	*l = (struct lines) { .fd = -1 };
}

struct text lines_first(const struct lines *l)
{
	return (struct text) { l->room + l->at, l->have - l->at };
}

/* Drops bytes up to and with the next line feed. */
static void drop_line(struct lines *l)
{
	for (;;) {
		const char *feed = memchr(l->room + l->at, '\n', l->have - l->at);
		if (feed) {
			l->at = (size_t)(feed - l->room) + 1;
			return;
		}
		l->at = l->have;
		if (l->end)
			return;
		fill(l);
	}
}

enum line_fate lines_next(struct lines *l, struct text *line)
{
	const char *feed = memchr(l->room + l->at, '\n', l->have - l->at);
	if (!feed && !l->end && l->have - l->at <= LIMIT_TRAIL_LINE) {
		fill(l);
		feed = memchr(l->room, '\n', l->have);
	}
	*line = (struct text) { l->room + l->at, l->have - l->at };
	if (line->n == 0)
		return LINE_END;
	l->number++;
	if (feed)
		line->n = (size_t)(feed - line->s);
	if (line->n > LIMIT_TRAIL_LINE) {
		drop_line(l);
		return LINE_LONG;
	}
	l->at += line->n + (feed ? 1 : 0);
	if (line->n && line->s[line->n - 1] == '\r')
		line->n--;
	return line->n && memchr(line->s, '\0', line->n) ? LINE_NUL : LINE_GOOD;
}

bool lines_rest(struct lines *l, size_t most, struct buf *out)
{
	for (; l->have > l->at || !l->end; fill(l)) {
		size_t n = l->have - l->at;
		if (n > most - out->n)
			return false;
		buf_add(out, (struct text) { l->room + l->at, n });
		l->at = l->have;
	}
	return true;
}

void lines_digest(struct lines *l, char out[DIGEST_TEXT])
{
	digest_end(l->digest, out);
}
