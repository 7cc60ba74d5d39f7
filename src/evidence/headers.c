/* Summaries of link headers, ARP and IP. Ethernet, IEEE 802.1Q, LINKTYPE_LINUX_SLL and SLL2, RFC 826,
 * 791, 8200. */
#include <config.h>

#include "evidence/tell.h"

#include "base/address.h"
#include "capture/capture.h"

enum {
	LINK_ETHERNET = 1,
	LINK_COOKED = 113,
	LINK_COOKED2 = 276,
	ETHERNET_SIZE = 14,
	COOKED_SIZE = 16,
	COOKED2_SIZE = 20,
	TYPE_LENGTHS = 1500, /* up to here it is a length, and LLC follows */
};

static const char *type_name(uint16_t type)
{
	static const struct {
		uint16_t type;
		const char *name;
	} rows[] = { { 0x0800, "IPv4" }, { 0x0806, "ARP" }, { 0x86dd, "IPv6" }, { 0x8100, "VLAN" },
		{ 0x88a8, "VLAN" }, { 0x8847, "MPLS" }, { 0x8848, "MPLS" }, { 0x8863, "PPPoE" },
		{ 0x8864, "PPPoE" }, { 0x88cc, "LLDP" }, { 0x888e, "EAPOL" }, { 0x88e5, "MACsec" },
		{ 0x894f, "NSH" } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == type)
			return rows[i].name;
	return type <= TYPE_LENGTHS ? "LLC" : NULL;
}

static void add_type(struct buf *line, uint16_t type)
{
	const char *name = type_name(type);
	if (name)
		buf_format(line, ", %s", name);
	else
		buf_format(line, ", type 0x%04x", type);
}

static void add_mac(struct buf *line, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_format(line, i ? ":%02x" : "%02x", p[i]);
}

static uint16_t tell_ethernet(struct telling *t, size_t *end)
{
	const uint8_t *p = t->frame->bytes;
	size_t left = t->frame->captured;
	if (left < ETHERNET_SIZE)
		return 0;
	uint16_t type = load_be16(p + 12);
	buf_add(&t->line, TEXT("Ethernet "));
	add_mac(&t->line, p + 6, 6);
	buf_add(&t->line, TEXT(" > "));
	add_mac(&t->line, p, 6);
	add_type(&t->line, type);
	tell_layer(t, 0, ETHERNET_SIZE);
	size_t at = ETHERNET_SIZE;
	while ((type == 0x8100 || type == 0x88a8 || type == 0x9100) && left - at >= 4) {
		buf_format(&t->line, "VLAN %u", load_be16(p + at) & 0xfff);
		type = load_be16(p + at + 2);
		add_type(&t->line, type);
		tell_layer(t, at, 4);
		at += 4;
	}
	*end = at;
	return type;
}

/* What Linux puts before a frame of its "any" interface. */
static uint16_t tell_cooked(struct telling *t, bool second, size_t *end)
{
	static const char *const ways[] = { "to this host", "broadcast", "multicast",
		"to another host", "from this host" };
	const uint8_t *p = t->frame->bytes;
	size_t size = second ? COOKED2_SIZE : COOKED_SIZE;
	if (t->frame->captured < size)
		return 0;
	uint16_t type = load_be16(second ? p : p + 14);
	unsigned way = second ? p[10] : load_be16(p), length = second ? p[11] : load_be16(p + 4);
	buf_add(&t->line, TEXT("Linux cooked"));
	if (way < sizeof(ways) / sizeof(ways[0]))
		buf_format(&t->line, ", %s", ways[way]);
	if (length > 0 && length <= 8) {
		buf_add(&t->line, TEXT(", "));
		add_mac(&t->line, second ? p + 12 : p + 6, length);
	}
	add_type(&t->line, type);
	tell_layer(t, 0, size);
	*end = size;
	return type;
}

/* IP without a link header. */
static bool is_raw(uint32_t link)
{
	return link == 101 || link == 12 || link == 14 || link == 228 || link == 229;
}

