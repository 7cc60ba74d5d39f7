/* Hex dumps. */
#include <config.h>

#include "browser/hex.h"

enum { OFFSET = 6 };

int hex_width(int columns)
{
	int width = 32;
	while (width > 4 && OFFSET + width * 3 + 1 + width > columns)
		width /= 2;
	return width;
}

static size_t most_top(const struct hex *h)
{
	return h->height > 0 && h->rows > (size_t)h->height ? h->rows - (size_t)h->height : 0;
}

void hex_scroll(struct hex *h, int64_t rows)
{
	int64_t to = (int64_t)h->top + rows, most = (int64_t)most_top(h);
	h->top = to < 0 ? 0 : (size_t)(to > most ? most : to);
}

void hex_show(struct hex *h, uint32_t at)
{
	size_t row = h->width > 0 ? at / (unsigned)h->width : 0;
	if (h->width > 0 && (row < h->top || row >= h->top + (size_t)h->height)) {
		h->top = 0;
		hex_scroll(h, (int64_t)row - h->height / 2);
	}
}

static bool is_marked(const struct hex *h, uint32_t at)
{
	size_t low = 0, high = h->mark_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct evidence_mark *m = &h->marks[middle];
		if (at < m->at)
			high = middle;
		else if (at - m->at >= m->bytes)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

static enum style look_of(const struct hex *h, uint32_t at)
{
	if (is_marked(h, at))
		return STYLE_MATCH;
	if (at >= h->part && at - h->part < h->part_bytes)
		return STYLE_STRONG;
	return STYLE_TEXT;
}

static void draw_byte(const struct hex *h, struct canvas *c, struct area a, uint32_t at)
{
	int place = (int)(at % (unsigned)h->width);
	uint8_t byte = h->bytes[at];
	char shown = byte >= 0x20 && byte < 0x7f ? (char)byte : '.';
	enum style style = look_of(h, at);
	int column = OFFSET + place * 3, text = OFFSET + h->width * 3 + 1 + place;
	canvas_format(
	    c, a.row, a.column + column, a.columns - column, style, "%02x", (unsigned)byte);
	/* What matched is one piece to the eye. */
	if (style == STYLE_MATCH && place + 1 < h->width && at + 1 < h->count &&
	    is_marked(h, at + 1))
		canvas_text(
		    c, a.row, a.column + column + 2, a.columns - column - 2, style, TEXT(" "));
	if (shown == '.' && style == STYLE_TEXT && byte != '.')
		style = STYLE_DIM;
	canvas_text(
	    c, a.row, a.column + text, a.columns - text, style, (struct text) { &shown, 1 });
}

void hex_draw(struct hex *h, struct canvas *c, struct area a)
{
	h->width = hex_width(a.columns);
	h->height = a.rows;
	h->rows = (h->count + (unsigned)h->width - 1) / (unsigned)h->width;
	hex_scroll(h, 0);
	for (int i = 0; i < a.rows; i++) {
		uint64_t from = (h->top + (size_t)i) * (unsigned)h->width;
		struct area line = { a.row + i, a.column, 1, a.columns };
		if (from >= h->count)
			return;
		canvas_format(c, line.row, line.column, line.columns, STYLE_DIM, "%04llx",
		    (unsigned long long)from);
		for (uint64_t at = from; at < h->count && at < from + (unsigned)h->width; at++)
			draw_byte(h, c, line, (uint32_t)at);
	}
}
