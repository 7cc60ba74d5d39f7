/* All that is known of one threat. threats.md 9. */
#include <config.h>

#include "browser/attack.h"
#include "browser/browser.h"
#include "browser/cells.h"
#include "browser/describe.h"
#include "case/listing.h"
#include "reports/display.h"

enum {
	NAMES = 4, /* of an address; Space shows all */
	ADDRESS = 18,
	LINE = 64 << 10,
	WIDE = 140,
};

enum { TAG_NONE, TAG_OTHERS };

/* Other threats with the same source, the same trail: counted in the background. */
struct others {
	const char *label, *field;
	struct buf term;
	struct query *query;
	struct listing *listing; /* NULL once it is counted */
	uint64_t count;
};

struct detail_view {
	struct view view;
	struct pager facts, lists; /* beside each other where there is room, else all in facts */
	struct pager *to;          /* where lines go */
	bool wide, right;          /* two of them; the cursor is in the right one */
	struct arena arena;
	struct case_threat threat;
	bool there;
	uint64_t event; /* the first one's row */
	struct arena event_arena;
	struct case_event first;
	struct others others[2];
};

/* --- others */

static void count_others(struct browser *b, struct others *o)
{
	const struct listing_options options = { .of = LISTING_THREATS,
		.key = LISTING_WORST,
		.query = o->query,
		.triage = b->triage,
		.hidden = true };
	listing_free(o->listing);
	o->listing = listing_new(b->c, &options);
}

static void begin_others(struct detail_view *d, size_t i, const char *label, const char *field)
{
	struct others *o = &d->others[i];
	o->label = label;
	o->field = field;
	o->query = query_parse(buf_text(&o->term));
	count_others(d->view.b, o);
}

static void term_source(struct buf *out, struct text source)
{
	struct address a;
	if (!address_parse(source, &a)) {
		query_term(out, "src", source);
		return;
	}
	buf_format(out, "src:%.*s/%d", (int)source.n, source.s, a.version == 4 ? 32 : 128);
}

static void find_others(struct detail_view *d)
{
	struct buf norm;
	buf_init(&norm, LINE);
	threat_normalise(&norm, d->threat.trail);
	if (d->threat.src_ip.count)
		term_source(&d->others[0].term, d->threat.src_ip.list[0]);
	if (norm.n)
		query_term(&d->others[1].term, "trail", buf_text(&norm));
	if (d->others[0].term.n)
		begin_others(d, 0, "source", "src");
	if (d->others[1].term.n)
		begin_others(d, 1, "trail", "trail");
	buf_free(&norm);
}

/* --- lines */

static void add_head(struct detail_view *d)
{
	static const enum style styles[] = { STYLE_TEXT, STYLE_LOW, STYLE_MEDIUM, STYLE_HIGH };
	const struct case_threat *t = &d->threat;
	struct pager *p = d->to;
	struct buf events;
	buf_init(&events, 256);
	display_count(&events, t->events, "event", "events");
	if (t->kept < t->events) {
		buf_add(&events, TEXT(", the first "));
		display_number(&events, t->kept);
		buf_add(&events, TEXT(" kept singly"));
	}
	pager_line(p, DESCRIBE_LABEL);
	pager_add(p, STYLE_STRONG, t->id);
	pager_to(p, DESCRIBE_LABEL);
	pager_add(p, styles[t->severity], text_of(severity_name(t->severity)));
	pager_add(p, STYLE_TEXT, TEXT("  "));
	pager_add(p, STYLE_TEXT, t->type);
	pager_add(p, STYLE_TEXT, TEXT("  "));
	pager_add(p, STYLE_TEXT, buf_text(&events));
	pager_of(p, "uid", t->id, TAG_NONE);
	buf_free(&events);
}

static void add_triage(struct detail_view *d)
{
	const struct marks *m = triage_of(d->view.b->triage, d->threat.id);
	struct buf tags;
	buf_init(&tags, LINE);
	for (size_t i = 0; i < m->tag_count; i++) {
		if (i)
			buf_char(&tags, ',');
		buf_add(&tags, m->tags[i]);
	}
	if (m->status != TRIAGE_NEW)
		describe_line(d->to, "status", "status", text_of(triage_status_name(m->status)));
	describe_line(d->to, "tags", "tag", buf_text(&tags));
	describe_line(d->to, "note", "", m->note);
	if (m->hidden)
		describe_line(d->to, "hidden", "hidden", TEXT("yes"));
	buf_free(&tags);
}

