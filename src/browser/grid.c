/* A table: what fits, drawing, moving, clicks. */
#include <config.h>

#include "browser/grid.h"

enum {
	GUTTER = 2, /* columns before the first: cursor, mark */
	WIDEST = 500,
};

void grid_init(struct grid *g, const struct grid_class *class, void *context)
{
	*g = (struct grid) { .class = class, .context = context, .sorted = GRID_NONE };
	for (int i = 0; i < class->column_count; i++)
		g->places[i].column = i;
}

static const struct grid_column *column_at(const struct grid *g, int place)
{
	return &g->class->columns[g->places[place].column];
}

int grid_column(const struct grid *g)
{
	return g->places[g->cell].column;
}

int grid_find(const struct grid *g, struct text name)
{
	for (int i = 0; i < g->class->column_count; i++)
		if (text_is_nocase(name, text_of(g->class->columns[i].name)))
			return i;
	return GRID_NONE;
}

bool grid_load(struct grid *g)
{
	return g->row < g->count && g->class->load(g->context, g->row);
}

/* --- which columns there is room for */

static int least_width(const struct grid *g, int place)
{
	int own = g->places[place].width;
	return own ? own : column_at(g, place)->least;
}

/* The smaller the sooner it gets its room. */
static int rank(const struct grid *g, int place)
{
	enum { FROZEN = -1000 };
	if (place == g->cell)
		return FROZEN - 1;
	return place < g->frozen ? FROZEN : column_at(g, place)->importance;
}

/* The place that is next to get room, or GRID_NONE. tried: a bit a place. */
static int next_by_rank(const struct grid *g, uint32_t tried)
{
	int best = GRID_NONE;
	for (int i = 0; i < g->class->column_count; i++)
		if (!(tried >> i & 1) && !g->places[i].hidden &&
		    (best == GRID_NONE || rank(g, i) < rank(g, best)))
			best = i;
	return best;
}

/* Gives what is left to those that are shown, the most important first, until each is as wide as it should be;
 * the rest. */
static int widen(struct grid *g, int left)
{
	uint32_t tried = 0;
	for (int place; left > 0 && (place = next_by_rank(g, tried)) != GRID_NONE;
	     tried |= UINT32_C(1) << place) {
		struct grid_place *p = &g->places[place];
		int use = column_at(g, place)->wanted - p->drawn;
		if (!p->shown || p->width || use <= 0)
			continue;
		use = use < left ? use : left;
		p->drawn += use;
		left -= use;
	}
	return left;
}

/* The rest goes round, one column of the screen at a time, to those that can use it. */
static void widen_all(struct grid *g, int left)
{
	for (bool any = true; left > 0 && any;) {
		any = false;
		for (int i = 0; i < g->class->column_count && left > 0; i++) {
			struct grid_place *p = &g->places[i];
			if (!p->shown || p->hidden || p->width || p->drawn >= column_at(g, i)->most)
				continue;
			p->drawn++;
			left--;
			any = true;
		}
	}
}

/* What those that are shown could use to be as wide as they should. */
static int lacking(const struct grid *g, uint32_t tried)
{
	int sum = 0;
	for (int i = 0; i < g->class->column_count; i++) {
		const struct grid_place *p = &g->places[i];
		int use = column_at(g, i)->wanted - p->drawn;
		if ((tried >> i & 1) && p->shown && !p->width && use > 0)
			sum += use;
	}
	return sum;
}

/* The first few get the least they can do with; others only what those do not want. */
static void lay_out(struct grid *g, int at, int room)
{
	enum { FIRST_FEW = 7 };
	uint32_t tried = 0;
	int left = room + 1; /* the last one needs no blank after it */
	for (int place; (place = next_by_rank(g, tried)) != GRID_NONE;
	     tried |= UINT32_C(1) << place) {
		struct grid_place *p = &g->places[place];
		int least = least_width(g, place);
		if (place == g->cell && least > room)
			least = room;
		int wanted = rank(g, place) > FIRST_FEW ? lacking(g, tried) : 0;
		p->shown = least > 0 && least + 1 <= left - wanted;
		p->drawn = least;
		left -= p->shown ? least + 1 : 0;
	}
	left = widen(g, left);
	widen_all(g, left);
	for (int i = 0; i < g->class->column_count; i++) {
		struct grid_place *p = &g->places[i];
		p->shown &= !p->hidden;
		p->at = at;
		at += p->shown ? p->drawn + 1 : 0;
	}
}

/* --- which rows */

static int rows_of(const struct grid *g)
{
	return g->area.rows > 1 ? g->area.rows - 1 : 1;
}

