/* Units of QUIC Initials: the published packets of RFC 9001 appendix A and RFC 9369 appendix A, frames
 * put together by RFC 9000 19, and DTLS fragments by RFC 6347 4.2.2. */
#include <config.h>

#include "protocols/dtls.h"
#include "protocols/quic.h"
#include "protocols/tls_hello.h"

#include "check.h"
#include "hex.h"
#include "quic-vectors.h"

struct wire {
	uint8_t bytes[2048];
	size_t n;
};

static struct wire wire_of(const char *hex)
{
	struct wire w;
	w.n = hex_bytes(hex, w.bytes, sizeof(w.bytes));
	return w;
}

static struct bytes at_edge(const struct wire *w, size_t n)
{
	return bytes_of(edge_copy(w->bytes, n), n);
}

static bool is_hex(const uint8_t *got, const char *hex)
{
	uint8_t wanted[64];
	size_t n = hex_bytes(hex, wanted, sizeof(wanted));
	return memcmp(got, wanted, n) == 0;
}

/* RFC 9001 A.1, RFC 9369 A.1. */
static void keys(void)
{
	static const struct {
		const char *name;
		uint32_t version;
		bool server;
		const char *key, *iv, *hp;
	} rows[] = {
		{ "version 1, client", 1, false, "1f369613dd76d5467730efcbe3b1a22d",
		    "fa044b2f42a3fd3b46fb255c", "9f50449e04a0e810283a1e9933adedd2" },
		{ "version 1, server", 1, true, "cf3a5331653c364c88f0f379b6067e37",
		    "0ac1493ca1905853b0bba03e", "c206b8d9b9f0f37644430b490eeaa314" },
		{ "draft 34, client", 0xff000022, false, "1f369613dd76d5467730efcbe3b1a22d",
		    "fa044b2f42a3fd3b46fb255c", "9f50449e04a0e810283a1e9933adedd2" },
		{ "version 2, client", 0x6b3343cf, false, "8b1a0bc121284290a29e0971b5cd045d",
		    "91f73e2351d8fa91660e909f", "45b95e15235d6f45a6b19cbcb0294ba9" },
		{ "version 2, server", 0x6b3343cf, true, "82db637861d55e1d011f19ea71d5d2a7",
		    "dd13c276499c0249d3310652", "edf6d05c83121201b436e16877593c3a" },
		{ "draft 29, client (its appendix A.1)", 0xff00001d, false,
		    "175257a31eb09dea9366d8bb79ad80ba", "6b26114b9cba2b63a9e8dd4f",
		    "9ddd12c994c0698b89374a9c077a3077" },
	};
	static const uint8_t id[] = { 0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08 };
	struct quic_keys k;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		OK(quic_initial_keys(
		       rows[i].version, text_bytes(id, sizeof(id)), rows[i].server, &k),
		    "%s", rows[i].name);
		OK(is_hex(k.key, rows[i].key) && is_hex(k.iv, rows[i].iv) &&
			is_hex(k.hp, rows[i].hp),
		    "%s: keys", rows[i].name);
	}
	OK(!quic_initial_keys(0xff000016, text_bytes(id, sizeof(id)), false, &k), "draft 22");
	OK(!quic_initial_keys(0xff000023, text_bytes(id, sizeof(id)), false, &k), "draft 35");
	OK(!quic_initial_keys(0x51303530, text_bytes(id, sizeof(id)), false, &k), "Q050");
}

/* The next message of one side of a connection. */
static bool message_is(struct quic_crypto *c, uint8_t wanted, struct bytes *body)
{
	uint8_t type;
	return quic_next_message(c, &type, body) && type == wanted;
}

static bool hello_is_example(struct bytes body)
{
	struct tls_client_hello hello;
	return tls_parse_client_hello(body, false, &hello) && hello.whole &&
	    text_is(hello.server_name, TEXT("example.com")) && text_is(hello.alpn, TEXT("alpn"));
}

static struct quic_connection connection;

