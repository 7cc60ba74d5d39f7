/* Lines of three contacts, chosen and told apart by the two halves of a hash. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/first_contacts.h"
#include "detect/pages.h"

_Static_assert(sizeof(struct contact_line) == 64, "a line of cache");

static const uint64_t earliest = UINT64_C(1) << 63;

struct first_contacts *first_contacts_new(void)
{
	struct first_contacts *f = xcalloc(1, sizeof(*f));
	f->lines = pages_new(CONTACT_LINES * sizeof(*f->lines));
	return f;
}

void first_contacts_free(struct first_contacts *f)
{
	if (f)
		free(f->lines);
	free(f);
}

/* An empty one, if there is one. */
static inline int oldest(const struct contact_line *line)
{
	int found = 0;
	for (int i = 1; i < CONTACTS_OF_LINE; i++)
		found = line->clocks[i] < line->clocks[found] ? i : found;
	return found;
}

bool first_contacts_take(struct first_contacts *f, uint64_t hash, struct place *place)
{
	struct contact_line *line = contact_line_of(f, hash);
	uint32_t tag = (uint32_t)(hash >> 32) | 1;
	for (int i = 0; i < CONTACTS_OF_LINE; i++) {
		if (line->tags[i] != tag)
			continue;
		*place = (struct place) { (int64_t)(line->clocks[i] ^ earliest), line->frames[i],
			line->inputs[i] };
		line->tags[i] = 0;
		line->clocks[i] = 0;
		return true;
	}
	int i = oldest(line);
	f->evicted += line->tags[i] != 0;
	line->clocks[i] = (uint64_t)place->clock ^ earliest;
	line->tags[i] = tag;
	line->frames[i] = place->frame;
	line->inputs[i] = place->input;
	return false;
}

static inline uint8_t *kept(const struct first_contacts *f, uint64_t hash)
{
	return &contact_line_of(f, hash)->kept[hash / CONTACT_LINES % CONTACTS_KEPT];
}

void first_contacts_keep(struct first_contacts *f, uint64_t hash)
{
	uint8_t *n = kept(f, hash);
	if (*n < UINT8_MAX)
		++*n;
}

void first_contacts_drop(struct first_contacts *f, uint64_t hash)
{
	uint8_t *n = kept(f, hash);
	if (*n < UINT8_MAX)
		--*n;
}

uint64_t first_contacts_evicted(const struct first_contacts *f)
{
	return f->evicted;
}
