/* RFC 1035 4 (DNS), RFC 8446 4.1 and 5.1 (TLS 1.3), RFC 6066 3 (server name). */
#include <config.h>

#include <stdlib.h>

#include "messages.h"

static void add(struct message *m, const void *from, size_t n)
{
	if (n > MESSAGE_ROOM - m->n)
		abort();
	memcpy(m->at + m->n, from, n);
	m->n += n;
}

static void add_u8(struct message *m, unsigned v)
{
	uint8_t b = (uint8_t)v;
	add(m, &b, 1);
}

static void add_be16(struct message *m, unsigned v)
{
	add_u8(m, v >> 8);
	add_u8(m, v & 0xff);
}

/* Writes the length of what follows the length field that ends at start. */
static void set_length(struct message *m, size_t start, size_t width)
{
	size_t n = m->n - start;
	for (size_t i = 1; i <= width; i++, n >>= 8)
		m->at[start - i] = (uint8_t)n;
}

static size_t open_length(struct message *m, size_t width)
{
	add(m, "\0\0\0", width);
	return m->n;
}

uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

void random_fill(uint64_t *state, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t v = random_next(state);
		for (size_t k = i; k < n && k < i + 8; k++, v >>= 8)
			out[k] = (uint8_t)v;
	}
}

static void add_random(struct message *m, size_t n, uint64_t *random)
{
	if (n > MESSAGE_ROOM - m->n)
		abort();
	random_fill(random, m->at + m->n, n);
	m->n += n;
}

static void add_name(struct message *m, struct text name)
{
	while (name.n) {
		struct text label = text_split(&name, '.');
		add_u8(m, (unsigned)label.n);
		add(m, label.s, label.n);
	}
	add_u8(m, 0);
}

static void dns_head(
    struct message *m, const struct dns_exchange *x, unsigned flags, size_t answers)
{
	m->n = 0;
	add_be16(m, x->id);
	add_be16(m, flags);
	add_be16(m, 1);
	add_be16(m, (unsigned)answers);
	add_be16(m, x->missing && flags & 0x8000 ? 1 : 0);
	add_be16(m, 0);
	add_name(m, text_of(x->name));
	add_be16(m, x->type);
	add_be16(m, 1);
}

void message_dns_query(struct message *m, const struct dns_exchange *x)
{
	dns_head(m, x, 0x0100, 0);
}

/* The zone's SOA record, which a negative answer brings along (RFC 2308 3). */
static void add_soa(struct message *m, struct text name)
{
	size_t dot = text_find_last(name, '.');
	add_name(m, dot == TEXT_NONE ? name : text_from(name, dot + 1));
	add(m, "\0\6\0\1\0\0\x03\x84", 8);
	size_t start = open_length(m, 2);
	add_name(m, TEXT("ns.example.net"));
	add_name(m, TEXT("hostmaster.example.net"));
	add(m, "\x78\xc3\x5a\x01\0\0\x07\x08\0\0\x03\x84\0\x09\x3a\x80\0\0\x03\x84", 20);
	set_length(m, start, 2);
}

void message_dns_response(struct message *m, const struct dns_exchange *x)
{
	dns_head(m, x, x->missing ? 0x8183 : 0x8180, x->answer_count);
	for (size_t i = 0; i < x->answer_count; i++) {
		size_t n = x->answers[i].version == 4 ? 4 : 16;
		add_be16(m, 0xc00c);
		add_be16(m, n == 4 ? DNS_A : DNS_AAAA);
		add(m, "\0\1\0\0\x01\x2c", 6);
		add_be16(m, (unsigned)n);
		add(m, x->answers[i].bytes, n);
	}
	if (x->missing)
		add_soa(m, text_of(x->name));
}

