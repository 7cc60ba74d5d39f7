/* Text, pictures and dumps of a canvas; looks of styles. */
#include <config.h>

#include <locale.h>

#include "browser/canvas.h"
#include "browser/theme.h"

#include "check.h"

/* What one row of so many columns shows. */
static struct text row_of(struct canvas *c, struct buf *out)
{
	buf_clear(out);
	canvas_dump(c, false, out);
	return text_head(buf_text(out), text_find_char(buf_text(out), '\n'));
}

static void texts(void)
{
	/* columns of the canvas, column to begin at, room, text, what is shown, columns used */
	static const struct {
		int columns, at, room;
		bool ascii;
		const char *t, *shown;
		int used;
	} rows[] = {
		{ 20, 0, 20, false, "plain", "plain", 5 },
		{ 20, 3, 20, false, "plain", "   plain", 5 },
		{ 5, 0, 20, false, "plain", "plain", 5 },
		{ 4, 0, 20, false, "plain", "pla\xe2\x80\xa6", 4 },
		{ 20, 0, 4, false, "plain", "pla\xe2\x80\xa6", 4 },
		{ 20, 0, 4, true, "plain", "pla~", 4 },
		{ 20, 0, 1, false, "plain", "\xe2\x80\xa6", 1 },
		{ 20, 0, 0, false, "plain", "", 0 },
		{ 20, 30, 5, false, "plain", "", 0 },
		{ 20, 0, 20, false, "", "", 0 },
		/* two characters of two columns each */
		{ 20, 0, 20, false, "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", 4 },
		{ 20, 0, 4, false, "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", 4 },
		/* the mark of the cut takes the place of a whole one, or of a half */
		{ 20, 0, 3, false, "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe2\x80\xa6", 3 },
		{ 20, 0, 2, false, "\xe6\x97\xa5\xe6\x9c\xac", " \xe2\x80\xa6", 2 },
		{ 20, 0, 3, false, "a\xe6\x97\xa5\xe6\x9c\xac", "a \xe2\x80\xa6", 3 },
		/* a combining acute accent: e and it are one column */
		{ 20, 0, 20, false, "e\xcc\x81x", "e\xcc\x81x", 2 },
		{ 20, 0, 2, false, "e\xcc\x81x", "e\xcc\x81x", 2 },
		/* with nothing before it, it stands on a blank */
		{ 20, 2, 20, false, "\xcc\x81x", "   \xcc\x81x", 2 },
		/* more than three marks on one are left out */
		{ 20, 0, 20, false, "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81x",
		    "e\xcc\x81\xcc\x81\xcc\x81x", 2 },
		/* what acts on terminals does not get in */
		{ 20, 0, 20, false, "\x1b[31m", "\\x1b[31m", 8 },
		{ 20, 0, 20, false, "a\nb\tc", "a\\x0ab\\x09c", 11 },
		{ 20, 0, 20, false, "\xff\xfe", "\\xff\\xfe", 8 },
		{ 20, 0, 20, false,
		    "\xc2\x9b"
		    "2J",
		    "\\u{9b}2J", 8 },
		{ 20, 0, 20, false,
		    "\xe2\x80\xae"
		    "gpj",
		    "\\u{202e}gpj", 11 },
		{ 20, 0, 20, false, "\xe2\x80\x8b", "\\u{200b}", 8 },
		{ 20, 0, 20, false, "\xef\xbb\xbf", "\\u{feff}", 8 },
		{ 5, 0, 20, false, "\xff\xfe", "\\xff\xe2\x80\xa6", 5 },
		{ 20, 0, 20, true, "\xd0\xbf.ru", "\\u{43f}.ru", 10 },
	};
	struct canvas c;
	struct buf out;
	canvas_init(&c);
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text t = text_of(rows[i].t);
		t.s = edge_copy(t.s, t.n);
		canvas_resize(&c, 1, rows[i].columns);
		c.ascii = rows[i].ascii;
		int used = canvas_text(&c, 0, rows[i].at, rows[i].room, STYLE_TEXT, t);
		IS_NUMBER(used, rows[i].used, "text %zu: columns", i);
		IS_TEXT(row_of(&c, &out), text_of(rows[i].shown), "text %zu", i);
		if (!rows[i].ascii && rows[i].columns == 20 && rows[i].room == 20 &&
		    rows[i].at < 20)
			IS_NUMBER(canvas_width(t), rows[i].used, "text %zu: width", i);
	}
	canvas_free(&c);
	buf_free(&out);
}

