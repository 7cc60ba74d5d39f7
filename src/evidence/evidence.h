/*
 * The frames behind a finding, fetched again from their captures by input and number. Captures
 * are looked for where the case names them (below the present directory and the case's own), then in the
 * given directory, by size and digest. What a frame costs follows its place in its capture, and
 * frames that are asked for in order are read in one pass.
 */
#ifndef TS_EVIDENCE_EVIDENCE_H
#define TS_EVIDENCE_EVIDENCE_H

#include "capture/capture.h"
#include "case/view.h"

struct evidence;

struct evidence_options {
	const char *case_path;    /* NULL: a temporary case */
	const char *directory;    /* --captures, or NULL */
	const char *const *paths; /* files the run was given, as they were named, or NULL */
	size_t path_count;
	bool whole; /* captures are digested whole before they are used, however large */
	struct passphrases passphrases;    /* as in struct capture_options, */
	const volatile sig_atomic_t *stop; /* this, too */
	struct notices notices;
	/* What is being read, and how far it is: bytes, or frames; total 0: not known. NULL: never. */
	void (*progress)(void *context, struct text what, uint64_t done, uint64_t total);
	void *progress_context;
};

struct evidence *evidence_new(struct case_file *c, const struct evidence_options *options);
void evidence_free(struct evidence *e);

struct evidence_frame {
	const uint8_t *bytes;
	uint32_t captured, length; /* bytes here, bytes on the wire */
	int64_t time;
	uint32_t link;         /* LINKTYPE_ value */
	uint64_t number;       /* from 1, in its capture */
	struct text interface; /* its name, or empty */
	uint32_t snaplen;
};

/* The frame of that number of that input (by its name in the manifest). False and *f, with the remedy, where the
 * capture is not at hand, was changed since, or holds no such frame. Valid until the next call. */
bool evidence_fetch(struct evidence *e, struct text capture, uint64_t number,
    struct evidence_frame *out, struct fault *f) ATTR_CHECKED;

/* The file that the frames of that input are read from; *inside: they stand in a member of it, or have other
 * numbers there. NULL and *f where it is not at hand. */
const char *evidence_file(struct evidence *e, struct text capture, bool *inside, struct fault *f);

/* A line of the decoded summary: "IPv4 10.0.0.1 > 10.0.0.2, TTL 64" with the bytes that it tells of. */
struct evidence_layer {
	struct text text;
	uint32_t at, bytes;
};

/* Bytes of the frame that carry the finding: the name, address, value that was matched. */
struct evidence_mark {
	uint32_t at, bytes;
};

struct evidence_view {
	const struct evidence_layer *layers;
	size_t layer_count;
	const struct evidence_mark *marks; /* by place, not overlapping */
	size_t mark_count;
};

/* Decodes a frame and marks what matched there, for the event it belongs to (NULL: no marks). Lives in arena. */
void evidence_describe(const struct evidence_frame *frame, const struct case_event *event,
    struct arena *arena, struct evidence_view *out);

struct evidence_choice {
	const struct text *threats; /* ids; none: all */
	size_t threat_count;
	bool flows;       /* whole conversations */
	uint64_t context; /* frames before and after each */
	bool force;       /* an existing file is replaced */
};

struct evidence_counts {
	uint64_t frames, matching, missing; /* written; of them those of findings; not at hand */
	uint64_t captures;                  /* that something is missing of */
};

/* Writes one pcapng, whole or not at all: frames in order of time, byte-identical, a comment on each that
 * matches. False and *f where nothing could be written; what is missing is a notice each and counted. */
bool evidence_save(struct evidence *e, const struct evidence_choice *choice, const char *path,
    struct evidence_counts *counts, struct fault *f) ATTR_CHECKED;

#endif
