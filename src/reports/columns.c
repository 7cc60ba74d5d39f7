/* The columns of reports. trailsift(1), "REPORTS". */
#include <config.h>

#include "base/limits.h"
#include "reports/columns.h"

#define EVENT(name, kind)                                                                          \
	{                                                                                          \
#name, COLUMN_##kind, offsetof(struct case_event, name)                            \
	}
#define THREAT(name, kind)                                                                         \
	{                                                                                          \
#name, COLUMN_##kind, offsetof(struct case_threat, name)                           \
	}
#define INPUT(name, kind)                                                                          \
	{                                                                                          \
#name, COLUMN_##kind, offsetof(struct case_input, name)                            \
	}

const struct column event_columns[] = {
	EVENT(time, TIME),
	EVENT(sensor, TEXT),
	EVENT(src_ip, TEXT),
	EVENT(src_port, PORT),
	EVENT(dst_ip, TEXT),
	EVENT(dst_port, PORT),
	EVENT(proto, TEXT),
	EVENT(type, TEXT),
	EVENT(trail, TEXT),
	EVENT(info, TEXT),
	EVENT(reference, TEXT),
	EVENT(severity, SEVERITY),
	EVENT(threat, TEXT),
	EVENT(event, TEXT),
	EVENT(count, NUMBER),
	EVENT(observed, TEXT),
	EVENT(direction, WORD),
	EVENT(flow, TEXT),
	EVENT(capture, TEXT),
	EVENT(frame, NUMBER),
	EVENT(status, TEXT),
	{ .name = NULL },
};

const struct column threat_columns[] = {
	{ "threat", COLUMN_TEXT, offsetof(struct case_threat, id) },
	THREAT(sensor, VALUES),
	THREAT(events, NUMBER),
	THREAT(severity, SEVERITY),
	{ "first_seen", COLUMN_TIME, offsetof(struct case_threat, first) },
	{ "last_seen", COLUMN_TIME, offsetof(struct case_threat, last) },
	{ "sparkline", COLUMN_BINS, offsetof(struct case_threat, bins) },
	THREAT(src_ip, VALUES),
	THREAT(src_port, VALUES),
	THREAT(dst_ip, VALUES),
	THREAT(dst_port, VALUES),
	THREAT(proto, VALUES),
	THREAT(type, TEXT),
	THREAT(trail, TEXT),
	THREAT(info, TEXT),
	THREAT(reference, TEXT),
	THREAT(tags, VALUES),
	{ .name = NULL },
};

const struct column input_columns[] = {
	{ "input", COLUMN_TEXT, offsetof(struct case_input, name) },
	INPUT(state, TEXT),
	INPUT(format, TEXT),
	INPUT(size, NUMBER),
	INPUT(digest_kind, TEXT),
	INPUT(digest, TEXT),
	{ "packets", COLUMN_NUMBER, offsetof(struct case_input, frames) },
	{ "bytes", COLUMN_NUMBER, offsetof(struct case_input, frame_bytes) },
	INPUT(first, TIME),
	INPUT(last, TIME),
	INPUT(backwards, NUMBER),
	{ "interfaces", COLUMN_INTERFACES, 0 },
	{ "damage", COLUMN_GAPS, 0 },
	INPUT(why, TEXT),
	INPUT(member, TEXT),
	INPUT(stored_size, NUMBER),
	INPUT(stored_digest, TEXT),
	{ "fates", COLUMN_FATES, 0 },
	INPUT(dropped_kernel, NUMBER),
	INPUT(dropped_interface, NUMBER),
	{ .name = NULL },
};

static const void *value_at(const struct column *column, const void *row)
{
	return (const char *)row + column->at;
}

struct text column_text(const struct column *column, const void *row)
{
	const void *at = value_at(column, row);
	if (column->kind == COLUMN_SEVERITY)
		return text_of(severity_name(*(const enum severity *)at));
	if (column->kind == COLUMN_WORD) {
		const char *word = *(const char *const *)at;
		return word ? text_of(word) : TEXT("");
	}
	return *(const struct text *)at;
}

uint64_t column_number(const struct column *column, const void *row)
{
	return *(const uint64_t *)value_at(column, row);
}

bool column_port(const struct column *column, const void *row, uint16_t *port)
{
	const struct case_event *e = row;
	*port = *(const uint16_t *)value_at(column, row);
	return e->has_ports;
}

int64_t column_time(const struct column *column, const void *row)
{
	return *(const int64_t *)value_at(column, row);
}

const struct case_values *column_values(const struct column *column, const void *row)
{
	return value_at(column, row);
}

const uint64_t *column_bins(const struct column *column, const void *row)
{
	return value_at(column, row);
}

size_t values_shown(const struct case_values *values)
{
	return values->count < LIMIT_SHOWN_VALUES ? values->count : LIMIT_SHOWN_VALUES;
}
