/*
 * Triage: what people say of threats, keyed by threat id (threats.md 7): tags, a status, a note,
 * hidden or not; and the views they saved. It stands in the case file, in tables that no digest
 * covers; where the case cannot be written it stands in a file beside it ("CASE.triage"), or, where that
 * cannot be written either, nowhere: then it ends with the run, and the opener is told. All of it is
 * in memory while it is open; each change is on disk when its call returns.
 */
#ifndef TS_CASE_TRIAGE_H
#define TS_CASE_TRIAGE_H

#include "base/buf.h"
#include "base/fault.h"
#include "base/text.h"

enum triage_status { TRIAGE_NEW, TRIAGE_INVESTIGATING, TRIAGE_RESOLVED, TRIAGE_FALSE_POSITIVE };

enum {
	TRIAGE_TAG = 24,    /* characters of a tag */
	TRIAGE_NOTE = 2000, /* characters of a note */
};

struct marks {
	const struct text *tags; /* in order of bytes, none twice */
	size_t tag_count;
	struct text note; /* may hold line breaks */
	enum triage_status status;
	bool hidden;
};

struct triage;

/* Reads the triage of the case at path, with that of its side file. NULL and *f where it cannot be
 * read. Nothing is written before the first change. */
struct triage *triage_open(const char *path, struct fault *f);
void triage_free(struct triage *t);

/* Where changes go: the case, its side file, or "" (memory). Known after the first change. */
const char *triage_place(const struct triage *t);

/* Never NULL; valid until the next change. */
const struct marks *triage_of(const struct triage *t, struct text uid);

/* Changes: each is one step for triage_undo(), however many threats it names. False and *f where it
 * could not be written; then nothing is changed. A tag is trimmed, without "," and "|", and cut. */
bool triage_tag(
    struct triage *t, const struct text *uids, size_t count, struct text tag, struct fault *f);
bool triage_untag(
    struct triage *t, const struct text *uids, size_t count, struct text tag, struct fault *f);
bool triage_note(
    struct triage *t, const struct text *uids, size_t count, struct text note, struct fault *f);
bool triage_status(struct triage *t, const struct text *uids, size_t count,
    enum triage_status status, struct fault *f);
bool triage_hide(
    struct triage *t, const struct text *uids, size_t count, bool hidden, struct fault *f);

/* What the side file says goes into a case that is complete by now. False and *f where that failed; true, too, where
 * there is none, or the case cannot be written. */
bool triage_settle(const char *path, struct fault *f);

/* Takes the last change of this run back. False where there is none, or (*f set) it cannot be written. */
bool triage_undo(struct triage *t, struct fault *f);

/* "new", "investigating", "resolved", "false-positive". */
const char *triage_status_name(enum triage_status status);
bool triage_status_parse(struct text t, enum triage_status *status); /* and "fp", "open" … (8.2) */

uint64_t triage_hidden(const struct triage *t); /* threats that are */

/* All tags in use, in order of bytes, for completion. */
void triage_each_tag(const struct triage *t,
    void (*each)(void *context, struct text tag, uint64_t threats), void *context);

/* Saved views: a name and what the browser wrote for it. An empty content removes the view. */
bool triage_save_view(struct triage *t, struct text name, struct text content, struct fault *f);
void triage_each_view(const struct triage *t,
    void (*each)(void *context, struct text name, struct text content), void *context);

#endif
