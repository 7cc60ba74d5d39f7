/* Charts of what the filter leaves: bars to choose from, and lines over time. */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "browser/browser.h"
#include "browser/fold.h"
#include "browser/plot.h"
#include "browser/span.h"
#include "reports/display.h"

enum {
	BARS = 100,
	LINES = 5, /* types that are drawn, the busiest ones (threats.md 10) */
	LABEL_PART = 45,
	NUMBERS = 22,
	PLOT_LEAST = 3,
};

enum chart { THREATS = 1, EVENTS, SEVERITY, SOURCES, TRAILS, COUNTRIES };

static const struct {
	const char *name;
	enum fold_by by;
} charts[] = {
	[THREATS] = { "threats", FOLD_THREAT },
	[EVENTS] = { "events", FOLD_BYS },
	[SEVERITY] = { "severity", FOLD_SEVERITY },
	[SOURCES] = { "sources", FOLD_SOURCE },
	[TRAILS] = { "trails", FOLD_TRAIL },
	[COUNTRIES] = { "countries", FOLD_COUNTRY },
};

/* Of the types, by their place. */
static const enum style lines[LINES] = { STYLE_BLUE, STYLE_ORANGE, STYLE_GREEN, STYLE_VIOLET,
	STYLE_RED };

struct charts_view {
	struct view view;
	struct fold *fold;
	bool counted;   /* the fold is complete */
	int64_t looked; /* when the bars were made, monotonic ns */
	struct arena arena;
	struct fold_bar bars[BARS + 1];
	size_t count, cursor, top, bin;
	struct span span;
	int page;
};

static enum chart chart_of(const struct view *v)
{
	return v->argument >= THREATS && v->argument <= COUNTRIES ? (enum chart)v->argument
								  : THREATS;
}

/* --- what is counted */

static void begin(struct charts_view *c)
{
	struct browser *b = c->view.b;
	fold_free(c->fold);
	c->fold = fold_new(b->c, &b->filter, b->triage, b->geo);
	c->counted = false;
	c->looked = 0;
	c->span = span_of(b->c);
}

static void open_view(struct view *v)
{
	begin((struct charts_view *)v);
}

static void close_view(struct view *v)
{
	struct charts_view *c = (struct charts_view *)v;
	fold_free(c->fold);
	arena_free(&c->arena);
}

static void changed(struct view *v, unsigned changes)
{
	if (changes)
		begin((struct charts_view *)v);
}

/* Makes the bars anew; while there is more to count, three times a second. */
static void look(struct charts_view *c)
{
	enum fold_by by = charts[chart_of(&c->view)].by;
	int64_t now = time_monotonic();
	if (c->looked && (c->counted || now - c->looked < NS_PER_SECOND / 3))
		return;
	c->looked = now;
	arena_reset(&c->arena);
	c->count = by == FOLD_BYS ? 0 : fold_bars(c->fold, by, BARS, &c->arena, c->bars);
	if (c->cursor >= c->count && by != FOLD_BYS)
		c->cursor = c->count ? c->count - 1 : 0;
}

static bool step(struct view *v, int64_t until)
{
	struct charts_view *c = (struct charts_view *)v;
	if (c->counted)
		return false;
	c->counted = !fold_step(c->fold, until);
	if (c->counted)
		c->looked = 0;
	return !c->counted;
}

/* --- drawing */

static void draw_names(struct charts_view *c, struct canvas *canvas, struct area a)
{
	int column = a.column;
	for (enum chart i = THREATS; i <= COUNTRIES; i++) {
		enum style style = i == chart_of(&c->view) ? STYLE_SORTED : STYLE_DIM;
		column += canvas_format(canvas, a.row, column, a.column + a.columns - column, style,
		    "%d %s", (int)i, charts[i].name);
		column += 2;
	}
}

static void draw_state(struct charts_view *c, struct canvas *canvas, struct area a)
{
	const struct fault *fault = fold_fault(c->fold);
	uint64_t seen, total;
	if (fault) {
		canvas_text(canvas, a.row, a.column, a.columns, STYLE_ERROR, text_of(fault->text));
	} else if (!c->counted) {
		fold_progress(c->fold, &seen, &total);
		canvas_format(canvas, a.row, a.column, a.columns, STYLE_WARNING, "adding up: %u %%",
		    (unsigned)(total ? seen * 100 / total : 0));
	} else if (chart_of(&c->view) == COUNTRIES && !c->view.b->geo) {
		canvas_text(canvas, a.row, a.column, a.columns, STYLE_WARNING,
		    TEXT("countries are not known: start with --geo FILE.mmdb"));
	}
}

static enum style bar_style(enum chart chart, const struct fold_bar *bar)
{
	if (chart != SEVERITY)
		return STYLE_BLUE;
	return text_is(bar->label, TEXT("high"))  ? STYLE_RED
	    : text_is(bar->label, TEXT("medium")) ? STYLE_ORANGE
						  : STYLE_BLUE;
}

