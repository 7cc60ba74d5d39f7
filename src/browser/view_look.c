/* All of one cell: its values, names that the captures gave an address, where it is, who says so. threats.md 9. */
#include <config.h>

#include "base/address.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/time.h"
#include "browser/attack.h"
#include "browser/browser.h"
#include "browser/cells.h"
#include "browser/describe.h"
#include "browser/grid.h"
#include "browser/popup.h"
#include "reports/display.h"

enum { CELL = 1 << 20, LINE = 64 << 10, INDENT = 4, VALUES = 20000 };

struct look_view {
	struct view view;
	struct pager pager;
	struct arena arena;
	const char *field; /* "" for none */
	const char *name;  /* of the column, or NULL */
	struct text values;
	uint64_t row; /* the threat's */
	struct case_threat threat;
	bool known;
	bool of_threat; /* the cell is one of a threat, not of an event */
};

static bool field_is(const struct look_view *l, const char *field)
{
	return strcmp(l->field, field) == 0;
}

/* --- lines */

static bool add_name(void *context, struct text name, int64_t first, int64_t last, uint64_t count)
{
	struct pager *p = context;
	char text[TIME_TEXT];
	(void)last;
	pager_line(p, 2 * INDENT);
	pager_to(p, INDENT);
	pager_add(p, STYLE_TEXT, name);
	time_text_short(first, text);
	pager_format(p, STYLE_DIM, "  %llux from %s on", (unsigned long long)count, text);
	pager_of(p, "", name, 0);
	return true;
}

static void add_address(struct look_view *l, struct text value)
{
	struct browser *b = l->view.b;
	struct address a;
	struct buf line;
	struct fault f;
	if (!address_parse(value, &a))
		return;
	buf_init(&line, LINE);
	describe_place(b, value, &line);
	if (line.n) {
		pager_add(&l->pager, STYLE_TEXT, TEXT("  "));
		pager_add(&l->pager, STYLE_DIM, buf_text(&line));
	}
	buf_free(&line);
	if (!case_each_name(b->c, value, add_name, &l->pager, &f))
		browser_say(b, STYLE_ERROR, "%s", f.text);
}

static void add_port(struct look_view *l, struct text value)
{
	struct text proto = l->known && l->threat.proto.count ? l->threat.proto.list[0] : TEXT("");
	struct buf line;
	buf_init(&line, LINE);
	port_text(&line, value, proto);
	pager_add(&l->pager, STYLE_DIM, text_from(buf_text(&line), value.n));
	if (port_is_risky(value))
		pager_add(&l->pager, STYLE_RISKY, TEXT("  risky"));
	buf_free(&line);
}

static void add_value(struct look_view *l, struct text value)
{
	struct text whole = value;
	pager_line(&l->pager, 0);
	pager_add(&l->pager, STYLE_STRONG, value);
	if (field_is(l, "port"))
		add_port(l, value);
	pager_of(&l->pager, l->field, whole, 0);
	if (field_is(l, "src") || field_is(l, "dst") || l->field[0] == '\0')
		add_address(l, value);
}

/* Those that the cell of a threat's table is of; NULL: of no other field. */
static const struct case_values *whole_list(struct look_view *l)
{
	const struct case_threat *t = &l->threat;
	const struct {
		const char *name;
		const struct case_values *values;
	} lists[] = { { "src_ip", &t->src_ip }, { "dst_ip", &t->dst_ip },
		{ "src_port", &t->src_port }, { "dst_port", &t->dst_port } };
	for (size_t i = 0; l->name && l->known && i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(l->name, lists[i].name) == 0 &&
		    lists[i].values->count > LIMIT_SHOWN_VALUES)
			return lists[i].values;
	return NULL;
}

static void add_values(struct look_view *l)
{
	struct text rest = l->values;
	const struct case_values *whole = l->of_threat ? whole_list(l) : NULL;
	for (size_t i = 0; whole && i < whole->count; i++)
		add_value(l, whole->list[i]);
	while (!whole && rest.n)
		add_value(l, text_split(&rest, '\n'));
	if (whole && whole->total > whole->count) {
		pager_line(&l->pager, 0);
		pager_format(&l->pager, STYLE_DIM, "and %llu more",
		    (unsigned long long)(whole->total - whole->count));
	}
	if (l->name && strcmp(l->name, "sparkline") == 0 && l->known) {
		describe_bins(l->view.b, &l->pager, l->threat.bins);
	} else if (!l->values.n) {
		pager_line(&l->pager, 0);
		pager_add(&l->pager, STYLE_DIM, TEXT("nothing"));
	}
}

/* "(static) (+a,b,c)": those that know the trail, too. */
static void add_sources(struct look_view *l)
{
	struct text reference = l->threat.reference;
	size_t at = text_find(reference, TEXT(" (+"));
	describe_line(&l->pager, "source", "reference", text_head(reference, at));
	if (at == TEXT_NONE || !text_ends(reference, TEXT(")")))
		return;
	struct text others = text_from(reference, at + 3);
	others.n--;
	for (bool first = true; others.s; first = false)
		describe_line(
		    &l->pager, first ? "also" : "", "reference", text_split(&others, ','));
}

