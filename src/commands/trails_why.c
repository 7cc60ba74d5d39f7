/* trailsift trails why: every look-up for a value, and all that the sources say of what it meets. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/memory.h"
#include "commands/chosen_trails.h"
#include "commands/trails.h"
#include "detect/names.h"

enum { CELLS = 8 };

static const struct option_row rows[] = {
	{ 't', "trails", "FILE",
	    "trails to use instead of the default; repeatable; \"default\" adds it" },
	{ 0, "whitelist", "FILE",
	    "more names and addresses that are no finding, or \"none\"; repeatable" },
	{ 0, "ignore", "FILE",
	    "more rules for events that are no finding, or \"none\"; repeatable" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	struct list stores, whitelists, ignores, values;
};

/* One value being explained. */
struct why {
	const struct trails *trails;
	struct text value;
	struct met met;
	struct buf name; /* in it, if any: the longest that was looked up */
	struct buf told; /* look-ups that were told: what, value, a NUL behind each */
	struct buf row;
};

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row)
		list_add(&s->values, o->value);
	else if (option_is(o, "trails"))
		list_add(&s->stores, o->value);
	else if (option_is(o, "whitelist"))
		list_add(&s->whitelists, o->value);
	else if (option_is(o, "ignore"))
		list_add(&s->ignores, o->value);
	return -1;
}

static void print_row(struct why *w, const struct text *cells, size_t n)
{
	const char *between = isatty(STDOUT_FILENO) ? "  " : "\t";
	buf_clear(&w->row);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add(&w->row, text_of(between));
		escape_terminal(&w->row, cells[i]);
	}
	buf_char(&w->row, '\n');
	fwrite(w->row.p, 1, w->row.n, stdout);
}

#define PRINT(w, ...)                                                                              \
	print_row((w), (const struct text[]) { __VA_ARGS__ },                                      \
	    sizeof((const struct text[]) { __VA_ARGS__ }) / sizeof(struct text))

/* --- the look-ups */

/* A path of a URL leads to the same key in several ways. */
static bool was_told(struct why *w, const char *what, struct text value)
{
	struct text all = buf_text(&w->told);
	bool same = false;
	while (all.n && !same) {
		bool kind = text_is(text_split(&all, '\0'), text_of(what));
		same = text_is(text_split(&all, '\0'), value) && kind;
	}
	if (!same) {
		buf_add(&w->told, text_of(what));
		buf_char(&w->told, '\0');
		buf_add(&w->told, value);
		buf_char(&w->told, '\0');
	}
	return same;
}

/* The store whose own text t is; which of several won is seen by that. */
static const char *store_of(const struct trails *trails, struct text key)
{
	for (size_t i = trails_stores(trails); i > 0; i--) {
		const struct store *s = trails_store(trails, i - 1);
		uint32_t number = store_find_key(s, key);
		if (number != TRAIL_NONE && store_trail(s, number).key.s == key.s)
			return trails_store_name(trails, i - 1);
	}
	return "";
}

static void print_entry(struct why *w, const struct met_step *step)
{
	struct buf place;
	buf_init(&place, LIMIT_TRAIL_LINE);
	trails_put_place(w->trails, step->entry, &place);
	PRINT(w, TEXT("look-up"), text_of(step->what), step->value, TEXT("suppressed by"),
	    step->entry, buf_text(&place));
	buf_free(&place);
}

/* Rules that suppress events of this address. */
static void print_ignores(struct why *w, struct text value)
{
	struct address a;
	size_t at = 0;
	struct text rule;
	if (!address_parse(value, &a))
		return;
	while ((rule = ignores_naming(trails_ignores(w->trails), &a, &at)).n)
		PRINT(w, TEXT("ignore"), value, TEXT("some events"), rule);
}

static void tell_step(void *context, const struct met_step *step)
{
	struct why *w = context;
	struct text what = text_of(step->what);
	if (was_told(w, step->what, step->value))
		return;
	if (w->name.n == 0 && text_is(what, text_of(trail_kind_name(TRAIL_NAME))))
		buf_add(&w->name, step->value);
	if (step->trail)
		PRINT(w, TEXT("look-up"), what, step->value, TEXT("listed"), step->trail->key,
		    step->trail->info, step->trail->reference,
		    text_of(store_of(w->trails, step->trail->key)));
	else if (step->entry.n)
		print_entry(w, step);
	else
		PRINT(w, TEXT("look-up"), what, step->value,
		    text_is(what, TEXT("whitelist")) ? TEXT("no entry") : TEXT("not listed"));
	if (text_is(what, TEXT("whitelist")))
		print_ignores(w, step->value);
}

/* --- what the sources say */

static void print_claim(
    struct why *w, const struct store *s, struct text key, const struct store_claim *c, bool stands)
{
	struct store_source source = store_source(s, c->source);
	struct buf place;
	struct text cells[CELLS] = { TEXT("source"), key };
	size_t n = 2;
	buf_init(&place, LIMIT_TRAIL_LINE);
	buf_add(&place, source.name);
	if (c->line)
		buf_format(&place, ":%lu", (unsigned long)c->line);
	cells[n++] = buf_text(&place);
	cells[n++] = c->info;
	cells[n++] = c->reference;
	cells[n++] = stands ? TEXT("counts") : TEXT("gives way");
	cells[n++] = c->citation;
	cells[n++] = source.aliases;
	while (cells[n - 1].n == 0)
		n--;
	print_row(w, cells, n);
	buf_free(&place);
}

