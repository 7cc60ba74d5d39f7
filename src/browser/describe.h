/* Lines that tell of addresses and times, for views of text. */
#ifndef TS_BROWSER_DESCRIBE_H
#define TS_BROWSER_DESCRIBE_H

#include "browser/pager.h"
#include "case/view.h"

struct browser;

/* "private", or country and network where they are known. */
void describe_place(struct browser *b, struct text address, struct buf *out);

/* Names that the captures gave it, the most of them at most, "+N" for others. */
void describe_names(struct browser *b, struct text address, size_t most, struct buf *out);

/* "12 s", "5 min", "3.4 h". */
void describe_span(int64_t from, int64_t to, struct buf *out);

/* "2026-01-02 03:04:05.123456789". */
void describe_time(int64_t ns, struct buf *out);

/* Why it is as severe as it is. */
void describe_severity(const struct case_threat *t, struct buf *out);

/* A label and a value as a line, which stands for it; nothing where it is empty. */
void describe_line(struct pager *p, const char *label, const char *field, struct text value);

/* A histogram: all bins in one line, then those that have something. */
void describe_bins(struct browser *b, struct pager *p, const uint64_t bins[SPARK_BINS]);

enum { DESCRIBE_LABEL = 12 };

#endif
