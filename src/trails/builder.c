/* Rows collected: interned keys in the order of first sight, later rows in place of earlier. */
#include <config.h>

#include <stdlib.h>
#include <sys/random.h>

#include "base/limits.h"
#include "trails/builder.h"
#include "trails/format.h"
#include "trails/key.h"

struct builder *builder_new(const struct notices *notices)
{
	struct builder *b = xcalloc(1, sizeof(*b));
	struct hash_key key = { 0, 0 }; /* the order of what is interned does not depend on it */
	if (getrandom(&key, sizeof(key), GRND_NONBLOCK) < 0)
		key.k0 = (uintptr_t)b;
	b->notices = notices;
	b->keys = intern_new(&key);
	b->pairs = intern_new(&key);
	b->whitelist = intern_new(&key);
	b->pair_number = UINT32_MAX;
	buf_init(&b->pair, 2 * LIMIT_TRAIL_LINE + 64);
	return b;
}

void builder_free(struct builder *b)
{
	if (!b)
		return;
	intern_free(b->keys);
	intern_free(b->pairs);
	intern_free(b->whitelist);
	free(b->rows);
	free(b->spellings);
	free(b->sources);
	arena_free(&b->arena);
	buf_free(&b->pair);
	free(b);
}

struct builder_counts builder_counts(const struct builder *b)
{
	struct builder_counts counts = b->counts;
	counts.trails = intern_count(b->keys);
	counts.whitelist = intern_count(b->whitelist);
	return counts;
}

/* Rows of one list mostly share theirs, so the last one is looked at first. */
static uint32_t pair_of(struct builder *b, struct text info, struct text reference)
{
	struct text last = buf_text(&b->pair);
	if (b->pair_number != UINT32_MAX && last.n == info.n + 1 + reference.n &&
	    text_is(text_head(last, info.n), info) && last.s[info.n] == '\0' &&
	    text_is(text_from(last, info.n + 1), reference))
		return b->pair_number;
	buf_clear(&b->pair);
	buf_add(&b->pair, info);
	buf_char(&b->pair, '\0');
	buf_add(&b->pair, reference);
	b->pair_number = intern_add(b->pairs, buf_text(&b->pair), NULL);
	return b->pair_number;
}

static void remember_spelling(struct builder *b, uint32_t number, struct text key)
{
	b->spellings =
	    grow(b->spellings, b->spelling_count, &b->spelling_room, sizeof(*b->spellings));
	b->spellings[b->spelling_count++] =
	    (struct builder_spelling) { number, arena_text(&b->arena, key) };
}

static bool is_full(const struct builder *b, size_t key_length)
{
	return key_length > UINT32_MAX - b->key_bytes ||
	    intern_count(b->keys) >= UINT32_C(1) << 31 ||
	    intern_count(b->pairs) >= UINT32_C(1) << RECORD_PAIR_BITS;
}

bool builder_put(
    struct builder *b, struct text key, struct text info, struct text reference, bool yields)
{
	char room[ADDRESS_TEXT];
	bool fresh;
	if (key.n == 0 || key.n > LIMIT_TRAIL_KEY || is_full(b, key.n))
		return false;
	struct text known = key_canonical(key, room);
	uint32_t number = intern_add(b->keys, known, &fresh);
	if (fresh) {
		b->key_bytes += key.n;
		b->rows = grow(b->rows, number, &b->rows_room, sizeof(*b->rows));
		if (!text_is(known, key))
			remember_spelling(b, number, key);
	} else {
		b->counts.replaced++;
		if (yields)
			return true;
	}
	b->rows[number].pair = pair_of(b, info, reference);
	b->rows[number].source = (uint32_t)b->source_count - 1;
	return true;
}

struct text builder_key(const struct builder *b, uint32_t number, size_t *spelling)
{
	if (*spelling < b->spelling_count && b->spellings[*spelling].number == number)
		return b->spellings[(*spelling)++].key;
	return intern_text(b->keys, number);
}

uint32_t builder_begin_source(struct builder *b, struct text name)
{
	b->sources = grow(b->sources, b->source_count, &b->source_room, sizeof(*b->sources));
	b->sources[b->source_count] = (struct builder_source) { arena_text(&b->arena, name), "" };
	return (uint32_t)b->source_count++;
}
