/* Units of evidence/: what is said of a frame, and which of its bytes are marked. */
#include <config.h>

#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "check.h"
#include "evidence/evidence.h"
#include "hex.h"

#define MACS "020000000002 020000000001 "
#define IP4(length, proto) "4500" length "00010000 40" proto "0000 0a000001 c0000207 "
#define ETHER "Ethernet 02:00:00:00:00:01 > 02:00:00:00:00:02, "
/* GET /a/b.exe HTTP/1.1, User-Agent: sqlmap/1.0, Host: Bad.example */
#define HTTP                                                                                       \
	"474554202f612f622e65786520485454502f312e310d0a"                                           \
	"557365722d4167656e743a2073716c6d61702f312e300d0a"                                         \
	"486f73743a204261642e6578616d706c650d0a0d0a"
#define TCP_TO_80 "c3500050 00000001 00000002 5018 2000 0000 0000 "
#define TOLD_TCP "TCP 50000 > 80, PSH ACK, seq 1, ack 2, window 8192, 68 bytes of payload\n"
#define TOLD_HTTP "HTTP request: GET /a/b.exe HTTP/1.1, host Bad.example\n"
#define ANSWER                                                                                     \
	MACS "0800 " IP4("004b", "11") "0035 9c40 0037 0000 1234 8180 0001 0001 0000 0000 "        \
				       "0161 076578616d706c65 00 0001 0001 0363646e c00e "         \
				       "0001 0001 0000003c 0004 cb007109"
#define TOLD_ANSWER                                                                                \
	"0+14 " ETHER "IPv4\n"                                                                     \
	"14+20 IPv4 10.0.0.1 > 192.0.2.7, UDP, TTL 64, 75 bytes\n"                                 \
	"34+8 UDP 53 > 40000, 47 bytes of payload\n"                                               \
	"42+47 DNS response 0x1234 A a.example: 1 answer\n"

