/* DNS messages: names, questions, records. RFC 1035, 2782, 3596 (AAAA), 6672 (DNAME), 6762. */
#include <config.h>

#include "protocols/dns.h"

#include "base/limits.h"

enum {
	HEADER_SIZE = 12,
	QUESTION_LEAST = 5, /* the root, type, class */
	RECORD_LEAST = 11,
	MESSAGE_MOST = 65535,
	OPCODE_MOST = 6, /* RFC 8490 */
	LABEL_MOST = 63,
	POINTER = 0xc0,
	CLASS_IN = 1,
	CLASS_MASK = 0x7fff, /* multicast DNS has a flag above it: RFC 6762 10.2, 18.12 */
	TYPE_SRV = 33,
	TYPE_DNAME = 39,
};

struct message {
	const uint8_t *at; /* the whole of it: pointers count from here */
	size_t size;
	size_t next; /* what is to be read */
	struct arena *arena;
};

struct name {
	char s[LIMIT_NAME];
	size_t n;
};

struct counts {
	uint16_t questions, sections[3];
};

static bool add_label(struct name *name, const uint8_t *p, size_t n)
{
	size_t dot = name->n > 0;
	if (n + dot > sizeof(name->s) - name->n)
		return false;
	if (dot)
		name->s[name->n++] = '.';
	for (size_t i = 0; i < n; i++)
		name->s[name->n++] = ascii_lower((char)p[i]);
	return true;
}

/* Moves *at to where the pointer that stands there leads. It must lead before the labels that it
 * ends: then every walk comes to an end. */
static bool follow(const struct message *m, size_t *at, size_t *labels)
{
	if (m->size - *at < 2)
		return false;
	size_t target = load_be16(m->at + *at) & 0x3fff;
	if (target >= *labels)
		return false;
	*at = *labels = target;
	return true;
}

/* The name at *at, which moves behind it. */
static bool read_name(const struct message *m, size_t *at, struct name *name)
{
	size_t p = *at, labels = *at, behind = 0, jumps = 0;
	name->n = 0;
	while (p < m->size && m->at[p] != 0) {
		size_t n = m->at[p];
		if (n <= LABEL_MOST) {
			if (n >= m->size - p || !add_label(name, m->at + p + 1, n))
				return false;
			p += 1 + n;
			continue;
		}
		if (jumps == 0)
			behind = p + 2;
		if (n < POINTER || jumps++ == LIMIT_DNS_JUMPS || !follow(m, &p, &labels))
			return false;
	}
	*at = jumps ? behind : p + 1;
	return p < m->size;
}

/* The name from at on, if it ends by end; what it points to may lie elsewhere. Else empty. */
static struct text inner_name(const struct message *m, size_t at, size_t end)
{
	struct name name;
	if (!read_name(m, &at, &name) || at > end)
		return TEXT("");
	return arena_text(m->arena, (struct text) { name.s, name.n });
}

