/* One layer of packing. */
#include <config.h>

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "capture/gunzip.h"
#include "capture/unpack_level.h"

enum {
	/* At a damage libarchive drops what it made of the piece at hand (of a zip). */
	HAND_OVER = 16 << 10,
	GATHER_MOST = 256 << 20, /* of an archive that must be seekable and is not */
	FAILURES_MOST = 1000,    /* headers in a row that cannot be read */
	MENDED_MOST = 100,       /* damaged members that an archive is opened anew behind */
};

struct level *level_new(const struct unpack_format *format, struct source *in, bool owns_in)
{
	struct level *l = xcalloc(1, sizeof(*l));
	l->format = format;
	l->in = in;
	l->owns_in = owns_in;
	l->name = "";
	return l;
}

static void close_readers(struct level *l)
{
	if (l->archive)
		archive_read_free(l->archive);
	l->archive = NULL;
	gunzip_free(l->gunzip);
	l->gunzip = NULL;
}

void level_free(struct level *l)
{
	if (!l)
		return;
	close_readers(l);
	if (l->owns_in)
		source_free(l->in);
	free(l->gathered);
	free(l->path);
	free(l->kind);
	free(l);
}

/* libarchive's words, or ours where it has none. */
static bool fail(struct level *l, const char *otherwise)
{
	const char *why = l->archive ? archive_error_string(l->archive) : NULL;
	if (!why || !*why)
		why = otherwise;
	/* Some of its lines have an end. */
	return fault_set(&l->fault, "%s: %.*s", l->format->name, (int)strcspn(why, "\n"), why);
}

static bool die(struct level *l, const char *otherwise)
{
	l->dead = l->ended = true;
	return fail(l, otherwise);
}

/* Keeps the last bytes, of all that were handed over. */
static void keep_last(struct level *l, const uint8_t *p, size_t n)
{
	size_t room = sizeof(l->last);
	if (n > room) {
		p += n - room;
		n = room;
	}
	size_t stay = l->last_count + n > room ? room - n : l->last_count;
	memmove(l->last, l->last + l->last_count - stay, stay);
	if (n)
		memcpy(l->last + stay, p, n);
	l->last_count = stay + n;
}

static la_ssize_t on_read(struct archive *a, void *context, const void **p)
{
	(void)a;
	struct level *l = context;
	source_want(l->in, 1);
	size_t n = window_left(&l->in->window);
	if (n > HAND_OVER)
		n = HAND_OVER;
	*p = l->in->window.at;
	if (l->format->end == END_ZEROS)
		keep_last(l, l->in->window.at, n);
	l->in->window.at += n;
	return (la_ssize_t)n;
}

static la_int64_t on_skip(struct archive *a, void *context, la_int64_t n)
{
	(void)a;
	struct source *in = ((struct level *)context)->in;
	uint64_t from = source_offset(in), left = in->size > from ? in->size - from : 0;
	if (!source_seeks(in) || n <= 0)
		return 0;
	uint64_t over = (uint64_t)n < left ? (uint64_t)n : left;
	return source_seek(in, from + over) ? (la_int64_t)over : 0;
}

static la_int64_t on_seek(struct archive *a, void *context, la_int64_t offset, int whence)
{
	(void)a;
	struct source *in = ((struct level *)context)->in;
	uint64_t from = whence == SEEK_END ? in->size : whence == SEEK_CUR ? source_offset(in) : 0;
	uint64_t to = from + (uint64_t)offset;
	if (offset < 0 ? to > from : to < from || to > in->size)
		return ARCHIVE_FATAL;
	return source_seek(in, to) ? (la_int64_t)to : ARCHIVE_FATAL;
}

bool level_gather(struct level *l, struct block_pool *pool)
{
	size_t n = 0, room = 0;
	while (source_want(l->in, 1)) {
		size_t more = window_left(&l->in->window);
		if (n + more > GATHER_MOST) {
			l->dead = true;
			return fault_set(&l->fault,
			    "%s: more than 256 MiB inside another archive or from a stream; unpack it "
			    "first",
			    l->format->name);
		}
		if (n + more > room) {
			room = room * 2 > n + more ? room * 2 : n + more;
			l->gathered = xrealloc(l->gathered, room, 1);
		}
		memcpy(l->gathered + n, l->in->window.at, more);
		n += more;
		l->in->window.at = l->in->window.end;
	}
	int error = l->in->error;
	if (l->owns_in)
		source_free(l->in);
	l->in = source_of(pool, l->gathered, n, LIMIT_READ_BLOCK);
	l->in->error = error;
	l->owns_in = true;
	return true;
}

