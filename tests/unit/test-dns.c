/*
 * Units of the DNS parser. The messages are put together by RFC 1035 4.1, with the records of RFC
 * 2782, 3596, 6672, 6762 and 6891; each also ends at every cut, where it must show a part of what
 * the whole shows.
 */
#include <config.h>

#include "protocols/dns.h"

#include "base/buf.h"
#include "base/limits.h"
#include "check.h"

enum { BUFFER_MOST = 1 << 20 };

#define QUERY                                                                                      \
	"\x12\x34"                                                                                 \
	"\x01\x00"
#define ANSWER                                                                                     \
	"\x12\x34"                                                                                 \
	"\x81\x80"
#define COUNTS(q, an, ns, ar) "\0" q "\0" an "\0" ns "\0" ar
#define EXAMPLE_COM                                                                                \
	"\7example"                                                                                \
	"\3com"                                                                                    \
	"\0" /* at 12, "com" at 20 */
#define A_IN                                                                                       \
	"\0\1"                                                                                     \
	"\0\1"
#define TYPE(t) "\0" t
#define IN "\0\1"
#define TTL "\0\0\1\x2c" /* 300 */
#define ROW(name, bytes, shown)                                                                    \
	{                                                                                          \
		name, bytes, sizeof(bytes) - 1, shown                                              \
	}

struct row {
	const char *name;
	const char *bytes;
	size_t n;
	const char *shown; /* NULL: no DNS message */
};

