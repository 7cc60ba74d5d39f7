/* The cells of a threat, by column: drawn, as plain text, as a value to filter by. threats.md 6. */
#ifndef TS_BROWSER_THREAT_CELLS_H
#define TS_BROWSER_THREAT_CELLS_H

#include "browser/canvas.h"
#include "case/triage.h"
#include "case/view.h"

/* name, columns of the screen (least, wanted, most), importance, at the right end, field of the query */
/* clang-format off */
#define THREAT_COLUMNS(x) \
	x(THREAT, "threat", 8, 8, 8, 2, false, "uid") \
	x(SENSOR, "sensor", 6, 8, 16, 17, false, "sensor") \
	x(EVENTS, "events", 6, 7, 10, 6, true, "events") \
	x(SEVERITY, "severity", 6, 9, 9, 1, false, "sev") \
	x(FIRST, "first_seen", 13, 13, 13, 11, false, "since") \
	x(LAST, "last_seen", 13, 13, 13, 8, false, "until") \
	x(SPARKLINE, "sparkline", 24, 24, 24, 12, false, "") \
	x(SRC_IP, "src_ip", 15, 18, 40, 3, false, "src") \
	x(SRC_PORT, "src_port", 8, 9, 18, 15, false, "port") \
	x(DST_IP, "dst_ip", 15, 18, 40, 7, false, "dst") \
	x(DST_PORT, "dst_port", 6, 11, 18, 9, false, "port") \
	x(PROTO, "proto", 6, 6, 10, 13, false, "proto") \
	x(TYPE, "type", 5, 5, 5, 10, false, "type") \
	x(TRAIL, "trail", 22, 26, 120, 4, false, "trail") \
	x(INFO, "info", 16, 22, 60, 5, false, "info") \
	x(REFERENCE, "reference", 8, 18, 60, 14, false, "reference") \
	x(TAGS, "tags", 6, 12, 40, 16, false, "tag")
/* clang-format on */
#define THREAT_COLUMN_ENUM(id, ...) THREAT_COLUMN_##id,
enum threat_column { THREAT_COLUMNS(THREAT_COLUMN_ENUM) THREAT_COLUMN_COUNT };
#undef THREAT_COLUMN_ENUM

struct threat_cells {
	const struct case_threat *threat;
	const struct marks *marks;
};

void threat_cell_draw(const struct threat_cells *t, enum threat_column column, struct canvas *c,
    int row, int at, int width);

/* All of it, in one line. */
void threat_cell_text(const struct threat_cells *t, enum threat_column column, struct buf *out);

/* The query's field, and the values, one a line. False: one cannot filter by it. */
bool threat_cell_value(
    const struct threat_cells *t, enum threat_column column, const char **field, struct buf *value);

#endif
