/* trailsift trails dump: a store as the trails.csv that it could be compiled from. */
#include <config.h>

#include <stdio.h>

#include "base/escape.h"
#include "base/outfile.h"
#include "commands/chosen_trails.h"
#include "commands/trails.h"

enum { PIECE = 64 << 10 };

static const struct option_row rows[] = {
	{ 'o', "output", "FILE", "write there, whole or not at all" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *path, *output;
};

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (o->row) {
		if (option_is(o, "output"))
			s->output = o->value;
		return -1;
	}
	if (s->path)
		return complain(STATUS_USAGE,
		    "trails dump: one store at a time (%s and %s were named)", s->path, o->value);
	s->path = o->value;
	return -1;
}

static void add_row(struct buf *out, const struct trail *t)
{
	escape_csv(out, t->key, CSV_RAW);
	buf_char(out, ',');
	escape_csv(out, t->info, CSV_RAW);
	buf_char(out, ',');
	escape_csv(out, t->reference, CSV_RAW);
	buf_add(out, TEXT("\r\n"));
}

static void dump_rows(const struct store *s, struct outfile *out)
{
	struct buf piece;
	buf_init(&piece, SIZE_MAX / 2);
	for (uint32_t i = 0; i < store_count(s); i++) {
		struct trail t = store_trail(s, i);
		add_row(&piece, &t);
		if (piece.n < PIECE && i + 1 < store_count(s))
			continue;
		outfile_add(out, buf_text(&piece));
		buf_clear(&piece);
	}
	buf_free(&piece);
}

static int dump(const struct settings *settings)
{
	struct fault f;
	struct notices notices = stderr_notices();
	struct trails *t = trails_open(&settings->path, 1, &notices, &f);
	if (!t)
		return complain(STATUS_FAILED, "%s", f.text);
	struct outfile *out = outfile_begin(settings->output ? settings->output : "-", &f);
	bool good = out != NULL;
	if (good) {
		dump_rows(trails_store(t, 0), out);
		good = outfile_commit(out, &f);
	}
	trails_close(t);
	return good ? STATUS_DONE : complain(STATUS_FAILED, "%s", f.text);
}

static int run(int argc, char **argv)
{
	struct settings s = { .path = NULL };
	bool shipped;
	int status = parse_options(&trails_dump, argc, argv, &s.common, take_option, &s);
	if (status < 0 && !s.path)
		s.path = default_store(&shipped);
	if (status < 0 && !s.path)
		return complain(STATUS_USAGE, "trails dump: name a store; there is no default one");
	return status < 0 ? dump(&s) : status;
}

const struct command trails_dump = { "trails dump", "[FILE]", "a store as rows of trails.csv", rows,
	run, true, NULL };
