/* Ethernet, 802.1Q, LINKTYPE_RAW, LINKTYPE_LINUX_SLL2; RFC 791, 8200, 9293, 768, 792, 4443. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "craft.h"

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17, PROTOCOL_ICMPV6 = 58 };

static uint8_t *put_be16(uint8_t *at, unsigned v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
	return at + 2;
}

static uint8_t *put_be32(uint8_t *at, uint32_t v)
{
	return put_be16(put_be16(at, v >> 16), v & 0xffff);
}

static uint8_t *put_bytes(uint8_t *at, const void *from, size_t n)
{
	if (n)
		memcpy(at, from, n);
	return at + n;
}

/* The sum of RFC 1071, taken in the machine's own order (section 2 B) and in 32-bit words. */
static uint64_t sum(const uint8_t *at, size_t n)
{
	uint64_t total = 0;
	uint32_t word;
	for (; n >= 4; n -= 4, at += 4) {
		memcpy(&word, at, 4);
		total += word;
	}
	word = 0;
	memcpy(&word, at, n);
	return total + word;
}

static void put_checksum(uint8_t *at, uint64_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	uint16_t checksum = (uint16_t)~total;
	memcpy(at, &checksum, 2);
}

struct address craft_address(const char *text)
{
	struct address a;
	if (!address_parse(text_of(text), &a)) {
		fprintf(stderr, "craft: %s is no address\n", text);
		exit(1);
	}
	return a;
}

static void choose_mac(struct craft_path *p, unsigned side)
{
	static const uint8_t router[5] = { 0x02, 0x00, 0x5e, 0x00, 0x53 };
	const struct address *a = &p->address[side];
	size_t last = a->version == 4 ? 4 : 16;
	struct address ours = craft_address("192.0.2.0"), ours6 = craft_address("2001:db8::");
	uint8_t *mac = p->mac[side];
	if (address_is_private(a) || address_in(a, &ours, 24) || address_in(a, &ours6, 64)) {
		put_bytes(put_bytes(mac, "\x02\x1b\x21", 3), a->bytes + last - 3, 3);
	} else {
		put_bytes(mac, router, 5);
		mac[5] = (uint8_t)(side + 1);
	}
}

struct craft_path craft_path(
    struct address client, struct address server, uint16_t client_port, uint16_t server_port)
{
	struct craft_path p = {
		.link = CRAFT_ETHERNET,
		.address = { client, server },
		.port = { client_port, server_port },
		.ttl = { 64, 55 },
	};
	for (unsigned side = 0; side < 2; side++) {
		const uint8_t *b = p.address[side].bytes;
		choose_mac(&p, side);
		p.ident[side] = (uint16_t)(b[2] * 40503u + b[3] * 251u + p.port[side]);
	}
	return p;
}

static uint8_t *put_ethernet(uint8_t *at, const struct craft_path *p, unsigned from, unsigned type)
{
	at = put_bytes(put_bytes(at, p->mac[!from], 6), p->mac[from], 6);
	if (p->vlan)
		at = put_be16(put_be16(at, 0x8100), p->vlan);
	return put_be16(at, type);
}

/* Seen on the client: what it sends is "outgoing" (4), what it gets is "to us" (0). */
static uint8_t *put_sll2(uint8_t *at, const struct craft_path *p, unsigned from, unsigned type)
{
	at = put_be16(put_be16(at, type), 0);
	at = put_be16(put_be32(at, 2), 1);
	*at++ = from == 0 ? 4 : 0;
	*at++ = 6;
	at = put_bytes(at, p->mac[from], 6);
	return put_be16(at, 0);
}

static uint8_t *put_ip4(
    uint8_t *at, struct craft_path *p, unsigned from, uint8_t protocol, size_t n)
{
	uint8_t *head = at;
	at = put_be16(put_be16(at, 0x4500), (unsigned)(20 + n));
	at = put_be16(put_be16(at, p->ident[from]++), 0x4000);
	*at++ = p->ttl[from];
	*at++ = protocol;
	at = put_be16(at, 0);
	at = put_bytes(at, p->address[from].bytes, 4);
	at = put_bytes(at, p->address[!from].bytes, 4);
	put_checksum(head + 10, sum(head, 20));
	return at;
}

