/*
 * Link layers, as tcpdump.org/linktypes.html has them: Ethernet with tags (IEEE 802.1Q, 802.1ad),
 * LLC/SNAP (RFC 1042), Linux cooked captures, BSD loopback, PPP (RFC 1661, 1662), PPPoE (RFC 2516).
 */
#include <config.h>

#include "decode/layers.h"

#include <string.h>

#include "base/bytes.h"

enum {
	ETHER_HEADER = 14,
	ETHER_LENGTH_MAX = 1500, /* up to here the field is a length and LLC follows */
	ETHER_IP4 = 0x0800,
	ETHER_IP6 = 0x86dd,
	ETHER_PPPOE_SESSION = 0x8864,
	TAG_SIZE = 4,
	SNAP_SIZE = 8,
	COOKED_HEADER = 16,
	COOKED2_HEADER = 20,
	COOKED_LLC = 4, /* a pseudo EtherType of Linux: an LLC header follows */
	PPP_IP4 = 0x21,
	PPP_IP6 = 0x57,
	PPPOE_HEADER = 6,
};

static bool is_tag(uint16_t type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/* As far as there are bytes. */
static bool is_snap(const struct walk *w)
{
	static const uint8_t snap[] = { 0xaa, 0xaa, 3, 0, 0, 0 };
	return memcmp(w->at, snap, w->left < sizeof(snap) ? w->left : sizeof(snap)) == 0;
}

/* Behind an EtherType or length. A tag and a SNAP header both end with the type of what is next. */
static enum fate ether_payload(struct walk *w, uint16_t type)
{
	while (type != ETHER_IP4 && type != ETHER_IP6) {
		if (type == ETHER_PPPOE_SESSION)
			return link_pppoe(w);
		bool tag = is_tag(type);
		if (!tag && (type > ETHER_LENGTH_MAX || !is_snap(w)))
			return FATE_NOT_IP;
		size_t size = tag ? TAG_SIZE : SNAP_SIZE;
		if (w->left < size)
			return walk_fail(w, ANOMALY_LINK_SHORT);
		if (!walk_deeper(w))
			return FATE_UNDECODABLE;
		type = load_be16(w->at + size - 2);
		walk_skip(w, size);
	}
	return FATE_EXAMINED;
}

/* The protocol field of a cooked header: lengths do not stand there, other small numbers do. */
static enum fate cooked_payload(struct walk *w, uint16_t type)
{
	if (type <= ETHER_LENGTH_MAX && type != COOKED_LLC)
		return FATE_NOT_IP;
	return ether_payload(w, type);
}

/* IPv4 is 2 everywhere; IPv6 is 10 on Linux, 23 on Windows, 24, 28 and 30 on the BSDs. */
static enum fate family_payload(uint32_t family)
{
	static const uint8_t known[] = { 2, 10, 23, 24, 28, 30 };
	for (size_t i = 0; i < sizeof(known); i++)
		if (family == known[i])
			return FATE_EXAMINED;
	return FATE_NOT_IP;
}

enum fate link_ethernet(struct walk *w)
{
	if (unlikely(w->left < ETHER_HEADER))
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at + ETHER_HEADER - 2);
	walk_skip(w, ETHER_HEADER);
	return ether_payload(w, type);
}

enum fate link_cooked(struct walk *w)
{
	if (w->left < COOKED_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at + COOKED_HEADER - 2);
	walk_skip(w, COOKED_HEADER);
	return cooked_payload(w, type);
}

enum fate link_cooked2(struct walk *w)
{
	if (w->left < COOKED2_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at);
	walk_skip(w, COOKED2_HEADER);
	return cooked_payload(w, type);
}

/* The byte order is that of the host that captured; an address family is a small number. */
enum fate link_null(struct walk *w)
{
	if (w->left < 4)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint32_t be = load_be32(w->at), le = load_le32(w->at);
	walk_skip(w, 4);
	return family_payload(be < le ? be : le);
}

enum fate link_loop(struct walk *w)
{
	if (w->left < 4)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint32_t family = load_be32(w->at);
	walk_skip(w, 4);
	return family_payload(family);
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
	return protocol == PPP_IP4 || protocol == PPP_IP6 ? FATE_EXAMINED : FATE_NOT_IP;
}

/* Cisco's HDLC has this link type too: address 0f or 8f, control 00, an EtherType. */
enum fate link_ppp_hdlc(struct walk *w)
{
	if (w->left < 4 || (load_be16(w->at) != 0x0f00 && load_be16(w->at) != 0x8f00))
		return link_ppp(w);
	uint16_t type = load_be16(w->at + 2);
	walk_skip(w, 4);
	return cooked_payload(w, type);
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

enum fate link_raw(struct walk *w)
{
	(void)w;
	return FATE_EXAMINED;
}
