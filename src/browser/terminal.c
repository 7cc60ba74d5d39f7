/*
 * The terminal, by ncurses, which sends only what changed. What ncurses does not know goes there by itself:
 * the clipboard (OSC 52), bracketed paste, the mouse beyond column 223. Signals come only while we wait, so that none is missed.
 */
#include <config.h>

#include "browser/terminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/memory.h"
#include "base/time.h"
#include "browser/theme.h"

#define MS INT64_C(1000000)

enum {
	KEYS_AT_ONCE = 64, /* before the screen is drawn */
	WORK = 20,         /* ms between looks for keys */
	PROGRESS = 100,    /* ms between screens while nobody types */
	LOOK_UP = 1000,    /* ms between looks for news */
	TWO_CLICKS = 400,  /* ms */
	ESCAPE_DELAY = 25, /* ms after which Esc is no start of another key */
	EMPTY_READS = 3,   /* after which nobody is there */
	CONTROL_C = 3,
	ESCAPE = 27,
};

struct terminal {
	struct browser *b;
	SCREEN *screen;
	enum theme_depth depth;
	struct cell *shown; /* what was sent; size of the canvas */
	int rows, columns;
	bool pasting, gone;
	unsigned empty_reads;
	int64_t drawn_at, clicked_at;
	int clicked_row, clicked_column;
	sigset_t waiting; /* the signals that come while we wait */
};

static volatile sig_atomic_t ended;

static void on_end(int number)
{
	(void)number;
	ended = 1;
}

bool terminal_speaks_utf8(void)
{
	return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* --- out */

static void send(const char *sequence)
{
	fputs(sequence, stdout);
	fflush(stdout);
}

static void set_cell(struct terminal *t, int row, int column, const struct cell *cell)
{
	wchar_t glyphs[CELL_MARKS + 2] = { 0 };
	struct look look = theme_cell(t->depth, cell);
	attr_t attributes = (look.bold ? A_BOLD : 0) | (look.dim ? A_DIM : 0) |
	    (look.underline ? A_UNDERLINE : 0) | (look.reverse ? A_REVERSE : 0);
	int pair = 0;
	cchar_t c;
	for (size_t i = 0; i <= CELL_MARKS; i++)
		glyphs[i] = (wchar_t)cell->glyph[i];
	if (look.fg != COLOUR_DEFAULT || look.bg != COLOUR_DEFAULT)
		pair = alloc_pair(look.fg, look.bg);
	if (pair < 0)
		pair = 0;
	if (setcchar(&c, glyphs, attributes, 0, &pair) == OK)
		mvadd_wch(row, column, &c);
}

/* As large as the terminal; all of it is sent again where it is another size, or was disturbed. */
static void fit(struct terminal *t)
{
	struct canvas *c = &t->b->canvas;
	if (t->shown && !t->b->redraw && t->rows == c->rows && t->columns == c->columns)
		return;
	free(t->shown);
	t->rows = c->rows;
	t->columns = c->columns;
	t->shown = xcalloc((size_t)t->rows * (size_t)t->columns, sizeof(*t->shown));
	t->b->redraw = false;
	clear();
	clearok(curscr, TRUE);
}

static void draw(struct terminal *t)
{
	struct browser *b = t->b;
	browser_draw(b);
	fit(t);
	for (int row = 0; row < t->rows && row < LINES; row++)
		for (int column = 0; column < t->columns && column < COLS; column++) {
			struct cell *shown = &t->shown[row * t->columns + column];
			const struct cell *cell = canvas_cell(&b->canvas, row, column);
			if (memcmp(shown, cell, sizeof(*cell)) == 0)
				continue;
			*shown = *cell;
			/* The right half of a wide one comes with the left. */
			if (cell->glyph[0])
				set_cell(t, row, column, cell);
			else if (column && row < t->rows)
				set_cell(t, row, column - 1, cell - 1);
		}
	if (b->cursor_row >= 0)
		move(b->cursor_row, b->cursor_column < COLS ? b->cursor_column : COLS - 1);
	curs_set(b->cursor_row >= 0);
	refresh();
	t->drawn_at = time_monotonic();
}

/* tmux takes the first form where its set-clipboard says so, and hands the second one on where its
 * allow-passthrough does. */
static void copy_out(struct terminal *t)
{
	struct buf *copied = &t->b->copied, line;
	buf_init(&line, SIZE_MAX / 4);
	buf_add(&line, TEXT("\033]52;c;"));
	base64_encode(&line, buf_text(copied));
	buf_char(&line, '\a');
	if (getenv("TMUX")) {
		buf_add(&line, TEXT("\033Ptmux;\033\033]52;c;"));
		base64_encode(&line, buf_text(copied));
		buf_add(&line, TEXT("\a\033\\"));
	}
	send(buf_string(&line));
	buf_free(&line);
	buf_clear(copied);
}

/* --- in */

static const struct {
	int curses;
	uint32_t key;
} keys[] = {
	{ KEY_UP, KEY_TS_UP },
	{ KEY_DOWN, KEY_TS_DOWN },
	{ KEY_LEFT, KEY_TS_LEFT },
	{ KEY_RIGHT, KEY_TS_RIGHT },
	{ KEY_PPAGE, KEY_TS_PAGE_UP },
	{ KEY_NPAGE, KEY_TS_PAGE_DOWN },
	{ KEY_HOME, KEY_TS_HOME },
	{ KEY_END, KEY_TS_END },
	{ KEY_ENTER, KEY_TS_ENTER },
	{ KEY_BACKSPACE, KEY_TS_BACKSPACE },
	{ KEY_DC, KEY_TS_DELETE },
	{ KEY_BTAB, KEY_TS_BACKTAB },
	{ KEY_F(1), KEY_TS_F1 },
};

static uint32_t key_of_curses(wint_t code)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if ((wint_t)keys[i].curses == code)
			return keys[i].key;
	return 0;
}

