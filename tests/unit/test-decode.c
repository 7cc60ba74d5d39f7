/*
 * Units of decode/. The frames are written out by the RFCs named in src/decode/; what is expected
 * is read off them by hand. Each frame also ends at every cut: as a short frame, and as one that
 * the snap length cut.
 */
#include <config.h>

#include "decode/decode.h"

#include "check.h"
#include "hex.h"

/* 192.0.2.1 to 198.51.100.2, 2001:db8::1 to 2001:db8::2, "hello" behind the transport header. */
#define MACS "020000000001 020000000002 "
#define HELLO "68656c6c6f "
#define IP4_AS(first, total, flags, proto)                                                         \
	first "00" total "0001" flags "40" proto "0000 c0000201 c6336402 "
#define IP4(total, proto) IP4_AS("45", total, "0000", proto)
#define DB8 "20010db8 00000000 00000000 "
#define IP6(length, next) "60000000" length next "40" DB8 "00000001 " DB8 "00000002 "
#define TCP_AS(offset) "c000 0050 01020304 05060708" offset "18 2000 0000 0000 "
#define TCP TCP_AS("50")
#define UDP(length) "c000 0035" length "0000 "
#define TCP4 IP4("002d", "06") TCP HELLO
#define TCP6 IP6("0019", "06") TCP HELLO
#define UDP4 IP4("0021", "11") UDP("000d") HELLO
#define PAD8 "0000000000000000 "
#define PAD16 PAD8 PAD8
#define TAG "8100 0001 "
#define TAGS_7 TAG TAG TAG TAG TAG TAG TAG

#define NONE ANOMALY_COUNT

struct row {
	const char *name;
	uint32_t link;
	const char *hex;
	uint32_t cut; /* bytes that the frame had behind these */
	enum fate fate;
	enum anomaly anomaly;
	uint8_t version, proto;
	uint16_t sport, dport;
	uint8_t flags;
	const char *payload; /* hexadecimal */
	uint32_t payload_cut;
	bool no_ports, fragment;
	uint8_t depth; /* of the innermost packet, to which all this applies */
	const char *tunnel;
	bool unsure; /* its lengths do not hold: a cut changes what can be said */
};

#define IS_TCP4 EXAMINED_AS(4, 6, 0xc000, 80), .flags = 0x18, .payload = HELLO
#define IS_TCP6 EXAMINED_AS(6, 6, 0xc000, 80), .flags = 0x18, .payload = HELLO
#define IS_UDP4 EXAMINED_AS(4, 17, 0xc000, 53), .payload = HELLO
#define EXAMINED_AS(v, p, s, d)                                                                    \
	.fate = FATE_EXAMINED, .anomaly = NONE, .version = v, .proto = p, .sport = s, .dport = d
#define FATED(f) .fate = FATE_##f, .anomaly = NONE
#define BROKEN(a) .fate = FATE_UNDECODABLE, .anomaly = ANOMALY_##a
#define BUT(a) .unsure = true, .anomaly = ANOMALY_##a

#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

