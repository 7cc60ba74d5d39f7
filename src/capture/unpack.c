/* The walk over a stored file: layers of packing on top of each other. */
#include <config.h>

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "capture/reader.h"
#include "capture/unpack_level.h"
#include "capture/unpack_phrase.h"

enum {
	PATH_MOST = 64 << 10,
	ASK_TIMES = 3,
	TRIALS_MOST = 100000, /* headers passed over to try passphrases, before it is given up */
};

struct unpack {
	struct unpack_common *common;
	char *name;
	struct source *stored;
	struct level *top;
	bool begun, looks;
	uint64_t number;     /* of the next member */
	uint64_t unpacked;   /* bytes, of this walk */
	uint64_t members;    /* of this walk, packed ones too */
	struct source *leaf; /* over the member at hand; its head stands there until it is read */
	struct buf path;     /* of that member */
	struct fault fault;  /* what ended the walk early */
	const char *phrase;  /* that opened a member */
	uint64_t trials;     /* headers that were passed over again for passphrases */
	bool over;           /* nothing is read any more */
	locale_t locale;
};

struct unpack *unpack_new(struct unpack_common *common, const char *name, struct source *stored)
{
	struct unpack *u = xcalloc(1, sizeof(*u));
	u->common = common;
	u->name = xstrdup(name);
	u->stored = stored;
	if (!stored->stop)
		stored->stop = common->stop;
	buf_init(&u->path, PATH_MOST);
	u->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!u->locale)
		u->locale = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
	return u;
}

static void pop(struct unpack *u)
{
	struct level *l = u->top;
	u->top = l->below;
	level_free(l);
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	source_free(u->leaf);
	while (u->top)
		pop(u);
	source_free(u->stored);
	buf_free(&u->path);
	if (u->locale)
		freelocale(u->locale);
	free(u->name);
	free(u);
}

void unpack_look(struct unpack *u)
{
	u->looks = true;
}

static const char *lowest_fault(const struct level *l)
{
	if (!l)
		return "";
	const char *below = lowest_fault(l->below);
	return *below ? below : l->fault.text;
}

/* What is wrong behind the head of a member is not said before who reads it comes there. */
const char *unpack_fault(const struct unpack *u)
{
	if (u->leaf && window_left(&u->leaf->window) > 0)
		return "";
	if (u->fault.text[0])
		return u->fault.text;
	return lowest_fault(u->top);
}

static bool is_stopped(const struct unpack *u)
{
	return (u->common->stop && *u->common->stop) || u->stored->error == EINTR;
}

int unpack_error(const struct unpack *u)
{
	if (is_stopped(u))
		return EINTR;
	return *unpack_fault(u) ? EIO : 0;
}

static bool end_walk(struct unpack *u, const char *why)
{
	u->over = true;
	return fault_set(&u->fault, "%s", why);
}

/* Adds what a layer gave, and ends the walk where that is too much. A tar in a compressed stream
 * gives nothing that was not counted there, but for holes. */
static void count(struct unpack *u, const struct level *l, uint64_t n)
{
	struct unpack_common *c = u->common;
	if (l->below && !l->format->compresses && !l->hole)
		return;
	uint64_t most = c->most_unpacked ? c->most_unpacked : LIMIT_UNPACKED;
	uint64_t all = u->unpacked += n;
	if (!u->looks)
		all = atomic_fetch_add_explicit(&c->unpacked, n, memory_order_relaxed) + n;
	if (all > most)
		fault_set(&u->fault, "more than %llu bytes are packed in the files of this run",
		    (unsigned long long)most);
	uint64_t size = u->stored->size != UINT64_MAX ? u->stored->size : u->stored->offset;
	if (u->unpacked >= LIMIT_RATIO_FROM && u->unpacked / LIMIT_UNPACK_RATIO > size)
		fault_set(
		    &u->fault, "it unpacks to more than %d times its size", LIMIT_UNPACK_RATIO);
	u->over = u->over || u->fault.text[0];
}

/* What can be seen before a layer is asked for more. */
static bool may_read(struct unpack *u)
{
	if (u->over)
		return false;
	if (is_stopped(u))
		return end_walk(u, "the run was interrupted");
	return true;
}

/* A read error of the stored file comes before what a layer makes of the missing bytes. */
static void note_error(struct unpack *u)
{
	int error = u->stored->error;
	if (error && !u->fault.text[0])
		end_walk(u, error == EINTR ? "the run was interrupted" : strerror(error));
}

/* The supply of a source over a layer's member. */
static size_t read_level(void *context, uint8_t *to, size_t n, int *error)
{
	struct level *l = context;
	struct unpack *u = l->walk;
	size_t got = 0, more = 1;
	while (got < n && more > 0 && may_read(u)) {
		more = level_read(l, to + got, n - got);
		got += more;
		count(u, l, more);
	}
	if (got < n)
		note_error(u);
	*error = got == 0 ? unpack_error(u) : 0;
	return got;
}

