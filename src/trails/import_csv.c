/* Tables whose columns the user or their header names: any CSV or TSV. spec/trails.md 9. */
#include <config.h>

#include "trails/key.h"
#include "trails/table.h"

static const char *const value_names[] = { "indicator", "ioc", "ioc_value", "value", "url",
	"domain", "hostname", "host", "ip", "ip_address", "address", "dst_ip", "sha256", "sha1",
	"ja3", "ja4", NULL };
static const char *const info_names[] = { "info", "malware", "family", "threat", "description",
	NULL };
static const char *const reference_names[] = { "reference", "source", NULL };

static bool looks_listed(struct import *in, struct text cell)
{
	struct key_form form;
	struct text key;
	const char *why;
	if (cell.n > LIMIT_TRAIL_KEY || !grammar_key(cell, GRAMMAR_CUSTOM, in->room, &key, &why))
		return false;
	key_parse(key, &form);
	if (form.kind == TRAIL_NAME)
		return text_find_char(key, '.') != TEXT_NONE && ascii_letter(key.s[key.n - 1]);
	return form.kind != TRAIL_OTHER && form.kind != TRAIL_PATH &&
	    (form.kind != TRAIL_URL || text_find(cell, TEXT("://")) != TEXT_NONE);
}

static const char *first_of(const struct table *t, const char *const *names)
{
	while (*names && table_column(t, *names) == TEXT_NONE)
		names++;
	return *names;
}

/* The column that --column names: by the header, or by its number from 1. */
static size_t column_named(const struct table *t, struct text wanted)
{
	uint64_t number;
	for (size_t i = 0; i < t->name_count; i++)
		if (text_is_nocase(t->names[i], wanted))
			return i;
	return text_number(wanted, TABLE_FIELDS, &number) && number > 0 ? (size_t)number - 1
									: TEXT_NONE;
}

static size_t column_by_itself(const struct table *t)
{
	const char *name = first_of(t, value_names);
	size_t i = 0;
	if (name)
		return table_column(t, name);
	while (i < t->count && !looks_listed(t->in, t->fields[i]))
		i++;
	return i < t->count ? i : 0;
}

/* The first row is a header where none of its cells is an indicator, or one is the column's name. */
static bool first_is_header(struct table *t, struct text wanted)
{
	for (size_t i = 0; i < t->count; i++)
		if (wanted.n && text_is_nocase(t->fields[i], wanted))
			return true;
	for (size_t i = 0; i < t->count; i++)
		if (looks_listed(t->in, t->fields[i]))
			return false;
	return true;
}

static void take_rows(struct table *t, size_t column)
{
	const char *info = first_of(t, info_names), *reference = first_of(t, reference_names);
	do {
		if (column < t->count && t->fields[column].n)
			import_value(t->in, t->fields[column], table_cell(t, info),
			    table_cell(t, reference));
		else
			import_skip(t->in, "an empty column");
	} while (table_next(t));
}

static void read_csv(struct import *in)
{
	struct table t;
	struct text wanted = in->b->column;
	table_open(&t, in, table_delimiter(import_head(in)), NULL);
	bool more = table_next(&t);
	if (more && first_is_header(&t, wanted)) {
		table_take_header(&t);
		more = table_next(&t);
	}
	size_t column = wanted.n ? column_named(&t, wanted) : 0;
	if (column == TEXT_NONE)
		import_skip(in, "no column of that name");
	else if (more)
		take_rows(&t, wanted.n ? column : column_by_itself(&t));
	table_close(&t);
}

const struct import_format import_csv = { "csv",
	"CSV or TSV; the column is that of --column, or the first that has a known name", NULL,
	read_csv };
