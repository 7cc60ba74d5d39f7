/* Several stores as one: the later ones win. */
#include <config.h>

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "trails/builder.h"
#include "trails/cache.h"
#include "trails/key.h"
#include "trails/reader.h"
#include "trails/trails.h"

enum { LABELS = LIMIT_NAME + 1 }; /* more suffixes than any name has */

struct member {
	struct store *store;
	char *name;
};

/* Lists that were added, each compiled, in the order given. */
struct added {
	struct member *list;
	size_t count, room;
	bool drops; /* those that the members brought along */
};

struct trails {
	struct member *members; /* in the order given */
	size_t count, room;
	struct added whitelists, ignore_lists;
	struct ignores *ignores;   /* of all */
	struct patterns *patterns; /* of all members */
	struct notices notices;
	char digest[DIGEST_TEXT];
};

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

static struct store *compile(struct builder *b, const char *path, struct fault *f)
{
	struct image image = builder_image(b);
	return store_over(image.p, image.size, image.heap, path, f);
}

/* Compiles a source, and keeps it under its key. */
static struct store *compile_kept(const char *path, const struct trails_cache *cache,
    const char *key, const struct notices *notices, struct fault *f)
{
	struct cache_told told;
	struct notices collected = cache_told_begin(&told, path, notices);
	struct builder *b = builder_new(&collected);
	struct store *s = NULL;
	if (builder_add(b, path, f)) {
		struct image image = builder_image(b);
		cache_keep(cache, key, path, &image, &told);
		s = store_over(image.p, image.size, image.heap, path, f);
	}
	builder_free(b);
	cache_told_end(&told);
	return s;
}

static struct store *open_source(const char *path, const struct trails_cache *cache,
    const struct notices *notices, struct fault *f)
{
	char key[DIGEST_TEXT];
	if (store_is(path))
		return store_open(path, f);
	if (cache_key(cache, path, key)) {
		struct store *s = cache_get(cache, key, path, notices);
		return s ? s : compile_kept(path, cache, key, notices, f);
	}
	struct builder *b = builder_new(notices);
	struct store *s = builder_add(b, path, f) ? compile(b, path, f) : NULL;
	builder_free(b);
	return s;
}

static void take_digest(struct trails *t)
{
	struct digest *d = digest_new(DIGEST_SHA256);
	for (size_t i = 0; i < t->count; i++)
		digest_add(d, store_digest(t->members[i].store), 64);
	digest_end(d, t->digest);
	digest_free(d);
	if (t->count == 1)
		memcpy(t->digest, store_digest(t->members[0].store), DIGEST_TEXT);
}

/* The trails of one store that are patterns, behind those that were collected. */
static struct trail *add_patterns(
    const struct store *s, struct trail *list, size_t *count, size_t *room)
{
	const uint8_t *number;
	for (size_t i = 0; (number = store_element(s, SECTION_PATTERNS, i, PATTERN_SIZE)); i++) {
		struct trail t = store_trail(s, load_le32(number));
		if (t.kind != TRAIL_PATTERN)
			continue;
		list = grow(list, *count, room, sizeof(*list));
		list[(*count)++] = t;
	}
	return list;
}

static void take_patterns(struct trails *t)
{
	struct trail *list = NULL;
	size_t count = 0, room = 0;
	for (size_t i = 0; i < t->count; i++)
		list = add_patterns(t->members[i].store, list, &count, &room);
	t->patterns = patterns_new(list, count, &t->notices);
	free(list);
}

/* "FILE:LINE" */
static void put_place(const struct store *s, const struct store_entry *e, struct buf *out)
{
	buf_add(out, store_source(s, e->source).name);
	if (e->line)
		buf_format(out, ":%lu", (unsigned long)e->line);
}

static void add_ignores(struct ignores *g, const struct store *s)
{
	struct buf place;
	buf_init(&place, LIMIT_TRAIL_LINE);
	for (uint64_t i = 0; i < store_ignore_count(s); i++) {
		struct store_entry rule = store_ignore_at(s, i);
		buf_clear(&place);
		put_place(s, &rule, &place);
		ignores_add(g, rule.text, buf_text(&place));
	}
	buf_free(&place);
}

static void take_ignores(struct trails *t)
{
	ignores_free(t->ignores);
	t->ignores = ignores_new();
	for (size_t i = 0; i < t->count && !t->ignore_lists.drops; i++)
		add_ignores(t->ignores, t->members[i].store);
	for (size_t i = 0; i < t->ignore_lists.count; i++)
		add_ignores(t->ignores, t->ignore_lists.list[i].store);
}

