/* From what a builder has collected to the bytes of a store; the same rows give the same bytes. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "trails/builder.h"
#include "trails/format.h"
#include "trails/index.h"
#include "trails/key.h"
#include "trails/ranges.h"

enum { GROUPS = 4, WHITELIST_GROUP = KEY_TEXTS + 1 };

struct group {
	struct index_key *keys;
	size_t count, room;
};

struct prefixes {
	struct prefix *list;
	size_t count, room;
};

struct compiler {
	const struct builder *b;
	uint64_t seed;
	char digest[DIGEST_TEXT];
	struct group groups[GROUPS]; /* by enum key_group, then the whitelist */
	struct intern *hosts;        /* of URLs */
	struct prefixes ranges, whitelist;
	uint8_t *kinds; /* by trail */
	uint64_t kind_counts[TRAIL_KIND_COUNT], *source_counts;
	unsigned fingerprints; /* bits of enum fingerprint_form */
	struct buf runs, claims, patterns;
	struct intern *words;
	struct buf word_bytes, segments[4]; /* in the order of their sections */
	uint32_t *word_at;
	size_t word_room;
	uint64_t offset[SECTION_COUNT], size[SECTION_COUNT];
};

/* Pieces for a digest gathered into larger ones. */
struct gatherer {
	struct digest *digest;
	struct buf bytes;
};

static void gather(struct gatherer *g, struct text t, char end)
{
	if (g->bytes.n > 64 << 10) {
		digest_add(g->digest, g->bytes.p, g->bytes.n);
		buf_clear(&g->bytes);
	}
	buf_add(&g->bytes, t);
	buf_char(&g->bytes, end);
}

/* SHA-256 over the trails, the whitelist, the user agents and the ignore rules. The seed comes from it: who writes a list does not
 * get to choose keys that collide. */
static void digest_content(struct compiler *c)
{
	const struct builder *b = c->b;
	struct gatherer g = { .digest = digest_new(DIGEST_SHA256) };
	size_t spelling = 0;
	buf_init(&g.bytes, 1 << 20);
	for (uint32_t i = 0; i < intern_count(b->keys); i++) {
		struct text reference, info = builder_pair(b, b->rows[i].pair, &reference);
		gather(&g, builder_key(b, i, &spelling), '\0');
		gather(&g, info, '\0');
		gather(&g, reference, '\n');
	}
	for (uint32_t i = 0; i < intern_count(b->whitelist.texts); i++)
		gather(&g, intern_text(b->whitelist.texts, i), '\n');
	if (b->agents.n)
		gather(&g, buf_text(&b->agents), '\0');
	for (uint32_t i = 0; i < intern_count(b->ignore.texts); i++)
		gather(&g, intern_text(b->ignore.texts, i), '\0');
	digest_add(g.digest, g.bytes.p, g.bytes.n);
	digest_end(g.digest, c->digest);
	digest_free(g.digest);
	buf_free(&g.bytes);
	c->seed = hash_fast(c->digest, 64, 0);
}

static void group_add(struct group *g, uint64_t under, uint64_t hash, uint32_t number)
{
	g->keys = grow(g->keys, g->count, &g->room, sizeof(*g->keys));
	g->keys[g->count++] = (struct index_key) { hash, number, (uint32_t)(under >> 32) };
}

static void prefix_add(struct prefixes *p, const struct address *a, unsigned bits, uint32_t value)
{
	p->list = grow(p->list, p->count, &p->room, sizeof(*p->list));
	p->list[p->count] = (struct prefix) { *a, bits, value };
	prefix_mask(&p->list[p->count++].base, bits);
}

/* Under where it is looked up. */
static void add_key(
    struct compiler *c, uint32_t number, struct text key, const struct key_form *form)
{
	struct group *g = &c->groups[key_group(form->kind)];
	uint64_t hash;
	switch (key_group(form->kind)) {
	case KEY_NAMES:
		hash = index_hash_name(key, c->seed);
		group_add(g, hash, hash, number);
		break;
	case KEY_ADDRESSES:
		hash = index_hash_address(&form->address, form->port, c->seed);
		group_add(g, index_hash_address(&form->address, -1, c->seed), hash, number);
		break;
	default:
		hash = hash_fast(key.s, key.n, c->seed);
		group_add(g, hash, hash, number);
	}
}

