/* The cache of feeds: what is kept, what is taken into it. */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outfile.h"
#include "commands/commands.h"
#include "commands/feed_cache.h"
#include "commands/store_file.h"

enum {
	STATE_MOST = 16 << 10,
	BLOCK = 64 << 10,
	SHRINK_FROM = 20, /* trails: fewer come and go as they like */
};

/* --- the state of a part */

static struct feed_part *add_part(
    struct feed_cache *c, const struct feed *feed, size_t url, bool alone)
{
	struct buf text;
	buf_init(&text, SIZE_MAX / 2);
	c->parts = grow(c->parts, c->count, &c->room, sizeof(*c->parts));
	struct feed_part *p = &c->parts[c->count++];
	*p = (struct feed_part) { .feed = feed, .url = url, .wanted = true };
	buf_add(&text, feed->name);
	if (!alone)
		buf_format(&text, "+%zu", url + 1);
	p->id = xstrdup(buf_string(&text));
	char **paths[] = { &p->path, &p->fresh, &p->state };
	static const char *const endings[] = { "feed", "new", "state" };
	for (size_t i = 0; i < 3; i++) {
		buf_clear(&text);
		buf_format(&text, "%s/%s.%s", c->folder, p->id, endings[i]);
		*paths[i] = xstrdup(buf_string(&text));
	}
	buf_free(&text);
	buf_init(&p->source, STATE_MOST);
	buf_init(&p->etag, STATE_MOST);
	buf_init(&p->modified, STATE_MOST);
	return p;
}

static void free_part(struct feed_part *p)
{
	free(p->id);
	free(p->path);
	free(p->fresh);
	free(p->state);
	buf_free(&p->source);
	buf_free(&p->etag);
	buf_free(&p->modified);
}

/* What a look at all of a file tells. */
struct looked {
	char digest[DIGEST_TEXT];
	bool marked;
};

/* The last bytes of a block are looked at again with the next one. */
static bool look_at(const char *path, struct text marker, struct looked *l, struct fault *f)
{
	struct digest *d = digest_new(DIGEST_SHA256);
	char *block = xmalloc(BLOCK);
	size_t kept = 0;
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	l->marked = marker.n == 0;
	while (fd >= 0 && (n = read(fd, block + kept, BLOCK - kept)) > 0) {
		digest_add(d, block + kept, (size_t)n);
		struct text all = { block, kept + (size_t)n };
		l->marked = l->marked || text_find(all, marker) != TEXT_NONE;
		kept = marker.n > 0 && marker.n < BLOCK / 2 ? marker.n - 1 : 0;
		kept = kept < all.n ? kept : all.n;
		memmove(block, block + all.n - kept, kept);
	}
	bool good = fd >= 0 && n == 0;
	if (!good)
		fault_errno(f, "cannot read %s", path);
	if (fd >= 0)
		close(fd);
	digest_end(d, l->digest);
	digest_free(d);
	free(block);
	return good;
}

static bool read_small(const char *path, struct buf *out)
{
	char block[4096];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && !out->over && (n = read(fd, block, sizeof(block))) > 0)
		buf_add(out, (struct text) { block, (size_t)n });
	if (fd >= 0)
		close(fd);
	return fd >= 0 && n == 0 && !out->over;
}

static void take_word(struct feed_part *p, struct text key, struct text value, struct text *digest)
{
	if (text_is(key, TEXT("url")))
		buf_add(&p->source, value);
	else if (text_is(key, TEXT("etag")))
		buf_add(&p->etag, value);
	else if (text_is(key, TEXT("modified")))
		buf_add(&p->modified, value);
	else if (text_is(key, TEXT("trails")))
		text_number(value, UINT64_MAX, &p->trails);
	else if (text_is(key, TEXT("sha256")))
		*digest = value;
}

static void forget(struct feed_part *p)
{
	buf_clear(&p->source);
	buf_clear(&p->etag);
	buf_clear(&p->modified);
	p->trails = 0;
}

static void load_part(struct feed_part *p)
{
	struct buf text;
	struct looked looked;
	struct text digest = TEXT(""), rest;
	struct fault f;
	p->there = access(p->path, R_OK) == 0 && look_at(p->path, TEXT(""), &looked, &f);
	if (!p->there)
		return;
	memcpy(p->digest, looked.digest, sizeof(p->digest));
	buf_init(&text, STATE_MOST);
	if (read_small(p->state, &text))
		for (rest = buf_text(&text); rest.s && rest.n;) {
			struct text line = text_split(&rest, '\n'), key = text_split(&line, ' ');
			if (line.s)
				take_word(p, key, line, &digest);
		}
	if (!text_is(digest, text_of(p->digest)))
		forget(p);
	buf_free(&text);
}

