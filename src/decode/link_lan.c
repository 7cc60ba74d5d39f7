/*
 * Other local networks: Token Ring (IEEE 802.5), FDDI, ARCNET (RFC 1201, 1051, 2497), IP over Fibre
 * Channel (RFC 2625), IP over IEEE 1394 as Apple captures it, DOCSIS, and Hilscher's netANALYZER.
 */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	RING_HEADER = 14,
	RING_SOURCE = 8, /* the sender's address; its first bit: a route follows the header */
	FDDI_HEADER = 13,
	ARCNET_BSD_HEADER = 3,
	ARCNET_LINUX_HEADER = 5,
	ARCNET_SPLIT = 3,     /* split flag and sequence number */
	ARCNET_EXCEPTION = 4, /* before them, where the packet had an awkward length */
	FC_HEADER = 16,
	APPLE_1394_HEADER = 18,
	DOCSIS_HEADER = 6,
	NETANALYZER_HEADER = 4,
	PREAMBLE = 8,
	CHECK = 4, /* Ethernet's checksum */
};

static enum fate skip_to(struct walk *w, size_t n, layer *next)
{
	if (w->left < n)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	walk_skip(w, n);
	return next(w);
}

enum fate link_token_ring(struct walk *w)
{
	if (w->left < RING_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if ((load_u8(w->at + 1) & 0xc0) != 0x40) /* frames of the ring itself */
		return FATE_NOT_IP;
	bool routed = load_u8(w->at + RING_SOURCE) & 0x80;
	walk_skip(w, RING_HEADER);
	if (!routed)
		return link_llc(w);
	if (w->left == 0)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t route = load_u8(w->at) & 31;
	return route < 2 ? walk_fail(w, ANOMALY_LINK_HEADER) : skip_to(w, route, link_llc);
}

enum fate link_fddi(struct walk *w)
{
	if (w->left < FDDI_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if ((load_u8(w->at) & 0x70) != 0x50) /* not LLC: tokens, station management */
		return FATE_NOT_IP;
	return skip_to(w, FDDI_HEADER, link_llc);
}

/* Behind the type. The old types have no split flag; a packet in several pieces is not joined. */
static enum fate arcnet_payload(struct walk *w, uint8_t type)
{
	enum { IP4 = 212, IP6 = 196, IP4_OLD = 240, EXCEPTION = 255 };
	if (type == IP4_OLD)
		return FATE_EXAMINED;
	if (type != IP4 && type != IP6)
		return FATE_NOT_IP;
	if (w->left >= 1 && load_u8(w->at) == EXCEPTION) {
		if (w->left < ARCNET_EXCEPTION)
			return walk_fail(w, ANOMALY_LINK_SHORT);
		walk_skip(w, ARCNET_EXCEPTION);
	}
	if (w->left < ARCNET_SPLIT)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t split = load_u8(w->at);
	walk_skip(w, ARCNET_SPLIT);
	return split == 0 ? FATE_EXAMINED : FATE_FRAGMENT;
}

static enum fate arcnet(struct walk *w, size_t header)
{
	if (w->left < header)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t type = load_u8(w->at + header - 1);
	walk_skip(w, header);
	return arcnet_payload(w, type);
}

enum fate link_arcnet(struct walk *w)
{
	return arcnet(w, ARCNET_BSD_HEADER);
}

enum fate link_arcnet_linux(struct walk *w)
{
	return arcnet(w, ARCNET_LINUX_HEADER);
}

enum fate link_ip_over_fc(struct walk *w)
{
	return skip_to(w, FC_HEADER, link_llc);
}

enum fate link_apple_1394(struct walk *w)
{
	if (w->left < APPLE_1394_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at + APPLE_1394_HEADER - 2);
	walk_skip(w, APPLE_1394_HEADER);
	return ether_typed(w, type);
}

/* Frame control, its parameter, a length, an extended header where the control says so, a check. */
enum fate link_docsis(struct walk *w)
{
	if (w->left < DOCSIS_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t control = load_u8(w->at);
	if (control >> 6 != 0) /* no packet */
		return FATE_NOT_IP;
	size_t extended = control & 1 ? load_u8(w->at + 1) : 0;
	return skip_to(w, DOCSIS_HEADER + extended, link_ethernet);
}

/* The checksum at the end is cut off: it is no payload of what says no length. */
static enum fate checked_ethernet(struct walk *w)
{
	if (w->left + w->cut > CHECK)
		walk_trim(w, w->left + w->cut - CHECK);
	return link_ethernet(w);
}

enum fate link_netanalyzer(struct walk *w)
{
	return skip_to(w, NETANALYZER_HEADER, checked_ethernet);
}

enum fate link_netanalyzer_preamble(struct walk *w)
{
	return skip_to(w, NETANALYZER_HEADER + PREAMBLE, checked_ethernet);
}
