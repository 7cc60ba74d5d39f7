/* Any bytes in any cell, at any width: what is shown acts on no terminal, and no column is left or taken twice. */
#include <config.h>

#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

#include "browser/cells.h"
#include "browser/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_clean(const struct canvas *c)
{
	struct buf out;
	buf_init(&out, SIZE_MAX / 4);
	canvas_dump(c, false, &out);
	for (struct text t = buf_text(&out); t.n;) {
		size_t n = utf8_length(t);
		uint32_t code = n ? utf8_decode(t.s, n) : 0;
		if (n == 0 || code == 0x7f || (code < 0x20 && code != '\n') ||
		    (code >= 0x80 && code < 0xa0) || (code >= 0x202a && code <= 0x202e))
			abort();
		if (c->ascii && code >= 0x80)
			abort();
		t = text_from(t, n);
	}
	buf_free(&out);
}

/* Each wide character has its right half behind it, and no half is alone. */
static void check_halves(struct canvas *c)
{
	for (int row = 0; row < c->rows; row++)
		for (int column = 0; column < c->columns; column++) {
			const struct cell *cell = canvas_cell(c, row, column);
			const struct cell *next = canvas_cell(c, row, column + 1);
			bool wide = cell->glyph[0] && wcwidth((wchar_t)cell->glyph[0]) == 2;
			bool half = next && next->glyph[0] == 0;
			if (wide != half || (column == 0 && cell->glyph[0] == 0))
				abort();
		}
}

static void draw(struct canvas *c, struct text t, int width)
{
	struct case_values values = { &t, 1, 1 + t.n % 3 };
	struct spot s = { c, 0, 1, width, false };
	canvas_resize(c, 8, 24);
	cell_trail(&s, t);
	s.row++;
	cell_reference(&s, t);
	s.row++;
	cell_addresses(&s, &values);
	s.row++;
	cell_ports(&s, &values, t);
	s.row++;
	cell_threat(&s, t);
	s.row++;
	cell_right(&s, STYLE_TEXT, t);
	s.row++;
	/* over what is there already */
	cell_text(&s, STYLE_TEXT, t);
	s.at += 1 + width / 2;
	cell_text(&s, STYLE_TEXT, t);
	canvas_box(c, (struct area) { 6, 0, 2, width }, t);
	check_clean(c);
	check_halves(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	struct canvas c;
	struct input in;
	struct text t = text_bytes(data, size);
	if (!begun)
		setlocale(LC_CTYPE, "C.UTF-8");
	begun = true;
	canvas_init(&c);
	for (int width = 1; width <= 24; width += 1 + width / 3) {
		c.ascii = width % 2;
		draw(&c, t, width);
	}
	if (canvas_width(t) < 0)
		abort();
	canvas_free(&c);
	while (script_key(&t, &in))
		;
	return 0;
}
