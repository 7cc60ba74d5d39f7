/* Boxes over views. */
#include <config.h>

#include "browser/popup.h"

enum { WIDEST = 100, MARGIN = 4, FRAME = 4 };

static int widest_line(const struct pager *p)
{
	int widest = 0;
	for (size_t i = 0; i < p->line_count; i++)
		widest = p->lines[i].width > widest ? p->lines[i].width : widest;
	return widest;
}

static int at_most(int value, int most)
{
	return value < most ? value : most;
}

void popup_draw(
    struct pager *p, struct canvas *c, struct area a, struct text title, struct text keys)
{
	int most = a.columns > 60 ? a.columns - 2 * MARGIN : a.columns;
	int width = widest_line(p), need = canvas_width(title) + 2;
	if (canvas_width(keys) > need)
		need = canvas_width(keys);
	width = at_most(at_most((width > need ? width : need) + FRAME, WIDEST), most);
	int lines = (int)at_most((int)pager_rows(p, width - FRAME), CANVAS_ROWS);
	int foot = keys.n > 0;
	struct area box = { a.row, a.column, at_most(lines + 2 + foot, a.rows), width };
	box.row += (a.rows - box.rows) / 2;
	box.column += (a.columns - box.columns) / 2;
	canvas_clear(c, box, STYLE_TEXT);
	canvas_box(c, box, title);
	struct area inner = { box.row + 1, box.column + 2, box.rows - 2 - foot,
		box.columns - FRAME };
	if (inner.rows > 0)
		pager_draw(p, c, inner);
	if (foot && box.rows > 2)
		canvas_text(
		    c, box.row + box.rows - 2, inner.column, inner.columns, STYLE_DIM, keys);
	/* There is more below. */
	if (inner.rows > 0 && p->top + (size_t)inner.rows < p->row_count)
		canvas_format(c, box.row + box.rows - 1, box.column + 2, box.columns - FRAME,
		    STYLE_DIM, " %zu more ", p->row_count - p->top - (size_t)inner.rows);
}
