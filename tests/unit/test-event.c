/*
 * Units of detect/event.h. Community IDs: the specification's own baseline (seed 0), and what tshark
 * gives. Labels: detection.md 1.6.
 */
#include <config.h>

#include "check.h"
#include "detect/event.h"

static void event_id(const struct event *e, struct text capture, char out[EVENT_ID_TEXT])
{
	event_id_text(event_id_number(e, capture), out);
}

static struct event event_between(
    const char *src, const char *dst, uint8_t proto, uint16_t sport, uint16_t dport)
{
	struct event e = { .proto = proto, .sport = sport, .dport = dport };
	e.has_ports = proto == 6 || proto == 17 || proto == 132;
	OK(address_parse(text_of(src), &e.src) && address_parse(text_of(dst), &e.dst),
	    "addresses of %s, %s", src, dst);
	e.hit.rule = "trail";
	return e;
}

static void community_ids(void)
{
	static const struct {
		const char *src, *dst;
		uint8_t proto;
		uint16_t sport, dport;
		const char *id;
	} rows[] = {
		{ "128.232.110.120", "66.35.250.204", 6, 34855, 80,
		    "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
		{ "66.35.250.204", "128.232.110.120", 6, 80, 34855,
		    "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
		{ "192.168.1.52", "8.8.8.8", 17, 54585, 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=" },
		{ "8.8.8.8", "192.168.1.52", 17, 53, 54585, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=" },
		{ "192.168.0.89", "192.168.0.1", 1, 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=" },
		{ "192.168.0.1", "192.168.0.89", 1, 0, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=" },
		/* From here on tshark 4.0's for packets with these ends. */
		{ "192.168.5.208", "192.168.5.217", 1, 8, 0, "1:GtvfbCkp5k0W4z+MA7E6Makyl4w=" },
		{ "192.168.5.217", "192.168.5.208", 1, 0, 0, "1:GtvfbCkp5k0W4z+MA7E6Makyl4w=" },
		{ "10.0.0.2", "10.0.0.128", 1, 3, 2, "1:s3BanlcJvLaPaTc206E35/xFW/c=" },
		{ "2001:db8:1::2", "2001:db8:1::1", 58, 128, 0, "1:mIwpOOn6wCvAnEMXyW5m+OA3J+0=" },
		{ "2001:db8:1::1", "2001:db8:1::2", 58, 129, 0, "1:mIwpOOn6wCvAnEMXyW5m+OA3J+0=" },
		{ "2001:db8:1::1", "2001:db8:1::2", 58, 4, 0, "1:lzl6/bbC35OuKR4tseOCQTMigmE=" },
		{ "fe80::6600:6aff:fe5b:8eb3", "ff02::1", 58, 134, 0,
		    "1:RCbcaknzJ4VkrXxVpgvVfELR/sk=" },
		{ "192.168.0.1", "224.0.0.1", 2, 0, 0, "1:CnN0tVYrzFM2u+SZ3cRcFJ+K4IU=" },
		/* UDP-Lite has ports, but the specification names no protocol beyond these four: SHA-1 of
		 * what it says, by another program. tshark takes it for UDP. */
		{ "192.168.44.23", "192.168.44.1", 136, 52152, 53,
		    "1:WAHbe7K6KsFWg9Y341JWPvgKDzU=" },
		{ "192.168.0.14", "224.0.0.22", 2, 0, 0, "1:ZJlIg6XW1OptGtnfjE5KxJP1I1U=" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct event e = event_between(
		    rows[i].src, rows[i].dst, rows[i].proto, rows[i].sport, rows[i].dport);
		char id[COMMUNITY_ID_TEXT];
		event_community_id(&e, id);
		IS_TEXT(text_of(id), text_of(rows[i].id), "Community ID %zu", i);
	}
}

static void directions(void)
{
	static const struct {
		const char *src, *dst, *direction;
	} rows[] = {
		{ "10.0.0.1", "8.8.8.8", "outbound" },
		{ "8.8.8.8", "10.0.0.1", "inbound" },
		{ "10.0.0.1", "192.168.3.4", "internal" },
		{ "1.1.1.1", "8.8.8.8", "external" },
		{ "100.64.0.1", "8.8.8.8", "outbound" },
		{ "10.0.0.1", "224.0.0.251", "internal" },
		{ "10.0.0.1", "239.255.255.250", "internal" },
		{ "10.0.0.1", "240.0.0.1", "outbound" },
		{ "10.0.0.1", "255.255.255.255", "internal" },
		{ "10.0.0.1", "255.255.255.254", "outbound" },
		{ "0.0.0.0", "255.255.255.255", "internal" },
		{ "8.8.8.8", "224.0.0.1", "inbound" },
		{ "fe80::1", "ff02::fb", "internal" },
		{ "fd00::1", "2001:4860:4860::8888", "outbound" },
		{ "2001:4860:4860::8888", "2606:4700::1111", "external" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct event e = event_between(rows[i].src, rows[i].dst, 17, 1, 2);
		IS_TEXT(text_of(event_direction(&e)), text_of(rows[i].direction), "%s to %s",
		    rows[i].src, rows[i].dst);
	}
}

static void names(void)
{
	static const struct {
		uint8_t proto;
		const char *name;
	} rows[] = {
		{ 0, "IP" },
		{ 1, "ICMP" },
		{ 2, "IGMP" },
		{ 3, "IP-3" },
		{ 4, "IPIP" },
		{ 6, "TCP" },
		{ 8, "EGP" },
		{ 9, "IP-9" },
		{ 10, "IP-10" },
		{ 12, "PUP" },
		{ 17, "UDP" },
		{ 22, "IDP" },
		{ 29, "TP" },
		{ 41, "IPV6" },
		{ 43, "ROUTING" },
		{ 44, "FRAGMENT" },
		{ 46, "RSVP" },
		{ 47, "GRE" },
		{ 50, "ESP" },
		{ 51, "AH" },
		{ 58, "ICMPV6" },
		{ 59, "NONE" },
		{ 60, "DSTOPTS" },
		{ 99, "IP-99" },
		{ 103, "PIM" },
		{ 132, "SCTP" },
		{ 136, "UDPLITE" },
		{ 200, "IP-200" },
		{ 253, "IP-253" },
		{ 254, "IP-254" },
		{ 255, "RAW" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		IS_TEXT(text_of(protocol_name(rows[i].proto)), text_of(rows[i].name), "protocol %d",
		    rows[i].proto);
	IS_TEXT(text_of(event_type_name(EVENT_DNS)), TEXT("DNS"), "first type");
	IS_TEXT(text_of(event_type_name(EVENT_CERT)), TEXT("CERT"), "last type");
}

/* Two events have different ids where any one thing tells them apart. */
static void ids(void)
{
	struct event e = event_between("10.0.0.1", "8.8.8.8", 17, 1000, 53), other;
	e.hit = (struct hit) { .type = EVENT_DNS,
		.trail = TEXT("evil.example"),
		.info = TEXT("x (malware)"),
		.reference = TEXT("(static)"),
		.observed = TEXT("www.evil.example"),
		.rule = "trail" };
	e.frame = e.first_frame = 7;
	e.order = (struct order) { 9, true, 1, 0 };
	char base[EVENT_ID_TEXT], id[EVENT_ID_TEXT];
	event_id(&e, TEXT("a.pcap"), base);
	OK(strspn(base, "0123456789abcdef") == 16 && strlen(base) == 16, "sixteen digits: %s",
	    base);
	other = e;
	other.serial = 99;
	other.order.seq = 1000;
	other.count = 5;
	other.flow = 3;
	other.input = 4;
	event_id(&other, TEXT("a.pcap"), id);
	IS_TEXT(text_of(id), text_of(base), "its place in the run does not count");
#define DIFFERS(change, what)                                                                      \
	do {                                                                                       \
		other = e;                                                                         \
		change;                                                                            \
		event_id(&other, TEXT("a.pcap"), id);                                              \
		OK(strcmp(id, base) != 0, "another " what);                                        \
	} while (0)
	DIFFERS(other.frame = 8, "frame");
	DIFFERS(other.first_frame = 6, "first frame");
	DIFFERS(other.time = 1, "time");
	DIFFERS(other.src.bytes[3] = 2, "source");
	DIFFERS(other.dst.bytes[3] = 2, "destination");
	DIFFERS(other.sport = 1, "source port");
	DIFFERS(other.dport = 54, "destination port");
	DIFFERS(other.has_ports = false, "absence of ports");
	DIFFERS(other.proto = 6, "protocol");
	DIFFERS(other.forwarded = TEXT("1.2.3.4"), "forwarded address");
	DIFFERS(other.hit.type = EVENT_IP, "type");
	DIFFERS(other.hit.trail = TEXT("b"), "trail");
	DIFFERS(other.hit.info = TEXT("b"), "info");
	DIFFERS(other.hit.reference = TEXT("b"), "reference");
	DIFFERS(other.hit.observed = TEXT("b"), "observed value");
	DIFFERS(other.hit.rule = "port-scan", "rule");
	DIFFERS(other.order.depth = 2, "tunnel depth");
	DIFFERS(other.order.index = 1, "place in the frame");
#undef DIFFERS
	event_id(&e, TEXT("b.pcap"), id);
	OK(strcmp(id, base) != 0, "another capture");
}

int main(void)
{
	community_ids();
	directions();
	names();
	ids();
	return check_done();
}
