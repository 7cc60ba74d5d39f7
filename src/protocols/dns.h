/*
 * DNS messages: questions and records of all sections. RFC 1035, 2782, 3596, 6672, 6891, 9460; multicast
 * (RFC 6762) and link-local ones (RFC 4795) have the same form, NetBIOS name service (RFC 1002 4.2) nearly.
 */
#ifndef TS_PROTOCOLS_DNS_H
#define TS_PROTOCOLS_DNS_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/memory.h"

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_SRV = 33,
	DNS_DNAME = 39,
	DNS_OPT = 41,
	DNS_SVCB = 64,
	DNS_HTTPS = 65,
	/* of NetBIOS messages only */
	DNS_NB = 32,
	DNS_NBSTAT = 33,
};

/* Whom a name was asked of. Names of all but the first are of no zone: they are said on one link. */
enum dns_kind { DNS_UNICAST, DNS_MULTICAST, DNS_LINK_LOCAL, DNS_NETBIOS };

/* Names are labels joined by dots, ASCII lower case, no trailing dot; "" is the root. A NetBIOS name is
 * decoded, without its padding, and with its scope behind a dot. */
struct dns_question {
	struct text name;
	uint16_t type, class;
};

/* What only few records have. */
struct dns_more {
	const struct text *names;        /* SOA: the mailbox; NBSTAT: those behind the first */
	const struct address *addresses; /* HTTPS, SVCB, NB: those behind the first */
	size_t name_count, address_count;
};

struct dns_record {
	struct text name;
	uint16_t type, class;
	uint32_t ttl;
	uint8_t section; /* 0 answer, 1 authority, 2 additional */
	struct address
	    address;        /* class IN: of A and AAAA; the first of HTTPS, SVCB, NB; else none */
	struct text target; /* the name in CNAME, NS, PTR, MX, DNAME, SRV, HTTPS, SVCB, the
				 * server in SOA, the first name in NBSTAT; else empty */
	struct text data;   /* the record's data as it stands */
	const struct dns_more *more; /* mostly NULL */
};

struct dns_message {
	uint16_t id;
	uint16_t rcode; /* with the upper bits that EDNS adds */
	uint8_t opcode;
	uint8_t kind;   /* enum dns_kind */
	uint8_t suffix; /* NetBIOS: the sixteenth byte of the first name, which tells the service */
	bool response, truncated, authoritative, recursion_desired, recursion_available;
	bool edns; /* it has an OPT record, which is not among the records */
	bool cut;  /* the bytes end before the counts are met: what was whole is here */
	const struct dns_question *questions;
	const struct dns_record *records;
	size_t question_count, record_count;
};

/* Parses one message. All memory is of the arena or borrowed from in. False where this is no DNS
 * message: a header that is too short or senseless, no question and no record, a first name that
 * is malformed. Compression pointers only go backwards; a name has at most LIMIT_NAME bytes. */
bool dns_parse_message(
    const uint8_t *p, size_t n, enum dns_kind kind, struct arena *arena, struct dns_message *out);

/* Inline: a struct of three words goes through memory. */
static inline bool dns_parse(
    struct bytes in, enum dns_kind kind, struct arena *arena, struct dns_message *out)
{
	return dns_parse_message(in.at, in.failed ? 0 : in.left, kind, arena, out);
}

enum { DNS_HEADER = 12, DNS_MESSAGE_MOST = 65535 };

/* Whether a message of so many bytes can begin with this header (DNS_HEADER bytes). */
bool dns_is_header(const uint8_t *p, size_t size, enum dns_kind kind);

/* Whether these ports are those of the protocol, and then which kind of it. */
bool dns_is_port(uint16_t sport, uint16_t dport, enum dns_kind *kind);

/* Whether this is a message beyond doubt, wherever it was sent: a header without oddities, a question
 * for a host name in class IN, all counts met, nothing behind. Cheap where it is not. */
bool dns_is_strict(const uint8_t *p, size_t n);

/* Whether one can begin so; head has DNS_HEADER bytes. */
bool dns_is_strict_header(const uint8_t *head);

#endif
