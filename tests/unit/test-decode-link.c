/* Units of decode/: link layers that are not Ethernet, PPP or a host's, and what nests in Ethernet. */
#include <config.h>

#include "check.h"
#include "decode-rows.h"

#define LLC4 "aaaa03 000000 0800 "
#define LLC6 "aaaa03 000000 86dd "
#define RING "10 40 020000000001 020000000002 "
#define CODE "50 020000000001 020000000002 "
#define AIR "0000 020000000001 020000000002 020000000003 1000 "
#define JUNIPER "4d4743 01 "

#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

static const struct row ethernet_rows[] = {
	{ "tags 9200 and 9300", 1, MACS "9200 0005 9300 0006 0800" TCP4, IS_TCP4 },
	{ "802.1ah", 1, MACS "88a8 0005 88e7 00000001" MACS "86dd" TCP6, IS_TCP6 },
	{ "802.1ah, cut", 1, MACS "88e7 000000", BROKEN(LINK_SHORT) },
	{ "VN-Tag", 1, MACS "8926 00000001 0800" TCP4, IS_TCP4 },
	{ "E-TAG", 1, MACS "893f 000000000001 0800" TCP4, IS_TCP4 },
	{ "R-TAG", 1, MACS "f1c1 00000001 0800" TCP4, IS_TCP4 },
	{ "Cisco metadata", 1, MACS "8909 0101 0001 0014 0800" TCP4, IS_TCP4 },
	{ "FabricPath", 1, MACS "8903 0001" MACS "0800" TCP4, IS_TCP4 },
	{ "MACsec in clear", 1, MACS "88e5 00 00 00000001 0800" TCP4 PAD16, IS_TCP4 },
	{ "MACsec in clear, a channel", 1, MACS "88e5 20 00 00000001" PAD8 "86dd" TCP6 PAD16,
	    IS_TCP6 },
	{ "MACsec, encrypted", 1, MACS "88e5 2c 00 00000001" PAD8 TCP4 PAD16, FATED(ENCRYPTED) },
	{ "MACsec, cut", 1, MACS "88e5 20 00 00000001 00", BROKEN(LINK_SHORT) },
	{ "TRILL", 1, MACS "22f3 0001 0002 0003" MACS "0800" TCP4, IS_TCP4 },
	{ "TRILL, 4 bytes of options", 1, MACS "22f3 0041 0002 0003 00000000" MACS "0800" TCP4,
	    IS_TCP4 },
	{ "NSH, IPv4", 1, MACS "894f 0002 02 01 00000100" TCP4, IS_TCP4 },
	{ "NSH, Ethernet, metadata", 1, MACS "894f 0006 01 03 00000100" PAD16 MACS "86dd" TCP6,
	    IS_TCP6 },
	{ "NSH in NSH", 1, MACS "894f 0002 02 04 00000100 0002 02 02 00000100" TCP6, IS_TCP6 },
	{ "NSH, a header of 4 bytes", 1, MACS "894f 0001 02 01 00000100" TCP4,
	    BROKEN(LINK_HEADER) },
	{ "NSH, another protocol", 1, MACS "894f 0002 02 06 00000100" TCP4, FATED(NOT_IP) },
	{ "MPLS", 1, MACS "8847 00010040 00011140" TCP4, IS_TCP4 },
	{ "MPLS to several, IPv6", 1, MACS "8848 00011140" TCP6, IS_TCP6 },
	{ "MPLS, a pseudowire", 1, MACS "8847 00011140 00000000" MACS "0800" TCP4, IS_TCP4 },
	{ "MPLS, a pseudowire without a control word", 1,
	    MACS "8847 00011140 d40000000001 020000000002 0800" TCP4, .unsure = true, IS_TCP4 },
	{ "MPLS, a pseudowire to an address that begins with 0", 1,
	    MACS "8847 00011140" MACS "0800" TCP4, .unsure = true, IS_TCP4 },
	{ "MPLS, a pseudowire to an address that begins with 4", 1,
	    MACS "8847 00011140 450000000001 020000000002 86dd" TCP6, .unsure = true, IS_TCP6 },
	{ "MPLS, no frame", 1, MACS "8847 00011140 d40000000001 020000000002 0806" PAD16,
	    FATED(NOT_IP) },
	{ "MPLS, a channel", 1, MACS "8847 00011140 10000021" TCP4, FATED(NOT_IP) },
	{ "MPLS without a bottom", 1, MACS "8847 00010040", BROKEN(LINK_SHORT) },
	{ "LLC by an EtherType", 1, MACS "8870" LLC4 TCP4, IS_TCP4 },
	{ "Ethernet in Ethernet", 1, MACS "6558" MACS "0800" TCP4, IS_TCP4 },
	{ "LLC, IP as it is", 1, MACS "0030 060603" TCP4, IS_TCP4 },
	{ "SNAP of a bridge tunnel", 1, MACS "0035 aaaa03 0000f8 0800" TCP4, IS_TCP4 },
	{ "PPP in Ethernet", 1, MACS "880b 0021" TCP4, IS_TCP4 },
};