static const struct row link_layers[] = {
	{ "Ethernet, IPv4", 1, MACS "0800" TCP4, IS_TCP4 },
	{ "Ethernet, IPv6", 1, MACS "86dd" TCP6, IS_TCP6 },
	{ "the nibble decides, not the EtherType", 1, MACS "86dd" TCP4, IS_TCP4 },
	{ "802.1Q", 1, MACS "8100 0005 0800" TCP4, IS_TCP4 },
	{ "802.1ad", 1, MACS "88a8 0005 8100 0006 86dd" TCP6, IS_TCP6 },
	{ "old QinQ", 1, MACS "9100 0005 8100 0006 0800" TCP4, IS_TCP4 },
	{ "16 layers: Ethernet, 14 tags, IP", 1, MACS TAGS_7 TAGS_7 "0800" TCP4, IS_TCP4 },
	{ "17 layers", 1, MACS TAGS_7 TAGS_7 TAG "0800" TCP4, BROKEN(LAYERS) },
	{ "100 tags", 1, MACS TAGS_7 TAGS_7 TAGS_7 TAGS_7 TAGS_7 TAGS_7 "0800" TCP4,
	    BROKEN(LAYERS) },
	{ "a tag that is cut", 1, MACS "8100 00", BROKEN(LINK_SHORT) },
	{ "802.3 with SNAP", 1, MACS "0035 aaaa03 000000 0800" TCP4, IS_TCP4 },
	{ "SNAP below a tag", 1, MACS "8100 0001 0035 aaaa03 000000 86dd" TCP6, IS_TCP6 },
	{ "SNAP of another organisation", 1, MACS "0035 aaaa03 00000c 2000" TCP4, FATED(NOT_IP) },
	{ "SNAP that is cut", 1, MACS "0035 aaaa03 00", BROKEN(LINK_SHORT) },
	{ "802.3 with a spanning tree", 1, MACS "0026 424203 0000", FATED(NOT_IP) },
	{ "ARP", 1, MACS "0806 0001 0800", FATED(NOT_IP) },
	{ "LLDP", 1, MACS "88cc 0207", FATED(NOT_IP) },
	{ "an EtherType with nothing behind it", 1, MACS "0800", BROKEN(LINK_SHORT) },
	{ "an Ethernet header of 13 bytes", 1, MACS "08", BROKEN(LINK_SHORT) },
	{ "an empty frame", 1, "", BROKEN(LINK_SHORT) },
	{ "PPPoE in Ethernet", 1, MACS "8864 11 00 0001 002f 0021" TCP4, IS_TCP4 },
	{ "PPPoE below a tag", 1, MACS "8100 0001 8864 11 00 0001 0043 0057" TCP6, IS_TCP6 },
	{ "PPPoE with LCP", 1, MACS "8864 11 00 0001 000a c021 0901", FATED(NOT_IP) },
	{ "PPPoE discovery", 1, MACS "8863 11 09 0000 0000", FATED(NOT_IP) },
	{ "PPPoE that is cut", 1, MACS "8864 11 00 0001 00", BROKEN(LINK_SHORT) },
	{ "PPPoE without a protocol", 1, MACS "8864 11 00 0001 0000", BROKEN(LINK_SHORT) },
	{ "raw IP, IPv4", 101, TCP4, IS_TCP4 },
	{ "raw IP, IPv6", 101, TCP6, IS_TCP6 },
	{ "raw IP by DLT 12", 12, TCP4, IS_TCP4 },
	{ "raw IP by DLT 14", 14, TCP4, IS_TCP4 },
	{ "LINKTYPE_IPV4", 228, TCP4, IS_TCP4 },
	{ "LINKTYPE_IPV6", 229, TCP6, IS_TCP6 },
	{ "raw IP, no bytes", 101, "", BROKEN(LINK_SHORT) },
	{ "cooked", 113, "0000 0001 0006 020000000001 0000 0800" TCP4, IS_TCP4 },
	{ "cooked, IPv6", 113, "0000 0001 0006 020000000001 0000 86dd" TCP6, IS_TCP6 },
	{ "cooked, a tag", 113, "0000 0001 0006 020000000001 0000 8100 0005 0800" TCP4, IS_TCP4 },
	{ "cooked, LLC and SNAP", 113,
	    "0000 0001 0006 020000000001 0000 0004 aaaa03 000000 0800" TCP4, IS_TCP4 },
	{ "cooked, ARP", 113, "0000 0001 0006 020000000001 0000 0806 0001", FATED(NOT_IP) },
	{ "cooked, a CAN frame", 113, "0000 0118 0000 0000000000000000 000c" TCP4, FATED(NOT_IP) },
	{ "cooked, cut", 113, "0000 0001 0006 020000000001 0000 08", BROKEN(LINK_SHORT) },
	{ "cooked 2", 276, "0800 0000 00000002 0001 00 06 0200000000010000" TCP4, IS_TCP4 },
	{ "cooked 2, IPv6", 276, "86dd 0000 00000002 0001 04 06 0200000000010000" TCP6, IS_TCP6 },
	{ "cooked 2, ARP", 276, "0806 0000 00000002 0001 00 06 0200000000010000 00",
	    FATED(NOT_IP) },
	{ "cooked 2, cut", 276, "0800 0000 00000002 0001 00 06 02000000000100",
	    BROKEN(LINK_SHORT) },
	{ "NULL, little endian", 0, "02000000" TCP4, IS_TCP4 },
	{ "NULL, big endian", 0, "00000002" TCP4, IS_TCP4 },
	{ "NULL, IPv6 of Linux", 0, "0a000000" TCP6, IS_TCP6 },
	{ "NULL, IPv6 of Windows", 0, "17000000" TCP6, IS_TCP6 },
	{ "NULL, IPv6 of NetBSD and OpenBSD", 0, "00000018" TCP6, IS_TCP6 },
	{ "NULL, IPv6 of FreeBSD", 0, "1c000000" TCP6, IS_TCP6 },
	{ "NULL, IPv6 of macOS", 0, "1e000000" TCP6, IS_TCP6 },
	{ "NULL, AppleTalk", 0, "10000000" TCP4, FATED(NOT_IP) },
	{ "NULL, cut", 0, "020000", BROKEN(LINK_SHORT) },
	{ "LOOP", 108, "00000002" TCP4, IS_TCP4 },
	{ "LOOP, IPv6", 108, "00000018" TCP6, IS_TCP6 },
	{ "LOOP is big endian", 108, "02000000" TCP4, FATED(NOT_IP) },
	{ "LOOP, cut", 108, "000000", BROKEN(LINK_SHORT) },
	{ "PPP", 9, "ff03 0021" TCP4, IS_TCP4 },
	{ "PPP, IPv6", 9, "ff03 0057" TCP6, IS_TCP6 },
	{ "PPP without address and control", 9, "0021" TCP4, IS_TCP4 },
	{ "PPP, a protocol of one byte", 9, "ff03 21" TCP4, IS_TCP4 },
	{ "PPP, both left out", 9, "57" TCP6, IS_TCP6 },
	{ "PPP, LCP", 9, "ff03 c021 0101", FATED(NOT_IP) },
	{ "PPP, cut", 9, "ff03 00", BROKEN(LINK_SHORT) },
	{ "PPP, nothing", 9, "ff03", BROKEN(LINK_SHORT) },
	{ "PPP in HDLC", 50, "ff03 0021" TCP4, IS_TCP4 },
	{ "PPP in HDLC, bare", 50, "0057" TCP6, IS_TCP6 },
	{ "Cisco HDLC", 50, "0f00 0800" TCP4, IS_TCP4 },
	{ "Cisco HDLC, to all", 50, "8f00 86dd" TCP6, IS_TCP6 },
	{ "Cisco HDLC, keepalive", 50, "8f00 8035 00000002", FATED(NOT_IP) },
	{ "PPPoE alone", 51, "11 00 0001 002f 0021" TCP4, IS_TCP4 },
	{ "PPPoE alone, discovery", 51, "11 07 0000 002f 0021" TCP4, FATED(NOT_IP) },
	{ "PPPoE alone, cut", 51, "11 00 0001 00", BROKEN(LINK_SHORT) },
	{ "an unknown link type", 147, TCP4, FATED(UNKNOWN_LINK) },
};

