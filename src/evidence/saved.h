/* Frames of standard input and of interfaces, which exist only where --save kept them. */
#ifndef TS_EVIDENCE_SAVED_H
#define TS_EVIDENCE_SAVED_H

#include "evidence/inner.h"

/* The file that frames of that input were saved to, opened for it; NULL and *f where there is none. */
struct again *saved_open(struct evidence *e, struct evidence_input *in, struct fault *f);
const char *saved_path(const struct evidence_input *in);
void saved_free(struct saved *s);

/* Where the frame of that number of the input stands in its open file; 0 and *f: it was not kept. */
uint64_t saved_place(
    struct evidence *e, struct evidence_input *in, uint64_t number, struct fault *f);

/* Which frame of the input that is; 0: none. */
uint64_t saved_number(const struct evidence_input *in, const struct frame *frame);

#endif