#define ERF_AS(type) PAD8 type "04 0050 0000 003b "
#define PKTAP(size, kind, link) size "000000" kind "000000" link "000000 "

static const struct row record_rows[] = {
	{ "ERF, Ethernet", 197, ERF_AS("02") "0000" MACS "0800" TCP4, IS_TCP4 },
	{ "ERF, extensions", 197,
	    ERF_AS("82") "8300000000000000 0300000000000000 0000" MACS "0800" TCP4, IS_TCP4 },
	{ "ERF, Cisco HDLC with a channel", 197, ERF_AS("11") "00000000 0f00 0800" TCP4, IS_TCP4 },
	{ "ERF, PPP", 197, ERF_AS("01") "ff03 0057" TCP6, IS_TCP6 },
	{ "ERF, IPv6", 197, ERF_AS("17") TCP6, IS_TCP6 },
	{ "ERF, InfiniBand", 197, ERF_AS("15") PAD16, FATED(NOT_IP) },
	{ "ERF, cut", 197, PAD8 "0204 0050 0000", BROKEN(LINK_SHORT) },
	{ "ERF, a cut extension", 197, ERF_AS("82") "00000000", BROKEN(LINK_SHORT) },
	{ "PKTAP, Ethernet", 258, PKTAP("14", "01", "01") PAD8 MACS "0800" TCP4, IS_TCP4 },
	{ "PKTAP, raw IP", 258, PKTAP("0c", "01", "0c") TCP6, IS_TCP6 },
	{ "PKTAP, no packet", 258, PKTAP("0c", "00", "01") MACS "0800" TCP4, FATED(NOT_IP) },
	{ "PKTAP, another link type", 258, PKTAP("0c", "01", "93") TCP4, FATED(UNKNOWN_LINK) },
	{ "PKTAP, a length of 11", 258, PKTAP("0b", "01", "01") TCP4, BROKEN(LINK_HEADER) },
	{ "PKTAP, a length beyond the frame", 258, PKTAP("ff", "01", "01") TCP4,
	    BROKEN(LINK_SHORT) },
	{ "IPNET", 226, "01 02 0000 0000002d 00000001 00000000 00000000 00000000" TCP4, IS_TCP4 },
	{ "IP over InfiniBand", 242, PAD16 PAD16 PAD8 "86dd 0000" TCP6, IS_TCP6 },
	{ "ARP over InfiniBand", 242, PAD16 PAD16 PAD8 "0806 0000" PAD8, FATED(NOT_IP) },
};

