/* Styled lines, wrapped and scrolled. */
#include <config.h>

#include "browser/pager.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum piece_kind { PIECE_TEXT, PIECE_BLANK, PIECE_BAR, PIECE_SPARK };

struct pager_piece {
	enum piece_kind kind;
	enum style style;
	int width; /* of all but texts */
	struct text text;
	uint64_t value, most;
	const uint64_t *values;
};

/* Where a row of the screen begins; it ends where the next one does. */
struct pager_row {
	size_t line, piece, at;
	int column;
};

void pager_free(struct pager *p)
{
	arena_free(&p->arena);
	free(p->pieces);
	free(p->lines);
	free(p->rows);
}

void pager_clear(struct pager *p)
{
	arena_reset(&p->arena);
	p->piece_count = p->line_count = p->row_count = 0;
	p->made_for = 0;
}

void pager_line(struct pager *p, int indent)
{
	p->lines = grow(p->lines, p->line_count, &p->line_room, sizeof(*p->lines));
	p->lines[p->line_count++] =
	    (struct pager_line) { .first = p->piece_count, .indent = indent };
	p->made_for = 0;
}

static void add_piece(struct pager *p, const struct pager_piece *piece, int width)
{
	if (!p->line_count)
		pager_line(p, 0);
	struct pager_line *l = &p->lines[p->line_count - 1];
	p->pieces = grow(p->pieces, p->piece_count, &p->piece_room, sizeof(*p->pieces));
	p->pieces[p->piece_count++] = *piece;
	l->count++;
	l->width += width;
	p->made_for = 0;
}

void pager_add(struct pager *p, enum style style, struct text t)
{
	struct pager_piece piece = { PIECE_TEXT, style, 0, arena_text(&p->arena, t), 0, 0, NULL };
	add_piece(p, &piece, canvas_width(t));
}

void pager_format(struct pager *p, enum style style, const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	pager_add(p, style, text_of(text));
}

void pager_to(struct pager *p, int column)
{
	int width = p->line_count ? column - p->lines[p->line_count - 1].width : column;
	struct pager_piece piece = { PIECE_BLANK, STYLE_TEXT, width, { "", 0 }, 0, 0, NULL };
	if (width > 0)
		add_piece(p, &piece, width);
}

void pager_bar(struct pager *p, enum style style, uint64_t value, uint64_t most, int width)
{
	struct pager_piece piece = { PIECE_BAR, style, width, { "", 0 }, value, most, NULL };
	add_piece(p, &piece, width);
}

void pager_spark(struct pager *p, enum style style, const uint64_t *values, size_t count)
{
	uint64_t *copy = arena_take(&p->arena, count * sizeof(*copy));
	memcpy(copy, values, count * sizeof(*copy));
	struct pager_piece piece = { PIECE_SPARK, style, (int)count, { "", 0 }, 0, 0, copy };
	add_piece(p, &piece, (int)count);
}

void pager_of(struct pager *p, const char *field, struct text value, uint64_t tag)
{
	struct pager_line *l = &p->lines[p->line_count - 1];
	l->field = field;
	l->value = arena_text(&p->arena, value);
	l->tag = tag;
}

void pager_label(struct pager *p, const char *label, int width)
{
	pager_line(p, width);
	pager_add(p, STYLE_DIM, text_of(label));
	pager_to(p, width);
}

/* --- rows */

/* The bytes of the first character, and the columns that it takes. */
static size_t measure(const struct pager *p, struct text t, int *width)
{
	char pair[1 + 4] = "x";
	size_t n = utf8_length(t);
	if ((uint8_t)t.s[0] >= 0x20 && (uint8_t)t.s[0] < 0x7f) {
		*width = 1;
		return 1;
	}
	if (p->ascii && n > 1) {
		*width = snprintf(NULL, 0, "\\u{%x}", (unsigned)utf8_decode(t.s, n));
		return n;
	}
	/* Behind a letter, so that what combines takes no column. */
	n = n ? n : 1;
	memcpy(pair + 1, t.s, n);
	*width = canvas_width((struct text) { pair, n + 1 }) - 1;
	return n;
}

static void add_row(struct pager *p, const struct pager_row *row)
{
	p->rows = grow(p->rows, p->row_count, &p->row_room, sizeof(*p->rows));
	p->rows[p->row_count++] = *row;
}

