/* Sources of trails: files of any format, compiled stores, directories. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "trails/archives.h"
#include "trails/import_private.h"
#include "trails/reader.h"
#include "trails/sources.h"

enum { CLAIMS = 256 }; /* of one trail that are carried over */

static void carry_claim(struct builder *b, const struct store *s, uint32_t first, struct text key,
    const struct store_claim *claim)
{
	b->line = claim->line;
	if (claim->source < store_sources(s))
		builder_begin_origin(b, first + (uint32_t)claim->source, claim->citation);
	builder_put(b, key, claim->info, claim->reference, RANK_LAST);
}

/* What the store's own sources said, the one that won last. */
static uint64_t carry_trails(struct builder *b, const struct store *s, uint32_t first)
{
	struct store_claim *claims = xcalloc(CLAIMS, sizeof(*claims));
	for (uint32_t i = 0; i < store_count(s); i++) {
		struct text key = store_trail(s, i).key;
		size_t n = store_claims(s, i, claims, CLAIMS);
		for (size_t k = 1; k < n && k < CLAIMS; k++)
			carry_claim(b, s, first, key, &claims[k]);
		carry_claim(b, s, first, key, &claims[0]);
	}
	free(claims);
	b->line = 0;
	return store_count(s);
}

static uint32_t carry_sources(struct builder *b, const struct store *s)
{
	uint32_t first = (uint32_t)b->source_count;
	for (size_t i = 0; i < store_sources(s); i++) {
		struct store_source source = store_source(s, i);
		uint32_t number = builder_begin_source(b, source.name);
		struct builder_source *to = &b->sources[number];
		to->aliases = arena_text(&b->arena, source.aliases);
		to->date = arena_text(&b->arena, source.date);
		if (source.digest.n == sizeof(to->digest) - 1)
			memcpy(to->digest, source.digest.s, source.digest.n);
	}
	return first;
}

static void carry_entry(
    struct builder *b, struct entries *list, const struct store_entry *e, uint32_t first)
{
	uint32_t number = intern_count(list->texts);
	builder_put_entry(b, list, e->text);
	if (intern_count(list->texts) > number)
		list->places[number] =
		    (struct entry_place) { first + (uint32_t)e->source, e->line };
}

static void carry_entries(struct builder *b, const struct store *s, uint32_t first)
{
	for (uint64_t i = 0; i < store_whitelist_count(s); i++) {
		struct store_entry e = store_whitelist_at(s, i);
		carry_entry(b, &b->whitelist, &e, first);
	}
	for (uint64_t i = 0; i < store_ignore_count(s); i++) {
		struct store_entry e = store_ignore_at(s, i);
		carry_entry(b, &b->ignore, &e, first);
	}
}

bool source_store(
    struct builder *b, struct store *s, const char *path, uint64_t *used, struct fault *f)
{
	struct fault why;
	if (!store_verify(s, &why)) {
		store_close(s);
		return fault_set(f, "%s: %s", path, why.text);
	}
	uint32_t first = carry_sources(b, s);
	*used += carry_trails(b, s, first);
	carry_entries(b, s, first);
	*used += store_whitelist_count(s) + store_ignore_count(s);
	buf_add(&b->agents, store_agents(s));
	store_close(s);
	return true;
}

static bool read_store(struct builder *b, const char *path, uint64_t *used, struct fault *f)
{
	struct store *s = store_open(path, f);
	return s && source_store(b, s, path, used, f);
}

struct text source_name(const char *path)
{
	struct text name = text_of(path);
	size_t slash = text_find_last(name, '/');
	return slash != TEXT_NONE && slash + 1 < name.n ? text_from(name, slash + 1) : name;
}

bool builder_add(struct builder *b, const char *path, struct fault *f)
{
	uint64_t used = 0;
	bool good;
	if (source_is_directory(path))
		good = source_tree(b, path, &used, f);
	else if (store_is(path))
		good = read_store(b, path, &used, f);
	else if (source_is_packed(path))
		good = source_packed(b, path, source_name(path), b->format, &used, f);
	else
		good = import_file(b,
		    &(struct import_options) { .path = path,
			.name = source_name(path),
			.format = b->format,
			.alone = true },
		    &used, f);
	if (good && used == 0)
		return fault_set(f, "%s: holds no trails", path);
	return good;
}

/* A list that is no trails: what it is called. One that is empty is one. */
static bool add_list(struct builder *b, const char *path, const struct import_format *format,
    const char *what, struct fault *f)
{
	uint64_t used = 0, skipped = b->counts.skipped;
	if (source_is_directory(path))
		return fault_set(f, "%s: is a directory, not %s", path, what);
	bool good = source_is_packed(path)
	    ? source_packed(b, path, source_name(path), format, &used, f)
	    : import_file(b,
		  &(struct import_options) {
		      .path = path, .name = source_name(path), .format = format },
		  &used, f);
	if (good && used == 0 && b->counts.skipped > skipped)
		return fault_set(f, "%s: is not %s", path, what);
	return good;
}

bool builder_add_whitelist(struct builder *b, const char *path, struct fault *f)
{
	return add_list(b, path, &import_whitelist, "a whitelist", f);
}

bool builder_add_ignore(struct builder *b, const char *path, struct fault *f)
{
	return add_list(b, path, &import_ignore, "a list of ignore rules", f);
}
