/* Which bytes of a frame carry a finding: names as text and as the labels of DNS, addresses and ports
 * in the headers, anything else as text. */
#include <config.h>

#include "evidence/tell.h"

#include "base/address.h"

enum {
	FOUND_MOST = 32, /* places of one text */
	WIRE_NAME = 256,
	VALUE_MOST = 4096,
	PART_LEAST = 4, /* bytes of a text of which the rest stands in another segment */
};

static void mark(struct telling *t, size_t at, size_t bytes)
{
	if (bytes == 0 || t->mark_count == TOLD_MARKS || at > t->frame->captured ||
	    bytes > t->frame->captured - at)
		return;
	t->marks[t->mark_count++] = (struct evidence_mark) { (uint32_t)at, (uint32_t)bytes };
}

/* What is searched: behind the outermost headers, or all where there are none. */
static size_t search_from(const struct telling *t)
{
	return t->packet_count ? offset_of(t, t->packets[0].payload) : 0;
}

static struct text searched(const struct telling *t)
{
	size_t from = search_from(t);
	return text_bytes(t->frame->bytes + from, t->frame->captured - from);
}

/* Marks all places of it; whether there is one. */
static bool mark_text(struct telling *t, struct text value)
{
	struct text rest = searched(t);
	bool any = false;
	for (int i = 0; value.n && i < FOUND_MOST; i++) {
		size_t at = text_find_nocase(rest, value);
		if (at == TEXT_NONE)
			break;
		any = true;
		mark(t, offset_of(t, (const uint8_t *)rest.s) + at, value.n);
		rest = text_from(rest, at + value.n);
	}
	return any;
}

/* "a.bc" as 1 a 2 b c 0; its length, 0 where it is no name. */
static size_t wire_name(struct text name, char out[WIRE_NAME])
{
	size_t n = 0;
	while (name.s && name.n) {
		struct text label = text_split(&name, '.');
		if (label.n == 0 || label.n > 63 || n + label.n + 2 > WIRE_NAME)
			return 0;
		out[n++] = (char)label.n;
		memcpy(out + n, label.s, label.n);
		n += label.n;
	}
	if (n)
		out[n++] = 0;
	return n;
}

/* The message of DNS that pointers count from. */
static struct text message(const struct telling *t)
{
	if (t->packet_count == 0)
		return TEXT("");
	const struct packet *p = &t->packets[t->packet_count - 1];
	struct text payload = text_bytes(p->payload, p->payload_size);
	return p->tuple.proto == IP_TCP ? text_from(payload, 2) : payload;
}

/* Whether the rest of a name stands at that place of a message, perhaps in several pieces. */
static bool goes_on_at(struct text m, size_t at, struct text rest)
{
	enum { JUMPS = 8 };
	for (int jumps = 0; jumps < JUMPS && at < m.n;) {
		uint8_t n = (uint8_t)m.s[at];
		if (n >= 0xc0 && at + 1 < m.n) {
			at = (n & 0x3fu) << 8 | (uint8_t)m.s[at + 1];
			jumps++;
			continue;
		}
		if (n > 63 || n + 1u > m.n - at || n + 1u > rest.n)
			return false;
		if (!text_is_nocase((struct text) { m.s + at, n + 1u }, text_head(rest, n + 1u)))
			return false;
		at += n + 1u;
		rest = text_from(rest, n + 1u);
		if (n == 0)
			return true;
	}
	return false;
}

/* The end of a name may stand elsewhere in the message: then a pointer follows. */
static bool mark_compressed(struct telling *t, struct text wire)
{
	struct text in = message(t), first = text_head(wire, 1 + (size_t)(uint8_t)wire.s[0]);
	bool any = false;
	for (size_t from = 0, at; from < in.n; from += at + 1) {
		at = text_find_nocase(text_from(in, from), first);
		if (at == TEXT_NONE)
			break;
		if (!goes_on_at(in, from + at, wire))
			continue;
		size_t end = from + at;
		while ((uint8_t)in.s[end] < 0xc0 && in.s[end])
			end += 1 + (size_t)(uint8_t)in.s[end];
		end += in.s[end] ? 2 : 1;
		mark(t, offset_of(t, (const uint8_t *)in.s) + from + at, end - from - at);
		any = true;
	}
	return any;
}

static bool mark_name(struct telling *t, struct text name)
{
	char wire[WIRE_NAME];
	size_t n = wire_name(name, wire);
	if (n == 0)
		return false;
	return mark_text(t, (struct text) { wire, n }) ||
	    (n > 2 && mark_compressed(t, (struct text) { wire, n }));
}

/* Names of Windows: each letter with a zero behind it. */
static bool mark_wide(struct telling *t, struct text name)
{
	char wide[2 * WIRE_NAME];
	if (name.n < PART_LEAST || name.n > WIRE_NAME)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		wide[2 * i] = name.s[i];
		wide[2 * i + 1] = 0;
	}
	return mark_text(t, (struct text) { wide, 2 * name.n });
}