static uint32_t key_of_character(const struct terminal *t, wint_t c)
{
	/* A pasted line must not press Enter. */
	if (t->pasting)
		return c < 0x20 ? ' ' : (uint32_t)c;
	/* clang-format off */
	switch (c) {
	case '\r': case '\n': return KEY_TS_ENTER;
	case '\t': return KEY_TS_TAB;
	case 0x7f: case '\b': return KEY_TS_BACKSPACE;
	case CONTROL_C: return KEY_TS_ESCAPE;
	default: return (uint32_t)c;
	}
	/* clang-format on */
}

/* A button as SGR reports have it (xterm's ctlseqs): 0 the left one, 64 and 65 the wheel. */
static bool take_mouse(
    struct terminal *t, uint64_t button, uint64_t column, uint64_t row, struct input *in)
{
	enum { LEFT, WHEEL_UP = 64, WHEEL_DOWN };
	in->row = (int)row - 1;
	in->column = (int)column - 1;
	if (button == WHEEL_UP) {
		in->kind = INPUT_WHEEL_UP;
	} else if (button == WHEEL_DOWN) {
		in->kind = INPUT_WHEEL_DOWN;
	} else if (button == LEFT) {
		int64_t now = time_monotonic();
		bool twice = now - t->clicked_at < TWO_CLICKS * MS && t->clicked_row == in->row &&
		    t->clicked_column == in->column;
		in->kind = twice ? INPUT_DOUBLE_CLICK : INPUT_CLICK;
		t->clicked_at = twice ? 0 : now;
		t->clicked_row = in->row;
		t->clicked_column = in->column;
	} else {
		return false;
	}
	return true;
}

/* What stands between "ESC [" and the end, which is its last character. */
static bool take_sequence(struct terminal *t, struct text s, struct input *in)
{
	uint64_t button, column, row;
	if (text_is(s, TEXT("200~")) || text_is(s, TEXT("201~"))) {
		t->pasting = s.s[2] == '0';
		return false;
	}
	if (s.n < 2 || s.s[0] != '<' || s.s[s.n - 1] != 'M')
		return false;
	struct text rest = { s.s + 1, s.n - 2 }, first = text_split(&rest, ';'),
		    second = text_split(&rest, ';');
	return text_number(first, 1000, &button) && text_number(second, CANVAS_COLUMNS, &column) &&
	    text_number(rest, CANVAS_ROWS, &row) && take_mouse(t, button, column, row, in);
}

/* After ESC: what follows at once is a sequence that ncurses does not know. It must not be taken for the
 * letters that it is made of. */
static bool take_escape(struct terminal *t, struct input *in)
{
	enum { LONGEST = 64 };
	char sequence[LONGEST];
	size_t n = 0;
	wint_t c = 0;
	if (get_wch(&c) == ERR) {
		in->key = t->pasting ? 0 : KEY_TS_ESCAPE;
		return in->key != 0;
	}
	if (c != '[' && c != 'O')
		return false;
	timeout(ESCAPE_DELAY);
	bool ends = false;
	while (!ends && n < LONGEST && get_wch(&c) == OK) {
		sequence[n++] = c < 0x7f ? (char)c : '?';
		ends = c >= 0x40 && c <= 0x7e;
	}
	nodelay(stdscr, TRUE);
	return ends && take_sequence(t, (struct text) { sequence, n }, in);
}

static bool take_code(wint_t code, struct input *in)
{
	if (code == KEY_RESIZE) {
		*in = (struct input) { .kind = INPUT_RESIZE, .row = LINES, .column = COLS };
		return true;
	}
	in->key = key_of_curses(code);
	return in->key != 0;
}

