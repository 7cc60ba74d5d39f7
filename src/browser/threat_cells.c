/* The seventeen columns. threats.md 6.1. */
#include <config.h>

#include "browser/threat_cells.h"

#include "base/time.h"
#include "browser/cells.h"
#include "reports/display.h"

static struct text first_of(const struct case_values *v)
{
	return v->count ? v->list[0] : TEXT("");
}

static void draw_tags(const struct spot *s, const struct marks *m)
{
	int used = 0;
	if (m->status != TRIAGE_NEW)
		used += canvas_text(s->c, s->row, s->at, s->width, STYLE_DIM,
		    text_of(triage_status_name(m->status)));
	for (size_t i = 0; i < m->tag_count && used < s->width; i++) {
		used += used > 0;
		used += canvas_text(
		    s->c, s->row, s->at + used, s->width - used, STYLE_CHIP, m->tags[i]);
	}
	used += used > 0;
	if (m->note.n)
		canvas_text(s->c, s->row, s->at + used, s->width - used, STYLE_DIM, TEXT("note"));
}

void threat_cell_draw(const struct threat_cells *cells, enum threat_column column, struct canvas *c,
    int row, int at, int width)
{
	const struct case_threat *t = cells->threat;
	const struct spot s = { c, row, at, width, cells->marks->hidden };
	struct buf number;
	/* clang-format off */
	switch (column) {
	case THREAT_COLUMN_THREAT: cell_threat(&s, t->id); break;
	case THREAT_COLUMN_SENSOR: cell_values(&s, STYLE_TEXT, &t->sensor); break;
	case THREAT_COLUMN_EVENTS:
		buf_init(&number, 64);
		display_number(&number, t->events);
		cell_right(&s, STYLE_TEXT, buf_text(&number));
		buf_free(&number);
		break;
	case THREAT_COLUMN_SEVERITY: cell_severity(&s, t->severity); break;
	case THREAT_COLUMN_FIRST: cell_time(&s, t->first); break;
	case THREAT_COLUMN_LAST: cell_time(&s, t->last); break;
	case THREAT_COLUMN_SPARKLINE: cell_bins(&s, t->bins); break;
	case THREAT_COLUMN_SRC_IP: cell_addresses(&s, &t->src_ip); break;
	case THREAT_COLUMN_SRC_PORT: cell_ports(&s, &t->src_port, first_of(&t->proto)); break;
	case THREAT_COLUMN_DST_IP: cell_addresses(&s, &t->dst_ip); break;
	case THREAT_COLUMN_DST_PORT: cell_ports(&s, &t->dst_port, first_of(&t->proto)); break;
	case THREAT_COLUMN_PROTO: cell_values(&s, STYLE_TEXT, &t->proto); break;
	case THREAT_COLUMN_TYPE: cell_type(&s, t->type); break;
	case THREAT_COLUMN_TRAIL: cell_trail(&s, t->trail); break;
	case THREAT_COLUMN_INFO: cell_text(&s, STYLE_TEXT, t->info); break;
	case THREAT_COLUMN_REFERENCE: cell_reference(&s, t->reference); break;
	case THREAT_COLUMN_TAGS: draw_tags(&s, cells->marks); break;
	case THREAT_COLUMN_COUNT: break;
	}
	/* clang-format on */
}

static void add_time(struct buf *out, int64_t ns)
{
	char text[TIME_TEXT];
	size_t n = time_text(ns, text);
	buf_add(out, (struct text) { text, n });
}

static void add_values(struct buf *out, const struct case_values *v)
{
	for (size_t i = 0; i < v->count; i++) {
		if (i)
			buf_char(out, '\n');
		buf_add(out, v->list[i]);
	}
}

static const struct case_values *values_of(const struct case_threat *t, enum threat_column column)
{
	/* clang-format off */
	switch (column) {
	case THREAT_COLUMN_SENSOR: return &t->sensor;
	case THREAT_COLUMN_SRC_IP: return &t->src_ip;
	case THREAT_COLUMN_SRC_PORT: return &t->src_port;
	case THREAT_COLUMN_DST_IP: return &t->dst_ip;
	case THREAT_COLUMN_DST_PORT: return &t->dst_port;
	case THREAT_COLUMN_PROTO: return &t->proto;
	default: return NULL;
	}
	/* clang-format on */
}

/* One a line. */
static void add_value(const struct threat_cells *cells, enum threat_column column, struct buf *out)
{
	const struct case_threat *t = cells->threat;
	const struct case_values *values = values_of(t, column);
	if (values)
		add_values(out, values);
	/* clang-format off */
	switch (column) {
	case THREAT_COLUMN_THREAT: buf_add(out, t->id); break;
	case THREAT_COLUMN_EVENTS: buf_number(out, t->events); break;
	case THREAT_COLUMN_SEVERITY: buf_add(out, text_of(severity_name(t->severity))); break;
	case THREAT_COLUMN_FIRST: add_time(out, t->first); break;
	case THREAT_COLUMN_LAST: add_time(out, t->last); break;
	case THREAT_COLUMN_TYPE: buf_add(out, t->type); break;
	case THREAT_COLUMN_INFO: buf_add(out, t->info); break;
	case THREAT_COLUMN_REFERENCE: buf_add(out, t->reference); break;
	case THREAT_COLUMN_TAGS:
		for (size_t i = 0; i < cells->marks->tag_count; i++) {
			if (i)
				buf_char(out, '\n');
			buf_add(out, cells->marks->tags[i]);
		}
		break;
	default: break;
	}
	/* clang-format on */
}

void threat_cell_text(const struct threat_cells *t, enum threat_column column, struct buf *out)
{
	struct buf value;
	buf_init(&value, 1 << 20);
	if (column == THREAT_COLUMN_TRAIL)
		buf_add(&value, t->threat->trail);
	else if (column == THREAT_COLUMN_SPARKLINE)
		for (size_t i = 0; i < SPARK_BINS; i++)
			buf_format(
			    &value, "%s%llu", i ? "|" : "", (unsigned long long)t->threat->bins[i]);
	else
		add_value(t, column, &value);
	struct text rest = buf_text(&value);
	while (rest.n) {
		buf_add(out, text_split(&rest, '\n'));
		if (rest.n)
			buf_add(out, TEXT(", "));
	}
	buf_free(&value);
}

bool threat_cell_value(
    const struct threat_cells *t, enum threat_column column, const char **field, struct buf *value)
{
#define FIELD_ROW(id, name, least, wanted, most, importance, right, field) field,
	static const char *const fields[] = { THREAT_COLUMNS(FIELD_ROW) };
#undef FIELD_ROW
	*field = fields[column];
	/* Without its context: that is what other events have in common with it. */
	if (column == THREAT_COLUMN_TRAIL)
		threat_normalise(value, t->threat->trail);
	else
		add_value(t, column, value);
	return value->n > 0;
}
