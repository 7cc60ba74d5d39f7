/* Definitions of feeds: sections of keys and values. trailsift-trails(5), FEEDS. */
#include <config.h>

#include <stdlib.h>

#include "trails/feeds.h"
#include "trails/import.h"
#include "trails/lines.h"

enum { FEEDS_MOST = 4096 };

struct reader {
	struct feeds *feeds;
	struct feed *now; /* of the section at hand */
	struct text value;
	bool urls_new; /* the first URL of a section replaces those of before */
};

/* A value that cannot be: why, else NULL. */
typedef const char *(*setter)(struct reader *r, void *to);

static const char *set_text(struct reader *r, void *to)
{
	*(struct text *)to = arena_text(&r->feeds->arena, r->value);
	return NULL;
}

static const char *set_separator(struct reader *r, void *to)
{
	if (text_is(r->value, TEXT("tab")))
		r->value = TEXT("\t");
	return set_text(r, to);
}

/* "A | B | C" */
static const char *set_words(struct reader *r, void *to)
{
	struct feed_words *words = to;
	struct text rest = arena_text(&r->feeds->arena, r->value);
	words->count = 0;
	while (rest.n) {
		size_t bar = text_find(rest, TEXT(" | "));
		struct text word = text_trim(text_head(rest, bar));
		if (words->count == FEED_WORDS || word.n == 0)
			return "a list has one to 16 words, with | between blanks";
		words->list[words->count++] = word;
		rest = bar == TEXT_NONE ? TEXT("") : text_from(rest, bar + 3);
	}
	return NULL;
}

static const char *set_url(struct reader *r, void *to)
{
	struct feed_words *urls = to;
	bool http = text_starts(r->value, TEXT("http://")) && r->value.n > 7;
	if (!http && !(text_starts(r->value, TEXT("https://")) && r->value.n > 8))
		return "not an http or https URL";
	for (size_t i = 0; i < r->value.n; i++)
		if ((unsigned char)r->value.s[i] <= ' ')
			return "a URL holds no blanks";
	if (r->urls_new)
		urls->count = 0;
	r->urls_new = false;
	if (urls->count == FEED_WORDS)
		return "more than 16 URLs";
	urls->list[urls->count++] = arena_text(&r->feeds->arena, r->value);
	return NULL;
}

static const char *set_fallback(struct reader *r, void *to)
{
	const char *why = set_url(r, to);
	r->now->fallback = true;
	return why;
}

static const char *set_number(struct reader *r, void *to)
{
	return text_number(r->value, UINT32_MAX, to) ? NULL : "not a number";
}

/* "N TEXT" */
static const char *set_where(struct reader *r, void *to)
{
	struct text rest = r->value, number = text_split(&rest, ' ');
	if (!rest.s || !text_number(number, 1000, to) || text_trim(rest).n == 0)
		return "not a field's number, a blank, and its text";
	r->now->shape.where_is = arena_text(&r->feeds->arena, text_trim(rest));
	return NULL;
}

/* "OPEN CLOSE" */
static const char *set_between(struct reader *r, void *to)
{
	struct text rest = arena_text(&r->feeds->arena, r->value);
	*(struct text *)to = text_split(&rest, ' ');
	r->now->shape.close = text_trim(rest.s ? rest : TEXT(""));
	return r->now->shape.open.n && r->now->shape.close.n ? NULL : "not two texts";
}

static const char *set_enabled(struct reader *r, void *to)
{
	if (!text_is(r->value, TEXT("yes")) && !text_is(r->value, TEXT("no")))
		return "yes or no";
	*(bool *)to = r->value.s[0] == 'n';
	return NULL;
}

static const char *set_format(struct reader *r, void *to)
{
	const struct import_format *format = import_format_of(r->value);
	*(const struct import_format **)to = format;
	return format || text_is(r->value, TEXT("lines")) ? NULL : "no such format";
}

static const char *set_take(struct reader *r, void *to)
{
	struct feed_shape *s = to;
	const struct {
		const char *word;
		bool *flag;
	} words[] = { { "addresses", &s->addresses }, { "every-address", &s->every_address },
		{ "cut-port", &s->cut_port }, { "keep-slash", &s->keep_slash },
		{ "add-host", &s->add_host }, { "folder", &s->folder }, { "first", &s->first },
		{ "hex", &s->hex }, { "lower", &s->lower } };
	const size_t count = sizeof(words) / sizeof(words[0]);
	for (struct text rest = r->value, word; rest.s && (word = text_split(&rest, ' ')).s;) {
		size_t i = 0;
		while (i < count && !text_is(word, text_of(words[i].word)))
			i++;
		if (word.n && i == count)
			return "no such word";
		if (word.n)
			*words[i].flag = true;
	}
	return NULL;
}

