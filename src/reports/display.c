/* Display columns. Unicode Standard Annex 11. The tables are coarse on purpose: in doubt a
 * character counts as the wider one, so that a line may end early but never runs over. */
#include <config.h>

#include "reports/display.h"

struct range {
	uint32_t first, last;
};

static const struct range wide[] = {
	{ 0x1100, 0x115f },
	{ 0x231a, 0x231b },
	{ 0x2329, 0x232a },
	{ 0x23e9, 0x23f3 },
	{ 0x25fd, 0x25fe },
	{ 0x2600, 0x27bf },
	{ 0x2b1b, 0x2b1c },
	{ 0x2b50, 0x2b55 },
	{ 0x2e80, 0x303e },
	{ 0x3040, 0xa4cf },
	{ 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },
	{ 0xfe10, 0xfe1f },
	{ 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },
	{ 0x16fe0, 0x1b2ff },
	{ 0x1f004, 0x1f004 },
	{ 0x1f0cf, 0x1f0cf },
	{ 0x1f18e, 0x1f1ff },
	{ 0x1f200, 0x1f64f },
	{ 0x1f680, 0x1f6ff },
	{ 0x1f7e0, 0x1f7ff },
	{ 0x1f90c, 0x1f9ff },
	{ 0x1fa70, 0x1faff },
	{ 0x20000, 0x3fffd },
};

/* Marks that stand on the character before them. Those left out count one column. */
static const struct range marks[] = {
	{ 0x0300, 0x036f },
	{ 0x0483, 0x0489 },
	{ 0x0591, 0x05bd },
	{ 0x0610, 0x061a },
	{ 0x064b, 0x065f },
	{ 0x0e34, 0x0e3a },
	{ 0x0e47, 0x0e4e },
	{ 0x1ab0, 0x1ace },
	{ 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20f0 },
	{ 0x3099, 0x309a },
	{ 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f },
	{ 0xe0100, 0xe01ef },
};

/* Marks on one character that take no column; what is piled higher does. */
enum { MARKS_FREE = 2 };

static bool is_in(const struct range *ranges, size_t n, uint32_t c)
{
	size_t low = 0;
	while (low < n) {
		size_t middle = low + (n - low) / 2;
		if (c > ranges[middle].last)
			low = middle + 1;
		else if (c < ranges[middle].first)
			n = middle;
		else
			return true;
	}
	return false;
}

static size_t columns_of(uint32_t c, unsigned *piled)
{
	if (c < 0x300)
		return *piled = 0, 1;
	if (is_in(marks, sizeof(marks) / sizeof(marks[0]), c))
		return ++*piled > MARKS_FREE;
	*piled = 0;
	return is_in(wide, sizeof(wide) / sizeof(wide[0]), c) ? 2 : 1;
}

/* Bytes that fit, and in *used the columns they take. */
static size_t measure(struct text t, size_t room, size_t *used)
{
	size_t at = 0;
	unsigned piled = 0;
	*used = 0;
	while (at < t.n) {
		struct text rest = text_from(t, at);
		size_t n = utf8_length(rest);
		size_t columns = n ? columns_of(utf8_decode(rest.s, n), &piled) : 1;
		if (columns > room - *used)
			break;
		*used += columns;
		at += n ? n : 1;
	}
	return at;
}

size_t display_width(struct text t)
{
	size_t used;
	measure(t, SIZE_MAX, &used);
	return used;
}

size_t display_head(struct text t, size_t room)
{
	size_t used;
	return measure(t, room, &used);
}

void display_fit(struct buf *out, struct text t, size_t room)
{
	if (display_head(t, room) == t.n) {
		buf_add(out, t);
	} else if (room) {
		buf_add(out, text_head(t, display_head(t, room - 1)));
		buf_add(out, TEXT("…"));
	}
}

void display_number(struct buf *out, uint64_t v)
{
	char digits[27]; /* 20 digits, 6 commas */
	size_t i = sizeof(digits);
	unsigned written = 0;
	do {
		if (written && written % 3 == 0)
			digits[--i] = ',';
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
		written++;
	} while (v);
	buf_add(out, (struct text) { digits + i, sizeof(digits) - i });
}

void display_count(struct buf *out, uint64_t v, const char *one, const char *many)
{
	display_number(out, v);
	buf_char(out, ' ');
	buf_add(out, text_of(v == 1 ? one : many));
}