static const struct row ip_rows[] = {
	{ "padding behind IPv4", 1, MACS "0800" UDP4 PAD16, IS_UDP4 },
	{ "padding behind IPv6", 1, MACS "86dd" TCP6 PAD8, IS_TCP6 },
	{ "IPv4, total length 0", 101, IP4("0000", "06") TCP HELLO, IS_TCP4, .unsure = true },
	{ "IPv4, total length below its header", 101, IP4("0013", "06") TCP HELLO, IS_TCP4,
	    BUT(IP4_LENGTH) },
	{ "IPv4, total length beyond the frame", 101, IP4("002e", "06") TCP HELLO, IS_TCP4,
	    BUT(IP4_LENGTH) },
	{ "IPv4, cut by 3 of 8", 101, IP4("0030", "06") TCP HELLO, 3, IS_TCP4, .payload_cut = 3 },
	{ "IPv4, cut; the frame had padding", 101, IP4("0030", "06") TCP HELLO, 60, IS_TCP4,
	    .payload_cut = 3 },
	{ "IPv4, cut and a total length beyond the frame", 101, IP4("0040", "06") TCP HELLO, 3,
	    IS_TCP4, BUT(IP4_LENGTH), .payload_cut = 3 },
	{ "IPv4, cut and total length 0", 101, IP4("0000", "06") TCP HELLO, 9, IS_TCP4,
	    .payload_cut = 9, .unsure = true },
	{ "IPv4, 4 bytes of options", 101, IP4_AS("46", "0031", "0000", "06") "01010100" TCP HELLO,
	    IS_TCP4 },
	{ "IPv4, a header of 16 bytes", 101, IP4_AS("44", "002d", "0000", "06") TCP HELLO,
	    BROKEN(IP4_HEADER) },
	{ "IPv4, a header beyond the frame", 101, IP4_AS("4f", "002d", "0000", "06") TCP,
	    BROKEN(IP4_HEADER) },
	{ "IPv4, options that are cut", 101, IP4_AS("4f", "0060", "0000", "06") TCP, 99,
	    BROKEN(IP4_SHORT) },
	{ "IPv4, 19 bytes", 101, "45000014 00010000 40060000 c0000201 c63364", BROKEN(IP4_SHORT) },
	{ "IPv4, a fragment", 101, IP4_AS("45", "002c", "2001", "06") TCP HELLO, FATED(FRAGMENT) },
	{ "IPv4, the last fragment", 101, IP4_AS("45", "002d", "1ffb", "06") TCP HELLO,
	    FATED(FRAGMENT) },
	{ "IPv4, the first fragment", 101, IP4_AS("45", "002c", "2000", "06") TCP HELLO, IS_TCP4,
	    .fragment = true, .payload = "68656c6c" },
	{ "IPv4, do not fragment", 101, IP4_AS("45", "002d", "4000", "06") TCP HELLO, IS_TCP4 },
	{ "IPv4, a first fragment of UDP", 101,
	    IP4_AS("45", "0024", "2000", "11") UDP("0800") HELLO "212121", IS_UDP4,
	    .fragment = true, .payload = HELLO "212121" },
	{ "IPv4, a first fragment of 25 bytes, with more", 101,
	    IP4_AS("45", "002d", "2000", "06") TCP HELLO, IS_TCP4, BUT(FRAGMENT_LENGTH),
	    .fragment = true },
	{ "IPv4, a second fragment of 25 bytes, with more", 101,
	    IP4_AS("45", "002d", "2001", "06") TCP HELLO, BROKEN(FRAGMENT_LENGTH) },
	{ "IPv4, a fragment beyond 65535", 101, IP4_AS("45", "002d", "1fff", "06") TCP HELLO,
	    BROKEN(FRAGMENT_LENGTH) },
	{ "version 5", 101, "55000014 00010000 40060000 c0000201 c6336402", BROKEN(IP_VERSION) },
	{ "version 0", 1, MACS "0800 00", BROKEN(IP_VERSION) },
	{ "IPv6, 39 bytes", 101, "60000000 0000 3b 40" DB8 "00000001" DB8 "000000",
	    BROKEN(IP6_SHORT) },
	{ "IPv6, payload length 0", 101, IP6("0000", "06") TCP HELLO, IS_TCP6, .unsure = true },
	{ "IPv6, payload length beyond the frame", 101, IP6("001a", "06") TCP HELLO, IS_TCP6,
	    BUT(IP6_LENGTH) },
	{ "IPv6, cut by 3", 101, IP6("001c", "06") TCP HELLO, 3, IS_TCP6, .payload_cut = 3 },
	{ "IPv6, hop by hop", 101, IP6("0021", "00") "06 00 010400000000" TCP HELLO, IS_TCP6 },
	{ "IPv6, destination options of 16", 101,
	    IP6("0029", "3c") "06 01 010c" PAD8 "00000000" TCP HELLO, IS_TCP6 },
	{ "IPv6, routing", 101, IP6("0031", "2b") "06 02 0401 00000000" DB8 "00000003" TCP HELLO,
	    IS_TCP6 },
	{ "IPv6, authentication of 24", 101,
	    IP6("0031", "33") "06 04 0000 00000001 00000001" PAD8 "00000000" TCP HELLO, IS_TCP6 },
	{ "IPv6, mobility", 101, IP6("0021", "87") "06 00 010000000000" TCP HELLO, IS_TCP6 },
	{ "IPv6, host identity", 101, IP6("0021", "8b") "06 00 010000000000" TCP HELLO, IS_TCP6 },
	{ "IPv6, shim", 101, IP6("0021", "8c") "06 00 010000000000" TCP HELLO, IS_TCP6 },
	{ "IPv6, a chain", 101, IP6("0029", "00") "3c 00 010400000000 06 00 010400000000" TCP HELLO,
	    IS_TCP6 },
	{ "IPv6, an atomic fragment", 101, IP6("0021", "2c") "06 00 0000 00000007" TCP HELLO,
	    IS_TCP6 },
	{ "IPv6, the first fragment", 101, IP6("0020", "2c") "06 00 0001 00000007" TCP HELLO,
	    IS_TCP6, .fragment = true, .payload = "68656c6c" },
	{ "IPv6, a later fragment", 101, IP6("0021", "2c") "06 00 0008 00000007" TCP HELLO,
	    FATED(FRAGMENT) },
	{ "IPv6, no next header", 101, IP6("0005", "3b") HELLO, EXAMINED_AS(6, 59, 0, 0),
	    .no_ports = true, .payload = "" },
	{ "IPv6, an extension beyond the packet", 101, IP6("0008", "00") "06 01 010400000000",
	    BROKEN(IP6_EXTENSION) },
	{ "IPv6, an extension of 7 bytes", 101, IP6("0007", "00") "06 00 0103000000",
	    BROKEN(IP6_EXTENSION) },
	{ "IPv6, 14 extensions: 16 layers", 101,
	    IP6("0089",
		"00") "00000104000000000000010400000000000001040000000000000104000000000000010400000000"
		      "00000104000000000000010400000000000001040000000000000104000000000000010400000000"
		      "00000104000000000000010400000000000001040000000006000104000000 00" TCP HELLO,
	    IS_TCP6 },
	{ "IPv6, 15 extensions", 101,
	    IP6("0091",
		"00") "00000104000000000000010400000000000001040000000000000104000000000000010400000000"
		      "00000104000000000000010400000000000001040000000000000104000000000000010400000000"
		      "00000104000000000000010400000000000001040000000000000104000000000600010400000000" TCP
			  HELLO,
	    BROKEN(LAYERS) },
};

