/* Coverage and damage: what was examined, what was not, and why. */
#include <config.h>

#include "base/memory.h"
#include "base/time.h"
#include "browser/browser.h"
#include "browser/describe.h"
#include "reports/coverage.h"
#include "reports/display.h"

enum { LINE = 64 << 10, INPUTS = 20000, GAPS = 100 };

struct inputs_view {
	struct view view;
	struct pager pager;
	uint64_t inputs, faulty;
};

/* --- one input */

static enum style state_style(struct text state)
{
	if (text_is(state, TEXT("read")))
		return STYLE_GOOD;
	return text_is(state, TEXT("unreadable")) || text_is(state, TEXT("damaged"))
	    ? STYLE_ERROR
	    : STYLE_WARNING;
}

static void add_times(struct pager *p, const struct case_input *in)
{
	struct buf line;
	if (in->first == TIME_NONE || !in->frames)
		return;
	buf_init(&line, LINE);
	describe_time(in->first, &line);
	buf_add(&line, TEXT(" to "));
	describe_time(in->last, &line);
	pager_line(p, 4);
	pager_to(p, 2);
	pager_add(p, STYLE_DIM, buf_text(&line));
	buf_free(&line);
}

static void add_interfaces(struct pager *p, const struct case_input *in)
{
	for (size_t i = 0; i < in->interface_count; i++) {
		const struct case_interface *f = &in->interfaces[i];
		struct buf line;
		buf_init(&line, LINE);
		buf_add(&line, f->link);
		if (f->name.n) {
			buf_char(&line, ' ');
			buf_add(&line, f->name);
		}
		buf_add(&line, TEXT(": "));
		display_count(&line, f->frames, "frame", "frames");
		buf_format(&line, ", snap length %u", f->snaplen);
		pager_line(p, 4);
		pager_to(p, 2);
		pager_add(p, STYLE_DIM, buf_text(&line));
		buf_free(&line);
	}
}

/* Frames that were read and not examined, by what became of them. */
static void add_fates(struct pager *p, const struct case_input *in)
{
	for (size_t i = 0; i < in->fate_count; i++) {
		const struct coverage_group group = { .group = TEXT("packets"),
			.name = in->fates[i].name,
			.count = in->fates[i].count };
		struct buf line;
		if (text_is(group.name, TEXT("examined")))
			continue;
		buf_init(&line, LINE);
		coverage_phrase(&line, &group);
		pager_line(p, 4);
		pager_to(p, 2);
		pager_add(p, STYLE_WARNING, buf_text(&line));
		pager_of(p, "", buf_text(&line), 0);
		buf_free(&line);
	}
}

static void add_drops(struct pager *p, uint64_t frames, const char *by)
{
	struct buf line;
	if (!frames)
		return;
	buf_init(&line, LINE);
	display_count(&line, frames, "frame", "frames");
	buf_format(&line, " dropped by the %s", by);
	pager_line(p, 4);
	pager_to(p, 2);
	pager_add(p, STYLE_ERROR, buf_text(&line));
	buf_free(&line);
}

static void add_gaps(struct pager *p, const struct case_input *in)
{
	struct buf line;
	buf_init(&line, LINE);
	for (size_t i = 0; i < in->gap_count && i < GAPS; i++) {
		buf_clear(&line);
		buf_add(&line, TEXT("from byte "));
		display_number(&line, in->gaps[i].offset);
		buf_add(&line, TEXT(", "));
		display_count(&line, in->gaps[i].bytes, "byte", "bytes");
		buf_add(&line, TEXT(" not examined: "));
		buf_add(&line, in->gaps[i].what);
		pager_line(p, 4);
		pager_to(p, 2);
		pager_add(p, STYLE_ERROR, buf_text(&line));
		pager_of(p, "", buf_text(&line), 0);
	}
	if (in->gap_count > GAPS) {
		pager_line(p, 4);
		pager_to(p, 2);
		pager_format(p, STYLE_ERROR,
		    "and %zu other gaps; the inputs-csv report has them all", in->gap_count - GAPS);
	}
	buf_free(&line);
}

static void add_head(struct pager *p, const struct case_input *in)
{
	struct buf line;
	buf_init(&line, LINE);
	pager_line(p, 4);
	pager_add(p, STYLE_STRONG, in->name);
	pager_add(p, STYLE_TEXT, TEXT("  "));
	pager_add(p, state_style(in->state), in->state);
	if (in->format.n) {
		pager_add(p, STYLE_TEXT, TEXT("  "));
		pager_add(p, STYLE_TEXT, in->format);
	}
	buf_add(&line, TEXT("  "));
	display_count(&line, in->frames, "frame", "frames");
	buf_add(&line, TEXT(", "));
	display_count(&line, in->size, "byte", "bytes");
	if (in->backwards) {
		buf_add(&line, TEXT(", "));
		display_number(&line, in->backwards);
		buf_add(&line, TEXT(" with times that go back"));
	}
	pager_add(p, STYLE_TEXT, buf_text(&line));
	pager_of(p, "capture", in->name, 0);
	buf_free(&line);
}

