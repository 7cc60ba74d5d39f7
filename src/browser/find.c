/* Filter, search, order, days. */
#include <config.h>

#include "browser/actions.h"
#include "browser/grid.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/time.h"

enum {
	TERM = 64 << 10,
	SOUGHT_AT_ONCE = 64, /* rows between looks at the clock */
};

#define DAY (86400 * NS_PER_SECOND)

static struct grid *grid_at_hand(struct browser *b)
{
	struct view *v = browser_top(b);
	return v->class->grid ? v->class->grid(v) : NULL;
}

/* --- the box */

static void filter_typed(struct browser *b, struct text t)
{
	filter_type(&b->filter, t);
	browser_changed(b, CHANGE_FILTER);
}

static void seek_later(struct browser *b, struct text t)
{
	if (text_trim(t).n == 0)
		return;
	buf_clear(&b->sought);
	buf_add(&b->sought, text_trim(t));
}

static void filter_done(struct browser *b, struct text t)
{
	seek_later(b, t);
	filter_type(&b->filter, TEXT(""));
	filter_add(&b->filter, t);
	browser_changed(b, CHANGE_FILTER);
}

/* What was typed can still be looked for row by row. */
static void filter_given_up(struct browser *b)
{
	seek_later(b, buf_text(&b->prompt.text));
	filter_typed(b, TEXT(""));
}

static void offer(struct buf *candidates, struct text start, struct text word, struct text value)
{
	struct text typed = text_from(word, start.n);
	if (value.n < typed.n || !text_is_nocase(text_head(value, typed.n), typed))
		return;
	buf_add(candidates, start);
	buf_add(candidates, value);
	buf_char(candidates, '\n');
}

struct offering {
	struct buf *candidates;
	struct text start, word;
};

static void offer_tag(void *context, struct text tag, uint64_t threats)
{
	struct offering *o = context;
	(void)threats;
	if (text_find_char(tag, ' ') == TEXT_NONE)
		offer(o->candidates, o->start, o->word, tag);
}

/* What may follow "field:". */
static void offer_values(struct browser *b, struct text field, struct text start, struct text word,
    struct buf *candidates)
{
	static const char *const values[][2] = {
		{ "sev", "high medium low" },
		{ "type", "dns ip iport url ua http path port cert" },
		{ "proto", "tcp udp icmp" },
		{ "dir", "out in" },
		{ "status", "new investigating resolved false-positive" },
		{ "class", "malware malicious suspicious" },
	};
	struct offering o = { candidates, start, word };
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct text rest = text_of(values[i][1]);
		while (text_is(field, text_of(values[i][0])) && rest.s)
			offer(candidates, start, word, text_split(&rest, ' '));
	}
	if (text_is(field, TEXT("tag")))
		triage_each_tag(b->triage, offer_tag, &o);
}

static void filter_complete(struct browser *b, struct text word, struct buf *candidates)
{
	size_t minus = word.n && word.s[0] == '-', colon = text_find_char(word, ':');
	if (colon != TEXT_NONE && colon >= minus) {
		struct text field = { word.s + minus, colon - minus };
		offer_values(b, field, text_head(word, colon + 1), word, candidates);
		return;
	}
	for (const struct query_field *f = query_fields; f->name; f++) {
		size_t before = candidates->n;
		offer(candidates, text_head(word, minus), word, text_of(f->name));
		if (candidates->n > before) {
			candidates->n--;
			buf_add(candidates, TEXT(":\n"));
		}
	}
}

static const struct prompt_class filter_prompt = { "filter: ", filter_typed, filter_done,
	filter_given_up, filter_complete, false };

static void ask_filter(struct browser *b, enum request request)
{
	(void)request;
	prompt_begin(&b->prompt, &filter_prompt, TEXT(""));
}

static void unfilter(struct browser *b, enum request request)
{
	(void)request;
	if (b->filter.count == 0) {
		browser_say(b, STYLE_WARNING, "nothing is filtered");
		return;
	}
	filter_remove(&b->filter, b->filter.count - 1);
	browser_changed(b, CHANGE_FILTER);
}

/* --- by the cell */

/* Its values, one a line, any of which will do. */
static void add_terms(struct buf *chip, const char *field, struct text values)
{
	bool several = false;
	while (values.s) {
		struct text value = text_split(&values, '\n');
		if (value.n == 0)
			continue;
		if (several)
			buf_add(chip, TEXT(" OR "));
		query_term(chip, field, value);
		several = true;
	}
}

void find_by_cell(struct browser *b, bool exclude)
{
	struct view *v = browser_top(b);
	const char *field = "";
	struct buf value, terms, chip;
	buf_init(&value, TERM);
	buf_init(&terms, TERM);
	buf_init(&chip, TERM);
	if (!v->class->cell || !v->class->cell(v, &field, &value) ||
	    text_trim(buf_text(&value)).n == 0) {
		browser_say(b, STYLE_WARNING, "there is no value to filter by here");
	} else {
		add_terms(&terms, field, buf_text(&value));
		bool several = text_find(buf_text(&terms), TEXT(" OR ")) != TEXT_NONE;
		if (exclude)
			buf_add(&chip, several ? TEXT("NOT (") : TEXT("-"));
		buf_add(&chip, buf_text(&terms));
		if (exclude && several)
			buf_char(&chip, ')');
		filter_add(&b->filter, buf_text(&chip));
		browser_changed(b, CHANGE_FILTER);
	}
	buf_free(&value);
	buf_free(&terms);
	buf_free(&chip);
}

static void filter_cell(struct browser *b, enum request request)
{
	find_by_cell(b, request == REQUEST_EXCLUDE_CELL);
}

