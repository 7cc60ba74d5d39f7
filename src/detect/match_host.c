/* Hosts that somebody names: a name, or an address as text. What is only named, and not contacted, is of type
 * DNS, as the reference has it for the names of all protocols (detection.md 2.5). */
#include <config.h>

#include "detect/match_private.h"
#include "detect/names.h"

/* The words that excuse a contact excuse a mention. */
static bool is_excused(const struct trail *t)
{
	return text_has(t->info, TEXT("attacker"));
}

void match_named_address(
    struct matching *m, const struct address *a, int32_t port, struct text named_for)
{
	struct arena *arena = &m->out->arena;
	struct trail t;
	struct text text, plain = { NULL, 0 };
	if (port >= 0 && trails_find_address_port(m->trails, a, (uint16_t)port, &t))
		text = plain = text_of_address_port(arena, a, (uint16_t)port);
	else if (trails_find_address(m->trails, a, &t))
		text = plain = text_of_address(arena, a);
	else if (trails_find_range(m->trails, a, &t))
		text = t.key;
	else
		return;
	if (is_excused(&t))
		return;
	if (plain.n == 0) {
		plain = text_of_address(arena, a);
		text = named_for.n
		    ? JOIN(arena, text, TEXT(" ("), plain, TEXT(" "), named_for, TEXT(")"))
		    : JOIN(arena, text, TEXT(" ("), plain, TEXT(")"));
	} else if (named_for.n) {
		text = JOIN(arena, text, TEXT(" ("), named_for, TEXT(")"));
	}
	match_add(m, EVENT_DNS, &t, text, plain, mark_addresses(m->trails, arena, a, a));
}

/* "1.2.3.4", "1.2.3.4:80", "::1", "[::1]", "[::1]:80" */
static bool parse_address(struct text host, struct address *a, int32_t *port)
{
	size_t colon = text_find_last(host, ':');
	uint64_t v;
	*port = -1;
	if (address_parse(host, a))
		return true;
	bool bracket = host.n && host.s[0] == '[';
	if (colon != TEXT_NONE && (!bracket || host.s[colon - 1] == ']') &&
	    text_number(text_from(host, colon + 1), UINT16_MAX, &v)) {
		*port = (int32_t)v;
		host = text_head(host, colon);
	}
	if (bracket && host.n > 2 && host.s[host.n - 1] == ']')
		host = text_head(text_from(host, 1), host.n - 2);
	return address_parse(host, a) && bracket == (a->version == 6);
}

void match_host(struct matching *m, struct text host)
{
	struct address a;
	int32_t port;
	if (host.n == 0)
		return;
	if ((ascii_digit(host.s[0]) || text_find_char(host, ':') != TEXT_NONE) &&
	    parse_address(host, &a, &port))
		match_named_address(m, &a, port, TEXT(""));
	else
		match_name(m, name_of_host(host, &m->out->arena), host);
}

/* "some (malware)" and "some (suspicious)" become what Maltrail calls an address that is less sure. */
static struct text less_sure(struct arena *arena, struct text info)
{
	size_t class = text_ends(info, TEXT(")")) ? text_find_last(info, '(') : TEXT_NONE;
	struct text name = class == TEXT_NONE ? info : text_trim(text_head(info, class));
	return JOIN(arena, name, TEXT(" (potential malware site)"));
}

/* detection.md 9.1 item 2. Listed addresses were met when the flow began. */
void match_url_server(struct matching *m, struct text named)
{
	struct arena *arena = &m->out->arena;
	const struct observation *o = m->seen;
	struct trail t, listed;
	if (!o->from_initiator || !trails_find_url_at(m->trails, &o->dst, o->dport, &t) ||
	    is_excused(&t) || trails_find_address_port(m->trails, &o->dst, o->dport, &listed) ||
	    trails_find_address(m->trails, &o->dst, &listed))
		return;
	struct text address = text_of_address(arena, &o->dst),
		    both = text_of_address_port(arena, &o->dst, o->dport),
		    mark = mark_name(m->trails, arena, t.key);
	t.info = less_sure(arena, t.info);
	if (named.n)
		address = JOIN(arena, address, TEXT(" ("), named, TEXT(")"));
	match_add(m, EVENT_IP, &t, address, both, mark);
}

/* URLs have no "www." before their host. */
bool match_find_url(struct matching *m, struct text name, struct trail *t)
{
	const struct text www = TEXT("www.");
	return trails_find_url_of(m->trails, name, t) ||
	    (text_starts(name, www) && trails_find_url_of(m->trails, text_from(name, www.n), t));
}

void match_url_name(struct matching *m, struct trail t, struct text name, struct text observed)
{
	struct arena *arena = &m->out->arena;
	enum observation_kind kind = m->seen->kind;
	if (kind != OBSERVED_DNS && kind != OBSERVED_TLS_CLIENT)
		return;
	struct text mark = mark_name(m->trails, arena, name);
	t.info = less_sure(arena, t.info);
	match_add(m, EVENT_DNS, &t, name, observed, mark);
}

void match_digits(struct matching *m, enum event_type type, struct text digits)
{
	const struct text none = { NULL, 0 };
	struct trail t;
	if (digits.n == 0)
		return;
	struct text key = text_lower(digits, &m->out->arena);
	if (trails_find_key(m->trails, key, &t))
		match_add(m, type, &t, t.key, digits, none);
}

/* As agents are written (detection.md 3.3 H11): what stands in plain parentheses is context. */
static struct text escape_parentheses(struct arena *arena, struct text t)
{
	char *p = arena_take(arena, 2 * t.n);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] == '(' || t.s[i] == ')')
			p[n++] = '\\';
		p[n++] = t.s[i];
	}
	return (struct text) { p, n };
}

void match_agent(struct matching *m, struct text agent)
{
	const struct text none = { NULL, 0 };
	struct trail t;
	if (agent.n == 0)
		return;
	struct text key = text_lower(agent, &m->out->arena);
	if (trails_find_key(m->trails, key, &t) ||
	    (key.s != agent.s && trails_find_key(m->trails, agent, &t)))
		match_add(m, EVENT_UA, &t, escape_parentheses(&m->out->arena, t.key), agent, none);
}
