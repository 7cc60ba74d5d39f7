/* Rules for events that are no finding, as Maltrail's ignore list has them: "source;port;destination;port", "*" for
 * any. detection.md 5.4. */
#ifndef TS_TRAILS_IGNORE_H
#define TS_TRAILS_IGNORE_H

#include "base/address.h"

struct ignores;

struct ignores *ignores_new(void);
void ignores_free(struct ignores *g);

/* A rule, and the place where it stands, as "FILE:LINE". What is no rule is left out. */
void ignores_add(struct ignores *g, struct text rule, struct text place);

/* The two ends of an event, by which alone rules go. */
struct ignore_ends {
	struct address src, dst;
	struct text forwarded; /* a forwarded-for address of the source, or empty */
	const uint16_t *ports; /* of the source, of the destination; NULL: there are none */
};

/* "RULE (PLACE)" of the first rule that applies, or empty; lives as long as g. */
struct text ignores_find(const struct ignores *g, const struct ignore_ends *e);

/* The rules that name this address, or none, in order: from *at on, which is moved behind the one that is given. Empty:
 * there are no more. */
struct text ignores_naming(const struct ignores *g, const struct address *a, size_t *at);

#endif
