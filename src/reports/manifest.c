/*
 * The manifest. Its form is fixed, so that two of them can be compared with diff: one fact a
 * line, lists with one record a line, two spaces of indentation.
 */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "reports/facts.h"
#include "reports/formats.h"
#include "reports/manifest.h"

struct manifest {
	struct json *j;
	struct case_file *c;
	struct fault *f;
	bool any; /* of the list at hand */
};

/* One total, kept until all of its group are known. */
struct total {
	struct text group, name;
	uint64_t count;
};

struct totals {
	struct arena arena;
	struct total *list;
	size_t count, room;
};

/* Every group of the manifest that is there even when nothing was counted. */
static const char *const groups[] = { "packets", "anomalies", "walk" };

static void add_fact(struct manifest *m, const char *lead, const char *name, struct text value)
{
	struct buf line;
	buf_init(&line, REPORT_RECORD);
	buf_format(&line, "%s\"%s\": ", lead, name);
	json_quote(&line, value);
	json_add(m->j, buf_text(&line));
	buf_free(&line);
}

static void list_begin(struct manifest *m, const char *lead)
{
	json_add(m->j, text_of(lead));
	m->any = false;
}

static void list_record(struct manifest *m, const char *indent, const struct cJSON *record)
{
	json_add(m->j, m->any ? TEXT(",\n") : TEXT("\n"));
	json_add(m->j, text_of(indent));
	json_write(m->j, record);
	m->any = true;
}

static void list_end(struct manifest *m, const char *indent)
{
	if (m->any) {
		json_add(m->j, TEXT("\n"));
		json_add(m->j, text_of(indent));
	}
	json_add(m->j, TEXT("]"));
}

struct options_context {
	struct json *j;
	struct cJSON *into;
};

static bool each_option(void *context, struct text name, struct text value)
{
	struct options_context *o = context;
	json_text(o->j, o->into, json_key(o->j, name), value);
	return true;
}

static bool add_options(struct manifest *m)
{
	struct options_context o = { m->j, json_record(m->j) };
	if (!case_each_option(m->c, each_option, &o, m->f))
		return false;
	json_add(m->j, TEXT(",\n  \"options\": "));
	json_write(m->j, o.into);
	if (case_get(m->c, "where").n)
		add_fact(m, ",\n  ", "where", case_get(m->c, "where"));
	return true;
}

static bool each_source(
    void *context, struct text store, struct text name, struct text digest, uint64_t trails)
{
	struct manifest *m = context;
	struct cJSON *record = json_record(m->j);
	json_text(m->j, record, "store", store);
	json_text(m->j, record, "name", name);
	json_text(m->j, record, "digest", digest);
	json_number(m->j, record, "trails", trails);
	list_record(m, "      ", record);
	return true;
}

static void add_number(struct manifest *m, const char *lead, uint64_t value)
{
	struct buf line;
	buf_init(&line, 256);
	buf_add(&line, text_of(lead));
	buf_number(&line, value);
	json_add(m->j, buf_text(&line));
	buf_free(&line);
}

/* Digests of the sets that were in force before, where trails were loaded again. */
static void add_trails_before(struct manifest *m)
{
	struct text rest = case_get(m->c, "trails_before");
	if (rest.n == 0)
		return;
	json_add(m->j, TEXT(",\n    \"before\": ["));
	for (const char *comma = ""; rest.n; comma = ",") {
		struct buf digest;
		buf_init(&digest, REPORT_RECORD);
		buf_add(&digest, text_of(comma));
		json_quote(&digest, text_split(&rest, ','));
		json_add(m->j, buf_text(&digest));
		buf_free(&digest);
	}
	json_add(m->j, TEXT("]"));
}

static bool add_trails(struct manifest *m)
{
	struct case_trails trails;
	if (!case_trails(m->c, &trails, m->f))
		return false;
	json_add(m->j, TEXT(",\n  \"trails\": {\n"));
	add_fact(m, "    ", "digest", trails.digest);
	add_number(m, ",\n    \"count\": ", trails.count);
	add_number(m, ",\n    \"whitelist\": ", trails.whitelist);
	add_trails_before(m);
	struct cJSON *kinds = json_record(m->j);
	for (size_t i = 0; i < trails.kind_count; i++) {
		const char *kind = json_key(m->j, trails.kinds[i].kind);
		json_number(m->j, kinds, kind, trails.kinds[i].count);
	}
	json_add(m->j, TEXT(",\n    \"kinds\": "));
	json_write(m->j, kinds);
	list_begin(m, ",\n    \"sources\": [");
	if (!case_each_source(m->c, each_source, m, m->f))
		return false;
	list_end(m, "    ");
	json_add(m->j, TEXT("\n  }"));
	return true;
}

