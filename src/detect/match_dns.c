/* DNS queries: the resolver's address and every name asked for; and the name a TLS client asks
 * for. detection.md 3.1 Q3-Q6, 3.5. */
#include <config.h>

#include "detect/match_private.h"
#include "detect/names.h"

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

void match_dns(struct matching *m)
{
	const struct dns_message *dns = m->seen->dns;
	const struct text none = { NULL, 0 };
	if (dns->response)
		return;
	if (is_resolver_flow(m->seen) && !is_unlisted(m)) {
		struct text name = dns->question_count ? dns->questions[0].name : none;
		match_resolver(m, name_is_valid(name) ? name : none);
		match_resolver_extended(m);
	}
	for (size_t i = 0; i < dns->question_count; i++)
		if (!name_is_ignored(dns->questions[i].name))
			match_name(m, dns->questions[i].name, dns->questions[i].name);
}

void match_tls_client(struct matching *m)
{
	struct text sent = m->seen->hello->server_name;
	if (sent.n == 0 || text_find_char(sent, ':') != TEXT_NONE)
		return;
	struct text name = name_of_host(sent, &m->out->arena);
	if (name_is_host(name))
		match_name(m, name, sent);
}