static const struct row transport_rows[] = {
	{ "TCP without data", 101, IP4("0028", "06") TCP, IS_TCP4, .payload = "" },
	{ "TCP, 4 bytes of options", 101, IP4("0031", "06") TCP_AS("60") "01010100" HELLO,
	    IS_TCP4 },
	{ "TCP, a header of 16 bytes", 101, IP4("002d", "06") TCP_AS("40") HELLO, IS_TCP4,
	    BUT(TCP_HEADER), .payload = "" },
	{ "TCP, a header beyond the packet", 101, IP4("002d", "06") TCP_AS("f0") HELLO, IS_TCP4,
	    BUT(TCP_HEADER), .payload = "" },
	{ "TCP, a header of 16 bytes, cut", 101, IP4("0030", "06") TCP_AS("40") HELLO, 3, IS_TCP4,
	    BUT(TCP_HEADER), .payload = "" },
	{ "TCP, options that are cut", 101, IP4("0044", "06") TCP_AS("a0") HELLO, 23, IS_TCP4,
	    .payload = "", .payload_cut = 8 },
	{ "TCP, 19 bytes", 101, IP4("0027", "06") "c000 0050 01020304 05060708 5018 2000 0000 00",
	    BROKEN(TCP_SHORT) },
	{ "TCP, 14 of 25 bytes", 101, IP4("002d", "06") "c000 0050 01020304 05060708 5018", 11,
	    IS_TCP4, .payload = "", .payload_cut = 5 },
	{ "TCP, 14 of 19 bytes", 101, IP4("0027", "06") "c000 0050 01020304 05060708 5018", 5,
	    BROKEN(TCP_SHORT) },
	{ "TCP, 13 of 25 bytes", 101, IP4("002d", "06") "c000 0050 01020304 05060708 50", 12,
	    BROKEN(TCP_SHORT) },
	{ "UDP", 101, UDP4, IS_UDP4 },
	{ "UDP in IPv6", 101, IP6("000d", "11") UDP("000d") HELLO, EXAMINED_AS(6, 17, 0xc000, 53),
	    .payload = HELLO },
	{ "UDP shorter than IP says", 101, IP4("0021", "11") UDP("000a") HELLO, IS_UDP4,
	    .payload = "6865", .unsure = true },
	{ "UDP longer than IP says", 101, IP4("0021", "11") UDP("000e") HELLO, IS_UDP4,
	    BUT(UDP_LENGTH) },
	{ "UDP length 7", 101, IP4("0021", "11") UDP("0007") HELLO, IS_UDP4, BUT(UDP_LENGTH) },
	{ "UDP length 8", 101, IP4("001c", "11") UDP("0008"), IS_UDP4, .payload = "" },
	{ "UDP that is cut", 101, IP4("0024", "11") UDP("0010") HELLO, 3, IS_UDP4,
	    .payload_cut = 3 },
	{ "UDP, 4 of 13 bytes", 101, IP4("0021", "11") "c000 0035", 9, IS_UDP4, .payload = "",
	    .payload_cut = 5 },
	{ "UDP of 4 bytes", 101, IP4("0018", "11") "c000 0035", IS_UDP4, BUT(UDP_SHORT),
	    .payload = "" },
	{ "UDP of 3 bytes", 101, IP4("0017", "11") "c000 00", BROKEN(UDP_SHORT) },
	{ "an echo request", 101, IP4("0021", "01") "0800 0000 00010002" HELLO,
	    EXAMINED_AS(4, 1, 8, 0), .no_ports = true, .payload = HELLO },
	{ "port unreachable", 101, IP4("001c", "01") "0303 0000 00000000", EXAMINED_AS(4, 1, 3, 3),
	    .no_ports = true, .payload = "" },
	{ "ICMP of 2 bytes", 101, IP4("0016", "01") "0800", EXAMINED_AS(4, 1, 8, 0),
	    .no_ports = true, .payload = "" },
	{ "ICMP of 1 byte", 101, IP4("0015", "01") "08", BROKEN(ICMP_SHORT) },
	{ "an ICMPv6 echo request", 101, IP6("000d", "3a") "8000 0000 00010002" HELLO,
	    EXAMINED_AS(6, 58, 128, 0), .no_ports = true, .payload = HELLO },
	{ "SCTP", 101, IP4("0025", "84") "0b59 0b5a 00000001 00000000" HELLO,
	    EXAMINED_AS(4, 132, 2905, 2906), .payload = HELLO },
	{ "SCTP of 3 bytes", 101, IP4("0017", "84") "0b59 0b", BROKEN(SCTP_SHORT) },
	{ "ESP", 101, IP4("0019", "32") HELLO, EXAMINED_AS(4, 50, 0, 0), .no_ports = true,
	    .payload = HELLO },
	{ "ESP in IPv6", 101, IP6("0005", "32") HELLO, EXAMINED_AS(6, 50, 0, 0), .no_ports = true,
	    .payload = HELLO },
	{ "protocol 0 in IPv4", 101, IP4("0019", "00") HELLO, EXAMINED_AS(4, 0, 0, 0),
	    .no_ports = true, .payload = HELLO },
	{ "an unknown protocol, nothing in it", 101, IP4("0014", "fd"), EXAMINED_AS(4, 253, 0, 0),
	    .no_ports = true, .payload = "" },
};

