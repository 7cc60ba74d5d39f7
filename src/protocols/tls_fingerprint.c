/* JA3 and JA3S as Salesforce published them; JA4 as FoxIO published it (technical_details/JA4.md). */
#include <config.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/digest.h"
#include "protocols/tls_fingerprint.h"

enum {
	LINE_MOST = 1 << 20, /* a message has at most 32768 numbers */
	MD5_DIGITS = 32,
	JA4_DIGITS = 12,
	JA4_MOST_COUNT = 99,
};

static struct text into_arena(struct buf *b, struct arena *arena)
{
	struct text t = arena_text(arena, buf_text(b));
	buf_free(b);
	return t;
}

/* One of a list of decimal numbers; *first says whether none stands there yet. */
static void add_decimal(struct buf *b, unsigned v, bool *first)
{
	if (!*first)
		buf_char(b, '-');
	*first = false;
	buf_number(b, v);
}

static void add_numbers(struct buf *b, struct tls_numbers list)
{
	bool first = true;
	buf_char(b, ',');
	for (size_t i = 0; i < list.count; i++)
		if (!tls_is_grease(tls_number(list, i)))
			add_decimal(b, tls_number(list, i), &first);
}

static void add_extensions(struct buf *b, struct text extensions)
{
	struct bytes list = bytes_of(extensions.s, extensions.n), body;
	uint16_t type;
	bool first = true;
	buf_char(b, ',');
	while (tls_next_extension(&list, &type, &body))
		if (!tls_is_grease(type))
			add_decimal(b, type, &first);
}

struct text tls_ja3_line(const struct tls_client_hello *hello, struct arena *arena)
{
	struct buf b;
	bool first = true;
	buf_init(&b, LINE_MOST);
	buf_number(&b, hello->version);
	add_numbers(&b, hello->ciphers);
	add_extensions(&b, hello->extensions);
	add_numbers(&b, hello->groups);
	buf_char(&b, ',');
	for (size_t i = 0; i < hello->point_formats.n; i++)
		add_decimal(&b, (uint8_t)hello->point_formats.s[i], &first);
	return into_arena(&b, arena);
}

struct text tls_ja3s_line(const struct tls_server_hello *hello, struct arena *arena)
{
	struct buf b;
	buf_init(&b, LINE_MOST);
	buf_number(&b, hello->version);
	buf_char(&b, ',');
	buf_number(&b, hello->cipher);
	add_extensions(&b, hello->extensions);
	return into_arena(&b, arena);
}

static struct text md5_of(struct text line, struct arena *arena)
{
	char digits[DIGEST_TEXT];
	digest_md5(line.s, line.n, digits);
	return arena_text(arena, text_head(text_of(digits), MD5_DIGITS));
}

/* Numbers without GREASE, to be sorted. */
struct sorted {
	uint16_t *list;
	size_t count;
};

