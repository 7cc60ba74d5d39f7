/*
 * Units of the ClientHello parser. The hellos are put together field by field by RFC 8446 4.1.2,
 * RFC 6066 3 and RFC 7301 3.1; each also ends at every cut.
 */
#include <config.h>

#include "protocols/tls.h"

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
	{ "a name in two records", NAME ALPN, "", .alpn = "h2", .record = 60 },
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

static bool parse(const struct wire *w, size_t n, struct tls_client_hello *hello)
{
	memset(hello, 0xa5, sizeof(*hello));
	return tls_parse_client_hello(bytes_of(edge_copy(w->bytes, n), n), hello);
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

int main(void)
{
	run_shapes();
	wrong_bytes();
	neighbours();
	return check_done();
}