/* The published pair; the server's Initial is read with what the client's told. */
static void published(const char *name, const char *client_hex, const char *server_hex)
{
	struct wire client = wire_of(client_hex), server = wire_of(server_hex);
	struct arena arena = { 0 };
	struct bytes body;
	struct tls_server_hello hello;
	quic_free(&connection);
	OK(!quic_read(&connection, at_edge(&server, server.n), 1, &arena),
	    "%s: a server's Initial alone", name);
	OK(quic_read(&connection, at_edge(&client, client.n), 0, &arena), "%s: a client's", name);
	OK(message_is(&connection.crypto[0], 1, &body) && hello_is_example(body),
	    "%s: its ClientHello", name);
	OK(quic_read(&connection, at_edge(&server, server.n), 1, &arena), "%s: a server's", name);
	OK(message_is(&connection.crypto[1], 2, &body) && tls_parse_server_hello(body, &hello) &&
		hello.cipher == 0x1301 && hello.chosen == 0x304,
	    "%s: its ServerHello", name);
	bool none = true;
	for (size_t k = 0; k < client.n; k++) {
		quic_free(&connection);
		none &= !quic_read(&connection, at_edge(&client, k), 0, &arena);
	}
	OK(none, "%s: every cut", name);
	for (size_t k = 0; k < client.n; k += 7) {
		struct wire bad = client;
		bad.bytes[k] ^= 0x20;
		quic_free(&connection);
		none &= !quic_read(&connection, at_edge(&bad, bad.n), 0, &arena);
	}
	OK(none, "%s: any bit that is wrong", name);
	arena_free(&arena);
}

static void kinds(void)
{
	static const struct {
		const char *name, *hex;
		bool good;
		enum quic_kind kind;
		size_t destination, source, token;
	} rows[] = {
		{ "a Retry", quic_1_retry, true, QUIC_RETRY, 0, 8, 5 },
		{ "version negotiation", "80 00000000 02 aabb 00 00000001 ff00001d", true,
		    QUIC_VERSION_NEGOTIATION, 2, 0, 0 },
		{ "an unknown version",
		    "c0 0a1a2a3a 15 000102030405060708090a0b0c0d0e0f1011121314 00", true,
		    QUIC_UNKNOWN_VERSION, 21, 0, 0 },
		{ "an id that is too long",
		    "c0 00000001 15 000102030405060708090a0b0c0d0e0f1011121314 00 00 01 00", false,
		    QUIC_INITIAL, 0, 0, 0 },
		{ "Handshake", "e0 00000001 01 aa 01 bb 02 0102", true, QUIC_OTHER, 1, 1, 0 },
		{ "Handshake of version 2", "f0 6b3343cf 01 aa 01 bb 02 0102", true, QUIC_OTHER, 1,
		    1, 0 },
		{ "Retry of version 2", "c0 6b3343cf 00 01 bb 74 00000000000000000000000000000000",
		    true, QUIC_RETRY, 0, 1, 1 },
		{ "a length beyond the datagram", "e0 00000001 00 00 03 0102", false, QUIC_OTHER, 0,
		    0, 0 },
		{ "a token beyond the datagram", "c0 00000001 00 00 7fff 01", false, QUIC_INITIAL,
		    0, 0, 0 },
		{ "a short header", "40 00000001 00 00 03 0102", false, QUIC_INITIAL, 0, 0, 0 },
		{ "a Retry without its tag", "f0 00000001 00 00 0102", false, QUIC_RETRY, 0, 0, 0 },
		{ "nothing", "", false, QUIC_INITIAL, 0, 0, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w = wire_of(rows[i].hex);
		struct bytes datagram = at_edge(&w, w.n);
		struct quic_packet p;
		bool good = quic_next_packet(&datagram, &p);
		OK(good == rows[i].good, "%s", rows[i].name);
		if (!good)
			continue;
		IS_NUMBER(p.kind, rows[i].kind, "%s: kind", rows[i].name);
		OK(p.destination.n == rows[i].destination && p.source.n == rows[i].source &&
			p.token.n == rows[i].token && datagram.left == 0 && p.all.n == w.n,
		    "%s: ids and token", rows[i].name);
		for (size_t k = 0; k < w.n; k++) {
			datagram = at_edge(&w, k);
			good &= !quic_next_packet(&datagram, &p) || p.kind != QUIC_OTHER;
		}
		OK(good, "%s: every cut", rows[i].name);
	}
}

/* A Handshake packet before the Initial, in one datagram. */
static void coalesced(void)
{
	struct wire w = wire_of("e0 00000001 01 aa 01 bb 02 0102"), client = wire_of(quic_1_client);
	struct arena arena = { 0 };
	struct bytes body;
	memcpy(w.bytes + w.n, client.bytes, client.n);
	w.n += client.n;
	quic_free(&connection);
	OK(quic_read(&connection, at_edge(&w, w.n), 1, &arena) && connection.client == 1,
	    "an Initial behind another packet");
	OK(message_is(&connection.crypto[0], 1, &body), "its ClientHello");
	arena_free(&arena);
}

/* Frames of several Initials: what the stream has at the end. */
static void frames(void)
{
	static const struct {
		const char *name, *first, *second;
		bool good;
		const char *joined; /* hexadecimal */
	} rows[] = {
		{ "one frame", "06 00 03 010203", "", true, "010203" },
		{ "padding, ping and acknowledgements between",
		    "00 01 02 05 00 01 00 0000 03 05 00 00 00 010203 06 00 03 010203 00", "", true,
		    "010203" },
		{ "out of order", "06 02 02 0304", "06 00 02 0102", true, "01020304" },
		{ "a gap", "06 00 01 01", "06 02 01 03", true, "01" },
		{ "the first bytes stay", "06 01 02 0203", "06 00 04 01ffff04", true, "01020304" },
		{ "twice the same", "06 00 02 0102", "06 00 02 0102", true, "0102" },
		{ "a close", "1c 0a 06 02 6162 06 00 01 01", "", true, "01" },
		{ "a frame that may not stand there", "06 00 01 01 08 00 06 01 01 02", "", false,
		    "01" },
		{ "a frame that is cut", "06 00 05 01", "", false, "" },
		{ "an offset of eight bytes", "06 00 01 01 06 ffffffffffffffff 01 02", "", true,
		    "01" },
		{ "acknowledged ranges without end", "06 00 01 01 02 05 00 ffffffffffffffff 00", "",
		    false, "01" },
	};
	static struct quic_crypto c;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire first = wire_of(rows[i].first), second = wire_of(rows[i].second);
		uint8_t wanted[16];
		size_t n = hex_bytes(rows[i].joined, wanted, sizeof(wanted));
		gather_free(&c.stream), c.read = 0;
		bool good = quic_gather(&c, at_edge(&first, first.n));
		good &= quic_gather(&c, at_edge(&second, second.n));
		OK(good == rows[i].good, "%s", rows[i].name);
		OK(c.stream.joined == n && (n == 0 || memcmp(c.stream.data, wanted, n) == 0),
		    "%s: joined", rows[i].name);
		for (size_t k = 0; k < first.n; k++)
			quic_gather(&c, at_edge(&first, k));
	}
}

