/* DNS messages: questions and records of all sections. RFC 1035, 3596, 6891. */
#ifndef TS_PROTOCOLS_DNS_H
#define TS_PROTOCOLS_DNS_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/memory.h"

enum {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_AAAA = 28,
};

struct dns_question {
	struct text
	    name; /* labels joined by dots, ASCII lower case, no trailing dot; "" is the root */
	uint16_t type, class;
};

struct dns_record {
	struct text name;
	uint16_t type, class;
	uint32_t ttl;
	uint8_t section;        /* 0 answer, 1 authority, 2 additional */
	struct address address; /* A (4 bytes) and AAAA (16 bytes), class IN; else none */
	struct text target;     /* the name in CNAME, NS, PTR, MX, DNAME, SRV; else empty */
	struct text data;       /* the record's data as it stands */
};

struct dns_message {
	uint16_t id;
	bool response, truncated, authoritative, recursion_desired, recursion_available;
	uint8_t opcode, rcode;
	const struct dns_question *questions;
	const struct dns_record *records;
	size_t question_count, record_count;
	bool cut; /* the bytes end before the counts are met: what was whole is here */
};

/* Parses one message. All memory is of the arena or borrowed from in. False where this is no DNS
 * message: a header that is too short or senseless, no question and no record, a first name that
 * is malformed. Compression pointers only go backwards; a name has at most LIMIT_NAME bytes. */
bool dns_parse(struct bytes in, struct arena *arena, struct dns_message *out);

#endif
