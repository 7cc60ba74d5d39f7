/*
 * Captures become frames, in order. Inputs are files, directories (walked; recognised by
 * content), members of archives, streams and live interfaces; they are read as one run, merged by
 * the running maximum of their frame times, ties by input ordinal (DESIGN.md "Order" 1 and 2).
 *
 * Use: capture_new, capture_add for each argument (or capture_add_interface), capture_begin, then
 * capture_next until it returns false, then the facts of each input, then capture_free.
 */
#ifndef TS_CAPTURE_CAPTURE_H
#define TS_CAPTURE_CAPTURE_H

#include <signal.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/hash.h"
#include "capture/frame.h"

/* What opens encrypted members; "infected" is always tried. */
struct passphrases {
	const char *const *list;
	size_t count;
	/* Asks a person for one more, for the named file: true and *out. NULL: nobody is there. */
	bool (*ask)(void *context, const char *file, struct buf *out);
	void *context;
};

struct capture_options {
	enum digest_kind digest;
	struct notices notices; /* a line for each input not read in full, when it is known */
	struct passphrases passphrases;
	const char *filter; /* pcap-filter(7): frames that do not match are left out; NULL: none */
	int64_t since, until; /* frames before since and from until on are left out; 0: no bound */
	bool isolate;         /* one input after the other, each with a clock of its own */
	bool strict;          /* the first damage ends the run */
	/* Bounds of what is unpacked in the run: bytes, files; 0: those of limits.h. */
	uint64_t most_unpacked, most_members;
	/* Once set (by a signal), no more is read: what was read is still handed out, then the run
	 * ends. NULL: never. */
	const volatile sig_atomic_t *stop;
};

/* What became of an input. */
enum input_state {
	INPUT_READ,        /* to its end */
	INPUT_DAMAGED,     /* but for its damages; what was good was used */
	INPUT_UNREADABLE,  /* it could not be opened or read, or holds what is not read here yet */
	INPUT_NO_CAPTURE,  /* not a capture that is known here (or empty) */
	INPUT_INTERRUPTED, /* read up to where the run or the interface ended, or not at all */
	INPUT_REPEATED,    /* the same content as another input, which was examined: why names it */
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

/* A place from which an input can be read again without what stands before it. */
struct capture_mark {
	uint64_t frames;     /* number of the last frame before it */
	uint64_t offset;     /* in the input, bytes */
	uint64_t section;    /* pcapng: where its section begins, */
	uint64_t interfaces; /* and how many of them stand there before it */
	int64_t time;        /* of the first frame behind it */
};

struct capture_input {
	const char *name; /* as the manifest has it: below the directory all arguments share; "-" */
	const char *path; /* of the file, as it was given or found; of an interface: its name */
	const char *member; /* path inside that file ("b/c.pcap", "in.zip!c.pcap"), or "" */
	bool named;         /* on the command line, not found in a walked directory or an archive */
	bool live;          /* an interface */
	enum input_state state;
	const char *format;       /* "pcap", "pcap (nanosecond)", "pcapng", …; "" where unknown */
	const char *why;          /* what was wrong, "" where nothing was */
	uint64_t size;            /* bytes, unpacked */
	char digest[DIGEST_TEXT]; /* of all its bytes, also behind a damage; "" where not read */
	uint64_t stored_size;     /* of the file that it is packed in; 0 where it is not packed */
	char stored_digest[DIGEST_TEXT];
	uint64_t frames, frame_bytes; /* captured bytes of its frames */
	uint64_t filtered;            /* of the frames: left out by filter, since or until */
	uint64_t dropped_kernel, dropped_interface; /* live: frames that were never given to us */
	uint64_t backwards; /* frames whose time is before that of the frame before them */
	int64_t first,
	    last; /* smallest and largest frame time, TIME_NONE where there are no frames */
	const struct capture_interface *interfaces;
	size_t interface_count;
	const struct capture_damage *damages;
	size_t damage_count;
	const struct capture_mark
	    *marks; /* sparse, up to the first damage; none where it is packed */
	size_t mark_count;
};

struct capture;

/* capture_free() frees it and all that it handed out. */
struct capture *capture_new(const struct capture_options *options);
void capture_free(struct capture *c);

/* Takes a file, a directory or "-". False and *f where it does not exist; everything else that
 * may be wrong with it becomes the state of an input. */
bool capture_add(struct capture *c, const char *path, struct fault *f) ATTR_CHECKED;

struct live_options {
	uint32_t snaplen;    /* bytes; 0: whole frames */
	uint64_t buffer;     /* bytes, of the kernel's ring for each interface */
	bool no_promiscuous; /* only frames for this host */
	bool immediate;      /* hand frames over one by one as they come */
};

/* Takes a live interface ("any": all of them). The handle is open, with the filter of the options
 * set, when this returns; privileges may be dropped then. A run has files or interfaces, not both.
 * False and *f, with the remedy, where it cannot be opened. */
bool capture_add_interface(struct capture *c, const char *name, const struct live_options *options,
    struct fault *f) ATTR_CHECKED;

/* Interfaces of this host: name, description ("" for none), whether it is up. */
bool capture_list_interfaces(
    void (*each)(void *context, const char *name, const char *description, bool up), void *context,
    struct fault *f) ATTR_CHECKED;

/* Whether that is a filter that libpcap understands; false and *f say what is wrong. */
bool capture_check_filter(const char *filter, struct fault *f) ATTR_CHECKED;

/* Looks at the head of every input, sets names, ordinals and states. Call once, before the
 * first capture_next(). */
void capture_begin(struct capture *c);

/* A key for the run's hash tables from the heads of the inputs (first 4 KiB of each). */
uint64_t capture_heads_hash(const struct capture *c);

/* The next frames, at most LIMIT_BATCH, from one or several inputs (with isolate: from one); false
 * at the end of all. Live, a batch is empty where nothing came for a fifth of a second. The caller
 * releases each batch. */
bool capture_next(struct capture *c, struct frame_batch *batch);
void frame_batch_release(struct frame_batch *batch);

/* Inputs that are captures or were named come first, by ordinal; those found in a walked
 * directory that are no captures come after them, by path. Facts are complete when
 * capture_next() has returned false; live they may be asked for at any time. */
size_t capture_inputs(const struct capture *c);
const struct capture_input *capture_input(const struct capture *c, size_t ordinal);

/* Members of archives that are no captures: they are counted, and no inputs. */
uint64_t capture_strangers(const struct capture *c);

/* Live: facts count from nothing again, for a new case. */
void capture_restart(struct capture *c);

/* For progress: the input at hand ("" where there is none), bytes read so far and bytes of all files (0 where standard input is among them). */
const char *capture_at(const struct capture *c);
uint64_t capture_bytes_read(const struct capture *c);
uint64_t capture_bytes_looked(const struct capture *c); /* of packed files, in capture_begin() */
uint64_t capture_bytes_total(const struct capture *c);

/* "EN10MB", or "LINKTYPE_147" where libpcap has no name. Static or owned by a table of fixed
 * size; never freed. */
const char *link_name(uint32_t link);

#endif