/* The hello of appendix A in frames of every size, last first. */
static void in_pieces(void)
{
	struct wire all = wire_of(quic_client_crypto);
	const uint8_t *hello = all.bytes + 4; /* behind type, offset and length */
	size_t n = all.n - 4;
	static struct quic_crypto c;
	bool good = true;
	for (size_t size = 1; size <= 60; size++) {
		struct bytes body;
		gather_free(&c.stream), c.read = 0;
		for (size_t at = (n - 1) / size * size + size; at > 0;) {
			at -= size;
			size_t part = n - at < size ? n - at : size;
			uint8_t frame[80] = { 6, (uint8_t)(0x40 | at >> 8), (uint8_t)at,
				(uint8_t)part };
			memcpy(frame + 4, hello + at, part);
			good &= at == 0 || c.stream.joined == 0;
			good &= quic_gather(&c, bytes_of(edge_copy(frame, 4 + part), 4 + part));
		}
		good &= message_is(&c, 1, &body) && hello_is_example(body);
		good &= !message_is(&c, 1, &body);
	}
	OK(good, "a hello in frames of any size");
}

#define DTLS_RECORD "16 feff 0000 000000000000 "

static void begin_anew(struct dtls_side *side)
{
	dtls_free(side);
	memset(side, 0, sizeof(*side));
}

