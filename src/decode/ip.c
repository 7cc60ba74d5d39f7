/* IPv4 and IPv6 headers. RFC 791, 8200, 4302. */
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
	uint16_t fragment = load_be16(p + 6);
	if (unlikely(fragment & IP4_OFFSET))
		return FATE_FRAGMENT;
	struct packet *out = w->out;
	out->fragment = (fragment & IP4_MORE) != 0;
	out->tuple.version = 4;
	out->tuple.proto = p[9];
	memcpy(out->tuple.src, p + 12, 4);
	memcpy(out->tuple.dst, p + 16, 4);
	walk_skip(w, header);
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

/* From the header that next names to the first that is no extension. */
static enum fate ip6_extensions(struct walk *w, uint8_t next)
{
	while (is_extension(next)) {
		if (w->left < 8)
			return walk_fail(w, ANOMALY_IP6_EXTENSION);
		const uint8_t *p = w->at;
		size_t size = extension_size(next, p);
		if (size > w->left)
			return walk_fail(w, ANOMALY_IP6_EXTENSION);
		if (!walk_deeper(w))
			return FATE_UNDECODABLE;
		if (next == IP6_FRAGMENT) {
			if (load_be16(p + 2) & 0xfff8)
				return FATE_FRAGMENT;
			w->out->fragment = (p[3] & 1) != 0;
		}
		next = p[0];
		walk_skip(w, size);
	}
	if (next == IP6_NOTHING)
		walk_trim(w, 0);
	w->out->tuple.proto = next;
	return FATE_EXAMINED;
}

static enum fate ip6_decode(struct walk *w)
{
	const uint8_t *p = w->at;
	if (unlikely(w->left < IP6_HEADER))
		return walk_fail(w, ANOMALY_IP6_SHORT);
	size_t said = load_be16(p + 4);
	walk_skip(w, IP6_HEADER);
	use_length(w, said, 0, ANOMALY_IP6_LENGTH);
	struct packet *out = w->out;
	out->tuple.version = 6;
	memcpy(out->tuple.src, p + 8, 16);
	memcpy(out->tuple.dst, p + 24, 16);
	enum fate fate = ip6_extensions(w, p[6]);
	return fate == FATE_EXAMINED ? transport_decode(w) : fate;
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
