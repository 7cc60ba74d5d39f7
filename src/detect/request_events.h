/* What the heuristics on requests and responses share: how their findings are written. */
#ifndef TS_DETECT_REQUEST_EVENTS_H
#define TS_DETECT_REQUEST_EVENTS_H

#include "detect/judge_private.h"
#include "detect/requests.h"

/* A space, a line end and parentheses as the trail texts of requests have them (H16). */
struct text request_encode(struct arena *arena, struct text t);

/* A finding of the heuristic on o, marked where an address is whitelisted. */
struct event message_event(struct judge *j, const struct observation *o,
    const struct heuristic *from, enum event_type type, struct text trail, struct text info);

/* The same of a request: with its forwarded-for address, whose sender no whitelist covers then (H15). The host that
 * it names marks nothing, unlike H12: whoever sends a request chooses that. */
struct event request_event(struct judge *j, const struct observation *o,
    const struct heuristic *from, enum event_type type, const struct request *r, struct text trail,
    struct text info);

#endif
