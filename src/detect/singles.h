/* Where and when keys were seen that came once: one cache line a look-up. Of those that share a line, the oldest
 * makes room. The same calls forget the same keys. */
#ifndef TS_DETECT_SINGLES_H
#define TS_DETECT_SINGLES_H

#include <stdbool.h>
#include <stdint.h>

enum { SINGLES_LINES = 1 << 15, SINGLES_OF_LINE = 3 };

struct singles;

struct place {
	int64_t clock;
	uint32_t frame, input; /* frame: 0 where its number is too large */
};

struct singles *singles_new(void);
void singles_free(struct singles *s);

/* Fetches the line of a key that will be asked for. */
void singles_ahead(const struct singles *s, uint64_t hash);

/* Where a key of this hash came before: true, and it is there no longer. Else it is noted with the
 * place at hand. */
bool singles_take(struct singles *s, uint64_t hash, struct place *place);

uint64_t singles_evicted(const struct singles *s);

#endif
