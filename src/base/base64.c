/* Base64: four digits for three bytes, the last of them maybe left out. RFC 4648 4. */
#include <config.h>

#include "base/base64.h"

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

size_t base64_decode(struct text in, char *out, size_t room)
{
	unsigned bits = 0, held = 0;
	size_t n = 0;
	for (size_t i = 0; i < in.n && n < room; i++) {
		int value = value_of(in.s[i]);
		if (value < 0)
			break;
		bits = (bits << 6 | (unsigned)value) & 0xfff;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		out[n++] = (char)(bits >> held & 0xff);
	}
	return n;
}

void base64_encode(struct buf *out, struct text in)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	while (in.n) {
		struct text group = text_head(in, 3);
		uint32_t bits = 0;
		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (i < group.n ? (uint8_t)group.s[i] : 0);
		for (size_t i = 0; i < 4; i++)
			buf_char(out, i <= group.n ? digits[bits >> (18 - 6 * i) & 63] : '=');
		in = text_from(in, group.n);
	}
}
