/* Units of decode/: tunnels. Each row is about the innermost packet; has an outer one around it. */
#include <config.h>

#include "check.h"
#include "decode-rows.h"

#define TO(port, length) "c000" port length "0000 "
#define ETHER4 MACS "0800 "
#define AIR "0000 020000000001 020000000002 020000000003 1000 "
#define LLC4 "aaaa03 000000 0800 "
#define IN(name) .depth = 1, .tunnel = name
#define DEEP IP4("0000", "04")
#define DEEP_7 DEEP DEEP DEEP DEEP DEEP DEEP DEEP

#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

static const struct row protocol_rows[] = {
	{ "IP in IP", 101, IP4("0041", "04") TCP4, IS_TCP4, IN("ip-in-ip") },
	{ "6in4", 101, IP4("0055", "29") TCP6, IS_TCP6, IN("6in4") },
	{ "4in6", 101, IP6("002d", "04") TCP4, IS_TCP4, IN("4in6") },
	{ "6in6", 101, IP6("0041", "29") TCP6, IS_TCP6, IN("6in6") },
	{ "15 IP headers", 101, DEEP_7 DEEP_7 TCP4, .unsure = true, IS_TCP4, .depth = 14,
	    .tunnel = "ip-in-ip" },
	{ "16 IP headers", 101, DEEP_7 DEEP_7 DEEP "", EXAMINED_AS(4, 4, 0, 0), .no_ports = true,
	    .payload = "", .unsure = true, .depth = 14, .tunnel = "ip-in-ip" },
	{ "GRE", 101, IP4("0045", "2f") "0000 0800" TCP4, IS_TCP4, IN("gre") },
	{ "GRE, IPv6", 101, IP4("0059", "2f") "0000 86dd" TCP6, IS_TCP6, IN("gre") },
	{ "GRE, checksum, key, sequence", 101,
	    IP4("0051", "2f") "b000 0800 00000000 00000001 00000002" TCP4, IS_TCP4, IN("gre") },
	{ "GRE, routes", 101,
	    IP4("0055", "2f") "4000 0800 00000000 0800 00 04 01020304 00000000" TCP4, IS_TCP4,
	    IN("gre") },
	{ "GRE, version 2", 101, IP4("0020", "2f") "0002 0800" PAD8, EXAMINED_AS(4, 47, 0, 0),
	    .no_ports = true, .payload = "00020800" PAD8, BUT(TUNNEL_HEADER) },
	{ "GRE, a keepalive", 101, IP4("0018", "2f") "0000 0000", EXAMINED_AS(4, 47, 0, 0),
	    .no_ports = true, .payload = "00000000" },
	{ "GRE, cut options", 101, IP4("001a", "2f") "2000 0800 0000", EXAMINED_AS(4, 47, 0, 0),
	    .no_ports = true, .payload = "20000800 0000", BUT(TUNNEL_SHORT) },
	{ "GRE, not IP in it", 101, IP4("0045", "2f") "0000 0800 f5" TCP4, EXAMINED_AS(4, 47, 0, 0),
	    .no_ports = true, .unsure = true,
	    .payload = "0000 0800 f5"
		       "4500002d 00010000 40060000 c0000201 c6336402"
		       "c000 0050 01020304 05060708 5018 2000 0000 0000 68656c6c",
	    .anomaly = ANOMALY_IP_VERSION },
	{ "PPTP", 101, IP4("0055", "2f") "3081 880b 0031 0001 00000001 00000002 ff03 0021" TCP4,
	    IS_TCP4, IN("pptp") },
	{ "NVGRE", 101, IP4("0057", "2f") "2000 6558 00000100" ETHER4 TCP4, IS_TCP4, IN("nvgre") },
	{ "ERSPAN I", 101, IP4("0053", "2f") "0000 88be" ETHER4 TCP4, IS_TCP4, IN("erspan") },
	{ "ERSPAN II", 101, IP4("005f", "2f") "1000 88be 00000001 10010000 00000000" ETHER4 TCP4,
	    IS_TCP4, IN("erspan") },
	{ "ERSPAN III", 101,
	    IP4("0063", "2f") "1000 22eb 00000001 20010000 00000000 00000000" ETHER4 TCP4, IS_TCP4,
	    IN("erspan") },
	{ "ERSPAN III, platform", 101,
	    IP4("006b", "2f") "1000 22eb 00000001 20010000 00000000 00000001" PAD8 ETHER4 TCP4,
	    IS_TCP4, IN("erspan") },
	{ "EoIP", 101, IP4("0057", "2f") "2001 6400 003b 0100" ETHER4 TCP4, IS_TCP4, IN("eoip") },
	{ "WCCP", 101, IP4("0045", "2f") "0000 883e" TCP4, IS_TCP4, IN("wccp") },
	{ "WCCP 2", 101, IP4("0049", "2f") "0000 883e 00000000" TCP4, IS_TCP4, IN("wccp") },
	{ "Cisco metadata in GRE", 101, IP4("004d", "2f") "0000 8909 0800 0101 0001 0014" TCP4,
	    IS_TCP4, IN("gre") },
	{ "MPLS in GRE", 101, IP4("0049", "2f") "0000 8847 00011140" TCP4, IS_TCP4, IN("gre") },
	{ "MPLS in IP", 101, IP4("0045", "89") "00011140" TCP4, IS_TCP4, IN("mpls") },
	{ "EtherIP", 101, IP4("0051", "61") "3000" ETHER4 TCP4, IS_TCP4, IN("etherip") },
	{ "PIM, a register", 101, IP4("0049", "67") "2100 0000 00000000" TCP4, IS_TCP4,
	    IN("pim-register") },
	{ "PIM, hello", 101, IP4("001c", "67") "2000 0000 00010002", EXAMINED_AS(4, 103, 0, 0),
	    .no_ports = true, .payload = "2000 0000 00010002" },
	{ "L2TPv3", 101, IP4("0053", "73") "00000001" ETHER4 TCP4, IS_TCP4, IN("l2tpv3") },
	{ "L2TPv3, a cookie and a sublayer", 101, IP4("004b", "73") "00000001 11223344 0021" TCP4,
	    .unsure = true, IS_TCP4, IN("l2tpv3") },
	{ "AH", 101, IP4("0045", "33") "06 04 0000 00000001 00000001" PAD8 "00000000" TCP HELLO,
	    IS_TCP4 },
	{ "AH of 8 bytes", 101, IP4("0025", "33") "06 00 0000 00000001 00000001 0000000000",
	    BROKEN(AH_LENGTH) },
	{ "AH beyond the packet", 101, IP4("0025", "33") "06 08 0000 00000001 00000001 0000000000",
	    BROKEN(AH_LENGTH) },
	{ "a jumbogram", 101, IP6("0000", "00") "06 00 c204 00000021" TCP HELLO PAD8,
	    .unsure = true, IS_TCP6 },
};

