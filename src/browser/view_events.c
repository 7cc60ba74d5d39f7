/* Events, of one threat or of all, by time. */
#include <config.h>

#include "browser/event_cells.h"
#include "browser/listed.h"
#include "reports/display.h"

struct events_view {
	struct listed listed;
	struct arena id; /* of the threat, where it is of one */
	struct text threat;
	const struct case_event *event; /* the one loaded last */
	bool suppressed;                /* these are shown, too */
	bool filtered;                  /* of one threat: only after the filter was changed here */
	uint64_t total;                 /* 0: not known yet */
	struct case_event kept[LISTED_KEPT];
};

#define COLUMN_ROW(id, name, least, wanted, most, importance, right, field)                        \
	{ name, least, wanted, most, importance, right },
static const struct grid_column columns[] = { EVENT_COLUMNS(COLUMN_ROW) };
#undef COLUMN_ROW

/* As the columns are; the total order where there is no better one. */
static const enum listing_key keys[] = { LISTING_TIME, LISTING_SENSOR, LISTING_SRC_IP,
	LISTING_SRC_PORT, LISTING_DST_IP, LISTING_DST_PORT, LISTING_PROTO, LISTING_TYPE,
	LISTING_TRAIL, LISTING_INFO, LISTING_REFERENCE, LISTING_SEVERITY, LISTING_THREAT,
	LISTING_TIME, LISTING_COUNT, LISTING_TIME, LISTING_TIME, LISTING_TIME, LISTING_TIME,
	LISTING_TIME, LISTING_TIME, LISTING_TIME };
_Static_assert(sizeof(keys) / sizeof(keys[0]) == EVENT_COLUMN_END, "a key for each column");

static void forget(struct events_view *v)
{
	listed_forget(&v->listed);
	v->event = NULL;
}

static void list_again(struct events_view *v)
{
	struct browser *b = v->listed.view.b;
	bool of_one = v->listed.view.argument != 0;
	struct listing_options options = { .of = LISTING_EVENTS,
		.key = keys[v->listed.grid.sorted],
		.reverse = v->listed.grid.reverse,
		.query = of_one && !v->filtered ? NULL : b->filter.query,
		.triage = b->triage,
		.hidden = of_one || b->filter.hidden,
		.suppressed = v->suppressed,
		.threat = v->listed.view.argument };
	listed_begin(&v->listed, &options);
}

/* --- rows */

static const struct case_event *event_of(struct events_view *v, uint64_t row)
{
	struct fault f;
	struct listed *l = &v->listed;
	size_t place = listed_kept(l, row);
	if (place < LISTED_KEPT)
		return &v->kept[place];
	place = listed_keep(l, row);
	if (case_event_at(l->view.b->c, row, &l->arena, &v->kept[place], &f))
		return &v->kept[place];
	listed_forget(l);
	return NULL;
}

static bool load(void *context, size_t place)
{
	struct events_view *v = context;
	v->event = event_of(v, listing_row(v->listed.listing, place));
	return v->event != NULL;
}

static void draw_cell(void *context, int column, struct canvas *c, int row, int at, int width)
{
	const struct events_view *v = context;
	event_cell_draw(v->event, (enum event_column)column, c, row, at, width);
}

static void cell_as_text(void *context, int column, struct buf *out)
{
	const struct events_view *v = context;
	event_cell_text(v->event, (enum event_column)column, out);
}

static bool matches(void *context, const struct query *q)
{
	const struct events_view *v = context;
	return query_event(q, v->event, triage_of(v->listed.view.b->triage, v->event->threat));
}

static void sort(void *context, int column, bool reverse)
{
	struct events_view *v = context;
	(void)reverse;
	if (keys[column] == LISTING_TIME)
		v->listed.grid.sorted = EVENT_COLUMN_TIME;
	list_again(v);
}

static bool largest_first(int column)
{
	return column == EVENT_COLUMN_COUNT || column == EVENT_COLUMN_SEVERITY;
}

static const struct grid_class table = { .columns = columns,
	.column_count = EVENT_COLUMN_END,
	.load = load,
	.draw = draw_cell,
	.text = cell_as_text,
	.matches = matches,
	.identity = listed_identity,
	.find = listed_find,
	.sort = sort,
	.largest_first = largest_first };

/* --- the view */

