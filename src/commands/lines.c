/* A file as lines, which may hold any byte but the one that separates them. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/lines.h"
#include "commands/signals.h"

enum { LINES_BYTES = 256 << 20 };

static bool read_all(int fd, struct buf *out)
{
	char block[16 << 10];
	ssize_t n;
	while ((n = read(fd, block, sizeof(block))) != 0) {
		if (n < 0 && (errno != EINTR || signals_stop))
			return false;
		if (n > 0)
			buf_add(out, (struct text) { block, (size_t)n });
		if (out->over) {
			errno = EFBIG;
			return false;
		}
	}
	return true;
}

static void cut(struct named_lines *l)
{
	buf_string(&l->text);
	struct text all = buf_text(&l->text);
	char separator = text_find_char(all, '\0') != TEXT_NONE ? '\0' : '\n';
	for (char *p = l->text.p, *end = p + all.n; p < end;) {
		char *stop = memchr(p, separator, (size_t)(end - p));
		list_add(&l->list, p);
		if (!stop)
			break;
		*stop = '\0';
		p = stop + 1;
	}
}

bool named_lines_read(struct named_lines *l, const char *path, struct fault *f)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	buf_init(&l->text, LINES_BYTES);
	if (fd < 0)
		return fault_errno(f, "%s", path);
	bool good = read_all(fd, &l->text) || fault_errno(f, "%s", path);
	if (!standard)
		close(fd);
	if (good)
		cut(l);
	return good;
}

void named_lines_trim(struct named_lines *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->list.count; i++) {
		char *line = l->text.p + (l->list.items[i] - l->text.p);
		size_t n = strlen(line);
		if (n && line[n - 1] == '\r')
			line[--n] = '\0';
		if (n)
			l->list.items[kept++] = line;
	}
	l->list.count = kept;
}

void named_lines_free(struct named_lines *l)
{
	buf_free(&l->text);
	free(l->list.items);
}