static const struct row port_rows[] = {
	{ "VXLAN", 101, IP4("005f", "11") TO("12b5", "004b") "08000000 00000100" ETHER4 TCP4,
	    IS_TCP4, IN("vxlan") },
	{ "VXLAN, group policy, Linux's port", 101,
	    IP4("005f", "11") TO("2118", "004b") "88000001 00000100" ETHER4 TCP4, IS_TCP4,
	    IN("vxlan") },
	{ "VXLAN, reserved bits and bytes", 101,
	    IP4("005f", "11") TO("12b5", "004b") "4a000001 00000107" ETHER4 TCP4, IS_TCP4,
	    IN("vxlan") },
	{ "VXLAN-GPE", 101, IP4("0051", "11") TO("12b6", "003d") "0c000001 00000100" TCP4, IS_TCP4,
	    IN("vxlan-gpe") },
	{ "VXLAN-GPE, NSH", 101,
	    IP4("0059", "11") TO("12b6", "0045") "0c000004 00000100 00020201 00000100" TCP4,
	    IS_TCP4, IN("vxlan-gpe") },
	{ "Geneve, Ethernet", 101,
	    IP4("005f", "11") TO("17c1", "004b") "0000 6558 00000100" ETHER4 TCP4, IS_TCP4,
	    IN("geneve") },
	{ "Geneve, an option", 101,
	    IP4("0055", "11") TO("17c1", "0041") "0100 0800 00000100 01028000" TCP4, IS_TCP4,
	    IN("geneve") },
	{ "GTP-U", 101, IP4("0051", "11") TO("0868", "003d") "30ff 002d 00000001" TCP4, IS_TCP4,
	    IN("gtp-u") },
	{ "GTP-U, an extension header", 101,
	    IP4("0059", "11") TO("0868", "0045") "36ff 0035 00000001 0001 00 85 01100000" TCP4,
	    IS_TCP4, IN("gtp-u") },
	{ "GTP-U, a frame", 101,
	    IP4("005f", "11") TO("0868", "004b") "30ff 003b 00000001" ETHER4 TCP4, IS_TCP4,
	    IN("gtp-u") },
	{ "GTP-U, on the port of its control", 101,
	    IP4("0051", "11") TO("084b", "003d") "30ff 002d 00000001" TCP4, IS_TCP4, IN("gtp-u") },
	{ "GTP-U version 0", 101, IP4("005d", "11") TO("0d3a", "0049") "1eff 002d" PAD16 TCP4,
	    IS_TCP4, IN("gtp-u") },
	{ "L2TP", 101, IP4("0053", "11") TO("06a5", "003f") "0002 0001 0002 ff03 0021" TCP4,
	    IS_TCP4, IN("l2tp") },
	{ "L2TP, length, numbers, offset", 101,
	    IP4("005b", "11")
		TO("06a5", "0047") "4a02 003f 0001 0002 0001 0002 0002 0000 0021" TCP4,
	    IS_TCP4, IN("l2tp") },
	{ "L2TPv3 in UDP", 101,
	    IP4("005f", "11") TO("06a5", "004b") "0003 0000 00000001" ETHER4 TCP4, IS_TCP4,
	    IN("l2tpv3") },
	{ "MPLS in UDP", 101, IP4("004d", "11") TO("19eb", "0039") "00011140" TCP4, IS_TCP4,
	    IN("mpls") },
	{ "GRE in UDP", 101, IP4("004d", "11") TO("1292", "0039") "0000 0800" TCP4, IS_TCP4,
	    IN("gre") },
	{ "Teredo", 101, IP4("005d", "11") TO("0dd8", "0049") TCP6, IS_TCP6, IN("teredo") },
	{ "Teredo, authentication and origin", 101,
	    IP4("0072", "11") TO("0dd8", "005e") "0001 0000" PAD8 "00 0000 fe00 01020304" TCP6,
	    IS_TCP6, IN("teredo") },
	{ "LISP", 101, IP4("0051", "11") TO("10f5", "003d") "80000001 00000001" TCP4, IS_TCP4,
	    IN("lisp") },
	{ "LISP, a control message", 101, IP4("004d", "11") TO("10f6", "0039") "80000000" TCP4,
	    IS_TCP4, IN("lisp") },
	{ "TZSP, Ethernet", 101,
	    IP4("0060", "11") TO("9090", "004c") "01000001 0a0105 00 01" ETHER4 TCP4, IS_TCP4,
	    IN("tzsp") },
	{ "TZSP, 802.11", 101,
	    IP4("006e", "11") TO("9090", "005a") "01000012 01 0801" AIR LLC4 TCP4, IS_TCP4,
	    IN("tzsp") },
	{ "AYIYA", 101,
	    IP4("0089", "11") TO("13d0", "0075") "42521129 00000000" PAD16 PAD16 "00000000" TCP6,
	    IS_TCP6, IN("ayiya") },
	{ "CAPWAP, 802.3", 101,
	    IP4("005f", "11") TO("147f", "004b") "00100200 00000000" ETHER4 TCP4, IS_TCP4,
	    IN("capwap") },
	{ "CAPWAP, 802.11", 101,
	    IP4("0071", "11") TO("147f", "005d") "00100300 00000000 0801" AIR LLC4 TCP4, IS_TCP4,
	    IN("capwap") },
	{ "CAPWAP, 802.11 with its bytes exchanged", 101,
	    IP4("0071", "11") TO("147f", "005d") "00100300 00000000 0108" AIR LLC4 TCP4, IS_TCP4,
	    IN("capwap") },
	{ "in Teredo in VXLAN", 101,
	    IP4("008f", "11") TO("12b5", "007b") "08000000 00000100" ETHER4 IP4("005d", "11")
		TO("0dd8", "0049") TCP6,
	    IS_TCP6, .depth = 2, .tunnel = "teredo" },
};