#define KEY(name, field, set)                                                                      \
	{                                                                                          \
		name, offsetof(struct feed, field), set                                            \
	}
static const struct {
	const char *name;
	size_t at;
	setter set;
} keys[] = {
	KEY("url", urls, set_url),
	KEY("fallback", urls, set_fallback),
	KEY("enabled", disabled, set_enabled),
	KEY("marker", marker, set_text),
	KEY("format", format, set_format),
	KEY("info", info, set_text),
	KEY("reference", reference, set_text),
	KEY("size", most, set_number),
	KEY("timeout", timeout, set_number),
	KEY("record", shape.record, set_text),
	KEY("separator", shape.separator, set_separator),
	KEY("value", shape.value, set_number),
	KEY("where", shape.where, set_where),
	KEY("with", shape.with, set_words),
	KEY("without", shape.without, set_words),
	KEY("after", shape.after, set_words),
	KEY("between", shape.open, set_between),
	KEY("trim", shape.trim, set_words),
	KEY("otherwise", shape.otherwise, set_text),
	KEY("take", shape, set_take),
};

static bool is_name(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!ascii_letter(t.s[i]) && !ascii_digit(t.s[i]) &&
		    text_find_char(TEXT("-_."), t.s[i]) == TEXT_NONE)
			return false;
	return t.n > 0 && t.n <= FEED_NAME && t.s[0] != '.';
}

struct feed *feeds_find(const struct feeds *feeds, struct text name)
{
	for (size_t i = 0; i < feeds->count; i++)
		if (text_is(feeds->list[i].name, name))
			return &feeds->list[i];
	return NULL;
}

static const char *begin_section(struct reader *r, struct text name)
{
	struct feeds *feeds = r->feeds;
	if (!is_name(name))
		return "a feed's name is made of letters, digits, - _ .";
	r->urls_new = true;
	r->now = feeds_find(feeds, name);
	if (r->now)
		return NULL;
	if (feeds->count == FEEDS_MOST)
		return "more than 4096 feeds";
	feeds->list = grow(feeds->list, feeds->count, &feeds->room, sizeof(*feeds->list));
	r->now = &feeds->list[feeds->count++];
	*r->now = (struct feed) { .name = arena_text(&feeds->arena, name) };
	return NULL;
}

static const char *take_line(struct reader *r, struct text line)
{
	if (line.n == 0 || line.s[0] == '#')
		return NULL;
	if (line.s[0] == '[' && line.s[line.n - 1] == ']')
		return begin_section(r, text_head(text_from(line, 1), line.n - 2));
	struct text rest = line, key = text_trim(text_split(&rest, '='));
	if (!rest.s)
		return "neither [NAME] nor KEY = VALUE";
	if (!r->now)
		return "stands before the first [NAME]";
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (text_is(key, text_of(keys[i].name))) {
			r->value = text_trim(rest);
			return keys[i].set(r, (char *)r->now + keys[i].at);
		}
	return "no such key";
}

static const char *unusable(const struct feed *feed)
{
	if (feed->urls.count == 0)
		return "has no url";
	if (feed->info.n == 0 && !feed->format)
		return "has no info";
	return NULL;
}

bool feeds_read(struct feeds *feeds, const char *path, struct fault *f)
{
	struct reader r = { .feeds = feeds };
	struct lines l;
	struct text line;
	enum line_fate fate;
	const char *why = NULL;
	bool good = lines_open(&l, path, NULL, f);
	while (good && !why && (fate = lines_next(&l, &line)) != LINE_END)
		why = fate == LINE_GOOD ? take_line(&r, text_trim(line)) : "no text";
	if (good && why)
		good = fault_set(f, "%s: line %llu: %s", path, (unsigned long long)l.number, why);
	for (size_t i = 0; good && i < feeds->count; i++)
		if ((why = unusable(&feeds->list[i])) != NULL)
			good = fault_set(f, "%s: [%.*s] %s", path, (int)feeds->list[i].name.n,
			    feeds->list[i].name.s, why);
	lines_close(&l);
	return good;
}

void feeds_free(struct feeds *feeds)
{
	arena_free(&feeds->arena);
	free(feeds->list);
	*feeds = (struct feeds) { .count = 0 };
}

static int by_name(const void *a, const void *b)
{
	const struct feed *x = a, *y = b;
	size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
	int order = memcmp(x->name.s, y->name.s, n);
	return order ? order : (x->name.n > y->name.n) - (x->name.n < y->name.n);
}

void feeds_sort(struct feeds *feeds)
{
	if (feeds->count > 1)
		qsort(feeds->list, feeds->count, sizeof(*feeds->list), by_name);
}
