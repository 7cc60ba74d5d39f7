/*
 * Tunnels: what the payload of a packet carries becomes a packet of its own. By IP protocol: IP in
 * IP (RFC 2003, 2473, 4213), GRE, MPLS (RFC 4023), EtherIP (RFC 3378), PIM registers (RFC 7761),
 * L2TPv3. By UDP port: Teredo (RFC 4380), VXLAN (RFC 7348), VXLAN-GPE, Geneve (RFC 8926), GTP-U
 * (3GPP TS 29.281, 29.060), MPLS (RFC 7510), GRE (RFC 8086), TZSP, AYIYA, LISP (RFC 9300), CAPWAP
 * (RFC 5415), L2TP, GUE (draft-ietf-intarea-gue) and FOU as Linux has them.
 */
#include <config.h>

#include "decode/layers.h"

#include <string.h>

#include "base/bytes.h"

enum {
	ETHERIP_HEADER = 2,
	PIM_HEADER = 8,
	VXLAN_HEADER = 8,
	GENEVE_HEADER = 8,
	GTP_HEADER = 8,
	GTP_OPTIONAL = 4,
	GTP0_HEADER = 20,
	LISP_HEADER = 8,
	LISP_CONTROL = 4,
	CAPWAP_HEADER = 8,
	TEREDO_ORIGIN = 8,
	TZSP_HEADER = 4,
	AYIYA_HEADER = 8,
	GUE_HEADER = 4,
};

#define ROW_NAME(id, name) name,
static const char *const names[] = { TUNNELS(ROW_NAME) };
#undef ROW_NAME

const char *tunnel_name(enum tunnel tunnel)
{
	return tunnel < TUNNEL_COUNT ? names[tunnel] : "";
}

static void open_payload(struct walk *w, enum tunnel tunnel, layer *open, bool guess)
{
	struct walk inner = *w;
	if (w->left == 0 || w->out->fragment)
		return;
	inner.out++;
	if (inner.out == w->of->end)
		return;
	inner.guess = guess;
	packet_begin(inner.out, w->at, w->out->depth + 1U, tunnel);
	if (open(&inner) != FATE_EXAMINED || inner.left == 0)
		return;
	if (inner.guess && !ip_is_plausible(&inner))
		return;
	inner.guess = false;
	if (ip_decode(&inner) == FATE_EXAMINED)
		w->of->given++;
}

void tunnel_enter(struct walk *w, enum tunnel tunnel, layer *open)
{
	open_payload(w, tunnel, open, false);
}

void tunnel_try(struct walk *w, enum tunnel tunnel, layer *open)
{
	open_payload(w, tunnel, open, true);
}

/* Labels one above the other: the first is the tunnel's. */
static enum fate open_mpls(struct walk *w)
{
	if (w->left >= 4)
		walk_number(w, load_be32(w->at) >> 12);
	return link_mpls(w);
}

/* --- by IP protocol */

/* Version 3; EoIP for IPv6 has the bytes exchanged. */
static enum fate open_etherip(struct walk *w)
{
	if (w->left < ETHERIP_HEADER)
		return walk_fail(w, ANOMALY_TUNNEL_SHORT);
	if (load_u8(w->at) >> 4 != 3 && (load_u8(w->at) & 15) != 3)
		return walk_fail(w, ANOMALY_TUNNEL_HEADER);
	walk_skip(w, ETHERIP_HEADER);
	return link_ethernet(w);
}

/* The first packets of a source on their way to the rendezvous point; others carry no packet. */
static enum fate open_pim(struct walk *w)
{
	enum { REGISTER = 0x21 };
	if (load_u8(w->at) != REGISTER || w->left <= PIM_HEADER)
		return FATE_NOT_IP;
	walk_skip(w, PIM_HEADER);
	unsigned version = load_u8(w->at) >> 4; /* a null register carries half a header */
	return version == 4 || version == 6 ? FATE_EXAMINED : FATE_NOT_IP;
}

static bool is_6to4(const struct tuple *t)
{
	return load_be16(t->src) == 0x2002 || load_be16(t->dst) == 0x2002;
}

