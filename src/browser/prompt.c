/* The line at the bottom: editing, history, completion. */
#include <config.h>

#include "browser/browser.h"

#include <stdlib.h>

#include "base/memory.h"

enum {
	TYPED = 4 << 10, /* bytes */
	CANDIDATES = 1 << 20,
	HISTORY = 200,
};

enum {
	CONTROL_A = 1,
	CONTROL_C = 3,
	CONTROL_E = 5,
	CONTROL_K = 11,
	CONTROL_U = 21,
	CONTROL_W = 23
};

void prompt_begin(struct prompt *p, const struct prompt_class *class, struct text text)
{
	if (p->text.ceiling == 0) {
		buf_init(&p->text, TYPED);
		buf_init(&p->candidates, CANDIDATES);
	}
	p->class = class;
	buf_clear(&p->text);
	buf_clear(&p->candidates);
	buf_add(&p->text, text);
	p->cursor = p->text.n;
	p->history_at = p->history_count;
}

void prompt_free(struct prompt *p)
{
	for (size_t i = 0; i < p->history_count; i++)
		free(p->history[i]);
	free(p->history);
	buf_free(&p->text);
	buf_free(&p->candidates);
}

/* Replaces the n bytes at that place. */
static void splice(struct prompt *p, size_t at, size_t n, struct text with)
{
	struct buf whole;
	buf_init(&whole, TYPED);
	buf_add(&whole, text_head(buf_text(&p->text), at));
	buf_add(&whole, with);
	buf_add(&whole, text_from(buf_text(&p->text), at + n));
	if (whole.over) {
		buf_free(&whole);
		return;
	}
	buf_free(&p->text);
	p->text = whole;
	p->cursor = at + with.n;
}

/* Where the character before (after) the cursor begins (ends). */
static size_t step_back(const struct prompt *p)
{
	size_t at = p->cursor;
	while (at && (p->text.p[--at] & 0xc0) == 0x80)
		;
	return at;
}

static size_t step_on(const struct prompt *p)
{
	size_t at = p->cursor;
	while (at < p->text.n && (p->text.p[++at] & 0xc0) == 0x80 && at < p->text.n)
		;
	return at;
}

static size_t word_begin(const struct prompt *p, size_t at)
{
	while (at && p->text.p[at - 1] != ' ' && p->text.p[at - 1] != '(')
		at--;
	return at;
}

/* --- history: entries begin with the label of what was asked for */

static bool is_of(const struct prompt *p, size_t entry)
{
	return text_starts(text_of(p->history[entry]), text_of(p->class->label));
}

static void remember(struct prompt *p)
{
	struct buf entry;
	buf_init(&entry, 2 * TYPED);
	buf_add(&entry, text_of(p->class->label));
	buf_add(&entry, buf_text(&p->text));
	if (p->history_count == HISTORY) {
		free(p->history[0]);
		p->history_count--;
		memmove(p->history, p->history + 1, p->history_count * sizeof(*p->history));
	}
	p->history = grow(p->history, p->history_count, &p->history_room, sizeof(*p->history));
	p->history[p->history_count++] = xstrdup(buf_string(&entry));
	buf_free(&entry);
}

static bool recall(struct prompt *p, bool older)
{
	size_t at = p->history_at;
	do {
		if (older ? at == 0 : at >= p->history_count)
			return false;
		at = older ? at - 1 : at + 1;
	} while (at < p->history_count && !is_of(p, at));
	struct text entry = TEXT("");
	if (at < p->history_count)
		entry = text_from(text_of(p->history[at]), strlen(p->class->label));
	p->history_at = at;
	splice(p, 0, p->text.n, entry);
	return true;
}

/* --- completion */

/* From 1; null s past the last. */
static struct text candidate(const struct prompt *p, size_t number)
{
	struct text rest = buf_text(&p->candidates), one = { NULL, 0 };
	for (size_t i = 0; i < number; i++) {
		if (rest.n == 0)
			return (struct text) { NULL, 0 };
		one = text_split(&rest, '\n');
	}
	return one;
}

static size_t candidate_count(const struct prompt *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->candidates.n; i++)
		n += p->candidates.p[i] == '\n';
	return n;
}

/* What all of them begin with. */
static struct text common_start(const struct prompt *p)
{
	struct text start = candidate(p, 1);
	for (size_t i = 2; i <= candidate_count(p); i++) {
		struct text other = candidate(p, i);
		size_t n = 0;
		while (n < start.n && n < other.n && start.s[n] == other.s[n])
			n++;
		start.n = n;
	}
	return start;
}

static bool complete_first(struct browser *b)
{
	struct prompt *p = &b->prompt;
	p->word_at = p->class->whole ? 0 : word_begin(p, p->cursor);
	p->candidate = 0;
	struct text word = { p->text.p + p->word_at, p->cursor - p->word_at };
	if (p->text.p == NULL)
		word = TEXT("");
	p->class->complete(b, word, &p->candidates);
	struct text start = common_start(p);
	if (start.n <= word.n)
		return false;
	bool only = candidate_count(p) == 1;
	splice(p, p->word_at, word.n, start);
	if (only)
		buf_clear(&p->candidates);
	return true;
}

