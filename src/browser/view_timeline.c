/*
 * Days with their events, to choose one or a range of them. The 24 bins of a case are enough: while they are
 * no wider than a day, each lies in one; wider ones stand for several days and are chosen as a whole.
 */
#include <config.h>

#include "base/time.h"
#include "browser/browser.h"
#include "browser/fold.h"
#include "browser/span.h"
#include "reports/display.h"
#include "reports/facts.h"

#define DAY_NS (INT64_C(86400) * NS_PER_SECOND)

enum {
	DAYS = SPARK_BINS + 1, /* bins may begin and end inside a day */
	DATE = 10,
	NAMES = 32, /* columns of the date, or of two */
	NUMBERS = 12,
	NONE = -1,
};

struct day {
	int64_t from, until; /* whole days, ns */
	uint64_t events;
	size_t bin, bins; /* of the sparkline */
};

struct timeline_view {
	struct view view;
	struct fold *fold;
	bool counted;
	struct span span;
	struct day days[DAYS];
	int count, cursor, anchor, top, rows;
};

static int64_t day_begin(int64_t ns)
{
	return (ns / DAY_NS - (ns % DAY_NS < 0)) * DAY_NS;
}

/* Bins that hold frames of the run become days. */
static void lay_out(struct timeline_view *t)
{
	int64_t first, last;
	t->count = 0;
	t->span = span_of(t->view.b->c);
	if (!t->span.width || !fact_time(t->view.b->c, "first", &first) ||
	    !fact_time(t->view.b->c, "last", &last))
		return;
	for (size_t bin = 0; bin < SPARK_BINS && span_time(&t->span, bin) <= last; bin++) {
		int64_t from = day_begin(span_time(&t->span, bin));
		struct day *day = t->count ? &t->days[t->count - 1] : NULL;
		if (span_time(&t->span, bin + 1) <= first)
			continue;
		if (!day || day->from != from) {
			day = &t->days[t->count++];
			*day = (struct day) { .from = from, .bin = bin };
		}
		day->bins++;
		day->until = day_begin(span_time(&t->span, bin + 1) + DAY_NS - 1);
	}
}

static void begin(struct timeline_view *t)
{
	struct browser *b = t->view.b;
	fold_free(t->fold);
	t->fold = fold_new(b->c, &b->filter, b->triage, NULL);
	t->counted = false;
	lay_out(t);
	if (t->cursor >= t->count)
		t->cursor = t->count ? t->count - 1 : 0;
	t->anchor = NONE;
}

static void open_view(struct view *v)
{
	begin((struct timeline_view *)v);
}

static void close_view(struct view *v)
{
	fold_free(((struct timeline_view *)v)->fold);
}

static void changed(struct view *v, unsigned changes)
{
	if (changes)
		begin((struct timeline_view *)v);
}

static bool step(struct view *v, int64_t until)
{
	struct timeline_view *t = (struct timeline_view *)v;
	if (!t->counted)
		t->counted = !fold_step(t->fold, until);
	return !t->counted;
}

/* --- drawing */

/* The colours of the reference's day picker. */
static enum style shade(uint64_t events)
{
	static const uint64_t bounds[] = { 1, 500, 1000, 5000, 10000 };
	int i = 0;
	while (i < 5 && events >= bounds[i])
		i++;
	return (enum style)(STYLE_SHADE_0 + i);
}

