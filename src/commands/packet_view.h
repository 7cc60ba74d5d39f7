/* A frame on a plain terminal: its summary, and its bytes with what matched marked. */
#ifndef TS_COMMANDS_PACKET_VIEW_H
#define TS_COMMANDS_PACKET_VIEW_H

#include "evidence/evidence.h"

/* whole: all rows of bytes, not the first ones and those with marks alone. */
void packet_view(struct buf *out, const struct evidence_frame *frame,
    const struct evidence_view *view, bool color, bool whole);

#endif
