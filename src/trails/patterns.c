/* Patterns: every one is compiled alone, so that they need no limit of their number together. The reference joins
 * them; what it would find, the search here finds. spec/trails.md 6 "Regex trails"; detection.md 2.5 D5. */
#include <config.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/limits.h"
#include "trails/literals.h"
#include "trails/patterns.h"

enum {
	WINDOW = 3,            /* bytes of a literal that the filter looks at */
	FILTER_BITS = 15,      /* of their hash: four kilobytes */
	HEAP_KILOBYTES = 1024, /* of a search that was not compiled to machine code */
	GROUPS = 64,           /* inside each other, that a repair closes */
	NO_ENTRY = UINT32_MAX,
};

struct pattern {
	struct trail trail;
	pcre2_code *code;
};

/* A literal that stands for a pattern; next: another one with the same hash. */
struct entry {
	struct text literal;
	size_t window; /* where in it the bytes are that were hashed */
	uint32_t pattern, next;
};

struct patterns {
	struct pattern *list;
	size_t count, room;
	struct entry *entries;
	size_t entry_count, entry_room;
	uint32_t *always; /* patterns without literals, in order */
	size_t always_count, always_room;
	uint64_t filter[(1 << FILTER_BITS) / 64];
	uint32_t heads[1 << FILTER_BITS];
	struct arena arena;
	pcre2_general_context *memory;
	pcre2_match_context *limits;
	_Atomic uint64_t given_up;
};

/* Patterns that a name may meet, as bits. */
struct candidates {
	uint64_t bits[PATTERNS_MOST / 64];
};

static void *take_memory(size_t n, void *context)
{
	(void)context;
	return xmalloc(n);
}

static void give_memory(void *p, void *context)
{
	(void)context;
	free(p);
}

/* --- compiling */

/* Errors of memory aside, which are as good as a pattern that is too large. */
static pcre2_code *compile(struct text t, int *error)
{
	const uint32_t options =
	    PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
	PCRE2_SIZE at;
	return pcre2_compile((PCRE2_SPTR)t.s, t.n, options, error, &at, NULL);
}

/* Groups that are open at a pattern's end, and the last alternative that began in each. */
struct open_groups {
	size_t bar[GROUPS]; /* 0: none */
	size_t count;
	bool inside_class, over;
};

static void pass(struct open_groups *o, struct text t, size_t at)
{
	char c = t.s[at];
	if (o->inside_class)
		o->inside_class = c != ']';
	else if (c == '[')
		o->inside_class = true;
	else if (c == '(' && o->count == GROUPS)
		o->over = true;
	else if (c == '(')
		o->bar[o->count++] = 0;
	else if (c == ')' && o->count > 0)
		o->count--;
	else if (c == '|' && o->count > 0)
		o->bar[o->count - 1] = at;
}

static struct open_groups open_groups(struct text t)
{
	struct open_groups o = { .count = 0 };
	for (size_t i = 0; i < t.n && !o.over; i++) {
		if (t.s[i] == '\\')
			i++;
		else
			pass(&o, t, i);
	}
	return o;
}

/* A pattern that was cut inside a group loses its last alternative there; then all groups are closed. */
static struct text repaired(struct text t, struct arena *arena)
{
	struct open_groups o = open_groups(t);
	size_t n = o.count ? o.bar[o.count - 1] : 0;
	if (o.over || n == 0)
		return (struct text) { NULL, 0 };
	char *p = arena_take(arena, n + o.count);
	memcpy(p, t.s, n);
	memset(p + n, ')', o.count);
	return (struct text) { p, n + o.count };
}

/* "(?<name>" is no group where the reference reads it, and "g1" is a name that it gives itself. */
static bool is_foreign(struct text t)
{
	for (size_t i = 0; i + 3 < t.n; i++) {
		struct text rest = text_from(t, i);
		if (text_starts(rest, TEXT("(?<")) && rest.s[3] != '=' && rest.s[3] != '!')
			return true;
		if (text_starts(rest, TEXT("(?P<g")) && rest.n > 5 && ascii_digit(rest.s[5]))
			return true;
	}
	return text_find(t, TEXT("(*")) != TEXT_NONE || text_find(t, TEXT("\\K")) != TEXT_NONE;
}

