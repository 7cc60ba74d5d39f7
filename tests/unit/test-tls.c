/*
 * Units of the record reader and the hello parsers. The hellos are put together field by field by RFC
 * 8446 4.1.2, RFC 6066 3 and RFC 7301 3.1; each also ends at every cut, and comes in two pieces that
 * are cut anywhere.
 */
#include <config.h>

#include "protocols/tls_hello.h"
#include "protocols/tls_records.h"

#include "base/buf.h"
#include "check.h"
#include "hex.h"

/* How a hello is made. */
struct shape {
	const char *name;
	const char *extensions;         /* hexadecimal; NULL: no list at all */
	const char *server_name, *alpn; /* what is to be found */
	unsigned record;                /* bytes of each record; 0: all in one */
	int lies;                       /* how much longer the list of extensions says it is */
	size_t behind_name; /* from so many bytes of the list on the name is there; 0: none is */
};

struct wire {
	uint8_t bytes[4096];
	size_t n;
};

#define EXAMPLE "6578616d706c65 " /* "example" */
#define NAME "0000 000c 000a 00 0007" EXAMPLE
#define ALPN "0010 000e 000c 02 6832 08 687474702f312e31"
#define GROUPS "000a 0004 0002 001d"

static const struct shape shapes[] = {
	{ "a name", NAME, "example", .alpn = "", .behind_name = 16 },
	{ "a name and protocols", NAME GROUPS ALPN, "example", .alpn = "h2", .behind_name = 16 },
	{ "protocols before the name", ALPN NAME, "example", .alpn = "h2", .behind_name = 34 },
	{ "protocols alone", GROUPS ALPN, "", .alpn = "h2" },
	{ "an empty list", "", "", .alpn = "" },
	{ "no list", NULL, "", .alpn = "" },
	{ "records of 300 bytes", NAME ALPN, "example", .alpn = "h2", .record = 300,
	    .behind_name = 16 },
	{ "records of 40 bytes", NAME ALPN, "example", .alpn = "h2", .record = 40,
	    .behind_name = 16 },
	{ "records of 65 bytes", ALPN NAME, "example", .alpn = "h2", .record = 65,
	    .behind_name = 34 },
	{ "a name in two records", NAME ALPN, "example", .alpn = "h2", .record = 60,
	    .behind_name = 16 },
	{ "a byte in each record", NAME ALPN, "example", .alpn = "h2", .record = 1,
	    .behind_name = 16 },
	{ "capitals and any bytes", "0000 0008 0006 00 0003 4101ff", "A\1\xff", .alpn = "",
	    .behind_name = 12 },
	{ "an empty name", "0000 0005 0003 00 0000", "", .alpn = "" },
	{ "a name of another type first", "0000 000d 000b 01 0001 41 00 0004 74657374", "test",
	    .alpn = "", .behind_name = 17 },
	{ "an empty extension", "0000 0000" ALPN, "", .alpn = "h2" },
	{ "a name that goes beyond its extension", "0000 0007 0005 00 0009 4142" ALPN, "",
	    .alpn = "h2" },
	{ "a protocol that goes beyond its extension", "0010 0004 0002 09 41" NAME, "example",
	    .alpn = "", .behind_name = 24 },
	{ "two names", NAME "0000 0006 0004 00 0001 41", "example", .alpn = "", .behind_name = 16 },
	{ "an extension beyond the list", NAME "0010 00ff", "example", .alpn = "",
	    .behind_name = 16 },
	{ "half an extension header", NAME "0010", "example", .alpn = "", .behind_name = 16 },
	{ "an empty list of protocols", "0010 0000" NAME, "example", .alpn = "",
	    .behind_name = 20 },
	{ "a list that says less", GROUPS NAME, "", .alpn = "", .lies = -1 },
	{ "a list that says more", NAME, "example", .alpn = "", .lies = 9, .behind_name = 16 },
};

static void put(struct wire *w, const char *hex)
{
	w->n += hex_bytes(hex, w->bytes + w->n, sizeof(w->bytes) - w->n);
}

static void put_number(struct wire *w, size_t value, size_t size)
{
	while (size-- > 0)
		w->bytes[w->n++] = (uint8_t)(value >> 8 * size);
}

