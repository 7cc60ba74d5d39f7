/* Passphrases for the members of encrypted archives: those of the run, and what a person says. */
#ifndef TS_CAPTURE_UNPACK_PHRASE_H
#define TS_CAPTURE_UNPACK_PHRASE_H

#include "capture/unpack.h"

/* The passphrase at place i of all that are known, NULL behind the last. They live as long as
 * the run. */
const char *phrase_at(struct unpack_common *common, size_t i);

/* A person is asked for one more for that file; NULL where nobody is there or nothing is said.
 * Threads ask one after the other. */
const char *phrase_ask(struct unpack_common *common, const char *file);

/* Whether it is the first time that a person is to be asked for that file. */
bool phrase_may_ask(struct unpack_common *common, const char *file);

#endif
