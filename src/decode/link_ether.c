/*
 * Ethernet and what can stand behind an EtherType: tags (IEEE 802.1Q, 802.1ad, 802.1BR, 802.1CB,
 * IEC 62439-3), LLC and SNAP (IEEE 802.2, RFC 1042), provider backbones (802.1ah), MACsec
 * (802.1AE), TRILL (RFC 6325), NSH (RFC 8300), MPLS (RFC 3032, 4385).
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
	LLC_SIZE = 3,
	SNAP_SIZE = 8,
	BACKBONE_SIZE = 4,
	FABRIC_SIZE = 2,
	TRILL_SIZE = 6,
	NSH_SIZE = 8,
	MPLS_SIZE = 4,
	MACSEC_SIZE = 6,
	MACSEC_CHANNEL = 8, /* bytes more where the header names the secure channel */
	MACSEC_CHECK = 16,  /* behind the data */
};

/* Tags end with the type of what is next; how long each is, or 0 where type is none. */
static size_t tag_size(uint16_t type)
{
	switch (type) {
	case 0x8100:
	case 0x88a8:
	case 0x9100:
	case 0x9200:
	case 0x9300:
		return 4;
	case 0x8926: /* VN-Tag */
	case 0x892f: /* HSR */
	case 0xf1c1: /* R-TAG */
		return 6;
	case 0x893f: /* E-TAG */
	case 0x8909: /* Cisco metadata */
		return 8;
	default:
		return 0;
	}
}

/* Ethernet below a header of size bytes. */
static enum fate ethernet_behind(struct walk *w, size_t size)
{
	if (w->left < size)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	walk_skip(w, size);
	return link_ethernet(w);
}

static enum fate macsec_payload(struct walk *w)
{
	enum { CHANNEL = 0x20, HIDDEN = 0x0c };
	if (w->left < MACSEC_SIZE)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t control = load_u8(w->at);
	size_t size = MACSEC_SIZE + (control & CHANNEL ? MACSEC_CHANNEL : 0);
	if (control & HIDDEN)
		return FATE_ENCRYPTED;
	if (w->left < size + 2)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	uint16_t type = load_be16(w->at + size);
	walk_skip(w, size + 2);
	if (w->left + w->cut > MACSEC_CHECK)
		walk_trim(w, w->left + w->cut - MACSEC_CHECK);
	return ether_payload(w, type);
}

static enum fate trill_payload(struct walk *w)
{
	if (w->left < TRILL_SIZE)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	unsigned options = (load_be16(w->at) >> 6 & 31) * 4;
	return ethernet_behind(w, TRILL_SIZE + options);
}

static enum fate other_type(struct walk *w, uint16_t type)
{
	switch (type) {
	case 0x8847:
	case 0x8848:
		return link_mpls(w);
	case 0x8870: /* LLC in a frame that is too long to say so by its length */
		return link_llc(w);
	case 0x8864:
		return link_pppoe(w);
	case 0x880b:
		return link_ppp(w);
	case 0x88e5:
		return macsec_payload(w);
	case 0x88e7:
		return ethernet_behind(w, BACKBONE_SIZE);
	case 0x22f3:
		return trill_payload(w);
	case 0x894f:
		return link_nsh(w);
	case 0x8903: /* FabricPath */
		return ethernet_behind(w, FABRIC_SIZE);
	case 0x6558: /* transparent bridging */
		return ethernet_behind(w, 0);
	default:
		return FATE_NOT_IP;
	}
}

enum fate ether_typed(struct walk *w, uint16_t type)
{
	while (type != ETHER_IP4 && type != ETHER_IP6) {
		size_t size = tag_size(type);
		if (size == 0)
			return other_type(w, type);
		if (w->left < size)
			return walk_fail(w, ANOMALY_LINK_SHORT);
		if (!walk_deeper(w))
			return FATE_UNDECODABLE;
		type = load_be16(w->at + size - 2);
		walk_skip(w, size);
		if (type <= ETHER_LENGTH_MAX)
			return link_llc(w);
	}
	return FATE_EXAMINED;
}