/* The inner packet knows whether it has the addresses of 6to4. */
static void open_ip6(struct walk *w)
{
	struct packet *inner = w->out + 1;
	size_t before = w->of->given;
	bool in4 = w->out->tuple.version == 4;
	tunnel_enter(w, in4 ? TUNNEL_6IN4 : TUNNEL_6IN6, link_raw);
	if (in4 && w->of->given > before && is_6to4(&inner->tuple))
		inner->tunnel = TUNNEL_6TO4;
}

void tunnel_of_protocol(struct walk *w)
{
	bool in4 = w->out->tuple.version == 4;
	switch (w->out->tuple.proto) {
	case 4:
	case 94: /* IPIP of KA9Q */
		tunnel_enter(w, in4 ? TUNNEL_IPIP : TUNNEL_4IN6, link_raw);
		break;
	case 41:
		open_ip6(w);
		break;
	case 47:
		tunnel_enter(w, TUNNEL_GRE, tunnel_gre);
		break;
	case 97:
		tunnel_enter(w, TUNNEL_ETHERIP, open_etherip);
		break;
	case 103:
		tunnel_enter(w, TUNNEL_PIM, open_pim);
		break;
	case 115:
		tunnel_try(w, TUNNEL_L2TP3, tunnel_l2tp3);
		break;
	case 137:
		tunnel_enter(w, TUNNEL_MPLS, open_mpls);
		break;
	default:
		break;
	}
}

/* --- by UDP port */

/* What is reserved is not looked at, as the RFC has it. */
static enum fate open_vxlan(struct walk *w)
{
	enum { HAS_NETWORK = 0x08 };
	if (w->left < VXLAN_HEADER || !(load_u8(w->at) & HAS_NETWORK))
		return FATE_NOT_IP;
	walk_number(w, load_be32(w->at + 4) >> 8);
	walk_skip(w, VXLAN_HEADER);
	return link_ethernet(w);
}

static enum fate open_vxlan_gpe(struct walk *w)
{
	enum { HAS_NETWORK = 0x08, HAS_PROTOCOL = 0x04, VERSIONS = 0x30 };
	if (w->left < VXLAN_HEADER || !(load_u8(w->at) & HAS_NETWORK) || load_u8(w->at) & VERSIONS)
		return FATE_NOT_IP;
	uint8_t next = load_u8(w->at) & HAS_PROTOCOL ? load_u8(w->at + 3) : 3;
	walk_number(w, load_be32(w->at + 4) >> 8);
	walk_skip(w, VXLAN_HEADER);
	static layer *const layers[] = { NULL, link_raw, link_raw, link_ethernet, link_nsh,
		link_mpls };
	return next > 0 && next < sizeof(layers) / sizeof(layers[0]) ? layers[next](w)
								     : FATE_NOT_IP;
}

static enum fate open_geneve(struct walk *w)
{
	if (w->left < GENEVE_HEADER)
		return FATE_NOT_IP;
	size_t size = GENEVE_HEADER + (size_t)(load_u8(w->at) & 63) * 4;
	bool version0 = load_u8(w->at) >> 6 == 0, reserved = load_u8(w->at + 1) & 63;
	uint16_t type = load_be16(w->at + 2);
	if (!version0 || reserved || load_u8(w->at + 7) != 0 || size > w->left)
		return FATE_NOT_IP;
	walk_number(w, load_be32(w->at + 4) >> 8);
	walk_skip(w, size);
	return ether_typed(w, type);
}

/* Extension headers, each a length in four bytes, its content, and the kind of the next. */
static bool skip_gtp_extensions(struct walk *w, uint8_t next)
{
	while (next != 0) {
		size_t size = w->left > 0 ? (size_t)load_u8(w->at) * 4 : 0;
		if (size == 0 || size > w->left || !walk_deeper(w))
			return false;
		next = load_u8(w->at + size - 1);
		walk_skip(w, size);
	}
	return true;
}

/* IP, or a frame (3GPP TS 23.501 5.6.10.2), or PPP (TS 29.060 9.2.1). */
static enum fate gtp_payload(struct walk *w)
{
	static layer *const carried[] = { link_raw, link_ethernet, link_ppp };
	for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]); i++) {
		struct walk at = *w;
		at.guess = true;
		if (carried[i](&at) != FATE_EXAMINED || !ip_is_plausible(&at))
			continue;
		at.guess = w->guess;
		*w = at;
		return FATE_EXAMINED;
	}
	bool control = w->left >= 2 && load_be16(w->at) == 0xff03; /* of PPP */
	return control ? FATE_NOT_IP : FATE_EXAMINED;
}