static const struct row rows[] = {
	ROW("a query", QUERY COUNTS("\1", "\0", "\0", "\0") EXAMPLE_COM A_IN, "Q example.com 1 1;"),
	ROW("capitals", QUERY COUNTS("\1", "\0", "\0", "\0") "\3WwW\2Ex\0" A_IN, "Q www.ex 1 1;"),
	ROW("the root", QUERY COUNTS("\1", "\0", "\0", "\0") "\0" TYPE("\2") IN, "Q  2 1;"),
	ROW("two questions",
	    QUERY COUNTS("\2", "\0", "\0", "\0") EXAMPLE_COM A_IN "\1x\xc0\x14" A_IN,
	    "Q example.com 1 1;Q x.com 1 1;"),
	ROW("any bytes in a label", QUERY COUNTS("\1", "\0", "\0", "\0") "\5a.\0\xff\x41\1b\0" A_IN,
	    "Q a.\\x00\\xffa.b 1 1;"),
	ROW("an address",
	    ANSWER COUNTS("\1", "\1", "\0", "\0") EXAMPLE_COM A_IN "\xc0\x0c" A_IN TTL "\0\4"
								   "\xc0\0\2\1",
	    "Q example.com 1 1;R0 example.com 1 1 300 192.0.2.1 [4];"),
	ROW("an IPv6 address",
	    ANSWER COUNTS("\1", "\1", "\0", "\0") EXAMPLE_COM TYPE("\x1c") IN
	    "\xc0\x0c" TYPE("\x1c") IN TTL "\0\x10"
					   "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1",
	    "Q example.com 28 1;R0 example.com 28 1 300 2001:db8::1 [16];"),
	ROW("an alias and its address",
	    ANSWER COUNTS("\1", "\2", "\0", "\0") EXAMPLE_COM A_IN "\xc0\x0c" TYPE("\5") IN TTL
	    "\0\6"
	    "\3wEb\xc0\x14"
	    "\xc0\x29" A_IN TTL "\0\4"
	    "\xc0\0\2\1",
	    "Q example.com 1 1;R0 example.com 5 1 300 web.com [6];"
	    "R0 web.com 1 1 300 192.0.2.1 [4];"),
	ROW("all sections",
	    ANSWER COUNTS("\1", "\1", "\1", "\2") EXAMPLE_COM TYPE("\x0f") IN "\xc0\x0c" TYPE(
		"\x0f") IN TTL "\0\7"
			       "\0\x0a"
			       "\2mx\xc0\x0c"
			       "\xc0\x0c" TYPE("\2") IN TTL "\0\5"
							    "\2ns\xc0\x0c"
							    "\xc0\x2b" A_IN TTL "\0\4"
							    "\xc0\0\2\5"
							    "\0" TYPE("\x29") "\x04\xd0"
									      "\0\0\x80\0"
									      "\0\0",
	    "Q example.com 15 1;R0 example.com 15 1 300 mx.example.com [7];"
	    "R1 example.com 2 1 300 ns.example.com [5];R2 mx.example.com 1 1 300 192.0.2.5 [4];"
	    "edns;"),
	ROW("a pointer record",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1"
						  "1\7in-addr\4arpa\0" TYPE("\x0c") IN TTL "\0\3"
											   "\1h\0",
	    "R0 1.in-addr.arpa 12 1 300 h [3];"),
	ROW("a service",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\4_sip\0" TYPE("\x21") IN TTL "\0\x0b"
										 "\0\1\0\2\x13\xc4"
										 "\3srv\0",
	    "R0 _sip 33 1 300 srv [11];"),
	ROW("a subtree",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\x27") IN TTL "\0\3"
									      "\1b\0",
	    "R0 a 39 1 300 b [3];"),
	ROW("a text",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\x10") IN TTL "\0\3"
									      "\2hi",
	    "R0 a 16 1 300 [3];"),
	ROW("an authority",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\6") IN TTL
	    "\0\x1c"
	    "\2ns\xc0\x0c"
	    "\2ho\0"
	    "\0\0\0\1\0\0\0\2\0\0\0\3"
	    "\0\0\0\4\0\0\0",
	    "R0 a 6 1 300 ns.a and ho [28];"),
	ROW("a service with hints of addresses",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\x41") IN TTL
	    "\0\x2a"
	    "\0\1\1t\0"
	    "\0\1\0\1\0"
	    "\0\4\0\x08\xc0\0\2\1\xc0\0\2\2"
	    "\0\6\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1",
	    "R0 a 65 1 300 192.0.2.1 t and 192.0.2.2 and 2001:db8::1 [42];"),
	ROW("a hint beyond its record's data",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\x40") IN TTL
	    "\0\x0b"
	    "\0\1\0"
	    "\0\4\0\x08\xc0\0\2\1",
	    "R0 a 64 1 300 [11];"),
	ROW("an alias for the root",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\5") IN TTL "\0\1"
									    "\0",
	    "R0 a 5 1 300 [1];"),
	ROW("a name that goes beyond its record's data",
	    ANSWER COUNTS("\0", "\2", "\0", "\0") "\1a\0" TYPE("\5") IN TTL "\0\2"
									    "\1b"
									    "\0" A_IN TTL "\0\0",
	    "R0 a 5 1 300 [2];R0  1 1 300 [0];"),
	ROW("a mail host without a name",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\x0f") IN TTL "\0\2"
									      "\0\1",
	    "R0 a 15 1 300 [2];"),
	ROW("an address of three bytes",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" A_IN TTL "\0\3"
						  "\1\2\3",
	    "R0 a 1 1 300 [3];"),
	ROW("an address of sixteen bytes in A",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" A_IN TTL "\0\x10"
						  "\1\2\3\4\1\2\3\4\1\2\3\4\1\2\3\4",
	    "R0 a 1 1 300 [16];"),
	ROW("an address of class CH",
	    ANSWER COUNTS("\0", "\1", "\0", "\0") "\1a\0" TYPE("\1") "\0\3" TTL "\0\4"
								     "\1\2\3\4",
	    "R0 a 1 3 300 [4];"),
	ROW("multicast, with the flush bit",
	    "\0\0\x84\0" COUNTS("\0", "\1", "\0", "\0") "\1a\5local\0" TYPE("\1") "\x80\1" TTL
										  "\0\4"
										  "\1\2\3\4",
	    "R0 a.local 1 32769 300 1.2.3.4 [4];"),
	ROW("multicast, a probe",
	    "\0\0\0\0" COUNTS("\1", "\0", "\1", "\0") "\1a\5local\0"
						      "\0\xff"
						      "\x80\1"
						      "\xc0\x0c" A_IN TTL "\0\4"
						      "\1\2\3\4",
	    "Q a.local 255 32769;R1 a.local 1 1 300 1.2.3.4 [4];"),
	ROW("no question, known answers",
	    "\0\0\0\0" COUNTS("\0", "\1", "\0", "\0") "\1a\0" A_IN TTL "\0\4"
						      "\1\2\3\4",
	    "R0 a 1 1 300 1.2.3.4 [4];"),
	ROW("bytes behind it", QUERY COUNTS("\1", "\0", "\0", "\0") "\1a\0" A_IN "rubbish",
	    "Q a 1 1;"),
	ROW("fewer questions than promised", QUERY COUNTS("\2", "\0", "\0", "\0") "\1a\0" A_IN,
	    "Q a 1 1;cut"),
	ROW("fewer records than promised",
	    ANSWER COUNTS("\1", "\3", "\0", "\0") "\1a\0" A_IN "\xc0\x0c" A_IN TTL "\0\4"
						  "\1\2\3\4",
	    "Q a 1 1;R0 a 1 1 300 1.2.3.4 [4];cut"),
	ROW("data beyond the message",
	    ANSWER COUNTS("\1", "\1", "\0", "\0") "\1a\0" A_IN "\xc0\x0c" A_IN TTL "\0\5"
						  "\1\2\3\4",
	    "Q a 1 1;cut"),
	ROW("a record whose name points to itself",
	    ANSWER COUNTS("\1", "\1", "\0", "\0") "\1a\0" A_IN "\xc0\x13" A_IN TTL "\0\4"
						  "\1\2\3\4",
	    "Q a 1 1;cut"),
	ROW("a record whose name points to its own labels",
	    ANSWER COUNTS("\1", "\1", "\0", "\0") "\1a\0" A_IN "\1b\xc0\x13" A_IN TTL "\0\4"
						  "\1\2\3\4",
	    "Q a 1 1;cut"),
	ROW("a pointer that leads to one that goes forward",
	    ANSWER COUNTS("\1", "\2", "\0", "\0") "\1a\0" A_IN "\0" TYPE("\x10") IN TTL
	    "\0\5"
	    "\xc0\x20\1x\0"
	    "\xc0\x1e" A_IN TTL "\0\4"
	    "\1\2\3\4",
	    "Q a 1 1;R0  16 1 300 [5];cut"),
	ROW("a target that points forward",
	    ANSWER COUNTS("\1", "\1", "\0", "\0") "\1a\0" A_IN "\xc0\x0c" TYPE("\5") IN TTL
	    "\0\4"
	    "\xc0\x21\1b",
	    "Q a 1 1;R0 a 5 1 300 [4];"),
	ROW("a status request", "\x12\x34\x10\0" COUNTS("\1", "\0", "\0", "\0") "\1a\0" A_IN,
	    "Q a 1 1;"),
	ROW("an update",
	    "\x12\x34\x28\0" COUNTS("\1", "\0", "\1", "\0") "\1a\0" TYPE("\6") IN "\xc0\x0c"
										  "\0\xff"
										  "\0\xff"
										  "\0\0\0\0"
										  "\0\0",
	    "Q a 6 1;R1 a 255 255 0 [0];"),
	ROW("reserved bits", "\x12\x34\x01\x70" COUNTS("\1", "\0", "\0", "\0") "\1a\0" A_IN,
	    "Q a 1 1;"),
	ROW("opcode 7", "\x12\x34\x38\0" COUNTS("\1", "\0", "\0", "\0") "\1a\0" A_IN, NULL),
	ROW("nothing in it", ANSWER COUNTS("\0", "\0", "\0", "\0"), NULL),
	ROW("a header and no more", QUERY COUNTS("\1", "\0", "\0", "\0"), NULL),
	ROW("eleven bytes", "\x12\x34\1\0\0\1\0\0\0\0\0", NULL),
	ROW("no bytes", "", NULL),
	ROW("a question that points to itself",
	    QUERY COUNTS("\1", "\0", "\0", "\0") "\xc0\x0c" A_IN, NULL),
	ROW("a question that loops", QUERY COUNTS("\1", "\0", "\0", "\0") "\1a\xc0\x0c" A_IN, NULL),
	ROW("a question that points forward",
	    QUERY COUNTS("\1", "\0", "\0", "\0") "\xc0\x12" A_IN "\1a\0", NULL),
	ROW("a pointer of one byte", QUERY COUNTS("\1", "\0", "\0", "\0") "\xc0", NULL),
	ROW("label type 01",
	    QUERY COUNTS("\1", "\0", "\0", "\0") "\x41"
						 "a\0" A_IN,
	    NULL),
	ROW("label type 10",
	    QUERY COUNTS("\1", "\0", "\0", "\0") "\x81"
						 "a\0" A_IN,
	    NULL),
	ROW("a question without a class", QUERY COUNTS("\1", "\0", "\0", "\0") "\1a\0\0\1\0", NULL),
	ROW("a label beyond the message",
	    QUERY COUNTS("\1", "\0", "\0", "\0") "\x3f"
						 "a\0" A_IN,
	    NULL),
	ROW("a response whose question is malformed",
	    ANSWER COUNTS("\1", "\1", "\0", "\0") "\x80" A_IN "\1a\0" A_IN TTL "\0\4"
						  "\1\2\3\4",
	    NULL),
	ROW("more than a message can hold",
	    "\x12\x34\1\0\xff\xff\xff\xff\xff\xff\xff\xff"
	    "\1a\0" A_IN,
	    NULL),
};

