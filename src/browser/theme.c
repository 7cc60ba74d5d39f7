/* Looks of styles for every number of colours. threats.md 5, 6.1, 6.8. */
#include <config.h>

#include "browser/theme.h"

/* Attributes; colours are RGB, NONE: the terminal's own. */
enum { NONE = -1, BOLD = 1, DIM = 2, UNDERLINE = 4, REVERSE = 8 };

struct theme_row {
	int32_t fg, bg;  /* RGB */
	int8_t fg8, bg8; /* of 8 or 16 colours; with 8 those above 7 become bold or plain */
	uint8_t attributes, mono;
};

/* ANSI: 0 black, 1 red, 2 green, 3 yellow, 4 blue, 5 magenta, 6 cyan, 7 white, 8 to 15 bright. */
static const struct theme_row rows[STYLE_COUNT] = {
	[STYLE_TEXT] = { NONE, NONE, NONE, NONE, 0, 0 },
	[STYLE_DIM] = { 0x808890, NONE, 8, NONE, 0, DIM },
	[STYLE_STRONG] = { NONE, NONE, NONE, NONE, BOLD, BOLD },
	[STYLE_TITLE] = { NONE, NONE, NONE, NONE, BOLD, BOLD },
	[STYLE_HEADER] = { 0xd0d7de, 0x303840, 7, 4, BOLD, REVERSE },
	[STYLE_SORTED] = { 0xffffff, 0x3a5f8a, 15, 6, BOLD, REVERSE | BOLD },
	[STYLE_CURSOR] = { NONE, NONE, NONE, NONE, REVERSE, REVERSE },
	[STYLE_MARKED] = { 0xf0c040, NONE, 11, NONE, BOLD, BOLD | UNDERLINE },
	[STYLE_CHIP] = { 0xffffff, 0x3a5f8a, 15, 4, 0, REVERSE },
	[STYLE_KEY] = { 0x5fafff, NONE, 14, NONE, BOLD, BOLD },
	[STYLE_PROMPT] = { NONE, NONE, NONE, NONE, BOLD, BOLD },
	[STYLE_GOOD] = { 0x3fb950, NONE, 2, NONE, 0, 0 },
	[STYLE_WARNING] = { 0xf0ad4e, NONE, 3, NONE, BOLD, BOLD },
	[STYLE_ERROR] = { 0xffffff, 0xd9534f, 15, 1, BOLD, REVERSE | BOLD },
	[STYLE_MATCH] = { 0x000000, 0xf0c040, 0, 3, BOLD, REVERSE | BOLD },
	[STYLE_PRIVATE] = { 0x5fb0b0, NONE, 6, NONE, 0, 0 },
	[STYLE_RISKY] = { 0xff7b72, NONE, 9, NONE, BOLD, BOLD | UNDERLINE },
	[STYLE_BORDER] = { 0x808890, NONE, 8, NONE, 0, 0 },
	[STYLE_HIGH] = { 0xffffff, 0xd9534f, 15, 1, BOLD, REVERSE | BOLD },
	[STYLE_MEDIUM] = { 0x000000, 0xf0ad4e, 0, 3, 0, BOLD },
	[STYLE_LOW] = { 0x000000, 0x8ba8c0, 0, 6, 0, 0 },
	[STYLE_TYPE_DNS] = { 0xffffff, 0x3366cc, 15, 4, 0, 0 },
	[STYLE_TYPE_IP] = { 0xffffff, 0xdc3912, 15, 1, 0, 0 },
	[STYLE_TYPE_URL] = { 0x000000, 0xff9900, 0, 3, 0, 0 },
	[STYLE_TYPE_UA] = { 0xffffff, 0x990099, 15, 5, 0, 0 },
	[STYLE_TYPE_HTTP] = { 0xffffff, 0x109618, 15, 2, 0, 0 },
	[STYLE_TYPE_IPORT] = { 0xffffff, 0x8d6e63, 15, 1, 0, 0 },
	[STYLE_TYPE_PATH] = { 0xffffff, 0x5c6bc0, 0, 6, 0, 0 },
	[STYLE_TYPE_PORT] = { 0xffffff, 0x0f7b6e, 15, 8, 0, 0 },
	[STYLE_TYPE_CERT] = { 0xffffff, 0x827717, 0, 3, 0, 0 },
	[STYLE_TYPE_OTHER] = { 0x000000, 0x8a97ad, 0, 7, 0, 0 },
	[STYLE_SHADE_0] = { 0x606870, NONE, 8, NONE, 0, DIM },
	[STYLE_SHADE_1] = { 0x6aa0c8, NONE, 6, NONE, 0, 0 },
	[STYLE_SHADE_2] = { 0x7fbf7f, NONE, 2, NONE, 0, 0 },
	[STYLE_SHADE_3] = { 0xe0c050, NONE, 3, NONE, 0, BOLD },
	[STYLE_SHADE_4] = { 0xf08040, NONE, 9, NONE, BOLD, BOLD },
	[STYLE_SHADE_5] = { 0xf04040, NONE, 1, NONE, BOLD, REVERSE },
	[STYLE_BLUE] = { 0x6c9cf0, NONE, 12, NONE, 0, 0 },
	[STYLE_ORANGE] = { 0xffa030, NONE, 3, NONE, 0, 0 },
	[STYLE_GREEN] = { 0x40c050, NONE, 2, NONE, 0, 0 },
	[STYLE_VIOLET] = { 0xd070e0, NONE, 5, NONE, 0, 0 },
	[STYLE_RED] = { 0xf05a50, NONE, 1, NONE, 0, 0 },
};

