/*
 * Records of other capturing systems inside of captures, each with a header of its own: Endace's ERF,
 * PKTAP of macOS, IPNET of Solaris; and IP over InfiniBand (RFC 4391).
 */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	ERF_HEADER = 16,
	ERF_TYPE = 8, /* in it */
	ERF_EXTENSION = 8,
	PKTAP_LEAST = 12,
	IPNET_HEADER = 24,
	ROUTE_HEADER = 40, /* of InfiniBand */
	IPOIB_HEADER = ROUTE_HEADER + 4,
};

static enum fate erf_frame(struct walk *w, uint8_t type)
{
	static const struct {
		uint8_t type, more; /* bytes before the frame */
		layer *frame;
	} rows[] = {
		{ 1, 0, link_ppp_hdlc },
		{ 2, 2, link_ethernet },
		{ 5, 4, link_ppp_hdlc },
		{ 10, 0, link_ppp_hdlc },
		{ 11, 2, link_ethernet },
		{ 15, 0, link_ppp_hdlc },
		{ 16, 2, link_ethernet },
		{ 17, 4, link_ppp_hdlc },
		{ 19, 0, link_ppp_hdlc },
		{ 20, 2, link_ethernet },
		{ 22, 0, link_raw },
		{ 23, 0, link_raw },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].type != type)
			continue;
		if (w->left < rows[i].more)
			return walk_fail(w, ANOMALY_LINK_SHORT);
		walk_skip(w, rows[i].more);
		return rows[i].frame(w);
	}
	return FATE_NOT_IP;
}

/* The highest bit of a header's type, or of an extension's, says that an extension follows. */
enum fate link_erf(struct walk *w)
{
	if (w->left < ERF_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t type = load_u8(w->at + ERF_TYPE), more = type;
	walk_skip(w, ERF_HEADER);
	while (more & 0x80) {
		if (w->left < ERF_EXTENSION)
			return walk_fail(w, ANOMALY_LINK_SHORT);
		if (!walk_deeper(w))
			return FATE_UNDECODABLE;
		more = load_u8(w->at);
		walk_skip(w, ERF_EXTENSION);
	}
	return erf_frame(w, type & 0x7f);
}

/* A length, what follows (1: a frame), and the frame's DLT_: as in PPI, those that matter have the
 * numbers of their LINKTYPE_. The byte order is that of Apple's processors. */
enum fate link_pktap(struct walk *w)
{
	enum { FRAME = 1 };
	if (w->left < PKTAP_LEAST)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = load_le32(w->at);
	uint32_t kind = load_le32(w->at + 4);
	layer *next = link_layer(load_le32(w->at + 8));
	if (size < PKTAP_LEAST)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	if (size > w->left)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (kind != FRAME)
		return FATE_NOT_IP;
	if (!next)
		return FATE_UNKNOWN_LINK;
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	walk_skip(w, size);
	return next(w);
}

enum fate link_ipnet(struct walk *w)
{
	if (w->left < IPNET_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	walk_skip(w, IPNET_HEADER);
	return FATE_EXAMINED;
}

enum fate link_ipoib(struct walk *w)
{
	if (w->left < IPOIB_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at + ROUTE_HEADER);
	walk_skip(w, IPOIB_HEADER);
	return ether_typed(w, type);
}
