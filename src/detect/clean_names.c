/* One line of cache a name, chosen by its hash: the later one stays. The name itself is compared. */
#include <config.h>

#include "detect/clean_names.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/hash.h"
#include "base/memory.h"

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

static size_t line_of(struct text name)
{
	return hash_fast(name.s, name.n, 0) % LINES;
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
