/* Names that captures gave addresses. */
#include <config.h>

#include "case/reading.h"

/* From "ADDRESS " to what follows all that begin so; names that are no text are BLOBs, behind the others. */
static bool each_between(struct case_file *c, struct text from, struct text to, bool blob,
    bool (*each)(void *context, struct text name, int64_t first, int64_t last, uint64_t count),
    void *context)
{
	bool more = true;
	struct sqlite3_stmt *s = db_prepare(c->db,
	    "SELECT value, first, last, count FROM observable"
	    " WHERE kind = 'resolution' AND value >= ?1 AND value < ?2 ORDER BY value");
	if (blob) {
		db_bind_blob(s, 1, from.s, from.n);
		db_bind_blob(s, 2, to.s, to.n);
	} else {
		db_bind_text(s, 1, from);
		db_bind_text(s, 2, to);
	}
	while (more && db_row(c->db, s))
		more = each(context, text_from(db_text(s, 0), from.n), db_int(s, 1), db_int(s, 2),
		    db_count(s, 3));
	db_finish(s);
	return more;
}

bool case_each_name(struct case_file *c, struct text address,
    bool (*each)(void *context, struct text name, int64_t first, int64_t last, uint64_t count),
    void *context, struct fault *f)
{
	struct buf from, to;
	buf_init(&from, SIZE_MAX / 4);
	buf_init(&to, SIZE_MAX / 4);
	buf_add(&from, address);
	buf_char(&from, ' ');
	buf_add(&to, address);
	buf_char(&to, ' ' + 1);
	if (each_between(c, buf_text(&from), buf_text(&to), false, each, context))
		each_between(c, buf_text(&from), buf_text(&to), true, each, context);
	buf_free(&from);
	buf_free(&to);
	return reading_done(c, f);
}
