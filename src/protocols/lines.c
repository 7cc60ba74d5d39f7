/* Lines of protocols made of lines. */
#include <config.h>

#include "protocols/lines.h"

#include "base/base64.h"

bool line_take(bool *inside, struct text data, size_t most, size_t *at, struct text *line)
{
	struct text rest = text_from(data, *at);
	if (*inside) {
		size_t lf = text_find_char(rest, '\n');
		*at = lf == TEXT_NONE ? data.n : *at + lf + 1;
		*inside = lf == TEXT_NONE;
		rest = text_from(data, *at);
	}
	struct text head = text_head(rest, most);
	size_t lf = text_find_char(head, '\n');
	if (lf == TEXT_NONE && head.n < most)
		return false;
	*inside = lf == TEXT_NONE;
	*at += *inside ? most : lf + 1;
	*line = *inside ? head : text_head(head, lf);
	if (!*inside && text_ends(*line, TEXT("\r")))
		line->n--;
	return true;
}

struct text line_word(struct text line, struct text *rest)
{
	while (line.n > 0 && line.s[0] == ' ')
		line = text_from(line, 1);
	size_t n = text_find_char(line, ' ');
	*rest = text_from(line, n == TEXT_NONE ? line.n : n + 1);
	return text_head(line, n);
}

/* The code of a reply, which may be the last line of it or not; else 0. */
static unsigned reply_code(struct text line, bool *last)
{
	uint64_t code;
	if (!text_number(text_head(line, 3), 599, &code) || line.n < 3 || code < 100)
		return 0;
	*last = line.n == 3 || line.s[3] != '-';
	return (unsigned)code;
}

struct text line_account(struct text coded, bool plain, char decoded[ACCOUNT_MOST])
{
	struct text account = { decoded, base64_decode(coded, decoded, ACCOUNT_MOST) };
	if (!plain)
		return account;
	text_split(&account, '\0');
	return account.n ? text_split(&account, '\0') : account;
}

size_t line_replies(struct conversation *c, bool *inside, struct text data,
    void (*hear)(struct conversation *c, unsigned code))
{
	enum { MOST = 5 }; /* only the code is wanted, and whether the reply goes on */
	struct text line;
	size_t at = 0;
	bool last;
	while (!c->handed_over && line_take(inside, data, MOST, &at, &line)) {
		unsigned code = reply_code(line, &last);
		if (code && last)
			hear(c, code);
	}
	return at;
}

enum claim line_opens(struct text t, const struct text *openers, size_t count)
{
	enum claim claim = CLAIM_NO;
	for (size_t i = 0; i < count; i++) {
		size_t n = t.n < openers[i].n ? t.n : openers[i].n;
		if (!text_is_nocase(text_head(t, n), text_head(openers[i], n)))
			continue;
		if (n == openers[i].n)
			return CLAIM_YES;
		claim = CLAIM_MAYBE;
	}
	return claim;
}

enum claim line_greeted(
    const struct opening *o, const struct text *openers, size_t count, bool alone)
{
	const struct text greeting = TEXT("220");
	struct text head = o->head[o->side], other = o->head[!o->side];
	if (line_opens(head, &greeting, 1) != CLAIM_NO) {
		if (other.n == 0)
			return CLAIM_MAYBE;
		return line_opens(other, openers, count);
	}
	if (other.n == 0 ? !alone : line_opens(other, &greeting, 1) == CLAIM_NO)
		return CLAIM_NO;
	return line_opens(head, openers, count);
}
