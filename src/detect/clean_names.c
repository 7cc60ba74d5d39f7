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

bool clean_names_has(const struct clean_names *c, struct text name)
{
	if (name.n == 0 || name.n > NAME_MOST)
		return false;
	const struct line *line = &c->lines[line_of(name)];
	return line->n == name.n && memcmp(line->name, name.s, name.n) == 0;
}

void clean_names_add(struct clean_names *c, struct text name)
{
	if (name.n == 0 || name.n > NAME_MOST)
		return;
	struct line *line = &c->lines[line_of(name)];
	line->n = (uint8_t)name.n;
	memcpy(line->name, name.s, name.n);
}