/* A wide character of which one half is written over leaves a blank. */
static void halves(void)
{
	struct canvas c;
	struct buf out;
	canvas_init(&c);
	buf_init(&out, 1 << 20);
	for (int at = 0; at < 4; at++) {
		static const char *const shown[] = { "x \xe6\x9c\xac", " x\xe6\x9c\xac",
			"\xe6\x97\xa5x", "\xe6\x97\xa5 x" };
		canvas_resize(&c, 1, 4);
		canvas_text(&c, 0, 0, 4, STYLE_TEXT, TEXT("\xe6\x97\xa5\xe6\x9c\xac"));
		canvas_text(&c, 0, at, 1, STYLE_TEXT, TEXT("x"));
		IS_TEXT(row_of(&c, &out), text_of(shown[at]), "half %d", at);
	}
	canvas_resize(&c, 1, 4);
	canvas_text(&c, 0, 0, 4, STYLE_TEXT, TEXT("\xe6\x97\xa5\xe6\x9c\xac"));
	canvas_text(&c, 0, 1, 2, STYLE_TEXT, TEXT("\xe6\x97\xa5"));
	IS_TEXT(row_of(&c, &out), TEXT(" \xe6\x97\xa5"), "a wide one over two halves");
	canvas_resize(&c, 1, 3);
	canvas_text(&c, 0, 2, 2, STYLE_TEXT, TEXT("\xe6\x97\xa5"));
	IS_TEXT(row_of(&c, &out), TEXT("  \xe2\x80\xa6"), "a wide one with room for a half");
	canvas_free(&c);
	buf_free(&out);
}

static void bars(void)
{
	static const struct {
		uint64_t value, most;
		bool ascii;
		const char *shown;
	} rows[] = {
		{ 0, 8, false, "" },
		{ 8, 8, false, "\xe2\x96\x88\xe2\x96\x88" },
		{ 4, 8, false, "\xe2\x96\x88" },
		{ 1, 16, false, "\xe2\x96\x8f" },
		{ 5, 16, false, "\xe2\x96\x8b" },
		{ 9, 16, false, "\xe2\x96\x88\xe2\x96\x8f" },
		{ 15, 16, false, "\xe2\x96\x88\xe2\x96\x89" },
		{ 1, 1000000, false, "\xe2\x96\x8f" },
		{ UINT64_MAX, UINT64_MAX, false, "\xe2\x96\x88\xe2\x96\x88" },
		{ 9, 8, false, "\xe2\x96\x88\xe2\x96\x88" },
		{ 1, 0, false, "" },
		{ 1, 1000000, true, "#" },
		{ 8, 8, true, "##" },
	};
	static const uint64_t values[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	struct canvas c;
	struct buf out;
	canvas_init(&c);
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		canvas_resize(&c, 1, 10);
		c.ascii = rows[i].ascii;
		canvas_bar(&c, 0, 0, 2, STYLE_TEXT, rows[i].value, rows[i].most);
		IS_TEXT(row_of(&c, &out), text_of(rows[i].shown), "bar %zu", i);
	}
	canvas_resize(&c, 1, 10);
	c.ascii = false;
	canvas_spark(&c, 0, 0, STYLE_TEXT, values, 8);
	IS_TEXT(row_of(&c, &out), TEXT("▁▂▃▄▅▆▇█"), "sparkline");
	IS_NUMBER(canvas_cell(&c, 0, 0)->style, STYLE_DIM, "nothing is dim");
	canvas_resize(&c, 1, 10);
	c.ascii = true;
	canvas_spark(&c, 0, 0, STYLE_TEXT, values, 8);
	IS_TEXT(row_of(&c, &out), TEXT(" .:-=+*#"), "sparkline in ASCII");
	canvas_free(&c);
	buf_free(&out);
}