static void add_hints(struct detail_view *d)
{
	const struct attack_hint *hints[ATTACK_HINTS];
	size_t count = attack_hints(d->threat.info, hints);
	for (size_t i = 0; i < count; i++) {
		pager_label(d->to, i ? "" : "ATT&CK", DESCRIBE_LABEL);
		pager_format(d->to, STYLE_TEXT, "%s %s", hints[i]->technique, hints[i]->name);
		pager_of(d->to, "", text_of(hints[i]->technique), TAG_NONE);
	}
}

static void add_rule(struct detail_view *d)
{
	const struct case_event *e = &d->first;
	struct buf line;
	if (!d->event)
		return;
	buf_init(&line, LINE);
	buf_add(&line, e->rule);
	if (e->threshold || e->measured)
		buf_format(&line, ": measured %llu, threshold %llu",
		    (unsigned long long)e->measured, (unsigned long long)e->threshold);
	describe_line(d->to, "rule", "", buf_text(&line));
	describe_line(d->to, "observed", "", e->observed);
	describe_line(d->to, "direction", "dir", text_of(e->direction));
	buf_clear(&line);
	buf_format(&line, "%llu of ", (unsigned long long)e->frame);
	buf_add(&line, e->capture);
	describe_line(d->to, "first frame", "", buf_text(&line));
	buf_free(&line);
}

static void add_times(struct detail_view *d)
{
	const struct case_threat *t = &d->threat;
	struct buf line;
	buf_init(&line, LINE);
	describe_time(t->first, &line);
	describe_line(d->to, "first seen", "", buf_text(&line));
	buf_clear(&line);
	describe_time(t->last, &line);
	describe_line(d->to, "last seen", "", buf_text(&line));
	buf_clear(&line);
	describe_span(t->first, t->last, &line);
	describe_line(d->to, "span", "", buf_text(&line));
	buf_free(&line);
}

static void add_list_head(struct pager *p, const char *label, const struct case_values *v)
{
	struct buf line;
	buf_init(&line, 256);
	pager_label(p, label, DESCRIBE_LABEL);
	display_number(&line, v->total);
	pager_add(p, STYLE_TEXT, buf_text(&line));
	if (v->total > v->count)
		pager_format(p, STYLE_DIM, ", of which %zu are listed", v->count);
	buf_free(&line);
}

static void add_address(struct detail_view *d, struct text address, const char *field)
{
	struct pager *p = d->to;
	struct address a;
	struct buf line;
	bool private = address_parse(address, &a) && address_is_private(&a);
	buf_init(&line, LINE);
	pager_line(p, 2 + ADDRESS);
	pager_to(p, 2);
	pager_add(p, private ? STYLE_PRIVATE : STYLE_TEXT, address);
	pager_add(p, STYLE_TEXT, TEXT("  "));
	pager_to(p, 2 + ADDRESS);
	describe_place(d->view.b, address, &line);
	pager_add(p, STYLE_DIM, buf_text(&line));
	buf_clear(&line);
	describe_names(d->view.b, address, NAMES, &line);
	if (line.n) {
		pager_add(p, STYLE_TEXT, TEXT("  "));
		pager_add(p, STYLE_TEXT, buf_text(&line));
	}
	pager_of(p, field, address, TAG_NONE);
	buf_free(&line);
}

static void add_addresses(
    struct detail_view *d, const char *label, const char *field, const struct case_values *v)
{
	add_list_head(d->to, label, v);
	for (size_t i = 0; i < v->count; i++)
		add_address(d, v->list[i], field);
}

static void add_ports(struct detail_view *d, const char *label, const struct case_values *v)
{
	struct text proto = d->threat.proto.count ? d->threat.proto.list[0] : TEXT("");
	struct buf line, all;
	if (!v->count)
		return;
	buf_init(&line, 256);
	buf_init(&all, LINE);
	pager_label(d->to, label, DESCRIBE_LABEL);
	for (size_t i = 0; i < v->count; i++) {
		bool risky = port_is_risky(v->list[i]);
		buf_clear(&line);
		port_text(&line, v->list[i], proto);
		pager_add(d->to, risky ? STYLE_RISKY : STYLE_TEXT, buf_text(&line));
		if (i + 1 < v->count)
			pager_add(d->to, STYLE_TEXT, TEXT(", "));
		if (i)
			buf_char(&all, '\n');
		buf_add(&all, v->list[i]);
	}
	if (v->total > v->count)
		pager_format(d->to, STYLE_DIM, " +%llu", (unsigned long long)(v->total - v->count));
	pager_of(d->to, "port", buf_text(&all), TAG_NONE);
	buf_free(&line);
	buf_free(&all);
}

