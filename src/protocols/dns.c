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

static bool read_question(struct dns_reading *m, struct dns_question *q)
{
	size_t at = m->next;
	if (!dns_read_name(m, &at, &q->name) || m->size - at < 4)
		return false;
	q->type = load_be16(m->at + at);
	q->class = load_be16(m->at + at + 2);
	m->next = at + 4;
	return true;
}

static bool read_record(struct dns_reading *m, uint8_t section, struct dns_record *r)
{
	size_t at = m->next;
	r->section = section;
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
static size_t room_for(const struct dns_reading *m, size_t promised, size_t least)
{
	size_t fit = (m->size - m->next) / least;
	size_t n = promised < fit ? promised : fit;
	return n < LIMIT_DNS_RECORDS ? n : LIMIT_DNS_RECORDS;
}

static void read_questions(struct dns_reading *m, size_t promised, struct dns_message *out)
{
	size_t room = room_for(m, promised, QUESTION_LEAST), n = 0;
	struct dns_question *list = arena_take(m->arena, room * sizeof(*list));
	while (n < room && read_question(m, &list[n]))
		n++;
	out->questions = list;
	out->question_count = n;
	out->cut = n < promised;
}

/* OPT is no record of anything: its class is a size, its time to live holds flags. RFC 6891 6.1. */
static bool take_edns(const struct dns_record *r, struct dns_message *out)
{
	if (r->type != DNS_OPT || r->name.n > 0 || out->kind == DNS_NETBIOS)
		return false;
	if (!out->edns)
		out->rcode = (uint16_t)(out->rcode | r->ttl >> 24 << 4);
	out->edns = true;
	return true;
}

static void read_records(
    struct dns_reading *m, const struct counts *counts, struct dns_message *out)
{
	size_t promised = (size_t)counts->sections[0] + counts->sections[1] + counts->sections[2];
	size_t room = room_for(m, promised, RECORD_LEAST), read = 0, n = 0, past = 0;
	struct dns_record *list = arena_take(m->arena, room * sizeof(*list));
	for (uint8_t s = 0; s < 3; s++) {
		past += counts->sections[s];
		for (; read < past && read < room && read_record(m, s, &list[n]); read++)
			n += !take_edns(&list[n], out);
		if (read < past)
			break;
	}
	out->records = list;
	out->record_count = n;
	out->cut = read < promised;
}

/* Nothing is asked of the reserved bits, nor of flags that do not go together: software in the
 * field sets them all. NetBIOS uses all opcodes: RFC 1002 4.2.1.1. */
bool dns_is_header(const uint8_t *p, size_t size, enum dns_kind kind)
{
	size_t questions = load_be16(p + 4);
	size_t records = (size_t)load_be16(p + 6) + load_be16(p + 8) + load_be16(p + 10);
	return ((p[2] >> 3 & 15) <= OPCODE_MOST || kind == DNS_NETBIOS) && size >= DNS_HEADER &&
	    questions * QUESTION_LEAST + records * RECORD_LEAST <= size - DNS_HEADER;
}

static void read_header(const uint8_t *p, struct counts *counts, struct dns_message *out)
{
	out->id = load_be16(p);
	out->response = p[2] & 0x80;
	out->opcode = p[2] >> 3 & 15;
	out->authoritative = p[2] & 4;
	out->truncated = p[2] & 2;
	out->recursion_desired = p[2] & 1;
	out->recursion_available = p[3] & 0x80;
	out->rcode = p[3] & 15;
	counts->questions = load_be16(p + 4);
	for (size_t s = 0; s < 3; s++)
		counts->sections[s] = load_be16(p + 6 + 2 * s);
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
	m->known[0].at = m->known[1].at = 0;
}

/* The captured bytes may be a part of the message: its counts are held against the largest one. */
bool dns_parse_message(
    const uint8_t *p, size_t n, enum dns_kind kind, struct arena *arena, struct dns_message *out)
{
	struct dns_reading m;
	struct counts counts;
	begin_reading(&m, p, n, kind, arena);
	*out = (struct dns_message) { .kind = (uint8_t)kind };
	if (m.size < DNS_HEADER || !dns_is_header(m.at, DNS_MESSAGE_MOST, kind))
		return false;
	read_header(m.at, &counts, out);
	read_questions(&m, counts.questions, out);
	if (!out->cut && (counts.sections[0] | counts.sections[1] | counts.sections[2]))
		read_records(&m, &counts, out);
	out->suffix = m.suffix;
	return out->question_count + out->record_count > 0;
}

bool dns_is_port(uint16_t sport, uint16_t dport, enum dns_kind *kind)
{
	static const struct {
		uint16_t port;
		enum dns_kind kind;
	} rows[] = {
		{ PORT_DNS, DNS_UNICAST },
		{ PORT_MULTICAST, DNS_MULTICAST },
		{ PORT_LINK_LOCAL, DNS_LINK_LOCAL },
		{ PORT_NETBIOS, DNS_NETBIOS },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		*kind = rows[i].kind;
		if (sport == rows[i].port || dport == rows[i].port)
			return true;
	}
	*kind = DNS_UNICAST;
	return false;
}