/* The first URL of a host is found by that, too. */
static void add_host(struct compiler *c, uint32_t number, struct text url)
{
	struct text host;
	struct key_form form;
	bool fresh;
	if (!key_url_host(url, &host, &form))
		return;
	intern_add(c->hosts, host, &fresh);
	if (fresh)
		add_key(c, number, host, &form);
}

static void add_trail(struct compiler *c, uint32_t number, struct text key)
{
	struct text reference;
	struct key_form form;
	key_parse(key, &form);
	add_key(c, number, key, &form);
	if (form.kind == TRAIL_URL)
		add_host(c, number, key);
	if (form.kind == TRAIL_RANGE)
		prefix_add(&c->ranges, &form.address, form.bits, number);
	builder_pair(c->b, c->b->rows[number].pair, &reference);
	if (form.kind == TRAIL_OTHER && key_is_pattern(key) &&
	    text_find(reference, TEXT("static")) != TEXT_NONE)
		form.kind = TRAIL_PATTERN;
	if (form.kind == TRAIL_FINGERPRINT)
		c->fingerprints |= key_fingerprint(key);
	c->kinds[number] = (uint8_t)form.kind;
}

static void add_entry(struct compiler *c, uint32_t number, struct text entry)
{
	struct address a;
	unsigned bits;
	if (key_parse_range(entry, &a, &bits)) {
		prefix_add(&c->whitelist, &a, bits, number);
		return;
	}
	if (address_parse(entry, &a))
		prefix_add(&c->whitelist, &a, a.version == 4 ? 32 : 128, number);
	if (entry.n > LIMIT_NAME)
		return;
	uint64_t hash = index_hash_name(entry, c->seed);
	group_add(&c->groups[WHITELIST_GROUP], hash, hash, number);
}

/* Hashes of all keys under the seed. */
static void hash_keys(struct compiler *c)
{
	const struct hash_key fixed = { 3, 4 };
	size_t spelling = 0;
	for (int i = 0; i < GROUPS; i++)
		c->groups[i].count = 0;
	c->hosts = intern_new(&fixed);
	c->ranges.count = c->whitelist.count = 0;
	for (uint32_t i = 0; i < intern_count(c->b->keys); i++)
		add_trail(c, i, builder_key(c->b, i, &spelling));
	for (uint32_t i = 0; i < intern_count(c->b->whitelist.texts); i++)
		add_entry(c, i, intern_text(c->b->whitelist.texts, i));
	intern_free(c->hosts);
}

static void count_rows(struct compiler *c)
{
	for (uint32_t i = 0; i < intern_count(c->b->keys); i++) {
		c->kind_counts[c->kinds[i]]++;
		c->source_counts[c->b->origins[c->b->rows[i].origin].source]++;
	}
}

/* Where a word stands among the words; each is kept once. */
static uint32_t word_of(struct compiler *c, struct text t)
{
	bool fresh;
	uint32_t number = intern_add(c->words, t, &fresh);
	if (fresh) {
		c->word_at = grow(c->word_at, number, &c->word_room, sizeof(*c->word_at));
		c->word_at[number] = (uint32_t)c->word_bytes.n;
		buf_add(&c->word_bytes, t);
	}
	return c->word_at[number];
}

/* Collects the words, so that their size is known. */
static void gather_words(struct compiler *c)
{
	const struct builder *b = c->b;
	for (uint32_t i = 0; i < intern_count(b->pairs); i++) {
		struct text reference, info = builder_pair(b, i, &reference);
		word_of(c, info);
		word_of(c, reference);
	}
	for (uint32_t i = 0; i < intern_count(b->whitelist.texts); i++)
		word_of(c, intern_text(b->whitelist.texts, i));
	for (uint32_t i = 0; i < intern_count(b->ignore.texts); i++)
		word_of(c, intern_text(b->ignore.texts, i));
	for (size_t i = 0; i < b->source_count; i++) {
		word_of(c, b->sources[i].name);
		word_of(c, b->sources[i].aliases);
		word_of(c, b->sources[i].date);
	}
	for (size_t i = 0; i < b->origin_count; i++)
		word_of(c, b->origins[i].citation);
}

