/* Ignore rules: which events are no finding. detection.md 5.4. */
#include <config.h>

#include "trails/import_private.h"

static size_t count_semicolons(struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++)
		n += t.s[i] == ';';
	return n;
}

static void add_unless_blank(struct buf *out, struct text line)
{
	for (size_t i = 0; i < line.n; i++)
		if (text_trim((struct text) { line.s + i, 1 }).n)
			buf_char(out, line.s[i]);
}

/* detection.md 5.4: white space counts nowhere, and a comment only at the front. */
static void read_ignore(struct import *in)
{
	struct text line;
	struct buf rule;
	buf_init(&rule, LIMIT_TRAIL_LINE);
	while (import_line(in, &line)) {
		buf_clear(&rule);
		add_unless_blank(&rule, line);
		struct text t = buf_text(&rule);
		if (t.n == 0 || t.s[0] == '#')
			continue;
		if (count_semicolons(t) == 3)
			import_ignored(in, t);
		else
			import_skip(in, "not four fields between semicolons");
	}
	buf_free(&rule);
}

const struct import_format import_ignore = { "ignore-rules",
	"events that are no finding: source;port;destination;port, one rule a line", NULL,
	read_ignore };
