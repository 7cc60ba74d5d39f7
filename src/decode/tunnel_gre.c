/*
 * GRE (RFC 2784, 2890, 1701), and what is built on it: PPTP (RFC 2637), NVGRE (RFC 7637), ERSPAN I
 * to III, EoIP of MikroTik, WCCP; L2TP (RFC 2661, 3931).
 */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_ACKNOWLEDGED = 0x0080,
	GRE_HEADER = 4,
	ERSPAN2_HEADER = 8,
	ERSPAN3_HEADER = 12,
	ERSPAN3_PLATFORM = 8,
	ERSPAN_SESSION = 0x03ff,
	EOIP_HEADER = 4,
	WCCP_HEADER = 4,
	METADATA = 8,
	L2TP_HEADER = 6, /* at least */
	L2TP_SESSION = 4,
};

static enum fate ethernet_behind(struct walk *w, size_t size)
{
	if (w->left < size)
		return walk_fail(w, ANOMALY_TUNNEL_SHORT);
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	walk_skip(w, size);
	return link_ethernet(w);
}

/* Routes: family, offset, length, content; the last is all zeros. */
static bool skip_routes(struct walk *w)
{
	while (w->left >= 4) {
		size_t size = 4 + (size_t)load_u8(w->at + 3);
		bool last = load_be32(w->at) == 0;
		if (size > w->left)
			return false;
		walk_skip(w, size);
		if (last)
			return true;
	}
	return false;
}

/* The optional fields that the flags promise. */
static bool skip_options(struct walk *w, uint16_t flags)
{
	size_t size = GRE_HEADER;
	size += flags & (GRE_CHECKSUM | GRE_ROUTING) ? 4 : 0;
	size += flags & GRE_KEY ? 4 : 0;
	size += flags & GRE_SEQUENCE ? 4 : 0;
	size += (flags & 7) == 1 && flags & GRE_ACKNOWLEDGED ? 4 : 0;
	if (size > w->left)
		return false;
	if (flags & GRE_KEY)
		walk_number(w, load_be32(w->at + (flags & (GRE_CHECKSUM | GRE_ROUTING) ? 8 : 4)));
	walk_skip(w, size);
	return !(flags & GRE_ROUTING) || skip_routes(w);
}

/* The first version has no header of its own. */
static enum fate erspan_payload(struct walk *w, uint16_t flags)
{
	bool second = flags & GRE_SEQUENCE;
	w->out->has_tunnel_id = false;
	if (second && w->left >= ERSPAN2_HEADER)
		walk_number(w, load_be16(w->at + 2) & ERSPAN_SESSION);
	return ethernet_behind(w, second ? ERSPAN2_HEADER : 0);
}

static enum fate erspan3_payload(struct walk *w)
{
	if (w->left < ERSPAN3_HEADER)
		return walk_fail(w, ANOMALY_TUNNEL_SHORT);
	walk_number(w, load_be16(w->at + 2) & ERSPAN_SESSION);
	bool platform = load_u8(w->at + ERSPAN3_HEADER - 1) & 1;
	return ethernet_behind(w, ERSPAN3_HEADER + (platform ? ERSPAN3_PLATFORM : 0));
}

/* A redirect header stands before IP in its second version. */
static enum fate wccp_payload(struct walk *w)
{
	if (w->left <= WCCP_HEADER)
		return walk_fail(w, ANOMALY_TUNNEL_SHORT);
	if (load_u8(w->at) >> 4 != 4)
		walk_skip(w, WCCP_HEADER);
	return FATE_EXAMINED;
}

static enum fate metadata_payload(struct walk *w)
{
	if (w->left <= METADATA)
		return walk_fail(w, ANOMALY_TUNNEL_SHORT);
	uint16_t type = load_be16(w->at);
	walk_skip(w, METADATA);
	return ether_typed(w, type);
}