static struct frame frame_of(const struct row *row, const void *data, size_t captured, size_t wire)
{
	return (struct frame) { .data = edge_copy(data, captured),
		.captured = (uint32_t)captured,
		.original = (uint32_t)wire,
		.link = row->link };
}

static uint64_t sum(const uint64_t *counts, size_t n)
{
	uint64_t all = 0;
	for (size_t i = 0; i < n; i++)
		all += counts[i];
	return all;
}

/* Field by field: padding is nobody's. */
static bool same_packet(const struct packet *a, const struct packet *b)
{
	return memcmp(&a->tuple, &b->tuple, sizeof(a->tuple)) == 0 &&
	    a->has_ports == b->has_ports && a->fragment == b->fragment &&
	    a->tcp_flags == b->tcp_flags && a->depth == b->depth && a->tcp_seq == b->tcp_seq &&
	    a->tcp_ack == b->tcp_ack && a->payload == b->payload &&
	    a->payload_size == b->payload_size && a->payload_cut == b->payload_cut &&
	    a->index == b->index && a->tunnel == b->tunnel && a->began == b->began;
}

/* Decodes over two different fillings: what is not written shows. */
static bool decode_twice(const struct frame *frame, struct packet out[FRAME_PACKETS],
    struct decode_counts *counts, size_t *given)
{
	struct decode_counts again = { .cut = 0 };
	struct packet other[FRAME_PACKETS];
	memset(out, 0xa5, sizeof(other));
	memset(other, 0x5a, sizeof(other));
	*counts = again;
	*given = decode_frame(NULL, frame, out, counts);
	bool same = decode_frame(NULL, frame, other, &again) == *given;
	for (size_t i = 0; same && i < *given; i++)
		same = same_packet(&out[i], &other[i]);
	return same && memcmp(counts, &again, sizeof(again)) == 0;
}