static void boxes(void)
{
	struct canvas c;
	struct buf out;
	canvas_init(&c);
	buf_init(&out, 1 << 20);
	canvas_resize(&c, 4, 12);
	c.ascii = true;
	canvas_box(&c, (struct area) { 0, 1, 3, 10 }, TEXT("a title"));
	canvas_reverse(&c, (struct area) { 1, 2, 1, 1 });
	canvas_dump(&c, true, &out);
	IS_TEXT(buf_text(&out),
	    TEXT(" + a tit~ +\n |        |\n +--------+\n\n"
		 ".qqccccccqq.\n.q@.......q.\n.qqqqqqqqqq.\n............\n"),
	    "a box, a dump with styles");
	buf_clear(&out);
	canvas_text(&c, -1, 0, 5, STYLE_TEXT, TEXT("x"));
	canvas_text(&c, 9, 0, 5, STYLE_TEXT, TEXT("x"));
	OK(canvas_cell(&c, 4, 0) == NULL && canvas_cell(&c, 0, 12) == NULL, "there is an outside");
	canvas_resize(&c, 100000, 100000);
	OK(c.rows == CANVAS_ROWS && c.columns == CANVAS_COLUMNS, "sizes are bounded");
	canvas_resize(&c, 0, -1);
	OK(c.rows == 1 && c.columns == 1, "and at least one");
	canvas_free(&c);
	buf_free(&out);
}

static void themes(void)
{
	OK(theme_depth_of("1", 256, true) == THEME_MONO, "NO_COLOR");
	OK(theme_depth_of("", 256, false) == THEME_256, "an empty NO_COLOR is none");
	OK(theme_depth_of(NULL, 16, false) == THEME_16, "16");
	OK(theme_depth_of(NULL, 8, false) == THEME_8, "8");
	OK(theme_depth_of(NULL, 2, false) == THEME_MONO, "2");
	OK(theme_depth_of(NULL, 1 << 24, true) == THEME_TRUE, "RGB");
	for (int depth = THEME_MONO; depth <= THEME_TRUE; depth++)
		for (int style = 0; style < STYLE_COUNT; style++) {
			struct look look = theme_look((enum theme_depth)depth, (enum style)style);
			int32_t end = depth == THEME_MONO ? 0
			    : depth == THEME_8            ? 8
			    : depth == THEME_16           ? 16
			    : depth == THEME_256          ? 256
							  : 1 << 24;
			if (look.fg >= end || look.bg >= end || look.fg < -1 || look.bg < -1 ||
			    (look.fg == look.bg && look.fg >= 0))
				OK(false, "style %d at depth %d: %d on %d", style, depth, look.fg,
				    look.bg);
		}
	/* Luma of 61dfc6 is (299*97 + 587*223 + 114*198) / 1000 = 182; of 19d127, 134; of 478e40, 111. */
	OK(theme_label(THEME_TRUE, 0x61dfc6).fg == 0x000000, "black on a light label");
	OK(theme_label(THEME_TRUE, 0x19d127).fg == 0x000000, "black where luma is 134");
	OK(theme_label(THEME_TRUE, 0x478e40).fg == 0xffffff, "white where luma is 111");
	OK(theme_label(THEME_256, 0xff0000).bg == 196, "the cube's red");
	OK(theme_label(THEME_256, 0x808080).bg == 244, "the ramp's grey");
	OK(theme_label(THEME_16, 0xfa0505).bg == 9, "bright red of 16");
	OK(theme_label(THEME_MONO, 0xff0000).bg == COLOUR_DEFAULT, "no colours");
}

int main(void)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		check_skip("there is no locale C.UTF-8");
	texts();
	halves();
	bars();
	boxes();
	themes();
	return check_done();
}
