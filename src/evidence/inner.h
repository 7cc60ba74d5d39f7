/* What the parts of evidence.h share. */
#ifndef TS_EVIDENCE_INNER_H
#define TS_EVIDENCE_INNER_H

#include "base/digest.h"
#include "base/fault.h"
#include "base/intern.h"
#include "capture/again.h"
#include "evidence/evidence.h"

enum stored_state { STORED_UNKNOWN, STORED_FOUND, STORED_MISSING };

/* A file that captures of the case stand in. */
struct stored {
	struct text name; /* below the directory that all arguments of the scan shared */
	uint64_t size;    /* 0: not known */
	struct text digest;
	enum digest_kind kind;
	enum stored_state state;
	char *path;         /* where it is found */
	struct fault fault; /* why it is not */
};

struct evidence_input {
	struct text name, member;
	uint32_t ordinal;
	size_t stored; /* its file */
	bool once;     /* standard input, an interface: nothing to read again but what was saved */
	int64_t first, last;
	uint64_t frames;
	struct saved *saved; /* of one that is read only once: where its frames were kept, */
	bool sought;         /* or that was looked for in vain */
	struct again *open;
	uint64_t used;   /* when it was asked for last */
	unsigned pinned; /* not to be closed now */
};

struct found_file {
	char *path;
	uint64_t size;
};

/* Files of some directories, in the order in which they are tried. */
struct file_list {
	struct found_file *files;
	size_t count, room;
	size_t entries; /* of directories that were looked at */
	bool walked;
};

struct evidence {
	struct case_file *c;
	struct evidence_options options;
	char *case_directory, *directory;
	struct intern *names; /* of inputs: their places in inputs */
	struct evidence_input *inputs;
	size_t input_count, input_room;
	struct intern *stored_names;
	struct stored *stored;
	size_t stored_room;
	struct file_list near, given; /* below the present directory and the case's; --captures */
	struct arena texts;
	uint64_t clock; /* of uses */
	size_t open;
};

/* The path of the file that an input stands in, checked against the case; NULL and *f where it is not at
 * hand. */
const char *evidence_path(struct evidence *e, const struct evidence_input *in, struct fault *f);
void evidence_places_free(struct evidence *e);

/* Files below the present directory and the case's, and of --captures. */
const struct file_list *evidence_near(struct evidence *e);
const struct file_list *evidence_given(struct evidence *e);

struct evidence_input *evidence_input(struct evidence *e, struct text name, struct fault *f);

/* The place of that frame in the file that is read for the input: its number, but for one that is read
 * only once. 0 and *f: it is not at hand. */
uint64_t evidence_place(
    struct evidence *e, struct evidence_input *in, uint64_t number, struct fault *f);

/* Like evidence_fetch(), of the frame as capture/ has it. */
enum again_answer evidence_frame(struct evidence *e, struct evidence_input *in, uint64_t number,
    struct frame *frame, const struct capture_interface **interface, struct fault *f) ATTR_CHECKED;

/* Nothing more is wanted of the input for now. */
void evidence_close(struct evidence *e, struct evidence_input *in);

#endif