static bool has_addresses(const struct packet *p)
{
	static const uint8_t src4[16] = { 192, 0, 2, 1 }, dst4[16] = { 198, 51, 100, 2 };
	static const uint8_t src6[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 1 };
	static const uint8_t dst6[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 2 };
	bool four = p->tuple.version == 4;
	return memcmp(p->tuple.src, four ? src4 : src6, 16) == 0 &&
	    memcmp(p->tuple.dst, four ? dst4 : dst6, 16) == 0;
}

static void check_packet(const struct row *row, const struct packet *p)
{
	uint8_t wanted[64];
	size_t n = hex_bytes(row->payload, wanted, sizeof(wanted));
	IS_NUMBER(p->tuple.version, row->version, "%s: version", row->name);
	IS_NUMBER(p->tuple.proto, row->proto, "%s: protocol", row->name);
	OK(has_addresses(p), "%s: addresses", row->name);
	IS_NUMBER(p->tuple.sport, row->sport, "%s: source port", row->name);
	IS_NUMBER(p->tuple.dport, row->dport, "%s: destination port", row->name);
	OK(p->has_ports == !row->no_ports, "%s: has ports or not", row->name);
	IS_NUMBER(p->tcp_flags, row->flags, "%s: flags", row->name);
	IS_NUMBER(p->tcp_seq, row->proto == IP_TCP ? 0x01020304 : 0, "%s: sequence", row->name);
	IS_NUMBER(
	    p->tcp_ack, row->proto == IP_TCP ? 0x05060708 : 0, "%s: acknowledgment", row->name);
	OK(p->fragment == row->fragment, "%s: fragment or not", row->name);
	IS_TEXT(text_of(tunnel_name(p->tunnel)), text_of(row->tunnel ? row->tunnel : ""),
	    "%s: tunnel", row->name);
	IS_NUMBER(p->depth, row->depth, "%s: depth", row->name);
	IS_TEXT(text_bytes(p->payload, p->payload_size), text_bytes(wanted, n), "%s: payload",
	    row->name);
	IS_NUMBER(p->payload_cut, row->payload_cut, "%s: missing payload", row->name);
}

