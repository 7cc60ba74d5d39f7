/* The table of threats: seventeen columns, worst first. threats.md 6. */
#include <config.h>

#include "base/memory.h"
#include "browser/listed.h"
#include "browser/threat_cells.h"
#include "reports/display.h"

struct threats_view {
	struct listed listed;
	struct listing *all; /* while the total is not known, and the table's own cannot tell */
	struct threat_cells cells; /* of the row that was loaded last */
	uint64_t total, hidden;
	bool total_known;
	struct case_threat kept[LISTED_KEPT];
};

#define COLUMN_ROW(id, name, least, wanted, most, importance, right, field)                        \
	{ name, least, wanted, most, importance, right },
static const struct grid_column columns[] = { THREAT_COLUMNS(COLUMN_ROW) };
#undef COLUMN_ROW

static const enum listing_key keys[] = { LISTING_THREAT, LISTING_SENSOR, LISTING_COUNT,
	LISTING_WORST, LISTING_FIRST, LISTING_LAST, LISTING_SPARKLINE, LISTING_SRC_IP,
	LISTING_SRC_PORT, LISTING_DST_IP, LISTING_DST_PORT, LISTING_PROTO, LISTING_TYPE,
	LISTING_TRAIL, LISTING_INFO, LISTING_REFERENCE, LISTING_TAGS };
_Static_assert(sizeof(keys) / sizeof(keys[0]) == THREAT_COLUMN_COUNT, "a key for each column");

/* The order and the filter may be others. */
static void list_again(struct threats_view *t)
{
	struct browser *b = t->listed.view.b;
	enum listing_key key = keys[t->listed.grid.sorted];
	struct listing_options options = { .of = LISTING_THREATS,
		.key = key,
		/* The worst ones first are what counts as forwards there, and as backwards in the table. */
		.reverse = key == LISTING_WORST ? !t->listed.grid.reverse : t->listed.grid.reverse,
		.query = b->filter.query,
		.triage = b->triage,
		.hidden = b->filter.hidden };
	listed_begin(&t->listed, &options);
	t->hidden = triage_hidden(b->triage);
}

/* --- rows */

static const struct case_threat *threat_of(struct threats_view *t, uint64_t row)
{
	struct fault f;
	struct listed *l = &t->listed;
	size_t place = listed_kept(l, row);
	if (place < LISTED_KEPT)
		return &t->kept[place];
	place = listed_keep(l, row);
	if (case_threat_at(l->view.b->c, row, &l->arena, &t->kept[place], &f))
		return &t->kept[place];
	listed_forget(l);
	return NULL;
}

static bool load(void *context, size_t place)
{
	struct threats_view *t = context;
	t->cells.threat = threat_of(t, listing_row(t->listed.listing, place));
	if (t->cells.threat)
		t->cells.marks = triage_of(t->listed.view.b->triage, t->cells.threat->id);
	return t->cells.threat != NULL;
}

static bool matches(void *context, const struct query *q)
{
	const struct threats_view *t = context;
	return query_threat(q, t->cells.threat, t->cells.marks);
}

static void draw_cell(void *context, int column, struct canvas *c, int row, int at, int width)
{
	const struct threats_view *t = context;
	threat_cell_draw(&t->cells, (enum threat_column)column, c, row, at, width);
}

static void cell_as_text(void *context, int column, struct buf *out)
{
	const struct threats_view *t = context;
	threat_cell_text(&t->cells, (enum threat_column)column, out);
}

static bool largest_first(int column)
{
	return column == THREAT_COLUMN_EVENTS || column == THREAT_COLUMN_SEVERITY ||
	    column == THREAT_COLUMN_LAST || column == THREAT_COLUMN_SPARKLINE;
}

static void sort(void *context, int column, bool reverse)
{
	struct threats_view *t = context;
	(void)column, (void)reverse;
	list_again(t);
}

static uint64_t threat(struct view *v)
{
	return listed_row((struct listed *)v);
}