static bool each_input(void *context, const struct case_input *in)
{
	struct inputs_view *v = context;
	struct pager *p = &v->pager;
	bool whole = text_is(in->state, TEXT("read"));
	v->inputs++;
	v->faulty += !whole || in->gap_count;
	/* Of very many, those that are whole are only counted. */
	if (v->inputs > INPUTS && whole && !in->gap_count)
		return true;
	add_head(p, in);
	if (in->why.n) {
		pager_line(p, 4);
		pager_to(p, 2);
		pager_add(p, STYLE_ERROR, in->why);
		pager_of(p, "", in->why, 0);
	}
	add_gaps(p, in);
	add_fates(p, in);
	add_drops(p, in->dropped_kernel, "kernel");
	add_drops(p, in->dropped_interface, "interface");
	add_times(p, in);
	add_interfaces(p, in);
	if (in->digest.n) {
		pager_line(p, 4);
		pager_to(p, 2);
		pager_format(p, STYLE_DIM, "%.*s %.*s", (int)in->digest_kind.n, in->digest_kind.s,
		    (int)in->digest.n, in->digest.s);
		pager_of(p, "", in->digest, 0);
	}
	return true;
}

/* --- all of it */

static void add_gap_line(void *context, struct text line)
{
	struct pager *p = context;
	pager_line(p, 2);
	pager_add(p, STYLE_WARNING, line);
	pager_of(p, "", line, 0);
}

static void add_group(
    struct pager *p, const char *title, const struct coverage_list *list, const char *group)
{
	bool first = true;
	for (size_t i = 0; i < list->count; i++) {
		struct buf line;
		if (!text_is(list->list[i].group, text_of(group)))
			continue;
		buf_init(&line, LINE);
		coverage_phrase(&line, &list->list[i]);
		pager_label(p, first ? title : "", DESCRIBE_LABEL);
		pager_add(p, STYLE_TEXT, buf_text(&line));
		pager_of(p, "", buf_text(&line), 0);
		first = false;
		buf_free(&line);
	}
}

static void add_summary(struct inputs_view *v, const struct coverage *coverage)
{
	struct pager *p = &v->pager;
	struct buf line;
	buf_init(&line, LINE);
	display_count(&line, coverage->inputs, "input", "inputs");
	buf_add(&line, TEXT(", "));
	display_count(&line, coverage->frames, "frame", "frames");
	buf_add(&line, TEXT(", "));
	display_count(&line, coverage->bytes, "byte", "bytes");
	pager_line(p, 0);
	pager_add(p, STYLE_TITLE, TEXT("Examined: "));
	pager_add(p, STYLE_TEXT, buf_text(&line));
	pager_line(p, 0);
	pager_add(p, STYLE_TITLE, TEXT("Not examined in full:"));
	size_t before = p->line_count;
	if (coverage->interrupted)
		add_gap_line(p, TEXT("the run was interrupted"));
	coverage_gaps(coverage, false, add_gap_line, p);
	if (p->line_count == before)
		pager_add(p, STYLE_GOOD, TEXT(" nothing is missing"));
	add_group(p, "not decoded", &coverage->totals, "unknown-links");
	add_group(p, "malformed", &coverage->totals, "anomalies");
	add_group(p, "evicted", &coverage->limits, "limit");
	pager_line(p, 0);
	buf_free(&line);
}

static void tell(struct inputs_view *v)
{
	struct coverage coverage = { .inputs = 0 };
	struct fault f;
	pager_clear(&v->pager);
	v->inputs = v->faulty = 0;
	bool good = coverage_gather(&coverage, v->view.b->c, &f);
	if (good)
		add_summary(v, &coverage);
	coverage_free(&coverage);
	if (!good || !case_each_input(v->view.b->c, each_input, v, &f))
		browser_say(v->view.b, STYLE_ERROR, "%s", f.text);
}

/* --- the view */

static void open_view(struct view *v)
{
	tell((struct inputs_view *)v);
}

static void close_view(struct view *v)
{
	pager_free(&((struct inputs_view *)v)->pager);
}

static void changed(struct view *v, unsigned changes)
{
	if (changes & CHANGE_CASE)
		tell((struct inputs_view *)v);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	pager_draw(&((struct inputs_view *)v)->pager, c, a);
}

static bool request(struct view *v, const struct input *in)
{
	return pager_request(&((struct inputs_view *)v)->pager, in);
}

static void status(struct view *v, struct buf *out)
{
	const struct inputs_view *i = (const struct inputs_view *)v;
	display_count(out, i->inputs, "input", "inputs");
	if (i->faulty) {
		buf_add(out, TEXT(", "));
		display_number(out, i->faulty);
		buf_add(out, TEXT(" not read in full"));
	}
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	return pager_cell(&((struct inputs_view *)v)->pager, field, value);
}

const struct view_class view_inputs = {
	.name = "inputs",
	.size = sizeof(struct inputs_view),
	.open = open_view,
	.close = close_view,
	.changed = changed,
	.draw = draw,
	.request = request,
	.status = status,
	.cell = cell,
};
