/*
 * Members of archives that do not stand in the order of their times: what a walk comes by on its way
 * to an earlier one is kept in memory until its turn, up to LIMIT_HELD bytes over the whole run,
 * the soonest ones first. Without that, each would be a walk from the archive's start.
 */
#ifndef TS_CAPTURE_HELD_H
#define TS_CAPTURE_HELD_H

#include "capture/unpack.h"

struct held {
	uint8_t *bytes;
	size_t count, room;
	char *fault;         /* what ended it early, or NULL */
	uint32_t turn;       /* the least comes first */
	struct held **owner; /* cleared where it has to go */
	struct held *next;   /* in the list */
};

/* What all archives of a run share. */
struct held_list {
	struct held *first;
	uint64_t bytes, most;
};

/* Reads the member at hand of the walk to its end into *owner, which is NULL before; those with later
 * turns may have to go for it. Nothing is kept where there is no room even then. */
void held_take(struct held_list *list, struct unpack *walk, uint32_t turn, struct held **owner);

/* NULL is allowed. */
void held_free(struct held_list *list, struct held *h);

#endif
