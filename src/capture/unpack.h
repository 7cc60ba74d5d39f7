/*
 * Stored files that hold captures: compressed, archived, and either inside the other, to a bounded
 * depth. A walk goes through all members in stored order, nested ones in their place; nothing is
 * written to disk. Through libarchive, with the filters and formats that unpack_kind() names.
 *
 * Where a file is damaged or cut, what stands before that is given: of gzip all of it (zlib reads
 * it). libarchive drops the piece that it was at: of a zip's member what 16 KiB unpack to, of
 * bzip2, xz, lzip and compress up to 64 KiB unpacked, of zstd 128 KiB, of lz4 one block (at most
 * 4 MiB).
 */
#ifndef TS_CAPTURE_UNPACK_H
#define TS_CAPTURE_UNPACK_H

#include "base/bytes.h"
#include "capture/capture.h"
#include "capture/source.h"

/* What all walks of a run share. */
struct unpack_common {
	const struct passphrases *passphrases;
	struct block_pool *pool;
	/* Bounds over the whole run, the least for tests to set; 0: those of limits.h. */
	uint64_t most_unpacked, most_members;
	atomic_uint_least64_t unpacked; /* bytes */
	atomic_uint_least64_t members;
	const volatile sig_atomic_t *stop;
	struct asked *asked; /* passphrases that a person gave; NULL at the start */
};

/* Frees what the walks left in it. */
void unpack_common_end(struct unpack_common *common);

/* One file inside, which is not packed any further. */
struct unpack_member {
	/* "b/c.pcap", "in.zip!c.pcap"; "" where the file is one compressed stream. Valid until the
	 * next call. */
	const char *path;
	/* Of it in the walk, from 0. A nested archive that is damaged is a member of its own, with
	 * why: it may be found damaged only when it is read in full, so compare the path, too. */
	uint64_t number;
	const char *kind; /* how it is packed, outermost first: "gzip", "tar, gzip", "zip, zip" */
	/* Why it cannot be read ("encrypted, and no passphrase fits", …), or "". */
	const char *why;
};

struct unpack;

/* What a file is packed as by its first bytes (SOURCE_HEAD of them, or all): "gzip", "zip", "tar",
 * …, or NULL. Static. */
const char *unpack_kind(struct bytes head);

/* A walk over the bytes of stored, which it owns from now on and whose window stands at the file's
 * start. Never NULL; what is wrong shows at the first member. */
struct unpack *unpack_new(struct unpack_common *common, const char *name, struct source *stored);
void unpack_free(struct unpack *u);

/* This walk only looks at what there is: its members count for the run, their bytes do not; with
 * others it is the other way round. Call it before the first unpack_next(). */
void unpack_look(struct unpack *u);

/* The next member; what was left of the one before is passed over. False at the end, then
 * unpack_fault() is "" or says what ended it early. */
bool unpack_next(struct unpack *u, struct unpack_member *m);

/* Bytes of the member at hand, less than n only at its end; then unpack_fault() is "" or says
 * what is wrong with it (with what was good given before). */
size_t unpack_read(struct unpack *u, uint8_t *to, size_t n);

/* What ended the walk or the member at hand early: one line, or "". Valid until the next call. */
const char *unpack_fault(const struct unpack *u);

/* The same as an errno: 0, EINTR where the run was stopped, or EIO. */
int unpack_error(const struct unpack *u);

/* Ends the walk: the rest of the stored file is read, and its digest (of the kind of
 * stored->digest) written; with stored->hasher it is complete after hash_thread_free(). False
 * where that failed or stored has none. */
bool unpack_digest(struct unpack *u, uint64_t *size, char out[DIGEST_TEXT]);

#endif
