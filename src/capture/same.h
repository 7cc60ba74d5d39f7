/* The same content given twice is examined once. */
#ifndef TS_CAPTURE_SAME_H
#define TS_CAPTURE_SAME_H

#include "capture/input.h"

/*
 * Before the scan: files that were looked at, in the order of their names. Those equal in size, head
 * and tail are hashed whole; of equal ones the first stays, the others become INPUT_REPEATED.
 */
void same_before(struct input **inputs, size_t n);

/* After it: streams and members whose digests turned out to be equal are told of; why says it. */
void same_after(struct input **inputs, size_t n);

#endif
