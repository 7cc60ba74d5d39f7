/* Writing pcapng files: draft-ietf-opsawg-pcapng. */
#include <config.h>

#include "capture/pcapng_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/escape.h"
#include "base/memory.h"
#include "base/time.h"

enum {
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 6,
	BLOCK_SECTION = 0x0a0d0d0a,
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	OPTION_INTERFACE_NAME = 2,
	OPTION_DESCRIPTION = 3,
	OPTION_APPLICATION = 4,
	OPTION_PACKET_ID = 5,
	OPTION_RESOLUTION = 9,
	NANOSECONDS = 9,
	TEXT_MOST = 16383, /* escaped it still fits into an option */
	BUFFER = 256 << 10,
};

struct pcapng_writer {
	int fd, error; /* the first errno, 0 while all went well */
	char *path;
	struct outfile *into; /* instead of fd, or NULL */
	uint64_t size;        /* of the file: whole blocks */
	uint32_t interfaces;
	struct buf buffer; /* whole blocks that are not written yet */
};

static void put(struct buf *b, uint64_t v, size_t bytes)
{
	char p[8];
	for (size_t i = 0; i < bytes; i++)
		p[i] = (char)(uint8_t)(v >> 8 * i);
	buf_add(b, (struct text) { p, bytes });
}

static void pad(struct buf *b, size_t n)
{
	put(b, 0, (4 - n % 4) % 4);
}

/* Where the block starts, for block_end(). */
static size_t block_begin(struct buf *b, uint32_t type)
{
	put(b, type, 4);
	put(b, 0, 4); /* the length comes when it is known */
	return b->n - 8;
}

static void block_end(struct buf *b, size_t start)
{
	uint32_t length = (uint32_t)(b->n - start + 4);
	for (size_t i = 0; i < 4; i++)
		b->p[start + 4 + i] = (char)(uint8_t)(length >> 8 * i);
	put(b, length, 4);
}

static void put_text(struct buf *b, uint16_t code, struct text t)
{
	struct buf utf8;
	buf_init(&utf8, UINT16_MAX);
	escape_utf8(&utf8, text_head(t, TEXT_MOST));
	put(b, code, 2);
	put(b, utf8.n, 2);
	buf_add(b, buf_text(&utf8));
	pad(b, utf8.n);
	buf_free(&utf8);
}

static void put_section(struct buf *b)
{
	size_t start = block_begin(b, BLOCK_SECTION);
	put(b, 0x1a2b3c4d, 4);
	put(b, 1, 2);
	put(b, 0, 2);
	put(b, UINT64_MAX, 8); /* its length is not known ahead */
	put_text(b, OPTION_APPLICATION, TEXT(PACKAGE_NAME " " PACKAGE_VERSION));
	put(b, OPTION_END, 4);
	block_end(b, start);
}

/* How many of the first n bytes of blocks are whole blocks. */
static size_t whole_blocks(const struct buf *b, size_t n)
{
	size_t at = 0;
	while (at + 8 <= n) {
		size_t length = load_le32((const uint8_t *)b->p + at + 4);
		if (length > n - at)
			break;
		at += length;
	}
	return at;
}

