/* Places of flows with a message in the making. */
#include <config.h>

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "protocols/partial.h"

struct partials {
	struct partial places[PARTIAL_PLACES];
};

struct partials *partials_new(void)
{
	return xcalloc(1, sizeof(struct partials));
}

void partials_free(struct partials *p)
{
	free(p);
}

struct partial *partial_take(struct partials *p, uint64_t flow, enum partial_kind kind)
{
	struct partial *at = &p->places[hash_mix(flow) % PARTIAL_PLACES];
	if (at->flow != flow || at->kind != kind) {
		memset(at, 0, sizeof(*at));
		at->flow = flow;
		at->kind = kind;
	}
	return at;
}
