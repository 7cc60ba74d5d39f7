/* Text with a length: searching, comparing, cutting; UTF-8 (RFC 3629). */
#include <config.h>

#include "base/text.h"

size_t text_find_char(struct text t, char c)
{
	const char *p = t.n ? memchr(t.s, c, t.n) : NULL;
	return p ? (size_t)(p - t.s) : TEXT_NONE;
}

size_t text_find_last(struct text t, char c)
{
	for (size_t i = t.n; i > 0; i--)
		if (t.s[i - 1] == c)
			return i - 1;
	return TEXT_NONE;
}

size_t text_find(struct text t, struct text needle)
{
	if (needle.n == 0)
		return 0;
	if (needle.n > t.n)
		return TEXT_NONE;
	const char *p = memmem(t.s, t.n, needle.s, needle.n);
	return p ? (size_t)(p - t.s) : TEXT_NONE;
}

static bool same_nocase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

size_t text_find_nocase(struct text t, struct text needle)
{
	for (size_t i = 0; needle.n <= t.n && i <= t.n - needle.n; i++)
		if (same_nocase(t.s + i, needle.s, needle.n))
			return i;
	return TEXT_NONE;
}

bool text_is_nocase(struct text a, struct text b)
{
	return a.n == b.n && same_nocase(a.s, b.s, a.n);
}

static bool is_blank(char c)
{
	return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20);
}

struct text text_trim(struct text t)
{
	while (t.n && is_blank(t.s[0]))
		t = (struct text) { t.s + 1, t.n - 1 };
	while (t.n && is_blank(t.s[t.n - 1]))
		t.n--;
	return t;
}

struct text text_split(struct text *rest, char c)
{
	struct text all = *rest;
	size_t at = text_find_char(all, c);
	if (at == TEXT_NONE) {
		*rest = (struct text) { NULL, 0 };
		return all;
	}
	*rest = (struct text) { all.s + at + 1, all.n - at - 1 };
	return text_head(all, at);
}

bool text_number(struct text t, uint64_t max, uint64_t *value)
{
	uint64_t v = 0;
	if (t.n == 0)
		return false;
	for (size_t i = 0; i < t.n; i++) {
		if (!ascii_digit(t.s[i]))
			return false;
		uint64_t digit = (uint64_t)(t.s[i] - '0');
		if (digit > max || v > (max - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*value = v;
	return true;
}

size_t utf8_length(struct text t)
{
	static const struct {
		uint8_t first, last, second_first, second_last, length;
	} rows[] = {
		{ 0x00, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	if (t.n == 0)
		return 0;
	const uint8_t *p = (const uint8_t *)t.s;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (p[0] < rows[i].first || p[0] > rows[i].last)
			continue;
		size_t n = rows[i].length;
		if (n > t.n)
			return 0;
		if (n > 1 && (p[1] < rows[i].second_first || p[1] > rows[i].second_last))
			return 0;
		for (size_t k = 2; k < n; k++)
			if ((p[k] & 0xc0) != 0x80)
				return 0;
		return n;
	}
	return 0;
}

uint32_t utf8_decode(const char *s, size_t length)
{
	static const uint8_t first_mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = (uint8_t)s[0] & first_mask[length];
	for (size_t i = 1; i < length; i++)
		c = c << 6 | ((uint8_t)s[i] & 0x3f);
	return c;
}

size_t utf8_encode(uint32_t code, char out[4])
{
	static const uint8_t leads[] = { 0, 0xc0, 0xe0, 0xf0 };
	unsigned more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	out[0] = (char)(leads[more] | code >> 6 * more);
	for (unsigned i = 1; i <= more; i++)
		out[i] = (char)(0x80 | (code >> 6 * (more - i) & 0x3f));
	return more + 1;
}
