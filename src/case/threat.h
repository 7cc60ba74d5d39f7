/* What a threat is: its key, its id, its severity. spec/threats.md 2 to 5. All pure. */
#ifndef TS_CASE_THREAT_H
#define TS_CASE_THREAT_H

#include "base/buf.h"
#include "base/text.h"

enum severity { SEVERITY_LOW = 1, SEVERITY_MEDIUM, SEVERITY_HIGH };

const char *severity_name(enum severity s);
enum severity severity_of(struct text info, struct text reference);

/* The words that decided it, and where they stand; NULL where none did (it is medium then). */
const char *severity_reason(struct text info, struct text reference, bool *in_reference);

/* norm(trail): without parenthesised parts, trimmed of spaces, then of dots. Appends to out. */
void threat_normalise(struct buf *out, struct text trail);

enum threat_kind { THREAT_PLAIN, THREAT_FLOOD, THREAT_DGA, THREAT_DNS_EXHAUSTION };

/* The grouping key of an event and its kind. src is the source cell in Maltrail's text, with a
 * forwarded address as "src,forwarded"; norm is the normalised trail; flooding is what pass 1 says
 * of norm. */
enum threat_kind threat_key(struct buf *out, struct text src, struct text norm, struct text info,
    struct text reference, bool flooding);

enum { THREAT_ID_TEXT = 9 };

/* The id that Maltrail's web table shows for that key: eight characters. */
void threat_id(struct text key, enum threat_kind kind, char out[THREAT_ID_TEXT]);

enum { SPARK_BINS = 24, SPARK_WIDTHS = 10 };

/* Widths of its bins up to a day, in seconds; each divides the next. */
extern const int64_t spark_widths[SPARK_WIDTHS];

/* The bins of the sparkline: width in ns is the smallest of 1 s, 5 s, 15 s, 1 min, 5 min, 15 min, 1
 * h, 3 h, 12 h, 1 d, then whole days, for which 24 bins that begin at a multiple of the width
 * (since 1970) cover first to last. *start is the first bin's begin. */
int64_t spark_width(int64_t first, int64_t last, int64_t *start);

#endif
