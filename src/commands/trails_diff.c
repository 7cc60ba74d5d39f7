/* trailsift trails diff: trails that are gone, new, or told otherwise. */
#include <config.h>

#include <stdio.h>

#include "base/escape.h"
#include "base/intern.h"
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

struct comparing {
	uint64_t gone, fresh, changed, beside; /* beside: entries of lists that are no trails */
	bool quiet;
	struct buf row;
};

enum { TOGETHER = 256 }; /* looked up at once */

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (s->count == 2)
		return complain(
		    STATUS_USAGE, "trails diff: two stores only, \"%s\" is a third", o->value);
	s->paths[s->count++] = o->value;
	return -1;
}

static void print_cells(struct comparing *c, char sign, const struct text *cells, size_t n)
{
	struct buf *row = &c->row;
	if (c->quiet)
		return;
	buf_clear(row);
	buf_char(row, sign);
	for (size_t i = 0; i < n; i++) {
		buf_char(row, '\t');
		escape_terminal(row, cells[i]);
	}
	buf_char(row, '\n');
	fwrite(row->p, 1, row->n, stdout);
}

static void compare_words(struct comparing *c, const struct trail *t, const struct trail *there)
{
	const struct text cells[] = { t->key, t->info, t->reference, there->info,
		there->reference };
	if (text_is(t->info, there->info) && text_is(t->reference, there->reference))
		return;
	c->changed++;
	print_cells(c, '~', cells, 5);
}

/* What a has and b has not; and, where a is the old one, what b tells otherwise. */
static uint64_t compare(struct comparing *c, const struct store *a, const struct store *b, bool old)
{
	uint64_t missing = 0;
	struct text keys[TOGETHER];
	uint32_t numbers[TOGETHER];
	for (uint32_t from = 0, n; from < store_count(a); from += n) {
		n = store_count(a) - from < TOGETHER ? store_count(a) - from : TOGETHER;
		for (uint32_t i = 0; i < n; i++)
			keys[i] = store_trail(a, from + i).key;
		store_find_keys(b, keys, n, numbers);
		for (uint32_t i = 0; i < n; i++) {
			struct trail t = store_trail(a, from + i),
				     there = store_trail(b, numbers[i]);
			if (numbers[i] == TRAIL_NONE) {
				missing++;
				print_cells(c, old ? '-' : '+',
				    (struct text[]) { t.key, t.info, t.reference }, 3);
			} else if (old) {
				compare_words(c, &t, &there);
			}
		}
	}
	return missing;
}

/* Lists that change what is found, too. */
static const struct list_of {
	const char *what;
	uint64_t (*count)(const struct store *s);
	struct store_entry (*at)(const struct store *s, uint64_t i);
} lists[] = {
	{ "(whitelist)", store_whitelist_count, store_whitelist_at },
	{ "(ignore rule)", store_ignore_count, store_ignore_at },
};

/* The entries that a has and b has not. */
static void compare_list(struct comparing *c, const struct list_of *l, const struct store *a,
    const struct store *b, char sign)
{
	const struct hash_key key = { 1, 1 }; /* one's own lists */
	struct intern *there = intern_new(&key);
	for (uint64_t i = 0; i < l->count(b); i++)
		intern_add(there, l->at(b, i).text, NULL);
	for (uint64_t i = 0; i < l->count(a); i++) {
		const struct text cells[] = { l->at(a, i).text, text_of(l->what) };
		if (intern_find(there, cells[0]) != UINT32_MAX)
			continue;
		c->beside++;
		print_cells(c, sign, cells, 2);
	}
	intern_free(there);
}

static void compare_lists(struct comparing *c, const struct store *old, const struct store *new)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		compare_list(c, &lists[i], old, new, '-');
		compare_list(c, &lists[i], new, old, '+');
	}
}

static int report(const struct settings *s, const struct trails *a, const struct trails *b)
{
	struct comparing c = { .quiet = s->common.quiet };
	const struct store *old = trails_store(a, 0), *new = trails_store(b, 0);
	buf_init(&c.row, SIZE_MAX / 2);
	c.gone = compare(&c, old, new, true);
	c.fresh = compare(&c, new, old, false);
	compare_lists(&c, old, new);
	buf_free(&c.row);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain(STATUS_FAILED, "cannot write standard output");
	if (!c.quiet)
		complain(0, "%llu gone, %llu new, %llu changed of %lu and %lu trails",
		    (unsigned long long)c.gone, (unsigned long long)c.fresh,
		    (unsigned long long)c.changed, (unsigned long)store_count(old),
		    (unsigned long)store_count(new));
	if (!c.quiet && c.beside)
		complain(0, "%llu entries of whitelists and ignore rules differ",
		    (unsigned long long)c.beside);
	return c.gone + c.fresh + c.changed + c.beside ? STATUS_DIFFERS : STATUS_DONE;
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
