/* Scans: how many different items (ports, hosts, paths) a key was seen with in a window of the packet
 * clock that slides. Bounded in keys, in items of a key and in items of all; the key that was idle
 * longest makes room. */
#ifndef TS_DETECT_SCANS_H
#define TS_DETECT_SCANS_H

#include "detect/firsts.h"
#include "detect/judge_private.h"

struct scans_shape {
	size_t threshold; /* 1 at least */
	int64_t window;
	int64_t slack; /* by so much a time may be before those of earlier calls */
};

struct scans;

struct scans *scans_new(const struct scans_shape *shape, const struct hash_key *key);
void scans_free(struct scans *all);

/* As address_is_loopback(); nearly every address is none by its first byte. */
static inline bool scans_is_loopback(const struct address *a)
{
	return (a->bytes[0] == 127 || a->bytes[0] == 0) && address_is_loopback(a);
}

/* What tells a text apart as an item: nobody can foresee it. */
uint64_t scans_hash(const struct scans *all, struct text t);

/* Whether o is a TCP connection attempt, with any of the flags of ECN, to another host. */
static inline bool scans_is_attempt(const struct observation *o)
{
	return o->proto == IP_TCP && (o->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN &&
	    !scans_is_loopback(&o->dst);
}

/* Whether worms spread by it (detection.md 4.1). */
static inline bool scans_is_worm_port(uint16_t port)
{
	switch (port) {
	case 135:
	case 139:
	case 445:
	case 1433:
	case 3389:
	case 6379:
	case 6892:
	case 6893:
	case 6901:
		return true;
	default:
		return false;
	}
}

/* A port as the trail of a scan. */
struct text scans_port_text(struct arena *arena, uint16_t port);

/* What o shows of a key, with its ports and its frame. */
static inline struct sighting scans_sighting(const struct observation *o, uint64_t key)
{
	return (struct sighting) { .key = key,
		.clock = o->clock,
		.frame = o->frame,
		.input = o->input,
		.sport = o->sport,
		.dport = o->dport };
}

/* Keys: who speaks to whom, and who tries a port. Nobody can foresee them. */
uint64_t scans_pair(const struct scans *all, const struct address *src, const struct address *dst);
uint64_t scans_port(
    const struct scans *all, const struct address *src, uint8_t proto, uint16_t port);

/* Fetches what scans_take() will touch for a key to come that is mostly new, or mostly not. */
void scans_ahead(struct scans *all, uint64_t key);
void scans_ahead_again(struct scans *all, uint64_t key);

/* Notes an item of a key. Returns how many different ones the window holds where they are more than the
 * threshold and the key was not told for a window, else 0. *first is the earliest of them. */
size_t scans_take(struct scans *all, const struct sighting *one, struct sighting *first);

/* An event of o that began with first. */
struct event scans_event(const struct scans *all, const struct observation *o, size_t measured,
    const struct sighting *first);

struct judge_table scans_table(const struct scans *all, const char *name);

#endif
