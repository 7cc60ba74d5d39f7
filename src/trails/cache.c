/* What was compiled before. Nothing in the folder is believed that does not prove to be whole and our own. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/outfile.h"
#include "trails/cache.h"
#include "trails/cache_room.h"
#include "trails/import_private.h"
#include "trails/reader.h"
#include "trails/sources.h"

enum {
	WORTH_KEEPING = 64 << 10, /* bytes of a source: a smaller one is compiled at once */
	TOLD_MOST = 1 << 20,
	BLOCK = 256 << 10,
	CHECK = 16, /* digits of the hash that begins KEY.told */
};

/* --- the key */

struct keying {
	struct digest *digest;
	uint64_t bytes;
	char *block;
};

static void add_text(struct keying *k, struct text t)
{
	digest_add(k->digest, t.s, t.n);
	digest_add(k->digest, "", 1);
}

/* A name and what stands in the file. */
static bool add_file(struct keying *k, const char *path, struct text name)
{
	char digits[DIGEST_TEXT];
	struct stat st;
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		struct digest *d = digest_new(DIGEST_SHA256);
		while ((n = read(fd, k->block, BLOCK)) > 0) {
			digest_add(d, k->block, (size_t)n);
			k->bytes += (uint64_t)n;
		}
		digest_end(d, digits);
		digest_free(d);
	}
	if (fd >= 0)
		close(fd);
	if (n != 0)
		return false;
	add_text(k, name);
	add_text(k, text_of(digits));
	return true;
}

static bool add_list(void *context, const struct import_options *o, struct fault *f)
{
	if (add_file(context, o->path, o->name))
		return true;
	return fault_errno(f, "cannot read %s", o->path);
}

static bool is_worth_keeping(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 &&
	    (S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && st.st_size >= WORTH_KEEPING));
}

bool cache_key(const struct trails_cache *cache, const char *path, char key[DIGEST_TEXT])
{
	struct fault f;
	if (!cache || !cache->folder || !is_worth_keeping(path))
		return false;
	struct keying k = { .digest = digest_new(DIGEST_SHA256), .block = xmalloc(BLOCK) };
	bool tree = source_is_directory(path);
	add_text(&k, text_of(PACKAGE_STRING));
	add_text(&k, text_of(cache->program));
	add_text(&k, tree ? TEXT("tree") : TEXT("file"));
	bool good = tree ? source_tree_lists(path, add_list, &k, &f)
			 : add_file(&k, path, source_name(path));
	digest_end(k.digest, key);
	digest_free(k.digest);
	free(k.block);
	return good && k.bytes >= WORTH_KEEPING;
}

/* --- what was told */

static void take_line(void *context, const char *line)
{
	struct cache_told *told = context;
	struct text t = text_of(line), path = buf_text(&told->path);
	bool its = text_starts(t, path);
	buf_char(&told->lines, its ? '+' : '=');
	buf_add(&told->lines, its ? text_from(t, path.n) : t);
	buf_char(&told->lines, '\n');
	if (told->to && told->to->say)
		told->to->say(told->to->context, line);
}

struct notices cache_told_begin(
    struct cache_told *told, const char *path, const struct notices *notices)
{
	told->to = notices;
	buf_init(&told->path, SIZE_MAX / 8);
	escape_terminal(&told->path, text_of(path));
	buf_init(&told->lines, TOLD_MOST);
	return (struct notices) { take_line, told };
}

void cache_told_end(struct cache_told *told)
{
	buf_free(&told->path);
	buf_free(&told->lines);
}

/* For the eyes of who said -v. */
static void say(const struct trails_cache *cache, const char *path, const char *what)
{
	notice(cache->said, "%s: %s", path, what);
}

/* The check, the digest of the store it belongs to, the lines. */
static void write_check(
    const struct buf *lines, const char *digest, char check[CHECK + 1], struct buf *whole)
{
	buf_add(whole, text_of(digest));
	buf_char(whole, '\n');
	buf_add(whole, buf_text(lines));
	uint64_t hash = hash_fast(whole->p, whole->n, 0);
	for (int i = CHECK; i-- > 0; hash >>= 4)
		check[i] = "0123456789abcdef"[hash & 15];
	check[CHECK] = '\0';
}

