/* Spamhaus DROP and EDROP as text: "192.0.2.0/24 ; SBL123456", comments behind ";". */
#include <config.h>

#include "trails/key.h"
#include "trails/table.h"

/* "SBL" and a number. */
static bool is_record(struct text t)
{
	uint64_t number;
	return text_starts(t, TEXT("SBL")) && text_number(text_from(t, 3), UINT32_MAX, &number);
}

static bool is_drop(struct text head, struct text name)
{
	struct address a;
	unsigned bits;
	(void)name;
	while (head.s) {
		struct text line = text_trim(text_split(&head, '\n'));
		if (line.n == 0 || line.s[0] == ';')
			continue;
		struct text range = text_trim(text_split(&line, ';'));
		return line.s && is_record(text_trim(line)) && key_parse_range(range, &a, &bits);
	}
	return false;
}

static void take_comment(struct import *in, struct text line)
{
	struct text said = text_trim(text_from(line, 1));
	if (text_starts(said, TEXT("Last-Modified:")))
		import_date(in, text_trim(text_from(said, 14)));
}

static void take_range(struct import *in, struct text line)
{
	struct text range = text_split(&line, ';'),
		    record = line.s ? text_trim(line) : (struct text) { "", 0 };
	struct buf citation;
	buf_init(&citation, LIMIT_TRAIL_LINE);
	if (is_record(record)) {
		buf_add(&citation, TEXT("https://check.spamhaus.org/sbl/query/"));
		buf_add(&citation, record);
	}
	import_cite(in, buf_text(&citation));
	import_value(in, range, TEXT(""), TEXT(""));
	buf_free(&citation);
}

static void read_drop(struct import *in)
{
	struct text line;
	import_words(in, in->info, TEXT("spamhaus.org"));
	while (import_line(in, &line))
		if (text_starts(text_trim(line), TEXT(";")))
			take_comment(in, text_trim(line));
		else
			take_range(in, line);
}

const struct import_format import_drop = { "spamhaus-drop",
	"Spamhaus DROP: ranges with their record", is_drop, read_drop };
