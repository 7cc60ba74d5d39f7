/* The columns of events, threats and inputs, written once: name, order and where the value is.
 * CSV, JSON and JSON lines all read these tables. */
#ifndef TS_REPORTS_COLUMNS_H
#define TS_REPORTS_COLUMNS_H

#include "case/view.h"

enum column_kind {
	COLUMN_TEXT,       /* struct text */
	COLUMN_WORD,       /* const char * */
	COLUMN_NUMBER,     /* uint64_t */
	COLUMN_PORT,       /* uint16_t of a case_event, absent without has_ports */
	COLUMN_TIME,       /* int64_t ns, absent for TIME_NONE */
	COLUMN_SEVERITY,   /* enum severity */
	COLUMN_VALUES,     /* struct case_values */
	COLUMN_BINS,       /* uint64_t[SPARK_BINS] */
	COLUMN_INTERFACES, /* the interfaces of a case_input */
	COLUMN_GAPS,       /* the gaps of a case_input */
	COLUMN_FATES,      /* the frames of a case_input by fate */
};

struct column {
	const char *name;
	enum column_kind kind;
	size_t at; /* offset of the value in its row */
};

/* Each table ends with a row without a name. */
extern const struct column event_columns[];  /* rows are struct case_event */
extern const struct column threat_columns[]; /* rows are struct case_threat */
extern const struct column input_columns[];  /* rows are struct case_input */

/* The value of a column of that kind in a row. */
struct text column_text(const struct column *column, const void *row); /* TEXT, WORD, SEVERITY */
uint64_t column_number(const struct column *column, const void *row);
bool column_port(const struct column *column, const void *row, uint16_t *port);
int64_t column_time(const struct column *column, const void *row);
const struct case_values *column_values(const struct column *column, const void *row);
const uint64_t *column_bins(const struct column *column, const void *row);

/* How many of several values a report names; the others are counted: "…+N". */
size_t values_shown(const struct case_values *values);

#endif
