/*
 * IEEE 802.11 data frames, and what radios put before them: radiotap, Prism, AVS. Frames whose
 * protection is still on are named as encrypted.
 */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	HEADER = 24,
	ADDRESS = 6, /* the fourth, between distribution systems */
	QUALITY = 2,
	THROUGHPUT = 4,
	MEMBER_HEADER = 14,
	RADIOTAP_HEADER = 8,
	PRISM_HEADER = 8,
	AVS_HEADER = 8,
};

/* The first member of an aggregate; the others are left for later: two addresses, a length, LLC; each but the last padded to four bytes. */
enum fate link_aggregate(struct walk *w)
{
	if (w->left < MEMBER_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = load_be16(w->at + MEMBER_HEADER - 2);
	walk_skip(w, MEMBER_HEADER);
	if (size > w->left + w->cut)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	size_t next = ((MEMBER_HEADER + size + 3) & ~(size_t)3) - MEMBER_HEADER;
	if (size > 0 && next + MEMBER_HEADER <= w->left && w->out->depth == 0) {
		w->of->rest = w->at + next;
		w->of->rest_left = w->left - next;
		w->of->rest_cut = w->cut;
	}
	walk_trim(w, size);
	return link_llc(w);
}

static bool has_llc(const struct walk *w)
{
	return w->left >= 3 && load_be16(w->at) == 0xaaaa && load_u8(w->at + 2) == 3;
}

/* The frame control decides the length of the header; piece: its number among those of a packet
 * that was split. align: the radio padded it to four bytes. */
static enum fate wireless(struct walk *w, uint8_t kind, uint8_t flags, uint8_t piece, bool align)
{
	enum { DATA = 0x08, NO_DATA = 0x40, QOS = 0x80 };
	enum { BOTH = 3, PROTECTED = 0x40, ORDER = 0x80, AGGREGATE = 0x80 };
	if ((kind & 0x0f) != DATA || kind & NO_DATA)
		return FATE_NOT_IP;
	size_t size = HEADER + ((flags & BOTH) == BOTH ? ADDRESS : 0), quality = size;
	if (kind & QOS)
		size += flags & ORDER ? QUALITY + THROUGHPUT : QUALITY;
	size_t padded = align ? (size + 3) & ~(size_t)3 : size;
	if (w->left < padded)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	bool several = kind & QOS && load_u8(w->at + quality) & AGGREGATE;
	bool whole = !(flags & 4) && (piece & 15) == 0;
	walk_skip(w, padded);
	if (!whole)
		return FATE_FRAGMENT;
	/* Some capture what was protected, leave the flag on, and give it in clear. */
	if (flags & PROTECTED && !has_llc(w))
		return FATE_ENCRYPTED;
	return several ? link_aggregate(w) : link_llc(w);
}

enum fate link_wireless(struct walk *w)
{
	if (w->left < HEADER)
		return w->left >= 2 && (load_u8(w->at) & 0x0c) != 8
		    ? FATE_NOT_IP
		    : walk_fail(w, ANOMALY_LINK_SHORT);
	return wireless(w, load_u8(w->at), load_u8(w->at + 1), load_u8(w->at + 22), false);
}

enum fate link_wireless_swapped(struct walk *w)
{
	if (w->left < HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	return wireless(w, load_u8(w->at + 1), load_u8(w->at), load_u8(w->at + 23), false);
}

/* Fields stand in the order of the bits of one or more masks; the first may be eight bytes, which
 * are aligned, the second are the flags. */
static uint8_t radiotap_flags(const uint8_t *p, size_t size)
{
	enum { CLOCK = 1, FLAGS = 2 };
	uint32_t first = load_le32(p + 4);
	size_t at = 4;
	while (at + 4 <= size && load_le32(p + at) & 0x80000000)
		at += 4;
	at += 4;
	if (first & CLOCK)
		at = ((at + 7) & ~(size_t)7) + 8;
	return first & FLAGS && at < size ? load_u8(p + at) : 0;
}

enum fate link_radiotap(struct walk *w)
{
	enum { CHECKED = 0x10, PADDED = 0x20, CHECK = 4 };
	if (w->left < RADIOTAP_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = load_le16(w->at + 2);
	if (size < RADIOTAP_HEADER)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	if (size > w->left)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	uint8_t flags = radiotap_flags(w->at, size);
	walk_skip(w, size);
	if (flags & CHECKED && w->left + w->cut > CHECK)
		walk_trim(w, w->left + w->cut - CHECK);
	if (!(flags & PADDED) || w->left < HEADER)
		return link_wireless(w);
	return wireless(w, load_u8(w->at), load_u8(w->at + 1), load_u8(w->at + 22), true);
}

enum fate link_avs(struct walk *w)
{
	if (w->left < AVS_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = load_be32(w->at + 4);
	if (size < AVS_HEADER)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	if (size > w->left)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	walk_skip(w, size);
	return link_wireless(w);
}

/* The host's byte order; an AVS header may stand there as well. */
enum fate link_prism(struct walk *w)
{
	if (w->left < PRISM_HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if ((load_be32(w->at) & 0xfffff000) == 0x80211000)
		return link_avs(w);
	size_t be = load_be32(w->at + 4), le = load_le32(w->at + 4), size = be < le ? be : le;
	if (size < PRISM_HEADER)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	if (size > w->left)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	walk_skip(w, size);
	return link_wireless(w);
}
