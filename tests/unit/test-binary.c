/*
 * Units of RDP, DHCP, SMB, Kerberos and MQTT. The connection request and its answer are the examples of MS-RDPBCGR 4.1.1
 * and 4.1.2; the rest is put together by hand from RFC 2131, 2132, 4702 and 4120, MS-CIFS, MS-SMB2
 * and OASIS MQTT 3.1.1 and 5.0.
 */
#include <config.h>

#include "check.h"
#include "hex.h"
#include "talk.h"

enum { SAYS = 4, CUTS = 70 };

struct say {
	uint8_t side;
	const char *hex;
};

struct row {
	const char *name;
	uint8_t proto;
	uint16_t port;
	struct say says[SAYS];
	const char *shown;
};

/* clang-format off */
#define Z4 "00000000"
#define Z8 Z4 Z4
#define Z16 Z8 Z8
#define Z64 Z16 Z16 Z16 Z16

/* --- RDP */
#define REQUEST "03 00 002c 27 e0 0000 0000 00 436f6f6b69653a206d737473686173683d656c746f6e730d0a 01 00 0800 00000000"
#define PLAIN "03 00 0013 0e d0 0000 1234 00 02 00 0800 00000000"
#define SECURE "03 00 0013 0e d0 0000 1234 00 02 1f 0800 02000000"
#define ASKS "03 00 0013 0e e0 0000 0000 00 01 00 0800 03000000"
#define HELLO "16 0301 0043 01 00003f" \
	"0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 0002 1301 01 00" \
	" 0014 0000 0010 000e 00 000b 6578616d706c652e636f6d"
#define COOKIE "rdp.cookie Cookie: mstshash=eltons\n"

/* --- DHCP: up to its options */
#define BOOT "01 01 06 00 00000007 0000 0000" Z16 Z16
#define DHCP BOOT Z64 Z64 Z64 "63825363 350101"
#define OVERLOADED BOOT "0c 03 74776f ff" Z16 Z16 Z16 Z8 "0000" "0c 03 6f6e65 ff" Z64 Z16 Z16 Z16 Z8 "0000" \
	"63825363 3401 03 ff"

/* --- Kerberos */
#define REALM "1b 0b 4558414d504c452e4f5247"
#define ALICE "30 10 a0 03 020101 a1 09 30 07 1b 05 616c696365"
#define SERVICE "30 1e a0 03 020102 a1 17 30 15 1b 06 6b7262746774" REALM
#define AS_REQ "6a 5e 30 5c a1 03 020105 a2 03 02010a a4 50 30 4e a0 07 0305 00 00000000" \
	"a1 12" ALICE "a2 0d" REALM "a3 20" SERVICE
#define AS_REP "6b 73 30 71 a0 03 020105 a1 03 02010b a3 0d" REALM "a4 12" ALICE \
	"a5 3e 61 3c 30 3a a0 03 020105 a1 0d" REALM "a2 20" SERVICE "a3 02 3000" "a6 02 3000"
#define ERROR "7e 42 30 40 a0 03 020105 a1 03 02011e a6 03 020119 a9 0d" REALM "aa 20" SERVICE
#define AP_REQ "6e 04 30 02 3000"
#define SAID "kerberos.realm EXAMPLE.ORG\n"
#define SAID_CLIENT "kerberos.client alice\n"
#define SAID_SERVICE "kerberos.service krbtgt/EXAMPLE.ORG\n"

/* --- SMB */
#define V2(command, flags, next) "fe534d42 4000 0000 00000000" command "0000" flags next Z8 Z4 Z4 Z8 Z16
#define TREE "00 000052" V2("0300", Z4, Z4) "0900 0000 4800 0a00 5c005c0048005c005300"
#define TREE_BEYOND "00 000052" V2("0300", Z4, Z4) "0900 0000 4800 0c00 5c005c0048005c005300"
#define TREE_INSIDE "00 000052" V2("0300", Z4, Z4) "0900 0000 0400 0a00 5c005c0048005c005300"
#define TREE_ANSWER "00 000050" V2("0300", "01000000", Z4) "1000 01 00" Z4 Z4 "ff011f00"
#define CREATE(next, name) V2("0500", Z4, next) "3900 00 00 02000000" Z16 Z16 "01000000" \
	"7800 0600" Z8 name