uint16_t tell_link(struct telling *t, size_t ip, size_t *end)
{
	uint32_t link = t->frame->link;
	uint16_t type = 0;
	*end = 0;
	if (link == LINK_ETHERNET)
		type = tell_ethernet(t, end);
	else if (link == LINK_COOKED || link == LINK_COOKED2)
		type = tell_cooked(t, link == LINK_COOKED2, end);
	if (ip == SIZE_MAX) {
		if (is_raw(link) && t->frame->captured > 0)
			return t->frame->bytes[0] >> 4 == 4 ? 0x0800 : 0x86dd;
		if (*end == 0) {
			buf_format(&t->line, "%s", link_name(link));
			tell_layer(t, 0, t->frame->captured);
			*end = t->frame->captured;
		}
		return type;
	}
	if (ip > *end) {
		buf_format(&t->line, "%s", *end ? "further headers of the link" : link_name(link));
		tell_layer(t, *end, ip - *end);
	}
	*end = ip;
	return type;
}

static void add_address(struct buf *line, const uint8_t *p, uint8_t version)
{
	char text[ADDRESS_TEXT];
	struct address a = { .version = version };
	memcpy(a.bytes, p, version == 4 ? 4 : 16);
	address_text(&a, text);
	buf_add(line, text_of(text));
}

static void add_protocol(struct buf *line, uint8_t proto)
{
	static const struct {
		uint8_t proto;
		const char *name;
	} rows[] = { { IP_ICMP, "ICMP" }, { 4, "IPv4" }, { IP_TCP, "TCP" }, { IP_UDP, "UDP" },
		{ 41, "IPv6" }, { 47, "GRE" }, { 50, "ESP" }, { 51, "AH" }, { IP_ICMPV6, "ICMPv6" },
		{ IP_SCTP, "SCTP" }, { IP_UDPLITE, "UDP-Lite" } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].proto == proto) {
			buf_format(line, ", %s", rows[i].name);
			return;
		}
	buf_format(line, ", protocol %u", proto);
}

static size_t tell_ip4(struct telling *t, size_t at)
{
	const uint8_t *p = t->frame->bytes + at;
	size_t size = (size_t)(p[0] & 15) * 4, left = t->frame->captured - at;
	unsigned place = load_be16(p + 6);
	buf_add(&t->line, TEXT("IPv4 "));
	add_address(&t->line, p + 12, 4);
	buf_add(&t->line, TEXT(" > "));
	add_address(&t->line, p + 16, 4);
	add_protocol(&t->line, p[9]);
	buf_format(&t->line, ", TTL %u, %u bytes", p[8], load_be16(p + 2));
	if (place & 0x3fff)
		buf_format(&t->line, ", fragment %u at %u%s", load_be16(p + 4),
		    (place & 0x1fff) * 8, place & 0x2000 ? ", more follow" : "");
	size = size < 20 ? 20 : size < left ? size : left;
	tell_layer(t, at, size);
	return at + size;
}

static size_t tell_ip6(struct telling *t, size_t at)
{
	const uint8_t *p = t->frame->bytes + at;
	buf_add(&t->line, TEXT("IPv6 "));
	add_address(&t->line, p + 8, 6);
	buf_add(&t->line, TEXT(" > "));
	add_address(&t->line, p + 24, 6);
	add_protocol(&t->line, p[6]);
	buf_format(&t->line, ", hop limit %u, %u bytes", p[7], load_be16(p + 4));
	tell_layer(t, at, 40);
	return at + 40;
}

size_t tell_ip(struct telling *t, size_t at)
{
	size_t left = t->frame->captured - at;
	unsigned version = left ? t->frame->bytes[at] >> 4 : 0;
	if (version == 4 && left >= 20)
		return tell_ip4(t, at);
	if (version == 6 && left >= 40)
		return tell_ip6(t, at);
	return at;
}

void tell_arp(struct telling *t, size_t at)
{
	const uint8_t *p = t->frame->bytes + at;
	size_t left = t->frame->captured - at;
	if (left < 28 || load_be16(p + 2) != 0x0800 || p[4] != 6 || p[5] != 4) {
		buf_add(&t->line, TEXT("ARP"));
		tell_layer(t, at, left);
		return;
	}
	bool request = load_be16(p + 6) == 1;
	buf_format(&t->line, request ? "ARP request: who has " : "ARP reply: ");
	add_address(&t->line, request ? p + 24 : p + 14, 4);
	buf_add(&t->line, request ? TEXT(", asks ") : TEXT(" is at "));
	if (request)
		add_address(&t->line, p + 14, 4);
	else
		add_mac(&t->line, p + 8, 6);
	tell_layer(t, at, 28);
}
