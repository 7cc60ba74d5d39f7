/* The kinds of packing, a row each: how one is recognised and what reads it. */
#ifndef TS_CAPTURE_UNPACK_FORMAT_H
#define TS_CAPTURE_UNPACK_FORMAT_H

#include "base/bytes.h"

struct archive;

/* By what it is seen that an archive was not cut: libarchive sees it; by blocks of zeros at the
 * end; only by the last header being whole. */
enum unpack_end { END_TOLD, END_ZEROS, END_HEADER };

struct unpack_format {
	const char *name;
	bool (*recognise)(struct bytes head);
	/* Makes libarchive know it; NULL: gzip, which zlib reads (nothing good is lost then). */
	int (*enable)(struct archive *a);
	bool stream;     /* one compressed file, not members with names */
	bool seeks;      /* cannot be read from start to end */
	bool compresses; /* what it gives may be larger than what it holds */
	enum unpack_end end;
};

/* By the first SOURCE_HEAD bytes, or all; NULL: not packed. */
const struct unpack_format *unpack_format_of(struct bytes head);

#endif