static void add_values(
    struct detail_view *d, const char *label, const char *field, const struct case_values *v)
{
	struct buf all;
	if (!v->count)
		return;
	buf_init(&all, LINE);
	pager_label(d->to, label, DESCRIBE_LABEL);
	for (size_t i = 0; i < v->count; i++) {
		if (i)
			pager_add(d->to, STYLE_TEXT, TEXT(", "));
		pager_add(d->to, STYLE_TEXT, v->list[i]);
		if (i)
			buf_char(&all, '\n');
		buf_add(&all, v->list[i]);
	}
	pager_of(d->to, field, buf_text(&all), TAG_NONE);
	buf_free(&all);
}

static void add_others(struct detail_view *d)
{
	struct buf line;
	buf_init(&line, 256);
	for (size_t i = 0; i < 2; i++) {
		const struct others *o = &d->others[i];
		if (!o->query)
			continue;
		pager_label(d->to, i && d->others[0].query ? "" : "others", DESCRIBE_LABEL);
		buf_clear(&line);
		if (o->listing)
			buf_add(&line, TEXT("counting other threats"));
		else if (o->count > 1)
			display_count(&line, o->count - 1, "other threat", "other threats");
		else
			buf_add(&line, TEXT("no other threat"));
		pager_add(d->to, STYLE_TEXT, buf_text(&line));
		pager_format(d->to, STYLE_TEXT, " of this %s", o->label);
		if (!o->listing && o->count > 1)
			pager_add(d->to, STYLE_DIM, TEXT("  (Enter shows them)"));
		pager_of(d->to, "", buf_text(&o->term), TAG_OTHERS + i);
	}
	buf_free(&line);
}

static void tell(struct detail_view *d)
{
	const struct case_threat *t = &d->threat;
	struct pager *p = &d->facts;
	struct buf why;
	pager_clear(&d->facts);
	pager_clear(&d->lists);
	d->to = &d->facts;
	if (!d->there)
		return;
	buf_init(&why, LINE);
	describe_severity(t, &why);
	add_head(d);
	describe_line(p, "trail", "trail", t->trail);
	describe_line(p, "info", "info", t->info);
	describe_line(p, "reference", "reference", t->reference);
	describe_line(p, "report", "", t->citation);
	describe_line(p, "severity", "sev", buf_text(&why));
	pager_of(p, "sev", text_of(severity_name(t->severity)), TAG_NONE);
	add_triage(d);
	add_hints(d);
	add_times(d);
	add_rule(d);
	add_others(d);
	d->to = d->wide ? &d->lists : &d->facts;
	add_addresses(d, "sources", "src", &t->src_ip);
	add_addresses(d, "targets", "dst", &t->dst_ip);
	add_ports(d, "from ports", &t->src_port);
	add_ports(d, "to ports", &t->dst_port);
	add_values(d, "protocols", "proto", &t->proto);
	add_values(d, "sensors", "sensor", &t->sensor);
	describe_bins(d->view.b, &d->facts, t->bins);
	buf_free(&why);
}

/* --- the view */

static void read_threat(struct detail_view *d)
{
	struct browser *b = d->view.b;
	struct fault f = { "" };
	arena_reset(&d->arena);
	arena_reset(&d->event_arena);
	d->event = 0;
	d->there = case_threat_at(b->c, d->view.argument, &d->arena, &d->threat, &f);
	if (d->there)
		d->event = case_first_event(b->c, d->view.argument);
	if (d->event && !case_event_at(b->c, d->event, &d->event_arena, &d->first, &f))
		d->event = 0;
	if (f.text[0])
		browser_say(b, STYLE_ERROR, "%s", f.text);
}

static void open_view(struct view *v)
{
	struct detail_view *d = (struct detail_view *)v;
	buf_init(&d->others[0].term, LINE);
	buf_init(&d->others[1].term, LINE);
	read_threat(d);
	if (d->there)
		find_others(d);
	tell(d);
}

