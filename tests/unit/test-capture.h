/* Builders of small captures, and what a reader makes of them as text. */
#ifndef TS_TESTS_CAPTURE_H
#define TS_TESTS_CAPTURE_H

#include <stdio.h>

#include "base/buf.h"
#include "base/time.h"
#include "capture/reader.h"
#include "check.h"

enum { MADE_ROOM = 1 << 16, MADE_ENDS = 64 };

/* Bytes in one byte order; ends are the places where a capture may be cut without damage. */
struct made {
	uint8_t p[MADE_ROOM];
	size_t n;
	bool big;
	size_t ends[MADE_ENDS];
	size_t end_count;
	size_t from; /* the shortest cut that is recognised; 0: 4 bytes */
};

static inline void put(struct made *m, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes && m->n < MADE_ROOM; i++)
		m->p[m->n++] = (uint8_t)(v >> 8 * (m->big ? bytes - 1 - i : i));
}

static inline void put_fill(struct made *m, char c, size_t bytes)
{
	for (size_t i = 0; i < bytes && m->n < MADE_ROOM; i++)
		m->p[m->n++] = (uint8_t)c;
}

static inline void put_end(struct made *m)
{
	if (m->end_count < MADE_ENDS)
		m->ends[m->end_count++] = m->n;
}

static inline bool may_end(const struct made *m, size_t at)
{
	for (size_t i = 0; i < m->end_count; i++)
		if (m->ends[i] == at)
			return true;
	return false;
}

/* A pcap file header, version 2.4. */
static inline void put_pcap(struct made *m, uint32_t magic, uint32_t link)
{
	put(m, magic, 4);
	put(m, 2, 2);
	put(m, 4, 2);
	put(m, 0, 8);
	put(m, 65535, 4);
	put(m, link, 4);
	put_end(m);
}

/* A record of n bytes c, with extra bytes of record header. */
static inline void put_record(
    struct made *m, uint32_t seconds, uint32_t fraction, char c, uint32_t n, size_t extra)
{
	put(m, seconds, 4);
	put(m, fraction, 4);
	put(m, n, 4);
	put(m, n + 10, 4);
	put_fill(m, 0, extra);
	put_fill(m, c, n);
	put_end(m);
}

/* The 8 bytes before a block's body; the place to give to end_block(). */
static inline size_t begin_block(struct made *m, uint32_t type)
{
	put(m, type, 4);
	put(m, 0, 4);
	return m->n - 8;
}

static inline void put_at(struct made *m, size_t at, uint64_t v, size_t bytes)
{
	size_t n = m->n;
	m->n = at;
	put(m, v, bytes);
	m->n = n;
}

static inline void end_block(struct made *m, size_t at)
{
	while ((m->n - at) % 4)
		put(m, 0, 1);
	put_at(m, at + 4, m->n - at + 4, 4);
	put(m, m->n - at + 4, 4);
	put_end(m);
}

static inline void put_section(struct made *m)
{
	size_t at = begin_block(m, 0x0a0d0d0a);
	put(m, 0x1a2b3c4d, 4);
	put(m, 1, 2);
	put(m, 0, 2);
	put(m, UINT64_MAX, 8);
	end_block(m, at);
}

static inline void put_option(struct made *m, uint16_t code, const void *value, uint16_t n)
{
	put(m, code, 2);
	put(m, n, 2);
	for (uint16_t i = 0; i < n; i++)
		put(m, ((const uint8_t *)value)[i], 1);
	while (m->n % 4)
		put(m, 0, 1);
}

/* An interface with a time resolution (6: none is said) and an offset (0: none is said). */
static inline void put_interface(
    struct made *m, uint16_t link, uint32_t snaplen, uint8_t resolution, int64_t offset)
{
	size_t at = begin_block(m, 1);
	put(m, link, 2);
	put(m, 0, 2);
	put(m, snaplen, 4);
	if (resolution != 6)
		put_option(m, 9, &resolution, 1);
	if (offset) {
		put(m, 14, 2);
		put(m, 8, 2);
		put(m, (uint64_t)offset, 8);
	}
	if (resolution != 6 || offset)
		put(m, 0, 4);
	end_block(m, at);
}

