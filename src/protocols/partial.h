/*
 * What datagram protocols keep of flows whose first message is not whole yet. A fixed number of places,
 * each for the flows that share it: a new flow takes the place of an older one.
 */
#ifndef TS_PROTOCOLS_PARTIAL_H
#define TS_PROTOCOLS_PARTIAL_H

#include "protocols/dtls.h"
#include "protocols/quic.h"

enum { PARTIAL_PLACES = 256 }; /* 5 MiB if all are in use */

enum partial_kind { PARTIAL_QUIC, PARTIAL_DTLS };

struct partial {
	uint64_t flow; /* its number, 0 where the place is free */
	enum partial_kind kind;
	uint64_t first_frame[2]; /* by side: where the message in the making began, 0: nowhere */
	union {
		struct quic_connection quic;
		struct dtls_hello dtls[2]; /* by side */
	};
};

struct partials;

/* partials_free() frees it. */
struct partials *partials_new(void);
void partials_free(struct partials *p);

/* The flow's place, emptied where it had another's or another kind. */
struct partial *partial_take(struct partials *p, uint64_t flow, enum partial_kind kind);

#endif
