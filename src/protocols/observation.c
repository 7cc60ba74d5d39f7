/* Observations of a batch. */
#include <config.h>

#include <stdlib.h>

#include "protocols/observation.h"

void observations_enlarge(struct observations *o)
{
	o->list = grow(o->list, o->count, &o->room, sizeof(*o->list));
}

void observations_keep(struct observations *o, void *memory)
{
	o->kept = grow(o->kept, o->kept_count, &o->kept_room, sizeof(*o->kept));
	o->kept[o->kept_count++] = memory;
}

void observations_clear(struct observations *o)
{
	for (size_t i = 0; i < o->kept_count; i++)
		free(o->kept[i]);
	o->kept_count = 0;
	o->count = 0;
	arena_reset(&o->arena);
}

void observations_free(struct observations *o)
{
	observations_clear(o);
	free(o->list);
	free(o->kept);
	arena_free(&o->arena);
	*o = (struct observations) { 0 };
}