/* A source over the member at hand of a layer; its head stands in the window. */
static struct source *open_member(struct unpack *u, struct level *l)
{
	struct source *s =
	    source_of_supply(u->common->pool, (struct supply) { read_level, l }, false);
	source_want(s, SOURCE_HEAD);
	return s;
}

static struct bytes head_of(const struct source *s)
{
	return bytes_of(s->window.at, window_left(&s->window));
}

static bool is_capture(struct bytes head)
{
	struct reader *r = reader_new(head);
	reader_free(r);
	return r != NULL;
}

static unsigned depth_in(const struct level *below, const struct unpack_format *format)
{
	if (!below)
		return 1;
	/* a.tar.gz is one archive */
	bool one = below->format->stream && !format->stream;
	return below->depth + !one;
}

static char *kind_in(const struct level *below, const struct unpack_format *format)
{
	struct buf b;
	buf_init(&b, PATH_MOST);
	if (below)
		buf_format(&b, "%s, ", below->kind);
	buf_add(&b, text_of(format->name));
	char *kind = xstrdup(buf_string(&b));
	buf_free(&b);
	return kind;
}

/* All passphrases that are known are given at once: it cannot be gone through again. */
static bool open_once(struct unpack *u, struct level *l)
{
	const char *phrases[64];
	size_t n = 0;
	for (const char *p; n < 64 && (p = phrase_at(u->common, n)) != NULL; n++)
		phrases[n] = p;
	return level_open(l, phrases, n);
}

static bool is_zip(const struct unpack_format *format)
{
	return strcmp(format->name, "zip") == 0;
}

static bool is_encrypted_zip(const struct unpack_format *format, struct bytes head)
{
	return is_zip(format) && head.left > 6 && (head.at[6] & 1);
}

static void push(
    struct unpack *u, const struct unpack_format *format, struct source *in, bool owns_in)
{
	struct level *l = level_new(format, in, owns_in);
	bool gather = format->seeks || is_encrypted_zip(format, head_of(in));
	l->walk = u;
	l->locale = u->locale;
	l->below = u->top;
	l->depth = depth_in(u->top, format);
	l->kind = kind_in(u->top, format);
	l->path = xstrdup(u->path.n ? buf_string(&u->path) : "");
	u->top = l;
	if (gather && !source_seeks(in) && !level_gather(l, u->common->pool))
		return;
	if (!source_seeks(l->in)) {
		(void)open_once(u, l);
		return;
	}
	l->phrase = u->phrase;
	(void)level_open(l, &u->phrase, u->phrase != NULL);
}

static void name_member(struct unpack *u, const struct level *l)
{
	buf_clear(&u->path);
	buf_add(&u->path, text_of(l->path));
	if (l->format->stream)
		return;
	if (u->path.n)
		buf_char(&u->path, '!');
	buf_add(&u->path, text_of(l->name));
}

static bool give(struct unpack *u, struct unpack_member *m, const char *kind, const char *why)
{
	*m = (struct unpack_member) {
		.path = u->path.n ? buf_string(&u->path) : "",
		.number = u->number++,
		.kind = kind,
		.why = why,
	};
	return true;
}

/* How well a passphrase fits. ZipCrypto takes one wrong passphrase of 256 and gives garbage. */
enum fit { FIT_NOT, FIT_READS, FIT_KNOWN };

static enum fit try_member(struct unpack *u, struct level *l)
{
	source_free(u->leaf);
	u->leaf = NULL;
	u->leaf = open_member(u, l);
	struct bytes head = head_of(u->leaf);
	if (is_capture(head) || unpack_format_of(head))
		return FIT_KNOWN;
	return l->fault.text[0] ? FIT_NOT : FIT_READS;
}

static enum fit try_phrase(struct unpack *u, struct level *l, const char *phrase)
{
	source_free(u->leaf);
	u->leaf = NULL;
	u->trials += l->number;
	l->phrase = phrase;
	if (!level_reopen(l, phrase) || !phrase)
		return FIT_NOT;
	return try_member(u, l);
}

static bool settle(struct unpack *u, struct level *l)
{
	u->phrase = l->phrase;
	l->proven = true;
	return true;
}

/* The best of the known ones. */
static bool try_known(struct unpack *u, struct level *l)
{
	const char *reads = NULL;
	for (size_t i = 0; u->trials < TRIALS_MOST || i == 0; i++) {
		const char *phrase = phrase_at(u->common, i);
		if (!phrase)
			break;
		enum fit fit = try_phrase(u, l, phrase);
		if (fit == FIT_KNOWN)
			return settle(u, l);
		if (fit == FIT_READS && !reads)
			reads = phrase;
	}
	return reads && try_phrase(u, l, reads) != FIT_NOT && settle(u, l);
}

static bool try_asked(struct unpack *u, struct level *l)
{
	if (!phrase_may_ask(u->common, u->name))
		return false;
	for (int i = 0; i < ASK_TIMES; i++) {
		const char *phrase = phrase_ask(u->common, u->name);
		if (!phrase)
			return false;
		if (try_phrase(u, l, phrase) != FIT_NOT)
			return settle(u, l);
	}
	return false;
}