static bool marked(void *context)
{
	const struct threats_view *t = context;
	return t->cells.threat &&
	    browser_is_marked(
		t->listed.view.b, t->listed.kept[(size_t)(t->cells.threat - t->kept)]);
}

static const struct grid_class table = { .columns = columns,
	.column_count = THREAT_COLUMN_COUNT,
	.load = load,
	.marked = marked,
	.draw = draw_cell,
	.text = cell_as_text,
	.matches = matches,
	.identity = listed_identity,
	.find = listed_find,
	.sort = sort,
	.largest_first = largest_first };

/* --- the view */

static void open_view(struct view *v)
{
	struct threats_view *t = (struct threats_view *)v;
	grid_init(&t->listed.grid, &table, t);
	t->listed.grid.sorted = THREAT_COLUMN_SEVERITY;
	t->listed.grid.reverse = true;
	list_again(t);
}

static void close_view(struct view *v)
{
	struct threats_view *t = (struct threats_view *)v;
	listed_close(&t->listed);
	listing_free(t->all);
}

static void forget_total(struct threats_view *t)
{
	listing_free(t->all);
	t->all = NULL;
	t->total_known = false;
}

static void know_total(struct threats_view *t, uint64_t total)
{
	forget_total(t);
	t->total = total;
	t->total_known = true;
}

/* How many there are in all; counting a million at once would be noticed. True: it is not known yet. */
static bool count_all(struct threats_view *t, int64_t until)
{
	const struct browser *b = t->listed.view.b;
	struct listing_options options = { .of = LISTING_THREATS, .hidden = true };
	if (t->total_known)
		return false;
	if (query_is_empty(b->filter.query) && (b->filter.hidden || !t->hidden)) {
		know_total(t, t->listed.grid.count);
		return false;
	}
	if (!t->all)
		t->all = listing_new(b->c, &options);
	if (listing_step(t->all, until))
		return true;
	know_total(t, listing_count(t->all));
	return false;
}

static bool step(struct view *v, int64_t until)
{
	struct threats_view *t = (struct threats_view *)v;
	return listed_step(&t->listed, until) || count_all(t, until);
}

static void changed(struct view *v, unsigned changes)
{
	struct threats_view *t = (struct threats_view *)v;
	const struct browser *b = v->b;
	bool marks = (query_needs(b->filter.query) & QUERY_MARKS) ||
	    t->listed.grid.sorted == THREAT_COLUMN_TAGS || t->hidden != triage_hidden(b->triage);
	listed_forget(&t->listed);
	if (!(changes & (CHANGE_FILTER | CHANGE_CASE)) && !marks)
		return;
	grid_keep(&t->listed.grid);
	if (changes & CHANGE_CASE)
		forget_total(t);
	list_again(t);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	struct threats_view *t = (struct threats_view *)v;
	listed_draw(&t->listed, c, a,
	    t->total_known && t->total ? TEXT("No threat is as the filter says.")
				       : TEXT("No threats in what was examined."));
}

static bool request(struct view *v, const struct input *in)
{
	return grid_request(listed_grid(v), in);
}

static void status(struct view *v, struct buf *out)
{
	struct threats_view *t = (struct threats_view *)v;
	if (t->total_known && t->listed.grid.count != t->total) {
		display_number(out, t->listed.grid.count);
		buf_add(out, TEXT(" of "));
	}
	display_count(out, t->total_known ? t->total : t->listed.grid.count, "threat", "threats");
	listed_order(&t->listed, out);
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	struct threats_view *t = (struct threats_view *)v;
	return grid_load(&t->listed.grid) &&
	    threat_cell_value(
		&t->cells, (enum threat_column)grid_column(&t->listed.grid), field, value);
}

const struct view_class view_threats = {
	.name = "threats",
	.size = sizeof(struct threats_view),
	.open = open_view,
	.close = close_view,
	.step = step,
	.changed = changed,
	.draw = draw,
	.request = request,
	.status = status,
	.threat = threat,
	.cell = cell,
	.grid = listed_grid,
};