static void show_name(struct buf *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] >= 0x20 && t.s[i] < 0x7f)
			buf_char(b, t.s[i]);
		else
			buf_format(b, "\\x%02x", (unsigned char)t.s[i]);
}

/* One line for all that was found, without the word for a cut. */
static struct text show(const struct dns_message *m, struct buf *b)
{
	buf_clear(b);
	for (size_t i = 0; i < m->question_count; i++) {
		buf_add(b, TEXT("Q "));
		show_name(b, m->questions[i].name);
		buf_format(b, " %u %u;", m->questions[i].type, m->questions[i].class);
	}
	for (size_t i = 0; i < m->record_count; i++) {
		const struct dns_record *r = &m->records[i];
		char address[ADDRESS_TEXT];
		buf_format(b, "R%u ", r->section);
		show_name(b, r->name);
		buf_format(b, " %u %u %u ", r->type, r->class, r->ttl);
		if (address_text(&r->address, address) > 0)
			buf_format(b, "%s ", address);
		show_name(b, r->target);
		for (size_t k = 0; r->more && k < r->more->name_count; k++) {
			buf_add(b, TEXT(" and "));
			show_name(b, r->more->names[k]);
		}
		for (size_t k = 0; r->more && k < r->more->address_count; k++) {
			address_text(&r->more->addresses[k], address);
			buf_format(b, " and %s", address);
		}
		buf_format(b, "%s[%zu];", r->target.n ? " " : "", r->data.n);
	}
	if (m->edns)
		buf_add(b, TEXT("edns;"));
	return buf_text(b);
}

