/* trailsift trails build: sources in, a compiled store out. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "commands/commands.h"
#include "commands/list.h"
#include "commands/store_file.h"
#include "commands/trails.h"
#include "trails/build.h"
#include "trails/import.h"

static const struct option_row rows[] = {
	{ 'o', "output", "FILE", "the store to write" },
	{ 0, "as", "FORMAT", "read files as that format; \"trails formats\" lists them" },
	{ 0, "column", "NAME|N", "the column of --as csv that holds the indicators" },
	{ 0, "whitelist", "FILE", "more names and addresses that are no finding; repeatable" },
	{ 0, "ignore", "FILE", "rules for events that are no finding; repeatable" },
	{ 0, "force", NULL, "replace a file that is no trail store" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *output, *column;
	const struct import_format *format;
	struct list sources, whitelists, ignores;
	bool force;
};

static int set_format(struct settings *s, const char *name)
{
	s->format = import_format_of(text_of(name));
	return s->format ? -1
			 : complain(STATUS_USAGE,
			       "trails build: --as \"%s\" is no format; see trails formats", name);
}

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row) {
		list_add(&s->sources, o->value);
	} else if (option_is(o, "output")) {
		if (s->output)
			return complain(STATUS_USAGE,
			    "trails build: one -o only (%s and %s were named)", s->output,
			    o->value);
		s->output = o->value;
	} else if (option_is(o, "as")) {
		return set_format(s, o->value);
	} else if (option_is(o, "column")) {
		s->column = o->value;
	} else if (option_is(o, "whitelist")) {
		list_add(&s->whitelists, o->value);
	} else if (option_is(o, "ignore")) {
		list_add(&s->ignores, o->value);
	} else if (option_is(o, "force")) {
		s->force = true;
	}
	return -1;
}

static int check_settings(const struct settings *s)
{
	if (s->sources.count == 0)
		return complain(STATUS_USAGE,
		    "trails build: name a source: trails.csv, a trail text file, a directory of them");
	if (!s->output)
		return complain(
		    STATUS_USAGE, "trails build: name the store to write: -o FILE.trails");
	if (s->column && (!s->format || strcmp(s->format->name, "csv") != 0))
		return complain(STATUS_USAGE, "trails build: --column goes with --as csv");
	if (store_file_is_precious(s->output) && !s->force)
		return complain(STATUS_USAGE,
		    "trails build: %s is no trail store; --force replaces it", s->output);
	return -1;
}

static bool add_all(const struct settings *s, struct builder *b, struct fault *f)
{
	bool good = true;
	for (size_t i = 0; good && i < s->sources.count; i++)
		good = builder_add(b, s->sources.items[i], f);
	for (size_t i = 0; good && i < s->whitelists.count; i++)
		good = builder_add_whitelist(b, s->whitelists.items[i], f);
	for (size_t i = 0; good && i < s->ignores.count; i++)
		good = builder_add_ignore(b, s->ignores.items[i], f);
	return good;
}

/* One line: what the store holds. */
static void say_done(const struct settings *s, const struct builder *b, uint64_t size)
{
	struct builder_counts counts = builder_counts(b);
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): check_settings() wants one */
	bool to_stdout = strcmp(s->output, "-") == 0;
	FILE *out = to_stdout ? stderr : stdout;
	struct buf line;
	if (s->common.quiet)
		return;
	buf_init(&line, 64 << 10);
	escape_terminal(&line, text_of(to_stdout ? "standard output" : s->output));
	buf_format(&line,
	    ": %llu trails, %llu whitelist entries, %llu ignore rules, %llu bytes; %llu lines read, "
	    "%llu rows for a key that was there already, %llu lines skipped",
	    (unsigned long long)counts.trails, (unsigned long long)counts.whitelist,
	    (unsigned long long)counts.ignore, (unsigned long long)size,
	    (unsigned long long)counts.lines, (unsigned long long)counts.replaced,
	    (unsigned long long)counts.skipped);
	fprintf(out, "%s\n", buf_string(&line));
	buf_free(&line);
	for (size_t i = 0; s->common.verbose && i < s->sources.count; i++)
		complain(0, "read %s", s->sources.items[i]);
}

static int build(const struct settings *s)
{
	struct notices notices = stderr_notices();
	struct builder *b = builder_new(&notices);
	struct outfile *out = NULL;
	struct fault f;
	uint64_t size = 0;
	builder_read_as(b, s->format);
	if (s->column)
		builder_read_column(b, s->column);
	if (s->common.verbose)
		builder_tell_all(b);
	bool good = add_all(s, b, &f);
	if (good) {
		store_file_make_folders(s->output);
		out = outfile_begin(s->output, &f);
		good = out != NULL;
	}
	if (good) {
		builder_write(b, out);
		size = outfile_size(out);
		good = outfile_commit(out, &f);
	}
	if (good)
		say_done(s, b, size);
	builder_free(b);
	return good ? STATUS_DONE : complain(STATUS_FAILED, "%s", f.text);
}

static int run(int argc, char **argv)
{
	struct settings s = { .output = NULL };
	int status = parse_options(&trails_build, argc, argv, &s.common, take_option, &s);
	if (status < 0)
		status = check_settings(&s);
	if (status < 0)
		status = build(&s);
	free(s.sources.items);
	free(s.whitelists.items);
	free(s.ignores.items);
	return status;
}

const struct command trails_build = { "trails build", "SOURCE... -o FILE.trails",
	"compile trails.csv, trail text files or trees of them", rows, run, false, NULL };
