/* DNS messages: the resolver's address, every name asked for or told, every address told.
 * detection.md 3.1 Q3-Q6, 3.2 under the superset rule. */
#include <config.h>

#include "detect/match_private.h"
#include "detect/names.h"

/* Names of a message that were looked up: its records mostly repeat the question. */
enum { KNOWN = 16 };

struct known_names {
	struct text list[KNOWN];
	size_t n;
};

/* The address and the name that was asked for there. */
static struct text with_name(struct matching *m, struct text address, struct text name)
{
	return name.n ? JOIN(&m->out->arena, address, TEXT(" ("), name, TEXT(")")) : address;
}

/* Q6. A query with an unusable name is still a contact: it is reported without the name. */
static void match_resolver(struct matching *m, struct text name)
{
	const struct observation *o = m->seen;
	struct arena *arena = &m->out->arena;
	const struct text none = { NULL, 0 };
	struct trail t;
	struct text text;
	enum event_type type = EVENT_IP;
	bool to = true;
	if (trails_find_address_port(m->trails, &o->dst, o->dport, &t))
		type = EVENT_IPORT;
	else if (!trails_find_address(m->trails, &o->dst, &t))
		to = false;
	if (!to && !trails_find_address(m->trails, &o->src, &t))
		return;
	if (to)
		text = with_name(m, text_of_address(arena, &o->dst), name);
	else
		text = text_of_address(arena, &o->src);
	struct text observed = to ? text_of_address_port(arena, &o->dst, o->dport)
				  : text_of_address_port(arena, &o->src, o->sport);
	match_add(m, type, &t, text, observed, none);
}

/* What the reference's addresses alone do not meet: ranges, and address:port of the sender. */
static void match_resolver_extended(struct matching *m)
{
	const struct observation *o = m->seen;
	struct arena *arena = &m->out->arena;
	const struct text none = { NULL, 0 };
	const struct address *ends[2] = { &o->dst, &o->src };
	const uint16_t ports[2] = { o->dport, o->sport };
	struct trail t;
	if (m->out->count > m->first)
		return;
	if (trails_find_address_port(m->trails, &o->src, o->sport, &t)) {
		struct text text = text_of_address_port(arena, &o->src, o->sport);
		match_add(m, EVENT_IPORT, &t, text, text, none);
		return;
	}
	for (int i = 0; i < 2; i++) {
		if (!trails_find_range(m->trails, ends[i], &t))
			continue;
		struct text text =
		    JOIN(arena, t.key, TEXT(" ("), text_of_address(arena, ends[i]), TEXT(")"));
		match_add(
		    m, EVENT_IP, &t, text, text_of_address_port(arena, ends[i], ports[i]), none);
		return;
	}
}

/* Whether this flow began just before, with ends that no trail lists: the look-ups are done. */
static bool is_unlisted(const struct matching *m)
{
	return m->unlisted && m->unlisted->flow == m->seen->flow;
}

/* What a pointer leads to mostly is the very same text. */
static inline bool is_known(const struct known_names *known, struct text name)
{
	for (size_t i = 0; i < known->n; i++)
		if (known->list[i].n == name.n &&
		    (known->list[i].s == name.s || memcmp(known->list[i].s, name.s, name.n) == 0))
			return true;
	return false;
}

static inline void look_up(struct matching *m, struct known_names *known, struct text name)
{
	if (name.n == 0 || is_known(known, name))
		return;
	if (known->n < KNOWN)
		known->list[known->n++] = name;
	match_name(m, name, name);
}

static inline void look_up_address(
    struct matching *m, const struct address *a, struct text named_for)
{
	if (unlikely(m->may_list) && a->version)
		match_named_address(m, a, -1, named_for);
}

static void look_up_more(struct matching *m, struct known_names *known, const struct dns_more *more,
    struct text named_for)
{
	for (size_t i = 0; i < more->name_count; i++)
		look_up(m, known, more->names[i]);
	for (size_t i = 0; i < more->address_count; i++)
		look_up_address(m, &more->addresses[i], named_for);
}

static inline void look_up_record(
    struct matching *m, struct known_names *known, const struct dns_record *r, struct text asked)
{
	struct text named_for = asked.n ? asked : r->name;
	look_up(m, known, r->name);
	look_up(m, known, r->target);
	look_up_address(m, &r->address, named_for);
	if (unlikely(r->more))
		look_up_more(m, known, r->more, named_for);
}

void match_dns(struct matching *m)
{
	const struct dns_message *dns = m->seen->dns;
	struct text asked = dns->question_count ? dns->questions[0].name : TEXT("");
	struct known_names known;
	known.n = 0;
	if (!dns->response && is_resolver_flow(m->seen) && !is_unlisted(m)) {
		match_resolver(m, name_is_valid(asked) ? asked : TEXT(""));
		match_resolver_extended(m);
	}
	for (size_t i = 0; i < dns->question_count; i++)
		look_up(m, &known, dns->questions[i].name);
	for (size_t i = 0; i < dns->record_count; i++)
		look_up_record(m, &known, &dns->records[i], asked);
}
