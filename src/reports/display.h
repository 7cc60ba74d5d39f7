/* Columns that text takes on a terminal, whatever the locale. The text is what escape_terminal()
 * gives: valid UTF-8 without controls. */
#ifndef TS_REPORTS_DISPLAY_H
#define TS_REPORTS_DISPLAY_H

#include "base/buf.h"

size_t display_width(struct text t);

/* How many bytes at the start of t fit into room columns. */
size_t display_head(struct text t, size_t room);

/* Appends t, cut to room columns with "…" as the last where it is longer. */
void display_fit(struct buf *out, struct text t, size_t room);

/* 1234567 as "1,234,567". */
void display_number(struct buf *out, uint64_t v);

/* "1 packet", "1,234 packets". */
void display_count(struct buf *out, uint64_t v, const char *one, const char *many);

#endif