static enum dtls_answer best_answer(
    struct dtls_side *side, struct bytes datagram, struct bytes *body)
{
	enum dtls_answer a, best = DTLS_NONE;
	struct tls_message m;
	while ((a = dtls_read(side, &datagram, &m)) != DTLS_NONE) {
		best = a > best ? a : best;
		if (a == DTLS_WHOLE)
			*body = m.body;
	}
	return best;
}

/* Datagrams of a client, "|" between them: which of them end a hello, and what this has. */
static void dtls(void)
{
	static const struct {
		const char *name, *first, *second;
		enum dtls_answer answers[2];
		const char *body;
	} rows[] = {
		{ "whole", DTLS_RECORD "000f 01 000003 0000 000000 000003 010203", "",
		    { DTLS_WHOLE, DTLS_NONE }, "010203" },
		{ "two fragments", DTLS_RECORD "000d 01 000003 0000 000000 000001 01",
		    DTLS_RECORD "000e 01 000003 0000 000001 000002 0203", { DTLS_PART, DTLS_WHOLE },
		    "010203" },
		{ "the last first", DTLS_RECORD "000e 01 000003 0000 000001 000002 0203",
		    DTLS_RECORD "000d 01 000003 0000 000000 000001 01", { DTLS_PART, DTLS_WHOLE },
		    "010203" },
		{ "both in one datagram",
		    DTLS_RECORD "000d 01 000003 0000 000000 000001 01" DTLS_RECORD
				"000e 01 000003 0000 000001 000002 0203",
		    "", { DTLS_WHOLE, DTLS_NONE }, "010203" },
		{ "both in one record",
		    DTLS_RECORD
		    "001b 01 000003 0000 000000 000001 01 01 000003 0000 000001 000002 0203",
		    "", { DTLS_WHOLE, DTLS_NONE }, "010203" },
		{ "once more the same", DTLS_RECORD "000d 01 000001 0000 000000 000001 aa",
		    DTLS_RECORD "000d 01 000001 0000 000000 000001 aa", { DTLS_WHOLE, DTLS_PART },
		    NULL },
		{ "the hello with a cookie", DTLS_RECORD "000d 01 000001 0000 000000 000001 aa",
		    DTLS_RECORD "000e 01 000002 0001 000000 000002 bbcc",
		    { DTLS_WHOLE, DTLS_WHOLE }, "bbcc" },
		{ "another message", DTLS_RECORD "000d 0c 000001 0000 000000 000001 aa", "",
		    { DTLS_NONE, DTLS_NONE }, NULL },
		{ "encrypted", "16 feff 0001 000000000000 000d 01 000001 0000 000000 000001 aa", "",
		    { DTLS_NONE, DTLS_NONE }, NULL },
		{ "TLS", "16 0303 0000 000000000000 000d 01 000001 0000 000000 000001 aa", "",
		    { DTLS_NONE, DTLS_NONE }, NULL },
		{ "a fragment beyond its message",
		    DTLS_RECORD "000e 01 000001 0000 000000 000002 aabb", "",
		    { DTLS_NONE, DTLS_NONE }, NULL },
		{ "a message that is too large", DTLS_RECORD "000d 01 004001 0000 000000 000001 aa",
		    "", { DTLS_NONE, DTLS_NONE }, NULL },
	};
	static struct dtls_side h;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w[2] = { wire_of(rows[i].first), wire_of(rows[i].second) };
		struct bytes body = bytes_of(NULL, 0);
		begin_anew(&h);
		for (int k = 0; k < 2; k++)
			IS_NUMBER(best_answer(&h, at_edge(&w[k], w[k].n), &body),
			    rows[i].answers[k], "DTLS: %s: datagram %d", rows[i].name, k);
		if (rows[i].body)
			OK(body.left == strlen(rows[i].body) / 2 && is_hex(body.at, rows[i].body),
			    "DTLS: %s: the hello", rows[i].name);
		begin_anew(&h);
		bool none = true;
		for (size_t k = 0; k < w[0].n; k++)
			none &= best_answer(&h, at_edge(&w[0], k), &body) != DTLS_WHOLE;
		OK(none, "DTLS: %s: every cut", rows[i].name);
	}
}

int main(void)
{
	keys();
	published("version 1", quic_1_client, quic_1_server);
	published("version 2", quic_2_client, quic_2_server);
	kinds();
	coalesced();
	frames();
	in_pieces();
	dtls();
	return check_done();
}