static void every_cut(const struct row *row, struct text whole, struct arena *arena)
{
	struct buf b;
	buf_init(&b, BUFFER_MOST);
	bool parts = true, said = true;
	for (size_t k = 0; k < row->n; k++) {
		struct dns_message m;
		bool good =
		    dns_parse(bytes_of(edge_copy(row->bytes, k), k), DNS_UNICAST, arena, &m);
		struct text shown = show(&m, &b);
		parts &= text_starts(whole, shown);
		said &= !good || m.cut || shown.n == whole.n;
	}
	OK(parts, "%s: a part at every cut", row->name);
	OK(said, "%s: a cut is said", row->name);
	buf_free(&b);
}

static void run_rows(void)
{
	struct arena arena = { .used = 0 };
	struct buf b;
	buf_init(&b, BUFFER_MOST);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct dns_message m;
		bool good = dns_parse(
		    bytes_of(edge_copy(row->bytes, row->n), row->n), DNS_UNICAST, &arena, &m);
		OK(good == (row->shown != NULL), "%s: a message or not", row->name);
		show(&m, &b);
		every_cut(row, buf_text(&b), &arena);
		if (m.cut)
			buf_add(&b, TEXT("cut"));
		if (row->shown)
			IS_TEXT(buf_text(&b), text_of(row->shown), "%s", row->name);
		arena_reset(&arena);
	}
	buf_free(&b);
	arena_free(&arena);
}

static void flags(void)
{
	static const struct {
		uint8_t high, low;
		bool response, authoritative, truncated, desired, available;
		uint8_t opcode, rcode;
	} table[] = {
		{ 0x01, 0x00, false, false, false, true, false, 0, 0 },
		{ 0x81, 0x83, true, false, false, true, true, 0, 3 },
		{ 0x84, 0x00, true, true, false, false, false, 0, 0 },
		{ 0x82, 0x00, true, false, true, false, false, 0, 0 },
		{ 0xa0, 0x05, true, false, false, false, false, 4, 5 },
		{ 0xa8, 0x8f, true, false, false, false, true, 5, 15 },
	};
	struct arena arena = { .used = 0 };
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint8_t bytes[] = { 0xbe, 0xef, table[i].high, table[i].low, 0, 1, 0, 0, 0, 0, 0, 0,
			0, 0, 1, 0, 1 };
		struct dns_message m;
		OK(dns_parse(bytes_of(bytes, sizeof(bytes)), DNS_UNICAST, &arena, &m), "flags %zu",
		    i);
		IS_NUMBER(m.id, 0xbeef, "flags %zu: id", i);
		OK(m.response == table[i].response, "flags %zu: response", i);
		OK(m.authoritative == table[i].authoritative, "flags %zu: authoritative", i);
		OK(m.truncated == table[i].truncated, "flags %zu: truncated", i);
		OK(m.recursion_desired == table[i].desired, "flags %zu: recursion desired", i);
		OK(m.recursion_available == table[i].available, "flags %zu: recursion available",
		    i);
		IS_NUMBER(m.opcode, table[i].opcode, "flags %zu: opcode", i);
		IS_NUMBER(m.rcode, table[i].rcode, "flags %zu: rcode", i);
	}
	arena_free(&arena);
}

