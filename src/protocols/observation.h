/*
 * The seam: one fact that a frame completed. Protocol parsers make observations and know nothing
 * of trails; detection reads them and knows nothing of bytes. Everything an observation points to
 * is valid until its batch is released.
 */
#ifndef TS_PROTOCOLS_OBSERVATION_H
#define TS_PROTOCOLS_OBSERVATION_H

#include "base/address.h"
#include "flows/flow.h"
#include "protocols/dns.h"
#include "protocols/fields.h"
#include "protocols/http.h"
#include "protocols/tls_hello.h"
#include "protocols/x509.h"

enum observation_kind {
	OBSERVED_FLOW,     /* the first packet of a flow: a connection attempt, a datagram */
	OBSERVED_FLOW_END, /* made only of flows whose end somebody asked for, large and long ones */
	OBSERVED_DNS,      /* a message, query or response */
	OBSERVED_HTTP_REQUEST,
	OBSERVED_HTTP_RESPONSE,
	OBSERVED_HTTP_BODY,    /* the end of one, where digests are wanted */
	OBSERVED_TLS_CLIENT,   /* a ClientHello, of TLS, QUIC or DTLS */
	OBSERVED_TLS_SERVER,   /* a ServerHello, of TLS or QUIC */
	OBSERVED_CERTIFICATES, /* a chain that a server or a client sent in clear */
	OBSERVED_FIELD,        /* one value of a protocol of fields.h */
	OBSERVED_AGAIN,        /* a segment came again, identical, that something was observed of */
	OBSERVATION_KINDS
};

/* The total order of the run (DESIGN.md "Order" 1). Flow ends by time-out come before the frame
 * that moved the clock: their depth is 0 and their index counts from 0, in flow-key order, while
 * `late` is false; what a packet shows has `late` true. */
struct order {
	uint64_t seq;
	bool late;
	uint8_t depth;
	uint32_t index;
};

/* What is known of a flow when it ends. [0] counts what its initiator sent, [1] the answers. */
struct flow_facts {
	enum flow_end why;
	uint64_t packets[2], bytes[2]; /* bytes of payload */
	int64_t first, last;           /* frame times */
	uint64_t last_frame;
	uint32_t last_input;
	uint8_t flags[2]; /* TCP flags seen */
	bool unmet;       /* neither of its addresses is listed, and it gave no finding */
};

/* What most readers ask for stands first: with the pointer behind it, it fills little more than two cache
 * lines. */
struct observation {
	enum observation_kind kind;
	uint32_t input;
	struct order order;
	int64_t time, clock; /* of the frame that completed it */
	uint64_t frame;      /* its number in its input */
	/* Where it began: the same for one that fits one frame, or began in another input. */
	uint64_t first_frame;
	uint64_t flow; /* number of its flow in the run, from 1 */
	/* The packet's sender and receiver (a flow end: initiator and responder). */
	struct address src, dst;
	uint16_t sport, dport; /* ICMP: type and code */
	uint8_t proto;         /* IP protocol number */
	uint8_t tcp_flags;     /* of that packet */
	bool has_ports;
	bool from_initiator; /* the sender opened the flow, as far as is known */
	bool repeats;        /* the same datagram of the same flow was observed before */
	struct text tunnel;  /* what the packet came out of, a text of tunnels.h; mostly empty */
	union {
		struct flow_facts ended; /* OBSERVED_FLOW_END */
		const struct dns_message *dns;
		const struct http_request *request;
		const struct http_response *response;
		const struct http_body *body;
		const struct tls_client_hello *hello;
		const struct tls_server_hello *server_hello;
		const struct x509_chain *chain;
		struct field field;
		uint64_t again; /* OBSERVED_AGAIN: the frame in which it came first */
	};
};

/* Observations of one batch, in total order. Its arena holds what they point to. */
struct observations {
	struct observation *list;
	size_t count, room;
	struct arena arena;
	void **kept; /* what observations point to besides: freed with them */
	size_t kept_count, kept_room;
};

/* Takes over memory that observations point to. */
void observations_keep(struct observations *o, void *memory);

void observations_enlarge(struct observations *o);

/* One to fill in, valid until the next call: all members are to be set, but of the union what its kind
 * has. A zeroed struct observations is ready. */
static inline struct observation *observations_add(struct observations *o)
{
	if (unlikely(o->count == o->room))
		observations_enlarge(o);
	return &o->list[o->count++];
}

/* Empties it and its arena. */
void observations_clear(struct observations *o);
void observations_free(struct observations *o);

#endif