/* *t becomes what was compiled. */
static pcre2_code *code_of(struct text *t, struct arena *arena)
{
	int error = 0;
	if (t->n > LIMIT_TRAIL_KEY || is_foreign(*t))
		return NULL;
	pcre2_code *code = compile(*t, &error);
	if (!code && error == PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS) {
		*t = repaired(*t, arena);
		code = t->n ? compile(*t, &error) : NULL;
	}
	/* Without machine code the search is slower, no other. */
	if (code)
		(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

/* --- literals */

static uint32_t window_hash(const char *s)
{
	uint32_t v =
	    (uint32_t)(uint8_t)s[0] | (uint32_t)(uint8_t)s[1] << 8 | (uint32_t)(uint8_t)s[2] << 16;
	return v * UINT32_C(0x9e3779b1) >> (32 - FILTER_BITS);
}

/* The more the rarer a byte is in names. */
static size_t rarity(char c)
{
	static const struct text common = TEXT("eaoinrtslcmdpugh.bkwfyvjxzq-0123456789");
	size_t at = text_find_char(common, c);
	return at == TEXT_NONE ? common.n : at;
}

/* Which bytes of a literal are to be looked for: the rarest. */
static size_t window_of(struct text literal)
{
	size_t best = 0, most = 0;
	for (size_t i = 0; i + WINDOW <= literal.n; i++) {
		size_t sum = 0;
		for (size_t k = 0; k < WINDOW; k++)
			sum += rarity(literal.s[i + k]);
		best = sum > most ? i : best;
		most = sum > most ? sum : most;
	}
	return best;
}

static void add_entry(struct patterns *p, struct text literal, uint32_t pattern)
{
	size_t window = window_of(literal);
	uint32_t hash = window_hash(literal.s + window);
	p->entries = grow(p->entries, p->entry_count, &p->entry_room, sizeof(*p->entries));
	p->entries[p->entry_count] = (struct entry) { literal, window, pattern, p->heads[hash] };
	p->heads[hash] = (uint32_t)p->entry_count++;
	p->filter[hash / 64] |= UINT64_C(1) << hash % 64;
}

static void add_literals(struct patterns *p, struct required_texts of, uint32_t pattern)
{
	size_t shortest = of.count ? SIZE_MAX : 0;
	for (size_t i = 0; i < of.count; i++)
		shortest = of.list[i].n < shortest ? of.list[i].n : shortest;
	if (shortest < WINDOW) {
		p->always = grow(p->always, p->always_count, &p->always_room, sizeof(*p->always));
		p->always[p->always_count++] = pattern;
		return;
	}
	for (size_t i = 0; i < of.count; i++)
		add_entry(p, of.list[i], pattern);
}

static bool add(struct patterns *p, const struct trail *trail)
{
	struct text used = trail->key;
	pcre2_code *code = code_of(&used, &p->arena);
	if (!code)
		return false;
	uint32_t number = (uint32_t)p->count;
	p->list = grow(p->list, p->count, &p->room, sizeof(*p->list));
	p->list[p->count++] = (struct pattern) { *trail, code };
	add_literals(p, literals_of(used, &p->arena), number);
	return true;
}

/* A later source says what a pattern means, its place is that of the first one. */
static bool is_known(struct patterns *p, const struct trail *trail)
{
	for (size_t i = 0; i < p->count; i++) {
		if (!text_is(p->list[i].trail.key, trail->key))
			continue;
		p->list[i].trail = *trail;
		return true;
	}
	return false;
}

struct patterns *patterns_new(const struct trail *list, size_t n, const struct notices *notices)
{
	if (n == 0)
		return NULL;
	struct patterns *p = xcalloc(1, sizeof(*p));
	size_t unused = 0;
	memset(p->heads, 0xff, sizeof(p->heads));
	p->memory = pcre2_general_context_create(take_memory, give_memory, NULL);
	p->limits = pcre2_match_context_create(p->memory);
	pcre2_set_match_limit(p->limits, PATTERNS_STEPS);
	pcre2_set_heap_limit(p->limits, HEAP_KILOBYTES);
	for (size_t i = 0; i < n; i++) {
		if (is_known(p, &list[i]))
			continue;
		if (p->count == PATTERNS_MOST || !add(p, &list[i]))
			unused++;
	}
	if (unused > 0)
		notice(notices,
		    "%zu of %zu patterns are not met: they cannot be compiled, or are too many",
		    unused, n);
	return p;
}

void patterns_free(struct patterns *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		pcre2_code_free(p->list[i].code);
	pcre2_match_context_free(p->limits);
	pcre2_general_context_free(p->memory);
	arena_free(&p->arena);
	free(p->list);
	free(p->entries);
	free(p->always);
	free(p);
}

/* --- meeting */

static bool holds(const struct entry *e, struct text name, size_t at)
{
	return at >= e->window && text_starts(text_from(name, at - e->window), e->literal);
}

static void take_entries(
    const struct patterns *p, uint32_t hash, struct text name, size_t at, struct candidates *c)
{
	for (uint32_t i = p->heads[hash]; i != NO_ENTRY; i = p->entries[i].next) {
		uint32_t pattern = p->entries[i].pattern;
		if (!holds(&p->entries[i], name, at))
			continue;
		c->bits[pattern / 64] |= UINT64_C(1) << pattern % 64;
	}
}

/* Where a window of a literal stands in the name, from at on; TEXT_NONE where no further one does. */
static inline size_t next_window(
    const struct patterns *p, struct text name, size_t at, uint32_t *hash)
{
	for (; at + WINDOW <= name.n; at++) {
		*hash = window_hash(name.s + at);
		if (unlikely(p->filter[*hash / 64] >> *hash % 64 & 1))
			return at;
	}
	return TEXT_NONE;
}

bool patterns_may_meet(const struct patterns *p, struct text name)
{
	uint32_t hash;
	size_t at = 0;
	if (!p)
		return false;
	if (p->always_count > 0)
		return true;
	while ((at = next_window(p, name, at, &hash)) != TEXT_NONE) {
		for (uint32_t i = p->heads[hash]; i != NO_ENTRY; i = p->entries[i].next)
			if (holds(&p->entries[i], name, at))
				return true;
		at++;
	}
	return false;
}

static void choose(const struct patterns *p, struct text name, struct candidates *c)
{
	uint32_t hash;
	size_t at = 0;
	for (size_t i = 0; i < p->always_count; i++)
		c->bits[p->always[i] / 64] |= UINT64_C(1) << p->always[i] % 64;
	for (; (at = next_window(p, name, at, &hash)) != TEXT_NONE; at++)
		take_entries(p, hash, name, at, c);
}

/* One that begins before the best one so far is the best one. */
static void search(struct patterns *p, uint32_t number, struct text name, pcre2_match_data *data,
    struct pattern_match *best)
{
	const struct pattern *pattern = &p->list[number];
	int found = pcre2_match(
	    pattern->code, (PCRE2_SPTR)(name.n ? name.s : ""), name.n, 0, 0, data, p->limits);
	if (found < 0 && found != PCRE2_ERROR_NOMATCH)
		p->given_up++;
	if (found < 0)
		return;
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);
	if (at[0] > at[1] || at[1] > name.n || at[0] >= best->before.n)
		return;
	*best = (struct pattern_match) { pattern->trail, text_head(name, at[0]),
		text_head(text_from(name, at[0]), at[1] - at[0]), text_from(name, at[1]) };
}

bool patterns_find(struct patterns *p, struct text name, struct pattern_match *out)
{
	struct candidates c;
	*out = (struct pattern_match) { .before = { NULL, SIZE_MAX } };
	if (!patterns_may_meet(p, name))
		return false;
	if (name.n > LIMIT_NAME) {
		p->given_up++;
		return false;
	}
	memset(&c, 0, sizeof(c));
	pcre2_match_data *data = pcre2_match_data_create(1, p->memory);
	choose(p, name, &c);
	for (uint32_t i = 0; i < p->count; i++)
		if (c.bits[i / 64] >> i % 64 & 1)
			search(p, i, name, data, out);
	pcre2_match_data_free(data);
	return out->before.n != SIZE_MAX;
}

size_t patterns_used(const struct patterns *p)
{
	return p ? p->count : 0;
}

uint64_t patterns_given_up(const struct patterns *p)
{
	return p ? p->given_up : 0;
}
