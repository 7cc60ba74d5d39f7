/* Bytes as hexadecimal and text, with those that matched, and those of a part, set off. */
#ifndef TS_BROWSER_HEX_H
#define TS_BROWSER_HEX_H

#include "browser/canvas.h"
#include "evidence/evidence.h"

struct hex {
	const uint8_t *bytes;
	uint32_t count;
	const struct evidence_mark *marks; /* by place */
	size_t mark_count;
	uint32_t part, part_bytes; /* none: 0 bytes */
	size_t top;                /* row */
	size_t rows;               /* as drawn last: of it, and of the screen */
	int height, width;         /* bytes in a row */
};

/* The bytes of a row in so many columns. */
int hex_width(int columns);

/* Scrolls so that the byte can be seen, in the middle where it could not. */
void hex_show(struct hex *h, uint32_t at);
void hex_scroll(struct hex *h, int64_t rows);

void hex_draw(struct hex *h, struct canvas *c, struct area a);

#endif
