/* Rows of triage on disk; for triage.c. */
#ifndef TS_CASE_TRIAGE_STORE_H
#define TS_CASE_TRIAGE_STORE_H

#include "base/fault.h"
#include "base/text.h"

/* A table each: (id, value). A threat may have several tags, and one of each other kind. */
enum triage_what { MARK_TAG, MARK_STATUS, MARK_NOTE, MARK_HIDDEN, MARK_VIEW, MARK_KINDS };

/* From before to after; empty: no such row. id: a threat's, or a view's name. */
struct triage_change {
	enum triage_what what;
	struct text id, before, after;
};

typedef void triage_row(void *context, enum triage_what what, struct text id, struct text value);

/* Whether there is a side file. */
bool triage_store_aside(const char *path);

/* All rows that hold. */
bool triage_store_read(const char *path, triage_row *each, void *context, struct fault *f);

enum triage_place { TRIAGE_UNKNOWN, TRIAGE_CASE, TRIAGE_SIDE, TRIAGE_NOWHERE };

/* Makes the changes, and tells where. What is said of their threats by then, by others too, is handed out:
 * each threat begins with a row of MARK_KINDS. NOWHERE: nothing was done, for nothing can be written. */
bool triage_store_write(const char *path, const struct triage_change *list, size_t count,
    enum triage_place *place, triage_row *each, void *context, struct fault *f);

#endif
