/*
 * How a style looks on a terminal of so many colours. Nothing is told by colour alone: severities and
 * types are words, marks and sorting have signs.
 */
#ifndef TS_BROWSER_THEME_H
#define TS_BROWSER_THEME_H

#include "browser/canvas.h"

enum theme_depth { THEME_MONO, THEME_8, THEME_16, THEME_256, THEME_TRUE };

enum { COLOUR_DEFAULT = -1 };

struct look {
	int32_t fg,
	    bg; /* a number of the palette, or RGB with THEME_TRUE; COLOUR_DEFAULT: as it is */
	bool bold, dim, underline, reverse;
};

struct look theme_look(enum theme_depth depth, enum style style);

/* Of a label with that background: black or white on it, as its luma demands (threats.md 6.1). */
struct look theme_label(enum theme_depth depth, uint32_t rgb);

/* Of a cell: its style or label, and the cursor's mark on it. */
struct look theme_cell(enum theme_depth depth, const struct cell *cell);

/* What an environment says: NO_COLOR (set and not empty), colours of the terminal, whether they are RGB. */
enum theme_depth theme_depth_of(const char *no_color, int colours, bool direct);

#endif
