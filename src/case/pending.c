/* Copies of events. */
#include <config.h>

#include "case/pending.h"

static void keep(struct pending *p, struct text *t)
{
	if (t->n)
		*t = arena_text(&p->arena, *t);
	p->bytes += t->n;
}

bool pending_add(struct pending *p, const struct event *e)
{
	struct event *kept = &p->events[p->event_count++];
	*kept = *e;
	struct text *texts[] = { &kept->forwarded, &kept->tunnel, &kept->hit.trail, &kept->hit.info,
		&kept->hit.reference, &kept->hit.citation, &kept->hit.observed,
		&kept->hit.suppressed };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		keep(p, texts[i]);
	return p->event_count < PENDING_MOST && p->bytes < PENDING_BYTES;
}

/* Serials go up. */
static struct event *find(struct pending *p, uint64_t serial)
{
	size_t from = 0, to = p->event_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (p->events[middle].serial == serial)
			return &p->events[middle];
		if (p->events[middle].serial < serial)
			from = middle + 1;
		else
			to = middle;
	}
	return NULL;
}

bool pending_count(struct pending *p, uint64_t serial, uint64_t count)
{
	struct event *e = find(p, serial);
	if (e)
		e->count = count;
	return e != NULL;
}

void pending_clear(struct pending *p)
{
	p->event_count = p->bytes = 0;
	arena_reset(&p->arena);
}
