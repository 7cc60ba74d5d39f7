/* One line of cache a name, chosen by its hash: the later one stays. The name itself is compared. */
#include <config.h>

#include "detect/clean_names.h"

#include <stdlib.h>

#include "base/attributes.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/hash.h"
#include "base/memory.h"

#define FIRST_KEY UINT64_C(0x9e3779b97f4a7c15)
#define MIDDLE_KEY UINT64_C(0xc4ceb9fe1a85ec53)

enum { LINES = 1 << 11, NAME_MOST = 63 };

struct line {
	uint8_t n; /* 0: empty */
	char name[NAME_MOST];
};

struct clean_names {
	char digest[DIGEST_TEXT];
	struct line lines[LINES];
};

struct clean_names *clean_names_new(void)
{
	return xcalloc(1, sizeof(struct clean_names));
}

void clean_names_free(struct clean_names *c)
{
	free(c);
}

void clean_names_begin(struct clean_names *c, const char *digest)
{
	size_t n = strlen(digest);
	if (strcmp(c->digest, digest) == 0 || n >= sizeof(c->digest))
		return;
	memcpy(c->digest, digest, n + 1);
	memset(c->lines, 0, sizeof(c->lines));
}

/* Names that share all that is hashed share a line, no more. */
static inline size_t line_of(struct text name)
{
	const uint8_t *p = (const uint8_t *)name.s;
	uint64_t first, last, middle = name.n;
	if (likely(name.n >= 8)) {
		first = load_le64(p);
		last = load_le64(p + name.n - 8);
		middle ^= load_le64(p + (name.n - 8) / 2);
	} else {
		first = p[0];
		last = (uint64_t)p[name.n / 2] << 8 | p[name.n - 1];
	}
	return hash_fold(first ^ FIRST_KEY, last ^ middle * MIDDLE_KEY) % LINES;
}

void clean_names_ahead(const struct clean_names *c, struct text name)
{
	if (name.n > 0 && name.n <= NAME_MOST)
		__builtin_prefetch(&c->lines[line_of(name)]);
}

/* Eights of bytes; the last one may have been compared in part. */
static inline bool is_same(const char *a, const char *b, size_t n)
{
	if (unlikely(n < 8))
		return memcmp(a, b, n) == 0;
	const uint8_t *p = (const uint8_t *)a, *q = (const uint8_t *)b;
	uint64_t other = load_le64(p + n - 8) ^ load_le64(q + n - 8);
	for (size_t i = 0; i + 8 < n; i += 8)
		other |= load_le64(p + i) ^ load_le64(q + i);
	return other == 0;
}

bool clean_names_has(const struct clean_names *c, struct text name)
{
	if (name.n == 0 || name.n > NAME_MOST)
		return false;
	const struct line *line = &c->lines[line_of(name)];
	return line->n == name.n && is_same(line->name, name.s, name.n);
}

void clean_names_add(struct clean_names *c, struct text name)
{
	if (name.n == 0 || name.n > NAME_MOST)
		return;
	struct line *line = &c->lines[line_of(name)];
	line->n = (uint8_t)name.n;
	memcpy(line->name, name.s, name.n);
}
