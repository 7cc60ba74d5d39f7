/* Transport headers. RFC 9293 (TCP), 768 (UDP), 3828 (UDP-Lite), 792 and 4443 (ICMP), 9260 (SCTP), 4302
 * (AH). */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	TCP_HEADER = 20,
	TCP_TO_FLAGS = 14, /* as much of a header that the capture cut still says who and what */
	UDP_HEADER = 8,
	PORTS_SIZE = 4,
	ICMP_HEADER = 8,
	ICMP_TYPE_CODE = 2,
	SCTP_HEADER = 12,
	AH_HEADER = 12,
	IP_AUTHENTICATION = 51,
};

/* The payload stands behind a header of that many bytes, which may be cut itself. */
static enum fate finish(struct walk *w, size_t header)
{
	size_t here = header < w->left ? header : w->left, missing = header - here;
	walk_skip(w, here);
	w->out->payload = w->at;
	w->out->payload_size = (uint32_t)w->left;
	w->out->payload_cut = (uint32_t)(w->cut > missing ? w->cut - missing : 0);
	return FATE_EXAMINED;
}

static void take_ports(struct walk *w)
{
	w->out->tuple.sport = load_be16(w->at);
	w->out->tuple.dport = load_be16(w->at + 2);
	w->out->has_ports = true;
}

static enum fate tcp_decode(struct walk *w)
{
	const uint8_t *p = w->at;
	if (unlikely(w->left < TCP_HEADER) &&
	    (w->left < TCP_TO_FLAGS || w->left + w->cut < TCP_HEADER))
		return walk_fail(w, ANOMALY_TCP_SHORT);
	take_ports(w);
	w->out->tcp_seq = load_be32(p + 4);
	w->out->tcp_ack = load_be32(p + 8);
	w->out->tcp_flags = p[13];
	size_t header = (size_t)(p[12] >> 4) * 4;
	if (unlikely(header < TCP_HEADER || header > w->left + w->cut)) {
		walk_note(w, ANOMALY_TCP_HEADER);
		header = w->left;
		w->cut = 0;
	}
	return finish(w, header);
}

/* In a first fragment the length is that of the whole datagram; jumbograms and segmentation offload
 * have none. */
static enum fate udp_decode(struct walk *w)
{
	if (unlikely(w->left < PORTS_SIZE))
		return walk_fail(w, ANOMALY_UDP_SHORT);
	take_ports(w);
	if (unlikely(w->left < UDP_HEADER)) {
		if (w->left + w->cut < UDP_HEADER)
			walk_note(w, ANOMALY_UDP_SHORT);
		return finish(w, UDP_HEADER);
	}
	size_t said = load_be16(w->at + 4);
	if (unlikely(said != 0 && (said < UDP_HEADER || !walk_trim(w, said))) && !w->out->fragment)
		walk_note(w, ANOMALY_UDP_LENGTH);
	enum fate fate = finish(w, UDP_HEADER);
	tunnel_of_port(w);
	return fate;
}

/* The place of UDP's length says how much the checksum covers. */
static enum fate udplite_decode(struct walk *w)
{
	if (w->left < PORTS_SIZE)
		return walk_fail(w, ANOMALY_UDP_SHORT);
	take_ports(w);
	if (w->left + w->cut < UDP_HEADER)
		walk_note(w, ANOMALY_UDP_SHORT);
	enum fate fate = finish(w, UDP_HEADER);
	tunnel_of_port(w);
	return fate;
}

static enum fate icmp_decode(struct walk *w)
{
	if (w->left < ICMP_TYPE_CODE)
		return walk_fail(w, ANOMALY_ICMP_SHORT);
	w->out->tuple.sport = load_u8(w->at);
	w->out->tuple.dport = load_u8(w->at + 1);
	return finish(w, ICMP_HEADER);
}

static enum fate sctp_decode(struct walk *w)
{
	if (w->left < PORTS_SIZE)
		return walk_fail(w, ANOMALY_SCTP_SHORT);
	take_ports(w);
	return finish(w, SCTP_HEADER);
}

/* Authentication in IPv4: what it protects stands behind it. */
static enum fate skip_authentication(struct walk *w)
{
	if (w->left < AH_HEADER)
		return walk_fail(w, ANOMALY_AH_LENGTH);
	size_t size = (size_t)load_u8(w->at + 1) * 4 + 8;
	if (size < AH_HEADER || size > w->left)
		return walk_fail(w, ANOMALY_AH_LENGTH);
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	w->out->tuple.proto = load_u8(w->at);
	walk_skip(w, size);
	return FATE_EXAMINED;
}

static enum fate other_decode(struct walk *w)
{
	enum fate fate = finish(w, 0);
	tunnel_of_protocol(w);
	return fate;
}

enum fate transport_decode(struct walk *w)
{
	while (unlikely(w->out->tuple.proto == IP_AUTHENTICATION)) {
		enum fate fate = skip_authentication(w);
		if (fate != FATE_EXAMINED)
			return fate;
	}
	switch (w->out->tuple.proto) {
	case IP_TCP:
		return tcp_decode(w);
	case IP_UDP:
		return udp_decode(w);
	case IP_ICMP:
	case IP_ICMPV6:
		return icmp_decode(w);
	case IP_SCTP:
		return sctp_decode(w);
	case IP_UDPLITE:
		return udplite_decode(w);
	default:
		return other_decode(w);
	}
}