static void clamp(struct grid *g)
{
	size_t rows = (size_t)rows_of(g);
	if (g->row >= g->count)
		g->row = g->count ? g->count - 1 : 0;
	if (g->top > g->row)
		g->top = g->row;
	if (g->row - g->top >= rows)
		g->top = g->row - rows + 1;
	if (g->count <= rows)
		g->top = 0;
	else if (g->top > g->count - rows)
		g->top = g->count - rows;
}

void grid_keep(struct grid *g)
{
	if (!g->moved || g->seeking || !g->class->identity)
		return;
	if (!g->lost && g->row < g->count)
		g->identity = g->class->identity(g->context, g->row);
	else if (!g->lost)
		return;
	g->seeking = true;
}

static void seek(struct grid *g)
{
	size_t offset = g->row - g->top, place = g->class->find(g->context, g->identity);
	if (place == SIZE_MAX) {
		g->seeking = g->more;
		g->lost = !g->more;
		return;
	}
	g->lost = false;
	g->row = place;
	g->top = place > offset ? place - offset : 0;
	g->seeking = false;
}

void grid_go(struct grid *g, size_t row, int place)
{
	g->row = row;
	g->moved = true;
	g->seeking = g->lost = false;
	if (place != GRID_NONE)
		g->cell = place;
	clamp(g);
}

/* --- drawing */

static void draw_name(const struct grid *g, struct canvas *c, int place)
{
	const struct grid_place *p = &g->places[place];
	const struct grid_column *column = column_at(g, place);
	bool sorted = p->column == g->sorted;
	enum style style = sorted ? STYLE_SORTED : STYLE_HEADER;
	int room = p->drawn - sorted, width = canvas_width(text_of(column->name));
	int at = p->at + (column->right && width < room ? room - width : 0);
	canvas_clear(c, (struct area) { g->area.row, p->at, 1, p->drawn }, style);
	if (width > room) /* without the mark of a cut, which would tell less than the letter */
		canvas_text(c, g->area.row, at, room, style,
		    text_head(text_of(column->name), (size_t)room));
	else
		canvas_text(c, g->area.row, at, room, style, text_of(column->name));
	if (sorted) {
		const char *mark = c->ascii ? (g->reverse ? "-" : "+")
		    : g->reverse            ? "\u25bc"
					    : "\u25b2";
		canvas_text(c, g->area.row, p->at + p->drawn - 1, 1, style, text_of(mark));
	}
}

int grid_missing(const struct grid *g)
{
	int missing = 0;
	for (int i = 0; i < g->class->column_count; i++)
		missing += !g->places[i].shown && !g->places[i].hidden;
	return missing;
}

static void draw_row(struct grid *g, struct canvas *c, int row, size_t place)
{
	const struct grid_class *class = g->class;
	bool at_hand = place == g->row;
	if (!class->load(g->context, place)) {
		canvas_text(c, row, g->area.column + GUTTER, 1, STYLE_DIM, TEXT("."));
		return;
	}
	bool marked = class->marked && class->marked(g->context);
	canvas_text(c, row, g->area.column, 1, STYLE_STRONG, at_hand ? TEXT(">") : TEXT(" "));
	canvas_text(c, row, g->area.column + 1, 1, STYLE_MARKED, marked ? TEXT("*") : TEXT(" "));
	for (int i = 0; i < class->column_count; i++) {
		const struct grid_place *p = &g->places[i];
		if (p->shown)
			class->draw(g->context, p->column, c, row, p->at, p->drawn);
	}
	if (!at_hand)
		return;
	for (int column = g->area.column; column < g->area.column + g->area.columns; column++) {
		struct cell *cell = canvas_cell(c, row, column);
		if (cell)
			cell->reverse = CELL_ROW;
	}
	const struct grid_place *p = &g->places[g->cell];
	canvas_reverse(c, (struct area) { row, p->at, 1, p->drawn });
}

void grid_draw(struct grid *g, struct canvas *c, struct area a)
{
	bool names = a.rows > 1;
	g->area = a;
	for (int i = 0; g->places[g->cell].hidden && i < g->class->column_count; i++)
		g->cell = (g->cell + 1) % g->class->column_count;
	if (g->seeking)
		seek(g);
	clamp(g);
	lay_out(g, a.column + GUTTER, a.columns - GUTTER);
	if (names) {
		canvas_clear(c, (struct area) { a.row, a.column, 1, a.columns }, STYLE_HEADER);
		for (int i = 0; i < g->class->column_count; i++)
			if (g->places[i].shown)
				draw_name(g, c, i);
	}
	for (int i = names; i < a.rows; i++) {
		size_t place = g->top + (size_t)(i - names);
		if (place < g->count)
			draw_row(g, c, a.row + i, place);
	}
}