static bool save_state(const struct feed_part *p, struct fault *f)
{
	struct buf text;
	struct outfile *out = outfile_begin(p->state, f);
	if (!out)
		return false;
	buf_init(&text, 4 * STATE_MOST);
	buf_format(&text, "sha256 %s\ntrails %llu\n", p->digest, (unsigned long long)p->trails);
	const struct {
		const char *key;
		const struct buf *value;
	} words[] = { { "url ", &p->source }, { "etag ", &p->etag },
		{ "modified ", &p->modified } };
	for (size_t i = 0; i < 3; i++)
		if (words[i].value->n) {
			buf_add(&text, text_of(words[i].key));
			buf_add(&text, buf_text(words[i].value));
			buf_char(&text, '\n');
		}
	outfile_add(out, buf_text(&text));
	buf_free(&text);
	return outfile_commit(out, f);
}

/* --- the folder */

void feed_cache_open(struct feed_cache *c, const char *folder, const struct feeds *feeds)
{
	*c = (struct feed_cache) { .folder = xstrdup(folder), .lock = -1 };
	for (size_t i = 0; i < feeds->count; i++) {
		const struct feed *feed = &feeds->list[i];
		size_t parts = feed->fallback ? 1 : feed->urls.count;
		for (size_t k = 0; !feed->disabled && k < parts; k++)
			load_part(add_part(c, feed, k, parts == 1));
	}
}

void feed_cache_close(struct feed_cache *c)
{
	for (size_t i = 0; i < c->count; i++)
		free_part(&c->parts[i]);
	free(c->parts);
	free(c->folder);
	if (c->lock >= 0)
		close(c->lock);
}

struct feed_part *feed_cache_find(const struct feed_cache *c, struct text id)
{
	for (size_t i = 0; i < c->count; i++)
		if (text_is(text_of(c->parts[i].id), id))
			return &c->parts[i];
	return NULL;
}

/* Files that were to be renamed and never were. */
static void clear_away(const struct feed_cache *c)
{
	DIR *folder = opendir(c->folder);
	struct dirent *d;
	while (folder && (d = readdir(folder)) != NULL) {
		struct text name = text_of(d->d_name);
		bool whole = text_ends(name, TEXT(".feed")) || text_ends(name, TEXT(".state"));
		if (!whole &&
		    (text_find(name, TEXT(".new")) != TEXT_NONE ||
			text_find(name, TEXT(".state.")) != TEXT_NONE))
			unlinkat(dirfd(folder), d->d_name, 0);
	}
	if (folder)
		closedir(folder);
}

bool feed_cache_lock(struct feed_cache *c, bool quiet, struct fault *f)
{
	struct buf path;
	buf_init(&path, SIZE_MAX / 2);
	buf_format(&path, "%s/lock", c->folder);
	store_file_make_folders(buf_string(&path));
	c->lock = open(buf_string(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	bool good = c->lock >= 0;
	if (good && flock(c->lock, LOCK_EX | LOCK_NB) != 0) {
		if (!quiet)
			complain(0, "waiting for another \"trails update\"");
		good = flock(c->lock, LOCK_EX) == 0;
	}
	if (good)
		clear_away(c);
	else
		fault_errno(f, "cannot lock %s", buf_string(&path));
	buf_free(&path);
	for (size_t i = 0; good && i < c->count; i++) {
		forget(&c->parts[i]); /* the other one may have changed it */
		load_part(&c->parts[i]);
	}
	return good;
}

/* --- taking what was downloaded */

static bool count_trails(
    const struct feed_part *p, struct text modified, uint64_t *trails, struct fault *f)
{
	struct builder *b = builder_new(NULL);
	*trails = 0;
	bool good = builder_add_feed(b, p->feed, modified, p->fresh, trails, f);
	builder_free(b);
	return good;
}

static bool is_good(const struct feed_part *p, struct text modified, bool force,
    struct looked *looked, uint64_t *trails, struct fault *f)
{
	struct text marker = p->feed->marker;
	if (!look_at(p->fresh, marker, looked, f))
		return false;
	if (!looked->marked)
		return fault_set(
		    f, "its marker \"%.*s\" is not in it", (int)(marker.n & 255), marker.s);
	if (!count_trails(p, modified, trails, f))
		return false;
	if (*trails == 0)
		return fault_set(f, "it holds no trails");
	if (!force && p->trails >= SHRINK_FROM && *trails < (p->trails + 1) / 2)
		return fault_set(f,
		    "it shrank from %llu trails to %llu (if that is right: --force)",
		    (unsigned long long)p->trails, (unsigned long long)*trails);
	return true;
}

static void set(struct buf *to, struct text value)
{
	buf_clear(to);
	buf_add(to, value);
}

bool feed_cache_take(
    struct feed_part *p, struct text etag, struct text modified, bool force, struct fault *f)
{
	struct looked looked;
	uint64_t trails;
	if (!is_good(p, modified, force, &looked, &trails, f)) {
		unlink(p->fresh);
		return false;
	}
	if (rename(p->fresh, p->path) != 0)
		return fault_errno(f, "cannot write %s", p->path);
	memcpy(p->digest, looked.digest, sizeof(p->digest));
	p->there = true;
	p->trails = trails;
	set(&p->source, p->feed->urls.list[p->url]);
	set(&p->etag, etag);
	set(&p->modified, modified);
	return save_state(p, f);
}
