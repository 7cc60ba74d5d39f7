/* Chips and the box, joined to one query. threats.md 8.2. */
#include <config.h>

#include "browser/filter.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/time.h"

enum { QUERY = 1 << 20 }; /* bytes of all of it */

/* A part that is more than one term stands in parentheses, a phrase that is still open is closed. */
static void add_part(struct buf *out, struct text t)
{
	bool phrase = false, several = false;
	for (size_t i = 0; i < t.n; i++) {
		phrase ^= t.s[i] == '"';
		several |= !phrase && text_find_char(TEXT(" \t()|&"), t.s[i]) != TEXT_NONE;
	}
	if (out->n)
		buf_char(out, ' ');
	if (several)
		buf_char(out, '(');
	buf_add(out, t);
	if (phrase)
		buf_char(out, '"');
	if (several)
		buf_char(out, ')');
}

void filter_text(const struct filter *f, struct buf *out)
{
	for (size_t i = 0; i < f->count; i++)
		add_part(out, text_of(f->chips[i]));
	if (f->typing)
		add_part(out, text_of(f->typing));
}

static void renew(struct filter *f)
{
	struct buf all;
	buf_init(&all, QUERY);
	filter_text(f, &all);
	query_free(f->query);
	f->query = query_parse(buf_text(&all));
	buf_free(&all);
}

void filter_init(struct filter *f)
{
	*f = (struct filter) { .count = 0 };
	renew(f);
}

static void drop_all(struct filter *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->chips[i]);
	f->count = 0;
	free(f->typing);
	f->typing = NULL;
}

void filter_free(struct filter *f)
{
	drop_all(f);
	free(f->chips);
	query_free(f->query);
}

static void drop(struct filter *f, size_t place)
{
	free(f->chips[place]);
	f->count--;
	memmove(&f->chips[place], &f->chips[place + 1], (f->count - place) * sizeof(*f->chips));
}

static struct text without_minus(struct text t)
{
	return text_from(t, t.n && t.s[0] == '-');
}

/* NUL would end it, and is in no query. */
static char *copy(struct text t)
{
	char *s = xstrndup(t.s, t.n);
	for (size_t i = 0; i < t.n; i++)
		if (s[i] == '\0')
			s[i] = ' ';
	return s;
}

void filter_add(struct filter *f, struct text chip)
{
	chip = text_trim(chip);
	if (chip.n == 0)
		return;
	for (size_t i = f->count; i-- > 0;)
		if (text_is_nocase(without_minus(text_of(f->chips[i])), without_minus(chip)))
			drop(f, i);
	f->chips = grow(f->chips, f->count, &f->room, sizeof(*f->chips));
	f->chips[f->count++] = copy(chip);
	renew(f);
}

void filter_remove(struct filter *f, size_t place)
{
	if (place < f->count) {
		drop(f, place);
		renew(f);
	}
}

void filter_clear(struct filter *f)
{
	drop_all(f);
	renew(f);
}

void filter_type(struct filter *f, struct text t)
{
	free(f->typing);
	f->typing = text_trim(t).n ? copy(t) : NULL;
	renew(f);
}

static const struct text since = { "since:", 6 }, until = { "until:", 6 };

/* Where a chip of a span begins with that, or count. */
static size_t find_chip(const struct filter *f, struct text start)
{
	size_t i = 0;
	while (i < f->count && !text_starts(text_of(f->chips[i]), start))
		i++;
	return i;
}

static bool chip_time(const struct filter *f, struct text start, int64_t *ns)
{
	size_t place = find_chip(f, start);
	return place < f->count && time_parse(text_from(text_of(f->chips[place]), start.n), ns);
}

bool filter_days(const struct filter *f, int64_t *first, int64_t *end)
{
	return chip_time(f, since, first) && chip_time(f, until, end);
}

/* A day is written as one. */
static void add_time(struct filter *f, struct text start, int64_t ns)
{
	enum { DATE = 10 };
	char chip[6 + TIME_TEXT], text[TIME_TEXT];
	size_t n = time_text(ns, text);
	if (ns % (86400 * NS_PER_SECOND) == 0 && n > DATE)
		n = DATE;
	memcpy(chip, start.s, start.n);
	memcpy(chip + start.n, text, n);
	filter_add(f, (struct text) { chip, start.n + n });
}

void filter_limit(struct filter *f, int64_t first, int64_t end)
{
	filter_remove(f, find_chip(f, since));
	filter_remove(f, find_chip(f, until));
	if (first < end) {
		add_time(f, since, first);
		add_time(f, until, end);
	}
}
