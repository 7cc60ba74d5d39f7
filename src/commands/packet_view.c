/* A frame in lines of text. */
#include <config.h>

#include "commands/packet_view.h"

#include "base/escape.h"

enum {
	ROW = 16,
	HALF = ROW / 2,
	ROWS_SHOWN = 32,
	TEXT_COLUMN = 3 * ROW + 2, /* where the bytes as text begin, behind the offset */
};

#define MARKED "\033[1;31m"
#define PLAIN "\033[0m"

static bool is_marked(const struct evidence_view *view, uint32_t at)
{
	for (size_t i = 0; i < view->mark_count; i++)
		if (at >= view->marks[i].at && at - view->marks[i].at < view->marks[i].bytes)
			return true;
	return false;
}

static bool has_mark(const struct evidence_view *view, uint32_t from, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (is_marked(view, from + i))
			return true;
	return false;
}

static void add_spaces(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_char(out, ' ');
}

struct row {
	const struct evidence_frame *frame;
	const struct evidence_view *view;
	uint32_t at, count;
	bool color;
	int digits; /* of the offset */
};

static void switch_color(struct buf *out, const struct row *r, bool *on, bool marked)
{
	if (r->color && *on != marked)
		buf_add(out, marked ? TEXT(MARKED) : TEXT(PLAIN));
	*on = marked;
}

static void add_bytes(struct buf *out, const struct row *r)
{
	bool on = false;
	buf_format(out, "%0*x  ", r->digits, r->at);
	for (uint32_t i = 0; i < r->count; i++) {
		if (i == HALF)
			buf_char(out, ' ');
		switch_color(out, r, &on, is_marked(r->view, r->at + i));
		buf_format(out, "%02x", r->frame->bytes[r->at + i]);
		switch_color(out, r, &on, false);
		buf_char(out, ' ');
	}
	add_spaces(out, 3 * (ROW - r->count) + (r->count <= HALF) + 1);
	for (uint32_t i = 0; i < r->count; i++) {
		uint8_t c = r->frame->bytes[r->at + i];
		switch_color(out, r, &on, is_marked(r->view, r->at + i));
		buf_char(out, c >= ' ' && c < 0x7f ? (char)c : '.');
	}
	switch_color(out, r, &on, false);
	buf_char(out, '\n');
}

/* Below the bytes, where colours cannot tell. */
static void add_carets(struct buf *out, const struct row *r)
{
	char line[10 + TEXT_COLUMN + ROW + 1];
	size_t end = 0, indent = (size_t)r->digits + 2;
	memset(line, ' ', sizeof(line));
	for (uint32_t i = 0; i < r->count; i++) {
		size_t at = indent + 3 * i + (i >= HALF);
		if (!is_marked(r->view, r->at + i))
			continue;
		line[at] = line[at + 1] = '^';
		end = indent + TEXT_COLUMN + i;
		line[end] = '^';
	}
	buf_add(out, (struct text) { line, end + 1 });
	buf_char(out, '\n');
}

static void add_rows(struct buf *out, const struct evidence_frame *frame,
    const struct evidence_view *view, bool color, bool whole)
{
	bool skipped = false;
	for (uint32_t at = 0; at < frame->captured; at += ROW) {
		uint32_t left = frame->captured - at;
		struct row r = { frame, view, at, left < ROW ? left : ROW, color,
			frame->captured > 0x10000 ? 8 : 4 };
		bool marked = has_mark(view, at, r.count);
		if (!whole && !marked && at >= ROWS_SHOWN * ROW) {
			if (!skipped)
				buf_add(out, TEXT("      ... (-v shows all)\n"));
			skipped = true;
			continue;
		}
		skipped = false;
		add_bytes(out, &r);
		if (marked && !color)
			add_carets(out, &r);
	}
}

void packet_view(struct buf *out, const struct evidence_frame *frame,
    const struct evidence_view *view, bool color, bool whole)
{
	for (size_t i = 0; i < view->layer_count; i++) {
		buf_format(out, "%-12s ", i == 0 ? "packet" : "");
		escape_terminal(out, view->layers[i].text);
		buf_char(out, '\n');
	}
	buf_char(out, '\n');
	add_rows(out, frame, view, color, whole);
}
