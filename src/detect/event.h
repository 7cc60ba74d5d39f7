/* An event: an observation, or a pattern of them, that met a trail or a heuristic. */
#ifndef TS_DETECT_EVENT_H
#define TS_DETECT_EVENT_H

#include "protocols/observation.h"

/* The reference's, then extensions: fingerprints of TLS and SSH implementations, digests of what was transferred. */
/* clang-format off */
#define EVENT_TYPES(x) \
	x(DNS) x(IP) x(IPORT) x(URL) x(HTTP) x(UA) x(PATH) x(PORT) x(CERT) \
	x(TLS) x(SSH) x(FILE)
/* clang-format on */

#define EVENT_TYPE_ENUM(id) EVENT_##id,
enum event_type { EVENT_TYPES(EVENT_TYPE_ENUM) EVENT_TYPE_COUNT };
#undef EVENT_TYPE_ENUM

const char *event_type_name(enum event_type type);

/* What match found: pure, made from one observation. Texts live as long as its batch. */
struct hit {
	enum event_type type;
	struct text trail; /* as Maltrail writes it, context in parentheses */
	struct text info, reference;
	struct text citation;   /* the public report behind the trail, or empty */
	struct text observed;   /* the whole observed value: name, URL, address, user agent */
	struct text suppressed; /* empty, or the rule: "whitelist 8.8.8.8" */
	const char *rule;       /* "trail", or a heuristic's name; static */
};

struct event {
	uint64_t serial; /* from 1, in total order */
	struct order order;
	int64_t time, clock;
	uint64_t frame, first_frame;
	uint32_t input;
	struct address src, dst;
	uint16_t sport, dport;
	bool has_ports;
	uint8_t proto;
	struct text forwarded; /* a forwarded-for address, or empty */
	struct text tunnel;    /* what the packet came out of, or empty; lives as long as the run */
	struct hit hit;
	uint64_t threshold, measured; /* of the rule; 0 where it has none */
	uint64_t count;               /* what it stands for */
	uint64_t flow;
};

/* "TCP", "UDP", "ICMP", … by the label table of detection.md 1.6; "IP-253" for others. */
const char *protocol_name(uint8_t proto);

/* "outbound", "inbound", "internal", "external", seen from private addresses. */
const char *event_direction(const struct event *e);

/* Community ID v1 with seed 0 (github.com/corelight/community-id-spec). */
enum { COMMUNITY_ID_TEXT = 36 };
void event_community_id(const struct event *e, char out[COMMUNITY_ID_TEXT]);

/* The event's own stable id, a hash over everything that tells it apart but the digests of inputs:
 * as a number, and as its 16 hexadecimal digits. capture is the input's name. */
enum { EVENT_ID_TEXT = 17 };
uint64_t event_id_number(const struct event *e, struct text capture);
void event_id_text(uint64_t number, char out[EVENT_ID_TEXT]);

#endif
