/* Whole conversations of findings: which frames belong to them. */
#ifndef TS_EVIDENCE_TALKS_H
#define TS_EVIDENCE_TALKS_H

#include "evidence/wanted.h"

struct talks;

/* findings: the frames of findings, sorted; it is read until talks_end(). */
struct talks *talks_new(const struct wanted *findings);
void talks_free(struct talks *c);

/* The two parties of an event: their conversation that its frame stands in is wanted. */
void talks_want(struct talks *c, const struct case_event *e);

/* A frame, in order of time. */
void talks_see(struct talks *c, const struct evidence *e, const struct wanted_cursor *at);

/* There are no more: what waits for fragments does so no longer. */
void talks_end(struct talks *c);

/* Adds the frames of the wanted ones. */
void talks_add(const struct talks *c, struct wanted *w);

#endif
