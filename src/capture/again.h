/*
 * A capture of an earlier run, read again: frames by their number. What a plain file costs follows the
 * marks that the run left in it; what is packed is read from its start.
 */
#ifndef TS_CAPTURE_AGAIN_H
#define TS_CAPTURE_AGAIN_H

#include "capture/capture.h"

struct again;

struct again_options {
	const char *path;
	struct text member; /* path inside that file, or empty */
	struct passphrases passphrases;
	const volatile sig_atomic_t *stop; /* as in struct capture_options */
};

/* NULL and *f where there is no such file, or no capture in it. */
struct again *again_open(const struct again_options *options, struct fault *f);
void again_free(struct again *a);

/* Another member of the same file; one that stands behind the one at hand is come to without another
 * walk from the file's start. False and *f where there is none: then only this, or again_free(), may follow. */
bool again_member(struct again *a, struct text member, struct fault *f) ATTR_CHECKED;

/*
 * The frame of that number, from the nearest place: the one at hand, the mark (NULL: none) or the start.
 * Valid until the next call. False where there is none, with *f set: it was stopped, cannot be read,
 * what is found at the mark is not what was there, or the capture ends before it (then *ended).
 */
bool again_frame(struct again *a, uint64_t number, const struct capture_mark *mark,
    struct frame *out, bool *ended, struct fault *f) ATTR_CHECKED;

/* Where a frame that was given came from. */
const struct capture_interface *again_interface(const struct again *a, const struct frame *frame);

/* The digest of a whole file, of that kind. False and *f where it cannot be read, or reading was stopped. */
bool again_digest(const char *path, enum digest_kind kind, const volatile sig_atomic_t *stop,
    char out[DIGEST_TEXT], struct fault *f) ATTR_CHECKED;

#endif
