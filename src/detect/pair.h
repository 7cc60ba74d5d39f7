/* Where two letters stand beside each other: the first look for a word in bodies of any bytes. */
#ifndef TS_DETECT_PAIR_H
#define TS_DETECT_PAIR_H

#include "base/text.h"

/* The first place from at on where a and b, both with bit 0x20 set as small letters have it, stand behind each
 * other in either case, or TEXT_NONE. Bytes that differ in that bit alone are taken for them. */
static inline size_t pair_find(struct text t, size_t at, char a, char b)
{
	typedef uint8_t bytes __attribute__((vector_size(16)));
	typedef uint64_t words __attribute__((vector_size(16)));
	const size_t step = sizeof(bytes);
	for (; at + step < t.n; at += step) {
		bytes first, second;
		memcpy(&first, t.s + at, step);
		memcpy(&second, t.s + at + 1, step);
		words found =
		    (words)(((first | 0x20) == (uint8_t)a) & ((second | 0x20) == (uint8_t)b));
		if (found[0] | found[1])
			break;
	}
	for (; at + 1 < t.n; at++)
		if ((t.s[at] | 0x20) == a && (t.s[at + 1] | 0x20) == b)
			return at;
	return TEXT_NONE;
}

#endif
