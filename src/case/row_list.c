/* Rows of a listing. */
#include <config.h>

#include "case/row_list.h"

#include <stdlib.h>

#include "base/memory.h"

enum { NEAR = 4096 }; /* places that are looked at first */

void row_list_free(struct row_list *l)
{
	free(l->narrow);
	free(l->wide);
	*l = (struct row_list) { .count = 0 };
}

static void widen(struct row_list *l)
{
	l->wide = xcalloc(l->count + 1, sizeof(*l->wide));
	for (size_t i = 0; i < l->count; i++)
		l->wide[i] = l->narrow[i];
	free(l->narrow);
	l->narrow = NULL;
	l->room = l->count + 1;
}

void row_list_add(struct row_list *l, uint64_t row)
{
	if (!l->wide && row > UINT32_MAX)
		widen(l);
	if (l->wide) {
		l->wide = grow(l->wide, l->count, &l->room, sizeof(*l->wide));
		l->wide[l->count++] = row;
		return;
	}
	l->narrow = grow(l->narrow, l->count, &l->room, sizeof(*l->narrow));
	l->narrow[l->count++] = (uint32_t)row;
}

void row_list_reserve(struct row_list *l, uint64_t rows)
{
	l->room = (size_t)rows + 1;
	l->narrow = xrealloc(l->narrow, l->room, sizeof(*l->narrow));
}

static size_t find_between(const struct row_list *l, size_t from, size_t to, uint64_t row)
{
	for (size_t i = from; i < to; i++)
		if (row_list_at(l, i) == row)
			return i;
	return SIZE_MAX;
}

size_t row_list_place(const struct row_list *l, uint64_t row, struct row_memo *memo)
{
	size_t from = memo->place > NEAR ? memo->place - NEAR : 0, place = SIZE_MAX;
	size_t to = from + 2 * NEAR < l->count ? from + 2 * NEAR : l->count;
	size_t known = memo->missed == row ? memo->missed_count : 0;
	if (known == 0)
		place = find_between(l, from < to ? from : to, to, row);
	if (place == SIZE_MAX)
		place = find_between(l, known, l->count, row);
	if (place == SIZE_MAX) {
		memo->missed = row;
		memo->missed_count = l->count;
	} else {
		memo->place = place;
	}
	return place;
}

size_t row_list_place_sorted(const struct row_list *l, uint64_t row, bool falling)
{
	size_t low = 0, high = l->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint64_t at = row_list_at(l, middle);
		if (at == row)
			return middle;
		if ((at < row) != falling)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}
