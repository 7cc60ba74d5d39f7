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
	b->whitelist.texts = intern_new(&key);
	b->ignore.texts = intern_new(&key);
	b->column = TEXT("");
	buf_init(&b->left_out[0], SIZE_MAX / 2);
	buf_init(&b->left_out[1], SIZE_MAX / 2);
	b->pair_number = UINT32_MAX;
	buf_init(&b->agents, LIMIT_AGENTS);
	buf_init(&b->pair, 2 * LIMIT_TRAIL_LINE + 64);
	return b;
}

void builder_free(struct builder *b)
{
	if (!b)
		return;
	intern_free(b->keys);
	intern_free(b->pairs);
	intern_free(b->whitelist.texts);
	intern_free(b->ignore.texts);
	free(b->whitelist.places);
	free(b->ignore.places);
	free(b->rows);
	free(b->spellings);
	free(b->sources);
	free(b->origins);
	free(b->claims);
	arena_free(&b->arena);
	buf_free(&b->agents);
	buf_free(&b->pair);
	buf_free(&b->left_out[0]);
	buf_free(&b->left_out[1]);
	free(b);
}

void builder_read_as(struct builder *b, const struct import_format *format)
{
	b->format = format;
}

void builder_read_column(struct builder *b, const char *column)
{
	b->column = text_of(column);
}

void builder_tell_all(struct builder *b)
{
	b->verbose = true;
}

struct builder_counts builder_counts(const struct builder *b)
{
	struct builder_counts counts = b->counts;
	counts.trails = intern_count(b->keys);
	counts.whitelist = intern_count(b->whitelist.texts);
	counts.ignore = intern_count(b->ignore.texts);
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

struct text builder_pair(const struct builder *b, uint32_t pair, struct text *reference)
{
	struct text both = intern_text(b->pairs, pair);
	size_t cut = text_find_char(both, '\0');
	*reference = text_from(both, cut + 1);
	return text_head(both, cut);
}

static bool says_one_of(struct text info, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (text_find(info, text_of(words[i])) != TEXT_NONE)
			return true;
	return false;
}

static bool is_own(struct text reference)
{
	return text_is(reference, TEXT("(static)")) || text_is(reference, TEXT("(custom)"));
}

/* Whether a feed's row replaces the one that is there: it says more, or something special.
 * spec/trails.md 4. */
static bool feed_wins(
    const struct builder *b, uint32_t number, struct text info, struct text reference)
{
	static const char *const low[] = { "reputation", "attacker", "spammer", "abuser",
		"malicious", "dnspod", "nicru", "crawler", "compromised", "bad history", NULL };
	static const char *const high[] = { "mass scanner", "ipinfo", NULL };
	struct text standing;
	builder_pair(b, b->rows[number].pair, &standing);
	return (!says_one_of(info, low) && !is_own(standing)) ||
	    (is_own(reference) && text_find(info, TEXT("history")) == TEXT_NONE) ||
	    says_one_of(info, high);
}

static void add_claim(struct builder *b, uint32_t number, struct builder_row row)
{
	b->claims = grow(b->claims, b->claim_count, &b->claim_room, sizeof(*b->claims));
	b->claims[b->claim_count++] = (struct builder_claim) { number, row };
}

/* Of two rows for a key the one that does not win is kept as a claim, unless it says nothing else. */
static void meet(struct builder *b, uint32_t number, struct builder_row row, bool wins)
{
	struct builder_row *standing = &b->rows[number];
	bool same = standing->pair == row.pair &&
	    b->origins[standing->origin].source == b->origins[row.origin].source;
	b->counts.replaced++;
	if (same)
		return;
	add_claim(b, number, wins ? *standing : row);
	if (wins)
		*standing = row;
}

bool builder_put(struct builder *b, struct text key, struct text info, struct text reference,
    enum builder_rank rank)
{
	char room[ADDRESS_TEXT];
	bool fresh;
	if (key.n == 0 || key.n > LIMIT_TRAIL_KEY || is_full(b, key.n))
		return false;
	struct text known = key_canonical(key, room);
	uint32_t number = intern_add(b->keys, known, &fresh);
	struct builder_row row = { pair_of(b, info, reference), (uint32_t)b->origin_count - 1,
		b->line };
	if (!fresh) {
		meet(b, number, row,
		    rank == RANK_LAST ||
			(rank == RANK_FEED && feed_wins(b, number, info, reference)));
		return true;
	}
	b->key_bytes += key.n;
	b->rows = grow(b->rows, number, &b->rows_room, sizeof(*b->rows));
	b->rows[number] = row;
	if (!text_is(known, key))
		remember_spelling(b, number, key);
	return true;
}

struct text builder_key(const struct builder *b, uint32_t number, size_t *spelling)
{
	if (*spelling < b->spelling_count && b->spellings[*spelling].number == number)
		return b->spellings[(*spelling)++].key;
	return intern_text(b->keys, number);
}

void builder_put_entry(struct builder *b, struct entries *list, struct text entry)
{
	bool fresh;
	uint32_t number = intern_add(list->texts, entry, &fresh);
	if (!fresh)
		return;
	list->places = grow(list->places, number, &list->room, sizeof(*list->places));
	list->places[number] = (struct entry_place) { (uint32_t)b->source_count - 1, b->line };
}

uint32_t builder_begin_source(struct builder *b, struct text name)
{
	b->sources = grow(b->sources, b->source_count, &b->source_room, sizeof(*b->sources));
	b->sources[b->source_count] =
	    (struct builder_source) { .name = arena_text(&b->arena, name) };
	builder_begin_origin(b, (uint32_t)b->source_count, TEXT(""));
	return (uint32_t)b->source_count++;
}

void builder_begin_origin(struct builder *b, uint32_t source, struct text citation)
{
	b->origins = grow(b->origins, b->origin_count, &b->origin_room, sizeof(*b->origins));
	b->origins[b->origin_count++] =
	    (struct builder_origin) { source, arena_text(&b->arena, citation) };
}
