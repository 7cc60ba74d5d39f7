/* Units of base/. Expected values: the RFCs' own examples, the published vectors, detection.md. */
#include <config.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/escape.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/time.h"
#include "check.h"

static void addresses(void)
{
	static const struct {
		const char *in, *rfc5952, *maltrail;
	} rows[] = {
		{ "1.2.3.4", "1.2.3.4", "1.2.3.4" },
		{ "::", "::", "::0" },
		{ "1::", "1::", "1::0" },
		{ "::1", "::1", "::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "2001:db8::1:0:0:1" },
		{ "1:0:0:2:0:0:0:3", "1:0:0:2::3", "1:0:0:2::3" },
		{ "0:0:0:1:0:0:1:0", "::1:0:0:1:0", "::1:0:0:1:0" },
		{ "0:0:1:0:0:1:0:0", "::1:0:0:1:0:0", "::1:0:0:1:0:0" },
		{ "::ffff:1.2.3.4", "::ffff:1.2.3.4", "::ffff:102:304" },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6",
		    "2001:0db8:0001:0002:0003:0004:0005:0006" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "2001:db8::1:1:1:1:1" },
		{ "2001:0DB8::0001", "2001:db8::1", "2001:db8::1" },
	};
	char out[ADDRESS_TEXT];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct address a;
		OK(address_parse(text_of(rows[i].in), &a), "%s is an address", rows[i].in);
		size_t n = address_text(&a, out);
		IS_TEXT(((struct text) { out, n }), text_of(rows[i].rfc5952), "%s by RFC 5952",
		    rows[i].in);
		n = address_maltrail_text(&a, out);
		IS_TEXT(((struct text) { out, n }), text_of(rows[i].maltrail),
		    "%s as Maltrail writes it", rows[i].in);
	}
	static const char *const bad[] = { "", ":", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4",
		"1.2.3.4 ", "1.2.3.", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
		"12345::", "::1.2.3", "1:2:3:4:5:6:7::8:9", "g::", "1.2.3.4:80" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct address a;
		OK(!address_parse(text_of(bad[i]), &a), "'%s' is no address", bad[i]);
	}
	static const struct {
		const char *in;
		bool local, private;
	} scopes[] = {
		{ "10.1.2.3", true, true },
		{ "172.31.0.1", true, true },
		{ "172.32.0.1", false, false },
		{ "192.168.9.9", true, true },
		{ "127.9.9.9", true, true },
		{ "169.254.1.1", false, true },
		{ "100.64.0.1", false, true },
		{ "100.128.0.1", false, false },
		{ "fd00::1", false, true },
		{ "fe80::1", false, true },
		{ "2001:db8::1", false, false },
	};
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		struct address a;
		OK(address_parse(text_of(scopes[i].in), &a) &&
			address_is_local(&a) == scopes[i].local &&
			address_is_private(&a) == scopes[i].private,
		    "scope of %s", scopes[i].in);
	}
	struct address a, base;
	address_parse(TEXT("192.0.2.77"), &a);
	address_parse(TEXT("192.0.2.64"), &base);
	OK(address_in(&a, &base, 26) && !address_in(&a, &base, 29) && address_in(&a, &base, 0),
	    "prefixes");
	size_t n = address_port_text(&a, 65535, out);
	IS_TEXT(((struct text) { out, n }), TEXT("192.0.2.77:65535"), "address and port");
	address_parse(TEXT("dead::beef"), &a);
	n = address_port_text(&a, 443, out);
	IS_TEXT(((struct text) { out, n }), TEXT("[dead::beef]:443"), "IPv6 address and port");
}

