/* IPv4 and IPv6 headers, jumbograms. RFC 791, 8200, 4302, 2675. */
#include <config.h>

#include "decode/layers.h"

#include <string.h>

#include "base/bytes.h"

enum {
	IP4_HEADER = 20,
	IP4_OFFSET = 0x1fff,
	IP4_MORE = 0x2000,
	IP6_HEADER = 40,
	IP6_HOP_BY_HOP = 0,
	IP6_ROUTING = 43,
	IP6_FRAGMENT = 44,
	IP6_AUTHENTICATION = 51,
	IP6_NOTHING = 59,
	IP6_DESTINATION = 60,
	IP6_MOBILITY = 135,
	IP6_HOST_IDENTITY = 139,
	IP6_SHIM = 140,
};

/* A length of 0 is no lie: segmentation offload and jumbograms have it. */
static void use_length(struct walk *w, size_t said, size_t least, enum anomaly anomaly)
{
	if (said != 0 && (said < least || !walk_trim(w, said)))
		walk_note(w, anomaly);
}

static enum fate ip4_decode(struct walk *w)
{
	const uint8_t *p = w->at;
	if (unlikely(w->left < IP4_HEADER))
		return walk_fail(w, ANOMALY_IP4_SHORT);
	size_t header = (size_t)(p[0] & 15) * 4;
	if (unlikely(header < IP4_HEADER || header > w->left + w->cut))
		return walk_fail(w, ANOMALY_IP4_HEADER);
	if (unlikely(header > w->left))
		return walk_fail(w, ANOMALY_IP4_SHORT);
	use_length(w, load_be16(p + 2), header, ANOMALY_IP4_LENGTH);
	uint16_t place = load_be16(p + 6);
	struct packet *out = w->out;
	out->tuple.version = 4;
	out->tuple.proto = p[9];
	memcpy(out->tuple.src, p + 12, 4);
	memcpy(out->tuple.dst, p + 16, 4);
	walk_skip(w, header);
	if (unlikely(place & (IP4_OFFSET | IP4_MORE))) {
		struct fragment f = { .id = load_be16(p + 4),
			.offset = (uint32_t)(place & IP4_OFFSET) * 8,
			.more = place & IP4_MORE };
		enum fate fate = fragment_take(w, &f);
		if (fate != FATE_EXAMINED)
			return fate;
	}
	return transport_decode(w);
}

/* Bytes that an extension header says it has, or 0 where next is none. */
static size_t extension_size(uint8_t next, const uint8_t *p)
{
	switch (next) {
	case IP6_HOP_BY_HOP:
	case IP6_ROUTING:
	case IP6_DESTINATION:
	case IP6_MOBILITY:
	case IP6_HOST_IDENTITY:
	case IP6_SHIM:
		return (size_t)p[1] * 8 + 8;
	case IP6_FRAGMENT:
		return 8;
	case IP6_AUTHENTICATION:
		return (size_t)p[1] * 4 + 8;
	default:
		return 0;
	}
}

static bool is_extension(uint8_t next)
{
	static const uint8_t none[2];
	return extension_size(next, none) != 0;
}

/* The length of a jumbogram, an option of the header that hops look at; 0 where there is none. */
static size_t jumbo_length(const uint8_t *p, size_t size)
{
	enum { PADDING_ONE = 0, JUMBO = 0xc2 };
	size_t at = 2;
	while (at < size) {
		size_t option = p[at] == PADDING_ONE ? 1
		    : at + 1 < size                  ? 2 + (size_t)p[at + 1]
						     : size;
		if (p[at] == JUMBO && option == 6 && at + 6 <= size)
			return load_be32(p + at + 2);
		at += option;
	}
	return 0;
}

/* The fragment header at w->at. Behind it w stands on the joined datagram, and *next is what that
 * begins with; an atomic fragment is whole (RFC 6946). */
