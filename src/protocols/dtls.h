/* ClientHellos of DTLS 1.0 to 1.3, whole or in fragments over several datagrams. RFC 6347 4.1 and
 * 4.2.2, RFC 9147 5.5. */
#ifndef TS_PROTOCOLS_DTLS_H
#define TS_PROTOCOLS_DTLS_H

#include "protocols/gather.h"

/* The message in the making; zeroed there is none. */
struct dtls_hello {
	bool begun, told;
	uint16_t sequence;
	uint32_t size;
	struct gathered body;
};

enum dtls_answer {
	DTLS_NONE,  /* no part of a ClientHello */
	DTLS_PART,  /* a part, or another copy of one that was told */
	DTLS_WHOLE, /* *body is the ClientHello, valid until the next call */
};

/* Takes the records of one datagram that a client sent. A hello with another number (that with the
 * cookie) begins anew. */
enum dtls_answer dtls_read(struct dtls_hello *h, struct bytes datagram, struct bytes *body);

#endif
