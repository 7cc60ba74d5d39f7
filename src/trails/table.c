/* Rows of delimited text. RFC 4180, with blanks before a quote and comment lines. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "trails/table.h"

enum { ROW_LINES = 256, HEAD_LINES = 64 };

const char table_unseen[] = "of a type that traffic does not show";

/* The front field of *rest, unquoted into *room. False where a quote stays open. */
static bool quoted(struct text *rest, char **room, struct text *field)
{
	size_t i = 1;
	*field = (struct text) { *room, 0 };
	for (; i < rest->n; i++) {
		if (rest->s[i] == '"' && (i + 1 == rest->n || rest->s[i + 1] != '"'))
			break;
		i += rest->s[i] == '"';
		*(*room)++ = rest->s[i];
		field->n++;
	}
	if (i >= rest->n)
		return false;
	*rest = text_from(*rest, i + 1);
	return true;
}

/* Fields past the last one that there is room for are left out. */
static bool split(struct text line, char delimiter, char *room, struct text *fields, size_t *count)
{
	*count = 0;
	while (line.s) {
		struct text field;
		while (line.n && line.s[0] == ' ' && delimiter != ' ')
			line = text_from(line, 1);
		if (line.n && line.s[0] == '"') {
			if (!quoted(&line, &room, &field))
				return false;
			(void)text_split(&line, delimiter);
		} else {
			field = text_trim(text_split(&line, delimiter));
		}
		if (*count < TABLE_FIELDS)
			fields[(*count)++] = field;
	}
	return true;
}

static bool has_all(const struct text *fields, size_t count, const struct table_signs *signs)
{
	for (size_t i = 0; i < TABLE_SIGNS && signs->names[i]; i++) {
		size_t k = 0;
		while (k < count && !text_is_nocase(fields[k], text_of(signs->names[i])))
			k++;
		if (k == count)
			return false;
	}
	return true;
}

/* What a comment may say as a header: behind # and, in Zeek's files, "fields". */
static struct text comment_text(struct text line)
{
	while (line.n && (line.s[0] == '#' || line.s[0] == ' '))
		line = text_from(line, 1);
	return text_starts(line, TEXT("fields\t")) ? text_from(line, 7) : line;
}

void table_open(struct table *t, struct import *in, char delimiter, const struct table_signs *signs)
{
	*t = (struct table) { .in = in, .delimiter = delimiter, .signs = signs };
	t->room = xmalloc(LIMIT_TRAIL_LINE + 1);
	buf_init(&t->row, LIMIT_TRAIL_LINE);
}

void table_close(struct table *t)
{
	buf_free(&t->row);
	arena_free(&t->arena);
	free(t->room);
}

void table_take_header(struct table *t)
{
	for (t->name_count = 0; t->name_count < t->count; t->name_count++)
		t->names[t->name_count] = arena_text(&t->arena, t->fields[t->name_count]);
}

/* A row whose quote is open goes on in the lines below it. */
static bool take_row(struct table *t, struct text line)
{
	uint32_t first = t->in->b->line;
	size_t lines = 1;
	if (split(line, t->delimiter, t->room, t->fields, &t->count))
		return true;
	buf_clear(&t->row);
	buf_add(&t->row, line);
	while (lines++ < ROW_LINES && !t->row.over && import_line(t->in, &line)) {
		buf_char(&t->row, '\n');
		buf_add(&t->row, line);
		if (!t->row.over &&
		    split(buf_text(&t->row), t->delimiter, t->room, t->fields, &t->count)) {
			import_at(t->in, first);
			return true;
		}
	}
	import_at(t->in, first);
	import_skip(t->in, "a quote stays open");
	return false;
}

bool table_next(struct table *t)
{
	struct text line;
	while (import_line(t->in, &line)) {
		bool comment = text_starts(text_trim(line), TEXT("#"));
		if (text_trim(line).n == 0)
			continue;
		if (comment) {
			struct text said = comment_text(text_trim(line));
			if (t->signs && split(said, t->delimiter, t->room, t->fields, &t->count) &&
			    has_all(t->fields, t->count, t->signs))
				table_take_header(t);
			continue;
		}
		if (!take_row(t, line))
			continue;
		if (!t->signs || t->name_count || !has_all(t->fields, t->count, t->signs))
			return true;
		table_take_header(t);
	}
	return false;
}

size_t table_column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->name_count; i++)
		if (text_is_nocase(t->names[i], text_of(name)))
			return i;
	return TEXT_NONE;
}

struct text table_cell(const struct table *t, const char *name)
{
	size_t i = name ? table_column(t, name) : TEXT_NONE;
	if (i >= t->count || text_is(t->fields[i], TEXT("-")) ||
	    text_is(t->fields[i], TEXT("None")))
		return TEXT("");
	return t->fields[i];
}

bool table_is(struct text head, char delimiter, const struct table_signs *signs)
{
	char room[LIMIT_TRAIL_LINE];
	struct text fields[TABLE_FIELDS];
	size_t count;
	for (size_t i = 0; i < HEAD_LINES && head.s; i++) {
		struct text line = text_trim(text_split(&head, '\n'));
		bool comment = text_starts(line, TEXT("#"));
		if (line.n == 0)
			continue;
		if (comment)
			line = comment_text(line);
		if (line.n <= LIMIT_TRAIL_LINE && split(line, delimiter, room, fields, &count) &&
		    has_all(fields, count, signs))
			return true;
		if (!comment)
			return false;
	}
	return false;
}

bool table_content(struct text *head, struct text *line)
{
	while (head->s) {
		*line = text_trim(text_split(head, '\n'));
		if (line->n && line->s[0] != '#')
			return true;
	}
	return false;
}

char table_delimiter(struct text head)
{
	static const char marks[] = { '\t', ';', '|', ',' };
	char best = ',';
	size_t most = 0;
	struct text line;
	if (!table_content(&head, &line))
		return best;
	for (size_t i = 0; i < sizeof(marks); i++) {
		size_t n = 0;
		bool inside = false;
		for (size_t k = 0; k < line.n; k++) {
			inside ^= line.s[k] == '"';
			n += !inside && line.s[k] == marks[i];
		}
		if (n > most) {
			most = n;
			best = marks[i];
		}
	}
	return best;
}