/* What holds for every frame. */
static bool is_sound(const struct frame *f, size_t given, const struct packet *list,
    const struct decode_counts *counts)
{
	const uint8_t *end = f->data + f->captured;
	bool sound = sum(counts->fates, FATE_COUNT) == 1 &&
	    counts->fates[FATE_EXAMINED] == (given > 0) &&
	    counts->cut == (f->captured < f->original) && given <= FRAME_PACKETS;
	for (size_t i = 0; i < given; i++) {
		const struct packet *p = &list[i];
		sound &= p->payload >= f->data && p->payload <= end &&
		    p->payload_size <= (size_t)(end - p->payload) &&
		    (size_t)p->payload_size + p->payload_cut <= f->original && p->index == i &&
		    (p->depth == 0) == (p->tunnel == TUNNEL_NONE);
	}
	return sound;
}

/* A cut takes bytes away and nothing else. */
static bool is_part_of(const struct packet *part, const struct packet *whole)
{
	return memcmp(&part->tuple, &whole->tuple, sizeof(part->tuple)) == 0 &&
	    part->tcp_flags == whole->tcp_flags && part->fragment == whole->fragment &&
	    part->payload_size <= whole->payload_size &&
	    part->payload_size + part->payload_cut == whole->payload_size + whole->payload_cut;
}

