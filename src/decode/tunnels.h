/* What packets came out of, as texts: "gre 192.0.2.1 > 192.0.2.2 key 7, vxlan 10.0.0.1 > 10.0.0.2 vni
 * 42", outermost tunnel first. Each distinct one is kept for the run and has a number, 0 where there is
 * no tunnel. Where no more fit, the innermost tunnel's name is all that is told. */
#ifndef TS_DECODE_TUNNELS_H
#define TS_DECODE_TUNNELS_H

#include "base/attributes.h"
#include "base/hash.h"
#include "decode/packet.h"

struct tunnels;

/* Texts stay below about memory bytes; tunnels_free() frees it. */
struct tunnels *tunnels_new(uint64_t memory, const struct hash_key *key);
void tunnels_free(struct tunnels *t);

/* The number of what p came out of; before p stand the packets around it, as decode_frame() gave
 * them, but for a datagram that was given up. */
uint16_t tunnels_number(struct tunnels *t, const struct packet *p);

/* Lives as long as t. */
struct text tunnels_known(const struct tunnels *t, uint16_t number);

static inline struct text tunnels_text(const struct tunnels *t, uint16_t number)
{
	return likely(number == 0) ? (struct text) { NULL, 0 } : tunnels_known(t, number);
}

/* Texts there may be, and how often one had to be the name alone. */
uint64_t tunnels_cap(const struct tunnels *t);
uint64_t tunnels_shortened(const struct tunnels *t);

#endif
