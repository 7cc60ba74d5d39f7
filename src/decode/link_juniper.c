/*
 * Captures of Juniper routers: "MGC", flags, extensions where a flag says so; then, by the kind of
 * interface, a frame of its link layer or a cookie whose length differs between services.
 */
#include <config.h>

#include "decode/layers.h"

#include "base/bytes.h"

enum {
	HEADER = 4,
	EXTENSION = 2,
	COOKIE_MOST = 16, /* cookie and protocol number */
};

/* Behind the header that all kinds have. */
static enum fate common_header(struct walk *w)
{
	enum { EXTENDED = 0x80 };
	if (w->left < HEADER)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	if (load_be32(w->at) >> 8 != 0x4d4743)
		return walk_fail(w, ANOMALY_LINK_HEADER);
	bool extended = load_u8(w->at + 3) & EXTENDED;
	walk_skip(w, HEADER);
	if (!extended)
		return FATE_EXAMINED;
	if (w->left < EXTENSION)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	size_t size = EXTENSION + (size_t)load_be16(w->at);
	if (w->left < size)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	walk_skip(w, size);
	return FATE_EXAMINED;
}

/* IP stands where an IP header's lengths fit all that is left: behind the shortest such cookie. */
static enum fate behind_cookie(struct walk *w)
{
	for (size_t n = 0; n <= COOKIE_MOST && n < w->left; n++) {
		struct walk at = *w;
		walk_skip(&at, n);
		if (!ip_is_plausible(&at))
			continue;
		*w = at;
		return FATE_EXAMINED;
	}
	return FATE_NOT_IP;
}

/* A flag says that the link layer was taken off. */
static enum fate juniper(struct walk *w, layer *next)
{
	enum { NO_LINK_LAYER = 0x02 };
	bool bare = w->left >= HEADER && load_u8(w->at + 3) & NO_LINK_LAYER;
	enum fate fate = common_header(w);
	if (fate != FATE_EXAMINED)
		return fate;
	if (!walk_deeper(w))
		return FATE_UNDECODABLE;
	return bare ? behind_cookie(w) : next(w);
}

enum fate link_juniper(struct walk *w)
{
	return juniper(w, behind_cookie);
}

enum fate link_juniper_ethernet(struct walk *w)
{
	return juniper(w, link_ethernet);
}

enum fate link_juniper_ppp(struct walk *w)
{
	return juniper(w, link_ppp);
}

enum fate link_juniper_frame_relay(struct walk *w)
{
	return juniper(w, link_frame_relay);
}

enum fate link_juniper_chdlc(struct walk *w)
{
	return juniper(w, link_cisco_hdlc);
}
