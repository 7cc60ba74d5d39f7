/* Datasets of Suricata: one value a line, strings in base64, with or without a reputation behind a comma. */
#include <config.h>

#include "base/base64.h"
#include "trails/key.h"
#include "trails/table.h"

enum { LOOKED_AT = 32 };

/* With its padding, of printable characters only; out is emptied. */
static bool decode(struct text t, struct buf *out)
{
	char room[LIMIT_TRAIL_LINE];
	size_t n = t.n;
	buf_clear(out);
	if (n == 0 || n % 4 || n > sizeof(room))
		return false;
	for (int pad = 0; pad < 2 && t.s[n - 1] == '='; pad++)
		n--;
	struct text plain = { room, base64_decode(text_head(t, n), room, sizeof(room)) };
	if (plain.n != n * 3 / 4)
		return false;
	for (size_t i = 0; i < plain.n; i++)
		if ((unsigned char)plain.s[i] < 0x20 || plain.s[i] == 0x7f)
			return false;
	buf_add(out, plain);
	return true;
}

/* An address, a range or a digest, as sets of those types have them. */
static bool is_typed(struct text t)
{
	char small[64];
	struct address a;
	unsigned bits;
	if (address_parse(t, &a) || key_parse_range(t, &a, &bits))
		return true;
	if (t.n > sizeof(small))
		return false;
	for (size_t i = 0; i < t.n; i++)
		small[i] = ascii_lower(t.s[i]);
	return key_fingerprint((struct text) { small, t.n }) != 0;
}

/* What is said in words is a user agent: no name or URL has blanks. */
static void take_string(struct import *in, struct text value)
{
	if (text_find_char(value, ' ') != TEXT_NONE)
		import_agent(in, value, TEXT(""), TEXT(""));
	else
		import_value(in, value, TEXT(""), TEXT(""));
}

static void read_dataset(struct import *in)
{
	struct text line;
	struct buf value;
	buf_init(&value, LIMIT_TRAIL_LINE);
	while (import_line(in, &line)) {
		struct text first = text_trim(text_split(&line, ','));
		if (first.n == 0 || first.s[0] == '#')
			continue;
		if (is_typed(first))
			import_value(in, first, TEXT(""), TEXT(""));
		else if (decode(first, &value))
			take_string(in, buf_text(&value));
		else
			import_skip(in, "neither base64 of text nor an address or digest");
	}
	buf_free(&value);
}

/* By the ending that Suricata's manual gives such files, where every line is base64 of text: some names are, too. */
static bool is_dataset(struct text head, struct text name)
{
	struct text line;
	struct buf value;
	size_t good = 0, seen = 0;
	if (!text_ends(name, TEXT(".lst")) && !text_ends(name, TEXT(".dataset")))
		return false;
	buf_init(&value, LIMIT_TRAIL_LINE);
	for (; seen < LOOKED_AT && table_content(&head, &line); seen++)
		good += decode(text_trim(text_split(&line, ',')), &value) && value.n > 0;
	buf_free(&value);
	return seen > 0 && good == seen;
}

const struct import_format import_dataset = { "suricata-dataset",
	"values of a Suricata dataset: base64, digests, addresses; by its ending .lst or --as",
	is_dataset, read_dataset };
