/* Events counted by a key. */
#include <config.h>

#include "browser/tops.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum { ROOM_FIRST = 1024 };

void tops_free(struct tops *t)
{
	free(t->places);
	*t = (struct tops) { 0 };
}

static struct top *place_of(const struct tops *t, uint64_t hash)
{
	size_t at = hash & (t->room - 1);
	while (t->places[at].row && t->places[at].hash != hash)
		at = (at + 1) & (t->room - 1);
	return &t->places[at];
}

static void make_room(struct tops *t)
{
	struct tops old = *t;
	if (t->count + t->count / 3 < t->room)
		return;
	t->room = old.room ? 2 * old.room : ROOM_FIRST;
	t->places = xcalloc(t->room, sizeof(*t->places));
	for (size_t i = 0; i < old.room; i++)
		if (old.places[i].row)
			*place_of(t, old.places[i].hash) = old.places[i];
	free(old.places);
}

void tops_add(struct tops *t, struct text key, uint32_t row, uint64_t events)
{
	uint64_t hash = hash_fast(key.s, key.n, 0);
	make_room(t);
	struct top *top = place_of(t, hash);
	if (!top->row) {
		*top = (struct top) { .hash = hash, .row = row };
		t->count++;
	}
	top->events += events;
	top->threats++;
}

static bool better(const struct top *a, const struct top *b)
{
	return a->events != b->events ? a->events > b->events : a->row < b->row;
}

size_t tops_insert(struct top *best, size_t count, size_t most, const struct top *one)
{
	if (count == most && (!most || !better(one, &best[count - 1])))
		return count;
	size_t at = count == most ? count - 1 : count;
	for (; at && better(one, &best[at - 1]); at--)
		best[at] = best[at - 1];
	best[at] = *one;
	return count == most ? count : count + 1;
}

size_t tops_best(const struct tops *t, size_t most, struct top *out)
{
	size_t count = 0;
	for (size_t i = 0; i < t->room; i++)
		if (t->places[i].row)
			count = tops_insert(out, count, most, &t->places[i]);
	return count;
}
