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

void filter_begin(struct filter *f)
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

void filter_end(struct filter *f)
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

static const struct text day_field = { "day:", 4 };

/* Where the chip of days is, or count. */
static size_t find_days(const struct filter *f)
{
	size_t i = 0;
	while (i < f->count && !text_starts(text_of(f->chips[i]), day_field))
		i++;
	return i;
}

bool filter_days(const struct filter *f, int64_t *first, int64_t *last)
{
	size_t place = find_days(f);
	if (place == f->count)
		return false;
	struct text days = text_from(text_of(f->chips[place]), day_field.n);
	size_t dots = text_find(days, TEXT(".."));
	struct text from = text_head(days, dots), to = days;
	if (dots != TEXT_NONE)
		to = text_from(days, dots + 2);
	return time_parse(from, first) && time_parse(to, last);
}

void filter_day(struct filter *f, int64_t day)
{
	enum { DATE = 10 };
	char chip[4 + TIME_TEXT], text[TIME_TEXT];
	size_t place = find_days(f);
	if (place < f->count)
		drop(f, place);
	time_text(day, text);
	memcpy(chip, day_field.s, day_field.n);
	memcpy(chip + day_field.n, text, DATE);
	filter_add(f, (struct text) { chip, day_field.n + DATE });
}