static const struct row {
	const char *name;
	uint32_t link;
	const char *hex;
	const char *type, *observed, *trail;
	const char *layers, *marks; /* "AT+BYTES TEXT\n", "AT+BYTES " */
	uint32_t cut;               /* by the snap length */
} rows[] = {
	{ "DNS in a VLAN", 1,
	    MACS
	    "8100 0064 0800 " IP4("003e", "11") "9c40 0035 002a 0000 "
						"1234 0100 0001 0000 0000 0000 "
						"03777777 044576696c 076578616d706c65 00 0001 0001",
	    "DNS", "www.evil.example", "(www).evil.example",
	    "0+14 " ETHER "VLAN\n"
	    "14+4 VLAN 100, IPv4\n"
	    "18+20 IPv4 10.0.0.1 > 192.0.2.7, UDP, TTL 64, 62 bytes\n"
	    "38+8 UDP 40000 > 53, 34 bytes of payload\n"
	    "46+34 DNS query 0x1234 A www.Evil.example\n",
	    "58+18 ", 0 },
	{ "a compressed name", 1, ANSWER, "DNS", "cdn.example", "cdn.example", TOLD_ANSWER, "69+6 ",
	    0 },
	{ "an address in an answer", 1, ANSWER, "IP", "203.0.113.9", "203.0.113.9", TOLD_ANSWER,
	    "85+4 ", 0 },
	{ "a name that is not there", 1, ANSWER, "DNS", "cdn.example.org", "example.org",
	    TOLD_ANSWER, "", 0 },
	{ "HTTP over IPv6", 1,
	    MACS "86dd 60000000 0058 06 3a 20010db8000000000000000000000001"
		 "20010db8000000000000000000000002 " TCP_TO_80 HTTP,
	    "URL", "bad.example/a/b.exe", "bad.example(/a/b.exe)",
	    "0+14 " ETHER "IPv6\n"
	    "14+40 IPv6 2001:db8::1 > 2001:db8::2, TCP, hop limit 58, 88 bytes\n"
	    "54+20 " TOLD_TCP "74+66 " TOLD_HTTP,
	    "78+8 127+11 ", 0 },
	{ "a user agent, behind options of IPv6", 101,
	    "60000000 0060 3c 3a 20010db8000000000000000000000001"
	    "20010db8000000000000000000000002 0600 010400000000 " TCP_TO_80 HTTP,
	    "UA", "sqlmap/1.0", "sqlmap/1.0",
	    "0+40 IPv6 2001:db8::1 > 2001:db8::2, protocol 60, hop limit 58, 96 bytes\n"
	    "40+8 further headers of IP\n"
	    "48+20 " TOLD_TCP "68+66 " TOLD_HTTP,
	    "103+10 ", 0 },
	{ "an address and port over IPv6", 101,
	    "60000000 006c 06 3a 20010db8000000000000000000000001"
	    "20010db8000000000000000000000002 " TCP_TO_80 HTTP,
	    "IPORT", "[2001:db8::2]:80", "[2001:db8::2]:80",
	    "0+128 the capture has 128 of its 148 bytes\n"
	    "0+40 IPv6 2001:db8::1 > 2001:db8::2, TCP, hop limit 58, 108 bytes\n"
	    "40+20 TCP 50000 > 80, PSH ACK, seq 1, ack 2, window 8192, 88 bytes of payload"
	    " (68 captured)\n"
	    "60+66 " TOLD_HTTP,
	    "24+16 42+2 ", 20 },
	{ "TLS in GRE", 101,
	    IP4("0089", "2f") "0000 0800 4500 0071 00010000 4006 0000 0a090909 0a080808"
			      "c350 01bb 00000001 00000002 5018 2000 0000 0000"
			      "16 0301 0044 01 000040 0303"
			      "0000000000000000000000000000000000000000000000000000000000000000"
			      "00 0002 1301 01 00 0015 0000 0011 000f 00 000c"
			      "53686f702e6578616d706c65",
	    "DNS", "shop.example", "shop.example",
	    "0+20 IPv4 10.0.0.1 > 192.0.2.7, GRE, TTL 64, 137 bytes\n"
	    "20+4 tunnel: gre\n"
	    "24+20 IPv4 10.9.9.9 > 10.8.8.8, TCP, TTL 64, 113 bytes\n"
	    "44+20 TCP 50000 > 443, PSH ACK, seq 1, ack 2, window 8192, 73 bytes of payload\n"
	    "64+73 TLS ClientHello, server name Shop.example\n",
	    "125+12 ", 0 },
	{ "an address of ICMP, Linux cooked", 113,
	    "0004 0001 0006 020000000001 0000 0800 " IP4(
		"0020", "01") "0800 0000 0001 0002 70696e67",
	    "IP", "192.0.2.7", "192.0.2.7",
	    "0+16 Linux cooked, from this host, 02:00:00:00:00:01, IPv4\n"
	    "16+20 IPv4 10.0.0.1 > 192.0.2.7, ICMP, TTL 64, 32 bytes\n"
	    "36+8 ICMP type 8, code 0 (echo request), 4 bytes of payload\n"
	    "44+4 4 bytes of payload\n",
	    "32+4 ", 0 },
	{ "ARP", 1, MACS "0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000009",
	    NULL, "", "", "0+14 " ETHER "ARP\n14+28 ARP request: who has 10.0.0.9, asks 10.0.0.1\n",
	    "", 0 },
	{ "a later fragment", 101,
	    "4500 0028 0007 00b9 40 11 0000 0a000001 c0000207 7461696c206f66206576696c2e6578616d706c65",
	    "DNS", "evil.example", "evil.example",
	    "0+20 IPv4 10.0.0.1 > 192.0.2.7, UDP, TTL 64, 40 bytes, fragment 7 at 1480\n"
	    "20+20 20 bytes that are not decoded\n",
	    "28+12 ", 0 },
	{ "a banner, and a port", 101,
	    IP4("0039", "06") "0016 c350 00000001 00000002 5018 2000 0000 0000 "
			      "5353482d322e302d4261645f312e300d0a",
	    "PORT", "", "",
	    "0+20 IPv4 10.0.0.1 > 192.0.2.7, TCP, TTL 64, 57 bytes\n"
	    "20+20 TCP 22 > 50000, PSH ACK, seq 1, ack 2, window 8192, 17 bytes of payload\n"
	    "40+17 text: SSH-2.0-Bad_1.0\n",
	    "20+2 ", 0 },
	{ "a name that began in the segment before", 101,
	    IP4("0035", "06") TCP_TO_80 "56696c2e6578616d706c650d0a", "DNS", "www.evil.example",
	    "(www).evil.example",
	    "0+20 IPv4 10.0.0.1 > 192.0.2.7, TCP, TTL 64, 53 bytes\n"
	    "20+20 TCP 50000 > 80, PSH ACK, seq 1, ack 2, window 8192, 13 bytes of payload\n"
	    "40+13 text: Vil.example\n",
	    "40+11 ", 0 },
	{ "a name that goes on in the next segment", 101,
	    IP4("0033", "06") TCP_TO_80 "486f73743a207777772e45", "URL", "www.evil.example/",
	    "www.evil.example/",
	    "0+20 IPv4 10.0.0.1 > 192.0.2.7, TCP, TTL 64, 51 bytes\n"
	    "20+20 TCP 50000 > 80, PSH ACK, seq 1, ack 2, window 8192, 11 bytes of payload\n"
	    "40+11 11 bytes of payload\n",
	    "46+5 ", 0 },
	{ "a name of Windows", 101,
	    IP4("0038", "06") TCP_TO_80 "0000 6500 5600 6900 6c00 2e00 7800 0000", "DNS", "evil.x",
	    "evil.x",
	    "0+20 IPv4 10.0.0.1 > 192.0.2.7, TCP, TTL 64, 56 bytes\n"
	    "20+20 TCP 50000 > 80, PSH ACK, seq 1, ack 2, window 8192, 16 bytes of payload\n"
	    "40+16 16 bytes of payload\n",
	    "42+12 ", 0 },
	{ "not IP", 189, "01020304", "DNS", "evil.example", "evil.example", "0+4 USB_LINUX\n", "",
	    0 },
	{ "nothing at all", 1, "", "DNS", "evil.example", "evil.example", "0+0 EN10MB\n", "", 0 },
};

