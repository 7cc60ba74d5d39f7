/* What was seen, good or bad, for the hunt that comes later. */
#ifndef TS_SCAN_OBSERVABLES_H
#define TS_SCAN_OBSERVABLES_H

#include "case/case.h"
#include "protocols/observation.h"

/* Writes down the addresses of a flow, and what the protocols in it told that trails may list. */
void observables_note(struct case_file *c, const struct observation *o);

#endif
