/* Reading CSV back. RFC 4180, with LF; a cell that begins with a quote ends with one. */
#include <config.h>

#include <stdlib.h>

#include "csv-read.h"

/* Unquoted text of the cell at *at; leaves *at behind it. */
static size_t read_cell(struct text csv, size_t *at, char *out)
{
	size_t n = 0, i = *at;
	bool quoted = csv.s[i] == '"';
	i += quoted;
	while (i < csv.n) {
		bool doubled = i + 1 < csv.n && csv.s[i] == '"' && csv.s[i + 1] == '"';
		if (quoted && csv.s[i] == '"' && !doubled)
			break;
		if (!quoted && (csv.s[i] == ',' || csv.s[i] == '\n'))
			break;
		i += quoted && doubled;
		out[n++] = csv.s[i++];
	}
	*at = i + quoted;
	return n;
}

void csv_read(struct csv_read *r, struct text csv)
{
	size_t at = 0, used = 0, columns = 0;
	*r = (struct csv_read) { .even = true };
	r->text = malloc(csv.n + 1);
	r->cells = malloc((csv.n + 1) * sizeof(*r->cells));
	if (!r->text || !r->cells)
		abort();
	while (at < csv.n) {
		size_t n = read_cell(csv, &at, r->text + used);
		r->cells[r->count++] = (struct text) { r->text + used, n };
		used += n;
		columns++;
		if (at < csv.n && csv.s[at++] == ',')
			continue;
		r->columns = r->rows++ ? r->columns : columns;
		r->even = r->even && columns == r->columns;
		columns = 0;
	}
}

void csv_free(struct csv_read *r)
{
	free(r->cells);
	free(r->text);
}