/* Finds the passphrase of the member at hand; its head stands in u->leaf. */
static bool decrypt(struct unpack *u, struct level *l)
{
	enum fit fit = try_member(u, l);
	if (!source_seeks(l->in) || !is_zip(l->format))
		return fit != FIT_NOT;
	if (l->phrase && (fit == FIT_KNOWN || (fit == FIT_READS && l->proven)))
		return settle(u, l);
	if (u->trials < TRIALS_MOST && (try_known(u, l) || try_asked(u, l)))
		return true;
	(void)try_phrase(u, l, u->phrase);
	return false;
}

/* A layer has ended. True: what it did not give is told as a member of its own. */
static bool leave(struct unpack *u, struct unpack_member *m)
{
	struct level *l = u->top;
	bool stream = l->format->stream;
	if (!stream && l->below && !lowest_fault(l)[0] && !u->over)
		source_drain(l->in); /* checksums of what it is packed in stand at the end */
	const char *fault = unpack_fault(u);
	bool told = stream || !*fault;
	if (!told && l->path[0] && !u->over) {
		struct fault why;
		fault_set(&why, "%s", fault);
		buf_clear(&u->path);
		buf_add(&u->path, text_of(l->path));
		pop(u);
		u->fault = why;
		return give(u, m, u->top->kind, u->fault.text);
	}
	if (!told && !u->fault.text[0])
		fault_set(&u->fault, "%s", fault);
	pop(u);
	return false;
}

static bool begin(struct unpack *u)
{
	u->begun = true;
	source_want(u->stored, SOURCE_HEAD);
	const struct unpack_format *format = unpack_format_of(head_of(u->stored));
	note_error(u);
	if (!format)
		return u->fault.text[0] ? false : end_walk(u, "not packed in a way known here");
	push(u, format, u->stored, false);
	return true;
}

static void count_member(struct unpack *u)
{
	struct unpack_common *c = u->common;
	uint64_t most = c->most_members ? c->most_members : LIMIT_MEMBERS;
	uint64_t all = ++u->members;
	if (u->looks)
		all = atomic_fetch_add_explicit(&c->members, 1, memory_order_relaxed) + 1;
	if (all <= most)
		return;
	fault_set(&u->fault, "more than %llu files are packed in the files of this run",
	    (unsigned long long)most);
	u->over = true;
}

/* The member that a layer stands at: true where it is not packed any further. */
static bool look(struct unpack *u, struct level *l, struct unpack_member *m)
{
	name_member(u, l);
	if (l->encrypted && !decrypt(u, l)) {
		source_free(u->leaf);
		u->leaf = NULL;
		return give(u, m, l->kind,
		    is_zip(l->format) ? "encrypted, and no passphrase fits (--passphrase-file)"
				      : "encrypted, which is read in zip only; unpack it first");
	}
	if (!u->leaf)
		u->leaf = open_member(u, l);
	struct bytes head = head_of(u->leaf);
	const struct unpack_format *format = is_capture(head) ? NULL : unpack_format_of(head);
	if (format && depth_in(l, format) > LIMIT_UNPACK_DEPTH)
		return give(u, m, l->kind, "packed more than 8 deep");
	if (!format)
		return give(u, m, l->kind, head.left ? "" : unpack_fault(u));
	struct source *in = u->leaf;
	u->leaf = NULL;
	push(u, format, in, true);
	return false;
}

bool unpack_next(struct unpack *u, struct unpack_member *m)
{
	source_free(u->leaf);
	u->leaf = NULL;
	if (!u->begun && !begin(u))
		return false;
	if (u->top && !u->over)
		u->fault.text[0] = '\0';
	while (u->top && may_read(u)) {
		struct level *l = u->top;
		if (level_next(l)) {
			count_member(u);
			if (!u->over && look(u, l, m))
				return true;
		} else if (leave(u, m)) {
			return true;
		}
	}
	return false;
}

size_t unpack_read(struct unpack *u, uint8_t *to, size_t n)
{
	struct source *s = u->leaf;
	if (!s)
		return 0;
	size_t left = window_left(&s->window), take = left < n ? left : n;
	if (take)
		memcpy(to, s->window.at, take);
	s->window.at += take;
	int error;
	return take + (take < n ? read_level(u->top, to + take, n - take, &error) : 0);
}

bool unpack_digest(struct unpack *u, uint64_t *size, char out[DIGEST_TEXT])
{
	struct source *s = u->stored;
	source_free(u->leaf);
	u->leaf = NULL;
	while (u->top)
		pop(u);
	if (!s->digest || s->error || (source_seeks(s) && !source_seek(s, s->gapless)))
		return false;
	source_drain(s);
	if (s->error)
		return false;
	*size = s->offset;
	if (s->hasher) {
		hash_thread_end(s->hasher, s->digest, out);
	} else {
		digest_end(s->digest, out);
		digest_free(s->digest);
	}
	s->digest = NULL;
	return true;
}
