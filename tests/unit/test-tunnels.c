/* Units of decode/: what is told of tunnels. */
#include <config.h>

#include <stdio.h>

#include "decode/tunnels.h"

#include "check.h"
#include "decode-rows.h"
#include "hex.h"

#define TO(port, length) "c000" port length "0000 "
#define ETHER4 MACS "0800 "
#define ENDS "192.0.2.1 > 198.51.100.2"
#define ENDS6 "2001:db8::1 > 2001:db8::2"

static const struct hash_key key = { 1, 2 };

/* Raw IP, and the innermost packet's tunnels. */
static const struct told_row {
	const char *name, *hex, *told;
} rows[] = {
	{ "none", TCP4, "" },
	{ "IP in IP", IP4("0041", "04") TCP4, "ip-in-ip " ENDS },
	{ "4in6", IP6("002d", "04") TCP4, "4in6 " ENDS6 },
	{ "GRE", IP4("0045", "2f") "0000 0800" TCP4, "gre " ENDS },
	{ "GRE, a key", IP4("0049", "2f") "2000 0800 fffffffe" TCP4,
	    "gre " ENDS " key 4294967294" },
	{ "GRE, checksum and key 0", IP4("004d", "2f") "a000 0800 01020304 00000000" TCP4,
	    "gre " ENDS " key 0" },
	{ "GRE, an Ethernet frame", IP4("0053", "2f") "0000 6558" ETHER4 TCP4, "gre " ENDS },
	{ "NVGRE: behind the network stands who sent it",
	    IP4("0057", "2f") "2000 6558 00000105" ETHER4 TCP4, "nvgre " ENDS " vsid 1" },
	{ "PPTP: a length stands before the call",
	    IP4("0055", "2f") "3081 880b 0031 0103 00000001 00000002 ff03 0021" TCP4,
	    "pptp " ENDS " call 259" },
	{ "ERSPAN I", IP4("0053", "2f") "0000 88be" ETHER4 TCP4, "erspan " ENDS },
	{ "ERSPAN II: ten bits",
	    IP4("005f", "2f") "1000 88be 00000001 1001ffff 00000000" ETHER4 TCP4,
	    "erspan " ENDS " session 1023" },
	{ "ERSPAN III",
	    IP4("0063", "2f") "1000 22eb 00000001 2001fc05 00000000 00000000" ETHER4 TCP4,
	    "erspan " ENDS " session 5" },
	{ "EoIP: the low byte first", IP4("0057", "2f") "2001 6400 003b 0102" ETHER4 TCP4,
	    "eoip " ENDS " id 513" },
	{ "MPLS: the first label", IP4("0049", "89") "00011040 00021140" TCP4,
	    "mpls " ENDS " label 17" },
	{ "EtherIP", IP4("0051", "61") "3000" ETHER4 TCP4, "etherip " ENDS },
	{ "L2TPv3", IP4("0053", "73") "01020304" ETHER4 TCP4, "l2tpv3 " ENDS " session 16909060" },
	{ "VXLAN: 24 bits", IP4("005f", "11") TO("12b5", "004b") "08000000 ffffff00" ETHER4 TCP4,
	    "vxlan " ENDS " vni 16777215" },
	{ "VXLAN 0", IP4("005f", "11") TO("12b5", "004b") "08000000 00000000" ETHER4 TCP4,
	    "vxlan " ENDS " vni 0" },
	{ "VXLAN-GPE", IP4("0051", "11") TO("12b6", "003d") "0c000001 00000200" TCP4,
	    "vxlan-gpe " ENDS " vni 2" },
	{ "Geneve", IP4("0055", "11") TO("17c1", "0041") "0100 0800 00000300 01028000" TCP4,
	    "geneve " ENDS " vni 3" },
	{ "GTP-U", IP4("0051", "11") TO("0868", "003d") "30ff 002d 00000004" TCP4,
	    "gtp-u " ENDS " teid 4" },
	{ "GTP-U version 0", IP4("005d", "11") TO("0d3a", "0049") "1eff 002d" PAD16 TCP4,
	    "gtp-u " ENDS },
	{ "L2TP", IP4("0053", "11") TO("06a5", "003f") "0002 0001 ffff ff03 0021" TCP4,
	    "l2tp " ENDS " tunnel 1 session 65535" },
	{ "L2TP, a length first",
	    IP4("0055", "11") TO("06a5", "0041") "4002 0039 0005 0006 ff03 0021" TCP4,
	    "l2tp " ENDS " tunnel 5 session 6" },
	{ "Teredo", IP4("005d", "11") TO("0dd8", "0049") TCP6, "teredo " ENDS },
	{ "Teredo in VXLAN",
	    IP4("008f", "11") TO("12b5", "007b") "08000000 00000100" ETHER4 IP4("005d", "11")
		TO("0dd8", "0049") TCP6,
	    "vxlan " ENDS " vni 1, teredo " ENDS },
};

