/* The browser: its views, what comes in, what is told to whom. */
#include <config.h>

#include "browser/browser.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/time.h"
#include "browser/actions.h"
#include "browser/grid.h"
#include "browser/screen.h"

enum {
	LINE = 8 << 10,
	COPIED = 100000, /* bytes that terminals take */
};

/* --- the stack of views */

struct view *browser_top(struct browser *b)
{
	return b->views[b->depth - 1];
}

static void close_view(struct view *v)
{
	if (v->class->close)
		v->class->close(v);
	free(v);
}

/* The first view stays, whatever is opened. */
static void drop_second(struct browser *b)
{
	close_view(b->views[1]);
	b->depth--;
	memmove(&b->views[1], &b->views[2], (b->depth - 1) * sizeof(struct view *));
}

struct view *browser_push(struct browser *b, const struct view_class *class, uint64_t argument)
{
	struct view *v = xcalloc(1, class->size);
	if (b->depth == BROWSER_VIEWS)
		drop_second(b);
	*v = (struct view) { class, b, argument };
	b->views[b->depth++] = v;
	if (class->open)
		class->open(v);
	return v;
}

void browser_pop(struct browser *b)
{
	if (b->depth > 1)
		close_view(b->views[--b->depth]);
}

/* The lowest one that can be seen. */
static size_t lowest_shown(const struct browser *b)
{
	size_t at = b->depth - 1;
	while (at && b->views[at]->class->popup)
		at--;
	return at;
}

/* --- for views */

void browser_say(struct browser *b, enum style style, const char *format, ...)
{
	char text[LINE / 2];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	buf_clear(&b->message);
	buf_add(&b->message, text_of(text));
	b->message_style = style;
}

void browser_changed(struct browser *b, unsigned changes)
{
	b->changes |= changes;
}

static void tell_changes(struct browser *b)
{
	unsigned changes = b->changes;
	b->changes = 0;
	if (changes)
		search_end(b);
	for (size_t i = 0; changes && i < b->depth; i++)
		if (b->views[i]->class->changed)
			b->views[i]->class->changed(b->views[i], changes);
}

void browser_copy(struct browser *b, struct text t)
{
	buf_clear(&b->copied);
	escape_terminal(&b->copied, t);
	if (b->copied.over)
		browser_say(b, STYLE_WARNING, "copied in part: it is more than %d bytes", COPIED);
	else
		browser_say(b, STYLE_GOOD, "copied: %.*s", (int)t.n, t.s);
}

void browser_later(struct browser *b, void (*done)(struct browser *b), struct text argument)
{
	buf_clear(&b->later_argument);
	buf_add(&b->later_argument, argument);
	b->later = done;
	b->drawn = false;
}

struct evidence *browser_evidence(struct browser *b)
{
	struct evidence_options options = { .case_path = b->options.path,
		.directory = b->options.captures };
	if (!b->evidence)
		b->evidence = evidence_new(b->c, &options);
	if (!b->evidence)
		browser_say(b, STYLE_ERROR, "the captures cannot be looked for");
	return b->evidence;
}

/* --- which view a request opens */

enum needs { NOTHING, A_THREAT, AN_EVENT };

struct opening {
	enum request request;
	const struct view_class *class;
	enum needs needs;
	uint64_t argument; /* where it needs nothing */
};