void pcapng_write_flush(struct pcapng_writer *w)
{
	size_t done = 0;
	if (w->into) {
		outfile_add(w->into, buf_text(&w->buffer));
		buf_clear(&w->buffer);
		return;
	}
	while (done < w->buffer.n && !w->error) {
		ssize_t n = write(w->fd, w->buffer.p + done, w->buffer.n - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			w->error = errno;
	}
	bool part = done < w->buffer.n;
	w->size += part ? whole_blocks(&w->buffer, done) : done;
	/* A pipe cannot be cut back: its reader has what it has. */
	if (part && done > 0 && ftruncate(w->fd, (off_t)w->size) != 0)
		w->error = w->error ? w->error : errno;
	buf_clear(&w->buffer);
}

static void writer_free(struct pcapng_writer *w)
{
	if (w->fd >= 0)
		close(w->fd);
	buf_free(&w->buffer);
	free(w->path);
	free(w);
}

struct pcapng_writer *pcapng_write_begin(const char *path, bool force, struct fault *f)
{
	struct pcapng_writer *w = xcalloc(1, sizeof(*w));
	buf_init(&w->buffer, SIZE_MAX / 2);
	w->path = xstrdup(path);
	w->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0666);
	if (w->fd < 0) {
		if (errno == EEXIST)
			fault_set(f, "%s exists; --force replaces it", path);
		else
			fault_errno(f, "cannot write %s", path);
		writer_free(w);
		return NULL;
	}
	put_section(&w->buffer);
	pcapng_write_flush(w);
	if (w->error) {
		errno = w->error;
		fault_errno(f, "cannot write %s", path);
		writer_free(w);
		return NULL;
	}
	return w;
}

struct pcapng_writer *pcapng_write_into(struct outfile *to)
{
	struct pcapng_writer *w = xcalloc(1, sizeof(*w));
	buf_init(&w->buffer, SIZE_MAX / 2);
	w->fd = -1;
	w->into = to;
	put_section(&w->buffer);
	return w;
}

uint32_t pcapng_write_described(struct pcapng_writer *w, uint32_t link, uint32_t snaplen,
    struct text name, struct text description)
{
	struct buf *b = &w->buffer;
	size_t start = block_begin(b, BLOCK_INTERFACE);
	put(b, link, 2);
	put(b, 0, 2);
	put(b, snaplen, 4);
	if (name.n)
		put_text(b, OPTION_INTERFACE_NAME, name);
	if (description.n)
		put_text(b, OPTION_DESCRIPTION, description);
	put(b, OPTION_RESOLUTION, 2);
	put(b, 1, 2);
	put(b, NANOSECONDS, 4);
	put(b, OPTION_END, 4);
	block_end(b, start);
	return w->interfaces++;
}

uint32_t pcapng_write_interface(
    struct pcapng_writer *w, uint32_t link, uint32_t snaplen, struct text name)
{
	return pcapng_write_described(w, link, snaplen, name, TEXT(""));
}

void pcapng_write_frame(
    struct pcapng_writer *w, uint32_t interface, const struct frame *frame, struct text comment)
{
	pcapng_write_numbered(w, interface, frame, comment, 0);
}

void pcapng_write_numbered(struct pcapng_writer *w, uint32_t interface, const struct frame *frame,
    struct text comment, uint64_t id)
{
	if (w->error)
		return;
	struct buf *b = &w->buffer;
	uint64_t time = frame->time > 0 ? (uint64_t)frame->time : 0; /* TIME_NONE is below */
	size_t start = block_begin(b, BLOCK_PACKET);
	put(b, interface, 4);
	put(b, time >> 32, 4);
	put(b, time & UINT32_MAX, 4);
	put(b, frame->captured, 4);
	put(b, frame->original, 4);
	buf_add(b, text_bytes(frame->data, frame->captured));
	pad(b, frame->captured);
	if (comment.n)
		put_text(b, OPTION_COMMENT, comment);
	if (id) {
		put(b, OPTION_PACKET_ID, 2);
		put(b, 8, 2);
		put(b, id, 8);
	}
	if (comment.n || id)
		put(b, OPTION_END, 4);
	block_end(b, start);
	if (b->n >= BUFFER)
		pcapng_write_flush(w);
}

int pcapng_write_error(const struct pcapng_writer *w)
{
	return w->error;
}

bool pcapng_write_end(struct pcapng_writer *w, struct fault *f)
{
	pcapng_write_flush(w);
	/* Pipes and devices have nothing to sync. */
	if (!w->into && !w->error && fsync(w->fd) != 0 && errno != EINVAL && errno != EROFS)
		w->error = errno;
	bool good = w->error == 0;
	if (!good) {
		errno = w->error;
		fault_errno(f, "cannot write %s", w->path);
	}
	writer_free(w);
	return good;
}
