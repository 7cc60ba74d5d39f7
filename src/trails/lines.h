/* A source read line by line with a bounded buffer: a line of any length costs no memory. */
#ifndef TS_TRAILS_LINES_H
#define TS_TRAILS_LINES_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/text.h"
#include "capture/ahead.h"

enum { LINES_ROOM = 4 * LIMIT_TRAIL_LINE };

enum line_fate {
	LINE_END,
	LINE_GOOD,
	LINE_LONG, /* longer than LIMIT_TRAIL_LINE */
	LINE_NUL,  /* holds a NUL byte */
};

struct lines {
	int fd, error;               /* error: errno of a failed read */
	const struct supply *supply; /* read instead of fd, where there is one */
	bool end;
	size_t at, have;
	uint64_t number; /* of the line given last, from 1 */
	struct digest *digest;
	char *room;
};

/* Opens (the file, or the supply where that is not NULL) and reads the first block. lines_close() frees, and may be
 * called after a failure. */
bool lines_open(
    struct lines *l, const char *path, const struct supply *supply, struct fault *f) ATTR_CHECKED;
void lines_close(struct lines *l);

/* The first block, or as much as there is; valid until lines_next(). */
struct text lines_first(const struct lines *l);

/* The next line without its end (LF or CRLF), valid until the next call. A byte order mark is
 * no part of the first line. */
enum line_fate lines_next(struct lines *l, struct text *line);

/* All that was not given yet, of at most that many bytes, behind what out holds; false where there is
 * more. */
bool lines_rest(struct lines *l, size_t most, struct buf *out);

/* Text of the digest of all that was read. */
void lines_digest(struct lines *l, char out[DIGEST_TEXT]);

#endif