/* --- the next row with what was sought last */

struct search {
	struct query *query;
	size_t at, left;
	bool back;
};

void search_end(struct browser *b)
{
	if (b->search)
		query_free(b->search->query);
	free(b->search);
	b->search = NULL;
}

static void search_begin(struct browser *b, enum request request)
{
	struct grid *g = grid_at_hand(b);
	if (!g || b->sought.n == 0) {
		browser_say(
		    b, STYLE_WARNING, g ? "nothing was filtered or searched for" : "not here");
		return;
	}
	search_end(b);
	b->search = xcalloc(1, sizeof(*b->search));
	*b->search = (struct search) { query_parse(buf_text(&b->sought)), g->row, g->count,
		request == REQUEST_PREVIOUS };
	browser_say(b, STYLE_TEXT, "searching: %.*s", (int)b->sought.n, b->sought.p);
}

static bool row_has_text(struct grid *g, struct text sought)
{
	struct buf cell;
	bool found = false;
	buf_init(&cell, TERM);
	for (int i = 0; i < g->class->column_count && !found; i++) {
		buf_clear(&cell);
		g->class->text(g->context, i, &cell);
		found = text_find_nocase(buf_text(&cell), sought) != TEXT_NONE;
	}
	buf_free(&cell);
	return found;
}

static bool row_matches(struct browser *b, struct grid *g, size_t place)
{
	if (!g->class->load(g->context, place))
		return false;
	if (g->class->matches)
		return g->class->matches(g->context, b->search->query);
	return row_has_text(g, buf_text(&b->sought));
}

/* One row on, around the end. */
static bool search_row(struct browser *b, struct grid *g)
{
	struct search *s = b->search;
	if (s->left == 0 || g->count == 0) {
		browser_say(b, STYLE_WARNING, "not found: %.*s", (int)b->sought.n, b->sought.p);
		return true;
	}
	s->left--;
	if (s->back)
		s->at = s->at ? s->at - 1 : g->count - 1;
	else
		s->at = s->at + 1 < g->count ? s->at + 1 : 0;
	if (!row_matches(b, g, s->at))
		return false;
	grid_go(g, s->at, GRID_NONE);
	buf_clear(&b->message);
	return true;
}

bool search_step(struct browser *b, int64_t until)
{
	struct grid *g = grid_at_hand(b);
	if (!b->search)
		return false;
	bool over = g == NULL;
	for (unsigned n = 0; !over; n++) {
		if (n % SOUGHT_AT_ONCE == 0 && time_monotonic() >= until)
			return true;
		over = search_row(b, g);
	}
	search_end(b);
	return false;
}

/* --- order */

static void sort_done(struct browser *b, struct text t)
{
	struct grid *g = grid_at_hand(b);
	struct text name = text_trim(t);
	bool minus = name.n && name.s[0] == '-';
	name = text_from(name, minus);
	int column = g ? grid_find(g, name) : GRID_NONE;
	if (column == GRID_NONE) {
		browser_say(b, STYLE_WARNING, "there is no column %.*s", (int)name.n, name.s);
		return;
	}
	grid_sort(g, column, minus || (g->class->largest_first && g->class->largest_first(column)));
}

static void sort_complete(struct browser *b, struct text word, struct buf *candidates)
{
	struct grid *g = grid_at_hand(b);
	for (int i = 0; g && i < g->class->column_count; i++)
		offer(candidates, TEXT(""), word, text_of(g->class->columns[i].name));
}

static const struct prompt_class sort_prompt = { "sort by: ", NULL, sort_done, NULL, sort_complete,
	true };

static void ask_sort(struct browser *b, enum request request)
{
	struct grid *g = grid_at_hand(b);
	(void)request;
	if (!g || !g->class->sort)
		browser_say(b, STYLE_WARNING, "nothing is sorted here");
	else
		prompt_begin(&b->prompt, &sort_prompt, TEXT(""));
}

/* --- days */

static int64_t day_of(int64_t ns)
{
	int64_t day = ns / DAY - (ns % DAY < 0);
	return day * DAY;
}

static bool case_time(struct browser *b, const char *name, int64_t *ns)
{
	uint64_t v;
	bool good = text_number(case_get(b->c, name), INT64_MAX, &v);
	*ns = good ? day_of((int64_t)v) : 0;
	return good;
}

static void other_day(struct browser *b, enum request request)
{
	bool before = request == REQUEST_DAY_BEFORE;
	int64_t first, last, day, to;
	if (!case_time(b, "first", &first) || !case_time(b, "last", &last)) {
		browser_say(b, STYLE_WARNING, "the case has no times");
		return;
	}
	if (!filter_days(&b->filter, &day, &to))
		day = before ? last : first;
	else
		day = before ? day_of(day) - DAY : day_of(to) + DAY;
	if (day < first || day > last) {
		browser_say(
		    b, STYLE_WARNING, "the case has no day %s that", before ? "before" : "after");
		return;
	}
	filter_day(&b->filter, day);
	browser_changed(b, CHANGE_FILTER);
}

const struct action find_actions[] = {
	{ REQUEST_FILTER, ask_filter },
	{ REQUEST_NEXT, search_begin },
	{ REQUEST_PREVIOUS, search_begin },
	{ REQUEST_FILTER_CELL, filter_cell },
	{ REQUEST_EXCLUDE_CELL, filter_cell },
	{ REQUEST_UNFILTER, unfilter },
	{ REQUEST_SORT, ask_sort },
	{ REQUEST_DAY_BEFORE, other_day },
	{ REQUEST_DAY_AFTER, other_day },
	{ REQUEST_NONE, NULL },
};