/* --- moving */

static void move_rows(struct grid *g, size_t by, bool down)
{
	if (down)
		g->row = g->count - g->row > by ? g->row + by : g->count ? g->count - 1 : 0;
	else
		g->row = g->row > by ? g->row - by : 0;
	g->moved = true;
	g->seeking = g->lost = false;
	clamp(g);
}

static void move_page(struct grid *g, bool down)
{
	size_t rows = (size_t)rows_of(g), by = rows > 2 ? rows - 1 : 1;
	if (down)
		g->top += by;
	else
		g->top = g->top > by ? g->top - by : 0;
	move_rows(g, by, down);
}

static void move_cell(struct grid *g, int by)
{
	int to = g->cell;
	do
		to += by;
	while (to >= 0 && to < g->class->column_count && g->places[to].hidden);
	if (to >= 0 && to < g->class->column_count)
		g->cell = to;
}

/* The column of the cell at hand changes places with its neighbour, and takes the cursor along. */
static void move_column(struct grid *g, int by)
{
	int from = g->cell;
	move_cell(g, by);
	if (g->cell != from) {
		struct grid_place other = g->places[g->cell];
		g->places[g->cell] = g->places[from];
		g->places[from] = other;
	}
}

static void set_width(struct grid *g, int by)
{
	struct grid_place *p = &g->places[g->cell];
	int width = p->drawn + by;
	if (width >= 1 && width <= WIDEST)
		p->width = width;
}

void grid_sort(struct grid *g, int column, bool reverse)
{
	if (!g->class->sort)
		return;
	grid_keep(g);
	g->sorted = column;
	g->reverse = reverse;
	g->class->sort(g->context, column, reverse);
}

/* --- clicks */

static int place_under(const struct grid *g, int column)
{
	for (int i = 0; i < g->class->column_count; i++) {
		const struct grid_place *p = &g->places[i];
		if (p->shown && column >= p->at && column <= p->at + p->drawn)
			return i;
	}
	return GRID_NONE;
}

static bool click_name(struct grid *g, int place)
{
	int column = place == GRID_NONE ? GRID_NONE : g->places[place].column;
	if (column == GRID_NONE)
		return true;
	bool first = g->class->largest_first && g->class->largest_first(column);
	grid_sort(g, column, g->sorted == column ? !g->reverse : first);
	return true;
}

static bool click(struct grid *g, const struct input *in)
{
	int row = in->row - g->area.row - (g->area.rows > 1);
	if (in->row < g->area.row || in->row >= g->area.row + g->area.rows)
		return false;
	if (row < 0)
		return click_name(g, place_under(g, in->column));
	if (g->top + (size_t)row >= g->count)
		return true;
	grid_go(g, g->top + (size_t)row, place_under(g, in->column));
	/* The second click of two is the browser's: it filters by the cell. */
	return in->kind != INPUT_DOUBLE_CLICK;
}

bool grid_request(struct grid *g, const struct input *in)
{
	enum { WHEEL = 3 };
	/* clang-format off */
	switch (in->kind) {
	case INPUT_CLICK: case INPUT_DOUBLE_CLICK: return click(g, in);
	case INPUT_WHEEL_UP: move_rows(g, WHEEL, false); return true;
	case INPUT_WHEEL_DOWN: move_rows(g, WHEEL, true); return true;
	default: break;
	}
	switch (in->request) {
	case REQUEST_UP: move_rows(g, 1, false); return true;
	case REQUEST_DOWN: move_rows(g, 1, true); return true;
	case REQUEST_PAGE_UP: move_page(g, false); return true;
	case REQUEST_PAGE_DOWN: move_page(g, true); return true;
	case REQUEST_FIRST: move_rows(g, SIZE_MAX, false); g->moved = false; return true;
	case REQUEST_LAST: move_rows(g, SIZE_MAX, true); return true;
	case REQUEST_LEFT: move_cell(g, -1); return true;
	case REQUEST_RIGHT: move_cell(g, 1); return true;
	case REQUEST_MOVE_LEFT: move_column(g, -1); return true;
	case REQUEST_MOVE_RIGHT: move_column(g, 1); return true;
	case REQUEST_NARROW: set_width(g, -1); return true;
	case REQUEST_WIDEN: set_width(g, 1); return true;
	case REQUEST_FREEZE: g->frozen = g->frozen == g->cell + 1 ? 0 : g->cell + 1; return true;
	case REQUEST_REVERSE:
		if (g->class->sort)
			grid_sort(g, g->sorted, !g->reverse);
		return true;
	default: return false;
	}
	/* clang-format on */
}