static enum fate open_gtp(struct walk *w)
{
	enum { VERSION1 = 0x30, KIND = 0xf0, USER_DATA = 255, EXTENDED = 4, OPTIONS = 7 };
	if (w->left < GTP_HEADER || (load_u8(w->at) & KIND) != VERSION1 ||
	    load_u8(w->at + 1) != USER_DATA)
		return FATE_NOT_IP;
	uint8_t flags = load_u8(w->at);
	size_t said = load_be16(w->at + 2) + (size_t)GTP_HEADER;
	if (said > w->left + w->cut)
		return FATE_NOT_IP;
	w->guess = said != w->left + w->cut; /* that exact, it is no chance */
	walk_number(w, load_be32(w->at + 4));
	walk_skip(w, GTP_HEADER);
	if (!(flags & OPTIONS))
		return gtp_payload(w);
	if (w->left < GTP_OPTIONAL)
		return FATE_NOT_IP;
	uint8_t next = flags & EXTENDED ? load_u8(w->at + 3) : 0;
	walk_skip(w, GTP_OPTIONAL);
	return skip_gtp_extensions(w, next) ? gtp_payload(w) : FATE_NOT_IP;
}

static enum fate open_gtp0(struct walk *w)
{
	enum { VERSION0 = 0x10, KIND = 0xf0, USER_DATA = 255 };
	if (w->left < GTP0_HEADER || (load_u8(w->at) & KIND) != VERSION0 ||
	    load_u8(w->at + 1) != USER_DATA)
		return FATE_NOT_IP;
	walk_skip(w, GTP0_HEADER);
	return FATE_EXAMINED;
}

/* Before IPv6 may stand who authenticates, and where the packet came from. */
static enum fate open_teredo(struct walk *w)
{
	if (w->left >= 4 && load_be16(w->at) == 1) {
		size_t size = 13 + (size_t)load_u8(w->at + 2) + load_u8(w->at + 3);
		if (size > w->left)
			return FATE_NOT_IP;
		walk_skip(w, size);
	}
	if (w->left > TEREDO_ORIGIN && load_be16(w->at) == 0)
		walk_skip(w, TEREDO_ORIGIN);
	return w->left > 0 && load_u8(w->at) >> 4 == 6 ? FATE_EXAMINED : FATE_NOT_IP;
}

/* Sizes of the identity (a power of two) and the signature (in four bytes), what is in it, an epoch. */
static enum fate open_ayiya(struct walk *w)
{
	enum { FORWARD = 1 };
	if (w->left < AYIYA_HEADER)
		return FATE_NOT_IP;
	const uint8_t *p = w->at;
	size_t size = AYIYA_HEADER + ((size_t)1 << (p[0] >> 4)) + (size_t)(p[1] >> 4) * 4;
	uint8_t next = load_u8(p + 3);
	if ((p[2] & 15) != FORWARD || (next != 41 && next != 4) || size > w->left)
		return FATE_NOT_IP;
	walk_skip(w, size);
	return FATE_EXAMINED;
}

/* Tags: a kind, a length, content; 0 is padding and 1 the end, both without a length. */
static bool skip_tzsp_tags(struct walk *w)
{
	while (w->left > 0) {
		uint8_t kind = load_u8(w->at);
		size_t size = kind <= 1 ? 1
		    : w->left > 1       ? 2 + (size_t)load_u8(w->at + 1)
					: SIZE_MAX;
		if (size > w->left)
			return false;
		walk_skip(w, size);
		if (kind == 1)
			return true;
	}
	return false;
}

static enum fate open_tzsp(struct walk *w)
{
	enum { ETHERNET = 1, WIRELESS = 18, PRISM = 119, AVS = 127 };
	if (w->left < TZSP_HEADER || load_u8(w->at) != 1 || load_u8(w->at + 1) > 1)
		return FATE_NOT_IP;
	uint16_t kind = load_be16(w->at + 2);
	walk_skip(w, TZSP_HEADER);
	if (!skip_tzsp_tags(w))
		return FATE_NOT_IP;
	switch (kind) {
	case ETHERNET:
		return link_ethernet(w);
	case WIRELESS:
		return link_wireless(w);
	case PRISM:
		return link_prism(w);
	case AVS:
		return link_avs(w);
	default:
		return FATE_NOT_IP;
	}
}

