/* TLS and DTLS hellos. RFC 8446 4.1.2, 4.1.3 and 4.2; RFC 6347 4.2.1 (the cookie). */
#include <config.h>

#include "protocols/tls_hello.h"

enum {
	TLS_MAJOR = 3,
	RANDOM_SIZE = 32,
	TLS_DRAFT_MAJOR = 0x7f, /* drafts of TLS 1.3, before supported_versions */
	DRAFT_22 = 0x7f16,
	NAME_HOST = 0,
};

static struct text text_left(struct bytes b)
{
	return b.left > 0 ? text_bytes(b.at, b.left) : TEXT("");
}

/* A run with its size, of one byte or two, before it. */
static struct bytes sized8(struct bytes *b)
{
	return bytes_sub(b, bytes_u8(b));
}

static struct bytes sized16(struct bytes *b)
{
	return bytes_sub(b, bytes_be16(b));
}

static struct tls_numbers numbers(struct bytes b)
{
	return (struct tls_numbers) { b.at, b.left / 2 };
}

bool tls_next_extension(struct bytes *list, uint16_t *type, struct bytes *body)
{
	if (list->left == 0 || list->failed)
		return false;
	*type = bytes_be16(list);
	*body = sized16(list);
	return !list->failed;
}

static bool is_version(uint16_t v)
{
	return v >> 8 == TLS_MAJOR || v >> 8 == TLS_DTLS_MAJOR;
}

static struct text first_server_name(struct bytes body)
{
	struct bytes list = sized16(&body);
	if (list.failed) /* a list that says too much: what is there of it */
		list = bytes_of(body.at, body.left);
	while (list.left > 0) {
		uint8_t type = bytes_u8(&list);
		struct bytes name = sized16(&list);
		if (type == NAME_HOST)
			return text_left(name);
	}
	return TEXT("");
}

static struct text first_protocol(struct text list)
{
	struct bytes b = bytes_of(list.s, list.n);
	return text_left(sized8(&b));
}

static void client_extension(struct tls_client_hello *out, uint16_t type, struct bytes body)
{
	switch (type) {
	case TLS_SERVER_NAME:
		out->has_server_name = true;
		if (out->server_name.n == 0)
			out->server_name = first_server_name(body);
		break;
	case TLS_ALPN:
		if (out->protocols.n == 0)
			out->protocols = text_left(sized16(&body));
		out->alpn = first_protocol(out->protocols);
		break;
	case TLS_SUPPORTED_GROUPS:
		out->groups = numbers(sized16(&body));
		break;
	case TLS_POINT_FORMATS:
		out->point_formats = text_left(sized8(&body));
		break;
	case TLS_SIGNATURE_ALGORITHMS:
		out->signatures = numbers(sized16(&body));
		break;
	case TLS_SUPPORTED_VERSIONS:
		out->versions = numbers(sized8(&body));
		break;
	default:
		break;
	}
}

/* The list as far as it is there; false where it says more than there is. */
static bool client_extensions(struct tls_client_hello *out, struct bytes *b)
{
	size_t says = bytes_be16(b);
	bool cut = says > b->left;
	struct bytes list = bytes_sub(b, cut ? b->left : says), body;
	uint16_t type;
	out->extensions = text_left(list);
	while (tls_next_extension(&list, &type, &body))
		client_extension(out, type, body);
	out->whole = !list.failed;
	return !cut && !b->failed;
}

bool tls_parse_client_hello(struct bytes body, bool cut, struct tls_client_hello *out)
{
	const struct text none = TEXT("");
	*out = (struct tls_client_hello) { .server_name = none,
		.alpn = none,
		.protocols = none,
		.session = none,
		.point_formats = none,
		.extensions = none,
		.v2_ciphers = none,
		.ja3 = none,
		.ja4 = none };
	out->version = bytes_be16(&body);
	if (!is_version(out->version))
		return false;
	bytes_skip(&body, RANDOM_SIZE);
	out->session = text_left(sized8(&body));
	if (out->version >> 8 == TLS_DTLS_MAJOR)
		(void)sized8(&body); /* cookie */
	out->ciphers = numbers(sized16(&body));
	(void)sized8(&body); /* compression methods */
	bool good = !body.failed && !cut;
	out->whole = true;
	if (body.left > 0) /* before TLS 1.2 there may be no list */
		good &= client_extensions(out, &body);
	out->whole &= good;
	return good || out->server_name.n > 0;
}

static bool server_extensions(struct tls_server_hello *out, struct bytes list)
{
	struct bytes body;
	uint16_t type;
	while (tls_next_extension(&list, &type, &body)) {
		if (type == TLS_SUPPORTED_VERSIONS)
			out->chosen = bytes_be16(&body);
		else if (type == TLS_ALPN)
			out->alpn = first_protocol(text_left(sized16(&body)));
	}
	return !list.failed;
}

/* The SHA-256 of "HelloRetryRequest" in place of random bytes. */
static bool is_retry(const uint8_t *random)
{
	static const char asks[] =
	    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
	    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";
	return random && memcmp(random, asks, RANDOM_SIZE) == 0;
}

bool tls_parse_server_hello(struct bytes body, struct tls_server_hello *out)
{
	const struct text none = TEXT("");
	*out = (struct tls_server_hello) { .alpn = none, .extensions = none, .ja3s = none };
	out->version = out->chosen = bytes_be16(&body);
	bool draft = out->version >> 8 == TLS_DRAFT_MAJOR;
	if (!is_version(out->version) && !draft)
		return false;
	/* The drafts before the 22nd have neither session nor compression. */
	bool bare = draft && out->version < DRAFT_22;
	out->retry = is_retry(bytes_take(&body, RANDOM_SIZE));
	if (!bare)
		(void)sized8(&body);
	out->cipher = bytes_be16(&body);
	if (!bare)
		bytes_skip(&body, 1);
	if (body.failed)
		return false;
	if (body.left > 0) {
		struct bytes list = sized16(&body);
		out->extensions = text_left(list);
		return server_extensions(out, list);
	}
	return true;
}