/* A place in a line while it is wrapped. */
struct wrap {
	struct pager_row at, space; /* here, behind the last blank of this row */
	int indent, room;
	bool blank; /* there is such a blank */
};

static void break_row(struct pager *p, struct wrap *w, const struct pager_row *at)
{
	struct pager_row next = *at;
	next.column = w->indent;
	add_row(p, &next);
	w->at = next;
	w->blank = false;
}

/* Goes behind one piece or character. */
static void wrap_step(struct pager *p, struct wrap *w)
{
	const struct pager_piece *piece = &p->pieces[w->at.piece];
	bool text = piece->kind == PIECE_TEXT, last = !text;
	int width = piece->width;
	size_t n = 0;
	if (text && w->at.at < piece->text.n)
		n = measure(p, text_from(piece->text, w->at.at), &width);
	else if (text)
		width = 0;
	if (text && n && piece->text.s[w->at.at] == '\n') {
		w->at.at++;
		break_row(p, w, &w->at);
		return;
	}
	if (w->at.column + width > w->room && w->at.column > w->indent) {
		struct pager_row at = w->blank ? w->space : w->at;
		break_row(p, w, &at);
		return;
	}
	w->at.column += width;
	w->at.at += n;
	if (last || w->at.at >= piece->text.n) {
		w->at.piece++;
		w->at.at = 0;
	}
	if (text && n && piece->text.s[w->at.at ? w->at.at - 1 : piece->text.n - 1] == ' ' &&
	    w->at.column > w->indent + (w->room - w->indent) / 3) {
		w->space = w->at;
		w->blank = true;
	}
}

static void wrap_line(struct pager *p, size_t line, int room)
{
	const struct pager_line *l = &p->lines[line];
	struct wrap w = { .at = { line, l->first, 0, 0 },
		.indent = l->indent < room / 2 ? l->indent : room / 2,
		.room = room };
	add_row(p, &w.at);
	while (w.at.piece < l->first + l->count)
		wrap_step(p, &w);
	/* A blank at the end needs no row of its own. */
	const struct pager_row *last = &p->rows[p->row_count - 1];
	if (last->piece >= l->first + l->count && l->count)
		p->row_count--;
}

static void make_rows(struct pager *p, int width)
{
	if (p->made_for == width)
		return;
	p->row_count = 0;
	p->made_for = width;
	for (size_t i = 0; i < p->line_count; i++)
		wrap_line(p, i, width);
	if (p->cursor >= p->row_count)
		p->cursor = p->row_count ? p->row_count - 1 : 0;
}

size_t pager_rows(struct pager *p, int width)
{
	make_rows(p, width > 0 ? width : 1);
	return p->row_count;
}

/* --- drawing */

static int draw_piece(
    struct canvas *c, const struct pager_piece *piece, struct text t, int row, int column, int room)
{
	if (piece->kind == PIECE_TEXT)
		return canvas_text(c, row, column, room, piece->style, t);
	int width = piece->width < room ? piece->width : room;
	if (piece->kind == PIECE_BAR)
		canvas_bar(c, row, column, width, piece->style, piece->value, piece->most);
	if (piece->kind == PIECE_SPARK && width > 0)
		canvas_spark(c, row, column, piece->style, piece->values, (size_t)width);
	return width;
}

static void draw_row(struct pager *p, size_t number, struct canvas *c, struct area a)
{
	const struct pager_row *from = &p->rows[number];
	const struct pager_line *l = &p->lines[from->line];
	struct pager_row to = { from->line, l->first + l->count, 0, 0 };
	if (number + 1 < p->row_count && p->rows[number + 1].line == from->line)
		to = p->rows[number + 1];
	int column = from->column;
	for (size_t i = from->piece; i < to.piece || (i == to.piece && to.at); i++) {
		const struct pager_piece *piece = &p->pieces[i];
		struct text t = i == to.piece ? text_head(piece->text, to.at) : piece->text;
		t = i == from->piece ? text_from(t, from->at) : t;
		if (t.n && t.s[t.n - 1] == '\n')
			t.n--;
		column += draw_piece(c, piece, t, a.row, a.column + column, a.columns - column);
	}
}

