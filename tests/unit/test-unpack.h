/* Archives made in memory, and what a walk through one finds as text. */
#ifndef TS_TESTS_UNPACK_H
#define TS_TESTS_UNPACK_H

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/held.h"
#include "capture/unpack.h"
#include "test-capture.h"

enum { PACKED_ROOM = 4 << 20, FOUND_ROOM = 64 << 20 };

struct packed {
	uint8_t *p;
	size_t n;
};

struct file {
	const char *name;
	const void *p;
	size_t n;
};

/* How an archive is made; format NULL: one compressed stream. */
struct recipe {
	const char *name, *format, *filter, *options, *phrase;
};

static inline void need(int result, struct archive *a)
{
	if (result >= ARCHIVE_WARN)
		return;
	printf("Bail out! libarchive cannot make it: %s\n", archive_error_string(a));
	exit(99);
}

static inline struct packed pack(const struct recipe *r, const struct file *files, size_t count)
{
	struct packed out = { malloc(PACKED_ROOM), 0 };
	struct archive *a = archive_write_new();
	need(r->format ? archive_write_set_format_by_name(a, r->format)
		       : archive_write_set_format_raw(a),
	    a);
	if (r->filter)
		need(archive_write_add_filter_by_name(a, r->filter), a);
	if (r->options)
		need(archive_write_set_options(a, r->options), a);
	if (r->phrase)
		need(archive_write_set_passphrase(a, r->phrase), a);
	need(archive_write_set_bytes_in_last_block(a, 1), a);
	need(archive_write_open_memory(a, out.p, PACKED_ROOM, &out.n), a);
	for (size_t i = 0; i < count; i++) {
		struct archive_entry *e = archive_entry_new();
		archive_entry_set_pathname(e, files[i].name);
		archive_entry_set_size(e, (la_int64_t)files[i].n);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		need(archive_write_header(a, e), a);
		need((int)archive_write_data(a, files[i].p, files[i].n), a);
		archive_entry_free(e);
	}
	need(archive_write_close(a), a);
	archive_write_free(a);
	return out;
}

/* What a walk found: "PATH [KIND] BYTES", ": " and what is wrong, each on a line; then what ended
 * the walk. And all bytes, one member after the other. */
struct found {
	struct buf text, bytes;
	bool fault; /* something was said to be wrong */
	size_t members;
	char digest[DIGEST_TEXT];
	uint64_t size;
};

struct how {
	bool stream, beside, file;    /* file: a real one, not memory */
	struct unpack_common *common; /* NULL: one of its own */
};

static inline size_t read_slowly(void *context, uint8_t *to, size_t n, int *error)
{
	struct window *w = context;
	size_t left = window_left(w);
	*error = 0;
	if (n > 777)
		n = 777;
	if (n > left)
		n = left;
	if (n)
		memcpy(to, w->at, n);
	w->at += n;
	return n;
}

static inline void walk_member(
    struct found *f, struct unpack *u, const struct unpack_member *m, struct how how)
{
	buf_format(&f->text, "%s [%s]", m->path, m->kind);
	if (!*m->why && *unpack_fault(u))
		buf_format(&f->text, " TOO EARLY: %s", unpack_fault(u));
	struct source *s = source_of_member(how.common->pool, u, how.beside);
	uint64_t n = 0;
	while (source_want(s, 1)) {
		size_t left = window_left(&s->window);
		buf_add(&f->bytes, text_bytes(s->window.at, left));
		s->window.at = s->window.end;
		n += left;
	}
	bool wrong = s->error != 0;
	source_free(s);
	buf_format(&f->text, " %llu", (unsigned long long)n);
	if (*m->why)
		buf_format(&f->text, ": %s", m->why);
	else if (wrong)
		buf_format(&f->text, ": %s", unpack_fault(u));
	else if (*unpack_fault(u))
		buf_format(&f->text, ": NOT AN ERROR OF THE SOURCE: %s", unpack_fault(u));
	buf_char(&f->text, '\n');
	f->fault = f->fault || wrong || *m->why;
	f->members++;
}

static inline void found_init(struct found *f)
{
	*f = (struct found) { .size = 0 };
	buf_init(&f->text, 1 << 20);
	buf_init(&f->bytes, FOUND_ROOM);
}

static inline void found_free(struct found *f)
{
	buf_free(&f->text);
	buf_free(&f->bytes);
}

static inline struct source *source_over(
    struct block_pool *pool, const void *p, size_t n, struct window *slow, struct how how)
{
	*slow = (struct window) { p, (const uint8_t *)p + n };
	if (how.stream)
		return source_of_supply(pool, (struct supply) { read_slowly, slow }, false);
	if (!how.file)
		return source_of(pool, p, n, LIMIT_READ_BLOCK);
	FILE *f = tmpfile();
	if (!f || fwrite(p, 1, n, f) != n || fflush(f) != 0) {
		printf("Bail out! no temporary file\n");
		exit(99);
	}
	int fd = dup(fileno(f));
	fclose(f);
	lseek(fd, 0, SEEK_SET);
	return source_new(pool, fd, n, 3000);
}

static inline void walk_packed(struct found *f, const void *p, size_t n, struct how how)
{
	struct block_pool pool;
	struct unpack_common own = { .pool = &pool };
	struct window slow;
	struct unpack_member m;
	found_init(f);
	block_pool_init(&pool);
	if (!how.common)
		how.common = &own;
	how.common->pool = &pool;
	struct source *s = source_over(&pool, p, n, &slow, how);
	s->digest = digest_new(DIGEST_SHA256);
	struct unpack *u = unpack_new(how.common, "packed", s);
	while (unpack_next(u, &m))
		walk_member(f, u, &m, how);
	if (*unpack_fault(u))
		buf_format(&f->text, "%s\n", unpack_fault(u));
	f->fault = f->fault || *unpack_fault(u);
	unpack_digest(u, &f->size, f->digest);
	unpack_free(u);
	unpack_common_end(how.common);
	block_pool_free(&pool);
}

/* The text of a walk, both as a file and as a stream. */
static inline void check_walk(const void *p, size_t n, const char *wanted, const char *name)
{
	struct found f;
	char digest[DIGEST_TEXT];
	digest_sha256(p, n, digest);
	static const struct how ways[] = { { .stream = false }, { .stream = true },
		{ .beside = true }, { .stream = true, .beside = true }, { .file = true } };
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		walk_packed(&f, p, n, ways[i]);
		IS_TEXT(buf_text(&f.text), text_of(wanted), "%s: members, %s, %s", name,
		    ways[i].stream     ? "stream"
			: ways[i].file ? "file"
				       : "memory",
		    ways[i].beside ? "ahead" : "in place");
		IS_TEXT(text_of(f.digest), text_of(digest), "%s: digest", name);
		IS_NUMBER(f.size, n, "%s: size", name);
		found_free(&f);
	}
}

#endif