static void close_view(struct view *v)
{
	struct detail_view *d = (struct detail_view *)v;
	for (size_t i = 0; i < 2; i++) {
		listing_free(d->others[i].listing);
		query_free(d->others[i].query);
		buf_free(&d->others[i].term);
	}
	arena_free(&d->arena);
	arena_free(&d->event_arena);
	pager_free(&d->facts);
	pager_free(&d->lists);
}

static bool step(struct view *v, int64_t until)
{
	struct detail_view *d = (struct detail_view *)v;
	bool more = false;
	for (size_t i = 0; i < 2 && !more; i++) {
		struct others *o = &d->others[i];
		if (!o->listing)
			continue;
		more = listing_step(o->listing, until);
		if (more)
			break;
		o->count = listing_count(o->listing);
		listing_free(o->listing);
		o->listing = NULL;
		tell(d);
	}
	return more || d->others[0].listing || d->others[1].listing;
}

static void changed(struct view *v, unsigned changes)
{
	struct detail_view *d = (struct detail_view *)v;
	if (changes & CHANGE_CASE) {
		read_threat(d);
		for (size_t i = 0; i < 2; i++)
			if (d->others[i].query)
				count_others(v->b, &d->others[i]);
	}
	if (changes & (CHANGE_CASE | CHANGE_TRIAGE))
		tell(d);
}

static struct pager *at_hand(struct detail_view *d)
{
	return d->right ? &d->lists : &d->facts;
}

/* Facts at the left, lists at the right. */
static void draw_both(struct detail_view *d, struct canvas *c, struct area a)
{
	struct area left = { a.row, a.column, a.rows, a.columns / 2 };
	struct area right = { a.row, a.column + left.columns, a.rows, a.columns - left.columns };
	left.columns -= 2;
	d->facts.still = d->right;
	d->lists.still = !d->right;
	pager_draw(&d->facts, c, left);
	pager_draw(&d->lists, c, right);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	struct detail_view *d = (struct detail_view *)v;
	bool wide = a.columns >= WIDE;
	if (!d->there) {
		canvas_text(
		    c, a.row, a.column, a.columns, STYLE_DIM, TEXT("This threat is not there."));
		return;
	}
	if (wide != d->wide) {
		d->wide = wide;
		d->right = false;
		tell(d);
	}
	if (wide) {
		draw_both(d, c, a);
		return;
	}
	d->facts.still = false;
	pager_draw(&d->facts, c, a);
}

/* Only threats like that one, in the table. */
static void show_others(struct browser *b, const struct others *o)
{
	filter_add(&b->filter, buf_text(&o->term));
	browser_changed(b, CHANGE_FILTER);
	while (b->depth > 1)
		browser_pop(b);
}

/* By a key, or by a click or the wheel on the other side, which then goes on. */
static bool choose_side(struct detail_view *d, const struct input *in)
{
	if (!d->wide)
		return false;
	if (in->kind != INPUT_KEY) {
		d->right = in->column >= d->lists.area.column;
		return false;
	}
	bool other = in->key == KEY_TS_TAB || in->key == KEY_TS_BACKTAB;
	if (!other && in->request != REQUEST_LEFT && in->request != REQUEST_RIGHT)
		return false;
	d->right = other ? !d->right : in->request == REQUEST_RIGHT;
	return true;
}

static bool request(struct view *v, const struct input *in)
{
	struct detail_view *d = (struct detail_view *)v;
	if (choose_side(d, in) || pager_request(at_hand(d), in))
		return true;
	if (in->kind != INPUT_KEY || in->request != REQUEST_OPEN || !d->there)
		return false;
	const struct pager_line *line = pager_at(at_hand(d));
	if (line && line->tag >= TAG_OTHERS)
		show_others(v->b, &d->others[line->tag - TAG_OTHERS]);
	else
		browser_push(v->b, &view_events, v->argument);
	return true;
}

static void status(struct view *v, struct buf *out)
{
	struct detail_view *d = (struct detail_view *)v;
	if (!d->there)
		return;
	buf_add(out, TEXT("threat "));
	buf_add(out, d->threat.id);
	buf_add(out, TEXT("; Enter: its events"));
}

static uint64_t threat(struct view *v)
{
	return v->argument;
}

static uint64_t event(struct view *v)
{
	return ((struct detail_view *)v)->event;
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	return pager_cell(at_hand((struct detail_view *)v), field, value);
}

const struct view_class view_detail = {
	.name = "threat",
	.size = sizeof(struct detail_view),
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
};
