/*
 * Views that were saved in the case: a name, and the filter, the order and whether hidden threats are
 * shown, a line each ("chip TEXT", "sort COLUMN", "reverse", "hidden").
 */
#include <config.h>

#include "base/memory.h"
#include "browser/browser.h"
#include "browser/grid.h"
#include "browser/popup.h"

#include <stdlib.h>

enum { CONTENT = 64 << 10, NAME = 20 };

enum { TAG_SAVE = 1, TAG_VIEW };

struct saved {
	struct text name, content;
};

struct saved_view {
	struct view view;
	struct pager pager;
	struct arena arena;
	struct saved *list;
	size_t count, room;
};

/* Its order is what is saved. */
static struct grid *threats_grid(struct browser *b)
{
	return b->views[0]->class->grid ? b->views[0]->class->grid(b->views[0]) : NULL;
}

/* --- writing and reading one */

static void write_view(struct browser *b, struct buf *out)
{
	const struct grid *g = threats_grid(b);
	for (size_t i = 0; i < b->filter.count; i++) {
		buf_add(out, TEXT("chip "));
		buf_add(out, text_of(b->filter.chips[i]));
		buf_char(out, '\n');
	}
	if (g && g->sorted != GRID_NONE) {
		buf_format(out, "sort %s\n", g->class->columns[g->sorted].name);
		if (g->reverse)
			buf_add(out, TEXT("reverse\n"));
	}
	if (b->filter.hidden)
		buf_add(out, TEXT("hidden\n"));
}

static void apply_view(struct browser *b, struct text content)
{
	struct grid *g = threats_grid(b);
	int sorted = GRID_NONE;
	bool reverse = false;
	filter_clear(&b->filter);
	b->filter.hidden = false;
	while (content.n) {
		struct text rest = text_split(&content, '\n'), line = rest;
		struct text word = text_split(&rest, ' ');
		if (text_is(word, TEXT("chip")))
			filter_add(&b->filter, rest);
		else if (text_is(word, TEXT("sort")) && g)
			sorted = grid_find(g, rest);
		reverse |= text_is(line, TEXT("reverse"));
		b->filter.hidden |= text_is(line, TEXT("hidden"));
	}
	browser_changed(b, CHANGE_FILTER);
	if (g && sorted != GRID_NONE)
		grid_sort(g, sorted, reverse);
}

/* --- the list */

static void take_view(void *context, struct text name, struct text content)
{
	struct saved_view *s = context;
	s->list = grow(s->list, s->count, &s->room, sizeof(*s->list));
	s->list[s->count++] =
	    (struct saved) { arena_text(&s->arena, name), arena_text(&s->arena, content) };
}

static int compare(const void *a, const void *b)
{
	const struct text x = ((const struct saved *)a)->name, y = ((const struct saved *)b)->name;
	size_t n = x.n < y.n ? x.n : y.n;
	int order = n ? memcmp(x.s, y.s, n) : 0;
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

static void add_saved(struct saved_view *s, size_t i)
{
	struct text content = s->list[i].content;
	bool first = true;
	pager_line(&s->pager, NAME);
	pager_add(&s->pager, STYLE_STRONG, s->list[i].name);
	pager_add(&s->pager, STYLE_TEXT, TEXT("  "));
	pager_to(&s->pager, NAME);
	while (content.n) {
		struct text line = text_split(&content, '\n');
		if (text_starts(line, TEXT("chip ")))
			line = text_from(line, 5);
		if (!first)
			pager_add(&s->pager, STYLE_DIM, TEXT(", "));
		pager_add(&s->pager, STYLE_TEXT, line);
		first = false;
	}
	pager_of(&s->pager, NULL, s->list[i].name, TAG_VIEW + i);
}

static void list_views(struct saved_view *s)
{
	struct pager *p = &s->pager;
	arena_reset(&s->arena);
	pager_clear(p);
	s->count = 0;
	triage_each_view(s->view.b->triage, take_view, s);
	if (s->count)
		qsort(s->list, s->count, sizeof(*s->list), compare);
	for (size_t i = 0; i < s->count; i++)
		add_saved(s, i);
	pager_line(p, 0);
	pager_add(p, STYLE_DIM, TEXT("save what is shown now …"));
	pager_of(p, NULL, TEXT(""), TAG_SAVE);
}

/* --- what is done */

static bool store(struct browser *b, struct text name, struct text content)
{
	struct fault f;
	bool good = triage_save_view(b->triage, name, content, &f);
	if (!good)
		browser_say(b, STYLE_ERROR, "%s", f.text);
	else if (!triage_place(b->triage)[0])
		browser_say(b, STYLE_WARNING,
		    "kept until you leave: neither the case nor a file "
		    "beside it can be written");
	browser_changed(b, CHANGE_TRIAGE);
	return good;
}

static void named(struct browser *b, struct text name)
{
	struct buf content;
	name = text_trim(name);
	if (!name.n)
		return;
	buf_init(&content, CONTENT);
	write_view(b, &content);
	if (!content.n)
		buf_add(&content, TEXT("all\n"));
	if (store(b, name, buf_text(&content)) && triage_place(b->triage)[0])
		browser_say(b, STYLE_GOOD, "saved as %.*s", (int)name.n, name.s);
	buf_free(&content);
}

static const struct prompt_class ask_name = { .label = "save as: ", .done = named };

static const struct saved *at_cursor(struct saved_view *s)
{
	const struct pager_line *line = pager_at(&s->pager);
	return line && line->tag >= TAG_VIEW ? &s->list[line->tag - TAG_VIEW] : NULL;
}

static void choose(struct saved_view *s)
{
	struct browser *b = s->view.b;
	const struct saved *chosen = at_cursor(s);
	if (!chosen) {
		prompt_begin(&b->prompt, &ask_name, TEXT(""));
		return;
	}
	browser_say(b, STYLE_GOOD, "view: %.*s", (int)chosen->name.n, chosen->name.s);
	apply_view(b, chosen->content);
	while (b->depth > 1)
		browser_pop(b);
}

static void remove_one(struct saved_view *s)
{
	const struct saved *chosen = at_cursor(s);
	if (chosen && store(s->view.b, chosen->name, TEXT("")))
		browser_say(
		    s->view.b, STYLE_GOOD, "removed: %.*s", (int)chosen->name.n, chosen->name.s);
}

/* --- the view */

static void open_view(struct view *v)
{
	list_views((struct saved_view *)v);
}

static void close_view(struct view *v)
{
	struct saved_view *s = (struct saved_view *)v;
	pager_free(&s->pager);
	arena_free(&s->arena);
	free(s->list);
}

static void changed(struct view *v, unsigned changes)
{
	if (changes & CHANGE_TRIAGE)
		list_views((struct saved_view *)v);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	popup_draw(&((struct saved_view *)v)->pager, c, a, TEXT("saved views"),
	    TEXT("Enter shows or saves  Delete removes  Esc back"));
}

static bool request(struct view *v, const struct input *in)
{
	struct saved_view *s = (struct saved_view *)v;
	if (pager_request(&s->pager, in))
		return true;
	if (in->kind != INPUT_KEY)
		return false;
	if (in->request == REQUEST_OPEN)
		choose(s);
	else if (in->key == KEY_TS_DELETE || in->request == REQUEST_UNTAG)
		remove_one(s);
	else
		return false;
	return true;
}

const struct view_class view_saved = {
	.name = "views",
	.size = sizeof(struct saved_view),
	.popup = true,
	.open = open_view,
	.close = close_view,
	.changed = changed,
	.draw = draw,
	.request = request,
};