static int enable(struct level *l, const char *const *phrases, size_t count)
{
	struct archive *a = l->archive = archive_read_new();
	if (!a)
		return ARCHIVE_FATAL;
	/* A warning says that another program does the work: none does here. */
	int result = l->format->enable(a);
	if (result == ARCHIVE_OK && l->format->stream) {
		archive_read_support_format_raw(a);
		archive_read_support_format_empty(a);
	}
	for (size_t i = 0; i < count; i++)
		archive_read_add_passphrase(a, phrases[i]);
	return result;
}

static bool open_archive(struct level *l, const char *const *phrases, size_t count)
{
	if (enable(l, phrases, count) != ARCHIVE_OK)
		return die(l, "this libarchive does not read it");
	archive_read_set_read_callback(l->archive, on_read);
	archive_read_set_callback_data(l->archive, l);
	if (source_seeks(l->in) && !l->forward) {
		archive_read_set_skip_callback(l->archive, on_skip);
		archive_read_set_seek_callback(l->archive, on_seek);
	}
	int result = archive_read_open1(l->archive);
	if (result < ARCHIVE_WARN)
		return die(l, "it cannot be opened");
	/* Without its filter the raw format would give the stored bytes as they are. */
	if (l->format->stream && archive_filter_count(l->archive) < 2)
		return die(l, "the compressed data is damaged or cut");
	return true;
}

bool level_open(struct level *l, const char *const *phrases, size_t count)
{
	if (!l->format->enable) {
		l->gunzip = gunzip_new(l->in);
		return true;
	}
	locale_t before = uselocale((locale_t)l->locale);
	bool done = open_archive(l, phrases, count);
	uselocale(before);
	return done;
}

static const char *name_of(struct archive_entry *e)
{
	const char *name = archive_entry_pathname(e);
	if (!name)
		name = archive_entry_pathname_utf8(e);
	return name ? name : "";
}

static bool is_file(struct archive_entry *e)
{
	unsigned type = archive_entry_filetype(e);
	return (type == AE_IFREG || type == 0) && !archive_entry_hardlink(e) &&
	    !archive_entry_symlink(e);
}

/* Whether what was read ends as it should: a tar that was cut between two members does not. */
static bool has_end(const struct level *l)
{
	static const char zeros[sizeof(l->last)];
	if (l->format->end == END_TOLD || !l->in->ended)
		return true;
	if (l->format->end == END_HEADER)
		return source_offset(l->in) == (uint64_t)archive_filter_bytes(l->archive, 0);
	return l->last_count == sizeof(l->last) && memcmp(l->last, zeros, sizeof(zeros)) == 0;
}

static void start_member(struct level *l)
{
	l->data = NULL;
	l->left = 0;
	l->at = l->data_at = 0;
	l->ended = l->broken = false;
	l->encrypted = false;
	l->name = "";
	l->fault.text[0] = '\0';
}

/* RETRY stands between OK and WARN, but there is no member then. */
static bool is_header(int result)
{
	return result >= ARCHIVE_WARN && result != ARCHIVE_EOF && result != ARCHIVE_RETRY;
}

/* One header: true where it is that of a file. */
static bool read_header(struct level *l, int *result)
{
	struct archive_entry *e = NULL;
	locale_t before = uselocale((locale_t)l->locale);
	*result = archive_read_next_header(l->archive, &e);
	bool file = false;
	if (e && is_header(*result)) {
		file = is_file(e);
		l->name = name_of(e);
		l->encrypted = archive_entry_is_data_encrypted(e) == 1;
	}
	uselocale(before);
	l->number++;
	return file;
}

/* Where the directory of a zip is damaged, its members are still found from start to end. */
static bool go_forward(struct level *l)
{
	if (l->forward || !source_seeks(l->in) || l->format->seeks)
		return false;
	close_readers(l);
	l->forward = true;
	l->number = 0;
	return source_seek(l->in, 0) && level_open(l, &l->phrase, l->phrase != NULL);
}