struct trails *trails_open_cached(const char *const *list, size_t n,
    const struct trails_cache *cache, const struct notices *notices, struct fault *f)
{
	struct trails *t = xcalloc(1, sizeof(*t));
	if (notices)
		t->notices = *notices;
	for (size_t i = 0; i < n; i++) {
		struct store *s = open_source(list[i], cache, notices, f);
		if (!s) {
			trails_close(t);
			return NULL;
		}
		t->members = grow(t->members, t->count, &t->room, sizeof(*t->members));
		t->members[t->count++] = (struct member) { s, xstrdup(last_part(list[i])) };
	}
	take_digest(t);
	take_patterns(t);
	take_ignores(t);
	return t;
}

struct trails *trails_open(
    const char *const *list, size_t n, const struct notices *notices, struct fault *f)
{
	return trails_open_cached(list, n, NULL, notices, f);
}

static void close_members(struct member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		store_close(members[i].store);
		free(members[i].name);
	}
	free(members);
}

void trails_close(struct trails *t)
{
	if (!t)
		return;
	patterns_free(t->patterns);
	close_members(t->members, t->count);
	close_members(t->whitelists.list, t->whitelists.count);
	close_members(t->ignore_lists.list, t->ignore_lists.count);
	ignores_free(t->ignores);
	free(t);
}

static bool give(const struct store *s, uint32_t number, struct trail *out)
{
	if (likely(number == TRAIL_NONE))
		return false;
	*out = store_trail(s, number);
	return true;
}

bool trails_find_address(const struct trails *t, const struct address *a, struct trail *out)
{
	for (size_t i = t->count; i > 0; i--) {
		const struct store *s = t->members[i - 1].store;
		if (give(s, store_find_address(s, a), out))
			return true;
	}
	return false;
}

bool trails_find_address_port(
    const struct trails *t, const struct address *a, uint16_t port, struct trail *out)
{
	for (size_t i = t->count; i > 0; i--) {
		const struct store *s = t->members[i - 1].store;
		if (give(s, store_find_address_port(s, a, port), out))
			return true;
	}
	return false;
}

void trails_may_list(const struct trails *t, const struct store_end *ends, size_t n)
{
	for (size_t i = 0; i < t->count; i++)
		store_may_list(t->members[i].store, ends, n);
}

/* The longest prefix of all stores; of equal ones the last store's. */
bool trails_find_range(const struct trails *t, const struct address *a, struct trail *out)
{
	bool found = false;
	unsigned best = 0, bits;
	for (size_t i = t->count; i > 0; i--) {
		const struct store *s = t->members[i - 1].store;
		struct trail trail;
		struct address base;
		if (!give(s, store_find_range(s, a), &trail) ||
		    !key_parse_range(trail.key, &base, &bits) || (found && bits <= best))
			continue;
		*out = trail;
		best = bits;
		found = true;
	}
	return found;
}

bool trails_find_key(const struct trails *t, struct text key, struct trail *out)
{
	for (size_t i = t->count; i > 0; i--) {
		const struct store *s = t->members[i - 1].store;
		if (give(s, store_find_key(s, key), out))
			return true;
	}
	return false;
}

/* What was found in several stores, by where the suffix begins. */
struct merged {
	const struct store *store;
	struct name_match match;
};

/* Puts the matches of one store among those of later ones, which win. */
static size_t merge(struct merged *all, size_t n, const struct store *s,
    const struct name_match *matches, size_t count)
{
	size_t k = 0;
	for (size_t i = 0; i < count; i++) {
		while (k < n && all[k].match.at < matches[i].at)
			k++;
		if ((k < n && all[k].match.at == matches[i].at) || n == LABELS)
			continue;
		memmove(all + k + 1, all + k, (n - k) * sizeof(*all));
		all[k] = (struct merged) { s, matches[i] };
		n++;
	}
	return n;
}

size_t trails_find_name(
    const struct trails *t, struct text name, struct trails_name_match *out, size_t room)
{
	struct merged all[LABELS];
	struct name_match matches[LABELS];
	size_t n = 0;
	for (size_t i = t->count; i > 0; i--) {
		const struct store *s = t->members[i - 1].store;
		size_t count = store_find_name(s, name, matches, LABELS);
		n = merge(all, n, s, matches, count);
	}
	if (n > room)
		n = room;
	for (size_t i = 0; i < n; i++)
		out[i] = (struct trails_name_match) { store_trail(all[i].store, all[i].match.trail),
			all[i].match.at };
	return n;
}

bool trails_may_meet_pattern(const struct trails *t, struct text name)
{
	return patterns_may_meet(t->patterns, name);
}

