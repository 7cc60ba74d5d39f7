/*
 * Lines of styled text, wrapped to the width they are drawn in, with a cursor: for views that tell more than
 * they list. A line may stand for a value, to filter by or to copy. Lines stay until they are cleared, the
 * cursor stays beyond that.
 */
#ifndef TS_BROWSER_PAGER_H
#define TS_BROWSER_PAGER_H

#include "base/memory.h"
#include "browser/canvas.h"
#include "browser/request.h"

struct pager_line {
	size_t first, count; /* pieces */
	int indent;          /* where it goes on when it is wrapped */
	int width;           /* columns of what is there */
	const char *field;   /* of the query, "" for none; NULL: it stands for nothing */
	struct text value;
	uint64_t tag; /* the view's own */
};

struct pager {
	bool ascii;
	struct arena arena;
	struct pager_piece *pieces;
	struct pager_line *lines;
	struct pager_row *rows; /* of the screen */
	size_t piece_count, piece_room, line_count, line_room, row_count, row_room;
	int made_for;       /* the width that rows are made for; 0: to be made */
	size_t cursor, top; /* rows */
	bool still;         /* no cursor is drawn, and it moves by what is seen */
	struct area area;   /* as drawn last */
};

/* A zeroed one is empty. */
void pager_free(struct pager *p);
void pager_clear(struct pager *p);

/* A new line, to which all of the following adds. */
void pager_line(struct pager *p, int indent);

void pager_add(struct pager *p, enum style style, struct text t); /* copied; LF ends a row */
void pager_format(struct pager *p, enum style style, const char *format, ...) ATTR_FORMAT(3, 4);
void pager_to(struct pager *p, int column); /* blanks up to there */
void pager_bar(struct pager *p, enum style style, uint64_t value, uint64_t most, int width);
void pager_spark(struct pager *p, enum style style, const uint64_t *values, size_t count);

/* What the line stands for; the field is static, the value copied. */
void pager_of(struct pager *p, const char *field, struct text value, uint64_t tag);

/* "label  " in its own column, then t, which goes on below itself. */
void pager_label(struct pager *p, const char *label, int width);

void pager_draw(struct pager *p, struct canvas *c, struct area a);

/* The rows that it takes in that width. */
size_t pager_rows(struct pager *p, int width);

/* Rows below those that are seen, in the size drawn last. */
size_t pager_below(struct pager *p);

/* Moves and clicks; true: taken. */
bool pager_request(struct pager *p, const struct input *in);

/* The line at the cursor, or NULL. */
const struct pager_line *pager_at(struct pager *p);

/* What it says of a field of the query, for view_class. */
bool pager_cell(struct pager *p, const char **field, struct buf *value);

#endif