enum theme_depth theme_depth_of(const char *no_color, int colours, bool direct)
{
	if ((no_color && *no_color) || colours < 8)
		return THEME_MONO;
	if (direct)
		return THEME_TRUE;
	return colours >= 256 ? THEME_256 : colours >= 16 ? THEME_16 : THEME_8;
}

static int square(int v)
{
	return v * v;
}

static int distance(uint32_t a, uint32_t b)
{
	int sum = 0;
	for (unsigned shift = 0; shift <= 16; shift += 8)
		sum += square((int)(a >> shift & 255) - (int)(b >> shift & 255));
	return sum;
}

/* Entries 16 to 255 of the usual palette: a cube of six levels, and a ramp of greys. */
static uint32_t palette_rgb(int32_t entry)
{
	static const uint8_t levels[] = { 0, 95, 135, 175, 215, 255 };
	if (entry >= 232) {
		uint32_t grey = (uint32_t)(8 + 10 * (entry - 232));
		return grey << 16 | grey << 8 | grey;
	}
	uint32_t cube = (uint32_t)entry - 16;
	return (uint32_t)levels[cube / 36] << 16 | (uint32_t)levels[cube / 6 % 6] << 8 |
	    levels[cube % 6];
}

static uint32_t ansi_rgb(int32_t entry)
{
	static const uint32_t usual[] = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee,
		0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff,
		0xff00ff, 0x00ffff, 0xffffff };
	return usual[entry];
}

/* The colour of the palette of that depth that is nearest. */
static int32_t nearest(enum theme_depth depth, uint32_t rgb)
{
	int32_t first = depth == THEME_256 ? 16 : 0;
	int32_t end = depth == THEME_256 ? 256 : depth == THEME_16 ? 16 : 8, best = first;
	int least = INT32_MAX;
	if (depth == THEME_TRUE)
		return (int32_t)rgb;
	for (int32_t entry = first; entry < end; entry++) {
		int d = distance(rgb, entry < 16 ? ansi_rgb(entry) : palette_rgb(entry));
		if (d < least) {
			least = d;
			best = entry;
		}
	}
	return best;
}

static int32_t colour(enum theme_depth depth, int32_t rgb, int8_t ansi)
{
	if (rgb == NONE)
		return COLOUR_DEFAULT;
	if (depth >= THEME_256)
		return nearest(depth, (uint32_t)rgb);
	if (depth == THEME_8 && ansi == 8)
		return COLOUR_DEFAULT; /* grey: bright black is black there */
	return depth == THEME_8 && ansi > 7 ? ansi - 8 : ansi;
}

struct look theme_look(enum theme_depth depth, enum style style)
{
	const struct theme_row *row = &rows[style];
	uint8_t attributes = depth == THEME_MONO ? row->mono : row->attributes;
	struct look look = { .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };
	if (depth != THEME_MONO) {
		look.fg = colour(depth, row->fg, row->fg8);
		look.bg = colour(depth, row->bg, row->bg8);
	}
	look.bold = (attributes & BOLD) || (depth == THEME_8 && row->fg8 > 8);
	look.dim = (attributes & DIM) || (depth == THEME_8 && row->fg8 == 8);
	look.underline = attributes & UNDERLINE;
	look.reverse = attributes & REVERSE;
	return look;
}

struct look theme_label(enum theme_depth depth, uint32_t rgb)
{
	struct look look = { .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT, .bold = false };
	uint32_t r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
	if (depth == THEME_MONO)
		return look;
	/* What is shown may be lighter or darker than what was asked for. */
	look.bg = nearest(depth, rgb & 0xffffff);
	if (depth < THEME_TRUE) {
		uint32_t shown = look.bg < 16 ? ansi_rgb(look.bg) : palette_rgb(look.bg);
		r = shown >> 16 & 255;
		g = shown >> 8 & 255;
		b = shown & 255;
	}
	bool light = (299 * r + 587 * g + 114 * b) / 1000 >= 128;
	look.fg = nearest(depth, light ? 0x000000 : 0xffffff);
	return look;
}

struct look theme_cell(enum theme_depth depth, const struct cell *cell)
{
	enum { ROW_FG = 0xffffff, ROW_BG = 0x3a4450 };
	struct look look =
	    cell->rgb ? theme_label(depth, cell->rgb) : theme_look(depth, (enum style)cell->style);
	if (cell->reverse == CELL_REVERSE) {
		look.reverse = true;
		look.bold = true;
	} else if (cell->reverse == CELL_ROW && depth < THEME_256) {
		look.bold = true;
		look.underline = true;
	} else if (cell->reverse == CELL_ROW && look.bg == COLOUR_DEFAULT) {
		look.bg = nearest(depth, ROW_BG);
		if (look.fg == COLOUR_DEFAULT)
			look.fg = nearest(depth, ROW_FG);
	}
	return look;
}
