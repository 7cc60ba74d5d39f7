/*
 * What a screen shows, as cells in memory: views draw here, the terminal only copies it. All text
 * passes the terminal's door (base/escape.h) on its way in: no control, no bidirectional trick gets into a
 * cell. Rows and columns count from 0; what is outside of the canvas or an area is cut.
 */
#ifndef TS_BROWSER_CANVAS_H
#define TS_BROWSER_CANVAS_H

#include "base/buf.h"
#include "base/text.h"

/* What a cell means; theme.h says how it looks. */
/* clang-format off */
#define STYLES(x) \
	x(TEXT) x(DIM) x(STRONG) x(TITLE) x(HEADER) x(SORTED) x(CURSOR) x(MARKED) x(CHIP) x(KEY) x(PROMPT) \
	x(GOOD) x(WARNING) x(ERROR) x(MATCH) x(PRIVATE) x(RISKY) x(BORDER) \
	x(HIGH) x(MEDIUM) x(LOW) \
	x(TYPE_DNS) x(TYPE_IP) x(TYPE_URL) x(TYPE_UA) x(TYPE_HTTP) x(TYPE_IPORT) x(TYPE_PATH) x(TYPE_PORT) \
	x(TYPE_CERT) x(TYPE_OTHER) \
	x(SHADE_0) x(SHADE_1) x(SHADE_2) x(SHADE_3) x(SHADE_4) x(SHADE_5) \
	x(BLUE) x(ORANGE) x(GREEN) x(VIOLET) x(RED)
/* clang-format on */
#define STYLE_ENUM(id) STYLE_##id,
enum style { STYLES(STYLE_ENUM) STYLE_COUNT };
#undef STYLE_ENUM

enum {
	CELL_MARKS = 3,     /* combining characters kept on one */
	CANVAS_ROWS = 1000, /* larger terminals are used up to here */
	CANVAS_COLUMNS = 2000,
};

/* The cell under the cursor, and the others of its row: drawn so, whatever the style. */
enum cell_look { CELL_PLAIN, CELL_REVERSE, CELL_ROW };

struct cell {
	uint32_t
	    glyph[1 + CELL_MARKS]; /* a character and what combines with it; 0 ends. First 0: the
					   right half of a wide one */
	uint8_t style;
	uint8_t reverse; /* enum cell_look */
	uint32_t rgb;    /* 0: the style's own colour; else 1 << 24 | RGB of a label's background */
};

struct canvas {
	int rows, columns;
	struct cell *cells; /* rows * columns */
	bool ascii;         /* no other characters than ASCII: pictures have a second form */
};

/* A rectangle of it. */
struct area {
	int row, column, rows, columns;
};

void canvas_init(struct canvas *c);
void canvas_free(struct canvas *c);
void canvas_resize(struct canvas *c, int rows, int columns); /* empty afterwards */
void canvas_clear(struct canvas *c, struct area a, enum style style);

struct cell *canvas_cell(struct canvas *c, int row, int column); /* NULL outside */

/* Writes t in at most room columns, "…" (ASCII "~") last where it is longer; the columns used. */
int canvas_text(struct canvas *c, int row, int column, int room, enum style style, struct text t);
int canvas_format(struct canvas *c, int row, int column, int room, enum style style,
    const char *format, ...) ATTR_FORMAT(6, 7);

/* The columns that t takes. */
int canvas_width(struct text t);

/* A box with a title around the area's edge. */
void canvas_box(struct canvas *c, struct area a, struct text title);

/* value of most as a bar of at most room columns in eighths of a cell (ASCII: "#"). */
void canvas_bar(struct canvas *c, int row, int column, int room, enum style style, uint64_t value,
    uint64_t most);

/* count values as count columns of one row, from U+2581 to U+2588 (ASCII " .:-=+*#"), 0 as a dim base line. */
void canvas_spark(
    struct canvas *c, int row, int column, enum style style, const uint64_t *values, size_t count);

/* Changes the look of what is there. */
void canvas_reverse(struct canvas *c, struct area a);

/* As plain UTF-8 text, a line a row, without spaces at ends of lines; with styles: a second block with a letter
 * for each cell's style, for tests. */
void canvas_dump(const struct canvas *c, bool styles, struct buf *out);

#endif