#define NOT_OPENED(port) EXAMINED_AS(4, 17, 0xc000, port), .depth = 0

/* What has the port of a tunnel and is none. */
static const struct row guarded_rows[] = {
	{ "VXLAN's port, text", 101, IP4("0021", "11") TO("12b5", "000d") HELLO, NOT_OPENED(4789),
	    .payload = HELLO },
	{ "VXLAN without its flag", 101, IP4("0024", "11") TO("12b5", "0010") "00000000 00000100",
	    NOT_OPENED(4789), .payload = "00000000 00000100" },
	{ "VXLAN with nothing in it", 101, IP4("0024", "11") TO("12b5", "0010") "08000000 00000100",
	    NOT_OPENED(4789), .payload = "08000000 00000100" },
	{ "VXLAN, ARP", 101, IP4("0032", "11") TO("12b5", "001e") "08000000 00000100" MACS "0806",
	    NOT_OPENED(4789), .payload = "08000000 00000100" MACS "0806" },
	{ "GTP-U, an echo", 101, IP4("0024", "11") TO("0868", "0010") "3201 0000 00000001",
	    NOT_OPENED(2152), .payload = "3201 0000 00000001" },
	{ "Teredo's port, a nibble like IPv6", 101, IP4("0021", "11") TO("0dd8", "000d") HELLO,
	    NOT_OPENED(3544), .payload = HELLO },
	{ "L2TP, control", 101, IP4("0024", "11") TO("06a5", "0010") "c802 0008 00010002",
	    NOT_OPENED(1701), .payload = "c802 0008 00010002" },
	{ "CAPWAP, DTLS", 101, IP4("0024", "11") TO("147f", "0010") "01000000 16feff00",
	    NOT_OPENED(5247), .payload = "01000000 16feff00" },
	{ "Geneve, another version", 101, IP4("0024", "11") TO("17c1", "0010") "8000 0800 00000100",
	    NOT_OPENED(6081), .payload = "8000 0800 00000100" },
};

int main(void)
{
	run_rows(protocol_rows, sizeof(protocol_rows) / sizeof(protocol_rows[0]));
	run_rows(port_rows, sizeof(port_rows) / sizeof(port_rows[0]));
	run_rows(guarded_rows, sizeof(guarded_rows) / sizeof(guarded_rows[0]));
	return check_done();
}
