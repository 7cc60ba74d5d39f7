/*
 * Frames become packets: link layers are walked, tunnels opened, fragments joined. A frame gives
 * one packet, and one more for each tunnel in it, outermost first.
 */
#ifndef TS_DECODE_DECODE_H
#define TS_DECODE_DECODE_H

#include "base/hash.h"
#include "capture/frame.h"
#include "decode/packet.h"

/*
 * What became of a frame; each frame has one fate, that of its outermost packet. The names are
 * those of the manifest. A fragment that completes a datagram is examined, the others of that
 * datagram are joined-fragment from then on; what is still named fragment was never joined.
 * encrypted-link: the link layer (802.11, MACsec) hides what it carries.
 */
/* clang-format off */
#define FATES(x) \
	x(EXAMINED, "examined") \
	x(NOT_IP, "not-ip") \
	x(FRAGMENT, "fragment") \
	x(UNKNOWN_LINK, "unknown-link-type") \
	x(UNDECODABLE, "undecodable") \
	x(JOINED, "joined-fragment") \
	x(ENCRYPTED, "encrypted-link")
/* clang-format on */

#define FATE_ENUM(id, name) FATE_##id,
enum fate { FATES(FATE_ENUM) FATE_COUNT };
#undef FATE_ENUM

const char *fate_name(enum fate fate);

/* Malformations, each with a stable name. */
/* clang-format off */
#define ANOMALIES(x) \
	x(LINK_SHORT, "link.short") \
	x(LINK_HEADER, "link.header") \
	x(LAYERS, "link.layers") \
	x(IP4_SHORT, "ip4.short") \
	x(IP4_HEADER, "ip4.header-length") \
	x(IP4_LENGTH, "ip4.total-length") \
	x(IP6_SHORT, "ip6.short") \
	x(IP6_LENGTH, "ip6.payload-length") \
	x(IP6_EXTENSION, "ip6.extension") \
	x(IP_VERSION, "ip.version") \
	x(FRAGMENT_LENGTH, "fragment.length") \
	x(FRAGMENT_OVERLAP, "fragment.overlap") \
	x(FRAGMENT_END, "fragment.end") \
	x(FRAGMENT_NESTED, "fragment.nested") \
	x(TUNNEL_SHORT, "tunnel.short") \
	x(TUNNEL_HEADER, "tunnel.header") \
	x(AH_LENGTH, "ah.length") \
	x(ICMP_SHORT, "icmp.short") \
	x(SCTP_SHORT, "sctp.short") \
	x(TCP_SHORT, "tcp.short") \
	x(TCP_HEADER, "tcp.header-length") \
	x(TCP_OVERLAP, "tcp.overlap") \
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

/* What outlives a frame: fragments that wait for the rest of their datagram. */
struct decoder;

/* How long fragments wait for each other, in seconds of the packet clock. trailsift(1) has the same
 * table. */
/* clang-format off */
#define FRAGMENT_TIMEOUTS(x) \
	x(IP4, 30, "fragments, IPv4") \
	x(IP6, 60, "fragments, IPv6")
/* clang-format on */

/* Fragments that wait stay below memory bytes; decoder_free() frees it. */
struct decoder *decoder_new(uint64_t memory, const struct hash_key *key);
void decoder_free(struct decoder *d);

enum { FRAME_PACKETS = LIMIT_LAYERS };

/*
 * Decodes one frame into out, which has room for FRAME_PACKETS, and counts it. Returns how many
 * packets came out: none unless its fate is FATE_EXAMINED. out->frame is left for the caller. What
 * packets point to is the frame's own, or lives until decoder_release(). Without a decoder (NULL)
 * no fragments are joined: the first of several is a packet with fragment set. With one, the
 * beginning of a datagram whose rest did not come in time is such a packet, given behind those of
 * a later frame.
 */
size_t decode_frame(
    struct decoder *d, const struct frame *frame, struct packet *out, struct decode_counts *counts);

/* No more frames: what waits is given up. Then, until it says 0, decoder_rest() gives what can be
 * told of it, as decode_frame() does on the way. */
void decoder_end(struct decoder *d);
size_t decoder_rest(struct decoder *d, struct packet *out, struct decode_counts *counts);

/* Frames counted as FATE_FRAGMENT that are FATE_JOINED now: how many of which input. To be asked
 * until it says false. */
bool decoder_joined(struct decoder *d, uint32_t *input, uint64_t *frames);

/* The seq of the last frame that waits as a fragment, 0 where none did yet. */
uint64_t decoder_waits(const struct decoder *d);

/* Of a packet whose fragments were joined, or that is the beginning of some: the *n frames that waited
 * for it, in their order; the frame that completed it is none of them. As long as the packet. */
const struct origin *decode_pieces(const struct packet *p, size_t *n);

/* Frames that waited and do no longer, whether or not a packet came of it: the seq of each. To be
 * asked until it says false, behind all else that is asked of the batch's packets. */
bool decoder_done(struct decoder *d, uint64_t *seq);

/* The batch is done: what its packets pointed to goes. */
void decoder_release(struct decoder *d);

/* Datagrams that may wait, and those that had to go before they were complete or late. */
uint64_t decoder_cap(const struct decoder *d);
uint64_t decoder_evicted(const struct decoder *d);

#endif
