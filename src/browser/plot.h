/* Lines on a canvas, in braille dots: two columns and four rows of them in a cell. ASCII: one "*" a cell. */
#ifndef TS_BROWSER_PLOT_H
#define TS_BROWSER_PLOT_H

#include "browser/canvas.h"

enum { PLOT_TICKS = 8 };

/* Whole numbers from 0 in steps of 1, 2 or 5 times a power of ten, five steps at most, the last one not below
 * most (threats.md 10). How many. */
size_t plot_ticks(uint64_t most, uint64_t out[PLOT_TICKS]);

/* Numbers at the left edge of the area, for a value axis up to the last of the ticks, and its base line; the
 * columns they took. */
int plot_axis(struct canvas *c, struct area a, const uint64_t *ticks, size_t count);

/* A line through count values, evenly over the area's width; top is the value at its upper edge. Between
 * zeros there is none. Where lines meet, the later one's style stays. */
void plot_line(struct canvas *c, struct area a, enum style style, const uint64_t *values,
    size_t count, uint64_t top);

#endif