/* Behind the header, by the protocol it names. */
static enum fate gre_payload(struct walk *w, uint16_t flags, uint16_t type)
{
	struct packet *out = w->out;
	switch (type) {
	case 0x88be:
		out->tunnel = TUNNEL_ERSPAN;
		return erspan_payload(w, flags);
	case 0x22eb:
		out->tunnel = TUNNEL_ERSPAN;
		return erspan3_payload(w);
	case 0x6558:
		out->tunnel = flags & GRE_KEY ? TUNNEL_NVGRE : TUNNEL_GRE;
		out->tunnel_id >>= 8; /* what is below tells its flows apart */
		break;
	case 0x883e:
		out->tunnel = TUNNEL_WCCP;
		return wccp_payload(w);
	case 0x8909: /* Cisco metadata, here behind the type of what is next */
		return metadata_payload(w);
	case 0x880b:
		out->tunnel = (flags & 7) == 1 ? TUNNEL_PPTP : TUNNEL_GRE;
		if (out->tunnel == TUNNEL_PPTP)
			out->tunnel_id &= 0xffff; /* above it stands a length */
		break;
	default:
		break;
	}
	return ether_typed(w, type);
}

enum fate tunnel_gre(struct walk *w)
{
	enum { EOIP_FLAGS = 0x2001, EOIP_TYPE = 0x6400 };
	if (w->left < GRE_HEADER)
		return walk_fail(w, ANOMALY_TUNNEL_SHORT);
	uint16_t flags = load_be16(w->at), type = load_be16(w->at + 2);
	if (flags == EOIP_FLAGS && type == EOIP_TYPE) {
		w->out->tunnel = TUNNEL_EOIP;
		if (w->left >= GRE_HEADER + EOIP_HEADER)
			walk_number(w, load_le16(w->at + GRE_HEADER + 2));
		return ethernet_behind(w, GRE_HEADER + EOIP_HEADER);
	}
	if ((flags & 7) > 1)
		return walk_fail(w, ANOMALY_TUNNEL_HEADER);
	if (!skip_options(w, flags))
		return walk_fail(w, ANOMALY_TUNNEL_SHORT);
	return w->left == 0 ? FATE_NOT_IP : gre_payload(w, flags, type);
}

/* Data messages of version 2: a length, ids, numbers and padding where the flags say so, PPP. */
enum fate tunnel_l2tp(struct walk *w)
{
	enum { CONTROL = 0x8000, LENGTH = 0x4000, SEQUENCE = 0x0800, OFFSET = 0x0200 };
	if (w->left < L2TP_HEADER)
		return FATE_NOT_IP;
	uint16_t flags = load_be16(w->at);
	if (flags & CONTROL || ((flags & 15) != 2 && (flags & 15) != 3))
		return FATE_NOT_IP;
	if ((flags & 15) == 3) {
		walk_skip(w, 4);
		w->out->tunnel = TUNNEL_L2TP3;
		return tunnel_l2tp3(w);
	}
	size_t size = L2TP_HEADER;
	size += flags & LENGTH ? 2 : 0;
	size += flags & SEQUENCE ? 4 : 0;
	if (flags & OFFSET) {
		size += 2;
		size += size <= w->left ? load_be16(w->at + size - 2) : 0;
	}
	if (size > w->left)
		return FATE_NOT_IP;
	walk_number(w, load_be32(w->at + (flags & LENGTH ? 4 : 2)));
	walk_skip(w, size);
	return link_ppp(w);
}

/* Behind the session stands a cookie of 0, 4 or 8 bytes and perhaps a sublayer of 4, of which only
 * the two ends know: what makes IP of the rest is right. */
enum fate tunnel_l2tp3(struct walk *w)
{
	static layer *const carried[] = { link_ethernet, link_ppp, link_cisco_hdlc, link_raw };
	if (w->left < L2TP_SESSION || load_be32(w->at) == 0) /* 0: control */
		return FATE_NOT_IP;
	walk_number(w, load_be32(w->at));
	walk_skip(w, L2TP_SESSION);
	for (size_t n = 0; n <= 12 && n < w->left; n += 4)
		for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]); i++) {
			struct walk at = *w;
			walk_skip(&at, n);
			if (carried[i](&at) != FATE_EXAMINED || !ip_is_plausible(&at))
				continue;
			*w = at;
			return FATE_EXAMINED;
		}
	return FATE_NOT_IP;
}