enum fate ether_payload(struct walk *w, uint16_t type)
{
	return unlikely(type <= ETHER_LENGTH_MAX) ? link_llc(w) : ether_typed(w, type);
}

enum fate link_ethernet(struct walk *w)
{
	if (unlikely(w->left < ETHER_HEADER))
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at + ETHER_HEADER - 2);
	walk_skip(w, ETHER_HEADER);
	return ether_payload(w, type);
}

/* RFC 2684 5.2: bridged Ethernet, with or without its checksum, behind two bytes of padding. */
static enum fate snap_payload(struct walk *w)
{
	uint32_t organisation = load_be32(w->at + 2) & 0xffffff;
	uint16_t type = load_be16(w->at + 6);
	walk_skip(w, SNAP_SIZE);
	if (organisation == 0 || organisation == 0x0000f8)
		return ether_payload(w, type);
	if (organisation == 0x0080c2 && (type == 1 || type == 7))
		return ethernet_behind(w, 2);
	return FATE_NOT_IP;
}

enum fate link_llc(struct walk *w)
{
	static const uint8_t snap[] = { 0xaa, 0xaa, 3, 0, 0, 0 };
	if (w->left < SNAP_SIZE && memcmp(w->at, snap, w->left < 6 ? w->left : 6) == 0)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (w->left < LLC_SIZE)
		return FATE_NOT_IP;
	uint32_t header = (uint32_t)load_be16(w->at) << 8 | load_u8(w->at + 2);
	if (header != 0xaaaa03 && header != 0x060603 && header != 0xfefe03)
		return FATE_NOT_IP;
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	if (header == 0xaaaa03)
		return w->left < SNAP_SIZE ? FATE_NOT_IP : snap_payload(w);
	walk_skip(w, LLC_SIZE);
	return header == 0x060603 ? FATE_EXAMINED : link_nlpid(w);
}

/* Whether so many bytes further a frame begins that has IP in it. */
static bool is_frame(const struct walk *w, size_t skip)
{
	struct walk at = *w;
	if (at.left < skip)
		return false;
	at.guess = true;
	walk_skip(&at, skip);
	return link_ethernet(&at) == FATE_EXAMINED && ip_is_plausible(&at);
}

/* A label stack does not say what it carries: the first nibble does. 0 is a control word, which
 * may be left out before a frame: then its first address stands there (RFC 4448 4.6). */
static enum fate mpls_payload(struct walk *w)
{
	unsigned nibble = load_u8(w->at) >> 4;
	bool ip = nibble == 4 || nibble == 6;
	if (ip && ip_is_plausible(w))
		return FATE_EXAMINED;
	if ((nibble != 0 || !is_frame(w, MPLS_SIZE)) && is_frame(w, 0))
		return link_ethernet(w);
	if (ip)
		return FATE_EXAMINED;
	return nibble == 0 ? ethernet_behind(w, MPLS_SIZE) : FATE_NOT_IP;
}

enum fate link_mpls(struct walk *w)
{
	bool bottom;
	do {
		if (w->left < MPLS_SIZE)
			return walk_fail(w, ANOMALY_LINK_SHORT);
		if (!walk_deeper(w))
			return FATE_UNDECODABLE;
		bottom = load_u8(w->at + 2) & 1;
		walk_skip(w, MPLS_SIZE);
	} while (!bottom);
	if (w->left == 0)
		return FATE_NOT_IP;
	return mpls_payload(w);
}

enum fate link_nsh(struct walk *w)
{
	enum { NSH_IP4 = 1, NSH_IP6, NSH_ETHERNET, NSH_NSH, NSH_MPLS };
	if (w->left < NSH_SIZE)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = (size_t)(load_u8(w->at + 1) & 63) * 4;
	uint8_t next = load_u8(w->at + 3);
	if (size < NSH_SIZE)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	if (size > w->left)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	walk_skip(w, size);
	switch (next) {
	case NSH_IP4:
	case NSH_IP6:
		return FATE_EXAMINED;
	case NSH_ETHERNET:
		return link_ethernet(w);
	case NSH_NSH:
		return link_nsh(w);
	case NSH_MPLS:
		return link_mpls(w);
	default:
		return FATE_NOT_IP;
	}
}
