/* trails.csv: rows of trail, info, reference. spec/trails.md 6. */
#include <config.h>

#include "base/escape.h"
#include "base/limits.h"
#include "trails/import_private.h"
#include "trails/key.h"

/* Known by the first line that is not blank. */
static bool is_rows(struct text head, struct text name)
{
	char room[LIMIT_TRAIL_LINE];
	struct text field[3];
	(void)name;
	while (head.s) {
		struct text line = text_split(&head, '\n');
		if (text_trim(line).n > 0)
			return line.n <= LIMIT_TRAIL_LINE && line.s[0] != '#' &&
			    grammar_row(line, room, field) && field[1].n && text_trim(field[2]).n;
	}
	return false;
}

static bool is_ascii(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] & 0x80)
			return false;
	return true;
}

/* Traffic is looked up in small letters; a pattern means what it says, and an address is told as it stands. */
static bool make_small(struct text *key, char room[LIMIT_TRAIL_KEY])
{
	struct key_form form;
	size_t i = 0;
	while (i < key->n && ascii_lower(key->s[i]) == key->s[i])
		i++;
	if (i == key->n || key->n > LIMIT_TRAIL_KEY || key_is_pattern(*key))
		return false;
	key_parse(*key, &form);
	if (key_group(form.kind) == KEY_ADDRESSES || form.kind == TRAIL_RANGE)
		return false;
	for (i = 0; i < key->n; i++)
		room[i] = ascii_lower(key->s[i]);
	key->s = room;
	return true;
}

/* The reference would meet only what is in small letters: a key with capitals gives way to that. */
static void take_row(struct import *in, struct text field[3])
{
	char room[LIMIT_TRAIL_KEY];
	enum builder_rank rank = in->rank;
	if (make_small(&field[0], room))
		in->rank = RANK_YIELDS;
	import_row(in, field);
	in->rank = rank;
}

static void read_rows(struct import *in)
{
	struct text line, field[3];
	while (import_line(in, &line)) {
		if (text_trim(line).n == 0)
			continue;
		if (!is_ascii(line)) {
			buf_clear(&in->repaired);
			repair_utf8(&in->repaired, line);
			line = text_head(buf_text(&in->repaired), LIMIT_TRAIL_LINE);
		}
		if (grammar_row(line, in->room, field))
			take_row(in, field);
		else
			import_skip(in, "not three fields");
	}
}

const struct import_format import_rows = { "trails.csv",
	"Maltrail's rows of trail, info, reference", is_rows, read_rows };
