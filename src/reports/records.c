/* json, jsonl and manifest: records of the case as JSON. RFC 8259; jsonlines.org. */
#include <config.h>

#include "reports/columns.h"
#include "reports/formats.h"
#include "reports/manifest.h"
#include "reports/records.h"

struct records {
	struct json *j;
	struct text between, last; /* what stands before a record but the first, and behind each */
	bool any;
};

static void add_values(struct json *j, struct cJSON *list, const struct case_values *values)
{
	size_t shown = values_shown(values);
	for (size_t i = 0; i < shown; i++)
		json_text(j, list, NULL, values->list[i]);
	if (values->total > shown) {
		struct buf more;
		buf_init(&more, 64);
		buf_format(&more, "…+%llu", (unsigned long long)(values->total - shown));
		json_text(j, list, NULL, buf_text(&more));
		buf_free(&more);
	}
}

static void add_member(
    struct json *j, struct cJSON *record, const struct column *column, const void *row)
{
	uint16_t port;
	struct cJSON *list;
	switch (column->kind) {
	case COLUMN_TEXT:
	case COLUMN_WORD:
	case COLUMN_SEVERITY:
		json_text(j, record, column->name, column_text(column, row));
		break;
	case COLUMN_NUMBER:
		json_number(j, record, column->name, column_number(column, row));
		break;
	case COLUMN_PORT:
		if (column_port(column, row, &port))
			json_number(j, record, column->name, port);
		else
			json_null(j, record, column->name);
		break;
	case COLUMN_TIME:
		json_time(j, record, column->name, column_time(column, row));
		break;
	case COLUMN_VALUES:
		list = json_array(j, record, column->name);
		add_values(j, list, column_values(column, row));
		break;
	case COLUMN_BINS:
		list = json_array(j, record, column->name);
		for (size_t i = 0; i < SPARK_BINS; i++)
			json_number(j, list, NULL, column_bins(column, row)[i]);
		break;
	case COLUMN_INTERFACES:
	case COLUMN_GAPS:
	case COLUMN_FATES:
		break; /* inputs stand in the manifest */
	}
}

static struct cJSON *record_of(struct json *j, const struct column *columns, const void *row)
{
	struct cJSON *record = json_record(j);
	for (const struct column *column = columns; column->name; column++)
		add_member(j, record, column, row);
	return record;
}

struct cJSON *record_of_event(struct json *j, const struct case_event *e)
{
	return record_of(j, event_columns, e);
}

static void add_record(struct records *r, const struct cJSON *record)
{
	if (r->any)
		json_add(r->j, r->between);
	json_write(r->j, record);
	json_add(r->j, r->last);
	r->any = true;
}

static bool each_event(void *context, const struct case_event *e)
{
	struct records *r = context;
	add_record(r, record_of_event(r->j, e));
	return true;
}

static bool each_threat(void *context, const struct case_threat *t)
{
	struct records *r = context;
	add_record(r, record_of(r->j, threat_columns, t));
	return true;
}

/* A list with one record a line. */
static bool add_threats(struct json *j, struct case_file *c, struct fault *f)
{
	struct records r = { j, TEXT(",\n"), TEXT(""), false };
	json_add(j, TEXT(",\n\"threats\": [\n"));
	bool good = case_each_threat(c, each_threat, &r, f);
	json_add(j, r.any ? TEXT("\n]") : TEXT("]"));
	return good;
}

static bool add_events(struct json *j, struct case_file *c, bool suppressed, struct fault *f)
{
	struct records r = { j, TEXT(",\n"), TEXT(""), false };
	json_add(j, TEXT(",\n\"events\": [\n"));
	bool good = case_each_event(c, NULL, suppressed, each_event, &r, f);
	json_add(j, r.any ? TEXT("\n]") : TEXT("]"));
	return good;
}

bool write_json(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	struct json *j = json_begin(out);
	struct fault broken;
	json_add(j, TEXT("{\n\"manifest\": "));
	bool good = manifest_add(j, c, f) && add_threats(j, c, f) &&
	    add_events(j, c, options->show_suppressed, f);
	json_add(j, TEXT("\n}\n"));
	return json_end(j, good ? f : &broken) && good;
}

bool write_jsonl(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	struct json *j = json_begin(out);
	struct fault broken;
	struct records r = { j, TEXT(""), TEXT("\n"), false };
	bool good = case_each_event(c, NULL, options->show_suppressed, each_event, &r, f);
	return json_end(j, good ? f : &broken) && good;
}

bool write_manifest(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	(void)options;
	struct json *j = json_begin(out);
	struct fault broken;
	bool good = manifest_add(j, c, f);
	json_add(j, TEXT("\n"));
	return json_end(j, good ? f : &broken) && good;
}
