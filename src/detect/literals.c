/* Short texts by their first two bytes. */
#include <config.h>

#include <stdlib.h>

#include "base/attributes.h"
#include "base/memory.h"
#include "detect/literals.h"

enum { PAIRS = 1 << 12 };

struct entry {
	struct text text;
	uint32_t set;
	bool word;
	uint8_t third; /* of its bytes; 0 where it has two */
	uint16_t next; /* of the same pair, from 1 */
};

struct literals {
	uint8_t lower[256];    /* every byte as a small letter */
	uint16_t first[PAIRS]; /* by pair; from 1 */
	size_t count;
	struct entry list[];
};

static inline size_t pair_of(uint8_t a, uint8_t b)
{
	return ((size_t)a * 37 ^ (size_t)b * 5) & (PAIRS - 1);
}

static inline uint8_t lower_at(const struct literals *l, struct text t, size_t at)
{
	return l->lower[(uint8_t)t.s[at]];
}

struct literals *literals_new(const struct literal *list, size_t n)
{
	struct literals *l = xcalloc(1, sizeof(*l) + n * sizeof(l->list[0]));
	l->count = n;
	for (int c = 0; c < 256; c++)
		l->lower[c] = (uint8_t)ascii_lower((char)c);
	for (size_t i = 0; i < n; i++) {
		struct text t = text_of(list[i].text);
		uint16_t *first = &l->first[pair_of(lower_at(l, t, 0), lower_at(l, t, 1))];
		uint8_t third = t.n > 2 ? lower_at(l, t, 2) : 0;
		l->list[i] = (struct entry) { t, list[i].set, list[i].word, third, *first };
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

/* The sets of those that stand there, of the ones wanted. */
static uint32_t find_at(
    const struct literals *l, uint16_t number, struct text t, size_t at, uint32_t wanted)
{
	uint32_t found = 0;
	uint8_t third = at + 2 < t.n ? lower_at(l, t, at + 2) : 0;
	for (; number; number = l->list[number - 1].next) {
		const struct entry *e = &l->list[number - 1];
		if (e->third && e->third != third)
			continue;
		if (e->set & wanted & ~found && stands_at(e, t, at))
			found |= e->set;
	}
	return found;
}

uint32_t literals_find(const struct literals *l, struct text t, uint32_t skip)
{
	uint32_t found = 0;
	uint8_t a = t.n ? lower_at(l, t, 0) : 0;
	for (size_t i = 0; i + 1 < t.n; i++) {
		uint8_t b = lower_at(l, t, i + 1);
		uint16_t number = l->first[pair_of(a, b)];
		if (unlikely(number))
			found |= find_at(l, number, t, i, ~(found | skip));
		a = b;
	}
	return found & ~skip;
}
