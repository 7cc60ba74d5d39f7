/* Parts of names, and responses that deny one. detection.md 3.1, 4.6, 4.7. */
#ifndef TS_DETECT_LABELS_H
#define TS_DETECT_LABELS_H

#include "detect/judge_private.h"

size_t label_count(struct text name);

/* The last n labels: all of a name that has no more. */
struct text last_labels(struct text name, size_t n);

/* What stands before the last n labels and their dot, or an empty text. */
struct text labels_before(struct text name, size_t n);

/* The domain that somebody registered, by the reference's rule: the last two labels, or three where
 * the last but one is as short as "co" or "com" (4.6). */
struct text registered_domain(struct text name);

/* "(before).last n labels" */
struct text in_parentheses(struct arena *arena, struct text name, size_t n);

enum { DNS_NO_SUCH_NAME = 3 };

/* Whether the message o denies that a name exists. */
static inline bool is_denial(const struct observation *o)
{
	return o->dns->response && o->dns->rcode == DNS_NO_SUCH_NAME;
}

/* The name that a recursive resolver denies to exist in the message o, where that tells something: not a
 * local one, no look-up of an address in a blocklist. Or an empty text. */
struct text denied_name(const struct observation *o);

#endif