static enum fate open_lisp(struct walk *w)
{
	if (w->left < LISP_HEADER)
		return FATE_NOT_IP;
	walk_skip(w, LISP_HEADER);
	return FATE_EXAMINED;
}

/* An encapsulated control message; others carry no packet. */
static enum fate open_lisp_control(struct walk *w)
{
	enum { ENCAPSULATED = 8 };
	if (w->left < LISP_CONTROL || load_u8(w->at) >> 4 != ENCAPSULATED)
		return FATE_NOT_IP;
	walk_skip(w, LISP_CONTROL);
	return FATE_EXAMINED;
}

/* Whole frames in clear: 802.3, or 802.11 where the header says native. */
static enum fate open_capwap(struct walk *w)
{
	enum { WIRELESS = 1 };
	if (w->left < CAPWAP_HEADER || load_u8(w->at) != 0)
		return FATE_NOT_IP;
	uint32_t header = load_be32(w->at);
	size_t size = (size_t)(header >> 19 & 31) * 4;
	unsigned binding = header >> 9 & 31;
	bool native = header >> 8 & 1, piece = header >> 7 & 1;
	if (size < CAPWAP_HEADER || size + 2 > w->left || piece)
		return FATE_NOT_IP;
	walk_skip(w, size);
	if (!native)
		return link_ethernet(w);
	if (binding != WIRELESS)
		return FATE_NOT_IP;
	return load_u8(w->at) & 3 ? link_wireless_swapped(w) : link_wireless(w);
}

/* Flags, the size of what is optional, the protocol behind; or at once IP, by its version. */
static enum fate open_gue(struct walk *w)
{
	enum { KIND = 0xe0, WORDS = 0x1f };
	if (w->left < GUE_HEADER)
		return FATE_NOT_IP;
	uint8_t first = load_u8(w->at), next = load_u8(w->at + 1);
	size_t size = GUE_HEADER + (size_t)(first & WORDS) * 4;
	if (first >> 6 == 1)
		return FATE_EXAMINED;
	if (first & KIND || size > w->left) /* another version, or control */
		return FATE_NOT_IP;
	walk_skip(w, size);
	switch (next) {
	case 4:
	case 41:
		return FATE_EXAMINED;
	case 47:
		return tunnel_gre(w);
	case 97:
		return open_etherip(w);
	case 137:
		return open_mpls(w);
	default:
		return FATE_NOT_IP;
	}
}

/* IP without any header. The port is anybody's: the length must be exact. */
static enum fate open_fou(struct walk *w)
{
	return ip_is_exact(w) ? FATE_EXAMINED : FATE_NOT_IP;
}

/* clang-format off */
#define PORTS(x) \
	x(1701, L2TP, tunnel_l2tp) \
	x(2123, GTP_U, open_gtp) \
	x(2152, GTP_U, open_gtp) \
	x(3386, GTP_U, open_gtp0) \
	x(3544, TEREDO, open_teredo) \
	x(4341, LISP, open_lisp) \
	x(4342, LISP, open_lisp_control) \
	x(4754, GRE, tunnel_gre) \
	x(4789, VXLAN, open_vxlan) \
	x(4790, VXLAN_GPE, open_vxlan_gpe) \
	x(5072, AYIYA, open_ayiya) \
	x(5247, CAPWAP, open_capwap) \
	x(5555, FOU, open_fou) \
	x(6080, GUE, open_gue) \
	x(6081, GENEVE, open_geneve) \
	x(6635, MPLS, open_mpls) \
	x(8472, VXLAN, open_vxlan) \
	x(37008, TZSP, open_tzsp)
/* clang-format on */

#define LAST_BITS(port, tunnel, open) [(port)&255] = true,
const bool tunnel_ports[256] = { PORTS(LAST_BITS) };
#undef LAST_BITS

static bool try_port(struct walk *w, uint16_t port)
{
#define TRY(port, tunnel, open)                                                                    \
	case port:                                                                                 \
		tunnel_try(w, TUNNEL_##tunnel, open);                                              \
		return true;
	switch (port) {
		PORTS(TRY)
	default:
		return false;
	}
#undef TRY
}

void tunnel_of_port(struct walk *w)
{
	if (!try_port(w, w->out->tuple.dport))
		try_port(w, w->out->tuple.sport);
}
