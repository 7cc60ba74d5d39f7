/* What protocols share that may go on as TLS: units in clear are passed over until TLS begins. Private to
 * protocols/. */
#ifndef TS_PROTOCOLS_STARTTLS_H
#define TS_PROTOCOLS_STARTTLS_H

#include "protocols/protocol.h"

enum {
	STARTTLS_CLEAR_MOST = 16 << 10, /* bytes of a side before TLS begins, or it never will */
};

/* Sizes of a unit that are none. */
#define UNIT_MORE ((size_t)0)       /* more bytes have to come to tell */
#define UNIT_TLS (SIZE_MAX - 1)     /* TLS begins here */
#define UNIT_NOTHING (SIZE_MAX - 2) /* there will be no TLS */

struct starttls {
	bool over;      /* there will be no TLS */
	bool asked;     /* MySQL: the client goes on with TLS; its messages carry no other sign */
	size_t seen[2]; /* bytes of units, by side */
};

/* How many bytes the unit has that rest begins with; rest may be shorter. */
typedef size_t starttls_unit(struct starttls *state, bool first, struct text rest);

/* The take() of such protocols. Whether the server agreed need not be known: what begins with a TLS record is
 * no unit in clear of any of them. */
size_t starttls_take(
    struct conversation *c, const struct segment *s, struct text data, starttls_unit *unit);

/* Text, byte by byte as far as it goes: where a line ends says nothing. */
starttls_unit starttls_text;

/* UNIT_TLS where rest begins with a record of the TLS handshake, UNIT_MORE where it may, else
 * UNIT_NOTHING. */
size_t starttls_record(struct text rest);

/* One of the two ports. */
static inline bool starttls_port(const struct opening *o, uint16_t port)
{
	return o->port[0] == port || o->port[1] == port;
}

#endif
