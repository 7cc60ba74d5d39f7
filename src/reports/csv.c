/* CSV tables: events, threats, inputs. RFC 4180 with LF; UTF-8. */
#include <config.h>

#include "base/escape.h"
#include "base/time.h"
#include "reports/columns.h"
#include "reports/formats.h"

struct csv {
	const struct column *columns;
	struct outfile *out;
	struct buf row, cell;
	struct fault *f;
	bool failed;
};

/* One of several values of a cell. */
static void add_value(struct buf *cell, struct text value)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.s[i] == '|')
			buf_char(cell, '\\');
		buf_char(cell, value.s[i]);
	}
}

static void add_bar(struct buf *cell, size_t i)
{
	if (i)
		buf_char(cell, '|');
}

static void add_values(struct buf *cell, const struct case_values *values)
{
	size_t shown = values_shown(values);
	for (size_t i = 0; i < shown; i++) {
		add_bar(cell, i);
		add_value(cell, values->list[i]);
	}
	if (values->total > shown) {
		add_bar(cell, shown);
		buf_format(cell, "…+%llu", (unsigned long long)(values->total - shown));
	}
}

static void add_bins(struct buf *cell, const uint64_t *bins)
{
	for (size_t i = 0; i < SPARK_BINS; i++) {
		add_bar(cell, i);
		buf_number(cell, bins[i]);
	}
}

static void add_interfaces(struct buf *cell, const struct case_input *input)
{
	for (size_t i = 0; i < input->interface_count; i++) {
		add_bar(cell, i);
		add_value(cell, input->interfaces[i].link);
		buf_char(cell, '/');
		buf_number(cell, input->interfaces[i].snaplen);
	}
}

static void add_gaps(struct buf *cell, const struct case_input *input)
{
	for (size_t i = 0; i < input->gap_count; i++) {
		const struct case_gap *gap = &input->gaps[i];
		add_bar(cell, i);
		buf_number(cell, gap->offset);
		buf_char(cell, '+');
		buf_number(cell, gap->bytes);
		buf_add(cell, TEXT(": "));
		add_value(cell, gap->what);
	}
}

static void add_fates(struct buf *cell, const struct case_input *input)
{
	for (size_t i = 0; i < input->fate_count; i++) {
		add_bar(cell, i);
		add_value(cell, input->fates[i].name);
		buf_char(cell, ' ');
		buf_number(cell, input->fates[i].count);
	}
}

/* Most cells are plain text that every door leaves as it is. */
static bool is_plain(struct text t)
{
	bool plain = t.n == 0 || text_find_char(TEXT("=+-@"), t.s[0]) == TEXT_NONE;
	for (size_t i = 0; i < t.n && plain; i++)
		plain = t.s[i] >= 0x20 && t.s[i] < 0x7f && t.s[i] != ',' && t.s[i] != '"';
	return plain;
}

static void add_text(struct buf *row, struct text t)
{
	if (is_plain(t))
		buf_add(row, t);
	else
		escape_csv(row, t, CSV_SAFE);
}

static void add_time(struct buf *row, int64_t time)
{
	char text[TIME_TEXT];
	size_t n = time_text(time, text);
	buf_add(row, (struct text) { text, n });
}

/* Numbers and times need no escaping and go straight to the row; all other text goes through
 * the cell. */
static void add_cell(struct csv *csv, const struct column *column, const void *row)
{
	uint16_t port;
	buf_clear(&csv->cell);
	switch (column->kind) {
	case COLUMN_TEXT:
	case COLUMN_WORD:
	case COLUMN_SEVERITY:
		add_text(&csv->row, column_text(column, row));
		return;
	case COLUMN_NUMBER:
		buf_number(&csv->row, column_number(column, row));
		return;
	case COLUMN_PORT:
		if (column_port(column, row, &port))
			buf_number(&csv->row, port);
		return;
	case COLUMN_TIME:
		add_time(&csv->row, column_time(column, row));
		return;
	case COLUMN_VALUES:
		add_values(&csv->cell, column_values(column, row));
		break;
	case COLUMN_BINS:
		add_bins(&csv->cell, column_bins(column, row));
		break;
	case COLUMN_INTERFACES:
		add_interfaces(&csv->cell, row);
		break;
	case COLUMN_GAPS:
		add_gaps(&csv->cell, row);
		break;
	case COLUMN_FATES:
		add_fates(&csv->cell, row);
		break;
	}
	add_text(&csv->row, buf_text(&csv->cell));
}

static bool add_row(struct csv *csv, const void *row)
{
	buf_clear(&csv->row);
	bool over = false;
	for (const struct column *column = csv->columns; column->name; column++) {
		if (column != csv->columns)
			buf_char(&csv->row, ',');
		add_cell(csv, column, row);
		over = over || csv->cell.over;
	}
	buf_char(&csv->row, '\n');
	if (over || csv->row.over) {
		csv->failed = true;
		return fault_set(csv->f, "a row of the case is too long for a report");
	}
	outfile_add(csv->out, buf_text(&csv->row));
	return true;
}

static bool each_event(void *context, const struct case_event *e)
{
	return add_row(context, e);
}

static bool each_threat(void *context, const struct case_threat *t)
{
	return add_row(context, t);
}

static bool each_input(void *context, const struct case_input *input)
{
	return add_row(context, input);
}

static void begin(
    struct csv *csv, const struct column *columns, struct outfile *out, struct fault *f)
{
	*csv = (struct csv) { .columns = columns, .out = out, .f = f };
	buf_init(&csv->row, REPORT_RECORD);
	buf_init(&csv->cell, REPORT_RECORD);
	for (const struct column *column = columns; column->name; column++) {
		if (column != columns)
			buf_char(&csv->row, ',');
		buf_add(&csv->row, text_of(column->name));
	}
	buf_char(&csv->row, '\n');
	outfile_add(out, buf_text(&csv->row));
}

static bool end(struct csv *csv, bool good)
{
	buf_free(&csv->row);
	buf_free(&csv->cell);
	return good && !csv->failed;
}

bool write_events_csv(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	struct csv csv;
	begin(&csv, event_columns, out, f);
	return end(&csv, case_each_event(c, NULL, options->show_suppressed, each_event, &csv, f));
}

bool write_threats_csv(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	(void)options;
	struct csv csv;
	begin(&csv, threat_columns, out, f);
	return end(&csv, case_each_threat(c, each_threat, &csv, f));
}

bool write_inputs_csv(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	(void)options;
	struct csv csv;
	begin(&csv, input_columns, out, f);
	return end(&csv, case_each_input(c, each_input, &csv, f));
}
