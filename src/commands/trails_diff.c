/* trailsift trails diff: trails that are gone, new, or told otherwise. */
#include <config.h>

#include <stdio.h>

#include "base/escape.h"
#include "commands/commands.h"
#include "commands/trails.h"

static const struct option_row rows[] = {
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *paths[2];
	size_t count;
};

struct differences {
	uint64_t gone, fresh, changed;
};

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (s->count == 2)
		return complain(
		    STATUS_USAGE, "trails diff: two stores only, \"%s\" is a third", o->value);
	s->paths[s->count++] = o->value;
	return -1;
}

static void print_cells(struct buf *row, char sign, const struct text *cells, size_t n)
{
	buf_clear(row);
	buf_char(row, sign);
	for (size_t i = 0; i < n; i++) {
		buf_char(row, '\t');
		escape_terminal(row, cells[i]);
	}
	buf_char(row, '\n');
	fwrite(row->p, 1, row->n, stdout);
}

/* What a has and b has not, and (with changed) what b tells otherwise. */
static uint64_t compare(const struct store *a, const struct store *b, char sign, uint64_t *changed,
    bool quiet, struct buf *row)
{
	uint64_t missing = 0;
	for (uint32_t i = 0; i < store_count(a); i++) {
		struct trail t = store_trail(a, i), there;
		uint32_t number = store_find_key(b, t.key);
		if (number == TRAIL_NONE) {
			missing++;
			if (!quiet)
				print_cells(
				    row, sign, (struct text[]) { t.key, t.info, t.reference }, 3);
			continue;
		}
		there = store_trail(b, number);
		if (!changed ||
		    (text_is(t.info, there.info) && text_is(t.reference, there.reference)))
			continue;
		++*changed;
		if (!quiet)
			print_cells(row, '~',
			    (struct text[]) {
				t.key, t.info, t.reference, there.info, there.reference },
			    5);
	}
	return missing;
}

static int report(const struct settings *s, const struct trails *a, const struct trails *b)
{
	struct differences d = { .changed = 0 };
	struct buf row;
	bool quiet = s->common.quiet;
	const struct store *old = trails_store(a, 0), *new = trails_store(b, 0);
	buf_init(&row, SIZE_MAX / 2);
	d.gone = compare(old, new, '-', &d.changed, quiet, &row);
	d.fresh = compare(new, old, '+', NULL, quiet, &row);
	buf_free(&row);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain(STATUS_FAILED, "cannot write standard output");
	if (!quiet)
		complain(0, "%llu gone, %llu new, %llu changed of %lu and %lu trails",
		    (unsigned long long)d.gone, (unsigned long long)d.fresh,
		    (unsigned long long)d.changed, (unsigned long)store_count(old),
		    (unsigned long)store_count(new));
	return d.gone + d.fresh + d.changed ? STATUS_DIFFERS : STATUS_DONE;
}

static int diff(const struct settings *s)
{
	struct fault f;
	struct notices notices = stderr_notices();
	struct trails *a = trails_open(&s->paths[0], 1, &notices, &f);
	struct trails *b = a ? trails_open(&s->paths[1], 1, &notices, &f) : NULL;
	int status = b ? report(s, a, b) : complain(STATUS_FAILED, "%s", f.text);
	trails_close(a);
	trails_close(b);
	return status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .count = 0 };
	int status = parse_options(&trails_diff, argc, argv, &s.common, take_option, &s);
	if (status < 0 && s.count < 2)
		return complain(STATUS_USAGE, "trails diff: name two stores, the older one first");
	return status < 0 ? diff(&s) : status;
}

const struct command trails_diff = { "trails diff", "FILE FILE",
	"trails that are gone (-), new (+) or told otherwise (~)", rows, run, true, NULL };
