/* One input: what is known of it, and its frames, in a queue that is filled as they are taken. */
#ifndef TS_CAPTURE_INPUT_H
#define TS_CAPTURE_INPUT_H

#include <sys/stat.h>

#include "capture/pace.h"
#include "capture/reader.h"

/* What all inputs of a run share. */
struct input_common {
	struct block_pool pool;
	struct hash_thread *hasher; /* NULL: digests are computed at once */
	enum digest_kind digest;
	struct notices notices;
	const volatile sig_atomic_t *stop; /* as in struct capture_options */
	bool strict;                       /* the same */
	const char *ended;                 /* why the run ended at damage, NULL: it did not */
	atomic_uint_least64_t bytes_read;
	size_t open;        /* inputs with an open source */
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
	bool stream;  /* cannot be opened again */
	bool capture; /* recognised */
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
	uint64_t gaps; /* how many there are; those behind LIMIT_DAMAGES are joined into the last */
};

/* A text that lives as long as the run. */
const char *input_text(struct input_common *common, const char *text);

/* An input of that path; input_free() frees it. */
struct input *input_new(struct input_common *common, const char *path);
void input_free(struct input *in);

/* Sets state and why. */
void input_fail(struct input *in, enum input_state state, const char *why);

/* Opens it and sees what it is: state, format, hash of the head, first time. A file is closed
 * again, a stream stays open. */
void input_look(struct input *in);

/* Whether a frame is ready in the queue; opens and reads as needed. */
bool input_ready(struct input *in);

/* Closes what is open of the file; queued frames stay until input_free(). */
void input_close(struct input *in);

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