static uint8_t *put_ip6(
    uint8_t *at, const struct craft_path *p, unsigned from, uint8_t protocol, size_t n)
{
	at = put_be16(put_be32(at, 0x60000000), (unsigned)n);
	*at++ = protocol;
	*at++ = p->ttl[from];
	at = put_bytes(at, p->address[from].bytes, 16);
	return put_bytes(at, p->address[!from].bytes, 16);
}

/* Starts a frame for n bytes of protocol and gives the place of these. */
static uint8_t *begin(
    struct craft_frame *f, struct craft_path *p, unsigned from, uint8_t protocol, size_t n)
{
	bool four = p->address[0].version == 4;
	unsigned type = four ? 0x0800 : 0x86dd;
	uint8_t *at = f->at;
	if (n > CRAFT_ROOM - 64)
		abort();
	if (p->link == CRAFT_ETHERNET)
		at = put_ethernet(at, p, from, type);
	else if (p->link == CRAFT_SLL2)
		at = put_sll2(at, p, from, type);
	at = four ? put_ip4(at, p, from, protocol, n) : put_ip6(at, p, from, protocol, n);
	f->n = (size_t)(at - f->at) + n;
	return at;
}

/* The sum over the pseudo-header (RFC 9293 3.1, RFC 8200 8.1). */
static uint64_t pseudo_sum(const struct craft_path *p, uint8_t protocol, size_t n)
{
	uint8_t rest[8] = { 0 };
	size_t each = p->address[0].version == 4 ? 4 : 16;
	put_be32(rest, (uint32_t)n);
	rest[7] = protocol;
	return sum(p->address[0].bytes, each) + sum(p->address[1].bytes, each) + sum(rest, 8);
}

/* Maximum segment size, selective acknowledgements, window scale 7. */
static const uint8_t syn_options[12] = { 2, 4, 0x05, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7 };

void craft_tcp(
    struct craft_frame *f, struct craft_path *p, unsigned from, const struct craft_segment *s)
{
	size_t options = s->flags & CRAFT_SYN ? sizeof(syn_options) : 0;
	size_t n = 20 + options + s->payload.n;
	uint8_t *head = begin(f, p, from, PROTOCOL_TCP, n), *at = head;
	at = put_be16(put_be16(at, p->port[from]), p->port[!from]);
	at = put_be32(put_be32(at, s->seq), s->ack);
	at = put_be16(at, (unsigned)(5 + options / 4) << 12 | s->flags);
	at = put_be16(at, s->flags & CRAFT_RST ? 0 : 64240);
	at = put_be32(at, 0);
	at = put_bytes(at, syn_options, options);
	put_bytes(at, s->payload.s, s->payload.n);
	put_checksum(head + 16, sum(head, n) + pseudo_sum(p, PROTOCOL_TCP, n));
}

void craft_udp(struct craft_frame *f, struct craft_path *p, unsigned from, struct text payload)
{
	size_t n = 8 + payload.n;
	uint8_t *head = begin(f, p, from, PROTOCOL_UDP, n), *at = head;
	at = put_be16(put_be16(at, p->port[from]), p->port[!from]);
	at = put_be16(put_be16(at, (unsigned)n), 0);
	put_bytes(at, payload.s, payload.n);
	put_checksum(head + 6, sum(head, n) + pseudo_sum(p, PROTOCOL_UDP, n));
	if (head[6] == 0 && head[7] == 0)
		put_be16(head + 6, 0xffff); /* RFC 768: zero would mean "none" */
}

void craft_ping(struct craft_frame *f, struct craft_path *p, unsigned from, uint16_t sequence)
{
	enum { DATA = 48 };
	bool four = p->address[0].version == 4;
	uint8_t protocol = four ? PROTOCOL_ICMP : PROTOCOL_ICMPV6;
	unsigned type = four ? (from ? 0 : 8) : 128 + from;
	uint8_t *head = begin(f, p, from, protocol, 8 + DATA), *at = head;
	at = put_be16(put_be16(at, type << 8), 0);
	at = put_be16(put_be16(at, p->port[0]), sequence);
	for (unsigned i = 0; i < DATA; i++)
		*at++ = (uint8_t)(0x10 + i);
	uint64_t total = sum(head, 8 + DATA);
	put_checksum(head + 2, four ? total : total + pseudo_sum(p, protocol, 8 + DATA));
}