static struct case_event event_of(const struct row *row)
{
	return (struct case_event) { .type = text_of(row->type ? row->type : ""),
		.observed = text_of(row->observed),
		.trail = text_of(row->trail),
		.has_ports = true,
		.dst_port = 22 };
}

static void describe(const struct row *row, const uint8_t *bytes, size_t n, size_t length,
    struct arena *arena, struct evidence_view *view)
{
	const struct case_event event = event_of(row);
	const struct evidence_frame frame = { .bytes = bytes,
		.captured = (uint32_t)n,
		.length = (uint32_t)length,
		.link = row->link,
		.number = 1 };
	evidence_describe(&frame, row->type ? &event : NULL, arena, view);
}

static bool is_sound(const struct evidence_view *view, size_t n)
{
	size_t end = 0;
	for (size_t i = 0; i < view->layer_count; i++)
		if (view->layers[i].at > n || view->layers[i].bytes > n - view->layers[i].at)
			return false;
	for (size_t i = 0; i < view->mark_count; i++) {
		const struct evidence_mark *m = &view->marks[i];
		if ((i > 0 && m->at <= end) || m->bytes == 0 || m->at > n || m->bytes > n - m->at)
			return false;
		end = (size_t)m->at + m->bytes;
	}
	return true;
}

static void test_row(const struct row *row)
{
	uint8_t bytes[512];
	size_t n = hex_bytes(row->hex, bytes, sizeof(bytes));
	struct arena arena = { 0 };
	struct evidence_view view;
	struct buf layers, marks;
	buf_init(&layers, 4096);
	buf_init(&marks, 4096);
	describe(row, edge_copy(bytes, n), n, n + row->cut, &arena, &view);
	for (size_t i = 0; i < view.layer_count; i++) {
		buf_format(&layers, "%u+%u ", view.layers[i].at, view.layers[i].bytes);
		buf_add(&layers, view.layers[i].text);
		buf_char(&layers, '\n');
	}
	for (size_t i = 0; i < view.mark_count; i++)
		buf_format(&marks, "%u+%u ", view.marks[i].at, view.marks[i].bytes);
	IS_TEXT(buf_text(&layers), text_of(row->layers), "%s", row->name);
	IS_TEXT(buf_text(&marks), text_of(row->marks), "%s: marks", row->name);
	bool sound = true;
	for (size_t cut = 0; cut <= n; cut++) {
		describe(row, edge_copy(bytes, cut), cut, n, &arena, &view);
		sound = sound && is_sound(&view, cut);
		arena_reset(&arena);
	}
	OK(sound, "%s: at every cut", row->name);
	buf_free(&layers);
	buf_free(&marks);
	arena_free(&arena);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(&rows[i]);
	return check_done();
}
