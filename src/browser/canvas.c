/* Cells in memory: text by width, boxes, bars, sparklines, dumps. Unicode 15, East Asian Width. */
#include <config.h>

#include "browser/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "base/escape.h"
#include "base/memory.h"

enum {
	FORMATTED = 8 << 10, /* bytes of canvas_format() */
	EIGHTHS = 8,
};

void canvas_init(struct canvas *c)
{
	*c = (struct canvas) { .rows = 0 };
}

void canvas_free(struct canvas *c)
{
	free(c->cells);
	c->cells = NULL;
	c->rows = c->columns = 0;
}

static int within(int v, int least, int most)
{
	return v < least ? least : v > most ? most : v;
}

void canvas_resize(struct canvas *c, int rows, int columns)
{
	rows = within(rows, 1, CANVAS_ROWS);
	columns = within(columns, 1, CANVAS_COLUMNS);
	if (rows != c->rows || columns != c->columns) {
		free(c->cells);
		c->cells = xcalloc((size_t)rows * (size_t)columns, sizeof(*c->cells));
		c->rows = rows;
		c->columns = columns;
	}
	canvas_clear(c, (struct area) { 0, 0, rows, columns }, STYLE_TEXT);
}

struct cell *canvas_cell(struct canvas *c, int row, int column)
{
	if (row < 0 || column < 0 || row >= c->rows || column >= c->columns)
		return NULL;
	return &c->cells[(size_t)row * (size_t)c->columns + (size_t)column];
}

/* What is left of a wide character whose other half goes. */
static void blank(struct cell *cell)
{
	if (cell) {
		memset(cell->glyph, 0, sizeof(cell->glyph));
		cell->glyph[0] = ' ';
	}
}

/* Makes the cell free for another character. */
static void vacate(struct canvas *c, int row, int column, struct cell *cell)
{
	struct cell *next = canvas_cell(c, row, column + 1);
	if (cell->glyph[0] == 0)
		blank(canvas_cell(c, row, column - 1));
	if (next && next->glyph[0] == 0)
		blank(next);
	memset(cell, 0, sizeof(*cell));
}

static void put(struct canvas *c, int row, int column, int width, enum style style, uint32_t glyph)
{
	struct cell *cell = canvas_cell(c, row, column);
	struct cell *half = width == 2 ? canvas_cell(c, row, column + 1) : NULL;
	if (!cell)
		return;
	vacate(c, row, column, cell);
	cell->style = (uint8_t)style;
	cell->glyph[0] = width == 2 && !half ? ' ' : glyph;
	if (half) {
		vacate(c, row, column + 1, half);
		half->style = (uint8_t)style;
		half->glyph[0] = 0;
	}
}

/* On the character before column, of the text that begins at first. */
static void combine(
    struct canvas *c, int row, int first, int column, enum style style, uint32_t mark)
{
	struct cell *cell = canvas_cell(c, row, column - 1);
	if (column == first || !cell)
		return;
	if (cell->glyph[0] == 0)
		cell = canvas_cell(c, row, column - 2);
	for (size_t i = 1; cell && cell->style == style && i <= CELL_MARKS; i++)
		if (cell->glyph[i] == 0) {
			cell->glyph[i] = mark;
			return;
		}
}

void canvas_clear(struct canvas *c, struct area a, enum style style)
{
	for (int row = a.row; row < a.row + a.rows; row++)
		for (int column = a.column; column < a.column + a.columns; column++)
			put(c, row, column, 1, style, ' ');
}

/* Characters as they may stand in cells, one after another. */
struct walk {
	struct text rest;
	struct buf safe; /* what stands for a character that may not */
	struct text saying;
	bool ascii;
};

static void walk_begin(struct walk *w, struct text t, bool ascii)
{
	*w = (struct walk) { .rest = t, .ascii = ascii };
	buf_init(&w->safe, 64);
}

/* The next one that is not plain ASCII, as the terminal's door lets it through. */
static bool walk_through_door(struct walk *w, uint32_t *glyph, int *width)
{
	size_t n = utf8_length(w->rest);
	struct text one = text_head(w->rest, n ? n : 1);
	w->rest = text_from(w->rest, one.n);
	buf_clear(&w->safe);
	escape_terminal(&w->safe, one);
	if (text_is(buf_text(&w->safe), one)) {
		*glyph = utf8_decode(one.s, one.n);
		*width = wcwidth((wchar_t)*glyph);
		if (*width >= 0 && !w->ascii)
			return true;
		buf_clear(&w->safe);
		buf_format(&w->safe, "\\u{%x}", *glyph);
	}
	w->saying = buf_text(&w->safe);
	*glyph = (uint8_t)w->saying.s[0];
	*width = 1;
	w->saying = text_from(w->saying, 1);
	return true;
}

static bool walk_next(struct walk *w, uint32_t *glyph, int *width)
{
	struct text *from = w->saying.n ? &w->saying : &w->rest;
	if (from->n == 0)
		return false;
	if (from == &w->rest && ((uint8_t)from->s[0] < 0x20 || (uint8_t)from->s[0] > 0x7e))
		return walk_through_door(w, glyph, width);
	*glyph = (uint8_t)from->s[0];
	*width = 1;
	*from = text_from(*from, 1);
	return true;
}

int canvas_text(struct canvas *c, int row, int column, int room, enum style style, struct text t)
{
	struct walk w;
	uint32_t glyph;
	int width, used = 0;
	if (room > c->columns - column)
		room = c->columns - column;
	if (room <= 0)
		return 0;
	walk_begin(&w, t, c->ascii);
	while (walk_next(&w, &glyph, &width)) {
		if (width == 0 && used == 0) {
			/* Nothing of this text is there to combine with. */
			put(c, row, column, 1, style, ' ');
			used = 1;
		}
		if (used + width > room) {
			put(c, row, column + room - 1, 1, style, c->ascii ? '~' : 0x2026);
			used = room;
			break;
		}
		if (width == 0)
			combine(c, row, column, column + used, style, glyph);
		else
			put(c, row, column + used, width, style, glyph);
		used += width;
	}
	buf_free(&w.safe);
	return used;
}