/* The next input; false: what came means nothing. *any: something came at all. */
static bool take(struct terminal *t, struct input *in, bool *any)
{
	wint_t c;
	int kind = get_wch(&c);
	*in = (struct input) { .kind = INPUT_KEY };
	*any = kind != ERR;
	if (kind == ERR)
		return false;
	t->empty_reads = 0;
	if (kind == KEY_CODE_YES)
		return take_code(c, in);
	if (c == ESCAPE)
		return take_escape(t, in);
	in->key = key_of_character(t, c);
	/* What is pasted where nothing is asked for would be taken for commands. */
	return in->key && (!t->pasting || t->b->prompt.class);
}

/* --- life */

static void begin_extras(void)
{
	/* bracketed paste, buttons, their places in decimal */
	send("\033[?2004h\033[?1000h\033[?1006h");
}

static void end_extras(void)
{
	send("\033[?1006l\033[?1000l\033[?2004l");
}

static void suspend(struct terminal *t)
{
	t->b->suspend = false;
	end_extras();
	endwin();
	sigset_t now;
	sigprocmask(SIG_SETMASK, &t->waiting, &now);
	kill(0, SIGTSTP);
	sigprocmask(SIG_SETMASK, &now, NULL);
	refresh();
	/* Who is in the background is not told of another size. */
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
	begin_extras();
	browser_input(t->b, &(struct input) { .kind = INPUT_RESIZE, .row = LINES, .column = COLS });
}

/* All that came up to now; whether anything did. */
static bool take_all(struct terminal *t)
{
	bool some = false, any = true;
	for (int i = 0; i < KEYS_AT_ONCE && any && !t->b->quit; i++) {
		struct input in;
		if (!take(t, &in, &any))
			continue;
		in.request = in.kind == INPUT_KEY ? request_of_key(in.key) : REQUEST_NONE;
		browser_input(t->b, &in);
		some = true;
		if (t->b->suspend)
			suspend(t);
		if (t->b->copied.n)
			copy_out(t);
	}
	return some;
}

/* Until a key, a signal or the time; also notes that the terminal is gone. */
static void wait_for_input(struct terminal *t, bool more)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	struct timespec none = { 0, 0 }, second = { LOOK_UP / 1000, 0 };
	int n = ppoll(&in, 1, more ? &none : t->b->follow ? &second : NULL, &t->waiting);
	if (n > 0 && (in.revents & (POLLHUP | POLLERR | POLLNVAL)))
		t->gone = true;
	if (n > 0 && (in.revents & POLLIN) && ++t->empty_reads > EMPTY_READS)
		t->gone = true;
}

static void loop(struct terminal *t)
{
	struct browser *b = t->b;
	bool more = true, some = true;
	while (!b->quit && !ended && !t->gone) {
		more = browser_step(b, time_monotonic() + WORK * MS);
		if (some || !more || time_monotonic() - t->drawn_at > PROGRESS * MS)
			draw(t);
		wait_for_input(t, more);
		some = take_all(t);
	}
}

static void choose_colours(struct terminal *t, bool color)
{
	t->depth = THEME_MONO;
	if (!color || !has_colors() || start_color() != OK)
		return;
	use_default_colors();
	t->depth = theme_depth_of(getenv("NO_COLOR"), COLORS, tigetflag("RGB") > 0);
}

static void catch_signals(struct terminal *t)
{
	static const int ends[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	struct sigaction action = { .sa_handler = on_end };
	sigset_t blocked;
	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		sigaction(ends[i], &action, NULL);
		sigaddset(&blocked, ends[i]);
	}
	sigaddset(&blocked, SIGWINCH);
	sigprocmask(SIG_BLOCK, &blocked, &t->waiting);
}

static bool begin(struct terminal *t, bool color, struct fault *f)
{
	const char *name = getenv("TERM");
	t->screen = newterm(NULL, stdout, stdin);
	if (!t->screen)
		return fault_set(
		    f, "the terminal \"%s\" (TERM) is not known here", name ? name : "");
	if (!tigetstr("cup") || tigetstr("cup") == (char *)-1) {
		endwin();
		delscreen(t->screen);
		return fault_set(
		    f, "the terminal \"%s\" (TERM) cannot be drawn on", name ? name : "");
	}
	catch_signals(t);
	set_escdelay(ESCAPE_DELAY);
	raw();
	noecho();
	nonl();
	nodelay(stdscr, TRUE);
	keypad(stdscr, TRUE);
	define_key(NULL, KEY_MOUSE);
	choose_colours(t, color);
	begin_extras();
	return true;
}

bool terminal_run(struct browser *b, bool color, struct fault *f)
{
	struct terminal t = { .b = b };
	ended = 0;
	if (!begin(&t, color, f))
		return false;
	canvas_resize(&b->canvas, LINES, COLS);
	loop(&t);
	end_extras();
	endwin();
	delscreen(t.screen);
	free(t.shown);
	sigprocmask(SIG_SETMASK, &t.waiting, NULL);
	return true;
}
