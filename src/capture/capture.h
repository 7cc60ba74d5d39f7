/*
 * Captures become frames, in order. Inputs are files, directories (walked; recognised by
 * content) and standard input; they are read as one run, merged by the running maximum of their
 * frame times, ties by input ordinal (DESIGN.md "Order" 1 and 2).
 *
 * Use: capture_new, capture_add for each argument, capture_begin, then capture_next until it
 * gives no frames, then the facts of each input, then capture_free.
 */
#ifndef TS_CAPTURE_CAPTURE_H
#define TS_CAPTURE_CAPTURE_H

#include <signal.h>

#include "base/address.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/hash.h"
#include "capture/frame.h"

struct capture_options {
	enum digest_kind digest;
	struct notices notices; /* a line for each input not read in full, when it is known */
	/* Once set (by a signal), no more is read: what was read is still handed out, then the run
	 * ends. NULL: never. */
	const volatile sig_atomic_t *stop;
};

/* What became of an input. */
enum input_state {
	INPUT_READ,        /* to its end */
	INPUT_DAMAGED,     /* up to a damage; what was good was used */
	INPUT_UNREADABLE,  /* it could not be opened or read, or holds what is not read here yet */
	INPUT_NO_CAPTURE,  /* not a capture that is known here (or empty) */
	INPUT_INTERRUPTED, /* a capture, read up to where the run was stopped, or not at all */
};

struct capture_interface {
	uint32_t link;    /* LINKTYPE_ value */
	uint32_t snaplen; /* 0: no limit */
	uint64_t frames;
	const char *name; /* if_name of pcapng, or "" */
};

struct capture_damage {
	uint64_t offset; /* in the input, bytes */
	uint64_t bytes;  /* not examined from there on; 0 where that is not known */
	const char *what;
};

struct capture_input {
	const char *name; /* as the manifest has it: below the directory all arguments share; "-" */
	const char *path; /* as it was given or found */
	bool named;       /* on the command line, not found in a walked directory */
	enum input_state state;
	const char *format;       /* "pcap", "pcap (nanosecond)", "pcapng", …; "" where unknown */
	const char *why;          /* what was wrong, "" where nothing was */
	uint64_t size;            /* bytes */
	char digest[DIGEST_TEXT]; /* of all its bytes, also behind a damage; "" where not read */
	uint64_t frames, frame_bytes; /* captured bytes of its frames */
	uint64_t backwards; /* frames whose time is before that of the frame before them */
	int64_t first,
	    last; /* smallest and largest frame time, TIME_NONE where there are no frames */
	const struct capture_interface *interfaces;
	size_t interface_count;
	const struct capture_damage *damages;
	size_t damage_count;
};

struct capture;

/* capture_free() frees it and all that it handed out. */
struct capture *capture_new(const struct capture_options *options);
void capture_free(struct capture *c);

/* Takes a file, a directory or "-". False and *f where it does not exist; everything else that
 * may be wrong with it becomes the state of an input. */
bool capture_add(struct capture *c, const char *path, struct fault *f) ATTR_CHECKED;

/* Looks at the head of every input, sets names, ordinals and states. Call once, before the
 * first capture_next(). */
void capture_begin(struct capture *c);

/* A key for the run's hash tables from the heads of the inputs (first 64 KiB of each). */
uint64_t capture_heads_hash(const struct capture *c);

/* The next frames, at most LIMIT_BATCH, from one or several inputs; 0 at the end of all. The
 * caller releases each batch. */
size_t capture_next(struct capture *c, struct frame_batch *batch);
void frame_batch_release(struct frame_batch *batch);

/* Inputs that are captures or were named come first, by ordinal; those found in a walked
 * directory that are no captures come after them, by path. Facts are complete when
 * capture_next() has given 0. */
size_t capture_inputs(const struct capture *c);
const struct capture_input *capture_input(const struct capture *c, size_t ordinal);

/* For progress: bytes read so far and bytes of all files (0 where standard input is among them). */
uint64_t capture_bytes_read(const struct capture *c);
uint64_t capture_bytes_total(const struct capture *c);

/* "EN10MB", or "LINKTYPE_147" where libpcap has no name. Static or owned by a table of fixed
 * size; never freed. */
const char *link_name(uint32_t link);

#endif
