/* The columns of events. */
#include <config.h>

#include "browser/event_cells.h"

#include "base/time.h"
#include "browser/cells.h"
#include "browser/describe.h"
#include "reports/display.h"

#define EVENT_COLUMN_FIELD(id, name, least, wanted, most, importance, right, field) field,
static const char *const fields[] = { EVENT_COLUMNS(EVENT_COLUMN_FIELD) };
#undef EVENT_COLUMN_FIELD

static struct text text_of_column(const struct case_event *e, enum event_column column)
{
	/* clang-format off */
	switch (column) {
	case EVENT_COLUMN_SENSOR: return e->sensor;
	case EVENT_COLUMN_SRC_IP: return e->src_ip;
	case EVENT_COLUMN_DST_IP: return e->dst_ip;
	case EVENT_COLUMN_PROTO: return e->proto;
	case EVENT_COLUMN_TYPE: return e->type;
	case EVENT_COLUMN_TRAIL: return e->trail;
	case EVENT_COLUMN_INFO: return e->info;
	case EVENT_COLUMN_REFERENCE: return e->reference;
	case EVENT_COLUMN_SEVERITY: return text_of(severity_name(e->severity));
	case EVENT_COLUMN_THREAT: return e->threat;
	case EVENT_COLUMN_EVENT: return e->event;
	case EVENT_COLUMN_OBSERVED: return e->observed;
	case EVENT_COLUMN_DIRECTION: return text_of(e->direction);
	case EVENT_COLUMN_FLOW: return e->flow;
	case EVENT_COLUMN_CAPTURE: return e->capture;
	case EVENT_COLUMN_STATUS: return e->status;
	case EVENT_COLUMN_TUNNEL: return e->tunnel;
	default: return TEXT("");
	}
	/* clang-format on */
}

void event_cell_text(const struct case_event *e, enum event_column column, struct buf *out)
{
	char time[TIME_TEXT];
	size_t n = 0;
	/* clang-format off */
	switch (column) {
	case EVENT_COLUMN_TIME:
		n = time_text(e->time, time);
		buf_add(out, (struct text) { time, n });
		break;
	case EVENT_COLUMN_SRC_PORT: if (e->has_ports) buf_number(out, e->src_port); break;
	case EVENT_COLUMN_DST_PORT: if (e->has_ports) buf_number(out, e->dst_port); break;
	case EVENT_COLUMN_COUNT: buf_number(out, e->count); break;
	case EVENT_COLUMN_FRAME: buf_number(out, e->frame); break;
	default: buf_add(out, text_of_column(e, column)); break;
	}
	/* clang-format on */
}

/* As much of it as can be told whole; where there is no room for the day, the time of the day. */
static void draw_time(const struct spot *s, int64_t ns)
{
	static const int whole[] = { 29, 26, 23, 19 }; /* to ns, us, ms, s */
	enum { DATE = 11, FORMS = sizeof(whole) / sizeof(whole[0]) };
	struct buf line;
	buf_init(&line, 64);
	describe_time(ns, &line);
	struct text t = buf_text(&line);
	size_t i = 0;
	while (i < FORMS && whole[i] > s->width)
		i++;
	t = i < FORMS ? text_head(t, (size_t)whole[i]) : text_head(text_from(t, DATE), 15);
	cell_text(s, STYLE_TEXT, t);
	buf_free(&line);
}

static void draw_number(const struct spot *s, uint64_t n)
{
	struct buf line;
	buf_init(&line, 64);
	display_number(&line, n);
	cell_right(s, STYLE_TEXT, buf_text(&line));
	buf_free(&line);
}

static void draw_port(const struct spot *s, const struct case_event *e, uint16_t port)
{
	struct buf line;
	buf_init(&line, 64);
	buf_number(&line, port);
	struct text value = buf_text(&line);
	const struct case_values values = { &value, 1, 1 };
	if (e->has_ports)
		cell_ports(s, &values, e->proto);
	buf_free(&line);
}

void event_cell_draw(const struct case_event *e, enum event_column column, struct canvas *c,
    int row, int at, int width)
{
	const struct spot s = { c, row, at, width, e->status.n > 0 };
	const struct case_values src = { &e->src_ip, 1, 1 }, dst = { &e->dst_ip, 1, 1 };
	/* clang-format off */
	switch (column) {
	case EVENT_COLUMN_TIME: draw_time(&s, e->time); break;
	case EVENT_COLUMN_SRC_IP: cell_addresses(&s, &src); break;
	case EVENT_COLUMN_DST_IP: cell_addresses(&s, &dst); break;
	case EVENT_COLUMN_SRC_PORT: draw_port(&s, e, e->src_port); break;
	case EVENT_COLUMN_DST_PORT: draw_port(&s, e, e->dst_port); break;
	case EVENT_COLUMN_TYPE: cell_type(&s, e->type); break;
	case EVENT_COLUMN_TRAIL: cell_trail(&s, e->trail); break;
	case EVENT_COLUMN_REFERENCE: cell_reference(&s, e->reference); break;
	case EVENT_COLUMN_SEVERITY: cell_severity(&s, e->severity); break;
	case EVENT_COLUMN_THREAT: cell_threat(&s, e->threat); break;
	case EVENT_COLUMN_COUNT: draw_number(&s, e->count); break;
	case EVENT_COLUMN_FRAME: draw_number(&s, e->frame); break;
	default: cell_text(&s, STYLE_TEXT, text_of_column(e, column)); break;
	}
	/* clang-format on */
}

const char *event_cell_field(enum event_column column)
{
	return fields[column];
}