static bool next_in_archive(struct level *l)
{
	int result = ARCHIVE_OK;
	for (size_t failures = 0; failures < FAILURES_MOST; failures++) {
		if (read_header(l, &result))
			return true;
		if (is_header(result))
			failures = 0;
		else if (result == ARCHIVE_EOF || result == ARCHIVE_FATAL)
			break;
		else
			l->lost = true;
	}
	if (result != ARCHIVE_EOF && l->number == 1 && go_forward(l))
		return next_in_archive(l);
	l->dead = true;
	if (result != ARCHIVE_EOF)
		return die(l, "it is damaged or cut");
	if (l->lost)
		fault_set(&l->fault, "%s: a damaged part was passed over", l->format->name);
	else if (!has_end(l))
		fault_set(&l->fault, "%s: it has no end and may be cut", l->format->name);
	return false;
}

/* The one file of a stream is there even where nothing of it can be read. */
static bool next_in_stream(struct level *l)
{
	l->dead = true;
	if (l->number++ > 0)
		return false;
	struct archive_entry *e;
	if (!l->archive || l->ended)
		return true;
	int result = archive_read_next_header(l->archive, &e);
	l->ended = result == ARCHIVE_EOF;
	if (result < ARCHIVE_WARN)
		die(l, "the compressed data is damaged or cut");
	return true;
}

bool level_reopen(struct level *l, const char *phrase)
{
	uint64_t number = l->number;
	close_readers(l);
	start_member(l);
	l->dead = false;
	l->number = 0;
	if (!source_seek(l->in, 0) || !level_open(l, &phrase, phrase != NULL))
		return false;
	int result = ARCHIVE_OK;
	bool file = false;
	while (l->number < number && result != ARCHIVE_FATAL && result != ARCHIVE_EOF)
		file = read_header(l, &result);
	return file;
}

/* libarchive gives up where a member is damaged; where the archive can be gone through again, the
 * members behind it are found all the same. */
static bool mend(struct level *l)
{
	struct fault before = l->fault;
	if (!source_seeks(l->in) || l->mended++ == MENDED_MOST || !level_reopen(l, l->phrase)) {
		l->fault = before;
		l->dead = true;
		return false;
	}
	return true;
}

bool level_next(struct level *l)
{
	if (l->format->stream) {
		if (!l->dead)
			start_member(l);
		return (!l->dead || l->number == 0) && next_in_stream(l);
	}
	if (l->dead || (l->broken && !mend(l)))
		return false;
	start_member(l);
	return next_in_archive(l);
}

/* The next block of libarchive. What a failing one brings along is still good. */
static void next_block(struct level *l)
{
	const void *p = NULL;
	size_t n = 0;
	la_int64_t at = 0;
	int result = archive_read_data_block(l->archive, &p, &n, &at);
	if (result < ARCHIVE_OK)
		fail(l, "it is damaged or cut");
	l->ended = result != ARCHIVE_OK;
	l->broken = result == ARCHIVE_FATAL;
	if (result == ARCHIVE_EOF && at > 0 && (uint64_t)at > l->at) {
		l->data_at = (uint64_t)at; /* a hole at the end */
	} else if (p && n > 0 && result != ARCHIVE_FATAL && result != ARCHIVE_EOF && at >= 0) {
		l->data = p;
		l->left = n;
		l->data_at = (uint64_t)at;
	}
}

size_t level_read(struct level *l, uint8_t *to, size_t n)
{
	if (l->gunzip) {
		size_t got = gunzip_read(l->gunzip, to, n);
		if (got < n && *gunzip_fault(l->gunzip))
			fault_set(&l->fault, "gzip: %s", gunzip_fault(l->gunzip));
		return got;
	}
	while (l->left == 0 && l->data_at <= l->at) {
		if (l->ended) {
			if (l->format->stream)
				source_drain(l->in); /* the layer below checks its own end */
			return 0;
		}
		next_block(l);
	}
	l->hole = l->data_at > l->at;
	if (l->hole) {
		uint64_t left = l->data_at - l->at;
		size_t zeros = left < n ? (size_t)left : n;
		memset(to, 0, zeros);
		l->at += zeros;
		return zeros;
	}
	size_t take = l->left < n ? l->left : n;
	memcpy(to, l->data, take);
	l->data += take;
	l->left -= take;
	l->at += take;
	l->data_at = l->at;
	return take;
}
