/* One input: what is known of it, and its frames, in a queue that is filled as they are taken. */
#ifndef TS_CAPTURE_INPUT_H
#define TS_CAPTURE_INPUT_H

#include <sys/stat.h>

#include "capture/filter.h"
#include "capture/held.h"
#include "capture/pace.h"
#include "capture/reader.h"
#include "capture/unpack.h"

struct packed;
struct input;
struct input_queue;

/* What all inputs of a run share. */
struct input_common {
	struct block_pool pool;
	struct hash_thread *hasher; /* NULL: digests are computed at once */
	enum digest_kind digest;
	struct notices notices;
	const volatile sig_atomic_t *stop; /* as in struct capture_options */
	bool strict;                       /* the same */
	const char *ended;                 /* why the run ended at damage, NULL: it did not */
	atomic_uint_least64_t bytes_read,
	    bytes_looked; /* looked: at packed files, to learn what they hold */
	struct unpack_common unpack;
	struct packed *packed; /* all of the run */
	struct held_list held; /* members that wait in memory */
	struct passphrases passphrases;
	struct filter *filter; /* NULL: all frames are taken */
	int64_t since, until;  /* as in struct capture_options */
	bool sifts;            /* there is one of these */
	struct input_queue *spare;
	size_t open;        /* inputs with an open source */
	bool closing;       /* nobody asks for what is not read yet */
	size_t most_open;   /* what descriptors there are for */
	size_t unpackers;   /* of these, members of packed files */
	uint64_t repeats;   /* inputs found to have the same content as others */
	uint64_t unbegun;   /* captures that a stopped run did not come to */
	uint64_t strangers; /* members of packed files that are no captures */
	/* Takes an input that was found inside another one. */
	void (*found)(void *context, struct input *in);
	void *context;
	struct arena texts; /* of the facts */
};

/* Frames that were read and not yet taken: from next to ready; behind that, at most one whose
 * clock the frame after it decides. */
struct input_queue {
	struct frame frames[LIMIT_BATCH];
	size_t next, ready, count;
	struct block *block;       /* where the frames stand, */
	struct block *first_block; /* and frame 0, where that is in another one */
};

struct input {
	struct capture_input facts;
	struct input_common *common;
	uint64_t device, inode;
	bool stream;             /* cannot be opened again */
	bool capture;            /* recognised */
	struct packed *packed;   /* the file that it is, or is a member of; NULL: plain */
	uint64_t member;         /* its number in that file */
	const char *kind;        /* how it is packed */
	struct unpack *walk;     /* that stands at the member, while it is open, or */
	const struct held *held; /* its bytes, from an earlier walk */
	uint32_t ordinal;
	uint64_t head_hash;
	int64_t first_time; /* TIME_NONE: it has no frames, or they have no time */
	bool has_frames;

	struct source *source; /* while it is read */
	struct reader *reader;
	struct input_queue *queue;
	struct pace pace;
	int64_t start;    /* clock of its first frame */
	int64_t previous; /* time of the frame before */
	bool looking;     /* only at the head: facts stay as they are */
	bool ended;

	struct capture_interface *interfaces; /* as facts has them; owned, */
	struct arena names;                   /* with their names */
	struct capture_damage *damages;       /* as facts has them; owned */
	size_t damage_room;
	struct capture_mark *marks; /* as facts has them; owned */
	size_t mark_room;
	uint64_t next_mark; /* offset from which on there is to be another one */
	uint64_t gaps; /* how many there are; those behind LIMIT_DAMAGES are joined into the last */
};

/* A text that lives as long as the run. */
const char *input_text(struct input_common *common, const char *text);

/* An input of that path; input_free() frees it. */
struct input *input_new(struct input_common *common, const char *path);
void input_free(struct input *in);

/* Sets state and why, which lives as long as the run. */
void input_fail(struct input *in, enum input_state state, const char *why);

/* Opens it and sees what it is: state, format, hash of the head, first time; true where it is a
 * capture. A file is closed again, a stream stays open. Where it is packed, packed is set. */
bool input_look(struct input *in);

/* Whether it would need one more thread to unpack, or one more descriptor, than there may be. */
bool input_must_wait(const struct input *in);

/* Whether a frame is ready in the queue; opens and reads as needed. */
bool input_ready(struct input *in);

/* Closes what is open of the file; queued frames stay. */
void input_close(struct input *in);

/* It has ended and its frames were taken: nothing but the facts stays. */
void input_release(struct input *in);

static inline struct block *input_block(const struct input_queue *q, size_t i)
{
	return i == 0 && q->first_block ? q->first_block : q->block;
}

/* Where it stands in the merge. */
static inline int64_t input_clock(const struct input *in)
{
	const struct input_queue *q = in->queue;
	return q && q->next < q->ready ? q->frames[q->next].clock : in->start;
}

#endif
