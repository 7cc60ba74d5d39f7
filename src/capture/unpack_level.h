/*
 * One layer of packing: the members of an archive, or the one file of a compressed stream, over a
 * source. A walk stacks them; it alone knows of nesting, bounds and passphrases.
 */
#ifndef TS_CAPTURE_UNPACK_LEVEL_H
#define TS_CAPTURE_UNPACK_LEVEL_H

#include "base/fault.h"
#include "capture/source.h"
#include "capture/unpack_format.h"

struct level {
	struct unpack *walk; /* whose it is; */
	struct level *below; /* in is the member at hand of that one, NULL: the stored file; */
	unsigned depth;      /* archives around its members; */
	char *path, *kind;   /* of itself; */
	const char *phrase;  /* that it was opened with, */
	bool proven;         /* and that one did open a member */

	const struct unpack_format *format;
	struct source *in;
	bool owns_in;
	uint8_t *gathered;  /* what in stands over, where it was gathered */
	struct fault fault; /* of the member at hand, or of the archive */
	bool forward;       /* it is read from start to end, though in seeks */
	bool dead;          /* there are no more members */
	bool lost;          /* headers that cannot be read were passed over */
	bool broken;        /* nor can libarchive go on behind the member at hand */
	unsigned mended;    /* times that it was opened anew behind such a member */

	/* The member at hand. */
	const char *name; /* raw bytes; "" for a stream */
	uint64_t number;  /* of headers seen, with it */
	bool encrypted;
	const uint8_t *data; /* libarchive's: the next bytes of it, from place data_at */
	size_t left;
	uint64_t data_at, at;
	bool hole; /* what was read last is not stored: zeros that a sparse file is said to have */
	bool ended;

	struct archive *archive;
	struct gunzip *gunzip;
	char last[512]; /* bytes that were handed to libarchive, for the end mark */
	size_t last_count;
	void *locale; /* locale_t: names do not depend on that of the process */
};

/* Over what stands in the window of in, its start. */
struct level *level_new(const struct unpack_format *format, struct source *in, bool owns_in);
void level_free(struct level *l);

/* Makes bytes of a stream seekable; false and a fault where they are too many. */
bool level_gather(struct level *l, struct block_pool *pool);

/* Opens it, with these passphrases. */
bool level_open(struct level *l, const char *const *phrases, size_t count);

/* The same archive opened anew with one passphrase (or none: NULL), at the same member. */
bool level_reopen(struct level *l, const char *phrase);

/* The next file in it; false at the end, where fault says whether it was early. */
bool level_next(struct level *l);

/* Bytes of the member at hand, less than n only where some are not there at once; 0 at its end,
 * where fault says whether it was early. */
size_t level_read(struct level *l, uint8_t *to, size_t n);

#endif