static void add_interfaces(struct json *j, struct cJSON *record, const struct case_input *input)
{
	struct cJSON *list = json_array(j, record, "interfaces");
	for (size_t i = 0; i < input->interface_count; i++) {
		const struct case_interface *interface = &input->interfaces[i];
		struct cJSON *one = json_object(j, list, NULL);
		json_text(j, one, "link", interface->link);
		json_number(j, one, "link_number", interface->link_number);
		json_number(j, one, "snaplen", interface->snaplen);
		json_text(j, one, "name", interface->name);
		json_number(j, one, "frames", interface->frames);
	}
}

static void add_gaps(struct json *j, struct cJSON *record, const struct case_input *input)
{
	struct cJSON *list = json_array(j, record, "damage");
	for (size_t i = 0; i < input->gap_count; i++) {
		struct cJSON *one = json_object(j, list, NULL);
		json_number(j, one, "offset", input->gaps[i].offset);
		json_number(j, one, "bytes", input->gaps[i].bytes);
		json_text(j, one, "what", input->gaps[i].what);
	}
}

/* What the input was packed in; an input that stands by itself has nothing to say here. */
static void add_stored(struct json *j, struct cJSON *record, const struct case_input *input)
{
	if (input->member.n)
		json_text(j, record, "member", input->member);
	if (input->stored_size)
		json_number(j, record, "stored_size", input->stored_size);
	if (input->stored_digest.n) {
		struct cJSON *digest = json_object(j, record, "stored_digest");
		json_text(j, digest, "kind", input->digest_kind);
		json_text(j, digest, "value", input->stored_digest);
	}
}

static void add_fates(struct json *j, struct cJSON *record, const struct case_input *input)
{
	struct cJSON *fates = json_object(j, record, "fates");
	for (size_t i = 0; i < input->fate_count; i++)
		json_number(j, fates, json_key(j, input->fates[i].name), input->fates[i].count);
}

/* Frames of a live interface that were never read. */
static void add_drops(struct json *j, struct cJSON *record, const struct case_input *input)
{
	if (input->dropped_kernel == 0 && input->dropped_interface == 0)
		return;
	struct cJSON *dropped = json_object(j, record, "dropped");
	json_number(j, dropped, "kernel", input->dropped_kernel);
	json_number(j, dropped, "interface", input->dropped_interface);
}

static bool each_input(void *context, const struct case_input *input)
{
	struct manifest *m = context;
	struct json *j = m->j;
	struct cJSON *record = json_record(j);
	json_text(j, record, "name", input->name);
	json_text(j, record, "state", input->state);
	json_text(j, record, "why", input->why);
	json_number(j, record, "size", input->size);
	struct cJSON *digest = json_object(j, record, "digest");
	json_text(j, digest, "kind", input->digest_kind);
	json_text(j, digest, "value", input->digest);
	add_stored(j, record, input);
	json_text(j, record, "format", input->format);
	add_interfaces(j, record, input);
	json_number(j, record, "packets", input->frames);
	add_fates(j, record, input);
	add_drops(j, record, input);
	json_number(j, record, "bytes", input->frame_bytes);
	json_time(j, record, "first", input->first);
	json_time(j, record, "last", input->last);
	json_number(j, record, "backwards", input->backwards);
	add_gaps(j, record, input);
	list_record(m, "    ", record);
	return true;
}

static bool add_inputs(struct manifest *m)
{
	list_begin(m, ",\n  \"inputs\": [");
	if (!case_each_input(m->c, each_input, m, m->f))
		return false;
	list_end(m, "  ");
	return true;
}

static bool each_total(void *context, struct text group, struct text name, uint64_t count)
{
	struct totals *totals = context;
	totals->list = grow(totals->list, totals->count, &totals->room, sizeof(*totals->list));
	totals->list[totals->count++] = (struct total) { arena_text(&totals->arena, group),
		arena_text(&totals->arena, name), count };
	return true;
}