static int by_number(const void *a, const void *b)
{
	const uint16_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static struct sorted sort_ciphers(const struct tls_client_hello *hello, struct arena *arena)
{
	struct tls_numbers c = hello->ciphers;
	struct sorted s = { arena_take(arena, c.count * sizeof(*s.list)), 0 };
	for (size_t i = 0; i < c.count; i++)
		if (!tls_is_grease(tls_number(c, i)))
			s.list[s.count++] = tls_number(c, i);
	qsort(s.list, s.count, sizeof(*s.list), by_number);
	return s;
}

/* *all counts also the two that are left out: server name and ALPN have their own place. */
static struct sorted sort_extensions(
    const struct tls_client_hello *hello, size_t *all, struct arena *arena)
{
	struct bytes list = bytes_of(hello->extensions.s, hello->extensions.n), body;
	struct sorted s = { arena_take(arena, list.left / 4 * sizeof(*s.list)), 0 };
	uint16_t type;
	*all = 0;
	while (tls_next_extension(&list, &type, &body)) {
		if (tls_is_grease(type))
			continue;
		++*all;
		if (type != TLS_SERVER_NAME && type != TLS_ALPN)
			s.list[s.count++] = type;
	}
	qsort(s.list, s.count, sizeof(*s.list), by_number);
	return s;
}

static const char *version_text(uint16_t version)
{
	static const struct {
		uint16_t version;
		char text[3];
	} rows[] = {
		{ 0x0304, "13" },
		{ 0x0303, "12" },
		{ 0x0302, "11" },
		{ 0x0301, "10" },
		{ 0x0300, "s3" },
		{ 0x0002, "s2" },
		{ 0xfeff, "d1" },
		{ 0xfefd, "d2" },
		{ 0xfefc, "d3" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].version == version)
			return rows[i].text;
	return "00";
}

/* The highest of those offered; DTLS counts its versions downwards. */
static uint16_t best_version(const struct tls_client_hello *hello)
{
	uint16_t best = 0;
	for (size_t i = 0; i < hello->versions.count; i++) {
		uint16_t v = tls_number(hello->versions, i);
		bool dtls = v >> 8 == TLS_DTLS_MAJOR;
		if (!tls_is_grease(v) && (best == 0 || (dtls ? v < best : v > best)))
			best = v;
	}
	return best ? best : hello->version;
}

static bool is_alphanumeric(char c)
{
	return ascii_digit(c) || ascii_letter(c);
}

/* First and last character of the first protocol; of its hexadecimal digits where one of the two
 * is neither letter nor digit. */
static void add_alpn(struct buf *b, struct text alpn)
{
	static const char digits[] = "0123456789abcdef";
	if (alpn.n == 0) {
		buf_add(b, TEXT("00"));
		return;
	}
	char first = alpn.s[0], last = alpn.s[alpn.n - 1];
	bool plain = is_alphanumeric(first) && is_alphanumeric(last);
	buf_char(b, plain ? first : digits[(uint8_t)first >> 4]);
	buf_char(b, plain ? last : digits[(uint8_t)last & 15]);
}

static void add_count(struct buf *b, size_t n)
{
	n = n < JA4_MOST_COUNT ? n : JA4_MOST_COUNT;
	buf_char(b, (char)('0' + n / 10));
	buf_char(b, (char)('0' + n % 10));
}

static void add_hex_list(struct buf *b, struct sorted s)
{
	for (size_t i = 0; i < s.count; i++)
		buf_format(b, "%s%04x", i ? "," : "", s.list[i]);
}

static void add_digest(struct buf *b, struct text of)
{
	char digits[DIGEST_TEXT];
	digest_sha256(of.s, of.n, digits);
	buf_char(b, '_');
	buf_add(b, of.n ? text_head(text_of(digits), JA4_DIGITS) : TEXT("000000000000"));
}

/* Signature algorithms stand behind the extensions as they were sent. */
static void add_signatures(struct buf *b, struct tls_numbers list)
{
	char before = '_';
	for (size_t i = 0; i < list.count; i++) {
		if (tls_is_grease(tls_number(list, i)))
			continue;
		buf_format(b, "%c%04x", before, tls_number(list, i));
		before = ',';
	}
}

static struct text ja4_of(
    const struct tls_client_hello *hello, enum tls_transport over, struct arena *arena)
{
	struct buf b, list;
	size_t extensions;
	struct sorted ciphers = sort_ciphers(hello, arena);
	struct sorted others = sort_extensions(hello, &extensions, arena);
	buf_init(&b, LINE_MOST);
	buf_init(&list, LINE_MOST);
	buf_char(&b, (char)over);
	buf_add(&b, text_of(version_text(best_version(hello))));
	buf_char(&b, hello->has_server_name ? 'd' : 'i');
	add_count(&b, ciphers.count);
	add_count(&b, extensions);
	add_alpn(&b, hello->alpn);
	add_hex_list(&list, ciphers);
	add_digest(&b, buf_text(&list));
	buf_clear(&list);
	add_hex_list(&list, others);
	if (others.count > 0)
		add_signatures(&list, hello->signatures);
	add_digest(&b, buf_text(&list));
	buf_free(&list);
	return into_arena(&b, arena);
}

void tls_fingerprint_client(
    struct tls_client_hello *hello, enum tls_transport over, struct arena *arena)
{
	if (!hello->whole)
		return;
	hello->ja3 = md5_of(tls_ja3_line(hello, arena), arena);
	hello->ja4 = ja4_of(hello, over, arena);
}

void tls_fingerprint_server(struct tls_server_hello *hello, struct arena *arena)
{
	hello->ja3s = md5_of(tls_ja3s_line(hello, arena), arena);
}
