/* Observations as pairs of a kind and a value, of all that other tools show too. */
#ifndef TS_TESTS_SHOWN_H
#define TS_TESTS_SHOWN_H

#include "protocols/observation.h"

/* Calls each() for every value of o that is not empty. */
void shown_values(const struct observation *o,
    void (*each)(void *context, const char *kind, struct text value), void *context);

#endif