static enum fate ip6_fragment(struct walk *w, uint8_t *next)
{
	uint16_t place = load_be16(w->at + 2);
	struct fragment f = { .id = load_be32(w->at + 4),
		.offset = place & 0xfff8,
		.more = place & 1,
		.next = load_u8(w->at) };
	walk_skip(w, 8);
	enum fate fate = f.offset || f.more ? fragment_take(w, &f) : FATE_EXAMINED;
	*next = f.next;
	return fate;
}

/* Skips one extension header, and says which is next. */
static enum fate ip6_extension(struct walk *w, uint8_t *next)
{
	const uint8_t *p = w->at;
	if (w->left < 8)
		return walk_fail(w, ANOMALY_IP6_EXTENSION);
	size_t size = extension_size(*next, p);
	if (size > w->left)
		return walk_fail(w, ANOMALY_IP6_EXTENSION);
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	if (*next == IP6_FRAGMENT)
		return ip6_fragment(w, next);
	*next = p[0];
	walk_skip(w, size);
	return FATE_EXAMINED;
}

/* From the header that next names to the first that is no extension. */
static enum fate ip6_extensions(struct walk *w, uint8_t next)
{
	while (is_extension(next)) {
		enum fate fate = ip6_extension(w, &next);
		if (fate != FATE_EXAMINED)
			return fate;
	}
	if (next == IP6_NOTHING)
		walk_trim(w, 0);
	w->out->tuple.proto = next;
	return FATE_EXAMINED;
}

enum fate ip_behind(struct walk *w, uint8_t next)
{
	enum fate fate = w->out->tuple.version == 6 ? ip6_extensions(w, next) : FATE_EXAMINED;
	return fate == FATE_EXAMINED ? transport_decode(w) : fate;
}

/* Where the header says no length, a jumbogram does, as its first extension. */
static void ip6_length(struct walk *w, uint8_t next, size_t said)
{
	if (said == 0 && next == IP6_HOP_BY_HOP && w->left >= 8) {
		size_t size = extension_size(next, w->at);
		said = jumbo_length(w->at, size < w->left ? size : w->left);
	}
	use_length(w, said, 0, ANOMALY_IP6_LENGTH);
}

static enum fate ip6_decode(struct walk *w)
{
	const uint8_t *p = w->at;
	if (unlikely(w->left < IP6_HEADER))
		return walk_fail(w, ANOMALY_IP6_SHORT);
	walk_skip(w, IP6_HEADER);
	ip6_length(w, p[6], load_be16(p + 4));
	struct packet *out = w->out;
	out->tuple.version = 6;
	memcpy(out->tuple.src, p + 8, 16);
	memcpy(out->tuple.dst, p + 24, 16);
	return ip_behind(w, p[6]);
}

bool ip_is_plausible(const struct walk *w)
{
	size_t whole = w->left + w->cut;
	if (w->left < IP4_HEADER)
		return false;
	if (load_u8(w->at) >> 4 == 6)
		return w->left >= IP6_HEADER && load_be16(w->at + 4) + (size_t)IP6_HEADER <= whole;
	size_t header = (size_t)(load_u8(w->at) & 15) * 4, said = load_be16(w->at + 2);
	return load_u8(w->at) >> 4 == 4 && header >= IP4_HEADER && said >= header && said <= whole;
}

bool ip_is_exact(const struct walk *w)
{
	if (!ip_is_plausible(w))
		return false;
	size_t said = load_u8(w->at) >> 4 == 6 ? load_be16(w->at + 4) + (size_t)IP6_HEADER
					       : load_be16(w->at + 2);
	return said == w->left + w->cut;
}

/* What the link layer said of the version is not asked: the header itself knows. */
enum fate ip_decode(struct walk *w)
{
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	unsigned version = load_u8(w->at) >> 4;
	if (likely(version == 4))
		return ip4_decode(w);
	return version == 6 ? ip6_decode(w) : walk_fail(w, ANOMALY_IP_VERSION);
}