/* A view has a row once it exists. */
static const struct opening openings[] = {
	{ REQUEST_OPEN, &view_detail, A_THREAT, 0 },
	{ REQUEST_EVENTS, &view_events, A_THREAT, 0 },
	{ REQUEST_ALL_EVENTS, &view_events, NOTHING, 0 },
	{ REQUEST_PACKET, &view_packet, AN_EVENT, 0 },
	{ REQUEST_LOOK, &view_look, NOTHING, 0 },
	{ REQUEST_LOOK_UPS, &view_look_ups, NOTHING, 0 },
	{ REQUEST_HOSTS, &view_hosts, NOTHING, 0 },
	{ REQUEST_INPUTS, &view_inputs, NOTHING, 0 },
	{ REQUEST_VIEWS, &view_saved, NOTHING, 0 },
	{ REQUEST_HELP, &view_help, NOTHING, 0 },
	{ REQUEST_CHART_THREATS, &view_charts, NOTHING, 1 },
	{ REQUEST_CHART_EVENTS, &view_charts, NOTHING, 2 },
	{ REQUEST_CHART_SEVERITY, &view_charts, NOTHING, 3 },
	{ REQUEST_CHART_SOURCES, &view_charts, NOTHING, 4 },
	{ REQUEST_CHART_TRAILS, &view_charts, NOTHING, 5 },
	{ REQUEST_CHART_COUNTRIES, &view_charts, NOTHING, 6 },
	{ REQUEST_TIMELINE, &view_timeline, NOTHING, 0 },
	{ REQUEST_HIDE_COLUMN, &view_columns, NOTHING, 0 },
};

enum { OPENINGS = sizeof(openings) / sizeof(openings[0]) };

static uint64_t argument_of(struct browser *b, const struct opening *o)
{
	struct view *v = browser_top(b);
	if (o->needs == A_THREAT)
		return v->class->threat ? v->class->threat(v) : 0;
	if (o->needs == AN_EVENT)
		return v->class->event ? v->class->event(v) : 0;
	return o->argument;
}

static bool open_for(struct browser *b, enum request request)
{
	for (size_t i = 0; i < OPENINGS; i++) {
		const struct opening *o = &openings[i];
		if (o->request != request)
			continue;
		uint64_t argument = argument_of(b, o);
		if (o->needs != NOTHING && argument == 0)
			browser_say(b, STYLE_WARNING, "there is no %s at hand",
			    o->needs == A_THREAT ? "threat" : "event");
		else if (browser_top(b)->class != o->class || browser_top(b)->argument != argument)
			browser_push(b, o->class, argument);
		return true;
	}
	return false;
}

/* --- what the browser does itself */

static void go_back(struct browser *b, enum request request)
{
	if (b->depth > 1)
		browser_pop(b);
	else if (request == REQUEST_QUIT)
		b->quit = true;
	else
		browser_say(b, STYLE_TEXT, "q quits");
}

static void control_program(struct browser *b, enum request request)
{
	b->quit |= request == REQUEST_QUIT_NOW;
	b->suspend |= request == REQUEST_SUSPEND;
	b->redraw |= request == REQUEST_REDRAW;
}

static const struct action program_actions[] = {
	{ REQUEST_BACK, go_back },
	{ REQUEST_QUIT, go_back },
	{ REQUEST_QUIT_NOW, control_program },
	{ REQUEST_SUSPEND, control_program },
	{ REQUEST_REDRAW, control_program },
	{ REQUEST_NONE, NULL },
};

static const struct action *find_action(enum request request)
{
	static const struct action *const tables[] = { program_actions, find_actions,
		triage_actions, out_actions };
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct action *a = tables[i]; a->run; a++)
			if (a->request == request)
				return a;
	return NULL;
}

/* Those that views with a table or a text take. */
static bool moves(enum request request)
{
	return request <= REQUEST_LAST ||
	    (request >= REQUEST_MOVE_LEFT && request <= REQUEST_FREEZE);
}

bool browser_can(enum request request)
{
	for (size_t i = 0; i < OPENINGS; i++)
		if (openings[i].request == request)
			return true;
	return request != REQUEST_NONE && (moves(request) || find_action(request));
}

/* --- input */

static bool view_takes(struct browser *b, const struct input *in)
{
	struct view *v = browser_top(b);
	return v->class->request && v->class->request(v, in);
}

