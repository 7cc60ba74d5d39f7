/* A merge sort in pieces. */
#include <config.h>

#include "case/sorter.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"

enum {
	PIECE = 8192, /* rows that are sorted at once: a few milliseconds */
	ROW = 8,      /* bytes of a row's number, behind the key */
	RECORD = 1 + SORTER_KEY + ROW,
	WINDOW = 8 << 10, /* of a piece in the file, while they are merged */
};

/* A record is the length of its key, the key and the row, in big-endian order. The first bytes of the key stand
 * apart: mostly they decide. */
struct item {
	uint64_t head;
	const uint8_t *record;
};

struct piece {
	uint8_t *bytes;        /* all of it, or a window of what is in the file */
	size_t n;              /* bytes here */
	size_t at;             /* of the record at hand */
	uint64_t offset, left; /* in the file: what was not read yet */
};

struct entry {
	struct item item;
	struct piece *piece;
};

struct sorter {
	bool reverse, failed;
	size_t memory, held; /* bytes of pieces */
	uint64_t count;
	uint8_t *bytes; /* of the piece at hand */
	size_t n, room;
	struct item *items;
	size_t item_count;
	struct piece *pieces;
	size_t piece_count, piece_room;
	struct entry *heap; /* while they are merged: the next row of each, the very next first */
	size_t heap_count;
	uint8_t given[1 + SORTER_KEY]; /* the key of the row given last, and its length */
	bool any;
	int fd; /* -1 until it is needed, or where it cannot be had */
	uint64_t end;
	bool no_file;
};

struct sorter *sorter_new(size_t memory, bool reverse)
{
	struct sorter *s = xcalloc(1, sizeof(*s));
	s->memory = memory;
	s->reverse = reverse;
	s->fd = -1;
	s->items = xmalloc(PIECE * sizeof(*s->items));
	return s;
}

void sorter_free(struct sorter *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->piece_count; i++)
		free(s->pieces[i].bytes);
	if (s->fd >= 0)
		close(s->fd);
	free(s->heap);
	free(s->pieces);
	free(s->bytes);
	free(s->items);
	free(s);
}

uint64_t sorter_count(const struct sorter *s)
{
	return s->count;
}

bool sorter_failed(const struct sorter *s)
{
	return s->failed;
}

static int compare(const struct item *a, const struct item *b)
{
	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	size_t m = a->record[0], n = b->record[0];
	int order = memcmp(a->record + 1, b->record + 1, m < n ? m : n);
	if (order)
		return order;
	if (m != n)
		return m < n ? -1 : 1;
	return memcmp(a->record + 1 + m, b->record + 1 + n, ROW);
}

static int compare_forward(const void *a, const void *b)
{
	return compare(a, b);
}

static int compare_backward(const void *a, const void *b)
{
	return compare(b, a);
}

static struct item item_of(const uint8_t *record)
{
	uint8_t head[8] = { 0 };
	memcpy(head, record + 1, record[0] < sizeof(head) ? record[0] : sizeof(head));
	return (struct item) { load_be64(head), record };
}

static size_t record_size(const uint8_t *record)
{
	return 1U + record[0] + ROW;
}

/* --- pieces */

static int open_unnamed(const char *directory)
{
	char name[4096];
	int fd = -1;
#ifdef O_TMPFILE
	fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
	int n = snprintf(name, sizeof(name), "%s/trailsift-XXXXXX", directory);
	if (fd < 0 && n > 0 && (size_t)n < sizeof(name)) {
		fd = mkostemp(name, O_CLOEXEC);
		if (fd >= 0)
			unlink(name);
	}
	return fd;
}

/* Where SQLite has its own temporary files. */
static bool have_file(struct sorter *s)
{
	const char *const places[] = { getenv("SQLITE_TMPDIR"), getenv("TMPDIR"), "/var/tmp",
		"/tmp" };
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !s->no_file && s->fd < 0; i++)
		if (places[i] && places[i][0])
			s->fd = open_unnamed(places[i]);
	s->no_file = s->fd < 0;
	return !s->no_file;
}

static bool write_at(int fd, const uint8_t *p, size_t n, uint64_t offset)
{
	while (n) {
		ssize_t done = pwrite(fd, p, n, (off_t)offset);
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
		offset += (uint64_t)done;
	}
	return true;
}

/* Where no file can be written the piece stays in memory. */
static void keep_piece(struct sorter *s, uint8_t *bytes, size_t n)
{
	struct piece piece = { .bytes = bytes, .n = n };
	if (s->held + n > s->memory && have_file(s)) {
		if (write_at(s->fd, bytes, n, s->end)) {
			free(bytes);
			piece = (struct piece) { .offset = s->end, .left = n };
			s->end += n;
		} else {
			s->no_file = true;
		}
	}
	s->held += piece.n;
	s->pieces = grow(s->pieces, s->piece_count, &s->piece_room, sizeof(*s->pieces));
	s->pieces[s->piece_count++] = piece;
}

