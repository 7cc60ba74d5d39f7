/* Text from the wire passes one door per destination. */
#ifndef TS_BASE_ESCAPE_H
#define TS_BASE_ESCAPE_H

#include "base/buf.h"
#include "base/text.h"

/* Terminal: C0, DEL, C1, bidirectional controls and bytes that are not UTF-8 become \xHH or
 * \u{HHHH}; nothing that moves a cursor or changes a colour gets through. */
void escape_terminal(struct buf *out, struct text t);

enum csv_style { CSV_SAFE, CSV_RAW };

/* One CSV cell (RFC 4180): quoted where it holds , " CR or LF. CSV_SAFE puts an apostrophe before
 * a leading = + - @ TAB or CR. Bytes that are not UTF-8 become \xHH. */
void escape_csv(struct buf *out, struct text t, enum csv_style style);

/* Valid UTF-8: bytes that are not become \xHH. For JSON strings, before the writer quotes them. */
void escape_utf8(struct buf *out, struct text t);

/* Bytes that are not UTF-8 become U+FFFD, one for each maximal malformed sequence
 * (detection.md 0.3 TX1). */
void repair_utf8(struct buf *out, struct text t);

#endif