static void draw_bar(
    struct charts_view *c, struct canvas *canvas, struct area a, size_t i, uint64_t most)
{
	const struct fold_bar *bar = &c->bars[i];
	struct buf number;
	uint64_t all = fold_events(c->fold);
	int label = a.columns * LABEL_PART / 100, room = a.columns - label - NUMBERS - 2;
	buf_init(&number, 64);
	display_number(&number, bar->events);
	buf_format(&number, " %3u %%",
	    (unsigned)(all ? (double)bar->events * 100 / (double)all + 0.5 : 0));
	canvas_text(
	    canvas, a.row, a.column, label, bar->field ? STYLE_TEXT : STYLE_DIM, bar->label);
	canvas_bar(canvas, a.row, a.column + label + 1, room, bar_style(chart_of(&c->view), bar),
	    bar->events, most);
	canvas_text(canvas, a.row, a.column + a.columns - (int)number.n, (int)number.n, STYLE_TEXT,
	    buf_text(&number));
	if (i == c->cursor)
		canvas_reverse(canvas, (struct area) { a.row, a.column, 1, label });
	buf_free(&number);
}

static void draw_bars(struct charts_view *c, struct canvas *canvas, struct area a)
{
	uint64_t most = 0;
	size_t rows = a.rows > 0 ? (size_t)a.rows : 0;
	c->page = a.rows;
	if (c->cursor < c->top)
		c->top = c->cursor;
	if (rows && c->cursor >= c->top + rows)
		c->top = c->cursor - rows + 1;
	for (size_t i = 0; i < c->count; i++)
		most = c->bars[i].events > most ? c->bars[i].events : most;
	for (size_t i = 0; i < rows && c->top + i < c->count; i++)
		draw_bar(c, canvas, (struct area) { a.row + (int)i, a.column, 1, a.columns },
		    c->top + i, most);
}

/* The types as lines of a legend; the one at the cursor can be chosen. 0: all types. */
static void draw_legend(
    struct charts_view *c, struct canvas *canvas, struct area a, const struct fold_type *types)
{
	int column = a.column;
	uint64_t all[SPARK_BINS];
	fold_bins(c->fold, all);
	for (size_t i = 0; i <= c->count; i++) {
		struct buf text;
		buf_init(&text, 128);
		if (i)
			buf_format(&text, "%.*s ", (int)types[i - 1].name.n, types[i - 1].name.s);
		else
			buf_add(&text, TEXT("all "));
		display_number(&text, i ? types[i - 1].bins[c->bin] : all[c->bin]);
		if (i && !canvas->ascii)
			column += canvas_text(canvas, a.row, column, a.column + a.columns - column,
			    lines[i - 1], TEXT("\xe2\x94\x81\xe2\x94\x81 "));
		int used = canvas_text(canvas, a.row, column, a.column + a.columns - column,
		    i ? lines[i - 1] : STYLE_STRONG, buf_text(&text));
		if (i == c->cursor)
			canvas_reverse(canvas, (struct area) { a.row, column, 1, used });
		column += used + 2;
		buf_free(&text);
	}
}

static void draw_times(struct charts_view *c, struct canvas *canvas, struct area a)
{
	struct buf text;
	int at = a.column + (int)((2 * c->bin + 1) * (size_t)a.columns / (2 * SPARK_BINS));
	buf_init(&text, 128);
	canvas_text(
	    canvas, a.row, at, 1, STYLE_CURSOR, canvas->ascii ? TEXT("^") : TEXT("\xe2\x96\xb2"));
	span_time_text(&c->span, c->bin, &text);
	buf_add(&text, TEXT(" + "));
	span_width_text(&c->span, &text);
	int width = canvas_width(buf_text(&text)), left = at + 2;
	if (left + width > a.column + a.columns)
		left = at - 1 - width;
	canvas_text(
	    canvas, a.row, left < a.column ? a.column : left, width, STYLE_TEXT, buf_text(&text));
	buf_free(&text);
}

static void draw_lines(struct charts_view *c, struct canvas *canvas, struct area a)
{
	struct fold_type types[FOLD_TYPES];
	uint64_t most = 0, ticks[PLOT_TICKS];
	size_t count = fold_types(c->fold, types);
	c->count = count < LINES ? count : LINES;
	if (c->cursor > c->count)
		c->cursor = c->count;
	if (a.rows < PLOT_LEAST || !c->span.width)
		return;
	for (size_t t = 0; t < c->count; t++)
		for (size_t bin = 0; bin < SPARK_BINS; bin++)
			most = types[t].bins[bin] > most ? types[t].bins[bin] : most;
	size_t tick_count = plot_ticks(most, ticks);
	struct area plot = { a.row + 1, a.column, a.rows - 2, a.columns };
	int axis = plot_axis(canvas, plot, ticks, tick_count);
	plot.column += axis;
	plot.columns -= axis;
	for (size_t t = c->count; t-- > 0;)
		if (!c->cursor || c->cursor == t + 1)
			plot_line(canvas, plot, lines[t], types[t].bins, SPARK_BINS,
			    ticks[tick_count - 1]);
	draw_legend(c, canvas, (struct area) { a.row, a.column, 1, a.columns }, types);
	draw_times(c, canvas, (struct area) { a.row + a.rows - 1, plot.column, 1, plot.columns });
}