static void add_group(struct manifest *m, const struct totals *totals, struct text group)
{
	struct cJSON *record = json_record(m->j);
	for (size_t i = 0; i < totals->count; i++)
		if (text_is(totals->list[i].group, group))
			json_number(m->j, record, json_key(m->j, totals->list[i].name),
			    totals->list[i].count);
	struct buf lead;
	buf_init(&lead, REPORT_RECORD);
	buf_add(&lead, TEXT("    "));
	json_quote(&lead, group);
	buf_add(&lead, TEXT(": "));
	json_add(m->j, buf_text(&lead));
	buf_free(&lead);
	json_write(m->j, record);
	json_add(m->j, TEXT(",\n"));
}

/* Whether the group of total i was written before i was reached. */
static bool is_written(const struct totals *totals, size_t i)
{
	for (size_t k = 0; k < sizeof(groups) / sizeof(groups[0]); k++)
		if (text_is(totals->list[i].group, text_of(groups[k])))
			return true;
	for (size_t k = 0; k < i; k++)
		if (text_is(totals->list[i].group, totals->list[k].group))
			return true;
	return false;
}

static void add_findings(struct manifest *m, const struct case_totals *found)
{
	add_number(m, "    \"events\": ", found->events);
	add_number(m, ",\n    \"kept\": ", found->kept);
	struct cJSON *record = json_record(m->j);
	for (enum severity s = SEVERITY_HIGH; s >= SEVERITY_LOW; s--)
		json_number(m->j, record, severity_name(s), found->threats[s]);
	json_add(m->j, TEXT(",\n    \"threats\": "));
	json_write(m->j, record);
	add_number(m, ",\n    \"suppressed\": ", found->suppressed);
}

static bool add_totals(struct manifest *m)
{
	struct totals totals = { .count = 0 };
	struct case_totals found;
	bool good =
	    case_each_total(m->c, each_total, &totals, m->f) && case_totals(m->c, &found, m->f);
	if (good) {
		json_add(m->j, TEXT(",\n  \"totals\": {\n"));
		for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
			add_group(m, &totals, text_of(groups[i]));
		for (size_t i = 0; i < totals.count; i++)
			if (!is_written(&totals, i))
				add_group(m, &totals, totals.list[i].group);
		add_findings(m, &found);
		json_add(m->j, TEXT("\n  }"));
	}
	free(totals.list);
	arena_free(&totals.arena);
	return good;
}

static bool each_limit(void *context, struct text table, uint64_t cap, uint64_t evicted)
{
	struct manifest *m = context;
	struct cJSON *record = json_record(m->j);
	json_text(m->j, record, "table", table);
	json_number(m->j, record, "cap", cap);
	json_number(m->j, record, "evicted", evicted);
	list_record(m, "    ", record);
	return true;
}

static bool add_limits(struct manifest *m)
{
	list_begin(m, ",\n  \"limits\": [");
	if (!case_each_limit(m->c, each_limit, m, m->f))
		return false;
	list_end(m, "  ");
	return true;
}

/* The bins of all sparklines: begin and width in seconds; null where there were no frames. */
static void add_sparkline(struct manifest *m)
{
	struct cJSON *record = json_record(m->j);
	int64_t first, start, width;
	if (fact_time(m->c, "first", &first) && fact_time(m->c, "spark_start", &start) &&
	    fact_time(m->c, "spark_width", &width)) {
		json_time(m->j, record, "start", start);
		json_number(m->j, record, "width", (uint64_t)(width / NS_PER_SECOND));
	} else {
		json_null(m->j, record, "start");
		json_null(m->j, record, "width");
	}
	json_add(m->j, TEXT(",\n  \"sparkline\": "));
	json_write(m->j, record);
}

bool manifest_add(struct json *j, struct case_file *c, struct fault *f)
{
	struct manifest m = { .j = j, .c = c, .f = f };
	json_add(j, TEXT("{\n"));
	add_fact(&m, "  ", "tool", case_get(c, "tool"));
	add_fact(&m, ",\n  ", "version", case_get(c, "version"));
	if (!add_options(&m) || !add_trails(&m) || !add_inputs(&m) || !add_totals(&m) ||
	    !add_limits(&m))
		return false;
	add_sparkline(&m);
	add_fact(&m, ",\n  ", "run_id", case_get(c, "run_id"));
	add_fact(&m, ",\n  ", "findings", case_get(c, "findings"));
	if (case_get(c, "unfinished").n)
		json_add(j, TEXT(",\n  \"unfinished\": true"));
	json_add(j, TEXT("\n}"));
	return true;
}
