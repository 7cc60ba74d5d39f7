/* IPv4 and IPv6 addresses: text forms, order, scopes. RFC 4291, RFC 5952; detection.md 1.7. */
#ifndef TS_BASE_ADDRESS_H
#define TS_BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* An IPv4 address stands in the first four bytes, the others are zero. A zeroed struct is "none". */
struct address {
	uint8_t bytes[16];
	uint8_t version; /* 4, 6, or 0 for none */
};

enum { ADDRESS_TEXT = 48 }; /* room for any form below, with "[…]:65535" and a NUL */

/* RFC 5952 text; "" for none. Returns its length. */
size_t address_text(const struct address *a, char out[ADDRESS_TEXT]);

/* "1.2.3.4:80" or "[2001:db8::1]:80". */
size_t address_port_text(const struct address *a, uint16_t port, char out[ADDRESS_TEXT]);

/* Maltrail's own IPv6 text (detection.md 1.7), which threat ids are computed from; IPv4 as usual. */
size_t address_maltrail_text(const struct address *a, char out[ADDRESS_TEXT]);

/* Dotted decimal of four numbers up to 255 without leading zeros beyond "0", or any RFC 4291 text
 * form (with an embedded IPv4 tail too), filling all of t. */
bool address_parse(struct text t, struct address *a);

/* IPv4 before IPv6, then numerically: <0, 0, >0. */
int address_compare(const struct address *a, const struct address *b);

bool address_is(const struct address *a, const struct address *b);

/* Whether the first bits of a equal those of base (same version). */
bool address_in(const struct address *a, const struct address *base, unsigned bits);

enum { ADDRESS_NETWORKS = 64 };

/*
 * Networks of our own: "203.0.113.0/24,2001:db8::/32". From then on, in the whole program, their addresses are local
 * and private below; an empty list: none but those. Before the first thread. False, and nothing changed, where one is
 * no network, or where there are more than ADDRESS_NETWORKS.
 */
bool address_set_local(struct text list);

/* 127/8, 10/8, 172.16/12, 192.168/16 (detection.md 1.7 "locality test"; IPv6 is never local). */
bool address_is_local(const struct address *a);

/* Exactly 127.0.0.1 or ::1. */
bool address_is_loopback(const struct address *a);

/* Not routed in the open internet: the above, 169.254/16, 100.64/10, fc00::/7, fe80::/10, ::1.
 * This is what the direction column goes by. */
bool address_is_private(const struct address *a);

#endif
