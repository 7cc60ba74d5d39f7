/* Attributes of MISP as CSV. spec/trails.md 9. */
#include <config.h>

#include "trails/misp.h"
#include "trails/table.h"

static const struct table_signs misp_signs = { { "uuid", "type", "value", "to_ids" } };

/* For detection. */
static bool is_meant(struct text to_ids)
{
	return text_is(to_ids, TEXT("1")) || text_is_nocase(to_ids, TEXT("true"));
}

static void take_row(struct table *t)
{
	struct text type = table_cell(t, "type"), value = table_cell(t, "value"),
		    info = table_cell(t, "event_info");
	enum misp_part part;
	if (value.n == 0)
		import_skip(t->in, "an empty column");
	else if (!misp_part_of(type, &part))
		import_skip(t->in, table_unseen);
	else if (t->in->format != &import_misp_csv_all && !is_meant(table_cell(t, "to_ids")))
		import_skip(t->in, "not for detection (to_ids)");
	else
		misp_give(t->in, part, value, info.n ? info : table_cell(t, "comment"), TEXT(""));
}

static void read_misp(struct import *in)
{
	struct table t;
	table_open(&t, in, ',', &misp_signs);
	while (table_next(&t))
		take_row(&t);
	table_close(&t);
}

static bool is_misp(struct text head, struct text name)
{
	(void)name;
	return table_is(head, ',', &misp_signs);
}

const struct import_format import_misp_csv = { "misp-csv",
	"attributes of MISP as CSV, those with to_ids", is_misp, read_misp };

const struct import_format import_misp_csv_all = { "misp-csv-all",
	"attributes of MISP as CSV, also those without to_ids", NULL, read_misp };
