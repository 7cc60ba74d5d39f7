/* Shell quoting: '…', and $'…' for what must not reach a terminal. */
#include <config.h>

#include "base/escape.h"
#include "reports/shell.h"

static bool is_bare(struct text word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!ascii_letter(word.s[i]) && !ascii_digit(word.s[i]) &&
		    text_find_char(TEXT("%+,-./:@_"), word.s[i]) == TEXT_NONE)
			return false;
	return word.n > 0;
}

/* Whether one character goes through the terminal's door unchanged. */
static bool is_shown(struct text character)
{
	struct buf shown;
	buf_init(&shown, 16);
	escape_terminal(&shown, character);
	bool same = text_is(buf_text(&shown), character);
	buf_free(&shown);
	return same;
}

static struct text first_character(struct text t)
{
	size_t n = utf8_length(t);
	return text_head(t, n ? n : 1);
}

static bool is_plain(struct text word)
{
	for (; word.n; word = text_from(word, first_character(word).n))
		if (!is_shown(first_character(word)))
			return false;
	return true;
}

static void quote_plain(struct buf *out, struct text word)
{
	buf_char(out, '\'');
	for (size_t i = 0; i < word.n; i++)
		if (word.s[i] == '\'')
			buf_add(out, TEXT("'\\''"));
		else
			buf_char(out, word.s[i]);
	buf_char(out, '\'');
}

/* Octal, since three digits always end it. */
static void quote_dollar(struct buf *out, struct text word)
{
	buf_add(out, TEXT("$'"));
	while (word.n) {
		struct text c = first_character(word);
		word = text_from(word, c.n);
		if (c.s[0] == '\'' || c.s[0] == '\\') {
			buf_char(out, '\\');
			buf_add(out, c);
		} else if (is_shown(c)) {
			buf_add(out, c);
		} else {
			for (size_t i = 0; i < c.n; i++)
				buf_format(out, "\\%03o", (unsigned)(unsigned char)c.s[i]);
		}
	}
	buf_char(out, '\'');
}

void shell_quote(struct buf *out, struct text word, bool always)
{
	if (!always && is_bare(word))
		buf_add(out, word);
	else if (is_plain(word))
		quote_plain(out, word);
	else
		quote_dollar(out, word);
}
