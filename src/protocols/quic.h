/*
 * QUIC packets with a long header, and what Initials carry: their protection keeps nothing secret,
 * its keys follow from the client's first connection id. RFC 9000 17.2, RFC 9001 5, RFC 9369 3; drafts
 * 23 to 34.
 */
#ifndef TS_PROTOCOLS_QUIC_H
#define TS_PROTOCOLS_QUIC_H

#include "base/aead.h"
#include "base/memory.h"
#include "protocols/gather.h"

enum { QUIC_ID_MOST = 20 };

enum quic_kind {
	QUIC_INITIAL,
	QUIC_RETRY,
	QUIC_OTHER, /* 0-RTT, Handshake: protected by secrets */
	QUIC_VERSION_NEGOTIATION,
	QUIC_UNKNOWN_VERSION,
};

/* All texts are borrowed from the datagram. */
struct quic_packet {
	enum quic_kind kind;
	uint32_t version;
	struct text destination, source; /* connection ids; up to 255 bytes in unknown versions */
	struct text token;               /* of an Initial or a Retry */
	struct text all;  /* the packet; to the datagram's end where it has no length */
	size_t number_at; /* where in it the packet number stands; 0: it has none */
};

struct quic_keys {
	uint8_t key[AEAD_KEY], iv[AEAD_NONCE], hp[AEAD_KEY];
};

/* The next packet of a datagram, which it moves on. False at its end, at a packet with a short header
 * and where it is malformed. */
bool quic_next_packet(struct bytes *datagram, struct quic_packet *out);

/* Keys of the client's Initials, or of the server's. False for versions that are not known. */
bool quic_initial_keys(
    uint32_t version, struct text connection, bool server, struct quic_keys *out);

/* The messages of one side's CRYPTO frames; zeroed it is empty. */
struct quic_crypto {
	struct gathered stream;
	size_t read; /* bytes of it that were handed out as messages */
};

/* Adds the CRYPTO frames of an Initial. False where a frame is malformed or may not stand there; those
 * before it count. */
bool quic_gather(struct quic_crypto *c, struct bytes frames);

/* The next whole handshake message (behind its 4-byte head), valid until the stream changes or the next
 * call. */
bool quic_next_message(struct quic_crypto *c, uint8_t *type, struct bytes *body);

/* What is known of one connection; zeroed it is nothing. quic_free() at last. */
struct quic_connection {
	bool known;     /* a client's Initial was opened */
	uint8_t client; /* the side that sent it */
	struct quic_keys keys[2];
	struct quic_crypto crypto[2]; /* of the client, of the server */
};

/* Takes the Initials of a datagram that a side (0, 1) sent. True where one was opened. The server's
 * are readable once the client's first was seen. */
bool quic_read(struct quic_connection *c, struct bytes datagram, uint8_t side, struct arena *arena);

/* How many bytes it points to. */
size_t quic_weight(const struct quic_connection *c);
void quic_free(struct quic_connection *c);

#endif
