/*
 * The commonest frames in one go: Ethernet with at most one tag, IPv4 without options or IPv6 without extension
 * headers, TCP, UDP or ICMP, with headers that are all there and lengths that are true. What the fields mean stands
 * with the walk that takes all others: link_ether.c, ip.c, transport.c.
 */
#include <config.h>

#include "decode/layers.h"

#include <string.h>

#include "base/bytes.h"

enum {
	LINK_ETHERNET = 1,
	ETHER_HEADER = 14,
	TAG_SIZE = 4,
	TYPE_TAG = 0x8100,
	TYPE_IP4 = 0x0800,
	TYPE_IP6 = 0x86dd,
	IP4_HEADER = 20,
	IP4_PLAIN = 0x45,
	IP4_PIECE = 0x3fff, /* more fragments, or not the first */
	IP6_HEADER = 40,
	TCP_HEADER = 20,
	UDP_HEADER = 8,
	ICMP_HEADER = 8,
};

/* To the IP header. */
static inline bool plain_link(struct walk *w)
{
	if (w->left < ETHER_HEADER + TAG_SIZE)
		return false;
	uint16_t type = load_be16(w->at + ETHER_HEADER - 2);
	size_t size = ETHER_HEADER;
	if (type == TYPE_TAG) {
		type = load_be16(w->at + ETHER_HEADER + TAG_SIZE - 2);
		size += TAG_SIZE;
	}
	walk_skip(w, size);
	return type == TYPE_IP4 || type == TYPE_IP6;
}

/* An address of four bytes is written like a longer one: it is read as words soon. */
static inline void put_ip4(uint8_t to[16], const uint8_t *from)
{
	uint64_t words[2] = { 0, 0 };
	memcpy(words, from, 4);
	memcpy(to, words, sizeof(words));
}

static inline bool plain_ip4(struct walk *w, struct tuple *t)
{
	const uint8_t *p = w->at;
	if (w->left < IP4_HEADER || p[0] != IP4_PLAIN || load_be16(p + 6) & IP4_PIECE)
		return false;
	size_t said = load_be16(p + 2);
	if (said < IP4_HEADER || !walk_trim(w, said))
		return false;
	put_ip4(t->src, p + 12);
	put_ip4(t->dst, p + 16);
	t->proto = p[9];
	t->version = 4;
	walk_skip(w, IP4_HEADER);
	return true;
}

static inline bool plain_ip6(struct walk *w, struct tuple *t)
{
	const uint8_t *p = w->at;
	if (w->left < IP6_HEADER || p[0] >> 4 != 6)
		return false;
	size_t said = load_be16(p + 4);
	walk_skip(w, IP6_HEADER);
	if (said == 0 || !walk_trim(w, said))
		return false;
	memcpy(t->src, p + 8, 16);
	memcpy(t->dst, p + 24, 16);
	t->proto = p[6];
	t->version = 6;
	return true;
}

static inline void put_ports(struct packet *out, uint16_t sport, uint16_t dport, bool ports)
{
	out->tuple.sport = sport;
	out->tuple.dport = dport;
	out->has_ports = ports;
}

static inline void put_tcp(struct packet *out, uint32_t seq, uint32_t ack, uint8_t flags)
{
	out->tcp_seq = seq;
	out->tcp_ack = ack;
	out->tcp_flags = flags;
}

static inline bool plain_tcp(struct walk *w, struct packet *out)
{
	const uint8_t *p = w->at;
	if (w->left < TCP_HEADER)
		return false;
	size_t header = (size_t)(p[12] >> 4) * 4;
	if (header < TCP_HEADER || header > w->left)
		return false;
	put_ports(out, load_be16(p), load_be16(p + 2), true);
	put_tcp(out, load_be32(p + 4), load_be32(p + 8), p[13]);
	walk_skip(w, header);
	return true;
}

static inline bool plain_udp(struct walk *w, struct packet *out)
{
	const uint8_t *p = w->at;
	if (w->left < UDP_HEADER)
		return false;
	uint16_t sport = load_be16(p), dport = load_be16(p + 2), said = load_be16(p + 4);
	if (said < UDP_HEADER || !walk_trim(w, said) || tunnel_has_port(sport) ||
	    tunnel_has_port(dport))
		return false;
	put_ports(out, sport, dport, true);
	put_tcp(out, 0, 0, 0);
	walk_skip(w, UDP_HEADER);
	return true;
}

static inline bool plain_icmp(struct walk *w, struct packet *out)
{
	if (w->left < ICMP_HEADER)
		return false;
	put_ports(out, w->at[0], w->at[1], false);
	put_tcp(out, 0, 0, 0);
	walk_skip(w, ICMP_HEADER);
	return true;
}

static inline bool plain_transport(struct walk *w, struct packet *out)
{
	switch (out->tuple.proto) {
	case IP_TCP:
		return plain_tcp(w, out);
	case IP_UDP:
		return plain_udp(w, out);
	case IP_ICMP:
	case IP_ICMPV6:
		return plain_icmp(w, out);
	default:
		return false;
	}
}

static inline __attribute__((always_inline)) bool plain_packet(
    const struct frame *frame, struct packet *out)
{
	struct walk w = { .at = frame->data,
		.left = frame->captured,
		.cut = frame->original > frame->captured ? frame->original - frame->captured : 0 };
	if (frame->link != LINK_ETHERNET || !plain_link(&w))
		return false;
	if (!(w.left > 0 && w.at[0] == IP4_PLAIN ? plain_ip4(&w, &out->tuple)
						 : plain_ip6(&w, &out->tuple)) ||
	    !plain_transport(&w, out))
		return false;
	out->fragment = false;
	out->depth = 0;
	out->tunnel = TUNNEL_NONE;
	out->has_tunnel_id = false;
	out->payload = w.at;
	out->payload_size = (uint32_t)w.left;
	out->payload_cut = (uint32_t)w.cut;
	out->frame = out->index = 0;
	out->tunnel_id = 0;
	out->began = NULL;
	return true;
}

bool plain_decode(const struct frame *frame, struct packet *out)
{
	return plain_packet(frame, out);
}

size_t decode_frame(
    struct decoder *d, const struct frame *frame, struct packet *out, struct decode_counts *counts)
{
	if (unlikely(!plain_packet(frame, out)))
		return walk_decode(d, frame, out, counts);
	counts->fates[FATE_EXAMINED]++;
	counts->cut += frame->original > frame->captured;
	return 1;
}
