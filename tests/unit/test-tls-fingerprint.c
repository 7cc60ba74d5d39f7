/*
 * Units of fingerprints. JA3: the two lines and digests that its authors published. JA4: the example of
 * its description and the rules for ALPN there; its lists are put into hellos by RFC 8446 4.1.2. Digests
 * of other lines are those of md5sum and sha256sum.
 */
#include <config.h>

#include "protocols/tls_fingerprint.h"

#include "check.h"

enum { MOST = 64 };

/* A hello by its lists; 0 ends one. Extensions have the bodies that these lists ask for. */
struct made {
	uint16_t version, ciphers[MOST], extensions[MOST], groups[MOST], signatures[MOST],
	    versions[MOST];
	bool points; /* one point format, 0 */
	const char *alpn;
	bool name; /* has a server name (number 0 ends a list) */
};

struct wire {
	uint8_t bytes[2048];
	size_t n;
};

static void put(struct wire *w, size_t v, size_t size)
{
	while (size-- > 0)
		w->bytes[w->n++] = (uint8_t)(v >> 8 * size);
}

static size_t count_of(const uint16_t *list)
{
	size_t n = 0;
	while (list[n])
		n++;
	return n;
}

static void put_list(struct wire *w, const uint16_t *list, size_t size_bytes)
{
	size_t n = count_of(list);
	put(w, 2 * n, size_bytes);
	for (size_t i = 0; i < n; i++)
		put(w, list[i], 2);
}

static void put_body(struct wire *w, const struct made *m, uint16_t type)
{
	size_t alpn = m->alpn ? strlen(m->alpn) : 0;
	if (type == TLS_SUPPORTED_GROUPS) {
		put_list(w, m->groups, 2);
	} else if (type == TLS_SIGNATURE_ALGORITHMS) {
		put_list(w, m->signatures, 2);
	} else if (type == TLS_SUPPORTED_VERSIONS) {
		put_list(w, m->versions, 1);
	} else if (type == TLS_POINT_FORMATS) {
		put(w, m->points, 1);
		w->n += m->points;
	} else if (type == TLS_ALPN && m->alpn) {
		put(w, alpn + 1, 2);
		put(w, alpn, 1);
		memcpy(w->bytes + w->n, m->alpn, alpn);
		w->n += alpn;
	}
}

static void put_extension(struct wire *w, const struct made *m, uint16_t type)
{
	put(w, type, 2);
	w->n += 2;
	size_t start = w->n;
	put_body(w, m, type);
	w->bytes[start - 1] = (uint8_t)(w->n - start);
}

static struct wire wire_of(const struct made *m)
{
	struct wire w = { .n = 0 };
	put(&w, m->version, 2);
	w.n += 32 + 1;
	put_list(&w, m->ciphers, 2);
	put(&w, 0x0100, 2);
	if (!m->name && !m->extensions[0])
		return w;
	size_t start = w.n += 2;
	if (m->name)
		put_extension(&w, m, TLS_SERVER_NAME);
	for (size_t i = 0; m->extensions[i]; i++)
		put_extension(&w, m, m->extensions[i]);
	w.bytes[start - 2] = (uint8_t)((w.n - start) >> 8);
	w.bytes[start - 1] = (uint8_t)(w.n - start);
	return w;
}

