/* Lines of text within a width; SGR sequences of ECMA-48 (16 colours). */
#include <config.h>

#include "reports/sheet.h"

enum { COMMAND_INDENT = 4, DEEPER_INDENT = 8 };

void sheet_add(struct sheet *s, struct text t)
{
	outfile_add(s->out, t);
}

struct text sheet_style(const struct sheet *s, enum style style)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "",
		[STYLE_LOW] = "\033[94m",
		[STYLE_MEDIUM] = "\033[33m",
		[STYLE_HIGH] = "\033[31m",
		[STYLE_STRONG] = "\033[1m",
		[STYLE_FAINT] = "\033[2m",
	};
	return s->color ? text_of(codes[style]) : TEXT("");
}

struct text sheet_plain(const struct sheet *s, enum style style)
{
	return s->color && style != STYLE_PLAIN ? TEXT("\033[0m") : TEXT("");
}

static void add_spaces(struct sheet *s, size_t n)
{
	while (n--)
		sheet_add(s, TEXT(" "));
}

static void new_line(struct sheet *s, size_t indent)
{
	sheet_add(s, TEXT("\n"));
	add_spaces(s, indent);
}

/* Adds a word that is wider than a whole line, cut where lines end; returns the column behind. */
static size_t add_long_word(struct sheet *s, struct text word, size_t margin)
{
	size_t room = s->width - margin, n;
	while ((n = display_head(word, room)) < word.n && n) {
		sheet_add(s, text_head(word, n));
		new_line(s, margin);
		word = text_from(word, n);
	}
	sheet_add(s, word);
	return margin + display_width(word);
}

void sheet_paragraph(struct sheet *s, const char *label, struct text body, enum style style)
{
	size_t margin = label ? SHEET_MARGIN : 0, column = margin;
	if (label) {
		sheet_add(s, text_of(label));
		add_spaces(s, margin - strlen(label));
	}
	sheet_add(s, sheet_style(s, style));
	while (body.s) {
		struct text word = text_split(&body, ' ');
		size_t width = display_width(word);
		if (column > margin && column + 1 + width > s->width) {
			new_line(s, margin);
			column = margin;
		} else if (column > margin) {
			sheet_add(s, TEXT(" "));
			column++;
		}
		if (width > s->width - margin) {
			column = add_long_word(s, word, margin);
		} else {
			sheet_add(s, word);
			column += width;
		}
	}
	sheet_add(s, sheet_plain(s, style));
	sheet_add(s, TEXT("\n"));
}

/* Where a word of that width begins on a line of its own: indented, unless that is what makes it
 * too wide. */
static size_t indent_for(const struct sheet *s, size_t width)
{
	size_t room = width < s->width ? s->width - width : 0;
	return room < DEEPER_INDENT ? room : DEEPER_INDENT;
}

void sheet_command(struct sheet *s, const struct text *words, size_t n)
{
	size_t column = COMMAND_INDENT;
	add_spaces(s, column);
	sheet_add(s, sheet_style(s, STYLE_FAINT));
	for (size_t i = 0; i < n; i++) {
		size_t width = display_width(words[i]);
		size_t behind = i + 1 < n ? 2 : 0; /* room for the backslash of a break */
		if (i && column + 1 + width + behind > s->width) {
			sheet_add(s, TEXT(" \\"));
			column = indent_for(s, width);
			new_line(s, column);
		} else if (i) {
			sheet_add(s, TEXT(" "));
			column++;
		}
		sheet_add(s, words[i]);
		column += width;
	}
	sheet_add(s, sheet_plain(s, STYLE_FAINT));
	sheet_add(s, TEXT("\n"));
}
