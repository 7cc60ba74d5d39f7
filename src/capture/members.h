/* What packed files hold: their captures become inputs. */
#ifndef TS_CAPTURE_MEMBERS_H
#define TS_CAPTURE_MEMBERS_H

#include "capture/input.h"

/*
 * Looks at all that a packed file holds. Each member that is a capture, or that cannot be read, goes
 * to common->found(); others are counted. One compressed stream becomes that capture itself; any
 * other file is no input any more, unless something was wrong with it (true: it stays one).
 */
bool members_look(struct input *in);

/* A packed stream becomes the first capture that it holds; false where there is none. */
bool members_begin(struct input *in);

/* The next capture of a packed stream that has come to the end of one; NULL where there is none. */
struct input *members_next(struct input *in);

#endif
