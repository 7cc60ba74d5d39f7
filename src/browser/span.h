/* The bins of the sparklines of a case. */
#ifndef TS_BROWSER_SPAN_H
#define TS_BROWSER_SPAN_H

#include "case/view.h"

struct span {
	int64_t start, width; /* ns; width 0: the case has no frames */
};

struct span span_of(struct case_file *c);

/* Begin of a bin. */
int64_t span_time(const struct span *s, size_t bin);

/* "15 s", "5 min", "3 h", "2 d". */
void span_width_text(const struct span *s, struct buf *out);

/* "2026-01-02 03:04:05" or, for whole days, "2026-01-02". */
void span_time_text(const struct span *s, size_t bin, struct buf *out);

#endif
