/*
 * Serial lines: PPP (RFC 1661, 1662, 1990, 3518), PPPoE (RFC 2516), Cisco's HDLC, SLIP (RFC 1055), Frame
 * Relay (RFC 2427), ATM (RFC 2684).
 */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	PPPOE_HEADER = 6,
	HDLC_HEADER = 4,
	SLIP_HEADER = 16, /* of libpcap: the direction, and the compressed header as it was sent */
	SNAP_TAIL = 5,
	SUNATM_HEADER = 4,
	LANE_HEADER = 2,
	MULTILINK_HEADER = 4,
	MULTILINK_SHORT = 2,
};

static enum fate skip_to(struct walk *w, size_t n, layer *next)
{
	if (w->left < n)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	walk_skip(w, n);
	return next(w);
}

/* A packet of several links that stands in one piece: it begins and ends here. Only the two ends know which
 * of the two headers they use: what makes IP of the rest is right, most of all IP of just that length. */
static enum fate multilink_payload(struct walk *w)
{
	enum { WHOLE = 0xc0 };
	static const size_t sizes[] = { MULTILINK_HEADER, MULTILINK_SHORT };
	if (w->left < MULTILINK_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if ((load_u8(w->at) & WHOLE) != WHOLE)
		return FATE_FRAGMENT;
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	struct walk right = { .at = NULL };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct walk at = *w;
		at.guess = true;
		walk_skip(&at, sizes[i]);
		if (link_ppp(&at) != FATE_EXAMINED || !ip_is_plausible(&at))
			continue;
		if (!right.at || ip_is_exact(&at))
			right = at;
	}
	if (!right.at)
		return FATE_NOT_IP;
	right.guess = w->guess;
	*w = right;
	return FATE_EXAMINED;
}

/* A frame of Ethernet, behind flags, its kind, and perhaps the number of a network. RFC 3518 4.2. */
static enum fate bridged_payload(struct walk *w)
{
	enum { NUMBERED = 0x40, ETHERNET = 1 };
	if (w->left < 2)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = load_u8(w->at) & NUMBERED ? 6 : 2;
	if (load_u8(w->at + 1) != ETHERNET)
		return FATE_NOT_IP;
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	return skip_to(w, size, link_ethernet);
}

static enum fate ppp_payload(struct walk *w, uint16_t protocol)
{
	switch (protocol) {
	case 0x21:
	case 0x57:
		return FATE_EXAMINED;
	case 0x31:
		return bridged_payload(w);
	case 0x3d:
		return multilink_payload(w);
	case 0x281:
	case 0x283:
		return link_mpls(w);
	default:
		return FATE_NOT_IP;
	}
}

/* Address and control (ff 03) may be left out, and a protocol number may be one byte, which is
 * odd then: RFC 1661 6.5, 6.6. */
enum fate link_ppp(struct walk *w)
{
	if (w->left >= 2 && load_be16(w->at) == 0xff03)
		walk_skip(w, 2);
	size_t size = w->left > 0 && (w->at[0] & 1) ? 1 : 2;
	if (w->left < size)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t protocol = size == 1 ? load_u8(w->at) : load_be16(w->at);
	walk_skip(w, size);
	return ppp_payload(w, protocol);
}

enum fate link_cisco_hdlc(struct walk *w)
{
	if (w->left < HDLC_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at + 2);
	walk_skip(w, HDLC_HEADER);
	return ether_typed(w, type);
}

/* Cisco's HDLC has this link type too: address 0f or 8f, control 00, an EtherType. */
enum fate link_ppp_hdlc(struct walk *w)
{
	if (w->left < 4 || (load_be16(w->at) != 0x0f00 && load_be16(w->at) != 0x8f00))
		return link_ppp(w);
	return link_cisco_hdlc(w);
}

enum fate link_ppp_direction(struct walk *w)
{
	return skip_to(w, 1, link_ppp_hdlc);
}

/* The direction stands in the place of the address; the control byte follows. */
enum fate link_pppd(struct walk *w)
{
	return skip_to(w, 2, link_ppp);
}

enum fate link_cisco_hdlc_direction(struct walk *w)
{
	return skip_to(w, 1, link_cisco_hdlc);
}

enum fate link_pppoe(struct walk *w)
{
	if (w->left < PPPOE_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (load_u8(w->at + 1) != 0) /* discovery */
		return FATE_NOT_IP;
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	walk_skip(w, PPPOE_HEADER);
	return link_ppp(w);
}

enum fate link_slip(struct walk *w)
{
	return skip_to(w, SLIP_HEADER, link_raw);
}

/* RFC 2427: bridged Ethernet is not padded here. */
static enum fate relay_snap(struct walk *w)
{
	if (w->left < SNAP_TAIL)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint32_t organisation = load_be32(w->at) >> 8;
	uint16_t type = load_be16(w->at + 3);
	walk_skip(w, SNAP_TAIL);
	if (organisation == 0)
		return ether_typed(w, type);
	return organisation == 0x0080c2 && (type == 1 || type == 7) ? link_ethernet(w)
								    : FATE_NOT_IP;
}

enum fate link_nlpid(struct walk *w)
{
	if (w->left > 1 && load_u8(w->at) == 0) /* padding, so that SNAP is aligned */
		walk_skip(w, 1);
	if (w->left < 1)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t protocol = load_u8(w->at);
	walk_skip(w, 1);
	switch (protocol) {
	case 0xcc:
	case 0x8e:
		return FATE_EXAMINED;
	case 0x80:
		return relay_snap(w);
	case 0xcf:
		return link_ppp(w);
	default:
		return FATE_NOT_IP;
	}
}

/* The address has two to four bytes, the last of which is odd. Behind it stands unnumbered
 * information (03), or, as Cisco does it, an EtherType. */
enum fate link_frame_relay(struct walk *w)
{
	size_t size = 2;
	while (size < 4 && size <= w->left && !(w->at[size - 1] & 1))
		size++;
	if (w->left < size + 2)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (!(w->at[size - 1] & 1))
		return walk_fail(w, ANOMALY_LINK_HEADER);
	walk_skip(w, size);
	if (load_u8(w->at) == 3) {
		walk_skip(w, 1);
		return link_nlpid(w);
	}
	uint16_t type = load_be16(w->at);
	walk_skip(w, 2);
	return ether_typed(w, type);
}

enum fate link_frame_relay_direction(struct walk *w)
{
	return skip_to(w, 1, link_frame_relay);
}

/* LLC, or IP as it is where the circuit carries nothing else. */
enum fate link_atm(struct walk *w)
{
	if (w->left == 0)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	unsigned nibble = load_u8(w->at) >> 4;
	return nibble == 4 || nibble == 6 ? FATE_EXAMINED : link_llc(w);
}

enum fate link_sunatm(struct walk *w)
{
	enum { LANE = 1, LLC = 2 };
	if (w->left < SUNATM_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	unsigned kind = load_u8(w->at) & 15;
	walk_skip(w, SUNATM_HEADER);
	if (kind == LLC)
		return link_atm(w);
	return kind == LANE ? skip_to(w, LANE_HEADER, link_ethernet) : FATE_NOT_IP;
}