/* Fills lines with those that belong to the store; false where they are not what was written. */
static bool read_told(const char *path, const struct store *s, struct buf *lines)
{
	struct buf all, again;
	char block[4096], check[CHECK + 1];
	ssize_t n = -1;
	buf_init(&all, TOLD_MOST + 256);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	while (fd >= 0 && !all.over && (n = read(fd, block, sizeof(block))) > 0)
		buf_add(&all, (struct text) { block, (size_t)n });
	if (fd >= 0)
		close(fd);
	struct text rest = buf_text(&all), first = text_split(&rest, '\n'),
		    digest = text_split(&rest, '\n');
	bool good = n == 0 && !all.over && rest.s && text_is(digest, text_of(store_digest(s)));
	buf_add(lines, rest.s ? rest : TEXT(""));
	buf_init(&again, TOLD_MOST + 256);
	write_check(lines, store_digest(s), check, &again);
	good = good && text_is(first, text_of(check));
	buf_free(&again);
	buf_free(&all);
	return good;
}

static void tell_again(const struct buf *lines, const char *path, const struct notices *notices)
{
	for (struct text rest = buf_text(lines); rest.n;) {
		struct text line = text_split(&rest, '\n');
		if (line.n == 0 || line.n > INT32_MAX)
			continue;
		notice(
		    notices, "%s%.*s", line.s[0] == '+' ? path : "", (int)line.n - 1, line.s + 1);
	}
}

/* --- the stores */

/* A store that is whole, with its lines. */
static struct store *open_kept(const char *kept, const char *told, struct buf *lines)
{
	struct fault f;
	struct store *s = store_open(kept, &f);
	if (s && store_verify(s, &f) && read_told(told, s, lines))
		return s;
	store_close(s);
	return NULL;
}

struct store *cache_get(const struct trails_cache *cache, const char *key, const char *path,
    const struct notices *notices)
{
	struct cache_room room;
	struct store *s = NULL;
	struct buf lines;
	buf_init(&lines, TOLD_MOST);
	if (cache_room_open(&room, cache->folder, key) && cache_room_holds(&room)) {
		s = open_kept(room.store, room.told, &lines);
		if (s) {
			say(cache, path, "was compiled before");
			tell_again(&lines, path, notices);
			cache_room_touch(&room);
		} else {
			say(cache, path, "what was compiled before is damaged");
			cache_room_remove(&room);
		}
	}
	cache_room_close(&room);
	buf_free(&lines);
	return s;
}

static bool write_whole(const char *path, struct text head, struct text body)
{
	struct fault f;
	/* A link in the folder of what is kept is none of ours: it is replaced, not followed. */
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		unlink(path);
	struct outfile *out = outfile_begin(path, &f);
	if (!out)
		return false;
	outfile_private(out);
	outfile_add(out, head);
	outfile_add(out, body);
	return outfile_commit(out, &f);
}

/* What was told first: a store without it is not believed. */
static bool write_both(
    const struct cache_room *room, const struct image *image, const struct cache_told *told)
{
	char check[CHECK + 2];
	struct buf whole;
	struct text store = text_bytes(image->p, image->size);
	buf_init(&whole, TOLD_MOST + 256);
	write_check(&told->lines, store.s + HEADER_DIGEST, check, &whole);
	check[CHECK] = '\n';
	bool good = write_whole(room->told, (struct text) { check, CHECK + 1 }, buf_text(&whole)) &&
	    write_whole(room->store, TEXT(""), store);
	buf_free(&whole);
	return good;
}

static bool keep(const struct trails_cache *cache, const char *key, const struct image *image,
    const struct cache_told *told)
{
	struct cache_room room;
	if (told->lines.over || image->size > CACHE_ROOM_BYTES || !cache_room_make(cache->folder))
		return false;
	bool good = cache_room_open(&room, cache->folder, key);
	if (good) {
		cache_room_remove(&room); /* a link that is there would be followed */
		good = write_both(&room, image, told);
	}
	cache_room_close(&room);
	if (good)
		cache_room_tidy(cache->folder);
	return good;
}

void cache_keep(const struct trails_cache *cache, const char *key, const char *path,
    const struct image *image, const struct cache_told *told)
{
	char again[DIGEST_TEXT];
	if (!cache_key(cache, path, again) || strcmp(key, again) != 0)
		say(cache, path, "changed while it was read");
	else if (keep(cache, key, image, told))
		say(cache, path, "kept as compiled");
	else
		say(cache, path, "cannot be kept as compiled");
}