/* Of all threats they are counted as they are listed. */
static void count_all(struct events_view *v)
{
	struct case_threat threat;
	struct fault f;
	arena_reset(&v->id);
	v->total = 0;
	if (v->listed.view.argument &&
	    case_threat_at(v->listed.view.b->c, v->listed.view.argument, &v->id, &threat, &f)) {
		v->total = threat.kept;
		v->threat = threat.id;
	}
}

static void open_view(struct view *view)
{
	struct events_view *v = (struct events_view *)view;
	grid_init(&v->listed.grid, &table, v);
	v->listed.grid.sorted = EVENT_COLUMN_TIME;
	count_all(v);
	list_again(v);
}

static void close_view(struct view *view)
{
	struct events_view *v = (struct events_view *)view;
	listed_close(&v->listed);
	arena_free(&v->id);
}

static bool step(struct view *view, int64_t until)
{
	struct events_view *v = (struct events_view *)view;
	bool more = listed_step(&v->listed, until);
	if (!more && !view->argument && !v->suppressed && query_is_empty(view->b->filter.query))
		v->total = v->listed.grid.count;
	return more;
}

static void changed(struct view *view, unsigned changes)
{
	struct events_view *v = (struct events_view *)view;
	bool marks = query_needs(view->b->filter.query) & QUERY_MARKS;
	forget(v);
	v->filtered |= (changes & CHANGE_FILTER) != 0;
	if (!(changes & (CHANGE_FILTER | CHANGE_CASE)) && !marks)
		return;
	grid_keep(&v->listed.grid);
	if (changes & CHANGE_CASE)
		count_all(v);
	list_again(v);
}

static void draw(struct view *view, struct canvas *c, struct area a)
{
	struct events_view *v = (struct events_view *)view;
	listed_draw(&v->listed, c, a,
	    query_is_empty(view->b->filter.query) ? TEXT("No events in what was examined.")
						  : TEXT("No event is as the filter says."));
}

static uint64_t event(struct view *view)
{
	return listed_row((struct listed *)view);
}

static uint64_t threat(struct view *view)
{
	struct events_view *v = (struct events_view *)view;
	if (view->argument)
		return view->argument;
	return grid_load(&v->listed.grid) ? case_threat_row(view->b->c, v->event->threat) : 0;
}

static bool request(struct view *view, const struct input *in)
{
	struct events_view *v = (struct events_view *)view;
	if (grid_request(&v->listed.grid, in))
		return true;
	if (in->kind != INPUT_KEY)
		return false;
	if (in->request == REQUEST_OPEN && event(view)) {
		browser_push(view->b, &view_packet, event(view));
		return true;
	}
	if (in->request == REQUEST_REVEAL) {
		v->suppressed = !v->suppressed;
		grid_keep(&v->listed.grid);
		list_again(v);
		browser_say(view->b, STYLE_GOOD, "suppressed events are %s",
		    v->suppressed ? "shown, too" : "not shown");
		return true;
	}
	return false;
}

static void status(struct view *view, struct buf *out)
{
	struct events_view *v = (struct events_view *)view;
	display_number(out, v->listed.grid.count);
	if (v->listed.grid.count < v->total) {
		buf_add(out, TEXT(" of "));
		display_number(out, v->total);
	}
	buf_add(out,
	    (v->total ? v->total : v->listed.grid.count) == 1 ? TEXT(" event") : TEXT(" events"));
	if (v->threat.n) {
		buf_add(out, TEXT(" of "));
		buf_add(out, v->threat);
	}
	if (v->suppressed)
		buf_add(out, TEXT(" with suppressed"));
	listed_order(&v->listed, out);
}

static bool cell(struct view *view, const char **field, struct buf *value)
{
	struct events_view *v = (struct events_view *)view;
	if (!grid_load(&v->listed.grid))
		return false;
	enum event_column column = (enum event_column)grid_column(&v->listed.grid);
	*field = event_cell_field(column);
	event_cell_text(v->event, column, value);
	return true;
}

const struct view_class view_events = {
	.name = "events",
	.size = sizeof(struct events_view),
	.open = open_view,
	.close = close_view,
	.step = step,
	.changed = changed,
	.draw = draw,
	.request = request,
	.status = status,
	.threat = threat,
	.event = event,
	.cell = cell,
	.grid = listed_grid,
};
