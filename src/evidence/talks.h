/* Whole conversations of findings: which frames belong to them. */
#ifndef TS_EVIDENCE_TALKS_H
#define TS_EVIDENCE_TALKS_H

#include "evidence/wanted.h"

struct talks;

struct talks *talks_new(void);
void talks_free(struct talks *c);

/* The two parties of an event: their conversation that its frame stands in is wanted. */
void talks_want(struct talks *c, const struct case_event *e);

/* A frame, in order of time, and whether it is a finding's. */
void talks_see(
    struct talks *c, const struct evidence *e, const struct wanted_cursor *at, bool finding);

/* Adds the frames of the wanted ones. */
void talks_add(const struct talks *c, struct wanted *w);

#endif