static void add_trail(struct look_view *l)
{
	const struct attack_hint *hints[ATTACK_HINTS];
	struct buf norm;
	buf_init(&norm, LINE);
	threat_normalise(&norm, l->threat.trail);
	describe_line(&l->pager, "trail", "trail", l->threat.trail);
	if (!text_is(buf_text(&norm), l->threat.trail))
		describe_line(&l->pager, "matched", "trail", buf_text(&norm));
	describe_line(&l->pager, "info", "info", l->threat.info);
	add_sources(l);
	describe_line(&l->pager, "report", "", l->threat.citation);
	size_t count = attack_hints(l->threat.info, hints);
	for (size_t i = 0; i < count; i++) {
		pager_label(&l->pager, i ? "" : "ATT&CK", DESCRIBE_LABEL);
		pager_format(&l->pager, STYLE_TEXT, "%s %s", hints[i]->technique, hints[i]->name);
		pager_of(&l->pager, "", text_of(hints[i]->technique), 0);
	}
	buf_free(&norm);
}

static void add_threat(struct look_view *l)
{
	struct buf line;
	if (!l->known)
		return;
	buf_init(&line, LINE);
	describe_severity(&l->threat, &line);
	if (field_is(l, "sev"))
		describe_line(&l->pager, "", "", buf_text(&line));
	if (field_is(l, "uid") || field_is(l, "trail") || field_is(l, "info") ||
	    field_is(l, "reference")) {
		if (l->pager.line_count)
			pager_line(&l->pager, 0);
		add_trail(l);
	}
	if (field_is(l, "uid") || field_is(l, "tag")) {
		const struct marks *m = triage_of(l->view.b->triage, l->threat.id);
		describe_line(
		    &l->pager, "status", "status", text_of(triage_status_name(m->status)));
		describe_line(&l->pager, "note", "", m->note);
	}
	if (field_is(l, "since") || field_is(l, "until")) {
		buf_clear(&line);
		describe_span(l->threat.first, l->threat.last, &line);
		buf_add(&line, TEXT(" from its first to its last event"));
		describe_line(&l->pager, "", "", buf_text(&line));
	}
	buf_free(&line);
}

/* --- the view */

static void open_view(struct view *v)
{
	struct look_view *l = (struct look_view *)v;
	struct browser *b = v->b;
	struct view *below = b->depth > 1 ? b->views[b->depth - 2] : NULL;
	struct buf value;
	struct fault f;
	buf_init(&value, CELL);
	l->field = "";
	if (below && below->class->cell && !below->class->cell(below, &l->field, &value))
		buf_clear(&value);
	l->values = arena_text(&l->arena, buf_text(&value));
	buf_free(&value);
	struct grid *g = below && below->class->grid ? below->class->grid(below) : NULL;
	l->name = g ? g->class->columns[grid_column(g)].name : NULL;
	l->row = below && below->class->threat ? below->class->threat(below) : 0;
	l->known = l->row && case_threat_whole(b->c, l->row, VALUES, &l->arena, &l->threat, &f);
	l->of_threat = below && below->class == &view_threats;
	/* The trail's own words come with all that is known of it. */
	if (!(l->known && field_is(l, "trail")))
		add_values(l);
	add_threat(l);
}

static void close_view(struct view *v)
{
	struct look_view *l = (struct look_view *)v;
	pager_free(&l->pager);
	arena_free(&l->arena);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	struct look_view *l = (struct look_view *)v;
	struct buf title;
	size_t count = 0;
	for (size_t i = 0; i < l->values.n; i++)
		count += l->values.s[i] == '\n';
	const struct case_values *whole = l->of_threat ? whole_list(l) : NULL;
	count = whole ? whole->total - 1 : count;
	buf_init(&title, LINE);
	if (count) {
		display_number(&title, count + 1);
		buf_add(&title, TEXT(" values of "));
	}
	buf_add(&title, text_of(l->name ? l->name : l->field[0] ? l->field : "value"));
	popup_draw(&l->pager, c, a, buf_text(&title), TEXT("f only this  y copy  Esc back"));
	buf_free(&title);
}

static bool request(struct view *v, const struct input *in)
{
	struct look_view *l = (struct look_view *)v;
	if (pager_request(&l->pager, in))
		return true;
	if (in->kind == INPUT_KEY && (in->request == REQUEST_LOOK || in->request == REQUEST_OPEN)) {
		browser_pop(v->b);
		return true;
	}
	return false;
}

static uint64_t threat(struct view *v)
{
	return ((struct look_view *)v)->row;
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	return pager_cell(&((struct look_view *)v)->pager, field, value);
}

const struct view_class view_look = {
	.name = "cell",
	.size = sizeof(struct look_view),
	.popup = true,
	.open = open_view,
	.close = close_view,
	.draw = draw,
	.request = request,
	.threat = threat,
	.cell = cell,
};
