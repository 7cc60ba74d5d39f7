/* User agent lists, joined to one pattern. detection.md 8.6. */
#include <config.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/memory.h"
#include "detect/agents.h"
#include "detect/pattern.h"
#include "trails/lines.h"

enum {
	LINE_MOST = 4 << 10,
	PIECE = 4 << 10, /* bytes: PCRE2 takes patterns of 64 KiB, compiled */
};

static const char *const shipped[] = {
#include "detect/user_agents.inc"
};

struct agents {
	struct buf regex;
	size_t *starts; /* of pieces */
	size_t count, room;
};

struct agents *agents_new(void)
{
	struct agents *a = xcalloc(1, sizeof(*a));
	buf_init(&a->regex, LIMIT_AGENTS);
	return a;
}

void agents_free(struct agents *a)
{
	if (!a)
		return;
	buf_free(&a->regex);
	free(a->starts);
	free(a);
}

static void add_literally(struct agents *a, struct text line)
{
	for (size_t i = 0; i < line.n; i++) {
		char c = line.s[i];
		bool plain = ascii_letter(c) || ascii_digit(c) || c == '_' || (c & 0x80);
		if (!plain)
			buf_char(&a->regex, '\\');
		buf_char(&a->regex, c);
	}
}

static bool is_pattern(struct text line)
{
	struct fault f;
	struct pattern *p = pattern_new(line, PATTERN_NOCASE, &f);
	pattern_free(p);
	return p != NULL;
}

static void begin_pattern(struct agents *a)
{
	if (a->count && a->regex.n - a->starts[a->count - 1] < PIECE) {
		buf_add(&a->regex, TEXT("|"));
		return;
	}
	a->starts = grow(a->starts, a->count, &a->room, sizeof(*a->starts));
	a->starts[a->count++] = a->regex.n;
}

static void add_line(struct agents *a, struct text line, bool known)
{
	line = text_trim(line);
	if (line.n == 0 || line.s[0] == '#')
		return;
	begin_pattern(a);
	bool literal = text_find(line, TEXT(" (compatible")) != TEXT_NONE;
	if (literal || (!known && !is_pattern(line)))
		add_literally(a, line);
	else
		buf_add(&a->regex, line);
}

void agents_add_shipped(struct agents *a)
{
	for (size_t i = 0; i < sizeof(shipped) / sizeof(shipped[0]); i++)
		add_line(a, text_of(shipped[i]), true);
}

bool agents_add_file(struct agents *a, const char *path, struct fault *f)
{
	struct lines lines;
	struct text line;
	enum line_fate fate = LINE_END;
	bool good = lines_open(&lines, path, NULL, f);
	while (good && (fate = lines_next(&lines, &line)) != LINE_END)
		if (fate != LINE_GOOD || line.n > LINE_MOST)
			good = fault_set(f, "%s, line %llu: is no user agent pattern", path,
			    (unsigned long long)lines.number);
		else
			add_line(a, line, false);
	if (good && lines.error)
		good = fault_set(f, "%s: cannot be read", path);
	lines_close(&lines);
	if (good && a->regex.over)
		good = fault_set(f, "%s: is too large for a list of user agents", path);
	return good;
}

bool agents_add_lines(struct agents *a, struct text lines)
{
	while (lines.n) {
		struct text line = text_split(&lines, '\n');
		if (line.n <= LINE_MOST)
			add_line(a, line, false);
	}
	return !a->regex.over;
}

size_t agents_pieces(const struct agents *a)
{
	return a->count;
}

struct text agents_piece(const struct agents *a, size_t i)
{
	size_t end = i + 1 < a->count ? a->starts[i + 1] : a->regex.n;
	return text_from(text_head(buf_text(&a->regex), end), a->starts[i]);
}

void agents_digest(const struct agents *a, char out[DIGEST_TEXT])
{
	digest_sha256(a->regex.p, a->regex.n, out);
}
