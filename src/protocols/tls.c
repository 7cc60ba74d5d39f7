/* TLS ClientHello. RFC 8446 4.1.2 and 5.1, RFC 6066 3 (server name), RFC 7301 3.1 (ALPN). */
#include <config.h>

#include "protocols/tls.h"

enum {
	RECORD_HANDSHAKE = 22,
	VERSION_MAJOR = 3,
	CLIENT_HELLO = 1,
	RANDOM_SIZE = 32,
	EXTENSION_SERVER_NAME = 0,
	EXTENSION_ALPN = 16,
	NAME_HOST = 0,
};

/* The bytes of handshake messages: they go on from record to record. */
struct handshake {
	struct bytes in; /* what follows the current record's header */
	size_t record;   /* bytes of it that are not read yet */
	size_t offset;   /* bytes of messages read so far */
	bool failed;     /* cut, or not as it should be: sticks, and reads give zero */
};

static bool next_record(struct handshake *h)
{
	uint8_t type = bytes_u8(&h->in);
	uint8_t major = bytes_u8(&h->in);
	bytes_skip(&h->in, 1);
	h->record = bytes_be16(&h->in);
	h->failed |=
	    h->in.failed || type != RECORD_HANDSHAKE || major != VERSION_MAJOR || h->record == 0;
	return !h->failed;
}

/* Up to n bytes that lie together, *got of them; NULL once it failed. */
static const uint8_t *take_some(struct handshake *h, size_t n, size_t *got)
{
	if (h->failed || (h->record == 0 && !next_record(h)))
		return NULL;
	*got = n < h->record ? n : h->record;
	const uint8_t *p = bytes_take(&h->in, *got);
	h->failed = p == NULL;
	h->record -= *got;
	h->offset += *got;
	return p;
}

static void skip(struct handshake *h, size_t n)
{
	size_t got;
	while (n > 0 && take_some(h, n, &got))
		n -= got;
}

static unsigned read_number(struct handshake *h, size_t size)
{
	unsigned v = 0;
	size_t got;
	while (size-- > 0) {
		const uint8_t *p = take_some(h, 1, &got);
		v = v << 8 | (p ? *p : 0);
	}
	return v;
}

/* n bytes as they stand; empty where they do not lie in one record: nobody could own a copy. */
static struct text read_text(struct handshake *h, size_t n)
{
	size_t got = 0;
	const uint8_t *p = n > 0 ? take_some(h, n, &got) : NULL;
	if (p && got == n)
		return text_bytes(p, n);
	skip(h, n - got);
	return TEXT("");
}

/* The first host name of the list that ends at end. */
static struct text read_server_name(struct handshake *h, size_t end)
{
	if (end - h->offset < 2)
		return TEXT("");
	skip(h, 2);
	while (!h->failed && h->offset + 3 <= end) {
		unsigned type = read_number(h, 1);
		size_t n = read_number(h, 2);
		if (h->failed || n > end - h->offset)
			break;
		if (type == NAME_HOST)
			return read_text(h, n);
		skip(h, n);
	}
	return TEXT("");
}

static struct text read_first_protocol(struct handshake *h, size_t end)
{
	if (end - h->offset < 3)
		return TEXT("");
	skip(h, 2);
	size_t n = read_number(h, 1);
	if (h->failed || n > end - h->offset)
		return TEXT("");
	return read_text(h, n);
}

/* Extensions as far as they fit into the bytes that the list says it has. */
static void read_extensions(struct handshake *h, struct tls_client_hello *out)
{
	size_t all = read_number(h, 2), end_of_all = h->offset + all;
	while (!h->failed && h->offset + 4 <= end_of_all) {
		unsigned type = read_number(h, 2);
		size_t n = read_number(h, 2), end = h->offset + n;
		if (h->failed || n > end_of_all - h->offset)
			break;
		if (type == EXTENSION_SERVER_NAME && out->server_name.n == 0)
			out->server_name = read_server_name(h, end);
		else if (type == EXTENSION_ALPN && out->alpn.n == 0)
			out->alpn = read_first_protocol(h, end);
		skip(h, end - h->offset);
	}
}

bool tls_parse_client_hello(struct bytes in, struct tls_client_hello *out)
{
	struct handshake h = { .in = in };
	*out = (struct tls_client_hello) { .server_name = TEXT(""), .alpn = TEXT("") };
	if (read_number(&h, 1) != CLIENT_HELLO)
		return false;
	size_t end = read_number(&h, 3) + h.offset;
	out->version = (uint16_t)read_number(&h, 2);
	if (out->version >> 8 != VERSION_MAJOR)
		return false;
	skip(&h, RANDOM_SIZE);
	skip(&h, read_number(&h, 1));    /* session id */
	skip(&h, read_number(&h, 2));    /* cipher suites */
	skip(&h, read_number(&h, 1));    /* compression methods */
	if (!h.failed && h.offset < end) /* before TLS 1.2 there may be none */
		read_extensions(&h, out);
	return !h.failed || out->server_name.n > 0;
}