static void add_numbers(struct buf *out, const uint32_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t bytes[4];
		put_le32(bytes, numbers[i]);
		buf_add(out, text_bytes(bytes, sizeof(bytes)));
	}
}

/* Trails that stood on lines behind each other become one run. */
static void gather_runs(struct compiler *c)
{
	const struct builder_row *rows = c->b->rows;
	for (uint32_t i = 0; i < intern_count(c->b->keys); i++)
		if (i == 0 || rows[i].origin != rows[i - 1].origin ||
		    (rows[i].line != 0 && rows[i].line != rows[i - 1].line + 1))
			add_numbers(
			    &c->runs, (const uint32_t[]) { i, rows[i].origin, rows[i].line }, 3);
}

static void gather_patterns(struct compiler *c)
{
	for (uint32_t i = 0; i < intern_count(c->b->keys); i++)
		if (c->kinds[i] == TRAIL_PATTERN)
			add_numbers(&c->patterns, &i, 1);
}

static int by_trail(const void *a, const void *b)
{
	const struct builder_claim *x = *(const struct builder_claim *const *)a,
				   *y = *(const struct builder_claim *const *)b;
	if (x->trail != y->trail)
		return x->trail < y->trail ? -1 : 1;
	return (x > y) - (x < y);
}

static void gather_claims(struct compiler *c)
{
	const struct builder *b = c->b;
	const struct builder_claim **list =
	    xcalloc(b->claim_count, sizeof(const struct builder_claim *));
	for (size_t i = 0; i < b->claim_count; i++)
		list[i] = &b->claims[i];
	if (b->claim_count > 1)
		qsort(list, b->claim_count, sizeof(const struct builder_claim *), by_trail);
	for (size_t i = 0; i < b->claim_count; i++)
		add_numbers(&c->claims,
		    (const uint32_t[]) {
			list[i]->trail, list[i]->row.pair, list[i]->row.origin, list[i]->row.line },
		    4);
	free(list);
}

static size_t lay_out(struct compiler *c)
{
	const struct builder *b = c->b;
	uint64_t at = FORMAT_HEADER;
	for (int i = 0; i < GROUPS; i++) {
		c->size[SECTION_NAMES_FILTER + 2 * i] = index_filter_size(c->groups[i].count);
		c->size[SECTION_NAMES_TABLE + 2 * i] = index_table_size(c->groups[i].count);
	}
	for (int i = 0; i < 4; i++)
		c->size[SECTION_RANGES4 + i] = c->segments[i].n;
	c->size[SECTION_RECORDS] = ((uint64_t)intern_count(b->keys) + 1) * RECORD_SIZE;
	c->size[SECTION_PAIRS] = (uint64_t)intern_count(b->pairs) * PAIR_SIZE;
	c->size[SECTION_ENTRIES] = (uint64_t)intern_count(b->whitelist.texts) * ENTRY_SIZE;
	c->size[SECTION_SOURCES] = b->source_count * SOURCE_SIZE;
	c->size[SECTION_ORIGINS] = b->origin_count * ORIGIN_SIZE;
	c->size[SECTION_RUNS] = c->runs.n;
	c->size[SECTION_CLAIMS] = c->claims.n;
	c->size[SECTION_PATTERNS] = c->patterns.n;
	c->size[SECTION_KEYS] = b->key_bytes;
	c->size[SECTION_WORDS] = c->word_bytes.n;
	c->size[SECTION_AGENTS] = b->agents.n;
	c->size[SECTION_IGNORES] = (uint64_t)intern_count(b->ignore.texts) * ENTRY_SIZE;
	for (int i = 0; i < SECTION_COUNT; i++) {
		c->offset[i] = at;
		at += (c->size[i] + FORMAT_ALIGN - 1) / FORMAT_ALIGN * FORMAT_ALIGN;
	}
	return at;
}

