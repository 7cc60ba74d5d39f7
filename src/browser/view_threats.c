/* The table of threats: seventeen columns, worst first. threats.md 6. */
#include <config.h>

#include "base/memory.h"
#include "browser/browser.h"
#include "browser/grid.h"
#include "browser/threat_cells.h"
#include "case/listing.h"
#include "reports/display.h"

enum { KEPT = 256 }; /* threats that were drawn lately: a screen and what is around it */

struct threats_view {
	struct view view;
	struct grid grid;
	struct listing *listing;
	struct listing *all; /* while the total is not known, and the table's own cannot tell */
	struct threat_cells cells; /* of the row that was loaded last */
	uint64_t total, hidden;
	bool total_known, failed;
	struct arena arena; /* of those kept */
	size_t kept_count;
	struct {
		uint64_t row;
		struct case_threat threat;
	} kept[KEPT];
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

static void forget(struct threats_view *t)
{
	arena_reset(&t->arena);
	t->kept_count = 0;
}

/* The order and the filter may be others. */
static void list_again(struct threats_view *t)
{
	struct browser *b = t->view.b;
	enum listing_key key = keys[t->grid.sorted];
	struct listing_options options = { .of = LISTING_THREATS,
		.key = key,
		/* The worst ones first are what counts as forwards there, and as backwards in the table. */
		.reverse = key == LISTING_WORST ? !t->grid.reverse : t->grid.reverse,
		.query = b->filter.query,
		.triage = b->triage,
		.hidden = b->filter.hidden };
	listing_free(t->listing);
	t->listing = listing_new(b->c, &options);
	t->hidden = triage_hidden(b->triage);
	t->grid.count = 0;
	t->grid.more = true;
	t->failed = false;
}

/* --- rows */

static const struct case_threat *threat_of(struct threats_view *t, uint64_t row)
{
	struct fault f;
	for (size_t i = 0; i < t->kept_count; i++)
		if (t->kept[i].row == row)
			return &t->kept[i].threat;
	if (t->kept_count == KEPT)
		forget(t);
	struct case_threat *threat = &t->kept[t->kept_count].threat;
	if (!case_threat_at(t->view.b->c, row, &t->arena, threat, &f))
		return NULL;
	t->kept[t->kept_count++].row = row;
	return threat;
}

static bool load(void *context, size_t place)
{
	struct threats_view *t = context;
	t->cells.threat = threat_of(t, listing_row(t->listing, place));
	if (t->cells.threat)
		t->cells.marks = triage_of(t->view.b->triage, t->cells.threat->id);
	return t->cells.threat != NULL;
}

static uint64_t identity(void *context, size_t place)
{
	const struct threats_view *t = context;
	return listing_row(t->listing, place);
}

static size_t find(void *context, uint64_t row)
{
	const struct threats_view *t = context;
	return listing_place(t->listing, row);
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
	struct threats_view *t = (struct threats_view *)v;
	return t->grid.row < t->grid.count ? listing_row(t->listing, t->grid.row) : 0;
}

static bool marked(void *context)
{
	const struct threats_view *t = context;
	for (size_t i = 0; i < t->kept_count; i++)
		if (&t->kept[i].threat == t->cells.threat)
			return browser_is_marked(t->view.b, t->kept[i].row);
	return false;
}

static const struct grid_class table = { .columns = columns,
	.column_count = THREAT_COLUMN_COUNT,
	.load = load,
	.marked = marked,
	.draw = draw_cell,
	.text = cell_as_text,
	.matches = matches,
	.identity = identity,
	.find = find,
	.sort = sort,
	.largest_first = largest_first };

/* --- the view */

static void open_view(struct view *v)
{
	struct threats_view *t = (struct threats_view *)v;
	grid_init(&t->grid, &table, t);
	t->grid.sorted = THREAT_COLUMN_SEVERITY;
	t->grid.reverse = true;
	list_again(t);
}

static void close_view(struct view *v)
{
	struct threats_view *t = (struct threats_view *)v;
	listing_free(t->listing);
	listing_free(t->all);
	arena_free(&t->arena);
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
	const struct browser *b = t->view.b;
	struct listing_options options = { .of = LISTING_THREATS, .hidden = true };
	if (t->total_known)
		return false;
	if (query_is_empty(b->filter.query) && (b->filter.hidden || !t->hidden)) {
		know_total(t, t->grid.count);
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
	bool more = listing_step(t->listing, until);
	const struct fault *f = listing_fault(t->listing);
	t->grid.count = listing_count(t->listing);
	t->grid.more = more;
	if (f && !t->failed)
		browser_say(v->b, STYLE_ERROR, "%s", f->text);
	t->failed = f != NULL;
	return more || count_all(t, until);
}

static void changed(struct view *v, unsigned changes)
{
	struct threats_view *t = (struct threats_view *)v;
	const struct browser *b = v->b;
	bool marks = (query_needs(b->filter.query) & QUERY_MARKS) ||
	    t->grid.sorted == THREAT_COLUMN_TAGS || t->hidden != triage_hidden(b->triage);
	forget(t);
	if (!(changes & (CHANGE_FILTER | CHANGE_CASE)) && !marks)
		return;
	grid_keep(&t->grid);
	if (changes & CHANGE_CASE)
		forget_total(t);
	list_again(t);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	struct threats_view *t = (struct threats_view *)v;
	grid_draw(&t->grid, c, a);
	if (t->grid.count == 0 && !t->grid.more && a.rows > 2)
		canvas_text(c, a.row + 2, a.column + 2, a.columns - 2, STYLE_DIM,
		    t->total_known && t->total ? TEXT("No threat is as the filter says.")
					       : TEXT("No threats in what was examined."));
}

static bool request(struct view *v, const struct input *in)
{
	return grid_request(&((struct threats_view *)v)->grid, in);
}

static void status(struct view *v, struct buf *out)
{
	struct threats_view *t = (struct threats_view *)v;
	uint64_t seen, all;
	if (t->total_known && t->grid.count != t->total) {
		display_number(out, t->grid.count);
		buf_add(out, TEXT(" of "));
	}
	display_count(out, t->total_known ? t->total : t->grid.count, "threat", "threats");
	buf_format(out, ", by %s", columns[t->grid.sorted].name);
	if (t->grid.more) {
		listing_progress(t->listing, &seen, &all);
		buf_format(out, " (%llu %%)", (unsigned long long)(all ? seen * 100 / all : 0));
	}
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	struct threats_view *t = (struct threats_view *)v;
	return grid_load(&t->grid) &&
	    threat_cell_value(&t->cells, (enum threat_column)grid_column(&t->grid), field, value);
}

static struct grid *grid(struct view *v)
{
	return &((struct threats_view *)v)->grid;
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
	.grid = grid,
};
