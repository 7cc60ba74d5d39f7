/* Looking up in a store: filter, table, whole key. Any bytes in the body are harmless here. */
#include <config.h>

#include "trails/index_name.h"
#include "trails/key.h"
#include "trails/ranges.h"
#include "trails/reader.h"

static const char *const kind_names[] = {
#define NAME(id, name) [TRAIL_##id] = name,
	TRAIL_KINDS(NAME)
#undef NAME
};

const char *trail_kind_name(enum trail_kind kind)
{
	return kind < TRAIL_KIND_COUNT ? kind_names[kind] : "";
}

struct trail store_trail(const struct store *s, uint32_t number)
{
	struct trail trail = { .kind = TRAIL_OTHER };
	const uint8_t *record =
	    number < s->count ? store_element(s, SECTION_RECORDS, number, RECORD_SIZE) : NULL;
	if (!record)
		return trail;
	uint32_t word = load_le32(record + 4), kind = word >> RECORD_PAIR_BITS;
	const uint8_t *pair = store_element(
	    s, SECTION_PAIRS, word & ((UINT32_C(1) << RECORD_PAIR_BITS) - 1), PAIR_SIZE);
	if (kind < TRAIL_KIND_COUNT)
		trail.kind = (enum trail_kind)kind;
	trail.store = s;
	trail.number = number;
	trail.key = store_key(s, number);
	trail.info = store_word(s, pair);
	trail.reference = store_word(s, pair ? pair + 8 : NULL);
	return trail;
}

/* Whether the key of a trail is this address, in whatever spelling. */
static bool key_is_address(struct text key, const struct address *a, int32_t port)
{
	struct key_form form;
	key_parse(key, &form);
	return key_group(form.kind) == KEY_ADDRESSES && form.port == port &&
	    address_is(&form.address, a);
}

__attribute__((noinline)) static uint32_t find_listed_address(
    const struct store *s, uint64_t hash, const struct address *a, int32_t port)
{
	struct index_search search = index_search_begin(&s->addresses, hash);
	uint32_t number;
	while ((number = index_search_next(&search)) != INDEX_EMPTY)
		if (key_is_address(store_key(s, number), a, port))
			return number;
	return TRAIL_NONE;
}

/* Whether an address of this hash may be there. */
static inline bool may_hold_address(
    const struct store *s, const struct address *a, int32_t port, uint64_t hash)
{
	uint64_t alone = port < 0 ? hash : index_hash_address(a, -1, s->seed);
	return index_may_hold_under(&s->addresses, alone, hash);
}

static inline uint32_t find_address(const struct store *s, const struct address *a, int32_t port)
{
	uint64_t hash = index_hash_address(a, port, s->seed);
	return likely(!may_hold_address(s, a, port, hash)) ? TRAIL_NONE
							   : find_listed_address(s, hash, a, port);
}

uint32_t store_find_address(const struct store *s, const struct address *a)
{
	return find_address(s, a, -1);
}

uint32_t store_find_address_port(const struct store *s, const struct address *a, uint16_t port)
{
	return find_address(s, a, port);
}

enum { TOGETHER = 64 };

struct asked_end {
	uint64_t alone, with_port;
	bool range;
};

static inline struct asked_end ask_end(const struct store *s, const struct store_end *end)
{
	const struct address *a = end->address;
	if (likely(a->version == 4))
		return (struct asked_end) { index_hash_ip4(a, -1, s->seed),
			index_hash_ip4(a, end->port, s->seed),
			ranges_block_is_marked(s->range_blocks, a->bytes) };
	return (struct asked_end) { index_hash_address(a, -1, s->seed),
		index_hash_address(a, end->port, s->seed), s->part[SECTION_RANGES6].n > 0 };
}

/* What was asked last is fetched while the first is looked at. */
static void may_list(const struct store *s, const struct store_end *ends, size_t n)
{
	const struct index_part part = s->addresses;
	struct asked_end asked[TOGETHER];
	for (size_t i = 0; i < n; i++) {
		asked[i] = ask_end(s, &ends[i]);
		index_prefetch(&part, asked[i].alone);
	}
	for (size_t i = 0; i < n; i++)
		*ends[i].may |= (unsigned)asked[i].range |
		    (unsigned)index_may_hold(&part, asked[i].alone) |
		    (unsigned)index_may_hold_under(&part, asked[i].alone, asked[i].with_port);
}

void store_may_list(const struct store *s, const struct store_end *ends, size_t n)
{
	for (size_t i = 0; i < n; i += TOGETHER)
		may_list(s, ends + i, n - i < TOGETHER ? n - i : TOGETHER);
}

