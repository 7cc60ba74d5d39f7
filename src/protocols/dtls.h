/* Hellos and certificates of DTLS 1.0 to 1.3, whole or in fragments over several datagrams. RFC 6347
 * 4.1 and 4.2.2, RFC 9147 5.5. */
#ifndef TS_PROTOCOLS_DTLS_H
#define TS_PROTOCOLS_DTLS_H

#include "protocols/gather.h"
#include "protocols/tls_records.h"

/* The last message of a kind; zeroed there is none. */
struct dtls_message {
	bool begun, told;
	uint16_t sequence;
	uint32_t size;
	struct gathered body;
};

enum { DTLS_KINDS = 3 }; /* ClientHello, ServerHello, Certificate */

/* One side of a conversation; zeroed nothing is known of it. */
struct dtls_side {
	struct dtls_message messages[DTLS_KINDS];
	struct bytes record; /* what is not read of the record at hand */
	bool sealed;         /* it sent something encrypted */
};

enum dtls_answer {
	DTLS_NONE,  /* no fragment of one of them is left in the datagram */
	DTLS_PART,  /* one is, or another copy of one that was told */
	DTLS_WHOLE, /* *out is a message, valid until the next call */
};

/* The next fragment of a datagram, which it moves on; to be called until it says DTLS_NONE. Of *out the type
 * is always set. A message with another number (a hello with a cookie) begins anew. */
enum dtls_answer dtls_read(struct dtls_side *side, struct bytes *datagram, struct tls_message *out);

size_t dtls_weight(const struct dtls_side *side);
void dtls_free(struct dtls_side *side);

#endif