static inline void put_packet(struct made *m, uint32_t interface, uint64_t raw, char c, uint32_t n)
{
	size_t at = begin_block(m, 6);
	put(m, interface, 4);
	put(m, raw >> 32, 4);
	put(m, raw & UINT32_MAX, 4);
	put(m, n, 4);
	put(m, n + 10, 4);
	put_fill(m, c, n);
	end_block(m, at);
}

/* "2:A4/14@1 5.000000006, …": number, byte and count, length on the wire, link type, seconds. */
static inline void describe(struct buf *out, const struct frame *f)
{
	char c = f->captured ? (char)f->data[0] : '-';
	for (uint32_t i = 0; i < f->captured; i++)
		if ((char)f->data[i] != c)
			c = '?';
	buf_format(out, "%s%llu:%c%u/%u@%u", out->n ? ", " : "", (unsigned long long)f->number, c,
	    (unsigned)f->captured, (unsigned)f->original, (unsigned)f->link);
	if (f->time != TIME_NONE)
		buf_format(out, " %lld.%09lld", (long long)time_seconds(f->time),
		    (long long)(f->time - time_seconds(f->time) * NS_PER_SECOND));
}

/* Reads memory in pieces of that size; what becomes "OFFSET what" of the damage, or "". */
static inline struct reader *read_all(
    const void *p, size_t n, size_t piece, struct buf *out, struct buf *what)
{
	struct block_pool pool;
	struct frame frames[3];
	block_pool_init(&pool);
	struct source *s = source_of(&pool, p, n, piece);
	source_want(s, piece < 128 ? 128 : SOURCE_HEAD);
	struct reader *r = reader_new(bytes_of(s->window.at, window_left(&s->window)));
	for (size_t got; r && (got = reader_next(r, s, frames, 3)) > 0;)
		for (size_t i = 0; i < got; i++)
			describe(out, &frames[i]);
	if (r && r->what[0])
		buf_format(what, "%llu %s", (unsigned long long)reader_offset(r, s), r->what);
	source_free(s);
	block_pool_free(&pool);
	return r;
}

static inline void check_reading(const struct made *m, size_t n, size_t piece, const char *frames,
    const char *damage, const char *name)
{
	struct buf out, what;
	buf_init(&out, 1 << 16);
	buf_init(&what, 1 << 10);
	struct reader *r = read_all(m->p, n, piece, &out, &what);
	IS_TEXT(buf_text(&out), text_of(frames), "%s: frames, by %zu", name, piece);
	IS_TEXT(buf_text(&what), text_of(damage), "%s: damage, by %zu", name, piece);
	reader_free(r);
	buf_free(&out);
	buf_free(&what);
}

/* At every cut: no fault, the frames are a prefix, damage unless the cut is where a record ends. */
static inline void check_cuts(const struct made *m, size_t good, const char *name)
{
	struct buf whole, out, what;
	buf_init(&whole, 1 << 16);
	buf_init(&out, 1 << 16);
	buf_init(&what, 1 << 10);
	reader_free(read_all(m->p, m->n, 1 << 16, &whole, &what));
	size_t wrong = 0;
	for (size_t k = m->from ? m->from : 4; k <= m->n; k++) {
		buf_clear(&out);
		buf_clear(&what);
		reader_free(read_all(edge_copy(m->p, k), k, 1 + k % 5, &out, &what));
		bool clean = k <= good && may_end(m, k);
		wrong += !text_starts(buf_text(&whole), buf_text(&out)) || (what.n == 0) != clean;
	}
	OK(wrong == 0, "%s: cut at every byte (%zu wrong)", name, wrong);
	buf_free(&whole);
	buf_free(&out);
	buf_free(&what);
}

/* The walk itself over memory that ends at a page's edge. */
static inline void check_edges(const struct made *m, const char *name)
{
	size_t faults = 0;
	for (size_t k = m->from ? m->from : 4; k <= m->n; k++) {
		const uint8_t *p = edge_copy(m->p, k);
		struct window w = { p, p + k };
		struct frame frames[8];
		struct reader *r = reader_new(bytes_of(p, k));
		r->format->begin(r, &w);
		size_t n = r->what[0] ? 0 : r->format->walk(r, &w, frames, 8);
		for (size_t i = 0; i < n; i++)
			faults += frames[i].data + frames[i].captured > p + k;
		faults += w.at > w.end;
		reader_free(r);
	}
	OK(faults == 0, "%s: walked to a page's edge", name);
}

#endif