/* The handshake message: the first extension stands 49 bytes behind its start. */
static void put_hello(struct wire *w, const struct shape *s)
{
	struct wire list = { .n = 0 };
	if (s->extensions)
		put(&list, s->extensions);
	put(w, "01");
	put_number(w, 43 + (s->extensions ? 2 + list.n : 0), 3);
	put(w, "0303");
	for (unsigned i = 0; i < 32; i++)
		put(w, "5a");
	put(w, "00 0004 1301c02f 01 00");
	if (!s->extensions)
		return;
	put_number(w, list.n + (size_t)s->lies, 2);
	put(w, s->extensions);
}

static void put_records(struct wire *w, const struct wire *message, size_t most)
{
	for (size_t at = 0; at < message->n;) {
		size_t n = message->n - at < most ? message->n - at : most;
		put(w, "160301");
		put_number(w, n, 2);
		memcpy(w->bytes + w->n, message->bytes + at, n);
		w->n += n;
		at += n;
	}
}

static struct wire wire_of(const struct shape *s)
{
	struct wire message = { .n = 0 }, w = { .n = 0 };
	put_hello(&message, s);
	put_records(&w, &message, s->record ? s->record : message.n);
	return w;
}

/* What was read is valid until the next call. */
static struct tls_records records;

static bool parse_message(const struct tls_message *m, struct tls_client_hello *hello)
{
	return m->type == TLS_CLIENT_HELLO && tls_parse_client_hello(m->body, m->cut, hello);
}

/* The first n bytes, in two pieces where cut is not n. */
static bool parse_pieces(const struct wire *w, size_t cut, size_t n, struct tls_client_hello *hello)
{
	struct tls_message m;
	struct bytes first = bytes_of(edge_copy(w->bytes, cut), cut);
	struct bytes second = bytes_of(edge_copy(w->bytes + cut, n - cut), n - cut);
	memset(hello, 0xa5, sizeof(*hello));
	hello->server_name = hello->alpn = TEXT("");
	tls_records_free(&records);
	tls_records_init(&records);
	if (tls_records_next(&records, &first, &m) || tls_records_next(&records, &second, &m))
		return parse_message(&m, hello);
	return tls_records_rest(&records, &m) && parse_message(&m, hello);
}

static bool parse(const struct wire *w, size_t n, struct tls_client_hello *hello)
{
	return parse_pieces(w, n, n, hello);
}

/* Once the name is there, a cut does not matter; before it, nothing may be said. */
static bool every_cut(const struct shape *s, const struct wire *w, struct text name)
{
	size_t record = s->record ? s->record : 4096, behind = 49 + s->behind_name;
	size_t from = behind + 5 * ((behind + record - 1) / record);
	bool same = true;
	for (size_t k = 0; k < w->n; k++) {
		struct tls_client_hello hello;
		bool wanted = s->behind_name > 0 && k >= from;
		same &= parse(w, k, &hello) == wanted;
		same &= text_is(hello.server_name, wanted ? name : TEXT(""));
	}
	return same;
}

/* Pieces of a stream say what the whole says. */
static bool every_split(const struct wire *w, struct text name, struct text alpn)
{
	bool same = true;
	for (size_t k = 0; k <= w->n; k++) {
		struct tls_client_hello hello;
		same &= parse_pieces(w, k, w->n, &hello);
		same &= text_is(hello.server_name, name) && text_is(hello.alpn, alpn);
	}
	return same;
}

static void run_shapes(void)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		const struct shape *s = &shapes[i];
		struct wire w = wire_of(s);
		struct tls_client_hello hello;
		struct text name = text_of(s->server_name);
		OK(parse(&w, w.n, &hello), "%s: a hello", s->name);
		IS_NUMBER(hello.version, 0x0303, "%s: version", s->name);
		IS_TEXT(hello.server_name, name, "%s: server name", s->name);
		IS_TEXT(hello.alpn, text_of(s->alpn), "%s: protocol", s->name);
		OK(every_split(&w, name, text_of(s->alpn)), "%s: in any two pieces", s->name);
		if (s->lies >= 0) /* a cut behind the length that does not fit is none */
			OK(every_cut(s, &w, name), "%s: every cut", s->name);
	}
}

