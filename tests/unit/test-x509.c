/* Units of certificates: three that OpenSSL made, with what openssl-x509(1) says of them; rules of DER
 * by X.690 8.1 and 10.1; chains by RFC 5246 7.4.2. */
#include <config.h>

#include "base/buf.h"
#include "protocols/der.h"
#include "protocols/x509.h"

#include "certificates.h"
#include "check.h"
#include "hex.h"

enum { ROWS = sizeof(certificates) / sizeof(certificates[0]), ROOM = 4096 };

static struct text names_of(const struct x509_certificate *c, struct arena *arena)
{
	static const char *const kinds[] = { "DNS", "email", "URI", "IP" };
	struct buf b;
	buf_init(&b, ROOM);
	for (size_t i = 0; i < c->name_count; i++) {
		buf_format(&b, "%s%s:", i ? ", " : "", kinds[c->names[i].kind]);
		buf_add(&b, c->names[i].text);
	}
	struct text t = arena_text(arena, buf_text(&b));
	buf_free(&b);
	return t;
}

static void by_openssl(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct certificate_row *r = &certificates[i];
		uint8_t der[ROOM];
		size_t n = hex_bytes(r->der, der, sizeof(der));
		struct arena arena = { 0 };
		struct x509_certificate c;
		OK(x509_parse(bytes_of(edge_copy(der, n), n), &arena, &c), "%s", r->name);
		IS_TEXT(c.sha1, text_of(r->sha1), "%s: SHA-1", r->name);
		IS_TEXT(c.sha256, text_of(r->sha256), "%s: SHA-256", r->name);
		IS_TEXT(c.serial, text_of(r->serial), "%s: serial", r->name);
		IS_TEXT(c.subject.text, text_of(r->subject), "%s: subject", r->name);
		IS_TEXT(c.issuer.text, text_of(r->issuer), "%s: issuer", r->name);
		IS_TEXT(c.not_before, text_of(r->not_before), "%s: not before", r->name);
		IS_TEXT(c.not_after, text_of(r->not_after), "%s: not after", r->name);
		IS_TEXT(names_of(&c, &arena), text_of(r->names), "%s: names", r->name);
		bool none = true;
		for (size_t k = 0; k < n; k++)
			none &= !x509_parse(bytes_of(edge_copy(der, k), k), &arena, &c);
		OK(none, "%s: every cut", r->name);
		for (size_t k = 0; k < n; k++) {
			uint8_t bad[ROOM];
			memcpy(bad, der, n);
			bad[k] ^= 0x81;
			x509_parse(bytes_of(edge_copy(bad, n), n), &arena, &c);
		}
		OK(c.sha1.n == 40, "%s: every byte wrong", r->name);
		arena_free(&arena);
	}
}

/* The short names and the two values of one certificate, by what its request said. */
static void attributes(void)
{
	static const struct {
		size_t row;
		const char *common_name, *organization;
	} rows[] = {
		{ 0, "a<b>;c\\d",
		    "Stra\xc3\x9f"
		    "e , S\xc3\xb6hne + \"Co\"" },
		{ 1, "last.example", "Old" },
		{ 2, "\xc5\xbdi\xc5\xbekov", "plain" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t der[ROOM];
		size_t n = hex_bytes(certificates[rows[i].row].der, der, sizeof(der));
		struct arena arena = { 0 };
		struct x509_certificate c;
		x509_parse(bytes_of(edge_copy(der, n), n), &arena, &c);
		IS_TEXT(c.subject.common_name, text_of(rows[i].common_name), "common name %zu", i);
		IS_TEXT(
		    c.issuer.organization, text_of(rows[i].organization), "organization %zu", i);
		arena_free(&arena);
	}
}

static void encodings(void)
{
	static const struct {
		const char *name, *hex;
		int size; /* of the content; -1: refused */
	} rows[] = {
		{ "short", "0402aabb", 2 },
		{ "empty", "0400", 0 },
		{ "a length in one byte more than needed", "048102aabb", -1 },
		{ "a leading zero in the length", "04820002aabb", -1 },
		{ "a length without end", "0480aabb0000", -1 },
		{ "a length of five bytes", "04850000000001aa", -1 },
		{ "the reserved length", "04ff01", -1 },
		{ "a tag of several bytes", "1f8101 01 aa", -1 },
		{ "content that is cut", "0403aabb", -1 },
		{ "no length", "04", -1 },
		{ "nothing", "", -1 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t in[64], tag;
		size_t n = hex_bytes(rows[i].hex, in, sizeof(in));
		struct bytes b = bytes_of(edge_copy(in, n), n), all, body = der_any(&b, &tag, &all);
		IS_NUMBER(body.failed ? -1 : (int)body.left, rows[i].size, "DER: %s", rows[i].name);
		OK(body.failed || (all.left == n && b.left == 0), "DER: %s: all of it",
		    rows[i].name);
	}
	uint8_t in[131] = { 4, 0x81, 0x80 }, tag;
	struct bytes b = bytes_of(edge_copy(in, sizeof(in)), sizeof(in));
	IS_NUMBER(der_any(&b, &tag, NULL).left, 128, "DER: 128 bytes");
}

static void put24(uint8_t *at, size_t n)
{
	at[0] = (uint8_t)(n >> 16);
	at[1] = (uint8_t)(n >> 8);
	at[2] = (uint8_t)n;
}

/* Two certificates, and what is left of them at every cut. */
static void chains(void)
{
	static uint8_t message[2 * ROOM], der[ROOM];
	struct arena arena = { 0 };
	struct x509_chain chain;
	size_t n = 3, ends[3] = { 3 };
	for (size_t i = 0; i < 2; i++) {
		size_t size = hex_bytes(certificates[i].der, der, sizeof(der));
		put24(message + n, size);
		memcpy(message + n + 3, der, size);
		ends[i + 1] = n += 3 + size;
	}
	put24(message, n - 3);
	OK(x509_parse_chain(bytes_of(edge_copy(message, n), n), &arena, &chain), "a chain");
	OK(chain.count == 2 && chain.whole, "of two, whole");
	for (size_t i = 0; i < 2; i++)
		IS_TEXT(chain.list[i].sha1, text_of(certificates[i].sha1), "certificate %zu", i);
	bool good = true;
	for (size_t k = 0; k < n; k++) {
		size_t wanted = k >= ends[1];
		good &= x509_parse_chain(bytes_of(edge_copy(message, k), k), &arena, &chain) ==
		    (wanted > 0);
		good &= chain.count == wanted && !chain.whole;
		arena_reset(&arena);
	}
	OK(good, "a chain at every cut");
	memset(message, 0, 3 + 3 * 100 + 100);
	put24(message, 400);
	for (size_t i = 0; i < 100; i++)
		message[3 + 4 * i + 2] = 1;
	OK(x509_parse_chain(bytes_of(message, 403), &arena, &chain), "a hundred of one byte");
	OK(chain.count == X509_CHAIN_MOST && !chain.whole, "as many as are read");
	arena_free(&arena);
}

int main(void)
{
	by_openssl();
	attributes();
	encodings();
	chains();
	return check_done();
}
