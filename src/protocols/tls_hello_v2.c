/* The ClientHello of SSL 2.0, in which clients of its time offered SSL 3.0 and TLS too. RFC 5246 E.2:
 *
 *     1 length (15 bits) | 1 | version | three lengths | cipher specs, 3 bytes each | session | challenge
 */
#include <config.h>

#include "protocols/tls_hello.h"

enum {
	HEAD = 11,
	LENGTH = 2, /* of the head, what stands before that which the length counts */
	CLIENT_HELLO = 1,
	SPEC_SIZE = 3,
	SESSION_MOST = 32,
	CHALLENGE_LEAST = 16,
	CHALLENGE_MOST = 32,
	SIZE_MOST = 4 << 10, /* as much as a stream may begin with before it is known what it is */
};

static bool is_version(uint16_t v)
{
	return v == 0x0002 || (v >= 0x0300 && v <= 0x0304);
}

size_t tls_v2_size(struct text data)
{
	const uint8_t *at = (const uint8_t *)data.s;
	if (data.n == 0 || !(at[0] & 0x80) || (data.n > 2 && at[2] != CLIENT_HELLO) ||
	    (data.n > 4 && !is_version(load_be16(at + 3))))
		return 0;
	if (data.n < HEAD)
		return HEAD;
	size_t size = (size_t)(load_be16(at) & 0x7fff) + LENGTH;
	size_t specs = load_be16(at + 5), session = load_be16(at + 7),
	       challenge = load_be16(at + 9);
	bool good = specs > 0 && specs % SPEC_SIZE == 0 && session <= SESSION_MOST &&
	    challenge >= CHALLENGE_LEAST && challenge <= CHALLENGE_MOST && size <= SIZE_MOST;
	return good && size == HEAD + specs + session + challenge ? size : 0;
}

bool tls_parse_v2_hello(struct text data, struct tls_client_hello *out)
{
	const struct text none = TEXT("");
	size_t size = tls_v2_size(data);
	if (size == 0 || size > data.n)
		return false;
	const uint8_t *at = (const uint8_t *)data.s;
	size_t specs = load_be16(at + 5), session = load_be16(at + 7);
	*out = (struct tls_client_hello) { .version = load_be16(at + 3),
		.server_name = none,
		.alpn = none,
		.protocols = none,
		.session = text_bytes(at + HEAD + specs, session),
		.point_formats = none,
		.extensions = none,
		.v2_ciphers = text_bytes(at + HEAD, specs),
		.ja3 = none,
		.ja4 = none };
	return true;
}