static const struct row serial_rows[] = {
	{ "Cisco HDLC alone", 104, "0f00 0800" TCP4, IS_TCP4 },
	{ "Cisco HDLC, cut", 104, "0f00 08", BROKEN(LINK_SHORT) },
	{ "Cisco HDLC, direction", 205, "01 8f00 86dd" TCP6, IS_TCP6 },
	{ "PPP of pppd", 166, "0103 0021" TCP4, IS_TCP4 },
	{ "PPP, direction", 204, "00 ff03 0057" TCP6, IS_TCP6 },
	{ "PPP, bridged", 9, "ff03 0031 0001" MACS "0800" TCP4, IS_TCP4 },
	{ "PPP, bridged, a network's number", 9, "ff03 0031 4001 00000007" MACS "0800" TCP4,
	    IS_TCP4 },
	{ "PPP, bridged Token Ring", 9, "ff03 0031 0003" RING LLC4 TCP4, FATED(NOT_IP) },
	{ "PPP, bridged, cut", 9, "ff03 0031 40", BROKEN(LINK_SHORT) },
	{ "PPP, MPLS", 9, "ff03 0281 00011140" TCP4, IS_TCP4 },
	{ "PPP, several links, one piece", 9, "ff03 003d c0000001 0021" TCP4, IS_TCP4 },
	{ "PPP, several links, one piece, a class", 9, "ff03 003d c4000001 ff03 0057" TCP6,
	    IS_TCP6 },
	{ "PPP, several links, one piece, short numbers", 9, "ff03 003d c001 0021" TCP4, IS_TCP4 },
	/* Behind four bytes of header would stand 0021 and a sound header of IP. */
	{ "PPP, several links, short numbers that look like long ones", 9,
	    "003d c001 21 4500 2145 0000 4000 4011 0000 c0000201 c6336402" UDP("2131") HELLO, 8484,
	    EXAMINED_AS(4, 17, 0xc000, 53), .payload = HELLO, .payload_cut = 8484, .unsure = true },
	{ "PPP, several links, all compressed", 9, "3d cfff 21" TCP4, IS_TCP4 },
	{ "PPP, several links, control in one piece", 9, "003d c0000001 c021 0901 0004",
	    FATED(NOT_IP) },
	{ "PPP, several links, the first of two pieces", 9, "ff03 003d 80000001 0021" TCP4,
	    FATED(FRAGMENT) },
	{ "PPP, several links, the last of them", 9, "ff03 003d 40000002 0021" TCP4,
	    FATED(FRAGMENT) },
	{ "PPP, its number in one byte", 9, "21" TCP4, IS_TCP4 },
	{ "PPP, address and control, its number in one byte", 9, "ff03 57" TCP6, IS_TCP6 },
	{ "PPPoE, the number in one byte", 1, MACS "8864 1100 0001 002e 21" TCP4, IS_TCP4 },
	{ "PPP, compressed", 9, "ff03 00fd 0021" TCP4, FATED(NOT_IP) },
	{ "SLIP", 8, "00" PAD8 "00000000000000" TCP4, IS_TCP4 },
	{ "SLIP, cut", 8, PAD8, BROKEN(LINK_SHORT) },
	{ "Frame Relay, IPv4", 107, "1841 03 cc" TCP4, IS_TCP4 },
	{ "Frame Relay, IPv6", 107, "1841 03 8e" TCP6, IS_TCP6 },
	{ "Frame Relay, an address of 4", 107, "18408001 03 cc" TCP4, IS_TCP4 },
	{ "Frame Relay, an address without end", 107, "18408080 03 cc", BROKEN(LINK_HEADER) },
	{ "Frame Relay, SNAP", 107, "1841 03 00 80 000000 0800" TCP4, IS_TCP4 },
	{ "Frame Relay, bridged", 107, "1841 03 00 80 0080c2 0007" MACS "0800" TCP4, IS_TCP4 },
	{ "Frame Relay, PPP", 107, "1841 03 cf 0021" TCP4, IS_TCP4 },
	{ "Frame Relay, Cisco", 107, "1841 86dd" TCP6, IS_TCP6 },
	{ "Frame Relay, LMI", 107, "0001 03 08 0075", FATED(NOT_IP) },
	{ "Frame Relay, direction", 206, "01 1841 03 cc" TCP4, IS_TCP4 },
	{ "ATM, LLC", 100, LLC4 TCP4, IS_TCP4 },
	{ "ATM, bridged", 100, "aaaa03 0080c2 0007 0000" MACS "0800" TCP4, IS_TCP4 },
	{ "ATM, IP alone", 100, TCP6, IS_TCP6 },
	{ "ATM, PPP", 100, "fefe03 cf 0021" TCP4, IS_TCP4 },
	{ "ATM of Linux", 106, LLC6 TCP6, IS_TCP6 },
	{ "SunATM, LLC", 123, "02 00 0020" LLC4 TCP4, IS_TCP4 },
	{ "SunATM, LANE", 123, "81 00 0020 0001" MACS "0800" TCP4, IS_TCP4 },
	{ "SunATM, signalling", 123, "06 00 0005 0903", FATED(NOT_IP) },
};

