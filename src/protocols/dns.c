/* DNS messages: header, questions, records. RFC 1035 4.1, 6891. */
#include <config.h>

#include "protocols/dns.h"

#include "base/limits.h"
#include "protocols/dns_private.h"

enum {
	QUESTION_LEAST = 5, /* the root, type, class */
	RECORD_LEAST = 11,
	OPCODE_MOST = 6, /* RFC 8490 */
	PORT_DNS = 53,
	PORT_NETBIOS = 137,
	PORT_MULTICAST = 5353,
	PORT_LINK_LOCAL = 5355,
};

struct counts {
	uint16_t questions, sections[3];
};

static inline size_t records_of(const struct counts *c)
{
	return (size_t)c->sections[0] + c->sections[1] + c->sections[2];
}

static inline bool read_question(struct dns_reading *m, struct dns_question *q)
{
	size_t at = m->next;
	if (!dns_read_name(m, &at, &q->name) || m->size - at < 4)
		return false;
	q->type = load_be16(m->at + at);
	q->class = load_be16(m->at + at + 2);
	m->next = at + 4;
	return true;
}

static inline bool read_record(struct dns_reading *m, struct dns_record *r)
{
	size_t at = m->next;
	r->address.version = 0;
	memset(r->address.bytes, 0, sizeof(r->address.bytes));
	r->target = TEXT("");
	r->more = NULL;
	if (!dns_read_name(m, &at, &r->name) || m->size - at < 10)
		return false;
	const uint8_t *p = m->at + at;
	size_t n = load_be16(p + 8);
	at += 10;
	if (n > m->size - at)
		return false;
	r->type = load_be16(p);
	r->class = load_be16(p + 2);
	r->ttl = load_be32(p + 4);
	r->data = text_bytes(m->at + at, n);
	dns_read_data(m, at, r);
	m->next = at + n;
	return true;
}

/* Room for the elements that were promised, as far as the bytes can hold them. */
static inline size_t room_for(const struct dns_reading *m, size_t promised, size_t least)
{
	size_t fit = (m->size - m->next) / least;
	size_t n = promised < fit ? promised : fit;
	return n < LIMIT_DNS_RECORDS ? n : LIMIT_DNS_RECORDS;
}

/* The first names stand behind them: with a message of one question all is one piece. */
static inline void read_questions(struct dns_reading *m, size_t promised, struct dns_message *out)
{
	size_t room = room_for(m, promised, QUESTION_LEAST), n = 0;
	struct dns_question *list = dns_take_room(m, room * sizeof(*list));
	while (n < room && read_question(m, &list[n]))
		n++;
	out->questions = list;
	out->question_count = n;
	out->cut = n < promised;
}

/* OPT is no record of anything: its class is a size, its time to live holds flags. RFC 6891 6.1. */
static inline bool take_edns(const struct dns_record *r, struct dns_message *out)
{
	if (r->type != DNS_OPT || r->name.n > 0 || out->kind == DNS_NETBIOS)
		return false;
	if (!out->edns)
		out->rcode = (uint16_t)(out->rcode | r->ttl >> 24 << 4);
	out->edns = true;
	return true;
}

static inline void read_records(
    struct dns_reading *m, const struct counts *counts, struct dns_message *out)
{
	size_t promised = records_of(counts), authority = counts->sections[0];
	size_t additional = authority + counts->sections[1];
	size_t room = room_for(m, promised, RECORD_LEAST), read = 0, n = 0;
	struct dns_record *list = arena_take(m->arena, room * sizeof(*list));
	for (; read < room; read++) {
		list[n].section = (uint8_t)((read >= authority) + (read >= additional));
		if (!read_record(m, &list[n]))
			break;
		n += !take_edns(&list[n], out);
	}
	out->records = list;
	out->record_count = n;
	out->cut = read < promised;
}

static inline struct counts counts_of(const uint8_t *header)
{
	return (struct counts) { load_be16(header + 4),
		{ load_be16(header + 6), load_be16(header + 8), load_be16(header + 10) } };
}

/* Nothing is asked of the reserved bits, nor of flags that do not go together: software in the
 * field sets them all. NetBIOS uses all opcodes: RFC 1002 4.2.1.1. */
static inline bool is_sane(
    const uint8_t *p, const struct counts *c, size_t size, enum dns_kind kind)
{
	return ((p[2] >> 3 & 15) <= OPCODE_MOST || kind == DNS_NETBIOS) &&
	    c->questions * (size_t)QUESTION_LEAST + records_of(c) * RECORD_LEAST <=
	    size - DNS_HEADER;
}

bool dns_is_header(const uint8_t *p, size_t size, enum dns_kind kind)
{
	struct counts counts = counts_of(p);
	return size >= DNS_HEADER && is_sane(p, &counts, size, kind);
}

static inline void read_header(const uint8_t *p, struct dns_message *out)
{
	out->id = load_be16(p);
	out->response = p[2] & 0x80;
	out->opcode = p[2] >> 3 & 15;
	out->authoritative = p[2] & 4;
	out->truncated = p[2] & 2;
	out->recursion_desired = p[2] & 1;
	out->recursion_available = p[3] & 0x80;
	out->rcode = p[3] & 15;
}

/* Known names are not there where their place is 0. */
static inline void begin_reading(
    struct dns_reading *m, const uint8_t *p, size_t n, enum dns_kind kind, struct arena *arena)
{
	m->at = p;
	m->size = n;
	m->next = DNS_HEADER;
	m->kind = kind;
	m->suffix = 0;
	m->arena = arena;
	m->room = NULL;
	m->room_left = 0;
	m->budget = DNS_ROOM_MORE + n * DNS_EXPANSION;
	m->first = DNS_NO_POINTER;
	m->known[0].at = m->known[1].at = 0;
}

/* The captured bytes may be a part of the message: its counts are held against the largest one. */
bool dns_parse_message(
    const uint8_t *p, size_t n, enum dns_kind kind, struct arena *arena, struct dns_message *out)
{
	struct dns_reading m;
	*out = (struct dns_message) { .kind = (uint8_t)kind };
	if (n < DNS_HEADER)
		return false;
	struct counts counts = counts_of(p);
	if (!is_sane(p, &counts, DNS_MESSAGE_MOST, kind))
		return false;
	begin_reading(&m, p, n, kind, arena);
	read_header(p, out);
	read_questions(&m, counts.questions, out);
	if (!out->cut && records_of(&counts) > 0)
		read_records(&m, &counts, out);
	out->suffix = m.suffix;
	return out->question_count + out->record_count > 0;
}

/* The kind of message that is sent to a port; behind all where there is none. */
static inline unsigned kind_of(uint16_t port)
{
	switch (port) {
	case PORT_DNS:
		return DNS_UNICAST;
	case PORT_MULTICAST:
		return DNS_MULTICAST;
	case PORT_LINK_LOCAL:
		return DNS_LINK_LOCAL;
	case PORT_NETBIOS:
		return DNS_NETBIOS;
	default:
		return DNS_NETBIOS + 1;
	}
}

bool dns_is_port(uint16_t sport, uint16_t dport, enum dns_kind *kind)
{
	unsigned a = kind_of(sport), b = kind_of(dport), first = a < b ? a : b;
	bool known = first <= DNS_NETBIOS;
	*kind = known ? (enum dns_kind)first : DNS_UNICAST;
	return known;
}