static void add(struct buf *b, const void *p, size_t n)
{
	buf_add(b, (struct text) { p, n });
}

/* A name whose labels have these sizes, the last one 0. */
static void add_name(struct buf *b, const uint8_t *sizes)
{
	do {
		buf_char(b, (char)*sizes);
		for (unsigned i = 0; i < *sizes; i++)
			buf_char(b, 'x');
	} while (*sizes++);
}

static void long_names(void)
{
	static const struct {
		uint8_t sizes[6];
		size_t n; /* 0: too long */
	} table[] = {
		{ { 63, 63, 63, 61, 0 }, 253 }, /* the longest that RFC 1035 allows */
		{ { 63, 63, 63, 63, 0 }, 255 },
		{ { 63, 63, 63, 61, 1, 0 }, 255 },
		{ { 63, 63, 63, 62, 1, 0 }, 0 },
		{ { 63, 63, 63, 63, 1, 0 }, 0 },
	};
	struct arena arena = { .used = 0 };
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buf b;
		buf_init(&b, BUFFER_MOST);
		struct dns_message m;
		add(&b, QUERY COUNTS("\1", "\0", "\0", "\0"), 12);
		add_name(&b, table[i].sizes);
		add(&b, A_IN, 4);
		struct text t = buf_text(&b);
		bool good = dns_parse(bytes_of(edge_copy(t.s, t.n), t.n), DNS_UNICAST, &arena, &m);
		OK(good == (table[i].n > 0), "long name %zu", i);
		if (good)
			IS_NUMBER(
			    m.questions[0].name.n, table[i].n, "long name %zu: its length", i);
		buf_free(&b);
	}
	arena_free(&arena);
}

/* A name that is reached through so many pointers, each before the other. */
static void jumps(size_t count, bool wanted)
{
	struct buf b;
	buf_init(&b, BUFFER_MOST);
	struct arena arena = { .used = 0 };
	struct dns_message m;
	add(&b, ANSWER COUNTS("\1", "\2", "\0", "\0") "\1a\0" A_IN, 19);
	add(&b, "\0\0\x10\0\1\0\0\0\0", 9); /* a text record of the root: pointers from 30 on */
	uint8_t size[2] = { 0, (uint8_t)(2 * (count - 1)) };
	add(&b, size, 2);
	for (size_t i = 0; i < count; i++) {
		size_t to = i == 0 ? 12 : 30 + 2 * (i - 1);
		uint8_t pointer[2] = { 0xc0, (uint8_t)to };
		add(&b, pointer, 2); /* the last one is the name of the second record */
	}
	add(&b,
	    A_IN TTL "\0\4"
		     "\1\2\3\4",
	    14);
	struct text t = buf_text(&b);
	OK(dns_parse(bytes_of(edge_copy(t.s, t.n), t.n), DNS_UNICAST, &arena, &m), "%zu jumps",
	    count);
	IS_NUMBER(m.record_count, wanted ? 2 : 1, "%zu jumps: count of records", count);
	OK(m.cut == !wanted, "%zu jumps: whole or not", count);
	if (wanted)
		IS_TEXT(m.records[1].name, TEXT("a"), "%zu jumps: the name", count);
	arena_free(&arena);
	buf_free(&b);
}

static void many_records(size_t count, size_t wanted)
{
	struct buf b;
	buf_init(&b, BUFFER_MOST);
	struct arena arena = { .used = 0 };
	struct dns_message m;
	uint8_t head[12] = { 0, 1, 0x81, 0x80, 0, 0, (uint8_t)(count >> 8), (uint8_t)count };
	add(&b, head, sizeof(head));
	for (size_t i = 0; i < count; i++)
		add(&b, "\0" A_IN TTL "\0\0", 11);
	struct text t = buf_text(&b);
	OK(dns_parse(bytes_of(edge_copy(t.s, t.n), t.n), DNS_UNICAST, &arena, &m), "%zu records",
	    count);
	IS_NUMBER(m.record_count, wanted, "%zu records: how many came out", count);
	OK(m.cut == (wanted < count), "%zu records: whole or not", count);
	arena_free(&arena);
	buf_free(&b);
}

int main(void)
{
	run_rows();
	flags();
	long_names();
	jumps(1, true);
	jumps(LIMIT_DNS_JUMPS, true);
	jumps(LIMIT_DNS_JUMPS + 1, false);
	many_records(1, 1);
	many_records(LIMIT_DNS_RECORDS, LIMIT_DNS_RECORDS);
	many_records(LIMIT_DNS_RECORDS + 1, LIMIT_DNS_RECORDS);
	return check_done();
}