static const struct row network_rows[] = {
	{ "Token Ring", 6, RING LLC4 TCP4, IS_TCP4 },
	{ "Token Ring, a route", 6, "10 40 020000000001 820000000002 0690 0011 0020" LLC6 TCP6,
	    IS_TCP6 },
	{ "Token Ring, a false route", 6, "10 40 020000000001 820000000002 0190" LLC6,
	    BROKEN(LINK_HEADER) },
	{ "Token Ring, the ring's own", 6, "10 00 020000000001 020000000002 0000", FATED(NOT_IP) },
	{ "FDDI", 10, CODE LLC4 TCP4, IS_TCP4 },
	{ "FDDI, station management", 10, "41 020000000001 020000000002" LLC4, FATED(NOT_IP) },
	{ "ARCNET", 7, "01 02 d4 00 0001" TCP4, IS_TCP4 },
	{ "ARCNET, an exception", 7, "01 02 c4 ff ffffff 00 0001" TCP6, IS_TCP6 },
	{ "ARCNET, the old way", 7, "01 02 f0" TCP4, IS_TCP4 },
	{ "ARCNET, a piece", 7, "01 02 d4 01 0001" TCP4, FATED(FRAGMENT) },
	{ "ARCNET, BACnet", 7, "01 02 cd 82", FATED(NOT_IP) },
	{ "ARCNET of Linux", 129, "01 02 0000 d4 00 0001" TCP4, IS_TCP4 },
	{ "IP over Fibre Channel", 122, "0000 020000000001 0000 020000000002" LLC4 TCP4, IS_TCP4 },
	{ "Apple's IP over IEEE 1394", 138, PAD16 "0800" TCP4, IS_TCP4 },
	{ "DOCSIS", 143, "00 00 004b 0000" MACS "0800" TCP4, IS_TCP4 },
	{ "DOCSIS, extended", 143, "01 02 004d 1234 0000" MACS "0800" TCP4, IS_TCP4 },
	{ "DOCSIS, management", 143, "c2 00 0020 0000", FATED(NOT_IP) },
	{ "netANALYZER", 240, "01020304" MACS "0800" TCP4 "deadbeef", IS_TCP4 },
	{ "netANALYZER, a preamble", 241, "01020304 55555555555555d5" MACS "0800" TCP4 "deadbeef",
	    IS_TCP4 },
};

static const struct row wireless_rows[] = {
	{ "802.11", 105, "0801" AIR LLC4 TCP4, IS_TCP4 },
	{ "802.11, quality of service", 105, "8801" AIR "0000" LLC4 TCP4, IS_TCP4 },
	{ "802.11, and high throughput", 105, "8881" AIR "0000 00000000" LLC4 TCP4, IS_TCP4 },
	{ "802.11, four addresses", 105, "0803" AIR "020000000004" LLC6 TCP6, IS_TCP6 },
	{ "802.11, a beacon", 105, "8000" AIR "0000", FATED(NOT_IP) },
	{ "802.11, an acknowledgment", 105, "d400 0000 020000000001", FATED(NOT_IP) },
	{ "802.11, no data", 105, "4801" AIR, FATED(NOT_IP) },
	{ "802.11, protected", 105, "0841" AIR "0100002000000000" TCP4, FATED(ENCRYPTED) },
	{ "802.11, protected and yet in clear", 105, "0841" AIR LLC4 TCP4, IS_TCP4 },
	{ "802.11, a piece", 105, "0805" AIR LLC4 TCP4, FATED(FRAGMENT) },
	{ "802.11, an aggregate of one", 105, "8801" AIR "8000" MACS "0035" LLC4 TCP4, IS_TCP4 },
	{ "802.11, an aggregate of two", 105,
	    "8801" AIR "8000" MACS "0008 aaaa03 000000 0806 0000" MACS "0035" LLC4 TCP4, IS_TCP4 },
	{ "802.11, cut", 105, "0801 0000 0200", BROKEN(LINK_SHORT) },
	{ "radiotap", 127, "0000 0800 00000000 0801" AIR LLC4 TCP4, IS_TCP4 },
	{ "radiotap, a checksum behind", 127, "0000 0900 02000000 10 0801" AIR LLC4 TCP4 "deadbeef",
	    IS_TCP4 },
	{ "radiotap, a padded header", 127,
	    "0000 1900 03000080 00000000 00000000" PAD8 "20 8801" AIR "0000 0000" LLC4 TCP4,
	    IS_TCP4 },
	{ "radiotap, a length of 7", 127, "0000 0700 00000000", BROKEN(LINK_HEADER) },
	{ "radiotap, cut", 127, "0000 0900 00000000", BROKEN(LINK_SHORT) },
	{ "Prism", 119, "44000000 0c000000 00000000 0801" AIR LLC4 TCP4, IS_TCP4 },
	{ "AVS by the number of Prism", 119, "80211001 00000008 0801" AIR LLC4 TCP4, IS_TCP4 },
	{ "AVS", 163, "80211001 0000000c 00000000 0801" AIR LLC4 TCP4, IS_TCP4 },
	{ "PPI, Ethernet", 192, "0000 0800 01000000" MACS "0800" TCP4, IS_TCP4 },
	{ "PPI, 802.11", 192, "0000 0c00 69000000 00000000 0801" AIR LLC4 TCP4, IS_TCP4 },
	{ "PPI, unknown", 192, "0000 0800 93000000" TCP4, FATED(UNKNOWN_LINK) },
};