static void end_piece(struct sorter *s)
{
	if (!s->item_count)
		return;
	const uint8_t *record = s->bytes;
	for (size_t i = 0; i < s->item_count; i++) {
		s->items[i] = item_of(record);
		record += record_size(record);
	}
	qsort(s->items, s->item_count, sizeof(*s->items),
	    s->reverse ? compare_backward : compare_forward);
	uint8_t *sorted = xmalloc(s->n), *p = sorted;
	for (size_t i = 0; i < s->item_count; i++) {
		size_t size = record_size(s->items[i].record);
		memcpy(p, s->items[i].record, size);
		p += size;
	}
	keep_piece(s, sorted, s->n);
	s->item_count = 0;
	s->n = 0;
}

void sorter_add(struct sorter *s, const uint8_t *key, size_t n, uint64_t row)
{
	if (n > SORTER_KEY)
		n = SORTER_KEY;
	if (s->room - s->n < RECORD) {
		s->room = s->room ? s->room * 2 : 1 << 16;
		s->bytes = xrealloc(s->bytes, s->room, 1);
	}
	uint8_t *p = s->bytes + s->n;
	*p++ = (uint8_t)n;
	if (n)
		memcpy(p, key, n);
	for (unsigned i = 0; i < ROW; i++)
		p[n + i] = (uint8_t)(row >> (56 - 8 * i));
	s->n += 1 + n + ROW;
	s->count++;
	if (++s->item_count == PIECE)
		end_piece(s);
}

/* --- merging */

/* The rest of the window, and what follows it in the file. */
static void refill(struct sorter *s, struct piece *piece)
{
	size_t rest = piece->n - piece->at;
	if (!piece->bytes)
		piece->bytes = xmalloc(WINDOW);
	memmove(piece->bytes, piece->bytes + piece->at, rest);
	size_t wanted = WINDOW - rest;
	if (wanted > piece->left)
		wanted = (size_t)piece->left;
	piece->n = rest;
	piece->at = 0;
	while (wanted) {
		ssize_t got = pread(s->fd, piece->bytes + piece->n, wanted, (off_t)piece->offset);
		if (got <= 0) {
			s->failed = true;
			return;
		}
		piece->n += (size_t)got;
		piece->offset += (uint64_t)got;
		piece->left -= (uint64_t)got;
		wanted -= (size_t)got;
	}
}

/* False where the piece is at its end. */
static bool load_entry(struct sorter *s, struct entry *e)
{
	struct piece *piece = e->piece;
	if (piece->left && piece->n - piece->at < RECORD)
		refill(s, piece);
	if (s->failed || piece->at >= piece->n) {
		free(piece->bytes);
		piece->bytes = NULL;
		return false;
	}
	e->item = item_of(piece->bytes + piece->at);
	return true;
}

static bool before(const struct sorter *s, size_t a, size_t b)
{
	int order = compare(&s->heap[a].item, &s->heap[b].item);
	return s->reverse ? order > 0 : order < 0;
}

static void sift(struct sorter *s, size_t i)
{
	for (;;) {
		size_t least = i, left = 2 * i + 1, right = 2 * i + 2;
		if (left < s->heap_count && before(s, left, least))
			least = left;
		if (right < s->heap_count && before(s, right, least))
			least = right;
		if (least == i)
			return;
		struct entry e = s->heap[i];
		s->heap[i] = s->heap[least];
		s->heap[least] = e;
		i = least;
	}
}

void sorter_merge(struct sorter *s)
{
	end_piece(s);
	free(s->bytes);
	free(s->items);
	s->bytes = NULL;
	s->items = NULL;
	s->heap = xcalloc(s->piece_count + 1, sizeof(*s->heap));
	for (size_t i = 0; i < s->piece_count; i++) {
		s->heap[s->heap_count].piece = &s->pieces[i];
		s->heap_count += load_entry(s, &s->heap[s->heap_count]);
	}
	for (size_t i = s->failed ? 0 : s->heap_count / 2; i-- > 0;)
		sift(s, i);
}

/* Whether that key was given before; from now on it was. */
static bool is_given(struct sorter *s, const uint8_t *record)
{
	size_t n = 1U + record[0];
	bool same = s->any && memcmp(s->given, record, n) == 0;
	memcpy(s->given, record, n);
	s->any = true;
	return same;
}

bool sorter_next(struct sorter *s, uint64_t *row, bool *same)
{
	if (s->failed || !s->heap_count)
		return false;
	struct entry *e = &s->heap[0];
	const uint8_t *record = e->item.record;
	*row = load_be64(record + 1 + record[0]);
	if (same)
		*same = is_given(s, record);
	e->piece->at += record_size(record);
	if (!load_entry(s, e))
		*e = s->heap[--s->heap_count];
	if (!s->failed)
		sift(s, 0);
	return true;
}