/* The number of the innermost packet's tunnels. */
static uint16_t number_of(struct tunnels *t, const char *hex)
{
	uint8_t bytes[1024];
	size_t n = hex_bytes(hex, bytes, sizeof(bytes));
	struct frame frame = {
		.data = bytes, .captured = (uint32_t)n, .original = (uint32_t)n, .link = 101
	};
	struct packet list[FRAME_PACKETS];
	struct decode_counts counts = { .cut = 0 };
	size_t given = decode_frame(NULL, &frame, list, &counts);
	return given ? tunnels_number(t, &list[given - 1]) : UINT16_MAX;
}

static void tells(void)
{
	struct tunnels *t = tunnels_new(1 << 20, &key);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint16_t number = number_of(t, rows[i].hex);
		IS_TEXT(tunnels_text(t, number), text_of(rows[i].told), "%s", rows[i].name);
		IS_NUMBER(number_of(t, rows[i].hex), number, "%s: the same again", rows[i].name);
	}
	IS_NUMBER(tunnels_shortened(t), 0, "all are told in full");
	tunnels_free(t);
}

/* Where there is no memory for more, what is known stays and others have their name. */
static void fills(void)
{
	struct tunnels *t = tunnels_new(64 << 10, &key);
	struct packet list[2] = { { .tuple = { .version = 4 } },
		{ .depth = 1, .tunnel = TUNNEL_GTP_U, .has_tunnel_id = true } };
	uint16_t first = tunnels_number(t, &list[1]), number;
	uint32_t told = 0;
	do {
		list[1].tunnel_id = ++told;
		number = tunnels_number(t, &list[1]);
	} while (told < 10000 && tunnels_shortened(t) == 0);
	OK(told > 100 && told < 10000, "some are told, not all: %u", (unsigned)told);
	IS_TEXT(tunnels_text(t, number), TEXT("gtp-u"), "then the name alone");
	IS_TEXT(tunnels_text(t, first), TEXT("gtp-u 0.0.0.0 > 0.0.0.0 teid 0"), "the first stays");
	list[1].tunnel_id = 0;
	IS_NUMBER(tunnels_number(t, &list[1]), first, "and is found");
	IS_NUMBER(tunnels_shortened(t), 1, "it is counted");
	tunnels_free(t);
}

/* A number is sixteen bits, whatever memory there is. */
static void counts(void)
{
	struct tunnels *t = tunnels_new(UINT64_C(1) << 30, &key);
	struct packet list[2] = { { .tuple = { .version = 4 } },
		{ .depth = 1, .tunnel = TUNNEL_VXLAN, .has_tunnel_id = true } };
	uint64_t cap = tunnels_cap(t);
	for (uint64_t i = 0; i < cap; i++) {
		list[1].tunnel_id = (uint32_t)i;
		tunnels_number(t, &list[1]);
	}
	IS_NUMBER(tunnels_shortened(t), 0, "as many as it says");
	char last[64]; /* the name of each kind has a number, too */
	snprintf(last, sizeof(last), "vxlan 0.0.0.0 > 0.0.0.0 vni %d", 65535 - TUNNEL_COUNT);
	IS_TEXT(tunnels_text(t, tunnels_number(t, &list[1])), text_of(last), "the last one");
	list[1].tunnel_id = UINT32_MAX >> 8;
	IS_TEXT(tunnels_text(t, tunnels_number(t, &list[1])), TEXT("vxlan"), "and no more");
	IS_NUMBER(tunnels_shortened(t), 1, "which is counted");
	tunnels_free(t);
}

/* Of a datagram that was given up nothing stands before it. */
static void given_up(void)
{
	struct tunnels *t = tunnels_new(1 << 20, &key);
	const struct origin began = { .number = 1 };
	struct packet p = { .depth = 3, .tunnel = TUNNEL_GRE, .fragment = true, .began = &began };
	IS_TEXT(tunnels_text(t, tunnels_number(t, &p)), TEXT("gre"), "one that was given up");
	tunnels_free(t);
}

int main(void)
{
	tells();
	fills();
	counts();
	given_up();
	IS_TEXT(tunnels_text(NULL, 0), TEXT(""), "no tunnels at all");
	return check_done();
}
