/* What match and judge share: texts of findings put together from pieces, the marks of what a
 * whitelist suppresses, and flows that are told apart. */
#ifndef TS_DETECT_MARKS_H
#define TS_DETECT_MARKS_H

#include "base/memory.h"
#include "protocols/observation.h"
#include "trails/trails.h"

static inline bool text_has(struct text t, struct text word)
{
	return text_find(t, word) != TEXT_NONE;
}

/* UDP, or UDP-Lite, with port 53 on a side: its addresses are met by its queries (detection.md 3.1 Q6), or else
 * when it ends. */
static inline bool is_resolver_flow(const struct observation *o)
{
	return (o->proto == 17 || o->proto == 136) && (o->sport == 53 || o->dport == 53);
}

/* Neither private nor multicast: somebody's out there. */
static inline bool is_public(const struct address *a)
{
	bool multicast = a->version == 4 ? a->bytes[0] >= 224 : a->bytes[0] == 0xff;
	return !multicast && !address_is_private(a);
}

/* The pieces behind each other. */
struct text text_join(struct arena *arena, const struct text *parts, size_t n);

#define JOIN(arena, ...)                                                                           \
	text_join(arena, (const struct text[]) { __VA_ARGS__ },                                    \
	    sizeof((const struct text[]) { __VA_ARGS__ }) / sizeof(struct text))

struct text text_of_address(struct arena *arena, const struct address *a);
struct text text_of_address_port(struct arena *arena, const struct address *a, uint16_t port);

/* "whitelist " and the entry that covers either address, or an empty text. */
struct text mark_addresses(const struct trails *trails, struct arena *arena,
    const struct address *src, const struct address *dst);

/* The same for a name or one of its parents. Only the leading letters, digits, dots, hyphens and
 * underscores of the lower case host are the name (detection.md 2.7). */
struct text mark_name(const struct trails *trails, struct arena *arena, struct text host);

#endif