/* How many bytes stand before the name in such a record's data; false where none is in it. */
static bool has_target(uint16_t type, size_t *before)
{
	static const struct {
		uint8_t type, before;
	} rows[] = {
		{ DNS_NS, 0 },
		{ DNS_CNAME, 0 },
		{ DNS_PTR, 0 },
		{ DNS_MX, 2 },
		{ TYPE_SRV, 6 },
		{ TYPE_DNAME, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		*before = rows[i].before;
		if (rows[i].type == type)
			return true;
	}
	return false;
}

static void read_data(const struct message *m, size_t at, size_t n, struct dns_record *r)
{
	size_t before;
	bool internet = (r->class & CLASS_MASK) == CLASS_IN;
	r->data = text_bytes(m->at + at, n);
	r->address = (struct address) { .version = 0 };
	r->target = TEXT("");
	if (internet && ((r->type == DNS_A && n == 4) || (r->type == DNS_AAAA && n == 16))) {
		r->address.version = n == 4 ? 4 : 6;
		memcpy(r->address.bytes, m->at + at, n);
	} else if (has_target(r->type, &before)) {
		r->target = inner_name(m, at + before, at + n);
	}
}

static bool read_question(struct message *m, struct dns_question *q)
{
	struct name name;
	size_t at = m->next;
	if (!read_name(m, &at, &name) || m->size - at < 4)
		return false;
	q->type = load_be16(m->at + at);
	q->class = load_be16(m->at + at + 2);
	q->name = arena_text(m->arena, (struct text) { name.s, name.n });
	m->next = at + 4;
	return true;
}

static bool read_record(struct message *m, uint8_t section, struct dns_record *r)
{
	struct name name;
	size_t at = m->next;
	if (!read_name(m, &at, &name) || m->size - at < 10)
		return false;
	const uint8_t *p = m->at + at;
	size_t n = load_be16(p + 8);
	at += 10;
	if (n > m->size - at)
		return false;
	r->type = load_be16(p);
	r->class = load_be16(p + 2);
	r->ttl = load_be32(p + 4);
	r->section = section;
	r->name = arena_text(m->arena, (struct text) { name.s, name.n });
	read_data(m, at, n, r);
	m->next = at + n;
	return true;
}

/* Room for the elements that were promised, as far as the bytes can hold them. */
static size_t room_for(const struct message *m, size_t promised, size_t least)
{
	size_t fit = (m->size - m->next) / least;
	size_t n = promised < fit ? promised : fit;
	return n < LIMIT_DNS_RECORDS ? n : LIMIT_DNS_RECORDS;
}

static void read_questions(struct message *m, size_t promised, struct dns_message *out)
{
	size_t room = room_for(m, promised, QUESTION_LEAST), n = 0;
	struct dns_question *list = arena_take(m->arena, room * sizeof(*list));
	while (n < room && read_question(m, &list[n]))
		n++;
	out->questions = list;
	out->question_count = n;
	out->cut = n < promised;
}

static void read_records(struct message *m, const struct counts *counts, struct dns_message *out)
{
	size_t promised = (size_t)counts->sections[0] + counts->sections[1] + counts->sections[2];
	size_t room = room_for(m, promised, RECORD_LEAST), n = 0, past = 0;
	struct dns_record *list = arena_take(m->arena, room * sizeof(*list));
	for (uint8_t s = 0; s < 3; s++) {
		past += counts->sections[s];
		while (n < past && n < room && read_record(m, s, &list[n]))
			n++;
		if (n < past)
			break;
	}
	out->records = list;
	out->record_count = n;
	out->cut = n < promised;
}

/* False where no message has such a header. Nothing is asked of the reserved bits, nor of flags
 * that do not go together: software in the field sets them all. */
static bool read_header(const struct message *m, struct counts *counts, struct dns_message *out)
{
	if (m->size < HEADER_SIZE)
		return false;
	const uint8_t *p = m->at;
	out->id = load_be16(p);
	out->response = p[2] & 0x80;
	out->opcode = p[2] >> 3 & 15;
	out->authoritative = p[2] & 4;
	out->truncated = p[2] & 2;
	out->recursion_desired = p[2] & 1;
	out->recursion_available = p[3] & 0x80;
	out->rcode = p[3] & 15;
	counts->questions = load_be16(p + 4);
	size_t records = 0;
	for (size_t s = 0; s < 3; s++)
		records += counts->sections[s] = load_be16(p + 6 + 2 * s);
	return out->opcode <= OPCODE_MOST &&
	    counts->questions * (size_t)QUESTION_LEAST + records * RECORD_LEAST <=
	    MESSAGE_MOST - HEADER_SIZE;
}

bool dns_parse(struct bytes in, struct arena *arena, struct dns_message *out)
{
	struct message m = { in.at, in.failed ? 0 : in.left, HEADER_SIZE, arena };
	struct counts counts;
	*out = (struct dns_message) { .id = 0 };
	if (!read_header(&m, &counts, out))
		return false;
	read_questions(&m, counts.questions, out);
	if (out->cut)
		return out->question_count > 0;
	read_records(&m, &counts, out);
	return out->question_count > 0 || out->record_count > 0;
}
