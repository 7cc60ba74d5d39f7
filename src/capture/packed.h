/*
 * Packed files of a run. Each is walked once to learn what captures it holds; then each of these is
 * an input, and walks are opened for them as the merge asks for frames. A walk that has come to
 * the end of one member goes on to the next one that is wanted, so that members in the order of
 * their times are unpacked once; what it comes by is held (held.h).
 */
#ifndef TS_CAPTURE_PACKED_H
#define TS_CAPTURE_PACKED_H

#include "capture/held.h"
#include "capture/input.h"

struct packed;

/* A file or stream with that path, named so in messages, on the list of common; packed_free_all()
 * frees them. */
struct packed *packed_new(struct input_common *common, const char *path, const char *name);
void packed_free_all(struct input_common *common);

const char *packed_name(const struct packed *p);

/* Opens the stored file; NULL and *why where that fails. */
struct source *packed_open(struct packed *p, bool digest, const char **why);

/* Takes over a walk over a stream, which cannot be opened again. */
void packed_adopt(struct packed *p, struct unpack *walk);

/* Of the stored file, complete when all members are done: digest ("" where not read) and size. */
const char *packed_digest(const struct packed *p, uint64_t *size);

/* The input is a member of it (or the stream itself): its turn is that of its ordinal. */
void packed_join(struct packed *p, struct input *in);

/* The member is in memory, from an earlier walk; else NULL. */
const struct held *packed_held(const struct packed *p, uint64_t member);

/* A walk that stands at that member; NULL and *why where it cannot be had. */
struct unpack *packed_walk(struct packed *p, uint64_t member, const char **why);

/* The input is done with the member, and with the walk (NULL: it had none). */
void packed_return(struct packed *p, struct unpack *walk, uint64_t member);

#endif