static const struct row host_rows[] = {
	{ "an EtherType at the end of 4", 18, "0000 0800" TCP4, IS_TCP4 },
	{ "ENC", 109, "02000000 00000001 00000002" TCP4, IS_TCP4 },
	{ "PFLOG, 5 and padding", 117, "05 02 01 00 00000000" TCP4, IS_TCP4 },
	{ "PFLOG, 61 and padding", 117, "3d 18 01 00" PAD16 PAD16 PAD16 PAD8 "00000000" TCP6,
	    IS_TCP6 },
	{ "PFLOG, a length of 4", 117, "04 02 01 00 00000000" TCP4, BROKEN(LINK_HEADER) },
	{ "NFLOG", 239, "02 00 0001 0800 0100 08000103 3100 0900" TCP4, IS_TCP4 },
	{ "NFLOG, IPv6, an odd attribute before", 239,
	    "0a 00 0001 0500 0a00 01000000 4500 0900" TCP6, IS_TCP6 },
	{ "NFLOG without a packet", 239, "02 00 0001 0800 0100 08000103", FATED(NOT_IP) },
	{ "NFLOG, a false length", 239, "02 00 0001 0300 0100 08000103", BROKEN(LINK_HEADER) },
	{ "Juniper, Ethernet", 178, JUNIPER MACS "0800" TCP4, IS_TCP4 },
	{ "Juniper, Ethernet, extended", 178, "4d4743 81 0004 01020304" MACS "0800" TCP4, IS_TCP4 },
	{ "Juniper, PPP", 179, JUNIPER "0021" TCP4, IS_TCP4 },
	{ "Juniper, Frame Relay", 180, JUNIPER "1841 03 cc" TCP4, IS_TCP4 },
	{ "Juniper, Cisco HDLC", 181, JUNIPER "0f00 0800" TCP4, IS_TCP4 },
	{ "Juniper, a cookie of 8 and a protocol", 130, JUNIPER "ff00000000000001 0021" TCP4,
	    .unsure = true, IS_TCP4 },
	{ "Juniper, no link layer", 178, "4d4743 03 00000002" TCP4, .unsure = true, IS_TCP4 },
	{ "Juniper, other magic", 178, "4d4744 01" MACS "0800" TCP4, BROKEN(LINK_HEADER) },
	{ "USB", 220, TCP4, FATED(NOT_IP) },
	{ "Bluetooth", 201, TCP4, FATED(NOT_IP) },
	{ "CAN", 227, TCP4, FATED(NOT_IP) },
};

int main(void)
{
	run_rows(ethernet_rows, sizeof(ethernet_rows) / sizeof(ethernet_rows[0]));
	run_rows(record_rows, sizeof(record_rows) / sizeof(record_rows[0]));
	run_rows(serial_rows, sizeof(serial_rows) / sizeof(serial_rows[0]));
	run_rows(network_rows, sizeof(network_rows) / sizeof(network_rows[0]));
	run_rows(wireless_rows, sizeof(wireless_rows) / sizeof(wireless_rows[0]));
	run_rows(host_rows, sizeof(host_rows) / sizeof(host_rows[0]));
	return check_done();
}
