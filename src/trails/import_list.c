/* Plain lists: one indicator a line, comments behind #; Maltrail's lists. spec/trails.md 1.2, 1.3, 2. */
#include <config.h>

#include "trails/import_private.h"

/* What stands behind a comment's word, as in "# Reference: https://..."; words that go on from its first
 * letters count, too: the lists have many spellings. */
static bool comment_says(struct text line, struct text word, struct text *value)
{
	size_t colon = text_find_char(line, ':');
	struct text said = text_trim(text_from(text_head(line, colon), 1));
	if (colon == TEXT_NONE || said.n < word.n || !text_is_nocase(text_head(said, word.n), word))
		return false;
	for (size_t i = word.n; i < said.n; i++)
		if (!ascii_letter(said.s[i]))
			return false;
	*value = text_trim(text_from(line, colon + 1));
	return true;
}

static void take_comment(struct import *in, struct text line)
{
	struct text value;
	if (comment_says(line, TEXT("ref"), &value))
		import_cite(in, value);
	else if (comment_says(line, TEXT("alias"), &value))
		import_aliases(in, value);
}

/* Up to a comment that ; or // begins: at the front or behind a blank. */
static struct text without_comment(struct text line)
{
	for (size_t i = 0; i < line.n; i++) {
		struct text rest = text_from(line, i);
		bool apart = i == 0 || line.s[i - 1] == ' ' || line.s[i - 1] == '\t';
		if (apart && (rest.s[0] == ';' || text_starts(rest, TEXT("//"))))
			return text_head(line, i);
	}
	return line;
}

static void read_list(struct import *in)
{
	struct text line;
	while (import_line(in, &line))
		if (text_starts(text_trim(line), TEXT("#")))
			take_comment(in, text_trim(line));
		else
			import_value(in, in->bundled ? line : without_comment(text_trim(line)),
			    TEXT(""), TEXT(""));
}

/* What nothing else reads. */
static bool is_list(struct text head, struct text name)
{
	(void)head;
	(void)name;
	return true;
}

const struct import_format import_list = { "list",
	"one address, range, name, URL or fingerprint a line; comments behind # ; or //", is_list,
	read_list };
