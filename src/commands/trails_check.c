/* trailsift trails check: which trails a value meets. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/memory.h"
#include "commands/chosen_trails.h"
#include "commands/trails.h"

static const struct option_row rows[] = {
	{ 't', "trails", "FILE",
	    "trails to use instead of the default; repeatable; \"default\" adds it" },
	{ 0, "whitelist", "FILE",
	    "more names and addresses that are no finding, or \"none\"; repeatable" },
	{ 0, "batch", NULL, "values from standard input, a tab-separated line for each" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	struct list stores, whitelists, values;
	bool batch;
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
	else if (option_is(o, "batch"))
		s->batch = true;
	return -1;
}

static int check_settings(const struct settings *s)
{
	if (s->batch && s->values.count)
		return complain(STATUS_USAGE,
		    "trails check: --batch reads the values from standard input, not \"%s\"",
		    s->values.items[0]);
	if (!s->batch && s->values.count == 0)
		return complain(STATUS_USAGE,
		    "trails check: name a domain, address, URL or fingerprint, or give --batch");
	return -1;
}

/* The cells of an answer, ready for a terminal, with what stands between them. */
static void print_row(struct buf *row, const char *between, const struct text *cells, size_t n)
{
	buf_clear(row);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add(row, text_of(between));
		escape_terminal(row, cells[i]);
	}
	buf_char(row, '\n');
	fwrite(row->p, 1, row->n, stdout);
}

static void print_met(struct buf *row, struct text value, const struct met *met)
{
	const char *between = isatty(STDOUT_FILENO) ? "  " : "\t";
	for (size_t i = 0; i < met->count; i++) {
		const struct trail *t = &met->trails[i];
		struct text cells[] = { value, t->key, t->info, t->reference,
			TEXT("whitelisted by"), met->whitelisted };
		print_row(row, between, cells, met->whitelisted.n ? 6 : 4);
	}
	if (met->count == 0 && met->whitelisted.n)
		print_row(row, between,
		    (struct text[]) {
			value, TEXT("not listed"), TEXT("whitelisted by"), met->whitelisted },
		    4);
	else if (met->count == 0)
		print_row(row, between, (struct text[]) { value, TEXT("not listed") }, 2);
}

/* One line, four cells, whatever the value. */
static void print_batch(struct buf *row, struct text value, const struct met *met)
{
	struct trail none = { .kind = TRAIL_OTHER };
	const struct trail *t = met->count ? &met->trails[0] : &none;
	print_row(row, "\t", (struct text[]) { value, t->key, t->info, t->reference }, 4);
}

static int finish(bool listed)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain(STATUS_FAILED, "cannot write standard output");
	return listed ? STATUS_DONE : STATUS_DIFFERS;
}

static int check_batch(const struct trails *t)
{
	struct met met = { .count = 0 };
	struct buf row;
	struct stat st;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool listed = false;
	if (fstat(STDIN_FILENO, &st) == 0 && !S_ISREG(st.st_mode))
		setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* somebody may wait for each answer */
	buf_init(&row, 16 * LIMIT_TRAIL_LINE);
	while ((n = getline(&line, &room, stdin)) >= 0) {
		struct text value = { line, (size_t)n };
		while (value.n && (value.s[value.n - 1] == '\n' || value.s[value.n - 1] == '\r'))
			value.n--;
		value = text_head(value, LIMIT_TRAIL_LINE);
		met_find(&met, t, value);
		listed |= met.count > 0;
		print_batch(&row, value, &met);
	}
	bool failed = ferror(stdin);
	free(line);
	free(met.trails);
	buf_free(&row);
	return failed ? complain(STATUS_FAILED, "cannot read standard input") : finish(listed);
}

static int check_values(const struct trails *t, const struct list *values)
{
	struct met met = { .count = 0 };
	struct buf row;
	bool listed = false;
	buf_init(&row, 16 * LIMIT_TRAIL_LINE);
	for (size_t i = 0; i < values->count; i++) {
		struct text value = text_head(text_of(values->items[i]), LIMIT_TRAIL_LINE);
		met_find(&met, t, value);
		listed |= met.count > 0;
		print_met(&row, value, &met);
	}
	free(met.trails);
	buf_free(&row);
	return finish(listed);
}

static int check(struct settings *s)
{
	struct fault f;
	bool shipped_only;
	const struct list none = { .count = 0 };
	const struct chosen chosen = { &s->stores, &s->whitelists, &none, s->common.verbose };
	struct trails *t = chosen_trails(&chosen, &shipped_only, &f);
	if (!t)
		return complain(STATUS_FAILED, "%s", f.text);
	for (size_t i = 0; s->common.verbose && i < trails_stores(t); i++)
		complain(0, "%s: %u trails, digest %s", trails_store_name(t, i),
		    store_count(trails_store(t, i)), store_digest(trails_store(t, i)));
	int status = s->batch ? check_batch(t) : check_values(t, &s->values);
	trails_close(t);
	return status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .batch = false };
	int status = parse_options(&trails_check, argc, argv, &s.common, take_option, &s);
	if (status < 0)
		status = check_settings(&s);
	if (status < 0)
		status = check(&s);
	free(s.stores.items);
	free(s.whitelists.items);
	free(s.values.items);
	return status;
}

const struct command trails_check = { "trails check", "[-t STORE]... VALUE...",
	"which trails a domain, address, URL or fingerprint meets", rows, run, true, NULL };
