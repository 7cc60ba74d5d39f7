/*
 * Text is a pointer and a length, never a terminator: a name that holds a NUL stays whole.
 * A struct text borrows; who owns the bytes is said where one is handed out.
 */
#ifndef TS_BASE_TEXT_H
#define TS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	const char *s;
	size_t n;
};

#define TEXT(literal) ((struct text) { (literal), sizeof(literal) - 1 })

static inline struct text text_of(const char *terminated)
{
	return (struct text) { terminated, strlen(terminated) };
}

static inline struct text text_bytes(const uint8_t *p, size_t n)
{
	return (struct text) { (const char *)p, n };
}

static inline bool text_is(struct text a, struct text b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

static inline bool text_starts(struct text t, struct text with)
{
	return t.n >= with.n && (with.n == 0 || memcmp(t.s, with.s, with.n) == 0);
}

static inline bool text_ends(struct text t, struct text with)
{
	return t.n >= with.n && (with.n == 0 || memcmp(t.s + t.n - with.n, with.s, with.n) == 0);
}

/* The first n bytes, or all where there are fewer. */
static inline struct text text_head(struct text t, size_t n)
{
	return (struct text) { t.s, n < t.n ? n : t.n };
}

/* What follows the first n bytes; empty where there are no more. */
static inline struct text text_from(struct text t, size_t n)
{
	return n < t.n ? (struct text) { t.s + n, t.n - n }
		       : (struct text) { t.n ? t.s + t.n : t.s, 0 };
}

static inline char ascii_lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + 32);
	return c;
}

static inline bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Value of a hexadecimal digit, or -1. */
static inline int ascii_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#define TEXT_NONE ((size_t)-1)

/* Where the first c stands, or TEXT_NONE. */
size_t text_find_char(struct text t, char c);

/* Where the last c stands, or TEXT_NONE. */
size_t text_find_last(struct text t, char c);

/* Where needle first stands, or TEXT_NONE; an empty needle stands at 0. */
size_t text_find(struct text t, struct text needle);

/* The same with ASCII capitals and small letters taken as equal. */
size_t text_find_nocase(struct text t, struct text needle);

bool text_is_nocase(struct text a, struct text b);

/* Without leading and trailing 0x09-0x0D, 0x1C-0x1F and 0x20 (detection.md 0.3 TX3). */
struct text text_trim(struct text t);

/* Cuts *rest at the first c: returns what stands before it and leaves what follows in *rest.
 * Without a c it returns all of it and leaves *rest empty with a null s. */
struct text text_split(struct text *rest, char c);

/* An unsigned decimal number that fills all of t and is at most max. */
bool text_number(struct text t, uint64_t max, uint64_t *value);

/* How many bytes the valid UTF-8 sequence at the start of t has, or 0 where it is not valid
 * (RFC 3629: no surrogates, no overlong forms, nothing past U+10FFFF). */
size_t utf8_length(struct text t);

/* The code point of a sequence that utf8_length() found valid. */
uint32_t utf8_decode(const char *s, size_t length);

/* The sequence of a code point, at most U+10FFFF; how many bytes it has. */
size_t utf8_encode(uint32_t code, char out[4]);

#endif