#define COMPOUND "00 0000d8" CREATE("80000000", "61002e006200") "0000" V2("0600", Z4, Z4) "1800 0000 00000000" Z16
#define PAIRED "00 00007e" CREATE(Z4, "3dd800de 3dd8")
#define ENCRYPTED "00 000040 fd534d42" Z16 Z16 Z16 Z8 Z4
#define WRITE "00 001070" V2("0900", Z4, Z4) "3100 7000 00100000" Z8 Z16 Z16
#define V1(command, flags, flags2) "ff534d42" command Z4 flags flags2 "0000" Z8 "0000 0100 0200 0300 0400"
#define CHAIN "00 00005c" V1("73", "18", "01c0") "0d 7500 3d00" Z16 Z4 "0000" "0000" \
	"04 ff00 0000 0000 0100 1400 00 00 5c005c0048005c0053000000 3f3f3f3f3f00"
#define CHAIN_BACK "00 00005c" V1("73", "18", "01c0") "0d 7500 2000" Z16 Z4 "0000" "0000" \
	"04 ff00 0000 0000 0100 1400 00 00 5c005c0048005c0053000000 3f3f3f3f3f00"
#define NT_CREATE(flags) "00 00005a" V1("a2", flags, "0100") "18 ff00 0000 00 0700" Z16 Z16 Z8 "00" "0700 5c73766363746c"
#define SESSION "81 000044" Z64 Z4

/* --- MQTT */
#define CONNECT "10 1c 0004 4d515454 04 c2 003c 0002 6331 0004 75736572 0006 736563726574"
#define CONNECT_31 "10 10 0006 4d5149736470 03 02 003c 0002 6333"
#define CONNECT_5 "10 1f 0004 4d515454 05 86 003c 05 1100000001 0002 6335 00 0001 77 0002 6262 0001 75"
#define CONNACK "20 02 0000"
#define SUBSCRIBE "82 0a 0001 0005 612f622f23 00"
#define SUBSCRIBE_5 "82 0a 0001 02 0b01 0002 782f 2c"
#define PUBLISH "30 07 0003 612f62 6869"
#define PUBLISH_1 "32 87 01 0003 612f62 0009" Z64 Z64

