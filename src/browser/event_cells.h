/* The cells of an event, by column: drawn, as plain text, as a value to filter by. CONTRACT of the csv report. */
#ifndef TS_BROWSER_EVENT_CELLS_H
#define TS_BROWSER_EVENT_CELLS_H

#include "browser/canvas.h"
#include "case/view.h"

/* name, columns of the screen (least, wanted, most), importance, at the right end, field of the query */
/* clang-format off */
#define EVENT_COLUMNS(x) \
	x(TIME, "time", 15, 19, 29, 1, false, "since") \
	x(SENSOR, "sensor", 6, 8, 16, 22, false, "sensor") \
	x(SRC_IP, "src_ip", 13, 15, 40, 2, false, "src") \
	x(SRC_PORT, "src_port", 5, 9, 18, 11, false, "") \
	x(DST_IP, "dst_ip", 13, 15, 40, 4, false, "dst") \
	x(DST_PORT, "dst_port", 6, 11, 18, 8, false, "port") \
	x(PROTO, "proto", 5, 5, 10, 12, false, "proto") \
	x(TYPE, "type", 5, 5, 5, 10, false, "type") \
	x(TRAIL, "trail", 20, 28, 120, 6, false, "trail") \
	x(INFO, "info", 14, 28, 60, 7, false, "info") \
	x(REFERENCE, "reference", 10, 18, 60, 18, false, "reference") \
	x(SEVERITY, "severity", 6, 8, 8, 14, false, "sev") \
	x(THREAT, "threat", 8, 8, 8, 13, false, "uid") \
	x(EVENT, "event", 16, 16, 16, 20, false, "") \
	x(COUNT, "count", 5, 6, 12, 15, true, "count") \
	x(OBSERVED, "observed", 20, 30, 200, 3, false, "observed") \
	x(DIRECTION, "direction", 8, 9, 9, 17, false, "dir") \
	x(FLOW, "flow", 30, 30, 30, 21, false, "flow") \
	x(CAPTURE, "capture", 14, 20, 80, 9, false, "capture") \
	x(FRAME, "frame", 6, 8, 14, 5, true, "frame") \
	x(STATUS, "status", 10, 14, 60, 16, false, "") \
	x(TUNNEL, "tunnel", 8, 10, 40, 19, false, "")
/* clang-format on */
#define EVENT_COLUMN_ENUM(id, ...) EVENT_COLUMN_##id,
enum event_column { EVENT_COLUMNS(EVENT_COLUMN_ENUM) EVENT_COLUMN_END };
#undef EVENT_COLUMN_ENUM

void event_cell_draw(const struct case_event *e, enum event_column column, struct canvas *c,
    int row, int at, int width);

/* All of it, in one line. */
void event_cell_text(const struct case_event *e, enum event_column column, struct buf *out);

/* The query's field, "" where there is none for it. */
const char *event_cell_field(enum event_column column);

#endif
