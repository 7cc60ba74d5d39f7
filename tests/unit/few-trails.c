/* The look-ups of trails.h by walking a table; the rules are those of detection.md 2.2 and 2.7. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "few-trails.h"
#include "trails/key.h"

struct trails {
	struct patterns *patterns;
	struct ignores *ignores;
	const struct few_trail *list;
	const char *const *whitelist;
	char digest[24];
};

struct trails *few_trails(const struct few_trail *list, const char *const *whitelist)
{
	struct trails *t = xcalloc(1, sizeof(*t));
	struct trail *patterns = NULL;
	size_t n = 0, room = 0;
	for (const struct few_trail *row = list; row->key; row++) {
		if (!key_is_pattern(text_of(row->key)))
			continue;
		patterns = grow(patterns, n, &room, sizeof(*patterns));
		patterns[n++] = (struct trail) { .kind = TRAIL_PATTERN,
			.key = text_of(row->key),
			.info = text_of(row->info),
			.reference = text_of(row->reference) };
	}
	static unsigned made;
	*t =
	    (struct trails) { patterns_new(patterns, n, NULL), ignores_new(), list, whitelist, "" };
	snprintf(t->digest, sizeof(t->digest), "table %u", ++made);
	free(patterns);
	return t;
}

void few_trails_free(struct trails *t)
{
	patterns_free(t->patterns);
	ignores_free(t->ignores);
	free(t);
}

void few_trails_ignore(struct trails *t, const char *rule, const char *place)
{
	ignores_add(t->ignores, text_of(rule), text_of(place));
}

const struct ignores *trails_ignores(const struct trails *t)
{
	return t->ignores;
}

const char *trails_digest(const struct trails *t)
{
	return t->digest;
}

static bool in_range(const char *range, const struct address *a)
{
	uint64_t bits;
	struct address base;
	struct text rest = text_of(range), head = text_split(&rest, '/');
	return rest.s && address_parse(head, &base) && text_number(rest, 128, &bits) &&
	    address_in(a, &base, (unsigned)bits);
}

static bool find(const struct trails *t, struct text key, enum trail_kind kind, struct trail *out)
{
	for (const struct few_trail *row = t->list; row->key; row++) {
		if (!text_is(text_of(row->key), key))
			continue;
		*out = (struct trail) { .kind = kind,
			.key = text_of(row->key),
			.info = text_of(row->info),
			.reference = text_of(row->reference) };
		return true;
	}
	return false;
}

bool trails_find_address(const struct trails *t, const struct address *a, struct trail *out)
{
	char text[ADDRESS_TEXT];
	size_t n = address_text(a, text);
	return find(t, (struct text) { text, n }, TRAIL_ADDRESS, out);
}

bool trails_find_address_port(
    const struct trails *t, const struct address *a, uint16_t port, struct trail *out)
{
	char text[ADDRESS_TEXT];
	size_t n = address_port_text(a, port, text);
	return find(t, (struct text) { text, n }, TRAIL_ADDRESS_PORT, out);
}

unsigned trails_fingerprints(const struct trails *t)
{
	unsigned forms = 0;
	for (const struct few_trail *row = t->list; row->key; row++) {
		size_t n = strlen(row->key);
		forms |= n == 32 ? FINGERPRINT_MD5
		    : n == 36    ? FINGERPRINT_JA4
		    : n == 40    ? FINGERPRINT_SHA1
		    : n == 64    ? FINGERPRINT_SHA256
				 : 0;
	}
	return forms;
}

void trails_may_list(const struct trails *t, const struct store_end *ends, size_t n)
{
	struct trail found;
	for (size_t i = 0; i < n; i++)
		*ends[i].may |= trails_find_address(t, ends[i].address, &found) ||
		    (ends[i].port >= 0 &&
			trails_find_address_port(
			    t, ends[i].address, (uint16_t)ends[i].port, &found)) ||
		    trails_find_range(t, ends[i].address, &found);
}

bool trails_find_range(const struct trails *t, const struct address *a, struct trail *out)
{
	for (const struct few_trail *row = t->list; row->key; row++)
		if (in_range(row->key, a))
			return find(t, text_of(row->key), TRAIL_RANGE, out);
	return false;
}

bool trails_find_key(const struct trails *t, struct text key, struct trail *out)
{
	return find(t, key, key.n && key.s[0] == '/' ? TRAIL_PATH : TRAIL_URL, out);
}

size_t trails_find_name(
    const struct trails *t, struct text name, struct trails_name_match *out, size_t room)
{
	size_t n = 0;
	for (size_t at = 0; at <= name.n && n < room;) {
		if (find(t, text_from(name, at), TRAIL_NAME, &out[n].trail))
			out[n++].at = at;
		size_t dot = text_find_char(text_from(name, at), '.');
		if (dot == TEXT_NONE)
			break;
		at += dot + 1;
	}
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
	char text[ADDRESS_TEXT];
	size_t n = address_text(a, text);
	for (const char *const *w = t->whitelist; *w; w++)
		if (text_is(text_of(*w), (struct text) { text, n }) || in_range(*w, a))
			return text_of(*w);
	return (struct text) { NULL, 0 };
}

struct text trails_whitelists_name(const struct trails *t, struct text name)
{
	for (const char *const *w = t->whitelist; *w; w++) {
		struct text entry = text_of(*w);
		if (text_is(name, entry) ||
		    (text_ends(name, entry) && name.n > entry.n &&
			name.s[name.n - entry.n - 1] == '.'))
			return entry;
	}
	return (struct text) { NULL, 0 };
}
