/* A ring of sightings, and lines of lanes that find them: each holds a part of the key and the place in the ring, the
 * newest first. What the ring left behind is nowhere else to be removed: its lanes point to what is no longer there. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"
#include "base/memory.h"
#include "detect/firsts.h"
#include "detect/pages.h"

enum { LANES = 8, LINES = 1 << 14, PLACE = 20, TURNS = 1 << PLACE };

/* Each lane: the upper bits tell keys apart, the lower ones are the place modulo TURNS; 0: none. So many turns of the
 * ring are told apart that what was left behind is seldom taken for what stands there now. */
struct line {
	uint32_t lanes[LANES];
};

_Static_assert(sizeof(struct line) == 32, "two in a line of cache");
_Static_assert((int)TURNS > (int)FIRSTS, "a place is one in the ring, and a turn of it");

struct places {
	struct first ring[FIRSTS];
	struct line lines[LINES];
};

struct firsts {
	struct places *places; /* NULL: nothing was noted yet */
	uint32_t oldest, next; /* places in the ring, taken modulo its size */
	int64_t kept;
	uint64_t evicted;
};

struct firsts *firsts_new(int64_t kept)
{
	struct firsts *f = xcalloc(1, sizeof(*f));
	f->kept = kept;
	return f;
}

void firsts_free(struct firsts *f)
{
	if (!f)
		return;
	free(f->places);
	free(f);
}

static uint32_t tag_of(uint64_t key)
{
	return (uint32_t)(key >> 32 | 1) << PLACE;
}

static struct line *line_of(const struct firsts *f, uint64_t key)
{
	return &f->places->lines[key % LINES];
}

/* Whether a lane has the tag. */
static bool has_tag(const struct line *line, uint32_t tag)
{
	typedef uint32_t half __attribute__((vector_size(16)));
	typedef uint64_t words __attribute__((vector_size(16)));
	half a, b;
	memcpy(&a, line->lanes, sizeof(a));
	memcpy(&b, line->lanes + LANES / 2, sizeof(b));
	words found = (words)(((a ^ tag) < TURNS) | ((b ^ tag) < TURNS));
	return (found[0] | found[1]) != 0;
}

/* What a lane points to, or NULL where that is gone. */
static struct first *pointed_to(const struct firsts *f, const struct line *line, uint32_t lane)
{
	if (lane == 0 || (lane - f->oldest) % TURNS >= f->next - f->oldest)
		return NULL;
	struct first *one = &f->places->ring[lane % FIRSTS];
	bool same = line_of(f, one->key) == line && ((tag_of(one->key) ^ lane) < TURNS);
	return one->key && same ? one : NULL;
}

void firsts_ahead(const struct firsts *f, uint64_t key)
{
	if (f->places)
		__builtin_prefetch(line_of(f, key), 1);
}

bool firsts_take(struct firsts *f, uint64_t key, int64_t now, struct first *earlier)
{
	if (!f->places || !has_tag(line_of(f, key), tag_of(key)))
		return false;
	struct line *line = line_of(f, key);
	for (int i = 0; i < LANES; i++) {
		struct first *one = pointed_to(f, line, line->lanes[i]);
		if (!one || one->key != key)
			continue;
		*earlier = *one;
		one->key = 0;
		line->lanes[i] = 0;
		return now - earlier->clock < f->kept;
	}
	return false;
}

/* Leaves behind what matters no longer, and makes room for one. */
static void slide(struct firsts *f, int64_t now)
{
	enum { AHEAD = 8 }; /* they were written long ago */
	__builtin_prefetch(&f->places->ring[(f->oldest + AHEAD) % FIRSTS]);
	__builtin_prefetch(&f->places->ring[(f->next + AHEAD) % FIRSTS], 1);
	while (f->oldest != f->next) {
		const struct first *one = &f->places->ring[f->oldest % FIRSTS];
		bool over = one->key == 0 || now - one->clock >= f->kept;
		if (!over && f->next - f->oldest < FIRSTS)
			break;
		f->evicted += !over;
		f->oldest++;
	}
}

bool firsts_add(
    struct firsts *f, uint64_t key, int64_t now, struct first **place, struct first *displaced)
{
	enum { LAST = LANES - 1 };
	if (unlikely(!f->places)) {
		f->places = pages_unset(sizeof(*f->places));
		memset(f->places->lines, 0, sizeof(f->places->lines));
	}
	slide(f, now);
	struct line *line = line_of(f, key);
	struct first *old = pointed_to(f, line, line->lanes[LAST]);
	if (unlikely(old)) {
		*displaced = *old;
		old->key = 0;
	}
	uint32_t newer[LAST];
	memcpy(newer, line->lanes, sizeof(newer));
	memcpy(line->lanes + 1, newer, sizeof(newer));
	line->lanes[0] = tag_of(key) | f->next % TURNS;
	*place = &f->places->ring[f->next++ % FIRSTS];
	return old && now - displaced->clock < f->kept;
}

uint64_t firsts_evicted(const struct firsts *f)
{
	return f->evicted;
}
