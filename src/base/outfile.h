/* Files that appear whole or not at all: written beside, synced, renamed. */
#ifndef TS_BASE_OUTFILE_H
#define TS_BASE_OUTFILE_H

#include "base/fault.h"
#include "base/text.h"

struct outfile;

/* Begins to write what will become path; "-" is standard output. NULL and *f on failure. */
struct outfile *outfile_begin(const char *path, struct fault *f);

/* Only its owner may read what will appear. */
void outfile_private(struct outfile *o);

/* Writes to an open descriptor, which stays open; name is for messages. */
struct outfile *outfile_on(int fd, const char *name);

/* Buffered; a failure is kept and told by outfile_commit(). */
void outfile_add(struct outfile *o, struct text t);

/* Bytes given so far. */
uint64_t outfile_size(const struct outfile *o);

/* Makes the file appear and frees o. On failure nothing appears, nothing is left behind. */
bool outfile_commit(struct outfile *o, struct fault *f) ATTR_CHECKED;

/* Gives up: nothing appears. Frees o; NULL is allowed. */
void outfile_abandon(struct outfile *o);

#endif
