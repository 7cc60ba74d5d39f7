/* How the layers hand a frame down to each other. Private to decode/. */
#ifndef TS_DECODE_LAYERS_H
#define TS_DECODE_LAYERS_H

#include "base/attributes.h"
#include "decode/decode.h"

/* What all walks through one frame share. */
struct walk_frame {
	const struct frame *frame;
	struct decoder *decoder;  /* NULL: fragments are not joined */
	const struct packet *end; /* of the room for packets */
	size_t given;             /* packets that are complete */
	const uint8_t *rest;      /* an aggregate's next member, or NULL */
	size_t rest_left, rest_cut;
	bool given_up; /* there are datagrams that will not be complete */
};

/* Where the walk through one packet stands. Two lengths: what is here, and what is not. */
struct walk {
	const uint8_t *at; /* the next header */
	size_t left;       /* captured bytes from there on */
	size_t cut;        /* bytes behind them that were on the wire and are not here */
	unsigned layers;   /* headers so far */
	bool guess;        /* only a port says what this is: nothing is malformed yet */
	struct packet *out;
	struct decode_counts *counts;
	struct walk_frame *of;
};

/* Walks one header, or several: FATE_EXAMINED with w->at on an IP header, or the frame's fate. */
typedef enum fate layer(struct walk *w);

static inline void walk_skip(struct walk *w, size_t n)
{
	w->at += n;
	w->left -= n;
}

static inline void walk_note(struct walk *w, enum anomaly anomaly)
{
	if (!w->guess)
		w->counts->anomalies[anomaly]++;
}

static inline enum fate walk_fail(struct walk *w, enum anomaly anomaly)
{
	walk_note(w, anomaly);
	return FATE_UNDECODABLE;
}

/* One header more. False where there are too many, which is noted. */
static inline bool walk_deeper(struct walk *w)
{
	if (likely(w->layers < LIMIT_LAYERS)) {
		w->layers++;
		return true;
	}
	w->counts->anomalies[ANOMALY_LAYERS]++;
	return false;
}

/* What stands behind says that it has size bytes: what is here beyond them is padding. False, and
 * all is kept, where there never were so many. */
static inline bool walk_trim(struct walk *w, size_t size)
{
	if (size > w->left + w->cut)
		return false;
	if (size <= w->left) {
		w->left = size;
		w->cut = 0;
	} else {
		w->cut = size - w->left;
	}
	return true;
}

/* The number in the header of the tunnel that the packet comes out of. */
static inline void walk_number(struct walk *w, uint32_t id)
{
	w->out->tunnel_id = id;
	w->out->has_tunnel_id = true;
}

static inline void packet_begin(
    struct packet *p, const uint8_t *at, unsigned depth, enum tunnel tunnel)
{
	*p = (struct packet) { .payload = at, .depth = (uint8_t)depth, .tunnel = (uint8_t)tunnel };
}

/* The layer of frames of a LINKTYPE_, or NULL. */
layer *link_layer(uint32_t link);

/* Ethernet and what stands below an EtherType or an LLC header. */
layer link_ethernet, link_llc;
enum fate ether_payload(struct walk *w, uint16_t type);
/* The same where a small type is no length of an LLC packet. */
enum fate ether_typed(struct walk *w, uint16_t type);
layer link_mpls, link_nsh;

/* Serial lines, Frame Relay and ATM. */
layer link_ppp, link_ppp_hdlc, link_ppp_direction, link_pppd, link_pppoe, link_cisco_hdlc,
    link_cisco_hdlc_direction, link_slip, link_frame_relay, link_frame_relay_direction, link_nlpid,
    link_atm, link_sunatm;

/* Pseudo headers that a host puts before what it captured. */
layer link_raw, link_null, link_loop, link_cooked, link_cooked2, link_enc, link_pflog, link_nflog,
    link_ppi, link_offset4;

/* Other local networks. */
layer link_token_ring, link_fddi, link_arcnet, link_arcnet_linux, link_ip_over_fc, link_apple_1394,
    link_docsis, link_netanalyzer, link_netanalyzer_preamble;

/* Wireless. Swapped: with the two bytes of the frame control exchanged, as some CAPWAP has it. */
layer link_wireless, link_wireless_swapped, link_aggregate, link_radiotap, link_prism, link_avs;

/* Juniper's encapsulations. */
layer link_juniper, link_juniper_ethernet, link_juniper_ppp, link_juniper_frame_relay,
    link_juniper_chdlc;

/* Records of other capturing systems. */
layer link_erf, link_pktap, link_ipnet, link_ipoib;

/* Nothing in it is IP. */
layer link_not_ip;

/* Whether an IP header stands here whose lengths fit what is there. */
bool ip_is_plausible(const struct walk *w);
/* Whether its length is that of all that is there, besides. */
bool ip_is_exact(const struct walk *w);

/* From an IP header to the end of the walk. */
enum fate ip_decode(struct walk *w);
/* The same from behind it, where the next header stands. */
enum fate ip_behind(struct walk *w, uint8_t next);

/* From behind IP; out->tuple.proto is known. */
enum fate transport_decode(struct walk *w);

/* What the payload of a finished packet carries becomes the next packet, where open finds IP. */
void tunnel_enter(struct walk *w, enum tunnel tunnel, layer *open);
/* The same where a port alone promises it: strict, and nothing is noted of what is none. */
void tunnel_try(struct walk *w, enum tunnel tunnel, layer *open);

/* Tunnels by IP protocol and by UDP port, for finished packets. */
void tunnel_of_protocol(struct walk *w);
void tunnel_of_port(struct walk *w);

/* False of all ports that are no tunnel's, but for few. */
extern const bool tunnel_ports[256]; /* by the last eight bits */
static inline bool tunnel_has_port(uint16_t port)
{
	return tunnel_ports[port & 255];
}

/* The packet of a frame that is of the commonest kind and sound. Else false: out may be anything. */
bool plain_decode(const struct frame *frame, struct packet *out);

/* decode_frame() without that shortcut. */
size_t walk_decode(
    struct decoder *d, const struct frame *frame, struct packet *out, struct decode_counts *counts);

layer tunnel_gre, tunnel_l2tp, tunnel_l2tp3;

/* A piece of a datagram whose header (addresses, version, protocol) stands in w->out. */
struct fragment {
	uint32_t id;
	uint32_t offset;
	bool more;
	uint8_t next; /* IPv6: the header behind, as the first fragment says */
};

/* FATE_EXAMINED with w on the joined payload (f->next is the first fragment's then), or the fate
 * of one that waits. */
enum fate fragment_take(struct walk *w, struct fragment *f);

/* Puts w behind the IP header of a datagram that was given up, of which the beginning is there;
 * *next says what it begins with. False where there is none. */
bool fragment_given_up(struct walk *w, uint8_t *next);

#endif
