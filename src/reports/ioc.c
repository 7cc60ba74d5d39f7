/* ioc: indicators of a case, defanged, one a line, for lists that people hand on. threats.md 11. */
#include <config.h>

#include <stdlib.h>

#include "base/address.h"
#include "base/escape.h"
#include "base/memory.h"
#include "base/time.h"
#include "reports/facts.h"
#include "reports/formats.h"

struct iocs {
	struct arena arena;
	struct text *list;
	size_t count, room;
	struct buf one;
};

static void add(struct iocs *i, struct text t)
{
	if (t.n == 0)
		return;
	i->list = grow(i->list, i->count, &i->room, sizeof(*i->list));
	i->list[i->count++] = arena_text(&i->arena, t);
}

/* A remark in parentheses at the end, after a blank; " (" of "\\(" is none. */
static struct text without_remark(struct text trail)
{
	size_t at = text_find_last(trail, '(');
	if (at == TEXT_NONE || at < 1 || trail.s[at - 1] != ' ' || !text_ends(trail, TEXT(")")))
		return trail;
	return text_head(trail, at - 1);
}

static struct text trim(struct text t, char c)
{
	while (t.n && t.s[0] == c)
		t = text_from(t, 1);
	while (t.n && t.s[t.n - 1] == c)
		t.n--;
	return t;
}

/* Escaped parentheses belong to the trail, others only say what of it is context. */
static void add_trail(struct iocs *i, struct text trail)
{
	trail = without_remark(trail);
	buf_clear(&i->one);
	for (size_t k = 0; k < trail.n; k++) {
		bool escaped = trail.s[k] == '\\' && k + 1 < trail.n &&
		    (trail.s[k + 1] == '(' || trail.s[k + 1] == ')');
		k += escaped;
		if (escaped || (trail.s[k] != '(' && trail.s[k] != ')'))
			buf_char(&i->one, trail.s[k]);
	}
	add(i, trim(trim(buf_text(&i->one), ' '), '.'));
}

static bool each_threat(void *context, const struct case_threat *t)
{
	struct iocs *i = context;
	struct address a;
	add_trail(i, t->trail);
	for (size_t k = 0; k < t->dst_ip.count; k++)
		if (address_parse(t->dst_ip.list[k], &a) && a.version == 4)
			add(i, t->dst_ip.list[k]);
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct text *x = a, *y = b;
	int order = memcmp(x->s, y->s, x->n < y->n ? x->n : y->n);
	return order ? order : (x->n > y->n) - (x->n < y->n);
}

static void make_unique(struct iocs *i)
{
	size_t kept = 0;
	if (i->count)
		qsort(i->list, i->count, sizeof(*i->list), compare);
	for (size_t k = 0; k < i->count; k++)
		if (k == 0 || !text_is(i->list[k], i->list[k - 1]))
			i->list[kept++] = i->list[k];
	i->count = kept;
}

static void defang(struct buf *line, struct text t)
{
	while (t.n) {
		size_t n = 1;
		if (text_is_nocase(text_head(t, 4), TEXT("http")))
			buf_add(line, TEXT("hxxp")), n = 4;
		else if (text_starts(t, TEXT("://")))
			buf_add(line, TEXT("[://]")), n = 3;
		else if (t.s[0] == '.')
			buf_add(line, TEXT("[.]"));
		else
			buf_char(line, t.s[0]);
		t = text_from(t, n);
	}
}

/* The day is that of the last frame: a report has no clock of its own. */
static void write_list(struct iocs *i, struct case_file *c, struct outfile *out)
{
	enum { DATE = 10 };
	struct buf line;
	char day[TIME_TEXT] = "";
	int64_t last;
	if (fact_time(c, "last", &last))
		time_text(last, day);
	buf_init(&line, REPORT_RECORD);
	buf_format(&line, "# Trailsift IOC export \u00b7 %zu indicators (defanged) \u00b7 %.*s\n",
	    i->count, DATE, day);
	outfile_add(out, buf_text(&line));
	for (size_t k = 0; k < i->count; k++) {
		struct buf safe;
		buf_clear(&line);
		buf_init(&safe, REPORT_RECORD);
		defang(&line, i->list[k]);
		escape_terminal(&safe, buf_text(&line));
		buf_char(&safe, '\n');
		outfile_add(out, buf_text(&safe));
		buf_free(&safe);
	}
	buf_free(&line);
}

bool write_ioc(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	struct iocs i = { .count = 0 };
	(void)options;
	buf_init(&i.one, REPORT_RECORD);
	bool good = case_each_threat(c, each_threat, &i, f);
	if (good) {
		make_unique(&i);
		write_list(&i, c, out);
	}
	buf_free(&i.one);
	free(i.list);
	arena_free(&i.arena);
	return good;
}