static void add_server_name(struct message *m, struct text server)
{
	add_be16(m, 0);
	size_t extension = open_length(m, 2), list = open_length(m, 2);
	add_u8(m, 0);
	size_t name = open_length(m, 2);
	add(m, server.s, server.n);
	set_length(m, name, 2);
	set_length(m, list, 2);
	set_length(m, extension, 2);
}

/* Everything but the name: groups, signature algorithms, ALPN, versions, a key share (RFC 8446 4.2). */
static void add_client_extensions(struct message *m, uint64_t *random)
{
	static const uint8_t fixed[] = {
		0x00, 0x17, 0x00, 0x00, 0xff, 0x01, 0x00, 0x01, 0x00, /* RFC 7627, RFC 5746 */
		0x00, 0x0a, 0x00, 0x08, 0x00, 0x06, 0x00, 0x1d, 0x00, 0x17, 0x00, 0x18, 0x00, 0x0b,
		0x00, 0x02, 0x01, 0x00, 0x00, 0x0d, 0x00, 0x0e, 0x00, 0x0c, 0x04, 0x03, 0x08, 0x04,
		0x04, 0x01, 0x05, 0x03, 0x08, 0x05, 0x05, 0x01, 0x00, 0x10, 0x00, 0x0e, 0x00, 0x0c,
		0x02, 'h', '2', 0x08, 'h', 't', 't', 'p', '/', '1', '.', '1', 0x00, 0x2b, 0x00,
		0x05, 0x04, 0x03, 0x04, 0x03, 0x03, 0x00, 0x2d, 0x00, 0x02, 0x01, 0x01, 0x00, 0x33,
		0x00, 0x26, 0x00, 0x24, 0x00, 0x1d, 0x00, 0x20, /* key share, x25519 */
	};
	add(m, fixed, sizeof(fixed));
	add_random(m, 32, random);
}

void message_client_hello(struct message *m, const char *server, uint64_t *random)
{
	static const uint8_t suites[] = {
		0x13,
		0x01,
		0x13,
		0x02,
		0x13,
		0x03,
		0xc0,
		0x2b,
		0xc0,
		0x2f,
		0xc0,
		0x2c,
		0xc0,
		0x30,
	};
	m->n = 0;
	add(m, "\x16\x03\x01", 3);
	size_t record = open_length(m, 2);
	add_u8(m, 1);
	size_t hello = open_length(m, 3);
	add_be16(m, 0x0303);
	add_random(m, 32, random);
	add_u8(m, 32);
	add_random(m, 32, random);
	add_be16(m, sizeof(suites));
	add(m, suites, sizeof(suites));
	add_be16(m, 0x0100);
	size_t extensions = open_length(m, 2);
	add_server_name(m, text_of(server));
	add_client_extensions(m, random);
	set_length(m, extensions, 2);
	set_length(m, hello, 3);
	set_length(m, record, 2);
}

void message_server_hello(struct message *m, uint64_t *random)
{
	struct message data;
	m->n = 0;
	add(m, "\x16\x03\x03", 3);
	size_t record = open_length(m, 2);
	add_u8(m, 2);
	size_t hello = open_length(m, 3);
	add_be16(m, 0x0303);
	add_random(m, 32, random);
	add_u8(m, 32);
	add_random(m, 32, random);
	add(m, "\x13\x01\0", 3);
	size_t extensions = open_length(m, 2);
	add(m, "\0\x33\0\x24\0\x1d\0\x20", 8);
	add_random(m, 32, random);
	add(m, "\0\x2b\0\x02\x03\x04", 6);
	set_length(m, extensions, 2);
	set_length(m, hello, 3);
	set_length(m, record, 2);
	add(m, "\x14\x03\x03\0\1\1", 6);
	message_tls_data(&data, 900, random);
	add(m, data.at, data.n);
}

void message_tls_data(struct message *m, size_t n, uint64_t *random)
{
	m->n = 0;
	add(m, "\x17\x03\x03", 3);
	size_t record = open_length(m, 2);
	add_random(m, n, random);
	set_length(m, record, 2);
}
