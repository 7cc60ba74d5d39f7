/* Bytes written as hexadecimal digits, blanks between them. */
#ifndef TS_TESTS_HEX_H
#define TS_TESTS_HEX_H

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

/* How many bytes hex stands for; they are in out. A wrong test ends here. */
static inline size_t hex_bytes(const char *hex, uint8_t *out, size_t room)
{
	size_t n = 0;
	for (const char *p = hex; *p; p++) {
		if (*p == ' ')
			continue;
		int high = ascii_hex(p[0]), low = high < 0 ? -1 : ascii_hex(p[1]);
		if (low < 0 || n == room) {
			printf("Bail out! not hexadecimal: %s\n", p);
			exit(99);
		}
		out[n++] = (uint8_t)(high * 16 + low);
		p++;
	}
	return n;
}

#endif