/* A frame that the capture cut has the same packets as far as it goes. */
static bool are_parts_of(
    const struct packet *parts, size_t count, const struct packet *whole, size_t given)
{
	bool good = true;
	for (size_t i = 0; i < count && i < given; i++)
		good &= is_part_of(&parts[i], &whole[i]);
	return good;
}

static void every_cut(const struct row *row, const uint8_t *data, size_t n)
{
	struct decode_counts counts;
	struct packet whole[FRAME_PACKETS], p[FRAME_PACKETS];
	size_t given, count;
	struct frame f = frame_of(row, data, n, n + row->cut);
	bool sound = decode_twice(&f, whole, &counts, &given), part = true;
	for (size_t k = 0; k < n; k++) {
		f = frame_of(row, data, k, k);
		sound &= decode_twice(&f, p, &counts, &count);
		sound &= is_sound(&f, count, p, &counts);
		f = frame_of(row, data, k, n + row->cut);
		sound &= decode_twice(&f, p, &counts, &count);
		sound &= is_sound(&f, count, p, &counts);
		if (!row->unsure)
			part &= are_parts_of(p, count, whole, given);
	}
	OK(sound, "%s: sound at every cut", row->name);
	OK(part, "%s: a cut changes the payload's length alone", row->name);
}

static void run_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct decode_counts counts;
		struct packet p[FRAME_PACKETS];
		uint8_t data[512];
		size_t n = hex_bytes(row->hex, data, sizeof(data)), given;
		struct frame f = frame_of(row, data, n, n + row->cut);
		OK(decode_twice(&f, p, &counts, &given), "%s: every field is set", row->name);
		OK(counts.fates[row->fate] == 1, "%s: %s", row->name, fate_name(row->fate));
		OK(is_sound(&f, given, p, &counts), "%s: sound", row->name);
		IS_NUMBER(sum(counts.anomalies, ANOMALY_COUNT), row->anomaly != NONE,
		    "%s: count of anomalies", row->name);
		if (row->anomaly != NONE)
			IS_NUMBER(counts.anomalies[row->anomaly], 1, "%s: %s", row->name,
			    anomaly_name(row->anomaly));
		if (row->fate == FATE_EXAMINED && given > 0)
			check_packet(row, &p[given - 1]);
		every_cut(row, data, n);
	}
}

static void names(void)
{
	IS_TEXT(text_of(fate_name(FATE_NOT_IP)), TEXT("not-ip"), "name of a fate");
	IS_TEXT(text_of(fate_name(FATE_COUNT)), TEXT(""), "no name past the fates");
	IS_TEXT(
	    text_of(anomaly_name(ANOMALY_UDP_LENGTH)), TEXT("udp.length"), "name of an anomaly");
	IS_TEXT(text_of(anomaly_name(ANOMALY_COUNT)), TEXT(""), "no name past the anomalies");
	IS_TEXT(text_of(tunnel_name(TUNNEL_GTP_U)), TEXT("gtp-u"), "name of a tunnel");
	IS_TEXT(text_of(tunnel_name(TUNNEL_COUNT)), TEXT(""), "no name past the tunnels");
	OK(decode_knows_link(1) && decode_knows_link(249) && decode_knows_link(276),
	    "Ethernet, USB and cooked frames are known");
	OK(!decode_knows_link(2) && !decode_knows_link(147) && !decode_knows_link(100000),
	    "others are not");
}

int main(void)
{
	names();
	run_rows(link_layers, sizeof(link_layers) / sizeof(link_layers[0]));
	run_rows(ip_rows, sizeof(ip_rows) / sizeof(ip_rows[0]));
	run_rows(transport_rows, sizeof(transport_rows) / sizeof(transport_rows[0]));
	return check_done();
}
