/*
 * The shortcut for common frames against the walk that takes all: both must tell the same of sound frames, of
 * those with any one byte of their headers changed, and of all cuts, by a snap length or not.
 */
#include <config.h>

#include "decode/layers.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "decode-rows.h"
#include "hex.h"

#define VLAN "8100 0005 "
#define TCP_OPTIONS TCP_AS("60") "02040218 "

static const struct {
	const char *name, *hex;
	bool plain;
} rows[] = {
	{ "IPv4, TCP", MACS "0800" TCP4, true },
	{ "IPv4, UDP", MACS "0800" UDP4, true },
	{ "IPv6, TCP", MACS "86dd" TCP6, true },
	{ "IPv6, UDP", MACS "86dd" IP6("000d", "11") UDP("000d") HELLO, true },
	{ "a tag", MACS VLAN "0800" UDP4, true },
	{ "a tag, IPv6", MACS VLAN "86dd" TCP6, true },
	{ "two tags", MACS VLAN VLAN "0800" UDP4, false },
	{ "the nibble decides, not the EtherType", MACS "86dd" TCP4, true },
	{ "padding", MACS "0800" UDP4 PAD8, true },
	{ "padding behind IPv6", MACS "86dd" TCP6 PAD8, true },
	{ "no payload", MACS "0800" IP4("001c", "11") UDP("0008") PAD8, true },
	{ "UDP shorter than IP", MACS "0800" IP4("0021", "11") UDP("000b") HELLO, true },
	{ "UDP longer than IP", MACS "0800" IP4("0021", "11") UDP("000e") HELLO, false },
	{ "UDP without a length", MACS "0800" IP4("0021", "11") UDP("0000") HELLO, false },
	{ "IPv4 without a length", MACS "0800" IP4("0000", "06") TCP HELLO, false },
	{ "IPv6 without a length", MACS "86dd" IP6("0000", "06") TCP HELLO, false },
	{ "TCP options", MACS "0800" IP4("0031", "06") TCP_OPTIONS HELLO, true },
	{ "TCP options that are not there", MACS "0800" IP4("002d", "06") TCP_AS("f0") HELLO,
	    false },
	{ "IPv4 options",
	    MACS "0800 46000025 00010000 40110000 c0000201 c6336402 01010100" UDP("000d") HELLO,
	    false },
	{ "do not fragment", MACS "0800" IP4_AS("45", "0021", "4000", "11") UDP("000d") HELLO,
	    true },
	{ "a first fragment", MACS "0800" IP4_AS("45", "0021", "2000", "11") UDP("000d") HELLO,
	    false },
	{ "a later fragment", MACS "0800" IP4_AS("45", "0021", "0001", "11") UDP("000d") HELLO,
	    false },
	{ "ICMP", MACS "0800" IP4("0021", "01") "0800000000000000" HELLO, true },
	{ "ICMP of seven bytes", MACS "0800" IP4("001b", "01") "08000000000000", false },
	{ "ICMPv6", MACS "86dd" IP6("000d", "3a") "8000000000000000" HELLO, true },
	{ "SCTP", MACS "0800" IP4("0025", "84") "c0000050 00000000 00000000" HELLO, false },
	{ "hop-by-hop options", MACS "86dd" IP6("0015", "00") "1100010400000000" UDP("000d") HELLO,
	    false },
	{ "a tunnel's port",
	    MACS "0800" IP4("0045", "11") "c000 12b5 0031 0000 0800000000000700" MACS
					  "0800" IP4("001c", "11") UDP("0008"),
	    false },
	{ "a port with the last bits of a tunnel's",
	    MACS "0800" IP4("0021", "11") "c000 13b5 000d 0000" HELLO, false },
	{ "ARP", MACS "0806 0001 0800 0604 0001" PAD16, false },
};

static bool is_packet(const struct packet *a, const struct packet *b)
{
	return memcmp(&a->tuple, &b->tuple, sizeof(a->tuple)) == 0 &&
	    a->has_ports == b->has_ports && a->fragment == b->fragment &&
	    a->tcp_flags == b->tcp_flags && a->depth == b->depth && a->tunnel == b->tunnel &&
	    a->has_tunnel_id == b->has_tunnel_id && a->tcp_seq == b->tcp_seq &&
	    a->tcp_ack == b->tcp_ack && a->payload == b->payload &&
	    a->payload_size == b->payload_size && a->payload_cut == b->payload_cut &&
	    a->frame == b->frame && a->index == b->index && a->tunnel_id == b->tunnel_id &&
	    a->began == b->began;
}

/* What is left over from another frame must not show. */
static bool agree(const struct frame *f)
{
	static struct packet a[FRAME_PACKETS], b[FRAME_PACKETS];
	struct decode_counts of_a = { .cut = 0 }, of_b = { .cut = 0 };
	memset(a, 0xa5, sizeof(a));
	memset(b, 0x5a, sizeof(b));
	size_t n = decode_frame(NULL, f, a, &of_a);
	if (n != walk_decode(NULL, f, b, &of_b) || memcmp(&of_a, &of_b, sizeof(of_a)) != 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_packet(&a[i], &b[i]))
			return false;
	return true;
}

/* All cuts: as short frames, and as ones that the snap length cut. */
static bool agree_cut(const uint8_t *bytes, size_t size)
{
	for (size_t n = 0; n <= size; n++) {
		struct frame f = { .data = edge_copy(bytes, n),
			.captured = (uint32_t)n,
			.original = (uint32_t)n,
			.link = 1 };
		bool same = agree(&f);
		f.original = (uint32_t)size;
		if (!same || !agree(&f))
			return false;
	}
	return true;
}

/* Any one byte as any other: headers end before the last bytes. */
static bool agree_changed(const uint8_t *bytes, size_t size)
{
	uint8_t *changed = malloc(size);
	struct frame f = {
		.data = changed, .captured = (uint32_t)size, .original = (uint32_t)size, .link = 1
	};
	bool same = true;
	for (size_t i = 12; i < size; i++) {
		for (unsigned value = 0; value < 256; value++) {
			memcpy(changed, bytes, size);
			changed[i] = (uint8_t)value;
			f.original = (uint32_t)size;
			same = same && agree(&f);
			f.original += 3;
			same = same && agree(&f);
		}
	}
	free(changed);
	return same;
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t bytes[256];
		size_t size = hex_bytes(rows[i].hex, bytes, sizeof(bytes));
		struct frame f = { .data = bytes,
			.captured = (uint32_t)size,
			.original = (uint32_t)size,
			.link = 1 };
		struct packet p;
		OK(plain_decode(&f, &p) == rows[i].plain, "%s: which way", rows[i].name);
		OK(agree_cut(bytes, size), "%s: at every cut", rows[i].name);
		OK(agree_changed(bytes, size), "%s: with any byte changed", rows[i].name);
		f.link = 101;
		OK(!plain_decode(&f, &p), "%s: not of another link", rows[i].name);
	}
	return check_done();
}
