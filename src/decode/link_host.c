/*
 * What a host's kernel puts before the packets it captures: Linux cooked captures, BSD loopback,
 * IPsec and packet filter logs, netfilter's log, per-packet information (PPI); and nothing at all.
 */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	COOKED_HEADER = 16,
	COOKED2_HEADER = 20,
	COOKED_LLC = 4, /* pseudo EtherTypes of Linux: an LLC header follows, */
	COOKED_PPP = 7, /* or one of PPP */
	TYPES_FROM = 0x600,
	ENC_HEADER = 12,
	PFLOG_LEAST = 8,
	NFLOG_HEADER = 4,
	NFLOG_PAYLOAD = 9,
	PPI_HEADER = 8,
};

/* The protocol field of a cooked header: lengths do not stand there, other small numbers do. */
static enum fate cooked_payload(struct walk *w, uint16_t type)
{
	if (type == COOKED_LLC)
		return link_llc(w);
	if (type == COOKED_PPP)
		return link_ppp(w);
	return type < TYPES_FROM ? FATE_NOT_IP : ether_typed(w, type);
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

/* The byte order is that of the host that captured; an address family is a small number. */
static uint32_t load_family(const uint8_t *p)
{
	uint32_t be = load_be32(p), le = load_le32(p);
	return be < le ? be : le;
}

enum fate link_raw(struct walk *w)
{
	(void)w;
	return FATE_EXAMINED;
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

enum fate link_null(struct walk *w)
{
	if (w->left < 4)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint32_t family = load_family(w->at);
	walk_skip(w, 4);
	return family_payload(family);
}

enum fate link_loop(struct walk *w)
{
	if (w->left < 4)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint32_t family = load_be32(w->at);
	walk_skip(w, 4);
	return family_payload(family);
}

enum fate link_offset4(struct walk *w)
{
	if (w->left < 4)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint16_t type = load_be16(w->at + 2);
	walk_skip(w, 4);
	return cooked_payload(w, type);
}

enum fate link_enc(struct walk *w)
{
	if (w->left < ENC_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint32_t family = load_family(w->at);
	walk_skip(w, ENC_HEADER);
	return family_payload(family);
}

/* The header says its length, without the padding to four bytes. */
enum fate link_pflog(struct walk *w)
{
	if (w->left < PFLOG_LEAST)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = ((size_t)load_u8(w->at) + 3) & ~(size_t)3;
	uint8_t family = load_u8(w->at + 1);
	if (size < PFLOG_LEAST)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	if (size > w->left)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	walk_skip(w, size);
	return family_payload(family);
}

/* Attributes: length and type in the byte order of the host, padded to four bytes. */
enum fate link_nflog(struct walk *w)
{
	if (w->left < NFLOG_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t family = load_u8(w->at);
	walk_skip(w, NFLOG_HEADER);
	while (w->left >= 4) {
		bool little = load_u8(w->at + 3) == 0;
		size_t size = little ? load_le16(w->at) : load_be16(w->at);
		uint16_t type = little ? load_le16(w->at + 2) : load_be16(w->at + 2);
		if (size < 4 || size > w->left + w->cut)
			return walk_fail(w, ANOMALY_LINK_HEADER);
		if (type == NFLOG_PAYLOAD) {
			walk_trim(w, size);
			walk_skip(w, 4);
			return family_payload(family);
		}
		size = (size + 3) & ~(size_t)3;
		walk_skip(w, size < w->left ? size : w->left);
	}
	return w->cut ? walk_fail(w, ANOMALY_LINK_SHORT) : FATE_NOT_IP;
}

/* Fields, then a frame of a DLT_: those that matter have the numbers of their LINKTYPE_. */
enum fate link_ppi(struct walk *w)
{
	if (w->left < PPI_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = load_le16(w->at + 2);
	layer *next = link_layer(load_le32(w->at + 4));
	if (size < PPI_HEADER)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	if (size > w->left)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (!next)
		return FATE_UNKNOWN_LINK;
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	walk_skip(w, size);
	return next(w);
}
