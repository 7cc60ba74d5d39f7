/* Which columns the table below shows. */
#include <config.h>

#include "browser/browser.h"
#include "browser/grid.h"

struct columns_view {
	struct view view;
	struct grid *grid; /* of the view below */
	int cursor;
};

static void open_view(struct view *v)
{
	struct columns_view *c = (struct columns_view *)v;
	struct view *below = v->b->views[v->b->depth - 2];
	c->grid = below->class->grid ? below->class->grid(below) : NULL;
	c->cursor = c->grid ? c->grid->cell : 0;
}

static void draw(struct view *v, struct canvas *canvas, struct area a)
{
	const struct columns_view *c = (struct columns_view *)v;
	int count = c->grid ? c->grid->class->column_count : 1;
	struct area box = { a.row, a.column, count + 2, 24 };
	box.rows = box.rows < a.rows ? box.rows : a.rows;
	box.columns = box.columns < a.columns ? box.columns : a.columns;
	box.column += (a.columns - box.columns) / 2;
	int rows = box.rows - 2, top = c->cursor >= rows ? c->cursor - rows + 1 : 0;
	canvas_clear(canvas, box, STYLE_TEXT);
	canvas_box(canvas, box, TEXT("columns"));
	if (!c->grid) {
		canvas_text(canvas, box.row + 1, box.column + 2, box.columns - 4, STYLE_DIM,
		    TEXT("there is no table"));
		return;
	}
	for (int i = 0; i < rows && top + i < count; i++) {
		const struct grid_place *p = &c->grid->places[top + i];
		int row = box.row + 1 + i;
		canvas_format(canvas, row, box.column + 2, box.columns - 4,
		    p->hidden ? STYLE_DIM : STYLE_TEXT, "[%c] %s%s", p->hidden ? ' ' : 'x',
		    c->grid->class->columns[p->column].name,
		    top + i < c->grid->frozen ? " (frozen)" : "");
		if (top + i == c->cursor)
			canvas_reverse(
			    canvas, (struct area) { row, box.column + 1, 1, box.columns - 2 });
	}
}

/* One always shows. */
static void toggle(struct columns_view *c)
{
	struct grid_place *p = &c->grid->places[c->cursor];
	int shown = 0;
	for (int i = 0; i < c->grid->class->column_count; i++)
		shown += !c->grid->places[i].hidden;
	if (p->hidden || shown > 1)
		p->hidden = !p->hidden;
}

static void swap(struct columns_view *c, int by)
{
	int to = c->cursor + by;
	if (to < 0 || to >= c->grid->class->column_count)
		return;
	struct grid_place other = c->grid->places[to];
	c->grid->places[to] = c->grid->places[c->cursor];
	c->grid->places[c->cursor] = other;
	c->cursor = to;
}

static bool request(struct view *v, const struct input *in)
{
	struct columns_view *c = (struct columns_view *)v;
	if (!c->grid)
		return false;
	int last = c->grid->class->column_count - 1;
	/* clang-format off */
	switch (in->request) {
	case REQUEST_UP: c->cursor -= c->cursor > 0; return true;
	case REQUEST_DOWN: c->cursor += c->cursor < last; return true;
	case REQUEST_FIRST: c->cursor = 0; return true;
	case REQUEST_LAST: c->cursor = last; return true;
	case REQUEST_MOVE_LEFT: swap(c, -1); return true;
	case REQUEST_MOVE_RIGHT: swap(c, 1); return true;
	case REQUEST_OPEN: case REQUEST_LOOK: toggle(c); return true;
	case REQUEST_HIDE_COLUMN: browser_pop(v->b); return true;
	default: return false;
	}
	/* clang-format on */
}

static void status(struct view *v, struct buf *out)
{
	(void)v;
	buf_add(out, TEXT("Space shows or hides, < and > move, Esc closes"));
}

const struct view_class view_columns = {
	.name = "columns",
	.size = sizeof(struct columns_view),
	.popup = true,
	.open = open_view,
	.draw = draw,
	.request = request,
	.status = status,
};
