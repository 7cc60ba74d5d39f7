/* Plain lists: one indicator a line, comments behind #; Maltrail's lists and whitelists. spec/trails.md
 * 1.2, 1.3, 2, 5. */
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
		buf_add(&info, in->suffix);
		import_value(in, value, buf_text(&info), TEXT(""));
	}
	buf_free(&info);
}

const struct import_format import_pairs = { "pairs",
	"an indicator, a comma, what it is; one a line", NULL, read_pairs };

static void read_agent_patterns(struct import *in)
{
	struct text line;
	while (import_line(in, &line)) {
		line = text_trim(line);
		if (line.n == 0 || line.s[0] == '#')
			continue;
		buf_add(&in->b->agents, line);
		buf_char(&in->b->agents, '\n');
		in->used++;
	}
}

const struct import_format import_agent_patterns = { "agent-patterns",
	"patterns of suspicious user agents, one a line", NULL, read_agent_patterns };

static void read_whitelist(struct import *in)
{
	struct text line;
	while (import_line(in, &line))
		if (!text_starts(text_trim(line), TEXT("#")))
			import_entry(in, line);
}

const struct import_format import_whitelist = { "whitelist",
	"names, addresses and ranges that are no finding, one a line", NULL, read_whitelist };

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
