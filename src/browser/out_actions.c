/* What leaves the browser: copies, reports, evidence. */
#include <config.h>

#include <errno.h>
#include <unistd.h>

#include "base/memory.h"
#include "browser/actions.h"
#include "browser/grid.h"
#include "reports/display.h"
#include "reports/report.h"

enum { COPY = 1 << 20 };

static void copy_cell(struct browser *b, enum request request)
{
	struct view *v = browser_top(b);
	const char *field;
	struct buf value;
	(void)request;
	buf_init(&value, COPY);
	if (!v->class->cell || !v->class->cell(v, &field, &value) || value.n == 0) {
		browser_say(b, STYLE_WARNING, "there is nothing to copy here");
	} else {
		/* Several values stand one a line there; on the clipboard, as the reference has them. */
		struct buf line;
		struct text rest = buf_text(&value);
		buf_init(&line, COPY);
		while (rest.s) {
			buf_add(&line, text_split(&rest, '\n'));
			if (rest.n)
				buf_add(&line, TEXT(", "));
		}
		browser_copy(b, buf_text(&line));
		buf_free(&line);
	}
	buf_free(&value);
}

/* Cells with a blank between them: a tab would be taken for a key when it is pasted. */
static void copy_row(struct browser *b, enum request request)
{
	struct view *v = browser_top(b);
	struct grid *g = v->class->grid ? v->class->grid(v) : NULL;
	struct buf line;
	(void)request;
	if (!g || !grid_load(g)) {
		browser_say(b, STYLE_WARNING, "there is no row to copy here");
		return;
	}
	buf_init(&line, COPY);
	for (int i = 0; i < g->class->column_count; i++) {
		if (line.n)
			buf_add(&line, TEXT("  "));
		g->class->text(g->context, g->places[i].column, &line);
	}
	browser_copy(b, buf_text(&line));
	buf_free(&line);
}

/* --- evidence */

static void save_evidence(struct browser *b)
{
	struct arena arena = { 0 };
	struct text *uids;
	size_t count = triage_targets(b, &arena, &uids);
	struct evidence_choice choice = { .threats = uids, .threat_count = count };
	struct evidence_counts counts;
	struct fault f;
	struct evidence *e = count ? browser_evidence(b) : NULL;
	const char *path = buf_string(&b->later_argument);
	if (e && !evidence_save(e, &choice, path, &counts, &f)) {
		browser_say(b, STYLE_ERROR, "%s", f.text);
	} else if (e) {
		struct buf line;
		buf_init(&line, 4096);
		buf_format(&line, "%s: ", path);
		display_count(&line, counts.frames, "frame", "frames");
		if (counts.missing) {
			buf_add(&line, TEXT("; not at hand: "));
			display_number(&line, counts.missing);
		}
		browser_say(
		    b, counts.missing ? STYLE_WARNING : STYLE_GOOD, "%s", buf_string(&line));
		buf_free(&line);
	}
	arena_free(&arena);
}

/* Nothing is replaced. */
static bool is_free(struct browser *b, struct text path)
{
	struct buf name;
	buf_init(&name, 1 << 16);
	buf_add(&name, path);
	bool there = access(buf_string(&name), F_OK) == 0 || errno != ENOENT;
	if (there)
		browser_say(
		    b, STYLE_WARNING, "%s is there already, or cannot be", buf_string(&name));
	buf_free(&name);
	return !there;
}

static void evidence_done(struct browser *b, struct text t)
{
	t = text_trim(t);
	if (t.n == 0 || !is_free(b, t))
		return;
	browser_later(b, save_evidence, t);
	browser_say(b, STYLE_TEXT, "fetching frames ...");
}

static const struct prompt_class evidence_prompt = { "evidence (pcapng): ", NULL, evidence_done,
	NULL, NULL, true };

static void ask_evidence(struct browser *b, enum request request)
{
	struct arena arena = { 0 };
	struct text *uids;
	struct buf name;
	(void)request;
	size_t count = triage_targets(b, &arena, &uids);
	buf_init(&name, 256);
	if (count == 1)
		buf_add(&name, uids[0]);
	else
		buf_format(&name, "%zu-threats", count);
	buf_add(&name, TEXT(".pcapng"));
	if (count)
		prompt_begin(&b->prompt, &evidence_prompt, buf_text(&name));
	buf_free(&name);
	arena_free(&arena);
}

/* --- reports */

/* What the view shows, as one query. */
static void add_query(struct browser *b, struct buf *out)
{
	struct view *v = browser_top(b);
	struct arena arena = { 0 };
	struct case_threat of;
	struct fault f;
	filter_text(&b->filter, out);
	if (!b->filter.hidden)
		buf_add(out, TEXT(" -hidden:yes"));
	if (v->argument && v->class == &view_events &&
	    case_threat_at(b->c, v->argument, &arena, &of, &f)) {
		buf_char(out, ' ');
		query_term(out, "uid", of.id);
	}
	arena_free(&arena);
}

/* As the ending says; a table of threats is one of threats, any other view's one of events. */
static const struct report_format *format_of(struct browser *b, struct text path)
{
	static const struct {
		const char *ending, *threats, *events;
	} rows[] = {
		{ ".csv", "threats-csv", "csv" },
		{ ".json", "json", "json" },
		{ ".jsonl", "jsonl", "jsonl" },
		{ ".txt", "text", "text" },
		{ ".ioc", "ioc", "ioc" },
	};
	bool threats = browser_top(b)->class->event == NULL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (const struct report_format *f = report_formats; f->name; f++)
			if (text_ends(path, text_of(rows[i].ending)) &&
			    strcmp(f->name, threats ? rows[i].threats : rows[i].events) == 0)
				return f;
	return NULL;
}

/* By a reader of its own, which knows the triage of now. */
static void save_report(struct browser *b)
{
	struct report_options options = { .case_path = b->options.path };
	struct buf text;
	struct fault f;
	const char *path = buf_string(&b->later_argument);
	struct case_file *c = case_open(b->options.path, &f);
	buf_init(&text, COPY);
	add_query(b, &text);
	struct query *q = query_parse(buf_text(&text));
	if (c)
		case_where(c, q);
	if (c && report_write(c, format_of(b, buf_text(&b->later_argument)), path, &options, &f))
		browser_say(b, STYLE_GOOD, "%s is written", path);
	else
		browser_say(b, STYLE_ERROR, "%s", f.text);
	case_free(c);
	query_free(q);
	buf_free(&text);
}

static void export_done(struct browser *b, struct text t)
{
	t = text_trim(t);
	if (t.n == 0)
		return;
	if (!format_of(b, t)) {
		browser_say(
		    b, STYLE_WARNING, "a file for that ends in .csv, .json, .jsonl, .txt or .ioc");
	} else if (is_free(b, t)) {
		browser_later(b, save_report, t);
		browser_say(b, STYLE_TEXT, "writing ...");
	}
}

static const struct prompt_class export_prompt = { "export to (.csv .json .ioc): ", NULL,
	export_done, NULL, NULL, true };

static void ask_export(struct browser *b, enum request request)
{
	(void)request;
	prompt_begin(&b->prompt, &export_prompt, TEXT(""));
}

const struct action out_actions[] = {
	{ REQUEST_EXPORT, ask_export },
	{ REQUEST_COPY, copy_cell },
	{ REQUEST_COPY_ROW, copy_row },
	{ REQUEST_EVIDENCE, ask_evidence },
	{ REQUEST_NONE, NULL },
};