static bool complete(struct browser *b, bool backwards)
{
	struct prompt *p = &b->prompt;
	if (!p->class->complete)
		return false;
	if (p->candidates.n == 0 && (complete_first(b) || p->candidates.n == 0))
		return true;
	size_t count = candidate_count(p);
	if (backwards)
		p->candidate = p->candidate > 1 ? p->candidate - 1 : count;
	else
		p->candidate = p->candidate < count ? p->candidate + 1 : 1;
	splice(p, p->word_at, p->cursor - p->word_at, candidate(p, p->candidate));
	return true;
}

/* --- keys */

static bool insert(struct prompt *p, uint32_t key)
{
	char bytes[4];
	if (key < 0x20 || key == 0x7f || key >= KEY_TS_FIRST)
		return false;
	size_t n = utf8_encode(key, bytes);
	splice(p, p->cursor, 0, (struct text) { bytes, n });
	return true;
}

static bool cut_out(struct prompt *p, size_t from, size_t to)
{
	splice(p, from, to - from, TEXT(""));
	return true;
}

static bool move(struct prompt *p, size_t to)
{
	p->cursor = to;
	return false;
}

static size_t last_word(const struct prompt *p)
{
	size_t at = p->cursor;
	while (at && p->text.p[at - 1] == ' ')
		at--;
	return word_begin(p, at);
}

/* Whether the text is another. */
static bool edit(struct prompt *p, uint32_t key)
{
	/* clang-format off */
	switch (key) {
	case KEY_TS_LEFT: return move(p, step_back(p));
	case KEY_TS_RIGHT: return move(p, step_on(p));
	case KEY_TS_HOME: case CONTROL_A: return move(p, 0);
	case KEY_TS_END: case CONTROL_E: return move(p, p->text.n);
	case KEY_TS_BACKSPACE: return cut_out(p, step_back(p), p->cursor);
	case KEY_TS_DELETE: return cut_out(p, p->cursor, step_on(p));
	case CONTROL_U: return cut_out(p, 0, p->cursor);
	case CONTROL_K: return cut_out(p, p->cursor, p->text.n);
	case CONTROL_W: return cut_out(p, last_word(p), p->cursor);
	case KEY_TS_UP: return recall(p, true);
	case KEY_TS_DOWN: return recall(p, false);
	default: return insert(p, key);
	}
	/* clang-format on */
}

/* The answer may be a question again. */
static void end(struct browser *b, bool given_up)
{
	struct prompt *p = &b->prompt;
	const struct prompt_class *class = p->class;
	struct arena arena = { 0 };
	struct text answer = arena_text(&arena, buf_text(&p->text));
	if (p->text.n)
		remember(p);
	p->class = NULL;
	buf_clear(&p->candidates);
	if (!given_up)
		class->done(b, answer);
	else if (class->given_up)
		class->given_up(b);
	arena_free(&arena);
}

void prompt_input(struct browser *b, const struct input *in)
{
	struct prompt *p = &b->prompt;
	bool changed;
	if (in->kind != INPUT_KEY)
		return;
	if (in->key == KEY_TS_ENTER || in->key == KEY_TS_ESCAPE || in->key == CONTROL_C) {
		end(b, in->key != KEY_TS_ENTER);
		return;
	}
	if (in->key == KEY_TS_BACKSPACE && p->text.n == 0) {
		end(b, true);
		return;
	}
	if (in->key == KEY_TS_TAB || in->key == KEY_TS_BACKTAB) {
		changed = complete(b, in->key == KEY_TS_BACKTAB);
	} else {
		buf_clear(&p->candidates);
		changed = edit(p, in->key);
	}
	if (changed && p->class->typed)
		p->class->typed(b, buf_text(&p->text));
}

void prompt_draw(struct prompt *p, struct canvas *c, struct area a, int *column)
{
	int used =
	    canvas_text(c, a.row, a.column, a.columns, STYLE_PROMPT, text_of(p->class->label));
	int room = a.columns - used - 1;
	struct text before = text_head(buf_text(&p->text), p->cursor);
	/* The text moves to the left until the cursor is within. */
	size_t from = 0;
	while (from < before.n && canvas_width(text_from(before, from)) > room) {
		size_t n = utf8_length(text_from(before, from));
		from += n ? n : 1;
	}
	canvas_text(c, a.row, a.column + used, a.columns - used, STYLE_TEXT,
	    text_from(buf_text(&p->text), from));
	*column = a.column + used + canvas_width(text_from(before, from));
}

void prompt_draw_candidates(const struct prompt *p, struct canvas *c, struct area a)
{
	enum { BETWEEN = 2 };
	int at = a.column, end = a.column + a.columns, width = 0;
	size_t first = p->candidate ? p->candidate : 1;
	/* As many of those before the one at hand as there is room for. */
	while (first > 1 && (width += canvas_width(candidate(p, first)) + BETWEEN) < a.columns)
		first--;
	for (size_t i = first; at < end && candidate(p, i).s; i++) {
		at += canvas_text(c, a.row, at, end - at,
		    i == p->candidate ? STYLE_SORTED : STYLE_DIM, candidate(p, i));
		at += BETWEEN;
	}
}