static const struct row rows[] = {
	{ "RDP without TLS", IP_TCP, 3389, { { 0, REQUEST }, { 1, PLAIN }, { 0, "0300 0008 02 f0 80 00" HELLO } }, COOKIE },
	{ "RDP with TLS", IP_TCP, 3389, { { 0, REQUEST }, { 1, SECURE }, { 0, HELLO } }, COOKIE "t_sni example.com\n" },
	{ "RDP on another port", IP_TCP, 4000, { { 0, REQUEST }, { 1, SECURE }, { 0, HELLO } }, COOKIE "t_sni example.com\n" },
	{ "RDP without a cookie", IP_TCP, 4000, { { 0, ASKS }, { 1, SECURE }, { 0, HELLO } }, "t_sni example.com\n" },
	{ "RDP, the client alone", IP_TCP, 3389, { { 0, REQUEST }, { 0, HELLO } }, COOKIE "t_sni example.com\n" },
	{ "X.224 of others", IP_TCP, 102, { { 0, "0300 0016 11 e0 0000 0001 00 c0010a c1020100 c2020102" } }, "" },

	{ "DHCP: host name", IP_UDP, 67, { { 0, DHCP "0c 04 686f7374 ff" } }, "dhcp.host host\n" },
	{ "DHCP: host name with NUL, padding", IP_UDP, 68, { { 0, DHCP "00 0c 05 686f737400 ff 0c 01 78" } }, "dhcp.host host\n" },
	{ "DHCP: domain name", IP_UDP, 67, { { 0, DHCP "51 06 00 00 00 612e62 ff" } }, "dhcp.host a.b\n" },
	{ "DHCP: labels", IP_UDP, 67, { { 0, DHCP "51 08 04 00 00 01 61 01 62 00 ff" } }, "dhcp.host a.b\n" },
	{ "DHCP: labels without end", IP_UDP, 67, { { 0, DHCP "51 05 05 00 00 01 61 ff" } }, "dhcp.host a\n" },
	{ "DHCP: other fields used", IP_UDP, 67, { { 0, OVERLOADED } }, "dhcp.host one\ndhcp.host two\n" },
	{ "DHCP: an option too long", IP_UDP, 67, { { 0, DHCP "0c 05 686f7374" } }, "" },
	{ "DHCP on another port", IP_UDP, 69, { { 0, DHCP "0c 04 686f7374 ff" } }, "" },

	{ "Kerberos: request", IP_UDP, 88, { { 0, AS_REQ } }, SAID SAID_CLIENT SAID_SERVICE },
	{ "Kerberos: reply", IP_UDP, 88, { { 1, AS_REP } }, SAID SAID_CLIENT SAID_SERVICE },
	{ "Kerberos: error", IP_UDP, 88, { { 1, ERROR } }, SAID SAID_SERVICE },
	{ "Kerberos over TCP", IP_TCP, 88, { { 0, "00000060" AS_REQ "00000006" AP_REQ }, { 1, "00000075" AS_REP "00000044" ERROR } },
	    SAID SAID_CLIENT SAID_SERVICE SAID SAID_CLIENT SAID_SERVICE SAID SAID_SERVICE },
	{ "Kerberos on another port", IP_TCP, 89, { { 0, "00000060" AS_REQ } }, "" },

	{ "SMB 2: tree", IP_TCP, 445, { { 0, TREE }, { 1, TREE_ANSWER } }, "smb.tree \\\\H\\S\n" },
	{ "SMB 2: name beyond the end", IP_TCP, 445, { { 0, TREE_BEYOND TREE } }, "smb.tree \\\\H\\S\n" },
	{ "SMB 2: name in the head", IP_TCP, 445, { { 0, TREE_INSIDE } }, "" },
	{ "SMB 2: compounded", IP_TCP, 9999, { { 0, COMPOUND TREE } }, "smb.file a.b\nsmb.tree \\\\H\\S\n" },
	{ "SMB 2: pairs of UTF-16", IP_TCP, 445, { { 0, PAIRED } }, "smb.file \xf0\x9f\x98\x80\xef\xbf\xbd\n" },
	{ "SMB 3: encrypted", IP_TCP, 445, { { 0, ENCRYPTED TREE } }, "smb.tree \\\\H\\S\n" },
	{ "SMB 1: chain", IP_TCP, 445, { { 0, CHAIN } }, "smb.tree \\\\H\\S\n" },
	{ "SMB 1: chain that turns back", IP_TCP, 445, { { 0, CHAIN_BACK } }, "" },
	{ "SMB 1: create", IP_TCP, 139, { { 0, SESSION NT_CREATE("18") "85 000000" NT_CREATE("18") }, { 1, "82 000000" NT_CREATE("98") } },
	    "smb.file \\svcctl\nsmb.file \\svcctl\n" },

	{ "MQTT 3.1.1", IP_TCP, 1883, { { 0, CONNECT SUBSCRIBE }, { 1, CONNACK PUBLISH_1 PUBLISH } },
	    "mqtt.client c1\nmqtt.user user\nmqtt.topic a/b/#\nmqtt.topic a/b\nmqtt.topic a/b\n" },
	{ "MQTT 3.1 on another port", IP_TCP, 2000, { { 0, CONNECT_31 "c000" SUBSCRIBE } }, "mqtt.client c3\nmqtt.topic a/b/#\n" },
	{ "MQTT 5", IP_TCP, 1883, { { 0, CONNECT_5 SUBSCRIBE_5 } }, "mqtt.client c5\nmqtt.user u\nmqtt.topic x/\n" },
	{ "MQTT, version unknown", IP_TCP, 1883, { { 0, SUBSCRIBE_5 SUBSCRIBE }, { 1, PUBLISH } },
	    "mqtt.topic x/\nmqtt.topic a/b/#\nmqtt.topic a/b\n" },
	{ "MQTT, its middle on another port", IP_TCP, 2000, { { 0, SUBSCRIBE }, { 1, PUBLISH } }, "" },
	{ "MQTT, version 9", IP_TCP, 1883, { { 0, "10 10 0004 4d515454 09 02 003c 0002 6331 0000" } }, "" },
};
/* clang-format on */

