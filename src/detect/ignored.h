/* Events that are no finding by a rule of the user's, which suppresses them. detection.md 5.4. */
#ifndef TS_DETECT_IGNORED_H
#define TS_DETECT_IGNORED_H

#include "base/buf.h"
#include "base/memory.h"
#include "detect/event.h"
#include "trails/trails.h"

struct pattern;

/* The mark of what suppresses an event, or an empty text: a rule of the trails, or the pattern, which may be NULL
 * and sees the event as "(sec, usec, 'src', sport, 'dst', dport, 'proto', 'type', 'trail', 'info', 'reference')". */
struct text ignored_by(const struct trails *trails, struct pattern *pattern, struct arena *arena,
    const struct event *e);

#endif
