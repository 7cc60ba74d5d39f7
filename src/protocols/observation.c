/* Observations of a batch. */
#include <config.h>

#include <stdlib.h>

#include "protocols/observation.h"

struct observation *observations_add(struct observations *o)
{
	o->list = grow(o->list, o->count, &o->room, sizeof(*o->list));
	struct observation *one = &o->list[o->count++];
	memset(one, 0, sizeof(*one));
	return one;
}

void observations_clear(struct observations *o)
{
	o->count = 0;
	arena_reset(&o->arena);
}

void observations_free(struct observations *o)
{
	free(o->list);
	arena_free(&o->arena);
	*o = (struct observations) { 0 };
}
