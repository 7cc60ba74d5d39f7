/*
 * What is decided of flows whose frames wait: a flow is here from its first frame until it ends
 * without a finding, or, where it has one, until it has ended and none of its frames waits. So
 * there are never more than open flows and those that were kept, and fragments that wait, which are
 * flows of their own until theirs is known; 24 bytes each, half the table may be empty.
 */
#ifndef TS_SCAN_DECISIONS_H
#define TS_SCAN_DECISIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct decision {
	uint64_t flow; /* 0: a free slot */
	uint64_t of;   /* a fragment's: the flow that decides, once it is known */
	uint32_t waiting;
	bool kept, ended;
};

struct decisions {
	struct decision *slots;
	size_t size, count; /* size: a power of two, or 0 */
};

/* That of the flow, or NULL. Pointers are valid until the next add or remove. */
struct decision *decisions_find(const struct decisions *d, uint64_t flow);

/* The same; it is made where there is none. */
struct decision *decisions_add(struct decisions *d, uint64_t flow);

void decisions_remove(struct decisions *d, struct decision *which);
void decisions_free(struct decisions *d);

#endif
