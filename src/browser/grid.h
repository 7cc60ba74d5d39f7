/*
 * A table: columns that fit the width by importance, rows that are asked for as they come on the screen, a
 * cursor on a cell. It knows no case: who has one gives rows by their place, and an identity to each, which
 * outlives sorting, filtering and growth.
 */
#ifndef TS_BROWSER_GRID_H
#define TS_BROWSER_GRID_H

#include "browser/canvas.h"
#include "browser/request.h"
#include "case/query.h"

enum { GRID_COLUMNS = 32, GRID_NONE = -1 };

/* Static; in the order in which they stand at first. */
struct grid_column {
	const char *name;
	int least, wanted,
	    most;       /* columns of the screen: cut at that, as it should be, no use beyond */
	int importance; /* from 1: the last to go */
	bool right;     /* numbers: the name stands at the right end */
};

/* What the rows are; static. context is the grid's. */
struct grid_class {
	const struct grid_column *columns;
	int column_count;
	/* Makes the row at that place the one that the others tell of; false: it is not to be had. */
	bool (*load)(void *context, size_t place);
	/* Whether it stands out by a mark. NULL: none does. */
	bool (*marked)(void *context);
	/* One cell, in width columns. */
	void (*draw)(void *context, int column, struct canvas *c, int row, int at, int width);
	/* The same as plain text, all of it. */
	void (*text)(void *context, int column, struct buf *out);
	/* Whether the loaded row does; NULL: its texts are looked through. */
	bool (*matches)(void *context, const struct query *q);
	/* The identity of the row at a place, and its place again, SIZE_MAX where it is not known (yet). NULL: a
	 * row is what stands at its place. */
	uint64_t (*identity)(void *context, size_t place);
	size_t (*find)(void *context, uint64_t identity);
	/* Sorts by a column; NULL: nothing is sorted by it. */
	void (*sort)(void *context, int column, bool reverse);
	/* Whether the first click on its name sorts the largest first. NULL: never. */
	bool (*largest_first)(int column);
};

struct grid_place {
	int column;
	int width; /* that people gave it; 0: none */
	bool hidden;
	/* as drawn last */
	bool shown;
	int at, drawn;
};

struct grid {
	const struct grid_class *class;
	void *context;
	size_t count;    /* rows that there are; set before drawing */
	bool more;       /* there may be others yet */
	size_t row, top; /* cursor, first on the screen */
	bool moved;      /* the cursor is on a row that somebody chose */
	uint64_t identity;
	bool seeking; /* for the row of that identity */
	bool lost;    /* it is not among the rows; it may be again */
	int cell;     /* the place the cursor is in */
	int frozen;   /* places from the left that always show */
	int sorted;   /* a column, or GRID_NONE */
	bool reverse;
	struct grid_place places[GRID_COLUMNS];
	struct area area; /* as drawn last */
};

void grid_init(struct grid *g, const struct grid_class *class, void *context);

/* The rows are about to be others, or elsewhere: the cursor shall stay on the one it is on. */
void grid_keep(struct grid *g);

void grid_draw(struct grid *g, struct canvas *c, struct area a);

/* Moves, widths, clicks; true: taken. */
bool grid_request(struct grid *g, const struct input *in);

/* The column of the cell at hand. */
int grid_column(const struct grid *g);

/* Whether there is a row at hand; it is loaded then. */
bool grid_load(struct grid *g);

/* The cursor goes to that row (and its cell to that place, unless GRID_NONE). */
void grid_go(struct grid *g, size_t row, int place);

/* How many columns there was no room for. */
int grid_missing(const struct grid *g);

void grid_sort(struct grid *g, int column, bool reverse);

/* The column of that name, or GRID_NONE. */
int grid_find(const struct grid *g, struct text name);

#endif
