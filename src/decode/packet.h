/* What link layers, IP and transport say of a frame. */
#ifndef TS_DECODE_PACKET_H
#define TS_DECODE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	IP_ICMP = 1,
	IP_TCP = 6,
	IP_UDP = 17,
	IP_ICMPV6 = 58,
	IP_SCTP = 132,
	IP_UDPLITE = 136,
};

enum {
	TCP_FIN = 1,
	TCP_SYN = 2,
	TCP_RST = 4,
	TCP_PSH = 8,
	TCP_ACK = 16,
};

/* What a packet can be wrapped in, by the names that tell it. */
/* clang-format off */
#define TUNNELS(x) \
	x(NONE, "") \
	x(IPIP, "ip-in-ip") \
	x(6IN4, "6in4") \
	x(6TO4, "6to4") \
	x(4IN6, "4in6") \
	x(6IN6, "6in6") \
	x(GRE, "gre") \
	x(PPTP, "pptp") \
	x(ERSPAN, "erspan") \
	x(NVGRE, "nvgre") \
	x(EOIP, "eoip") \
	x(WCCP, "wccp") \
	x(ETHERIP, "etherip") \
	x(MPLS, "mpls") \
	x(PIM, "pim-register") \
	x(L2TP, "l2tp") \
	x(L2TP3, "l2tpv3") \
	x(TEREDO, "teredo") \
	x(VXLAN, "vxlan") \
	x(VXLAN_GPE, "vxlan-gpe") \
	x(GENEVE, "geneve") \
	x(GTP_U, "gtp-u") \
	x(TZSP, "tzsp") \
	x(AYIYA, "ayiya") \
	x(LISP, "lisp") \
	x(CAPWAP, "capwap") \
	x(GUE, "gue") \
	x(FOU, "fou")
/* clang-format on */

#define TUNNEL_ENUM(id, name) TUNNEL_##id,
enum tunnel { TUNNELS(TUNNEL_ENUM) TUNNEL_COUNT };
#undef TUNNEL_ENUM

const char *tunnel_name(enum tunnel tunnel);

/* Which two parties, and how: the key of a flow before it is made symmetrical. An IPv4 address
 * stands in the first four bytes. ICMP and ICMPv6 have type and code in sport and dport, and
 * has_ports is false. */
struct tuple {
	uint8_t src[16], dst[16];
	uint16_t sport, dport;
	uint8_t proto;
	uint8_t version; /* 4 or 6 */
};

/* The frame a packet came in, without its bytes; the members are those of struct frame. */
struct origin {
	uint64_t seq, number;
	int64_t time, clock;
	uint32_t input;
};

struct packet {
	struct tuple tuple;
	bool has_ports;
	bool fragment;     /* the beginning of a datagram that is not there as a whole */
	uint8_t tcp_flags; /* the whole flags byte */
	uint8_t depth;     /* 0 for the outermost, +1 for each tunnel */
	uint8_t tunnel;    /* enum tunnel: what it came out of, TUNNEL_NONE at depth 0 */
	bool has_tunnel_id;
	uint32_t tcp_seq, tcp_ack;
	const uint8_t *payload; /* behind the transport header (behind IP's where there is none) */
	uint32_t payload_size;  /* bytes at payload; padding behind the IP length is left out */
	uint32_t payload_cut;   /* bytes that the packet had and the capture lacks */
	uint16_t frame;         /* index in its batch */
	uint16_t index;         /* place among the packets of its frame */
	/* What the tunnel's header tells its traffic apart by: a key, a network. L2TP: tunnel and
	 * session, sixteen bits each. */
	uint32_t tunnel_id;
	/* Of fragments: the frame of the first that came; else NULL. Where fragment is set, the rest
	 * did not come in time: the packet is shown there, not by the frame at hand. */
	const struct origin *began;
};

#endif