uint32_t store_find_range(const struct store *s, const struct address *a)
{
	enum section section = a->version == 4 ? SECTION_RANGES4 : SECTION_RANGES6;
	if (a->version == 4 && !ranges_block_is_marked(s->range_blocks, a->bytes))
		return TRAIL_NONE;
	uint32_t number = ranges_find(s->part[section], a);
	return number < s->count ? number : TRAIL_NONE;
}

/* Behind the filter; kept out of line, since nearly no look-up gets here. */
__attribute__((noinline)) static uint32_t find_listed(
    const struct store *s, const struct index_part *part, uint64_t hash, struct text key)
{
	struct index_search search = index_search_begin(part, hash);
	uint32_t number;
	while ((number = index_search_next(&search)) != INDEX_EMPTY)
		if (number < s->count && text_is(store_key(s, number), key))
			return number;
	return TRAIL_NONE;
}

/* Among the numbers under the host's hash: its URL. */
__attribute__((noinline)) static uint32_t find_listed_url(const struct store *s,
    const struct index_part *part, uint64_t hash, const struct key_form *host, struct text name)
{
	struct index_search search = index_search_begin(part, hash);
	struct text found;
	struct key_form form;
	uint32_t number;
	while ((number = index_search_next(&search)) != INDEX_EMPTY) {
		struct text key = store_key(s, number);
		if (text_find_char(key, '/') == TEXT_NONE || !key_url_host(key, &found, &form) ||
		    form.kind != host->kind)
			continue;
		if (form.kind == TRAIL_NAME
			? text_is(found, name)
			: form.port == host->port && address_is(&form.address, &host->address))
			return number;
	}
	return TRAIL_NONE;
}

static inline uint32_t find_url_at(const struct store *s, const struct address *a, int32_t port)
{
	uint64_t hash = index_hash_address(a, port, s->seed);
	if (likely(!may_hold_address(s, a, port, hash)))
		return TRAIL_NONE;
	const struct key_form host = {
		.kind = port < 0 ? TRAIL_ADDRESS : TRAIL_ADDRESS_PORT, .address = *a, .port = port
	};
	return find_listed_url(s, &s->addresses, hash, &host, TEXT(""));
}

uint32_t store_find_url_at(const struct store *s, const struct address *a, int32_t port)
{
	uint32_t number = port < 0 ? TRAIL_NONE : find_url_at(s, a, port);
	return number == TRAIL_NONE ? find_url_at(s, a, -1) : number;
}

uint32_t store_find_url_of(const struct store *s, struct text name)
{
	const struct key_form host = { .kind = TRAIL_NAME };
	if (name.n > LIMIT_NAME)
		return TRAIL_NONE;
	uint64_t hash = index_hash_name(name, s->seed);
	if (likely(!index_may_hold(&s->names, hash)))
		return TRAIL_NONE;
	return find_listed_url(s, &s->names, hash, &host, name);
}

/* A key on its way through a store. */
struct asked {
	struct text key;
	const struct index_part *part;
	uint64_t under, hash;
	struct index_search search;
	uint32_t number;    /* that may be its own, or INDEX_EMPTY: it is not listed */
	struct text listed; /* the key of that number */
	struct key_form form;
};

static inline void ask(const struct store *s, struct text key, struct asked *a)
{
	a->key = key;
	key_parse(key, &a->form);
	switch (key_group(a->form.kind)) {
	case KEY_NAMES:
		a->part = &s->names;
		a->under = a->hash = index_hash_name(key, s->seed);
		break;
	case KEY_ADDRESSES:
		a->part = &s->addresses;
		a->under = index_hash_address(&a->form.address, -1, s->seed);
		a->hash = index_hash_address(&a->form.address, a->form.port, s->seed);
		break;
	default:
		a->part = &s->texts;
		a->under = a->hash = hash_fast(key.s, key.n, s->seed);
	}
}

/* Goes on to the next number. */
static inline void ask_next(struct asked *a)
{
	a->number = index_search_next(&a->search);
}

static inline void ask_first(struct asked *a)
{
	a->number = INDEX_EMPTY;
	if (unlikely(!index_may_hold_under(a->part, a->under, a->hash)))
		return;
	a->search = index_search_begin(a->part, a->hash);
	ask_next(a);
}

static inline bool is_answer(const struct asked *a)
{
	return a->form.kind == TRAIL_ADDRESS || a->form.kind == TRAIL_ADDRESS_PORT
	    ? key_is_address(a->listed, &a->form.address, a->form.port)
	    : text_is(a->listed, a->key);
}

static inline uint32_t answer(const struct store *s, struct asked *a)
{
	while (a->number != INDEX_EMPTY) {
		if (likely(a->number < s->count && is_answer(a)))
			return a->number;
		ask_next(a);
		a->listed = store_key(s, a->number);
	}
	return TRAIL_NONE;
}