/* One byte of a good hello made wrong. */
static void wrong_bytes(void)
{
	static const struct {
		const char *name;
		size_t at;
		uint8_t byte;
		bool good;
	} rows[] = {
		{ "application data", 0, 23, false },
		{ "an alert", 0, 21, false },
		{ "SSL 2", 1, 2, false },
		{ "major version 4", 1, 4, false },
		{ "record version 3.0", 2, 0, true },
		{ "record version 3.3", 2, 3, true },
		{ "an unknown minor version", 2, 99, true },
		{ "a server hello", 5, 2, false },
		{ "a hello request", 5, 0, false },
		{ "hello version 2", 9, 2, false },
		{ "hello version 3.0", 10, 0, true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w = wire_of(&shapes[0]);
		struct tls_client_hello hello;
		w.bytes[rows[i].at] = rows[i].byte;
		OK(parse(&w, w.n, &hello) == rows[i].good, "%s", rows[i].name);
		IS_TEXT(hello.server_name, rows[i].good ? TEXT("example") : TEXT(""),
		    "%s: server name", rows[i].name);
	}
}

/* What follows the hello is nobody's business, and a record that is not part of it ends it. */
static void neighbours(void)
{
	struct wire w = wire_of(&shapes[0]);
	struct tls_client_hello hello;
	put(&w, "1703030001 00");
	OK(parse(&w, w.n, &hello), "a hello with a record behind it");
	IS_TEXT(hello.server_name, TEXT("example"), "its server name");

	w.bytes[5 + 49 + 9 + 3] = 0;
	OK(parse(&w, w.n, &hello), "a hello with a NUL in its server name");
	IS_TEXT(hello.server_name, TEXT("exa\0ple"), "the name goes on behind it");

	struct shape split = shapes[0];
	split.record = 45;
	w = wire_of(&split);
	w.bytes[5 + 45] = 20;
	OK(!parse(&w, w.n, &hello), "a hello that another record interrupts");

	split.record = 20;
	w = wire_of(&split);
	memmove(w.bytes + 30, w.bytes + 25, w.n - 25);
	memcpy(w.bytes + 25, "\x16\x03\x01\x00\x00", 5);
	w.n += 5;
	OK(!parse(&w, w.n, &hello), "an empty handshake record: RFC 8446 5.1 forbids it");
}

/* Which messages a stream has: their types and sizes, and the state at the end. */
static void several_messages(void)
{
	static const struct {
		const char *name, *hex;
		const char *shown;
		enum tls_records_state state;
	} rows[] = {
		{ "two in one record", "16 0303 000b 02 000002 aabb 0e 000000 00", "2:2 14:0",
		    TLS_OPEN },
		{ "two in one record, one in the next",
		    "16 0303 0009 02 000001 aa 0e 000000 16 0303 0004 0b 000000", "2:1 14:0 11:0",
		    TLS_OPEN },
		{ "a head in two records", "16 0303 0003 02 0000 16 0303 0003 02 aabb", "2:2",
		    TLS_OPEN },
		{ "an alert between",
		    "16 0303 0004 0e 000000 15 0303 0002 0100 16 0303 0004 0b 000000", "14:0 11:0",
		    TLS_OPEN },
		{ "change cipher spec ends it",
		    "16 0303 0004 0e 000000 14 0303 0001 01 16 0303 0004 0b 000000", "14:0",
		    TLS_ENDED },
		{ "application data ends it", "17 0303 0004 01020304 16 0303 0004 0b 000000", "",
		    TLS_ENDED },
		{ "an alert inside a message", "16 0303 0004 02 000002 15 0303 0002 0100", "",
		    TLS_REFUSED },
		{ "text", "474554202f", "", TLS_REFUSED },
		{ "one byte that is no record", "47", "", TLS_REFUSED },
		{ "nothing", "", "", TLS_OPEN },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w = { .n = 0 };
		struct tls_message m;
		struct buf shown;
		put(&w, rows[i].hex);
		buf_init(&shown, 100);
		tls_records_free(&records);
		tls_records_init(&records);
		for (size_t at = 0; at < w.n; at++) {
			struct bytes one = bytes_of(edge_copy(w.bytes + at, 1), 1);
			while (tls_records_next(&records, &one, &m))
				buf_format(
				    &shown, "%s%u:%zu", shown.n ? " " : "", m.type, m.body.left);
		}
		IS_TEXT(text_of(buf_string(&shown)), text_of(rows[i].shown), "%s", rows[i].name);
		IS_NUMBER(records.state, rows[i].state, "%s: state", rows[i].name);
		buf_free(&shown);
	}
}

/* 64 KiB are the most of a message; one more is refused as soon as its head says so. */
static void limits(void)
{
	static const uint8_t good[] = { 22, 3, 3, 0, 4, 11, 1, 0, 0 };
	static const uint8_t bad[] = { 22, 3, 3, 0, 4, 11, 1, 0, 1 };
	static uint8_t record[5 + 16384] = { 22, 3, 3, 64, 0 };
	struct tls_message m;
	struct bytes piece = bytes_of(good, sizeof(good));
	tls_records_free(&records);
	tls_records_init(&records);
	bool any = tls_records_next(&records, &piece, &m);
	for (int i = 0; i < 4 && !any; i++) {
		piece = bytes_of(record, sizeof(record));
		any = tls_records_next(&records, &piece, &m);
	}
	OK(any && m.body.left == TLS_MESSAGE_MOST, "a message of 64 KiB");
	piece = bytes_of(bad, sizeof(bad));
	tls_records_free(&records);
	tls_records_init(&records);
	OK(!tls_records_next(&records, &piece, &m), "a message over 64 KiB");
	IS_NUMBER(records.state, TLS_REFUSED, "is refused");
	OK(!tls_records_rest(&records, &m), "and gives nothing");
}

#define RANDOM                                                                                     \
	"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"                                                         \
	"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"

static void servers(void)
{
	static const struct {
		const char *name, *hex, *alpn;
		int version, chosen, cipher;
		size_t bare; /* where it ends without extensions */
	} rows[] = {
		{ "TLS 1.2", "0303" RANDOM "00 c02f 00 000e ff01 0001 00 0010 0005 0003 02 6832",
		    "h2", 0x303, 0x303, 0xc02f, 38 },
		{ "TLS 1.3", "0303" RANDOM "02 aabb 1301 00 0006 002b 0002 0304", "", 0x303, 0x304,
		    0x1301, 40 },
		{ "without extensions", "0301" RANDOM "00 002f 00", "", 0x301, 0x301, 0x2f, 38 },
		{ "draft 18", "7f12" RANDOM "1302 0004 0033 0000", "", 0x7f12, 0x7f12, 0x1302, 36 },
		{ "no hello", "0203" RANDOM "00 002f 00", NULL, 0, 0, 0, 0 },
		{ "an extension that is cut", "0303" RANDOM "00 c02f 00 0005 0010 0005 00", NULL, 0,
		    0, 0, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w = { .n = 0 };
		struct tls_server_hello h;
		put(&w, rows[i].hex);
		bool good = tls_parse_server_hello(bytes_of(edge_copy(w.bytes, w.n), w.n), &h);
		OK(good == (rows[i].alpn != NULL), "%s", rows[i].name);
		if (!rows[i].alpn)
			continue;
		IS_TEXT(h.alpn, text_of(rows[i].alpn), "%s: protocol", rows[i].name);
		IS_NUMBER(h.version, rows[i].version, "%s: version", rows[i].name);
		IS_NUMBER(h.chosen, rows[i].chosen, "%s: version chosen", rows[i].name);
		IS_NUMBER(h.cipher, rows[i].cipher, "%s: cipher", rows[i].name);
		for (size_t k = 0; k < w.n; k++)
			good &= !tls_parse_server_hello(bytes_of(edge_copy(w.bytes, k), k), &h) ||
			    k == rows[i].bare;
		OK(good, "%s: every cut", rows[i].name);
	}
}

int main(void)
{
	run_shapes();
	wrong_bytes();
	neighbours();
	several_messages();
	limits();
	servers();
	tls_records_free(&records);
	return check_done();
}