static void print_claims(struct why *w, const struct store *s, uint32_t number, bool wins)
{
	struct text key = store_trail(s, number).key;
	size_t count = store_claims(s, number, NULL, 0);
	struct store_claim *claims = xcalloc(count + 1, sizeof(*claims));
	size_t n = store_claims(s, number, claims, count);
	for (size_t i = 0; i < n && i < count; i++)
		print_claim(w, s, key, &claims[i], wins && i == 0);
	free(claims);
}

/* In every store, the one that counts first. */
static void print_sources(struct why *w, struct text key)
{
	for (int wins = 1; wins >= 0; wins--)
		for (size_t i = trails_stores(w->trails); i > 0; i--) {
			const struct store *s = trails_store(w->trails, i - 1);
			uint32_t number = store_find_key(s, key);
			if (number == TRAIL_NONE)
				continue;
			if ((store_trail(s, number).key.s == key.s) == (wins == 1))
				print_claims(w, s, number, wins);
		}
}

/* --- what holds events back: detection.md 2.3 S2 and U2, 2.5 D3 */

static bool is_any(const struct why *w, const struct trail *t)
{
	(void)w;
	(void)t;
	return true;
}

static bool is_server(const struct why *w, const struct trail *t)
{
	(void)t;
	return name_is_server(buf_text(&w->name));
}

static bool is_itself(const struct why *w, const struct trail *t)
{
	struct text name = buf_text(&w->name);
	return text_is(name, t->key) || text_starts(name, TEXT("www."));
}

static const struct rule {
	const char *word; /* in the info */
	bool of_names;    /* else of addresses */
	bool (*holds)(const struct why *w, const struct trail *t);
	const char *meaning;
} rules[] = {
	{ "attacker", false, is_any, "no event for a flow to the address" },
	{ "malware", false, is_any, "no event for a flow from the address" },
	{ "suspicious", true, is_server, "no event for a name as name and mail servers have them" },
	{ "sinkhole", true, is_server, "no event for a name as name and mail servers have them" },
	{ "dynamic", true, is_itself,
	    "no event for the listed name itself, nor for www. before it" },
	{ "free web", true, is_itself,
	    "no event for the listed name itself, nor for www. before it" },
};

static void print_rules(struct why *w, const struct trail *t)
{
	bool name = t->kind == TRAIL_NAME;
	if (!name && t->kind != TRAIL_ADDRESS && t->kind != TRAIL_ADDRESS_PORT &&
	    t->kind != TRAIL_RANGE)
		return;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct rule *r = &rules[i];
		if (r->of_names != name)
			continue;
		bool said = text_find(t->info, text_of(r->word)) != TEXT_NONE;
		PRINT(w, TEXT("rule"), t->key, text_of(r->word),
		    said && r->holds(w, t) ? TEXT("holds") : TEXT("does not hold"),
		    text_of(r->meaning));
	}
}

static void explain(struct why *w)
{
	PRINT(w, TEXT("value"), w->value);
	buf_clear(&w->told);
	buf_clear(&w->name);
	met_find(&w->met, w->trails, w->value);
	for (size_t i = 0; i < w->met.count; i++) {
		print_sources(w, w->met.trails[i].key);
		print_rules(w, &w->met.trails[i]);
	}
	if (w->met.count == 0)
		PRINT(w, TEXT("result"), TEXT("not listed"));
	else if (w->met.whitelisted.n)
		PRINT(w, TEXT("result"), TEXT("listed, and whitelisted by"), w->met.whitelisted);
	else
		PRINT(w, TEXT("result"), TEXT("listed"), w->met.trails[0].key);
}

static int explain_all(const struct settings *s)
{
	struct fault f;
	bool shipped_only, listed = false;
	const struct chosen chosen = { &s->stores, &s->whitelists, &s->ignores, s->common.verbose };
	struct trails *t = chosen_trails(&chosen, &shipped_only, &f);
	if (!t)
		return complain(STATUS_FAILED, "%s", f.text);
	struct why w = { .trails = t };
	w.met.tell = tell_step;
	w.met.context = &w;
	buf_init(&w.told, SIZE_MAX / 2);
	buf_init(&w.name, LIMIT_TRAIL_LINE);
	buf_init(&w.row, 16 * LIMIT_TRAIL_LINE);
	for (size_t i = 0; i < s->values.count; i++) {
		w.value = text_trim(text_head(text_of(s->values.items[i]), LIMIT_TRAIL_LINE));
		explain(&w);
		listed |= w.met.count > 0;
	}
	free(w.met.trails);
	buf_free(&w.told);
	buf_free(&w.name);
	buf_free(&w.row);
	trails_close(t);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain(STATUS_FAILED, "cannot write standard output");
	return listed ? STATUS_DONE : STATUS_DIFFERS;
}

static int run(int argc, char **argv)
{
	struct settings s = { .values = { NULL, 0, 0 } };
	int status = parse_options(&trails_why, argc, argv, &s.common, take_option, &s);
	if (status < 0 && s.values.count == 0)
		status = complain(
		    STATUS_USAGE, "trails why: name a domain, address, URL or fingerprint");
	if (status < 0)
		status = explain_all(&s);
	free(s.stores.items);
	free(s.whitelists.items);
	free(s.ignores.items);
	free(s.values.items);
	return status;
}

const struct command trails_why = { "trails why", "[-t STORE]... VALUE...",
	"every look-up for a value, and what each source says of what it meets", rows, run, true,
	NULL };
