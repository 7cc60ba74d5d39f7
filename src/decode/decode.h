/* Frames become packets. */
#ifndef TS_DECODE_DECODE_H
#define TS_DECODE_DECODE_H

#include "capture/frame.h"
#include "decode/packet.h"

/* What became of a frame; each frame has one fate. The names are those of the manifest. */
/* clang-format off */
#define FATES(x) \
	x(EXAMINED, "examined") \
	x(NOT_IP, "not-ip") \
	x(FRAGMENT, "fragment") \
	x(UNKNOWN_LINK, "unknown-link-type") \
	x(UNDECODABLE, "undecodable")
/* clang-format on */

#define FATE_ENUM(id, name) FATE_##id,
enum fate { FATES(FATE_ENUM) FATE_COUNT };
#undef FATE_ENUM

const char *fate_name(enum fate fate);

/* Malformations, each with a stable name. */
/* clang-format off */
#define ANOMALIES(x) \
	x(LINK_SHORT, "link.short") \
	x(LAYERS, "link.layers") \
	x(IP4_SHORT, "ip4.short") \
	x(IP4_HEADER, "ip4.header-length") \
	x(IP4_LENGTH, "ip4.total-length") \
	x(IP6_SHORT, "ip6.short") \
	x(IP6_LENGTH, "ip6.payload-length") \
	x(IP6_EXTENSION, "ip6.extension") \
	x(IP_VERSION, "ip.version") \
	x(TCP_SHORT, "tcp.short") \
	x(TCP_HEADER, "tcp.header-length") \
	x(UDP_SHORT, "udp.short") \
	x(UDP_LENGTH, "udp.length")
/* clang-format on */

#define ANOMALY_ENUM(id, name) ANOMALY_##id,
enum anomaly { ANOMALIES(ANOMALY_ENUM) ANOMALY_COUNT };
#undef ANOMALY_ENUM

const char *anomaly_name(enum anomaly anomaly);

struct decode_counts {
	uint64_t fates[FATE_COUNT];
	uint64_t anomalies[ANOMALY_COUNT];
	uint64_t cut; /* frames shorter than they were on the wire */
};

/* Whether frames of this LINKTYPE_ are understood here. */
bool decode_knows_link(uint32_t link);

/* Decodes one frame into *out and counts it. True where a packet came out (fate EXAMINED).
 * out->frame is left for the caller. Pure apart from the counts: it keeps no state. */
bool decode_frame(const struct frame *frame, struct packet *out, struct decode_counts *counts);

#endif
