/* Title, chips, status, message, prompt. */
#include <config.h>

#include "browser/screen.h"

#include "browser/grid.h"
#include "reports/display.h"

enum { LINE = 8 << 10 };

static struct text file_name(const char *path)
{
	struct text t = text_of(path);
	size_t slash = text_find_last(t, '/');
	return slash == TEXT_NONE ? t : text_from(t, slash + 1);
}

/* The case, and the views on each other. */
static void draw_title(struct browser *b, int row)
{
	struct canvas *c = &b->canvas;
	int at = 1;
	canvas_clear(c, (struct area) { row, 0, 1, c->columns }, STYLE_HEADER);
	at += canvas_text(c, row, at, c->columns / 2, STYLE_HEADER, file_name(b->options.path));
	for (size_t i = 0; i < b->depth; i++) {
		at += canvas_text(c, row, at, c->columns - at, STYLE_HEADER, TEXT(" > "));
		at += canvas_text(c, row, at, c->columns - at,
		    i + 1 == b->depth ? STYLE_SORTED : STYLE_HEADER,
		    text_of(b->views[i]->class->name));
	}
	b->title_end = at;
}

void screen_draw_rest(struct browser *b)
{
	struct canvas *c = &b->canvas;
	struct view *v = browser_top(b);
	struct grid *g = v->class->grid ? v->class->grid(v) : NULL;
	int missing = g ? grid_missing(g) : 0;
	struct buf line;
	buf_init(&line, 256);
	if (case_get(b->c, "unfinished").n)
		buf_add(&line, TEXT("growing  "));
	if (missing) {
		buf_char(&line, '+');
		display_count(&line, (uint64_t)missing, "column", "columns");
	}
	int width = (int)line.n, room = c->columns - b->title_end - 2;
	if (c->rows > 3 && width <= room)
		canvas_text(c, 0, c->columns - 1 - width, width, STYLE_HEADER, buf_text(&line));
	buf_free(&line);
}

/* Where the chip stands; false: there is no room for it. */
static bool chip_span(struct browser *b, size_t place, int *at, int *width)
{
	int column = 1;
	for (size_t i = 0; i <= place; i++) {
		*at = column;
		*width = canvas_width(text_of(b->filter.chips[i])) + 2;
		column += *width + 1;
	}
	return *at < b->canvas.columns;
}

static bool has_chips(const struct browser *b)
{
	return b->filter.count || b->filter.typing;
}

static void draw_chips(struct browser *b, int row)
{
	int at = 1, width = 0;
	for (size_t i = 0; i < b->filter.count && chip_span(b, i, &at, &width); i++) {
		canvas_text(&b->canvas, row, at, 1, STYLE_CHIP, TEXT("["));
		int used = canvas_text(&b->canvas, row, at + 1, b->canvas.columns - at - 2,
		    STYLE_CHIP, text_of(b->filter.chips[i]));
		canvas_text(&b->canvas, row, at + 1 + used, 1, STYLE_CHIP, TEXT("]"));
	}
	at = b->filter.count ? at + width + 1 : 1;
	if (b->filter.typing)
		canvas_text(&b->canvas, row, at, b->canvas.columns - at, STYLE_DIM,
		    text_of(b->filter.typing));
}

static void draw_status(struct browser *b, int row)
{
	struct canvas *c = &b->canvas;
	struct view *v = browser_top(b);
	struct buf line;
	buf_init(&line, LINE);
	if (v->class->status)
		v->class->status(v, &line);
	if (b->marked_count) {
		buf_add(&line, TEXT("; "));
		display_number(&line, b->marked_count);
		buf_add(&line, TEXT(" marked"));
	}
	uint64_t hidden = triage_hidden(b->triage);
	if (hidden) {
		buf_add(&line, TEXT("; "));
		display_number(&line, hidden);
		buf_add(&line, b->filter.hidden ? TEXT(" hidden ones shown") : TEXT(" hidden"));
	}
	canvas_clear(c, (struct area) { row, 0, 1, c->columns }, STYLE_HEADER);
	int at = 1 + canvas_text(c, row, 1, c->columns - 2, STYLE_HEADER, buf_text(&line));
	buf_free(&line);
	int width = canvas_width(buf_text(&b->missing)), room = c->columns - at - 4;
	if (b->missing.n && room > 12)
		canvas_text(c, row, width < room ? c->columns - 1 - width : at + 3,
		    width < room ? width : room, STYLE_WARNING, buf_text(&b->missing));
}

