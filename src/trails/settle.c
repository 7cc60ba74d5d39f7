/* What is decided once all sources are in: which addresses enough feeds name, and the references of trails
 * that several name. spec/trails.md 4. */
#include <config.h>

#include <stdlib.h>
#include <sys/random.h>

#include "trails/builder.h"
#include "trails/feeds.h"

#define MARK TEXT("feeds.conf")

enum { REFERENCES = 64 };

struct settler {
	struct builder *b;
	size_t minimum;
	const struct builder_claim **claims; /* by trail */
	uint32_t *number;                    /* new numbers of keys; UINT32_MAX: left out */
	struct text references[REFERENCES];
	size_t count; /* of those of the trail at hand, the standing one first */
};

static int by_trail(const void *a, const void *b)
{
	const struct builder_claim *x = *(const struct builder_claim *const *)a,
				   *y = *(const struct builder_claim *const *)b;
	return (x->trail > y->trail) - (x->trail < y->trail);
}

static int by_text(const void *a, const void *b)
{
	const struct text *x = a, *y = b;
	size_t n = x->n < y->n ? x->n : y->n;
	int order = n ? memcmp(x->s, y->s, n) : 0;
	return order ? order : (x->n > y->n) - (x->n < y->n);
}

static void sort_claims(struct settler *s)
{
	const struct builder *b = s->b;
	s->claims = xcalloc(b->claim_count + 1, sizeof(const struct builder_claim *));
	for (size_t i = 0; i < b->claim_count; i++)
		s->claims[i] = &b->claims[i];
	if (b->claim_count > 1)
		qsort(s->claims, b->claim_count, sizeof(const struct builder_claim *), by_trail);
}

static void add_reference(struct settler *s, uint32_t pair)
{
	struct text reference;
	builder_pair(s->b, pair, &reference);
	for (size_t i = 0; i < s->count; i++)
		if (text_is(s->references[i], reference))
			return;
	if (s->count < REFERENCES)
		s->references[s->count++] = reference;
}

/* Whether enough have named it. *plain: it is an IPv4 address alone. */
static bool is_sure(const struct settler *s, uint32_t number, bool *plain)
{
	struct address a;
	struct text own = s->references[0];
	*plain = address_parse(intern_text(s->b->keys, number), &a) && a.version == 4;
	return !*plain || s->count >= s->minimum || text_find(own, TEXT("custom")) != TEXT_NONE ||
	    text_find(own, TEXT("static")) != TEXT_NONE;
}

/* "a (+b,c)" */
static void join_references(struct settler *s, uint32_t number, bool plain)
{
	struct builder_row *row = &s->b->rows[number];
	struct text own, info = builder_pair(s->b, row->pair, &own);
	struct buf pair;
	if (s->count < 2 || text_find(own, TEXT(" (+")) != TEXT_NONE)
		return;
	if (plain &&
	    (text_find(info, TEXT("parking site")) != TEXT_NONE ||
		text_find(info, TEXT("sinkhole")) != TEXT_NONE))
		return;
	qsort(s->references + 1, s->count - 1, sizeof(s->references[0]), by_text);
	buf_init(&pair, SIZE_MAX / 2);
	buf_add(&pair, info);
	buf_char(&pair, '\0');
	buf_add(&pair, own);
	for (size_t i = 1; i < s->count; i++) {
		buf_add(&pair, i == 1 ? TEXT(" (+") : TEXT(","));
		buf_add(&pair, s->references[i]);
	}
	buf_char(&pair, ')');
	row->pair = intern_add(s->b->pairs, buf_text(&pair), NULL);
	buf_free(&pair);
}

/* Gives keys their new numbers; how many are left out. */
static uint32_t number_keys(struct settler *s)
{
	struct builder *b = s->b;
	uint32_t n = intern_count(b->keys), kept = 0;
	size_t claim = 0;
	for (uint32_t i = 0; i < n; i++) {
		bool plain;
		s->count = 0;
		add_reference(s, b->rows[i].pair);
		for (; claim < b->claim_count && s->claims[claim]->trail == i; claim++)
			add_reference(s, s->claims[claim]->row.pair);
		if (is_sure(s, i, &plain)) {
			join_references(s, i, plain);
			s->number[i] = kept++;
		} else {
			s->number[i] = UINT32_MAX;
		}
	}
	return n - kept;
}

/* Takes what is left out from keys, rows and spellings. */
static void drop_keys(struct settler *s)
{
	struct builder *b = s->b;
	struct hash_key key = { 0, 0 };
	if (getrandom(&key, sizeof(key), GRND_NONBLOCK) < 0)
		key.k0 = (uintptr_t)b;
	struct intern *keys = intern_new(&key);
	size_t spelling = 0, kept = 0;
	b->key_bytes = 0;
	for (uint32_t i = 0; i < intern_count(b->keys); i++) {
		size_t before = spelling;
		struct text spelled = builder_key(b, i, &spelling);
		if (s->number[i] == UINT32_MAX)
			continue;
		if (spelling != before)
			b->spellings[kept++] = (struct builder_spelling) { s->number[i], spelled };
		intern_add(keys, intern_text(b->keys, i), NULL);
		b->rows[s->number[i]] = b->rows[i];
		b->key_bytes += spelled.n;
	}
	b->spelling_count = kept;
	intern_free(b->keys);
	b->keys = keys;
}

static void drop_claims(struct settler *s)
{
	struct builder *b = s->b;
	size_t kept = 0;
	for (size_t i = 0; i < b->claim_count; i++) {
		struct builder_claim claim = b->claims[i];
		claim.trail = s->number[claim.trail];
		if (claim.trail != UINT32_MAX)
			b->claims[kept++] = claim;
	}
	b->claim_count = kept;
}

static void free_settler(struct settler *s, uint32_t dropped)
{
	if (dropped) {
		drop_keys(s);
		drop_claims(s);
	}
	free(s->claims);
	free(s->number);
}

uint64_t builder_settle(struct builder *b, size_t minimum)
{
	struct settler s = { .b = b, .minimum = minimum };
	s.number = xcalloc((size_t)intern_count(b->keys) + 1, sizeof(*s.number));
	sort_claims(&s);
	uint32_t dropped = number_keys(&s);
	free_settler(&s, dropped);
	return dropped;
}

uint64_t builder_leave_out_infos(
    struct builder *b, bool (*says_so)(void *context, struct text info), void *context)
{
	struct settler s = { .b = b };
	uint32_t n = intern_count(b->keys), pairs = intern_count(b->pairs), kept = 0;
	bool *out = xcalloc((size_t)pairs + 1, sizeof(*out));
	for (uint32_t i = 0; i < pairs; i++) {
		struct text reference;
		out[i] = says_so(context, builder_pair(b, i, &reference));
	}
	s.number = xcalloc((size_t)n + 1, sizeof(*s.number));
	for (uint32_t i = 0; i < n; i++)
		s.number[i] = out[b->rows[i].pair] ? UINT32_MAX : kept++;
	free(out);
	free_settler(&s, n - kept);
	return n - kept;
}

void builder_add_feeds_mark(struct builder *b)
{
	builder_begin_source(b, MARK);
}

bool feeds_made(const struct store *s)
{
	for (size_t i = 0; i < store_sources(s); i++)
		if (text_is(store_source(s, i).name, MARK) && store_source(s, i).trails == 0)
			return true;
	return false;
}
