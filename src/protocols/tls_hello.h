/* TLS and DTLS hellos: what client and server say of themselves before all is encrypted. RFC 8446 4.1,
 * RFC 5246 7.4.1, RFC 9147 5.3, RFC 6066 3, RFC 7301 3.1, RFC 8422 5.1. */
#ifndef TS_PROTOCOLS_TLS_HELLO_H
#define TS_PROTOCOLS_TLS_HELLO_H

#include "base/bytes.h"
#include "base/text.h"

enum tls_extension {
	TLS_SERVER_NAME = 0,
	TLS_SUPPORTED_GROUPS = 10,
	TLS_POINT_FORMATS = 11,
	TLS_SIGNATURE_ALGORITHMS = 13,
	TLS_ALPN = 16,
	TLS_SUPPORTED_VERSIONS = 43,
};

enum { TLS_DTLS_MAJOR = 0xfe };

/* 16-bit numbers as they stand in the message; tls_number() reads one. */
struct tls_numbers {
	const uint8_t *at;
	size_t count;
};

static inline uint16_t tls_number(struct tls_numbers list, size_t i)
{
	return load_be16(list.at + 2 * i);
}

/* RFC 8701: values that stand for nothing. */
static inline bool tls_is_grease(uint16_t v)
{
	return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff);
}

enum tls_transport { TLS_OVER_TCP = 't', TLS_OVER_QUIC = 'q', TLS_OVER_DATAGRAMS = 'd' };

/* Everything is borrowed from the message; what was not sent is empty. */
struct tls_client_hello {
	uint16_t version;        /* legacy_version */
	bool whole;              /* nothing of it is missing or malformed */
	bool has_server_name;    /* the extension was sent */
	struct text server_name; /* as sent, the first host name */
	struct text alpn;        /* the first protocol name offered */
	struct text protocols;   /* all of them, a length byte before each */
	struct text session;
	struct tls_numbers ciphers, versions, groups, signatures;
	struct text point_formats;
	struct text extensions; /* the list, for tls_next_extension() */
	struct text v2_ciphers; /* three bytes each: it came as one of SSL 2.0, which has no more */
	enum tls_transport over; /* set by who observes it */
	/* Empty until who wants them asks tls_fingerprint_client(): they cost a hundred times what the
	 * rest does. */
	struct text ja3, ja4;
};

struct tls_server_hello {
	uint16_t version; /* legacy_version */
	uint16_t chosen;  /* of supported_versions; else version */
	uint16_t cipher;
	bool retry; /* it asks for another ClientHello: RFC 8446 4.1.4 */
	struct text alpn;
	struct text extensions;
	struct text ja3s; /* likewise, tls_fingerprint_server() */
};

/* Parse the body of a handshake message (behind its 4-byte head; of a DTLS one behind all 12). False
 * where it is none. cut: there was more of it; then a client's is good once its server name is there.
 * One whose extensions are malformed is good but not whole. In DTLS the version tells that a cookie
 * stands there. */
bool tls_parse_client_hello(struct bytes body, bool cut, struct tls_client_hello *out);
bool tls_parse_server_hello(struct bytes body, struct tls_server_hello *out);

/* How many bytes a hello in the form of SSL 2.0 has, its length with it, that data begins with: more
 * than there are where they do not tell yet. 0: it is none. */
size_t tls_v2_size(struct text data);

/* That hello. It is not whole: nobody agreed on fingerprints of such a one. */
bool tls_parse_v2_hello(struct text data, struct tls_client_hello *out);

/* The next extension of a list, in the order sent; false at its end or where it is malformed. */
bool tls_next_extension(struct bytes *list, uint16_t *type, struct bytes *body);

#endif
