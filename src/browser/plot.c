/* Lines in braille dots. Unicode 2800 to 28FF: a bit a dot. */
#include <config.h>

#include "browser/plot.h"

#include <stdlib.h>

enum {
	BRAILLE = 0x2800,
	DOTS_ACROSS = 2,
	DOTS_DOWN = 4,
	STEPS = 5,
};

size_t plot_ticks(uint64_t most, uint64_t out[PLOT_TICKS])
{
	static const uint64_t parts[] = { 1, 2, 5 };
	uint64_t step = 1, power = 1;
	size_t count = 0;
	for (size_t i = 0; most > step * STEPS && power < UINT64_MAX / 100; i++) {
		if (i % 3 == 2)
			power *= 10;
		step = parts[(i + 1) % 3] * power;
	}
	do
		out[count] = step * count;
	while (out[count++] < most && count < PLOT_TICKS);
	return count;
}

/* The row of a value: 0 is the upper edge. */
static int row_of(uint64_t value, uint64_t top, int rows)
{
	double part = top ? (double)value / (double)top : 0;
	int row = rows - 1 - (int)(part * (rows - 1) + 0.5);
	return row < 0 ? 0 : row;
}

int plot_axis(struct canvas *c, struct area a, const uint64_t *ticks, size_t count)
{
	char number[32];
	struct buf widest;
	buf_init(&widest, sizeof(number));
	buf_number(&widest, ticks[count - 1]);
	int width = (int)widest.n;
	buf_free(&widest);
	for (size_t i = 0; i < count; i++)
		canvas_format(c, a.row + row_of(ticks[i], ticks[count - 1], a.rows), a.column,
		    width, STYLE_DIM, "%*llu", width, (unsigned long long)ticks[i]);
	for (int row = 0; row < a.rows; row++)
		canvas_text(c, a.row + row, a.column + width, 1, STYLE_BORDER,
		    c->ascii ? TEXT("|") : TEXT("\xe2\x94\x82"));
	for (int column = width + 1; column < a.columns; column++)
		canvas_text(c, a.row + a.rows - 1, a.column + column, 1, STYLE_BORDER,
		    c->ascii ? TEXT("_") : TEXT("\xe2\xa3\x80"));
	return width + 1;
}

static void dot(struct canvas *c, struct area a, enum style style, int x, int y)
{
	/* The bits of a cell's dots, by column and row. */
	static const uint8_t bits[DOTS_ACROSS][DOTS_DOWN] = { { 0x01, 0x02, 0x04, 0x40 },
		{ 0x08, 0x10, 0x20, 0x80 } };
	int row = y / DOTS_DOWN, column = x / DOTS_ACROSS;
	struct cell *cell = canvas_cell(c, a.row + row, a.column + column);
	if (x < 0 || y < 0 || row >= a.rows || column >= a.columns || !cell)
		return;
	uint32_t before = cell->glyph[0] - BRAILLE < 256 ? cell->glyph[0] : BRAILLE;
	cell->glyph[0] = c->ascii ? '*' : before | bits[x % DOTS_ACROSS][y % DOTS_DOWN];
	cell->glyph[1] = 0;
	cell->style = (uint8_t)style;
}

/* Bresenham's. */
static void line(
    struct canvas *c, struct area a, enum style style, int x, int y, int to_x, int to_y)
{
	int across = abs(to_x - x), down = -abs(to_y - y), error = across + down;
	int step_x = x < to_x ? 1 : -1, step_y = y < to_y ? 1 : -1;
	for (;;) {
		int twice = 2 * error;
		dot(c, a, style, x, y);
		if (x == to_x && y == to_y)
			return;
		if (twice >= down) {
			error += down;
			x += step_x;
		}
		if (twice <= across) {
			error += across;
			y += step_y;
		}
	}
}

void plot_line(struct canvas *c, struct area a, enum style style, const uint64_t *values,
    size_t count, uint64_t top)
{
	int width = a.columns * DOTS_ACROSS, height = a.rows * DOTS_DOWN, x = 0, y = 0;
	if (width <= 0 || height <= 0)
		return;
	for (size_t i = 0; i < count; i++) {
		int to_x = (int)((2 * i + 1) * (size_t)width / (2 * count));
		int to_y = row_of(values[i], top, height);
		if (i && (values[i] || values[i - 1]))
			line(c, a, style, x, y, to_x, to_y);
		x = to_x;
		y = to_y;
	}
	if (count == 1)
		dot(c, a, style, x, y);
}
