/* Which names the domain check takes. detection.md 2.5 D0, D1; 3.1 Q3; 3.5. */
#ifndef TS_DETECT_NAMES_H
#define TS_DETECT_NAMES_H

#include "base/memory.h"

/* Letters, digits, dots, hyphens, underscores; a dot; a last label without underscores (D1). */
bool name_is_valid(struct text name);

/* Digits and dots with at least one digit (D0). */
bool name_is_numeric(struct text name);

/* Whether a label stands in the name, neither first nor last. */
bool name_has_inner(struct text name, struct text label);

/* A DNS name that stays unexamined: local suffixes, and ".intranet." in it (Q3). */
bool name_is_ignored(struct text name);

/* A name or mail server, as its first label says: ([rd]?ns|nf|mx|nic) and a number (2.5). */
bool name_is_server(struct text name);

/* What a server name of TLS must look like (3.5); lower case, no dot at its end. */
bool name_is_host(struct text name);

/* The name in a host as sent: up to the first colon, lower case, without the dot at its end.
 * Borrows from host where nothing is to be changed. */
struct text name_of_host(struct text host, struct arena *arena);

/* A copy with ASCII capitals made small; t itself where there are none. */
struct text text_lower(struct text t, struct arena *arena);

#endif
