/*
 * LDAP, PostgreSQL and MySQL up to their way to TLS: messages with a size. RFC 4511 4.14 and 5.1, X.690 8.1;
 * SSLRequest and GSSENCRequest of PostgreSQL's protocol 3; Protocol::Handshake and
 * Protocol::SSLRequest of MySQL's protocol 10.
 */
#include <config.h>

#include <string.h>

#include "protocols/rows.h"
#include "protocols/starttls.h"

/* --- LDAP */

enum {
	BER_SEQUENCE = 0x30,
	BER_INTEGER = 0x02,
	BER_CONTEXT_0 = 0x80,
	LDAP_EXTENDED_REQUEST = 0x77,
	LDAP_LEAST = 5, /* bytes of a message */
	LDAP_PORT = 389,
	LDAP_CATALOGUE_PORT = 3268,
};

/* Tag and length of an element, which may be longer than what there is; not failed where they are
 * whole. Lengths need not be the shortest. */
static size_t ber_head(struct bytes *b, uint8_t *tag)
{
	*tag = bytes_u8(b);
	size_t n = bytes_u8(b);
	if (n < 0x80)
		return n;
	unsigned size = n & 0x7f;
	n = 0;
	for (unsigned i = 0; i < size && i < 4; i++)
		n = n << 8 | bytes_u8(b);
	return size == 0 || size > 4 ? SIZE_MAX : n;
}

static size_t ldap_unit(struct starttls *state, bool first, struct text rest)
{
	struct bytes b = bytes_of(rest.s, rest.n);
	uint8_t tag;
	(void)state;
	(void)first;
	size_t n = ber_head(&b, &tag);
	if (tag != BER_SEQUENCE)
		return starttls_record(rest);
	if (b.failed)
		return UNIT_MORE;
	size_t head = rest.n - b.left;
	return n > STARTTLS_CLEAR_MOST ? UNIT_NOTHING : head + n;
}

static size_t ldap_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	(void)out;
	return starttls_take(c, s, data, ldap_unit);
}

/* Operations of LDAPMessage: [APPLICATION 0] to [APPLICATION 25]. */
static bool is_operation(uint8_t tag)
{
	return (tag & 0xc0) == 0x40 && (tag & 0x1f) <= 25;
}

/* A message on the port, or elsewhere the request to start TLS. */
static enum claim ldap_claims(const struct opening *o)
{
	static const char oid[] = "1.3.6.1.4.1.1466.20037";
	struct text head = o->head[o->side];
	struct bytes b = bytes_of(head.s, head.n);
	uint8_t tag;
	size_t all = ber_head(&b, &tag);
	bool good =
	    tag == BER_SEQUENCE && (b.failed || (all >= LDAP_LEAST && all <= STARTTLS_CLEAR_MOST));
	size_t n = ber_head(&b, &tag);
	good &= b.failed || (tag == BER_INTEGER && n >= 1 && n <= 4);
	if (!b.failed && good)
		bytes_skip(&b, n);
	n = ber_head(&b, &tag);
	good &= b.failed || (is_operation(tag) && n <= all);
	if (!good || b.failed)
		return good ? CLAIM_MAYBE : CLAIM_NO;
	if (starttls_port(o, LDAP_PORT) || starttls_port(o, LDAP_CATALOGUE_PORT))
		return CLAIM_YES;
	bool request = tag == LDAP_EXTENDED_REQUEST;
	n = ber_head(&b, &tag);
	request &= b.failed || (tag == BER_CONTEXT_0 && n == sizeof(oid) - 1);
	const uint8_t *name = bytes_take(&b, sizeof(oid) - 1);
	if (!request || !name)
		return request ? CLAIM_MAYBE : CLAIM_NO;
	return memcmp(name, oid, sizeof(oid) - 1) == 0 ? CLAIM_YES : CLAIM_NO;
}

/* --- PostgreSQL */

