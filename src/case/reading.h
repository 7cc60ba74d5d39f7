/* What the parts of view.h share. */
#ifndef TS_CASE_READING_H
#define TS_CASE_READING_H

#include "case/file.h"
#include "case/text_cache.h"
#include "case/triage.h"
#include "case/view.h"

/* Tells a failure of reading, which then no longer sticks. */
bool reading_done(struct case_file *c, struct fault *f);

/* A text by number, a copy in arena. */
struct text reading_text(
    struct case_file *c, struct sqlite3_stmt *s, int column, struct arena *arena);

/* A text column, a copy in arena. */
struct text reading_copy(struct sqlite3_stmt *s, int column, struct arena *arena);

/* The name of an input, a copy in arena. */
struct text reading_input(struct case_file *c, uint64_t ordinal, struct arena *arena);

/* What triage says of a threat; never NULL, valid until the case is closed. */
const struct marks *reading_marks(struct case_file *c, struct text uid);

/* The tags of a threat, as triage has them; valid until the case is closed. */
struct case_values reading_tags(struct case_file *c, struct text uid);

/* All events, without what derives from their other columns: direction and Community ID. */
bool reading_events(struct case_file *c, bool (*each)(void *context, const struct case_event *e),
    void *context, struct fault *f);

#endif