/* The cursor is on the screen, and so is as much as there is. */
static void scroll(struct pager *p, size_t height)
{
	size_t last = p->row_count > height ? p->row_count - height : 0;
	if (p->cursor < p->top)
		p->top = p->cursor;
	if (p->cursor >= p->top + height)
		p->top = p->cursor - height + 1;
	if (p->top > last)
		p->top = last;
}

size_t pager_below(struct pager *p)
{
	size_t height = p->area.rows > 0 ? (size_t)p->area.rows : 0;
	scroll(p, height);
	return p->top + height < p->row_count ? p->row_count - p->top - height : 0;
}

void pager_draw(struct pager *p, struct canvas *c, struct area a)
{
	p->ascii = c->ascii;
	p->area = a;
	if (a.rows <= 0 || a.columns <= 0)
		return;
	make_rows(p, a.columns);
	scroll(p, (size_t)a.rows);
	for (int i = 0; i < a.rows && p->top + (size_t)i < p->row_count; i++)
		draw_row(
		    p, p->top + (size_t)i, c, (struct area) { a.row + i, a.column, 1, a.columns });
	if (!p->still && p->row_count)
		canvas_reverse(
		    c, (struct area) { a.row + (int)(p->cursor - p->top), a.column, 1, a.columns });
}

/* --- moves */

static void move(struct pager *p, int64_t by)
{
	int64_t to = (int64_t)p->cursor + by, most = (int64_t)p->row_count - 1;
	p->cursor = to < 0 || most < 0 ? 0 : (size_t)(to > most ? most : to);
}

/* Where nothing is chosen, what is seen moves at once. */
static void move_seen(struct pager *p, int64_t by)
{
	int64_t height = p->area.rows > 0 ? p->area.rows : 1;
	if (by > 0 && p->cursor < p->top + (size_t)height - 1)
		p->cursor = p->top + (size_t)height - 1;
	if (by < 0)
		p->cursor = p->top;
	move(p, by);
}

/* By a page, so that the cursor stays where it is on the screen. */
static void move_page(struct pager *p, int64_t by)
{
	int64_t top = (int64_t)p->top + by;
	size_t before = p->cursor;
	move(p, by);
	if (p->cursor != before)
		p->top = top < 0 ? 0 : (size_t)top;
}

static bool click(struct pager *p, const struct input *in)
{
	const struct area *a = &p->area;
	if (in->row < a->row || in->row >= a->row + a->rows || in->column < a->column ||
	    in->column >= a->column + a->columns)
		return false;
	size_t row = p->top + (size_t)(in->row - a->row);
	if (row >= p->row_count)
		return false;
	p->cursor = row;
	return true;
}

bool pager_request(struct pager *p, const struct input *in)
{
	enum { WHEEL = 3 };
	int64_t page = p->area.rows > 1 ? p->area.rows - 1 : 1;
	void (*by)(struct pager *, int64_t) = p->still ? move_seen : move;
	if (in->kind == INPUT_CLICK)
		return click(p, in);
	if (in->kind == INPUT_WHEEL_UP || in->kind == INPUT_WHEEL_DOWN)
		move_seen(p, in->kind == INPUT_WHEEL_UP ? -WHEEL : WHEEL);
	else if (in->kind != INPUT_KEY)
		return false;
	else if (in->request == REQUEST_UP)
		by(p, -1);
	else if (in->request == REQUEST_DOWN)
		by(p, 1);
	else if (in->request == REQUEST_PAGE_UP)
		move_page(p, -page);
	else if (in->request == REQUEST_PAGE_DOWN)
		move_page(p, page);
	else if (in->request == REQUEST_FIRST)
		p->cursor = 0;
	else if (in->request == REQUEST_LAST)
		p->cursor = p->row_count ? p->row_count - 1 : 0;
	else
		return false;
	return true;
}

const struct pager_line *pager_at(struct pager *p)
{
	if (p->cursor >= p->row_count)
		return NULL;
	return &p->lines[p->rows[p->cursor].line];
}

bool pager_cell(struct pager *p, const char **field, struct buf *value)
{
	const struct pager_line *line = pager_at(p);
	if (!line || !line->field)
		return false;
	*field = line->field;
	buf_add(value, line->value);
	return true;
}
