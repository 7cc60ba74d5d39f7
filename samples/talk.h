/* Conversations: what two ends say to each other, put into a recording with its times. */
#ifndef TS_SAMPLES_TALK_H
#define TS_SAMPLES_TALK_H

#include "messages.h"
#include "recording.h"

struct talk {
	struct recording *recording;
	unsigned interface;
	struct craft_path path;
	int64_t time;     /* of the next frame, in nanoseconds since 1970 */
	int64_t delay;    /* from one end to the other */
	uint32_t next[2]; /* each side's next sequence number */
};

/* A conversation that begins at time; nothing is said yet. */
struct talk talk_start(struct recording *r, struct craft_path path, int64_t time);

/* One TCP connection: the handshake; n bytes in as many segments as needed, each acknowledged;
 * both sides' end. */
void talk_open(struct talk *t);
void talk_send(struct talk *t, unsigned from, struct text data);
void talk_close(struct talk *t);

/* A connection attempt that is answered with RST. */
void talk_refused(struct talk *t);

/* A datagram. */
void talk_datagram(struct talk *t, unsigned from, struct text data);

/* A question and its answer. */
void talk_dns(struct talk *t, const struct dns_exchange *x);

/* An echo request and, where replied is set, its reply. */
void talk_ping(struct talk *t, uint16_t sequence, bool replied);

/* Whole connections: one HTTP request and its answer; a TLS session to the named server in which
 * the server sends n records. */
void talk_http(struct talk *t, const char *request, struct text answer);
void talk_tls(struct talk *t, const char *server, size_t n);

#endif
