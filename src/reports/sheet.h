/* A sheet of text of a certain width: lines, paragraphs, commands, with or without colour. */
#ifndef TS_REPORTS_SHEET_H
#define TS_REPORTS_SHEET_H

#include "base/outfile.h"
#include "reports/display.h"

enum style {
	STYLE_PLAIN,
	STYLE_LOW, /* these three are values of enum severity */
	STYLE_MEDIUM,
	STYLE_HIGH,
	STYLE_STRONG,
	STYLE_FAINT,
};

enum { SHEET_MARGIN = 14 }; /* of paragraphs: where their text begins */

struct sheet {
	struct outfile *out;
	size_t width;
	bool color;
};

void sheet_add(struct sheet *s, struct text t);

/* The escape sequence that begins a style, and the one that ends it; nothing without colour. */
struct text sheet_style(const struct sheet *s, enum style style);
struct text sheet_plain(const struct sheet *s, enum style style);

/* A label and a text wrapped beside it (from the left edge where the label is NULL). Both are
 * safe for a terminal. */
void sheet_paragraph(struct sheet *s, const char *label, struct text body, enum style style);

/* A command for a shell, indented, broken between words with a backslash where it is too long. A
 * word is never broken: one that is wider than the sheet is left whole, to be copied. */
void sheet_command(struct sheet *s, const struct text *words, size_t n);

#endif