uint32_t store_find_key(const struct store *s, struct text key)
{
	struct asked a;
	ask(s, key, &a);
	ask_first(&a);
	if (likely(a.number == INDEX_EMPTY))
		return TRAIL_NONE;
	a.listed = store_key(s, a.number);
	return answer(s, &a);
}

/* Each step fetches what the next one reads, for all of them. */
static void find_keys(const struct store *s, const struct text *keys, size_t n, uint32_t *numbers)
{
	struct asked asked[TOGETHER];
	for (size_t i = 0; i < n; i++) {
		ask(s, keys[i], &asked[i]);
		index_prefetch(asked[i].part, asked[i].under);
		index_prefetch_bucket(asked[i].part, asked[i].hash);
	}
	for (size_t i = 0; i < n; i++) {
		ask_first(&asked[i]);
		const uint8_t *record =
		    store_element(s, SECTION_RECORDS, asked[i].number, RECORD_SIZE);
		if (record)
			__builtin_prefetch(record);
	}
	for (size_t i = 0; i < n; i++) {
		struct text key = asked[i].listed = store_key(s, asked[i].number);
		if (key.n) {
			__builtin_prefetch(key.s);
			__builtin_prefetch(key.s + key.n - 1);
		}
	}
	for (size_t i = 0; i < n; i++)
		numbers[i] = answer(s, &asked[i]);
}

void store_find_keys(const struct store *s, const struct text *keys, size_t n, uint32_t *numbers)
{
	for (size_t i = 0; i < n; i += TOGETHER)
		find_keys(s, keys + i, n - i < TOGETHER ? n - i : TOGETHER, numbers + i);
}

/* The part of a name that is looked at: all of it, or what begins at a label and is short enough. */
static inline struct text name_tail(struct text name)
{
	if (likely(name.n <= LIMIT_NAME))
		return name;
	name = text_from(name, name.n - LIMIT_NAME - 1);
	size_t dot = text_find_char(name, '.');
	return text_from(name, dot == TEXT_NONE ? name.n : dot + 1);
}

size_t store_find_name(const struct store *s, struct text name, struct name_match *out, size_t room)
{
	struct index_name hashed;
	struct text tail = name_tail(name);
	uint64_t hash;
	size_t at, n = 0;
	index_name_begin(&hashed, tail, s->seed);
	struct index_labels labels = index_name_labels(&hashed);
	while (index_name_next(&hashed, &labels, &hash, &at)) {
		if (likely(!index_may_hold(&s->names, hash)))
			continue;
		uint32_t number = find_listed(s, &s->names, hash, text_from(tail, at));
		if (number != TRAIL_NONE && n < room)
			out[n++] = (struct name_match) { number, name.n - tail.n + at };
	}
	return n;
}

struct text store_whitelists_address(const struct store *s, const struct address *a)
{
	enum section section = a->version == 4 ? SECTION_WHITELIST4 : SECTION_WHITELIST6;
	return store_whitelist_entry(s, ranges_find(s->part[section], a));
}

/* The entry that is this text, if any. */
static struct text whitelisted(const struct store *s, uint64_t hash, struct text name)
{
	struct index_search search = index_search_begin(&s->whitelist, hash);
	uint32_t number;
	while ((number = index_search_next(&search)) != INDEX_EMPTY) {
		struct text entry = store_whitelist_entry(s, number);
		if (entry.n && text_is(entry, name))
			return entry;
	}
	return (struct text) { NULL, 0 };
}

/* The leading run of letters, digits, '.', '_' and '-', as far as there is room for it. */
static size_t host_run(struct text name)
{
	size_t n = 0;
	while (n < name.n &&
	    (ascii_letter(name.s[n]) || ascii_digit(name.s[n]) || name.s[n] == '.' ||
		name.s[n] == '_' || name.s[n] == '-'))
		n++;
	return n;
}

struct text store_whitelists_name(const struct store *s, struct text name)
{
	struct index_name hashed;
	char lower[LIMIT_NAME];
	uint64_t hash;
	size_t at;
	struct text found = { NULL, 0 };
	if (s->whitelist.buckets == 0)
		return found;
	struct text host = name_tail(text_head(name, host_run(name)));
	for (size_t i = 0; i < host.n; i++)
		lower[i] = ascii_lower(host.s[i]);
	host.s = lower;
	index_name_begin(&hashed, host, s->seed);
	struct index_labels labels = index_name_labels(&hashed);
	while (found.n == 0 && index_name_next(&hashed, &labels, &hash, &at))
		if (index_may_hold(&s->whitelist, hash))
			found = whitelisted(s, hash, text_from(host, at));
	return found;
}
