/* The doors to terminals, CSV and JSON. RFC 3629, RFC 4180. */
#include <config.h>

#include "base/escape.h"

static void hex_byte(struct buf *out, char c)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t v = (uint8_t)c;
	buf_add(out, (struct text) { (char[]) { '\\', 'x', digits[v >> 4], digits[v & 15] }, 4 });
}

/* Code points that would act on a terminal or turn the reading direction. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

void escape_terminal(struct buf *out, struct text t)
{
	while (t.n) {
		size_t n = utf8_length(t);
		uint32_t c = n ? utf8_decode(t.s, n) : 0;
		if (n == 0 || (n == 1 && is_control(c)))
			hex_byte(out, t.s[0]);
		else if (is_control(c))
			buf_format(out, "\\u{%x}", c);
		else
			buf_add(out, text_head(t, n));
		t = text_from(t, n ? n : 1);
	}
}

void escape_utf8(struct buf *out, struct text t)
{
	while (t.n) {
		size_t n = utf8_length(t);
		if (n == 0)
			hex_byte(out, t.s[0]);
		else
			buf_add(out, text_head(t, n));
		t = text_from(t, n ? n : 1);
	}
}

void escape_csv(struct buf *out, struct text t, enum csv_style style)
{
	bool quote = false;
	for (size_t i = 0; i < t.n && !quote; i++)
		quote = t.s[i] == ',' || t.s[i] == '"' || t.s[i] == '\r' || t.s[i] == '\n';
	if (quote)
		buf_char(out, '"');
	if (style == CSV_SAFE && t.n && text_find_char(TEXT("=+-@\t\r"), t.s[0]) != TEXT_NONE)
		buf_char(out, '\'');
	while (t.n) {
		size_t n = utf8_length(t);
		if (n == 0)
			hex_byte(out, t.s[0]);
		else
			buf_add(out, text_head(t, n));
		if (t.s[0] == '"')
			buf_char(out, '"');
		t = text_from(t, n ? n : 1);
	}
	if (quote)
		buf_char(out, '"');
}

/* How many bytes one U+FFFD stands for: the longest start of a valid sequence, at least one. */
static size_t malformed_length(struct text t)
{
	static const uint8_t filler[] = { 0x80, 0xbf, 0x90, 0x8f, 0xa0, 0x9f };
	for (size_t have = 3; have > 1; have--) {
		if (have > t.n)
			continue;
		for (size_t i = 0; i < sizeof(filler); i++) {
			char fill = (char)filler[i];
			char trial[4] = { t.s[0], t.s[1], fill, fill };
			if (have > 2)
				trial[2] = t.s[2];
			for (size_t n = have + 1; n <= 4; n++)
				if (utf8_length((struct text) { trial, n }) == n)
					return have;
		}
	}
	return 1;
}

void repair_utf8(struct buf *out, struct text t)
{
	while (t.n) {
		size_t n = utf8_length(t);
		if (n) {
			buf_add(out, text_head(t, n));
			t = text_from(t, n);
		} else {
			buf_add(out, TEXT("\xef\xbf\xbd"));
			t = text_from(t, malformed_length(t));
		}
	}
}