static void take_key(struct browser *b, const struct input *in)
{
	const struct action *action;
	if (view_takes(b, in) || open_for(b, in->request))
		return;
	action = find_action(in->request);
	if (action)
		action->run(b, in->request);
	else if (in->request != REQUEST_NONE)
		browser_say(b, STYLE_WARNING, "not here");
	else
		browser_say(b, STYLE_WARNING, "no such key%s",
		    browser_can(REQUEST_HELP) ? "; ? lists them" : "");
}

static void take_click(struct browser *b, const struct input *in)
{
	if (screen_click(b, in) || view_takes(b, in))
		return;
	if (in->kind == INPUT_DOUBLE_CLICK)
		find_by_cell(b, false);
}

void browser_input(struct browser *b, const struct input *in)
{
	tell_changes(b);
	if (in->kind == INPUT_RESIZE) {
		canvas_resize(&b->canvas, in->row, in->column);
		b->redraw = true;
		return;
	}
	buf_clear(&b->message);
	search_end(b);
	b->later = NULL;
	if (in->kind != INPUT_KEY)
		take_click(b, in);
	else if (b->prompt.class)
		prompt_input(b, in);
	else
		take_key(b, in);
	tell_changes(b);
}

/* --- work */

bool browser_step(struct browser *b, int64_t until)
{
	bool more = false;
	tell_changes(b);
	if (b->later && b->drawn) {
		void (*later)(struct browser *) = b->later;
		b->later = NULL;
		later(b);
		tell_changes(b);
	}
	for (size_t i = lowest_shown(b); i < b->depth; i++) {
		struct view *v = b->views[i];
		more |= v->class->step && v->class->step(v, until);
	}
	more |= search_step(b, until);
	struct case_file *before = NULL;
	if (follow_due(b, time_monotonic()))
		before = follow_look(b, time_monotonic());
	more |= b->changes != 0;
	tell_changes(b);
	case_free(before);
	return more || b->later;
}

void browser_draw(struct browser *b)
{
	struct area body = screen_draw(b);
	for (size_t i = lowest_shown(b); body.rows > 0 && i < b->depth; i++)
		b->views[i]->class->draw(b->views[i], &b->canvas, body);
	screen_draw_rest(b);
	b->drawn = true;
}

/* --- life */

static void init_bufs(struct browser *b)
{
	buf_init(&b->message, LINE);
	buf_init(&b->copied, COPIED);
	buf_init(&b->sought, LINE);
	buf_init(&b->missing, LINE);
	buf_init(&b->later_argument, LINE);
}

static bool open_all(struct browser *b, struct fault *f)
{
	b->c = case_open(b->options.path, f);
	if (!b->c)
		return false;
	b->triage = triage_open(b->options.path, f);
	if (!b->triage)
		return false;
	if (b->options.geo_count)
		b->geo = geo_open(b->options.geo, b->options.geo_count, f);
	return b->geo || !b->options.geo_count;
}

struct browser *browser_new(const struct browser_options *options, struct fault *f)
{
	struct browser *b = xcalloc(1, sizeof(*b));
	b->options = *options;
	init_bufs(b);
	canvas_init(&b->canvas);
	b->canvas.ascii = options->ascii;
	filter_begin(&b->filter);
	if (!open_all(b, f)) {
		browser_free(b);
		return NULL;
	}
	follow_coverage(b);
	follow_begin(b);
	browser_push(b, &view_threats, 0);
	return b;
}

void browser_free(struct browser *b)
{
	if (!b)
		return;
	search_end(b);
	while (b->depth)
		close_view(b->views[--b->depth]);
	follow_end(b);
	filter_end(&b->filter);
	prompt_free(&b->prompt);
	evidence_free(b->evidence);
	geo_close(b->geo);
	triage_free(b->triage);
	case_free(b->c);
	canvas_free(&b->canvas);
	buf_free(&b->message);
	buf_free(&b->copied);
	buf_free(&b->sought);
	buf_free(&b->missing);
	buf_free(&b->later_argument);
	free(b->marked);
	free(b);
}
