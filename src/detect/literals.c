/* Short texts by their first two bytes. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/literals.h"

enum { PAIRS = 1 << 12 };

struct entry {
	struct text text;
	uint32_t set;
	bool word;
	uint16_t next; /* of the same pair, from 1 */
};

struct literals {
	uint16_t first[PAIRS]; /* by pair; from 1 */
	size_t count;
	struct entry list[];
};

static inline size_t pair_of(char a, char b)
{
	unsigned char low = (unsigned char)ascii_lower(a), high = (unsigned char)ascii_lower(b);
	return ((size_t)low * 37 ^ (size_t)high * 5) & (PAIRS - 1);
}

struct literals *literals_new(const struct literal *list, size_t n)
{
	struct literals *l = xcalloc(1, sizeof(*l) + n * sizeof(l->list[0]));
	l->count = n;
	for (size_t i = 0; i < n; i++) {
		struct text t = text_of(list[i].text);
		uint16_t *first = &l->first[pair_of(t.s[0], t.s[1])];
		l->list[i] = (struct entry) { t, list[i].set, list[i].word, *first };
		*first = (uint16_t)(i + 1);
	}
	return l;
}

void literals_free(struct literals *l)
{
	free(l);
}

static bool is_word(char c)
{
	return ascii_letter(c) || ascii_digit(c) || c == '_';
}

static bool stands_at(const struct entry *e, struct text t, size_t at)
{
	size_t end = at + e->text.n;
	if (!text_is_nocase(text_head(text_from(t, at), e->text.n), e->text))
		return false;
	return !e->word ||
	    ((at == 0 || !is_word(t.s[at - 1])) && (end == t.n || !is_word(t.s[end])));
}

uint32_t literals_find(const struct literals *l, struct text t, uint32_t skip)
{
	uint32_t found = 0;
	for (size_t i = 0; i + 1 < t.n; i++) {
		uint16_t number = l->first[pair_of(t.s[i], t.s[i + 1])];
		while (number) {
			const struct entry *e = &l->list[number - 1];
			if (e->set & ~(found | skip) && stands_at(e, t, i))
				found |= e->set;
			number = e->next;
		}
	}
	return found & ~skip;
}
