/* What an attribute of MISP gives, by its type: the same in its JSON and its CSV. Private to trails/. */
#ifndef TS_TRAILS_MISP_H
#define TS_TRAILS_MISP_H

#include "trails/import.h"

/* Values of two parts have a | between them. */
enum misp_part { MISP_WHOLE, MISP_FIRST, MISP_SECOND, MISP_BOTH, MISP_ENDPOINT, MISP_AGENT };

/* False where traffic does not show what has that type. */
bool misp_part_of(struct text type, enum misp_part *part);

void misp_give(struct import *in, enum misp_part part, struct text value, struct text info,
    struct text reference);

#endif