static void draw(struct view *v, struct canvas *canvas, struct area a)
{
	struct charts_view *c = (struct charts_view *)v;
	struct area body = { a.row + 2, a.column, a.rows - 2, a.columns };
	draw_names(c, canvas, a);
	draw_state(c, canvas, (struct area) { a.row + 1, a.column, 1, a.columns });
	if (chart_of(v) == EVENTS) {
		draw_lines(c, canvas, body);
		return;
	}
	look(c);
	if (chart_of(v) != COUNTRIES || v->b->geo)
		draw_bars(c, canvas, body);
}

/* --- what it does */

static void filter_by(struct browser *b, const char *field, struct text value)
{
	struct buf term;
	buf_init(&term, 1 << 16);
	query_term(&term, field, value);
	filter_add(&b->filter, buf_text(&term));
	buf_free(&term);
	browser_changed(b, CHANGE_FILTER);
}

static void choose_bar(struct charts_view *c)
{
	const struct fold_bar *bar = &c->bars[c->cursor];
	if (c->cursor < c->count && bar->field) {
		filter_by(c->view.b, bar->field, bar->value);
		browser_pop(c->view.b);
	} else {
		browser_say(c->view.b, STYLE_WARNING, "there is nothing to filter by here");
	}
}

/* Only the bin at hand, and the type if one was chosen. */
static void choose_bin(struct charts_view *c)
{
	struct browser *b = c->view.b;
	struct fold_type types[FOLD_TYPES];
	char text[TIME_TEXT];
	if (!c->span.width)
		return;
	fold_types(c->fold, types);
	if (c->cursor)
		filter_by(b, "type", types[c->cursor - 1].name);
	filter_by(b, "since", (struct text) { text, time_text(span_time(&c->span, c->bin), text) });
	filter_by(
	    b, "until", (struct text) { text, time_text(span_time(&c->span, c->bin + 1), text) });
	browser_pop(b);
}

static void move(struct charts_view *c, size_t by, bool down)
{
	size_t last = chart_of(&c->view) == EVENTS ? c->count : c->count ? c->count - 1 : 0;
	if (down)
		c->cursor = last - c->cursor < by ? last : c->cursor + by;
	else
		c->cursor = c->cursor < by ? 0 : c->cursor - by;
}

static bool switch_to(struct charts_view *c, enum chart chart)
{
	c->view.argument = chart;
	c->cursor = c->top = 0;
	c->looked = 0;
	return true;
}

static bool request(struct view *v, const struct input *in)
{
	struct charts_view *c = (struct charts_view *)v;
	size_t page = c->page > 1 ? (size_t)c->page - 1 : 1;
	/* clang-format off */
	switch (in->request) {
	case REQUEST_UP: move(c, 1, false); return true;
	case REQUEST_DOWN: move(c, 1, true); return true;
	case REQUEST_PAGE_UP: move(c, page, false); return true;
	case REQUEST_PAGE_DOWN: move(c, page, true); return true;
	case REQUEST_FIRST: move(c, BARS, false); return true;
	case REQUEST_LAST: move(c, BARS, true); return true;
	case REQUEST_LEFT: c->bin -= c->bin > 0; return true;
	case REQUEST_RIGHT: c->bin += c->bin + 1 < SPARK_BINS; return true;
	case REQUEST_CHART_THREATS: return switch_to(c, THREATS);
	case REQUEST_CHART_EVENTS: return switch_to(c, EVENTS);
	case REQUEST_CHART_SEVERITY: return switch_to(c, SEVERITY);
	case REQUEST_CHART_SOURCES: return switch_to(c, SOURCES);
	case REQUEST_CHART_TRAILS: return switch_to(c, TRAILS);
	case REQUEST_CHART_COUNTRIES: return switch_to(c, COUNTRIES);
	case REQUEST_OPEN:
		if (chart_of(v) == EVENTS)
			choose_bin(c);
		else
			choose_bar(c);
		return true;
	default: return false;
	}
	/* clang-format on */
}

static void status(struct view *v, struct buf *out)
{
	struct charts_view *c = (struct charts_view *)v;
	display_count(out, fold_events(c->fold), "event", "events");
	buf_add(out, TEXT(" of "));
	display_count(out, fold_threats(c->fold), "threat", "threats");
	if (chart_of(v) != EVENTS)
		buf_add(out, TEXT("; Enter filters by the bar"));
	else
		buf_add(
		    out, TEXT("; Left and Right choose a time, Up and Down a type, Enter filters"));
}

const struct view_class view_charts = {
	.name = "charts",
	.size = sizeof(struct charts_view),
	.open = open_view,
	.close = close_view,
	.step = step,
	.changed = changed,
	.draw = draw,
	.request = request,
	.status = status,
};