static void put_word(struct compiler *c, uint8_t *p, struct text t)
{
	put_le32(p, word_of(c, t));
	put_le32(p + 4, (uint32_t)t.n);
}

static void put_rows(struct compiler *c, uint8_t *image)
{
	const struct builder *b = c->b;
	uint8_t *record = image + c->offset[SECTION_RECORDS],
		*keys = image + c->offset[SECTION_KEYS];
	uint32_t at = 0, n = intern_count(b->keys);
	size_t spelling = 0;
	for (uint32_t i = 0; i < n; i++, record += RECORD_SIZE) {
		struct text key = builder_key(b, i, &spelling);
		put_le32(record, at);
		put_le32(record + 4, (uint32_t)c->kinds[i] << RECORD_PAIR_BITS | b->rows[i].pair);
		memcpy(keys + at, key.s, key.n);
		at += (uint32_t)key.n;
	}
	put_le32(record, at);
	put_le32(record + 4, 0);
}

static void put_entries(struct compiler *c, uint8_t *p, const struct entries *list)
{
	for (uint32_t i = 0; i < intern_count(list->texts); i++, p += ENTRY_SIZE) {
		put_word(c, p, intern_text(list->texts, i));
		put_le32(p + ENTRY_SOURCE, list->places[i].source);
		put_le32(p + ENTRY_LINE, list->places[i].line);
	}
}

static void put_words(struct compiler *c, uint8_t *image)
{
	const struct builder *b = c->b;
	uint8_t *p = image + c->offset[SECTION_PAIRS];
	for (uint32_t i = 0; i < intern_count(b->pairs); i++, p += PAIR_SIZE) {
		struct text reference, info = builder_pair(b, i, &reference);
		put_word(c, p, info);
		put_word(c, p + 8, reference);
	}
	put_entries(c, image + c->offset[SECTION_ENTRIES], &b->whitelist);
	put_entries(c, image + c->offset[SECTION_IGNORES], &b->ignore);
	p = image + c->offset[SECTION_SOURCES];
	for (size_t i = 0; i < b->source_count; i++, p += SOURCE_SIZE) {
		put_word(c, p, b->sources[i].name);
		put_word(c, p + 8, b->sources[i].aliases);
		put_word(c, p + 16, b->sources[i].date);
		put_le64(p + SOURCE_TRAILS, c->source_counts[i]);
		memcpy(p + SOURCE_DIGEST, b->sources[i].digest, 64);
	}
	p = image + c->offset[SECTION_ORIGINS];
	for (size_t i = 0; i < b->origin_count; i++, p += ORIGIN_SIZE) {
		put_le32(p, b->origins[i].source);
		put_word(c, p + 4, b->origins[i].citation);
	}
}

static void put_section(
    const struct compiler *c, uint8_t *image, enum section section, const struct buf *bytes)
{
	if (bytes->n)
		memcpy(image + c->offset[section], bytes->p, bytes->n);
}

static void put_sections(struct compiler *c, uint8_t *image)
{
	put_section(c, image, SECTION_WORDS, &c->word_bytes);
	put_section(c, image, SECTION_RUNS, &c->runs);
	put_section(c, image, SECTION_CLAIMS, &c->claims);
	put_section(c, image, SECTION_PATTERNS, &c->patterns);
	put_section(c, image, SECTION_AGENTS, &c->b->agents);
	for (int i = 0; i < 4; i++)
		put_section(c, image, (enum section)(SECTION_RANGES4 + i), &c->segments[i]);
}

static bool put_index(struct compiler *c, uint8_t *image)
{
	for (int i = 0; i < GROUPS; i++)
		if (!index_fill(image + c->offset[SECTION_NAMES_FILTER + 2 * i],
			image + c->offset[SECTION_NAMES_TABLE + 2 * i], c->groups[i].keys,
			c->groups[i].count))
			return false;
	return true;
}

