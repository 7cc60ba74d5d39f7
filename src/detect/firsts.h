/* The first sightings of keys, of which most remain the only ones: small, in the order of time. When all places are
 * taken, the oldest makes room. The same calls forget the same keys. */
#ifndef TS_DETECT_FIRSTS_H
#define TS_DETECT_FIRSTS_H

#include <stdbool.h>
#include <stdint.h>

enum { FIRSTS = 1 << 16 };

/* Of a key, by which it is told apart: a hash that nobody can foresee. */
struct sighting {
	uint64_t key;  /* 0: none */
	int64_t clock; /* of packets */
	uint64_t frame;
	uint32_t input;
	uint16_t sport, dport;
	uint64_t item[2];
};

struct firsts;

/* kept: for how long a sighting matters. */
struct firsts *firsts_new(int64_t kept);
void firsts_free(struct firsts *f);

/* Fetches what a call with that key will touch. */
void firsts_ahead(const struct firsts *f, uint64_t key);

/* Adds the sighting of a key that is new and makes nothing forget that matters: so it is with nearly all, and this
 * asks one line of cache. False: it may be known here or elsewhere, or there is no room for it; nothing was added. */
bool firsts_add_new(struct firsts *f, const struct sighting *one);

/* Where the key was seen less than kept before now: that sighting, which is forgotten. */
bool firsts_take(struct firsts *f, uint64_t key, int64_t now, struct sighting *earlier);

/* Adds the sighting of a key that is not there. True: *displaced found no room beside it, though it may matter yet,
 * and is forgotten here. */
bool firsts_add(struct firsts *f, const struct sighting *one, struct sighting *displaced);

/* Notes that a key that was here is kept elsewhere from now on, or no longer. */
void firsts_elsewhere(struct firsts *f, uint64_t key, bool kept);

/* Those that made room and might have mattered. */
uint64_t firsts_evicted(const struct firsts *f);

#endif
