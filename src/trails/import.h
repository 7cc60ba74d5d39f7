/*
 * Importing trails: one file a format, one row in the table of formats.c. A format reads a source through
 * import_line() or import_whole() and gives what it finds to import_value(); the room behind it (spelling, merging,
 * counting what was skipped) is the same for all. spec/trails.md 4, 9.
 */
#ifndef TS_TRAILS_IMPORT_H
#define TS_TRAILS_IMPORT_H

#include "base/text.h"
#include "trails/build.h"

struct import; /* one source while it is read */

struct import_format {
	const char *name; /* of --as */
	const char *help; /* one line, for "trails formats" and the manual */
	/* Whether a source that begins with head (its first block, or all of it) is of this format; name is that
	 * of the file. NULL: only where it was asked for. */
	bool (*is)(struct text head, struct text name);
	void (*read)(struct import *in);
};

/* Every format, ending with a NULL; the first whose is() says yes reads a source. */
extern const struct import_format *const import_formats[];

/* The format of that name, or NULL. */
const struct import_format *import_format_of(struct text name);

/* --- reading: for formats */

/* The beginning of the source, as is() had it. */
struct text import_head(const struct import *in);

/* The next line without its end; lines too long or with NUL bytes are skipped and counted. Valid until the
 * next call. */
bool import_line(struct import *in, struct text *line);

/* All of the source at once, for formats that are one document; false, and the source is skipped, where it is
 * larger than IMPORT_WHOLE_MOST. */
enum { IMPORT_WHOLE_MOST = 512 << 20 };
bool import_whole(struct import *in, struct text *all);

/* --- giving: for formats. Texts are copied. */

/* One indicator in any spelling: an address, a range, an address with a port, a name, a URL, a path, a fingerprint;
 * also defanged (hxxp, [.], (.), [:]). info and reference, where empty, are the source's own. Where
 * it is none it is skipped and counted. */
void import_value(struct import *in, struct text value, struct text info, struct text reference);

/* An entry of a whitelist: a name, an address or a range. */
void import_entry(struct import *in, struct text entry);

/* The line or record at hand is left out; why is static and ends a sentence ("not three fields"). */
void import_skip(struct import *in, const char *why);

/* What is given from now on was reported there (a URL); empty: nowhere. */
void import_cite(struct import *in, struct text citation);

/* Of the whole source: other names of what it lists; the day it is of, as the source says. */
void import_aliases(struct import *in, struct text aliases);
void import_date(struct import *in, struct text date);

/* info and reference of rows that have none of their own. */
void import_words(struct import *in, struct text info, struct text reference);

/* Formats without a line of their own (JSON): the number that the record at hand is shown with. */
void import_at(struct import *in, uint64_t number);

#endif