static void times(void)
{
	static const struct {
		int64_t ns;
		const char *text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00.000000000Z" },
		{ INT64_C(1767323045123456789), "2026-01-02T03:04:05.123456789Z" },
		{ -1, "1969-12-31T23:59:59.999999999Z" },
		{ INT64_C(951782400000000000), "2000-02-29T00:00:00.000000000Z" },
		{ INT64_MAX, "2262-04-11T23:47:16.854775807Z" },
		{ INT64_MIN + 1, "1677-09-21T00:12:43.145224193Z" },
		{ TIME_NONE, "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[TIME_TEXT];
		size_t n = time_text(rows[i].ns, out);
		IS_TEXT(((struct text) { out, n }), text_of(rows[i].text), "time %lld",
		    (long long)rows[i].ns);
	}
}

/* Values by date -u -d, leap years by RFC 3339 appendix C. */
static void parsed_times(void)
{
	static const struct {
		const char *text;
		int64_t ns; /* TIME_NONE: it is none */
	} rows[] = {
		{ "1970-01-01", 0 },
		{ "2026-01-02", INT64_C(1767312000000000000) },
		{ "2026-01-02T03:04:05Z", INT64_C(1767323045000000000) },
		{ "2026-01-02t03:04:05z", INT64_C(1767323045000000000) },
		{ "2026-01-02 03:04:05", INT64_C(1767323045000000000) },
		{ "2026-01-02T03:04:05.5Z", INT64_C(1767323045500000000) },
		{ "2026-01-02T03:04:05.123456789Z", INT64_C(1767323045123456789) },
		{ "2026-01-02T03:04:05.1234567899Z", INT64_C(1767323045123456789) },
		{ "2026-01-02T03:04:05+01:30", INT64_C(1767317645000000000) },
		{ "2026-01-02T03:04:05-05:00", INT64_C(1767341045000000000) },
		{ "2026-01-02T03:04:05.25-00:00", INT64_C(1767323045250000000) },
		{ "2000-02-29", INT64_C(951782400000000000) },
		{ "2024-02-29T23:59:59Z", INT64_C(1709251199000000000) },
		{ "1969-12-31T23:59:59.999999999Z", -1 },
		{ "2016-12-31T23:59:60Z", INT64_C(1483228800000000000) },
		{ "2016-12-31T15:59:60-08:00", INT64_C(1483228800000000000) },
		{ "2262-04-11T23:47:16.854775807Z", INT64_MAX },
		{ "1677-09-21T00:12:44Z", INT64_C(-9223372036000000000) },
		{ "2262-04-11T23:47:16.854775808Z", TIME_NONE },
		{ "9999-12-31T23:59:59Z", TIME_NONE },
		{ "0000-01-01", TIME_NONE },
		{ "1900-02-29", TIME_NONE },
		{ "2023-02-29", TIME_NONE },
		{ "2023-04-31", TIME_NONE },
		{ "2023-00-10", TIME_NONE },
		{ "2023-13-01", TIME_NONE },
		{ "2023-01-00", TIME_NONE },
		{ "2023-01-32", TIME_NONE },
		{ "2023-1-1", TIME_NONE },
		{ "23-01-01", TIME_NONE },
		{ "2023-01-01T24:00:00Z", TIME_NONE },
		{ "2023-01-01T10:60:00Z", TIME_NONE },
		{ "2023-01-01T10:00:60Z", TIME_NONE },
		{ "2023-01-01T10:00:61Z", TIME_NONE },
		{ "2023-01-01T10:00Z", TIME_NONE },
		{ "2023-01-01T10:00:00.Z", TIME_NONE },
		{ "2023-01-01T10:00:00+0100", TIME_NONE },
		{ "2023-01-01T10:00:00+24:00", TIME_NONE },
		{ "2023-01-01T10:00:00+01:60", TIME_NONE },
		{ "2023-01-01T10:00:00ZZ", TIME_NONE },
		{ "2023-01-01T", TIME_NONE },
		{ "2023-01-01Z", TIME_NONE },
		{ " 2023-01-01", TIME_NONE },
		{ "2023-01-01 ", TIME_NONE },
		{ "yesterday", TIME_NONE },
		{ "", TIME_NONE },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t ns = 7;
		bool good = time_parse(text_of(rows[i].text), &ns);
		OK(good == (rows[i].ns != TIME_NONE), "\"%s\" is %s", rows[i].text,
		    good ? "a time" : "no time");
		if (good)
			OK(ns == rows[i].ns, "\"%s\" is %lld", rows[i].text, (long long)ns);
		for (size_t cut = 0; cut < strlen(rows[i].text); cut++)
			time_parse((struct text) { edge_copy(rows[i].text, cut), cut }, &ns);
	}
}

static void hashes(void)
{
	IS_NUMBER(hash_murmur3("", 0, 13), 0x95bb7d92, "murmur3 of nothing, threats.md 4");
	IS_NUMBER(
	    hash_murmur3("10.0.0.5~>evil.example", 22, 13), 0x7cc6e889, "murmur3, threats.md 4");
	IS_NUMBER(hash_murmur3("10.0.0.5~>ab", 12, 13), 0x19d12733, "murmur3 without a tail");
	/* Appendix A of the SipHash paper: key 00..0f, message 00..0e. */
	uint8_t message[31];
	for (uint8_t i = 0; i < sizeof(message); i++)
		message[i] = i;
	struct hash_key key = { UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908) };
	OK(hash_sip(&key, message, 15) == UINT64_C(0xa129ca6149be45e5), "SipHash-2-4 vector");
	/* Longer and shorter ones of the same bytes: openssl mac. */
	static const struct {
		size_t n;
		uint64_t hash;
	} sips[] = { { 0, UINT64_C(0x726fdb47dd0e0e31) }, { 1, UINT64_C(0x74f839c593dc67fd) },
		{ 7, UINT64_C(0xab0200f58b01d137) }, { 8, UINT64_C(0x93f5f5799a932462) },
		{ 9, UINT64_C(0x9e0082df0ba9e4b0) }, { 16, UINT64_C(0x3f2acc7f57c29bdb) },
		{ 23, UINT64_C(0xa80c038ccd5ccec8) }, { 31, UINT64_C(0x32d892fad841c342) } };
	for (size_t i = 0; i < sizeof(sips) / sizeof(sips[0]); i++)
		OK(hash_sip(&key, message, sips[i].n) == sips[i].hash, "SipHash-2-4 of %zu bytes",
		    sips[i].n);
	char out[DIGEST_TEXT];
	digest_sha256("abc", 3, out);
	IS_TEXT(text_of(out),
	    TEXT("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
	    "SHA-256 of abc, FIPS 180-4");
	struct digest *d = digest_new(DIGEST_XXH128);
	digest_end(d, out);
	digest_free(d);
	IS_TEXT(text_of(out), TEXT("99aa06d3014798d86001c324468d497f"),
	    "XXH3-128 of nothing (xxh128sum)");
	/* head -c 1000000 /dev/zero | xxh128sum */
	static const uint8_t zeros[1000000];
	d = digest_new(DIGEST_XXH128);
	for (size_t at = 0; at < sizeof(zeros); at += 3001)
		digest_add(d, zeros + at, sizeof(zeros) - at < 3001 ? sizeof(zeros) - at : 3001);
	digest_end(d, out);
	digest_free(d);
	IS_TEXT(text_of(out), TEXT("ef233fc372a159319d648391f361d99a"),
	    "XXH3-128 of a million zeros, in pieces");
}

static void doors(void)
{
	static const struct {
		struct text in;
		const char *terminal, *csv, *repaired;
	} rows[] = {
		{ { "plain", 5 }, "plain", "plain", "plain" },
		{ { "a\x1b[31m", 6 }, "a\\x1b[31m", "a\x1b[31m", "a\x1b[31m" },
		{ { "a\0b", 3 }, "a\\x00b", NULL, NULL },
		{ { "=1+1", 4 }, "=1+1", "'=1+1", "=1+1" },
		{ { "-", 1 }, "-", "'-", "-" },
		{ { "a,\"b\"", 5 }, "a,\"b\"", "\"a,\"\"b\"\"\"", "a,\"b\"" },
		{ { "\xff\xc3\xa9", 3 }, "\\xff\xc3\xa9", "\\xff\xc3\xa9", "\xef\xbf\xbd\xc3\xa9" },
		{ { "\xc2\x9b", 2 }, "\\u{9b}", "\xc2\x9b", "\xc2\x9b" },
		{ { "\xe2\x80\xaex", 4 }, "\\u{202e}x", "\xe2\x80\xaex", "\xe2\x80\xaex" },
		{ { "\xf0\x9f\x98", 3 }, "\\xf0\\x9f\\x98", "\\xf0\\x9f\\x98", "\xef\xbf\xbd" },
		{ { "\xe2\x82\x41", 3 },
		    "\\xe2\\x82"
		    "A",
		    "\\xe2\\x82"
		    "A",
		    "\xef\xbf\xbd"
		    "A" },
		{ { "\xed\xa0\x80", 3 }, "\\xed\\xa0\\x80", "\\xed\\xa0\\x80",
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ { "\r\n", 2 }, "\\x0d\\x0a", "\"'\r\n\"", "\r\n" },
	};
	struct buf b;
	buf_init(&b, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text in = { edge_copy(rows[i].in.s, rows[i].in.n), rows[i].in.n };
		buf_clear(&b);
		escape_terminal(&b, in);
		IS_TEXT(buf_text(&b), text_of(rows[i].terminal), "terminal door, row %zu", i);
		if (!rows[i].csv)
			continue;
		buf_clear(&b);
		escape_csv(&b, in, CSV_SAFE);
		IS_TEXT(buf_text(&b), text_of(rows[i].csv), "CSV door, row %zu", i);
		buf_clear(&b);
		repair_utf8(&b, in);
		IS_TEXT(buf_text(&b), text_of(rows[i].repaired), "repaired UTF-8, row %zu", i);
	}
	buf_free(&b);
}

/* RFC 3629 3 and 7: the ends of the ranges. */
static void check_sequences(void)
{
	static const struct {
		uint32_t code;
		const char *sequence;
	} rows[] = {
		{ 0x41, "A" },
		{ 0x7f, "\x7f" },
		{ 0x80, "\xc2\x80" },
		{ 0x7ff, "\xdf\xbf" },
		{ 0x800, "\xe0\xa0\x80" },
		{ 0xffff, "\xef\xbf\xbf" },
		{ 0x10000, "\xf0\x90\x80\x80" },
		{ 0x10ffff, "\xf4\x8f\xbf\xbf" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[4];
		size_t n = utf8_encode(rows[i].code, out);
		IS_TEXT(((struct text) { out, n }), text_of(rows[i].sequence), "sequence %zu", i);
		IS_NUMBER(utf8_decode(out, n), rows[i].code, "code point %zu", i);
	}
}

static void texts(void)
{
	struct text rest = TEXT("a;b;;c"), part;
	part = text_split(&rest, ';');
	IS_TEXT(part, TEXT("a"), "first part");
	part = text_split(&rest, ';');
	part = text_split(&rest, ';');
	OK(part.n == 0 && rest.s, "an empty part");
	part = text_split(&rest, ';');
	OK(text_is(part, TEXT("c")) && !rest.s, "the last part");
	IS_TEXT(text_trim(TEXT(" \t x y\x1f\n")), TEXT("x y"), "trim");
	uint64_t v = 0;
	OK(text_number(TEXT("65535"), 65535, &v) && v == 65535, "the largest number");
	OK(!text_number(TEXT("65536"), 65535, &v) && !text_number(TEXT(""), 9, &v) &&
		!text_number(TEXT("1a"), 99, &v) &&
		!text_number(TEXT("18446744073709551616"), UINT64_MAX, &v),
	    "numbers that are none");
	OK(text_number(TEXT("18446744073709551615"), UINT64_MAX, &v) && v == UINT64_MAX,
	    "2^64 - 1");
	OK(text_find_nocase(TEXT("xxHoSt:"), TEXT("host")) == 2, "search without case");
	struct buf b;
	buf_init(&b, 4);
	buf_add(&b, TEXT("abc"));
	buf_add(&b, TEXT("de"));
	OK(b.over && text_is(buf_text(&b), TEXT("abc")), "a full buffer keeps what is there");
	buf_free(&b);
	struct hash_key key = { 1, 2 };
	struct intern *in = intern_new(&key);
	bool good = true;
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 5000; i++) {
			bool fresh;
			good &=
			    intern_add(in, text_bytes((const uint8_t *)&i, sizeof(i)), &fresh) == i;
			good &= fresh == (round == 0);
		}
	OK(good && intern_count(in) == 5000, "5000 interned texts keep their numbers");
	OK(intern_find(in, TEXT("none")) == UINT32_MAX, "a text that was never added");
	intern_free(in);
}

int main(void)
{
	addresses();
	times();
	parsed_times();
	hashes();
	doors();
	check_sequences();
	texts();
	return check_done();
}
