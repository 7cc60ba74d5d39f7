/* Maltrail's lists that end in .csv: an indicator, a comma, what it is. spec/trails.md 1.1, 1.2. */
#include <config.h>

#include "trails/import_private.h"

static struct text without_quotes(struct text t)
{
	while (t.n && t.s[0] == '"')
		t = text_from(t, 1);
	while (t.n && t.s[t.n - 1] == '"')
		t.n--;
	return t;
}

static void read_pairs(struct import *in)
{
	struct text line;
	struct buf info;
	buf_init(&info, 2 * LIMIT_TRAIL_LINE);
	while (import_line(in, &line)) {
		struct text value = text_split(&line, ',');
		buf_clear(&info);
		buf_add(&info, without_quotes(text_trim(line)));
		if (info.n)
			buf_add(&info, in->suffix);
		import_value(in, value, buf_text(&info), TEXT(""));
	}
	buf_free(&info);
}

const struct import_format import_pairs = { "pairs",
	"an indicator, a comma, what it is; one a line", NULL, read_pairs };
