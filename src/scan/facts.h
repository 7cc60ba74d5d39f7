/* What the case says of inputs and of the frames in them. */
#ifndef TS_SCAN_FACTS_H
#define TS_SCAN_FACTS_H

#include "scan/chain.h"

/* Names the inputs from *named on, which becomes their number: streams may turn out to hold more. */
void facts_name_inputs(const struct scan_options *o, size_t *named);

/* Writes down all that is known; what was written before is replaced. */
void facts_record(
    const struct scan_options *o, const struct input_counts *counts, const struct scan_result *r);

#endif