static void ja3(void)
{
	static const struct {
		const char *name;
		struct made made;
		const char *line, *digest;
	} rows[] = {
		{ "published, with extensions",
		    { .version = 769,
			.ciphers = { 47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4 },
			.name = true,
			.extensions = { 10, 11 },
			.groups = { 23, 24, 25 },
			.points = true },
		    "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0",
		    "ada70206e40642a3e4461f35503241d5" },
		{ "published, without extensions",
		    { .version = 769, .ciphers = { 4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99 } },
		    "769,4-5-10-9-100-98-3-6-19-18-99,,,", "de350869b8c85de67a350c8d186f11e6" },
		{ "with GREASE everywhere",
		    { .version = 769,
			.ciphers = { 0x0a0a, 47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19,
			    4, 0xfafa },
			.name = true,
			.extensions = { 0x1a1a, 10, 0xeaea, 11 },
			.groups = { 0x2a2a, 23, 24, 25 },
			.points = true },
		    "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0",
		    "ada70206e40642a3e4461f35503241d5" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w = wire_of(&rows[i].made);
		struct arena arena = { 0 };
		struct tls_client_hello h;
		OK(tls_parse_client_hello(bytes_of(edge_copy(w.bytes, w.n), w.n), false, &h) &&
			h.whole,
		    "JA3: %s: a hello", rows[i].name);
		IS_TEXT(tls_ja3_line(&h, &arena), text_of(rows[i].line), "JA3: %s", rows[i].name);
		tls_fingerprint_client(&h, TLS_OVER_TCP, &arena);
		IS_TEXT(h.ja3, text_of(rows[i].digest), "JA3: %s: MD5", rows[i].name);
		for (size_t k = 0; k < w.n; k++) {
			tls_parse_client_hello(bytes_of(edge_copy(w.bytes, k), k), true, &h);
			tls_fingerprint_client(&h, TLS_OVER_TCP, &arena);
		}
		OK(h.ja3.n == 0 && h.ja4.n == 0, "JA3: %s: none of a part", rows[i].name);
		arena_free(&arena);
	}
}

/* Of the description's example. */
#define CIPHERS                                                                                    \
	0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,    \
	    0x009c, 0x009d, 0x002f, 0x0035
#define EXTENSIONS                                                                                 \
	0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012, 0x002b, 0xff01,    \
	    0x000b, 0x000a, 0x0015
#define SIGNATURES 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601

static void ja4(void)
{
	static const struct {
		const char *name;
		struct made made;
		enum tls_transport over;
		const char *ja4;
	} rows[] = {
		{ "the published example",
		    { .version = 0x303,
			.ciphers = { 0x3a3a, CIPHERS },
			.name = true,
			.extensions = { 0x5a5a, 0x001b, EXTENSIONS, 0x6a6a },
			.signatures = { SIGNATURES },
			.versions = { 0x8a8a, 0x304, 0x303 },
			.alpn = "h2" },
		    TLS_OVER_TCP, "t13d1516h2_8daaf6152771_e5627efa2ab1" },
		{ "GREASE among the signature algorithms",
		    { .version = 0x303,
			.ciphers = { CIPHERS },
			.name = true,
			.extensions = { 0x001b, EXTENSIONS },
			.signatures = { 0x4a4a, SIGNATURES },
			.versions = { 0x303, 0x304 },
			.alpn = "h2" },
		    TLS_OVER_QUIC, "q13d1516h2_8daaf6152771_e5627efa2ab1" },
		{ "without signature algorithms (its hash is published too)",
		    { .version = 0x302,
			.ciphers = { CIPHERS },
			.extensions = { 0x001b, EXTENSIONS },
			.alpn = "http/1.1" },
		    TLS_OVER_TCP, "t11i1515h1_8daaf6152771_6d807ffa2a79" },
		{ "nothing at all", { .version = 0x301 }, TLS_OVER_TCP,
		    "t10i000000_000000000000_000000000000" },
		{ "a server name alone", { .version = 0x300, .name = true }, TLS_OVER_TCP,
		    "ts3d000100_000000000000_000000000000" },
		{ "an unknown version", { .version = 0x305, .name = true }, TLS_OVER_TCP,
		    "t00d000100_000000000000_000000000000" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w = wire_of(&rows[i].made);
		struct arena arena = { 0 };
		struct tls_client_hello h;
		tls_parse_client_hello(bytes_of(edge_copy(w.bytes, w.n), w.n), false, &h);
		tls_fingerprint_client(&h, rows[i].over, &arena);
		IS_TEXT(h.ja4, text_of(rows[i].ja4), "JA4: %s", rows[i].name);
		arena_free(&arena);
	}
}

/* The description's own examples, and its rules for none and for one character. */
static void ja4_protocols(void)
{
	static const struct {
		const char *alpn, *shown;
	} rows[] = {
		{ "\xab", "ab" },
		{ "\xab\xcd", "ad" },
		{ "\x30\xab", "3b" },
		{ "\x30\x31\xab\xcd", "3d" },
		{ "\x30\xab\xcd\x31", "01" },
		{ "x", "xx" },
		{ "", "00" },
		{ NULL, "00" },
		{ "h3", "h3" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = {
			.version = 0x303, .extensions = { TLS_ALPN }, .alpn = rows[i].alpn
		};
		struct wire w = wire_of(&m);
		struct arena arena = { 0 };
		struct tls_client_hello h;
		tls_parse_client_hello(bytes_of(w.bytes, w.n), false, &h);
		tls_fingerprint_client(&h, TLS_OVER_TCP, &arena);
		IS_TEXT(
		    text_head(text_from(h.ja4, 8), 2), text_of(rows[i].shown), "JA4: ALPN %zu", i);
		arena_free(&arena);
	}
}

/* DTLS has a cookie in its hello and counts its versions downwards. */
static void ja4_datagrams(void)
{
	static const uint8_t hello[46] = { 0xfe, 0xfd, [34] = 0, [35] = 2, 0xaa, 0xbb, 0, 4, 0x13,
		0x01, 0xc0, 0x2f, 1, 0 };
	struct arena arena = { 0 };
	struct tls_client_hello h;
	OK(tls_parse_client_hello(bytes_of(edge_copy(hello, 46), 46), false, &h), "DTLS: a hello");
	IS_NUMBER(h.ciphers.count, 2, "DTLS: ciphers behind the cookie");
	tls_fingerprint_client(&h, TLS_OVER_DATAGRAMS, &arena);
	IS_TEXT(text_head(h.ja4, 10), TEXT("dd2i020000"), "DTLS: JA4");
	arena_free(&arena);
}

static void ja3s(void)
{
	static const uint16_t types[] = { 65281, 0, 11, 35, 5, 16 };
	struct wire w = { .n = 0 };
	struct arena arena = { 0 };
	struct tls_server_hello h;
	put(&w, 769, 2);
	w.n += 32 + 1;
	put(&w, 47, 2);
	w.n += 1;
	put(&w, 4 * 6, 2);
	for (size_t i = 0; i < 6; i++) {
		put(&w, types[i], 2);
		w.n += 2;
	}
	OK(tls_parse_server_hello(bytes_of(edge_copy(w.bytes, w.n), w.n), &h), "JA3S: a hello");
	IS_TEXT(tls_ja3s_line(&h, &arena), TEXT("769,47,65281-0-11-35-5-16"), "JA3S");
	tls_fingerprint_server(&h, &arena);
	IS_TEXT(h.ja3s, TEXT("836ce314215654b5b1f85f97c73e506f"), "JA3S: MD5");
	arena_free(&arena);
}

int main(void)
{
	ja3();
	ja4();
	ja4_protocols();
	ja4_datagrams();
	ja3s();
	return check_done();
}