static void put_header(struct compiler *c, uint8_t *image, size_t size)
{
	memcpy(image + HEADER_MAGIC, FORMAT_MAGIC.s, FORMAT_MAGIC.n);
	put_le32(image + HEADER_VERSION, FORMAT_VERSION);
	put_le32(image + HEADER_SECTIONS, SECTION_COUNT);
	put_le64(image + HEADER_SIZE, size);
	put_le64(image + HEADER_SEED, c->seed);
	memcpy(image + HEADER_DIGEST, c->digest, 64);
	for (size_t i = 0; i < TRAIL_KIND_COUNT; i++)
		put_le64(image + HEADER_KINDS + i * 8, c->kind_counts[i]);
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		put_le64(image + HEADER_TABLE + i * SECTION_ROW, c->offset[i]);
		put_le64(image + HEADER_TABLE + i * SECTION_ROW + SECTION_SIZE, c->size[i]);
	}
	for (unsigned i = 0; i < SECTION_COUNT; i++) {
		size_t n = section_end(image, i, size) - c->offset[i];
		put_le64(image + HEADER_TABLE + (size_t)i * SECTION_ROW + SECTION_SUM,
		    hash_fast(image + c->offset[i], n, 0));
	}
	put_le32(image + HEADER_FINGERPRINTS, c->fingerprints);
	put_le64(image + HEADER_CHECK, hash_fast(image, HEADER_CHECK, 0));
}

static void compiler_free(struct compiler *c)
{
	for (int i = 0; i < GROUPS; i++)
		free(c->groups[i].keys);
	for (int i = 0; i < 4; i++)
		buf_free(&c->segments[i]);
	free(c->ranges.list);
	free(c->whitelist.list);
	free(c->kinds);
	free(c->source_counts);
	intern_free(c->words);
	buf_free(&c->word_bytes);
	buf_free(&c->runs);
	buf_free(&c->claims);
	buf_free(&c->patterns);
	free(c->word_at);
}

static void compile(struct compiler *c)
{
	const struct hash_key fixed = { 1, 2 };
	c->kinds = xcalloc(intern_count(c->b->keys), 1);
	c->source_counts = xcalloc(c->b->source_count, sizeof(*c->source_counts));
	c->words = intern_new(&fixed);
	buf_init(&c->word_bytes, UINT32_MAX);
	buf_init(&c->runs, SIZE_MAX / 2);
	buf_init(&c->claims, SIZE_MAX / 2);
	buf_init(&c->patterns, SIZE_MAX / 2);
	for (int i = 0; i < 4; i++)
		buf_init(&c->segments[i], UINT32_MAX);
	digest_content(c);
	hash_keys(c);
	count_rows(c);
	gather_words(c);
	gather_runs(c);
	gather_claims(c);
	gather_patterns(c);
	ranges_flatten(c->ranges.list, c->ranges.count, 4, &c->segments[0]);
	ranges_flatten(c->ranges.list, c->ranges.count, 6, &c->segments[1]);
	ranges_flatten(c->whitelist.list, c->whitelist.count, 4, &c->segments[2]);
	ranges_flatten(c->whitelist.list, c->whitelist.count, 6, &c->segments[3]);
}

struct image builder_image(const struct builder *b)
{
	struct compiler c = { .b = b };
	compile(&c);
	size_t size = lay_out(&c);
	struct image image = { .size = size, .heap = xcalloc(size + FORMAT_ALIGN, 1) };
	image.p = (uint8_t *)image.heap + (FORMAT_ALIGN - (uintptr_t)image.heap % FORMAT_ALIGN);
	for (int attempt = 0; attempt < 16 && !put_index(&c, image.p); attempt++) {
		c.seed = hash_mix(c.seed + 1);
		hash_keys(&c);
	}
	put_rows(&c, image.p);
	put_words(&c, image.p);
	put_sections(&c, image.p);
	put_header(&c, image.p, size);
	compiler_free(&c);
	return image;
}

void builder_write(struct builder *b, struct outfile *out)
{
	struct image image = builder_image(b);
	outfile_add(out, text_bytes(image.p, image.size));
	free(image.heap);
}