bool trails_find_pattern(const struct trails *t, struct text name, struct pattern_match *out)
{
	return patterns_find(t->patterns, name, out);
}

size_t trails_patterns(const struct trails *t)
{
	return patterns_used(t->patterns);
}

uint64_t trails_patterns_given_up(const struct trails *t)
{
	return patterns_given_up(t->patterns);
}

struct text trails_whitelists_address(const struct trails *t, const struct address *a)
{
	struct text entry = { NULL, 0 };
	for (size_t i = 0; i < t->count && entry.n == 0 && !t->whitelists.drops; i++)
		entry = store_whitelists_address(t->members[i].store, a);
	for (size_t i = 0; i < t->whitelists.count && entry.n == 0; i++)
		entry = store_whitelists_address(t->whitelists.list[i].store, a);
	return entry;
}

struct text trails_whitelists_name(const struct trails *t, struct text name)
{
	struct text entry = { NULL, 0 };
	for (size_t i = 0; i < t->count && entry.n == 0 && !t->whitelists.drops; i++)
		entry = store_whitelists_name(t->members[i].store, name);
	for (size_t i = 0; i < t->whitelists.count && entry.n == 0; i++)
		entry = store_whitelists_name(t->whitelists.list[i].store, name);
	return entry;
}

void trails_drop_whitelists(struct trails *t)
{
	t->whitelists.drops = true;
}

static bool add_list(struct trails *t, struct added *to, const char *path,
    bool (*add)(struct builder *b, const char *path, struct fault *f), struct fault *f)
{
	struct builder *b = builder_new(&t->notices);
	struct store *s = add(b, path, f) ? compile(b, path, f) : NULL;
	builder_free(b);
	if (!s)
		return false;
	to->list = grow(to->list, to->count, &to->room, sizeof(*to->list));
	to->list[to->count++] = (struct member) { s, xstrdup(last_part(path)) };
	return true;
}

static const char *digest_of(const struct added *a, size_t i)
{
	return i < a->count ? store_digest(a->list[i].store) : NULL;
}

bool trails_add_whitelist(struct trails *t, const char *path, struct fault *f)
{
	return add_list(t, &t->whitelists, path, builder_add_whitelist, f);
}

const char *trails_whitelist_digest(const struct trails *t, size_t i)
{
	return digest_of(&t->whitelists, i);
}

const struct ignores *trails_ignores(const struct trails *t)
{
	return t->ignores;
}

void trails_drop_ignores(struct trails *t)
{
	t->ignore_lists.drops = true;
	take_ignores(t);
}

bool trails_add_ignore(struct trails *t, const char *path, struct fault *f)
{
	bool good = add_list(t, &t->ignore_lists, path, builder_add_ignore, f);
	take_ignores(t);
	return good;
}

const char *trails_ignore_digest(const struct trails *t, size_t i)
{
	return digest_of(&t->ignore_lists, i);
}

static bool put_place_in(const struct store *s, struct text entry, struct buf *out)
{
	for (uint64_t i = 0; i < store_whitelist_count(s); i++) {
		struct store_entry e = store_whitelist_at(s, i);
		if (e.text.s != entry.s || e.text.n != entry.n)
			continue;
		put_place(s, &e, out);
		return true;
	}
	return false;
}

void trails_put_place(const struct trails *t, struct text entry, struct buf *out)
{
	bool found = false;
	for (size_t i = 0; i < t->count && !found; i++)
		found = put_place_in(t->members[i].store, entry, out);
	for (size_t i = 0; i < t->whitelists.count && !found; i++)
		found = put_place_in(t->whitelists.list[i].store, entry, out);
}

uint64_t trails_count(const struct trails *t)
{
	uint64_t n = 0;
	for (size_t i = 0; i < t->count; i++)
		n += store_count(t->members[i].store);
	return n;
}

unsigned trails_fingerprints(const struct trails *t)
{
	unsigned forms = 0;
	for (size_t i = 0; i < t->count; i++)
		forms |= store_fingerprints(t->members[i].store);
	return forms;
}

const char *trails_digest(const struct trails *t)
{
	return t->digest;
}

size_t trails_stores(const struct trails *t)
{
	return t->count;
}

const struct store *trails_store(const struct trails *t, size_t i)
{
	return i < t->count ? t->members[i].store : NULL;
}

struct store *trails_store_to_verify(const struct trails *t, size_t i)
{
	return t->members[i].store;
}

const char *trails_store_name(const struct trails *t, size_t i)
{
	return i < t->count ? t->members[i].name : "";
}