static void check_row(const struct row *r, size_t cut)
{
	struct talk t;
	talk_begin(&t, r->proto, r->port);
	for (size_t i = 0; i < SAYS && r->says[i].hex; i++)
		talk_say_hex(&t, r->says[i].side, r->says[i].hex, cut);
	talk_end(&t);
	struct text shown = talk_shown(&t, false), wanted = text_of(r->shown);
	/* Hellos show more than their names. */
	if (text_find(wanted, TEXT("t_sni")) != TEXT_NONE)
		shown = text_head(shown, wanted.n);
	IS_TEXT(shown, wanted, "%s, in pieces of %zu", r->name, cut);
	talk_free(&t);
}

/* A prefix of what a side says shows a prefix of what all of it shows. */
static void check_prefixes(const struct row *r)
{
	static uint8_t bytes[1024];
	size_t n = hex_bytes(r->says[0].hex, bytes, sizeof(bytes)), bad = 0;
	for (size_t end = 1; end < n; end++) {
		struct talk t;
		talk_begin(&t, r->proto, r->port);
		talk_say(&t, r->says[0].side, text_bytes(bytes, end), 0);
		talk_end(&t);
		bad += !text_starts(text_of(r->shown), talk_shown(&t, false));
		talk_free(&t);
	}
	IS_NUMBER(bad, 0, "%s: every prefix", r->name);
}

static void check_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t cut = 0; cut < (rows[i].proto == IP_TCP ? CUTS : 1); cut++)
			check_row(&rows[i], cut);
		check_prefixes(&rows[i]);
	}
}

/* What is written need not be in the capture. */
static void check_lost_body(void)
{
	struct talk t;
	talk_begin(&t, IP_TCP, 445);
	talk_say_hex(&t, 0, TREE WRITE, 0);
	talk_lose(&t, 0, 4096);
	talk_say_hex(&t, 0, TREE, 9);
	talk_end(&t);
	IS_TEXT(
	    talk_shown(&t, false), TEXT("smb.tree \\\\H\\S\nsmb.tree \\\\H\\S\n"), "a body lost");
	talk_free(&t);
}

/* Behind bytes that are lost a segment that begins a message is read again. */
static void check_lost_middle(void)
{
	struct talk t;
	talk_begin(&t, IP_TCP, 88);
	talk_say_hex(&t, 0, "00000060 6a5e305c", 0);
	talk_lose(&t, 0, 90);
	talk_say_hex(&t, 0, "00000060" AS_REQ, 0);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, true),
	    TEXT("2-2 kerberos.realm EXAMPLE.ORG\n2-2 kerberos.client alice\n"
		 "2-2 kerberos.service krbtgt/EXAMPLE.ORG\n"),
	    "a message lost");
	talk_free(&t);
}

static void check_frames(void)
{
	struct talk t;
	talk_begin(&t, IP_TCP, 445);
	talk_say_hex(&t, 0, TREE_ANSWER TREE, 90);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, true), TEXT("1-2 smb.tree \\\\H\\S\n"), "where it began and ended");
	talk_free(&t);
}

int main(void)
{
	check_rows();
	check_lost_body();
	check_lost_middle();
	check_frames();
	return check_done();
}