/* A text that began in the segment before, or goes on in the next one. */
static bool mark_part(struct telling *t, struct text value)
{
	const struct packet *p = t->packet_count ? &t->packets[t->packet_count - 1] : NULL;
	if (!p || p->tuple.proto != IP_TCP)
		return false;
	struct text payload = text_bytes(p->payload, p->payload_size);
	size_t at = offset_of(t, p->payload);
	for (size_t n = value.n < payload.n ? value.n : payload.n; n >= PART_LEAST; n--) {
		struct text end = text_from(payload, payload.n - n);
		bool starts = text_is_nocase(text_head(payload, n), text_from(value, value.n - n));
		bool ends = text_is_nocase(end, text_head(value, n));
		if (starts || ends) {
			mark(t, starts ? at : at + payload.n - n, n);
			return true;
		}
	}
	return false;
}

/* --- addresses */

static void mark_end(struct telling *t, size_t i, bool dst, bool port)
{
	bool four = t->packets[i].tuple.version == 4;
	size_t size = four ? 4 : 16, at = t->ip[i] + (four ? 12u : 8u) + (dst ? size : 0);
	mark(t, at, size);
	if (port && t->packets[i].has_ports)
		mark(t, t->transport[i] + (dst ? 2u : 0u), 2);
}

/* Where it stands in the headers; ports: with the port beside it, where port is that one or 0. */
static bool mark_address(struct telling *t, const struct address *a, bool ports, uint16_t port)
{
	size_t size = a->version == 4 ? 4 : 16;
	bool any = false;
	for (size_t i = 0; i < t->packet_count; i++) {
		const struct tuple *tuple = &t->packets[i].tuple;
		if (tuple->version != a->version || t->ip[i] == UINT32_MAX)
			continue;
		bool src = memcmp(tuple->src, a->bytes, size) == 0;
		bool dst = memcmp(tuple->dst, a->bytes, size) == 0;
		if (src)
			mark_end(t, i, false, ports && (port == 0 || port == tuple->sport));
		if (dst)
			mark_end(t, i, true, ports && (port == 0 || port == tuple->dport));
		any |= src || dst;
	}
	/* An answer of DNS, or a tunnel that is not opened here. */
	return any || mark_text(t, text_bytes(a->bytes, size));
}

/* "1.2.3.4", "1.2.3.4:80", "[2001:db8::1]:80" */
static bool parse_end(struct text value, struct address *a, uint16_t *port)
{
	uint64_t number = 0;
	*port = 0;
	if (address_parse(value, a))
		return true;
	size_t colon = text_find_last(value, ':');
	if (colon == TEXT_NONE || !text_number(text_from(value, colon + 1), UINT16_MAX, &number))
		return false;
	struct text host = text_head(value, colon);
	if (host.n > 2 && host.s[0] == '[' && host.s[host.n - 1] == ']')
		host = (struct text) { host.s + 1, host.n - 2 };
	*port = (uint16_t)number;
	return address_parse(host, a);
}

/* --- what may have been matched */

static bool mark_host(struct telling *t, struct text host)
{
	struct address a;
	uint16_t port;
	if (mark_text(t, host) || mark_name(t, host) || mark_wide(t, host))
		return true;
	if (parse_end(host, &a, &port))
		return mark_address(t, &a, port != 0, port);
	size_t colon = text_find_last(host, ':');
	return colon != TEXT_NONE && mark_text(t, text_head(host, colon));
}

/* "http://host/path" and what it is made of: a request has its host and path in two places. */
static bool mark_url(struct telling *t, struct text value)
{
	size_t scheme = text_find(value, TEXT("://"));
	if (scheme != TEXT_NONE)
		value = text_from(value, scheme + 3);
	size_t slash = text_find_char(value, '/');
	if (slash == TEXT_NONE)
		return mark_host(t, value);
	bool any = mark_text(t, value);
	if (!any && slash > 0)
		any = mark_host(t, text_head(value, slash));
	if (value.n > slash + 1)
		any |= mark_text(t, text_from(value, slash));
	return any;
}

static bool mark_value(struct telling *t, struct text value)
{
	value = text_trim(value);
	return value.n >= 2 && value.n <= VALUE_MOST && (mark_text(t, value) || mark_url(t, value));
}

/* A trail without the context in parentheses, or without the parentheses alone. */
static bool mark_trail(struct telling *t, struct text trail, bool context)
{
	struct buf plain;
	unsigned depth = 0;
	buf_init(&plain, VALUE_MOST);
	for (size_t i = 0; i < trail.n; i++) {
		char c = trail.s[i];
		depth += c == '(';
		if (c != '(' && c != ')' && (context || depth == 0))
			buf_char(&plain, c);
		depth -= c == ')' && depth > 0;
	}
	bool any = mark_value(t, buf_text(&plain));
	buf_free(&plain);
	return any;
}

static void mark_port(struct telling *t, uint16_t port)
{
	for (size_t i = 0; i < t->packet_count; i++) {
		const struct packet *p = &t->packets[i];
		if (t->ip[i] == UINT32_MAX || !p->has_ports)
			continue;
		if (p->tuple.dport == port)
			mark(t, t->transport[i] + 2u, 2);
		else if (p->tuple.sport == port)
			mark(t, t->transport[i], 2);
	}
}

void tell_marks(struct telling *t, const struct case_event *event)
{
	if (mark_value(t, event->observed) || mark_trail(t, event->trail, true) ||
	    mark_trail(t, event->trail, false))
		return;
	if (text_is(event->type, TEXT("PORT")) && event->has_ports)
		mark_port(t, event->dst_port);
	else
		mark_part(t, event->observed);
}
