/* TLS ClientHello: the server name. RFC 8446, 6066. */
#ifndef TS_PROTOCOLS_TLS_H
#define TS_PROTOCOLS_TLS_H

#include "base/bytes.h"
#include "base/text.h"

struct tls_client_hello {
	uint16_t version;        /* legacy_version */
	struct text server_name; /* as sent, borrowed; empty where none was sent */
	struct text alpn;        /* the first protocol name offered; empty where none was */
};

/* Parses the records at the start of a client's stream, as far as the bytes go: a hello that is
 * cut after its server name is good. False where this is no ClientHello. */
bool tls_parse_client_hello(struct bytes in, struct tls_client_hello *out);

#endif