static void name_day(const struct day *day, struct buf *out)
{
	static const char *const week[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	char from[TIME_TEXT], last[TIME_TEXT];
	time_text_short(day->from, from);
	time_text_short(day->until - DAY_NS, last);
	int64_t number = day->from / DAY_NS % 7;
	if (day->until - day->from > DAY_NS)
		buf_format(out, "%.*s to %.*s", DATE, from, DATE, last);
	else
		buf_format(out, "%s %.*s", week[(number + 7) % 7], DATE, from);
}

static bool chosen(const struct timeline_view *t, int i)
{
	int from = t->anchor == NONE || t->cursor < t->anchor ? t->cursor : t->anchor;
	int to = t->anchor == NONE || t->cursor > t->anchor ? t->cursor : t->anchor;
	return i >= from && i <= to;
}

static void draw_day(const struct timeline_view *t, struct canvas *canvas, struct area a, int i,
    uint64_t most, const uint64_t *bins)
{
	const struct day *day = &t->days[i];
	struct buf text;
	int names = a.columns / 2 < NAMES ? a.columns / 2 : NAMES;
	int right = a.columns - names - NUMBERS - 2 - (int)SPARK_BINS;
	buf_init(&text, 128);
	name_day(day, &text);
	int used = canvas_text(canvas, a.row, a.column, names, STYLE_TEXT, buf_text(&text));
	if (chosen(t, i))
		canvas_reverse(canvas, (struct area) { a.row, a.column, 1, used });
	buf_clear(&text);
	display_number(&text, day->events);
	canvas_text(canvas, a.row, a.column + names + NUMBERS - (int)text.n, NUMBERS, STYLE_TEXT,
	    buf_text(&text));
	buf_free(&text);
	if (day->bins > 1)
		canvas_spark(canvas, a.row, a.column + names + NUMBERS + 1, shade(day->events),
		    bins + day->bin, day->bins);
	canvas_bar(canvas, a.row, a.column + names + NUMBERS + 2 + (int)SPARK_BINS, right,
	    shade(day->events), day->events, most);
}

static uint64_t count_days(struct timeline_view *t, uint64_t *bins)
{
	uint64_t most = 0;
	fold_bins(t->fold, bins);
	for (int i = 0; i < t->count; i++) {
		struct day *day = &t->days[i];
		day->events = 0;
		for (size_t bin = day->bin; bin < day->bin + day->bins; bin++)
			day->events += bins[bin];
		most = day->events > most ? day->events : most;
	}
	return most;
}

static void draw_state(struct timeline_view *t, struct canvas *canvas, struct area a)
{
	const struct fault *fault = fold_fault(t->fold);
	uint64_t seen, total;
	fold_progress(t->fold, &seen, &total);
	if (fault)
		canvas_text(canvas, a.row, a.column, a.columns, STYLE_ERROR, text_of(fault->text));
	else if (!t->counted)
		canvas_format(canvas, a.row, a.column, a.columns, STYLE_WARNING, "adding up: %u %%",
		    (unsigned)(total ? seen * 100 / total : 0));
	else if (!t->count)
		canvas_text(canvas, a.row, a.column, a.columns, STYLE_DIM,
		    TEXT("the case has no frames, so there are no days"));
	else
		canvas_text(canvas, a.row, a.column, a.columns, STYLE_HEADER,
		    t->anchor == NONE ? TEXT("days (UTC)")
				      : TEXT("days (UTC): move to the other end, then Enter"));
}

static void draw(struct view *v, struct canvas *canvas, struct area a)
{
	struct timeline_view *t = (struct timeline_view *)v;
	uint64_t bins[SPARK_BINS], most = count_days(t, bins);
	draw_state(t, canvas, a);
	t->rows = a.rows - 1;
	if (t->cursor < t->top)
		t->top = t->cursor;
	if (t->rows > 0 && t->cursor >= t->top + t->rows)
		t->top = t->cursor - t->rows + 1;
	for (int i = 0; i < t->rows && t->top + i < t->count; i++)
		draw_day(t, canvas, (struct area) { a.row + 1 + i, a.column, 1, a.columns },
		    t->top + i, most, bins);
}

/* --- what it does */

static void choose(struct timeline_view *t)
{
	struct browser *b = t->view.b;
	char from[TIME_TEXT], last[TIME_TEXT];
	int low = t->anchor == NONE || t->cursor < t->anchor ? t->cursor : t->anchor;
	int high = t->anchor == NONE || t->cursor > t->anchor ? t->cursor : t->anchor;
	struct buf chip;
	if (!t->count)
		return;
	time_text_short(t->days[low].from, from);
	time_text_short(t->days[high].until - DAY_NS, last);
	buf_init(&chip, 128);
	buf_format(&chip, "day:%.*s", DATE, from);
	if (strncmp(from, last, DATE) != 0)
		buf_format(&chip, "..%.*s", DATE, last);
	filter_add(&b->filter, buf_text(&chip));
	buf_free(&chip);
	browser_changed(b, CHANGE_FILTER);
	browser_pop(b);
}

static void move(struct timeline_view *t, int by)
{
	int last = t->count ? t->count - 1 : 0, to = t->cursor + by;
	t->cursor = to < 0 ? 0 : to > last ? last : to;
}

static bool request(struct view *v, const struct input *in)
{
	struct timeline_view *t = (struct timeline_view *)v;
	int page = t->rows > 1 ? t->rows - 1 : 1;
	/* clang-format off */
	switch (in->request) {
	case REQUEST_UP: case REQUEST_LEFT: case REQUEST_DAY_BEFORE: move(t, -1); return true;
	case REQUEST_DOWN: case REQUEST_RIGHT: case REQUEST_DAY_AFTER: move(t, 1); return true;
	case REQUEST_PAGE_UP: move(t, -page); return true;
	case REQUEST_PAGE_DOWN: move(t, page); return true;
	case REQUEST_FIRST: move(t, -DAYS); return true;
	case REQUEST_LAST: move(t, DAYS); return true;
	case REQUEST_MARK: case REQUEST_LOOK:
		t->anchor = t->anchor == NONE ? t->cursor : NONE;
		return true;
	case REQUEST_OPEN: choose(t); return true;
	default: return false;
	}
	/* clang-format on */
}

static void status(struct view *v, struct buf *out)
{
	struct timeline_view *t = (struct timeline_view *)v;
	display_count(out, fold_events(t->fold), "event", "events");
	buf_add(out, TEXT(" on "));
	display_count(out, (uint64_t)t->count, "row", "rows");
	buf_add(out, TEXT("; m begins a range, Enter limits everything to it"));
}

const struct view_class view_timeline = {
	.name = "timeline",
	.size = sizeof(struct timeline_view),
	.open = open_view,
	.close = close_view,
	.step = step,
	.changed = changed,
	.draw = draw,
	.request = request,
	.status = status,
};
