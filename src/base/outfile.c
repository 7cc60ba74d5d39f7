/* Whole-file writing. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/outfile.h"

enum { BUFFER = 256 << 10 };

struct outfile {
	int fd, error;       /* the first errno, 0 while all went well */
	bool borrowed;       /* the descriptor is somebody else's */
	char *path, *beside; /* beside is NULL for standard output and for devices */
	uint64_t size;
	size_t held;
	char buffer[BUFFER];
};

static void outfile_free(struct outfile *o)
{
	if (!o->borrowed && o->fd >= 0)
		close(o->fd);
	free(o->path);
	free(o->beside);
	free(o);
}

/* Something that is there and is not a regular file (/dev/full, a FIFO) is written in place, and so is what
 * a name of the system leads to (/dev/stdout). */
static bool in_place(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 &&
	    (!S_ISREG(st.st_mode) || text_starts(text_of(path), TEXT("/dev/")));
}

/* Where a symbolic link leads, so that it stays one; else the path itself. */
static char *target_of(const char *path)
{
	struct stat st;
	char *target = NULL;
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		target = realpath(path, NULL);
	return target ? target : xstrdup(path);
}

struct outfile *outfile_on(int fd, const char *name)
{
	struct outfile *o = xmalloc(sizeof(*o));
	o->fd = fd;
	o->borrowed = fd >= 0;
	o->error = 0;
	o->size = 0;
	o->held = 0;
	o->beside = NULL;
	o->path = xstrdup(name);
	return o;
}

struct outfile *outfile_begin(const char *path, struct fault *f)
{
	if (strcmp(path, "-") == 0)
		return outfile_on(STDOUT_FILENO, "standard output");
	struct outfile *o = outfile_on(-1, path);
	if (in_place(path)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
	} else {
		free(o->path);
		o->path = target_of(path);
		size_t room = strlen(o->path) + 16;
		o->beside = xmalloc(room);
		snprintf(o->beside, room, "%s.XXXXXX", o->path);
		o->fd = mkostemp(o->beside, O_CLOEXEC);
	}
	if (o->fd < 0) {
		fault_errno(f, "cannot write %s", path);
		outfile_free(o);
		return NULL;
	}
	if (o->beside) {
		mode_t mask = umask(0);
		umask(mask);
		if (fchmod(o->fd, 0666 & ~mask) != 0)
			o->error = errno;
	}
	return o;
}

void outfile_private(struct outfile *o)
{
	if (o->beside && fchmod(o->fd, 0600) != 0)
		o->error = errno;
}

static void write_out(struct outfile *o, const char *p, size_t n)
{
	while (n && !o->error) {
		ssize_t done = write(o->fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			o->error = errno;
			return;
		}
		p += done;
		n -= (size_t)done;
	}
}

static void flush(struct outfile *o)
{
	write_out(o, o->buffer, o->held);
	o->held = 0;
}

void outfile_add(struct outfile *o, struct text t)
{
	o->size += t.n;
	if (t.n > BUFFER - o->held)
		flush(o);
	if (t.n > BUFFER) {
		write_out(o, t.s, t.n);
	} else if (t.n) {
		memcpy(o->buffer + o->held, t.s, t.n);
		o->held += t.n;
	}
}

uint64_t outfile_size(const struct outfile *o)
{
	return o->size;
}

bool outfile_commit(struct outfile *o, struct fault *f)
{
	flush(o);
	if (o->beside && !o->error && fsync(o->fd) != 0)
		o->error = errno;
	if (o->beside && !o->error && rename(o->beside, o->path) != 0)
		o->error = errno;
	bool good = o->error == 0;
	if (!good) {
		errno = o->error;
		fault_errno(f, "cannot write %s", o->path);
		if (o->beside)
			unlink(o->beside);
	}
	outfile_free(o);
	return good;
}

void outfile_abandon(struct outfile *o)
{
	if (!o)
		return;
	if (o->beside)
		unlink(o->beside);
	outfile_free(o);
}
