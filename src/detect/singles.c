/* Lines of three entries, chosen and told apart by the two halves of a hash. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "detect/pages.h"
#include "detect/singles.h"

struct entry {
	uint32_t tag; /* 0: empty */
	uint32_t frame, input;
	uint32_t clock[2]; /* one number */
};

struct line {
	struct entry entries[SINGLES_OF_LINE];
	uint32_t unused;
};

_Static_assert(sizeof(struct line) == 64, "a line of cache");

struct singles {
	struct line *lines;
	uint64_t evicted;
};

struct singles *singles_new(void)
{
	struct singles *s = xcalloc(1, sizeof(*s));
	s->lines = pages_new(SINGLES_LINES * sizeof(*s->lines));
	return s;
}

void singles_free(struct singles *s)
{
	if (s)
		free(s->lines);
	free(s);
}

static int64_t clock_of(const struct entry *e)
{
	int64_t clock;
	memcpy(&clock, e->clock, sizeof(clock));
	return clock;
}

static struct entry *oldest(struct line *line)
{
	struct entry *found = &line->entries[0];
	for (int i = 0; i < SINGLES_OF_LINE && found->tag; i++) {
		struct entry *e = &line->entries[i];
		if (e->tag == 0 || clock_of(e) < clock_of(found))
			found = e;
	}
	return found;
}

void singles_ahead(const struct singles *s, uint64_t hash)
{
	__builtin_prefetch(&s->lines[hash % SINGLES_LINES], 1);
}

bool singles_take(struct singles *s, uint64_t hash, struct place *place)
{
	struct line *line = &s->lines[hash % SINGLES_LINES];
	uint32_t tag = (uint32_t)(hash >> 32) | 1;
	for (int i = 0; i < SINGLES_OF_LINE; i++) {
		struct entry *e = &line->entries[i];
		if (e->tag != tag)
			continue;
		*place = (struct place) { clock_of(e), e->frame, e->input };
		e->tag = 0;
		return true;
	}
	struct entry *e = oldest(line);
	s->evicted += e->tag != 0;
	*e = (struct entry) { .tag = tag, .frame = place->frame, .input = place->input };
	memcpy(e->clock, &place->clock, sizeof(place->clock));
	return false;
}

uint64_t singles_evicted(const struct singles *s)
{
	return s->evicted;
}
