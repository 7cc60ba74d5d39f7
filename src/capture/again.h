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

/* FAILED: it cannot be read, was stopped, or what stands at a mark is not what stood there. NONE: what has
 * that number is no frame. END: the capture ends before it. */
enum again_answer { AGAIN_FRAME, AGAIN_NONE, AGAIN_END, AGAIN_FAILED };

/* The frame of that number, from the nearest place: the one at hand, the mark (NULL: none) or the start. It
 * is valid until the next call. *f is set where there is none. */
enum again_answer again_frame(struct again *a, uint64_t number, const struct capture_mark *mark,
    struct frame *out, struct fault *f) ATTR_CHECKED;

/* Whether it is no use to look for a mark of that frame. */
bool again_is_near(const struct again *a, uint64_t number);

/* The epb_packetid of a frame that was given, 0 where it has none. */
uint64_t again_packet_id(const struct again *a, const struct frame *frame);

/* Where a frame that was given came from. */
const struct capture_interface *again_interface(const struct again *a, const struct frame *frame);

struct again_whole {
	const char *path;
	enum digest_kind kind;
	const volatile sig_atomic_t *stop;
	void (*progress)(void *context, uint64_t bytes); /* so many were read; may be NULL */
	void *context;
};

/* The digest of a whole file. False and *f where it cannot be read, or reading was stopped. */
bool again_digest(const struct again_whole *w, char out[DIGEST_TEXT], struct fault *f) ATTR_CHECKED;

#endif