enum { REQUEST_SIZE = 8 };

static const char ssl_request[] = "\0\0\0\x08\x04\xd2\x16\x2f";
static const char gss_request[] = "\0\0\0\x08\x04\xd2\x16\x30";

static enum claim postgres_claims(const struct opening *o)
{
	struct text head = text_head(o->head[o->side], REQUEST_SIZE);
	if (memcmp(head.s, ssl_request, head.n) != 0 && memcmp(head.s, gss_request, head.n) != 0)
		return CLAIM_NO;
	return head.n == REQUEST_SIZE ? CLAIM_YES : CLAIM_MAYBE;
}

/* Requests of the client, answers of one letter: S to go on with TLS, N to go on without. */
static size_t postgres_unit(struct starttls *state, bool first, struct text rest)
{
	(void)state;
	(void)first;
	if (rest.s[0] == 'S' || rest.s[0] == 'N')
		return 1;
	if (rest.s[0] != 0)
		return starttls_record(rest);
	size_t n = rest.n < REQUEST_SIZE ? rest.n : REQUEST_SIZE;
	if (memcmp(rest.s, ssl_request, n) != 0 && memcmp(rest.s, gss_request, n) != 0)
		return UNIT_NOTHING;
	return n < REQUEST_SIZE ? UNIT_MORE : REQUEST_SIZE;
}

static size_t postgres_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	(void)out;
	return starttls_take(c, s, data, postgres_unit);
}

/* --- MySQL */

enum {
	MYSQL_PORT = 3306,
	MYSQL_HEAD = 4,
	MYSQL_PROTOCOL = 10,
	MYSQL_REQUEST = 32,         /* bytes of an SSLRequest */
	MYSQL_CLIENT_SSL = 1 << 11, /* capability */
	MYSQL_GREETING_MOST = 512,
};

/* A greeting: its size in three bytes, number 0, version 10, digits. */
static enum claim mysql_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	const uint8_t *at = (const uint8_t *)head.s;
	if (!starttls_port(o, MYSQL_PORT) || (head.n > 2 && at[2] != 0) ||
	    (head.n > 3 && at[3] != 0) || (head.n > 4 && at[4] != MYSQL_PROTOCOL))
		return CLAIM_NO;
	if (head.n <= 5)
		return CLAIM_MAYBE;
	return load_le16(at) < MYSQL_GREETING_MOST && ascii_digit(head.s[5]) ? CLAIM_YES : CLAIM_NO;
}

/* The server greets, the client says that it goes on with TLS, else it logs in. */
static size_t mysql_unit(struct starttls *state, bool first, struct text rest)
{
	const uint8_t *at = (const uint8_t *)rest.s;
	if (!first)
		return state->asked ? starttls_record(rest) : UNIT_NOTHING;
	if (rest.n < MYSQL_HEAD + 2)
		return UNIT_MORE;
	size_t n = load_le16(at);
	bool asks = at[3] == 1 && n == MYSQL_REQUEST && load_le16(at + 4) & MYSQL_CLIENT_SSL;
	state->asked |= asks;
	return at[2] == 0 && (at[3] == 0 || asks) ? MYSQL_HEAD + n : UNIT_NOTHING;
}

static size_t mysql_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	(void)out;
	return starttls_take(c, s, data, mysql_unit);
}

const struct protocol protocol_ldap = { .name = "ldap",
	.transport = IP_TCP,
	.state_size = sizeof(struct starttls),
	.claims = ldap_claims,
	.take = ldap_take };

const struct protocol protocol_postgres = { .name = "postgresql",
	.transport = IP_TCP,
	.state_size = sizeof(struct starttls),
	.claims = postgres_claims,
	.take = postgres_take };

const struct protocol protocol_mysql = { .name = "mysql",
	.transport = IP_TCP,
	.state_size = sizeof(struct starttls),
	.claims = mysql_claims,
	.take = mysql_take };