/* The keys that matter most, as far as there is room. */
static void draw_hints(struct browser *b, int row)
{
	static const struct {
		enum request request;
		const char *key, *word;
	} hints[] = {
		{ REQUEST_OPEN, "Enter", "open" },
		{ REQUEST_FILTER, "/", "filter" },
		{ REQUEST_LOOK, "Space", "cell" },
		{ REQUEST_HELP, "?", "help" },
		{ REQUEST_SORT, "s", "sort" },
		{ REQUEST_FILTER_CELL, "f", "only this" },
		{ REQUEST_EVENTS, "v", "events" },
		{ REQUEST_CHART_THREATS, "1-6", "charts" },
		{ REQUEST_MARK, "m", "mark" },
		{ REQUEST_TAG, "t", "tag" },
		{ REQUEST_HOSTS, "w", "hosts" },
		{ REQUEST_INPUTS, "I", "inputs" },
		{ REQUEST_EXPORT, "e", "export" },
	};
	struct canvas *c = &b->canvas;
	int at = 1;
	at += canvas_text(c, row, at, c->columns - at, STYLE_KEY, TEXT("q"));
	at += canvas_text(
	    c, row, at, c->columns - at, STYLE_DIM, b->depth > 1 ? TEXT(" back") : TEXT(" quit"));
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		int need = 3 + (int)strlen(hints[i].key) + (int)strlen(hints[i].word);
		if (!browser_can(hints[i].request) || at + need > c->columns)
			continue;
		at += 2;
		at += canvas_text(c, row, at, c->columns - at, STYLE_KEY, text_of(hints[i].key));
		at += 1;
		at += canvas_text(c, row, at, c->columns - at, STYLE_DIM, text_of(hints[i].word));
	}
}

static void draw_last(struct browser *b, int row)
{
	struct canvas *c = &b->canvas;
	struct area a = { row, 0, 1, c->columns };
	b->cursor_row = -1;
	if (b->prompt.class) {
		b->cursor_row = row;
		prompt_draw(&b->prompt, c, a, &b->cursor_column);
	} else if (b->message.n) {
		canvas_text(c, row, 0, c->columns, b->message_style, buf_text(&b->message));
	} else {
		draw_hints(b, row);
	}
}

struct area screen_draw(struct browser *b)
{
	struct canvas *c = &b->canvas;
	int top = 0, bottom = c->rows;
	canvas_clear(c, (struct area) { 0, 0, c->rows, c->columns }, STYLE_TEXT);
	draw_last(b, --bottom);
	if (bottom > 3) {
		--bottom;
		if (b->prompt.class && b->prompt.candidates.n)
			prompt_draw_candidates(
			    &b->prompt, c, (struct area) { bottom, 0, 1, c->columns });
		else
			draw_status(b, bottom);
	}
	if (bottom > 2)
		draw_title(b, top++);
	if (bottom - top > 2 && has_chips(b))
		draw_chips(b, top++);
	return (struct area) { top, 0, bottom - top, c->columns };
}

bool screen_click(struct browser *b, const struct input *in)
{
	int at, width;
	if (in->kind != INPUT_CLICK || in->row != 1 || !has_chips(b) || b->canvas.rows < 6)
		return false;
	for (size_t i = 0; i < b->filter.count; i++)
		if (chip_span(b, i, &at, &width) && in->column >= at && in->column < at + width) {
			filter_remove(&b->filter, i);
			browser_changed(b, CHANGE_FILTER);
			break;
		}
	return true;
}
