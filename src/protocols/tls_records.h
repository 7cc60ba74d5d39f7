/*
 * TLS records to handshake messages, for any pieces of one side of a stream: a message may begin,
 * end or be cut anywhere. RFC 8446 5.1, RFC 5246 6.2.
 */
#ifndef TS_PROTOCOLS_TLS_RECORDS_H
#define TS_PROTOCOLS_TLS_RECORDS_H

#include "base/buf.h"
#include "base/bytes.h"

enum {
	TLS_MESSAGE_MOST = 64 << 10,
	TLS_RECORD_MOST = (16 << 10) + 2048, /* RFC 5246 6.2.3 */
};

enum tls_message_type {
	TLS_CLIENT_HELLO = 1,
	TLS_SERVER_HELLO = 2,
	TLS_CERTIFICATE = 11,
	TLS_SERVER_HELLO_DONE = 14,
};

enum tls_records_state {
	TLS_OPEN, /* handshake messages may follow */
	TLS_ENDED, /* what follows is encrypted: application data, or no hello behind a change of ciphers */
	TLS_REFUSED, /* no TLS record where one should be, or a message over TLS_MESSAGE_MOST */
};

/* One side of a stream. tls_records_init() first, tls_records_free() at last. */
struct tls_records {
	enum tls_records_state state;
	uint8_t head[5]; /* of a record, while it is not whole */
	uint8_t head_have;
	uint8_t type;       /* of the record at hand */
	uint16_t left;      /* bytes of it that are not read yet */
	bool changed;       /* a change of ciphers was seen */
	uint16_t hello;     /* only a hello of this size may stand in the record; 0: any messages */
	size_t taken;       /* bytes of the message that was handed out, at the buffer's start */
	struct buf message; /* what is there of a message that goes on, with its 4-byte head */
};

struct tls_message {
	uint8_t type;
	struct bytes body; /* without its 4-byte head */
	bool cut;          /* there was more of it */
	bool joined;       /* body is the reader's, until its next call; else it is the piece's */
};

void tls_records_init(struct tls_records *r);
void tls_records_free(struct tls_records *r);

/* The next whole message of a piece, which it moves on. False once there is none: the piece is read,
 * or the state is no longer TLS_OPEN. A message that the piece does not finish is kept. */
bool tls_records_next(struct tls_records *r, struct bytes *piece, struct tls_message *out);

/* What is there of the message that is not whole, for a stream that is known no further; false where
 * there is not even its head, or the state is not TLS_OPEN. */
bool tls_records_rest(const struct tls_records *r, struct tls_message *out);

#endif
