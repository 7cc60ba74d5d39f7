/* Keys, the mouse and the language of filters, from their tables. */
#include <config.h>

#include "browser/browser.h"
#include "browser/pager.h"

enum { KEYS = 20, FIELD = 13 };

struct help_view {
	struct view view;
	struct pager pager;
};

static const char *const groups[] = {
	[GROUP_MOVE] = "Moving",
	[GROUP_LOOK] = "Looking",
	[GROUP_FIND] = "Finding",
	[GROUP_TRIAGE] = "Triage",
	[GROUP_OUT] = "Taking along",
	[GROUP_PROGRAM] = "Program",
};

static const struct {
	const char *what, *does;
} mouse[] = {
	{ "click", "go to the cell; on the name of a column: sort by it; on a chip: take it away" },
	{ "double click", "only rows with this cell's value" },
	{ "wheel", "scroll" },
};

static const struct {
	const char *term, *means;
} forms[] = {
	{ "word", "part of anything in the row; small and capital letters are one" },
	{ "\"two words\"", "a phrase as it stands" },
	{ "field:a,b", "the field has one of the values; * stands for anything" },
	{ "a b, a AND b", "both" },
	{ "a OR b, a || b", "either" },
	{ "-a, NOT a, !a", "not so" },
	{ "( )", "group" },
};

static void add_head(struct pager *p, const char *title)
{
	if (p->line_count)
		pager_line(p, 0);
	pager_line(p, 0);
	pager_add(p, STYLE_TITLE, text_of(title));
}

static void add_row(struct pager *p, int indent, const char *key, const char *help)
{
	pager_line(p, indent);
	pager_to(p, 2);
	pager_add(p, STYLE_KEY, text_of(key));
	pager_add(p, STYLE_TEXT, TEXT("  "));
	pager_to(p, indent);
	pager_add(p, STYLE_TEXT, text_of(help));
}

static void open_view(struct view *v)
{
	struct pager *p = &((struct help_view *)v)->pager;
	p->still = true;
	for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++) {
		add_head(p, groups[g]);
		for (const struct request_row *r = request_rows; r->request != REQUEST_NONE; r++)
			if (r->group == (enum request_group)g && browser_can(r->request))
				add_row(p, KEYS, r->keys, r->help);
	}
	add_head(p, "Mouse");
	for (size_t i = 0; i < sizeof(mouse) / sizeof(mouse[0]); i++)
		add_row(p, KEYS, mouse[i].what, mouse[i].does);
	add_head(p, "Filters");
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		add_row(p, KEYS, forms[i].term, forms[i].means);
	add_head(p, "Fields of filters");
	for (const struct query_field *f = query_fields; f->name; f++)
		add_row(p, FIELD, f->name, f->help);
}

static void close_view(struct view *v)
{
	pager_free(&((struct help_view *)v)->pager);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	pager_draw(&((struct help_view *)v)->pager, c, a);
}

static bool request(struct view *v, const struct input *in)
{
	if (in->kind == INPUT_KEY && (in->request == REQUEST_HELP || in->request == REQUEST_OPEN)) {
		browser_pop(v->b);
		return true;
	}
	return pager_request(&((struct help_view *)v)->pager, in);
}

static void status(struct view *v, struct buf *out)
{
	size_t below = pager_below(&((struct help_view *)v)->pager);
	buf_add(out, TEXT("keys and filters"));
	if (below)
		buf_format(out, ", %zu lines more below", below);
}

const struct view_class view_help = {
	.name = "help",
	.size = sizeof(struct help_view),
	.open = open_view,
	.close = close_view,
	.draw = draw,
	.request = request,
	.status = status,
};