int canvas_format(
    struct canvas *c, int row, int column, int room, enum style style, const char *format, ...)
{
	char text[FORMATTED];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	size_t length = n < 0 ? 0 : (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1;
	return canvas_text(c, row, column, room, style, (struct text) { text, length });
}

int canvas_width(struct text t)
{
	struct walk w;
	uint32_t glyph;
	int width, used = 0;
	walk_begin(&w, t, false);
	while (used < CANVAS_COLUMNS && walk_next(&w, &glyph, &width))
		used += width || used ? width : 1;
	buf_free(&w.safe);
	return used;
}

static void put_line(
    struct canvas *c, int row, int column, int columns, const uint32_t glyphs[static 3])
{
	put(c, row, column, 1, STYLE_BORDER, glyphs[0]);
	for (int i = 1; i < columns - 1; i++)
		put(c, row, column + i, 1, STYLE_BORDER, glyphs[1]);
	put(c, row, column + columns - 1, 1, STYLE_BORDER, glyphs[2]);
}

void canvas_box(struct canvas *c, struct area a, struct text title)
{
	static const uint32_t lines[2][7] = {
		{ 0x250c, 0x2500, 0x2510, 0x2502, 0x2514, 0x2500, 0x2518 },
		{ '+', '-', '+', '|', '+', '-', '+' },
	};
	const uint32_t *look = lines[c->ascii];
	if (a.rows < 2 || a.columns < 2)
		return;
	put_line(c, a.row, a.column, a.columns, look);
	for (int row = a.row + 1; row < a.row + a.rows - 1; row++) {
		put(c, row, a.column, 1, STYLE_BORDER, look[3]);
		put(c, row, a.column + a.columns - 1, 1, STYLE_BORDER, look[3]);
	}
	put_line(c, a.row + a.rows - 1, a.column, a.columns, look + 4);
	if (title.n && a.columns > 6) {
		put(c, a.row, a.column + 1, 1, STYLE_BORDER, ' ');
		int n = canvas_text(c, a.row, a.column + 2, a.columns - 4, STYLE_TITLE, title);
		put(c, a.row, a.column + 2 + n, 1, STYLE_BORDER, ' ');
	}
}

/* value of most in parts of a whole of that many; what is there at all has one. */
static int share(uint64_t value, uint64_t most, int parts)
{
	if (value == 0 || most == 0)
		return 0;
	double exact = (double)value / (double)most * (double)parts;
	return within((int)(exact + 0.5), 1, parts);
}

void canvas_bar(struct canvas *c, int row, int column, int room, enum style style, uint64_t value,
    uint64_t most)
{
	if (room <= 0)
		return;
	if (c->ascii) {
		int n = share(value, most, room);
		for (int i = 0; i < n; i++)
			put(c, row, column + i, 1, style, '#');
		return;
	}
	int eighths = share(value, most, room * EIGHTHS);
	for (int i = 0; eighths > 0; i++, eighths -= EIGHTHS) {
		int here = eighths < EIGHTHS ? eighths : EIGHTHS;
		put(c, row, column + i, 1, style, 0x2590 - (uint32_t)here);
	}
}

void canvas_spark(
    struct canvas *c, int row, int column, enum style style, const uint64_t *values, size_t count)
{
	static const char plain[] = " .:-=+*#";
	uint64_t most = 0;
	for (size_t i = 0; i < count; i++)
		most = values[i] > most ? values[i] : most;
	for (size_t i = 0; i < count; i++) {
		/* The lowest block is nothing's: it can be told from little without colours, too. */
		int height = share(values[i], most, 7);
		put(c, row, column + (int)i, 1, height ? style : STYLE_DIM,
		    c->ascii ? (uint32_t)plain[height] : 0x2581 + (uint32_t)height);
	}
}

void canvas_reverse(struct canvas *c, struct area a)
{
	for (int row = a.row; row < a.row + a.rows; row++)
		for (int column = a.column; column < a.column + a.columns; column++) {
			struct cell *cell = canvas_cell(c, row, column);
			if (cell)
				cell->reverse = CELL_REVERSE;
		}
}

static void dump_cell(const struct cell *cell, struct buf *out)
{
	for (size_t i = 0; i <= CELL_MARKS && cell->glyph[i]; i++) {
		char bytes[4];
		size_t n = utf8_encode(cell->glyph[i], bytes);
		buf_add(out, (struct text) { bytes, n });
	}
}

static char style_letter(const struct cell *cell)
{
	static const char letters[] =
	    ".abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	_Static_assert(STYLE_COUNT < sizeof(letters), "a letter for each style");
	return cell->reverse == CELL_REVERSE ? '@' : letters[cell->style];
}

void canvas_dump(const struct canvas *c, bool styles, struct buf *out)
{
	for (int block = 0; block <= styles; block++)
		for (int row = 0; row < c->rows; row++) {
			const struct cell *cells = c->cells + (size_t)row * (size_t)c->columns;
			size_t start = out->n, end = start;
			for (int column = 0; column < c->columns; column++) {
				if (block)
					buf_char(out, style_letter(&cells[column]));
				else
					dump_cell(&cells[column], out);
				if (block || cells[column].glyph[0] != ' ' ||
				    cells[column].glyph[1])
					end = out->n;
			}
			out->n = end < out->n ? end : out->n;
			buf_char(out, '\n');
		}
}
