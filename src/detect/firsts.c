/* A ring of sightings, and lines of lanes that find them: each holds a part of the key and the place in the ring. What
 * the ring left behind is nowhere else to be removed: its lanes point to what is no longer there. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"
#include "base/memory.h"
#include "detect/firsts.h"
#include "detect/pages.h"

enum { LANES = 15, LINES = 1 << 13, PLACE = 20, TURNS = 1 << PLACE };

typedef uint32_t quarter __attribute__((vector_size(16)));

/* Each lane: the upper bits tell keys apart, the lower ones are the place modulo TURNS; 0: none. So many turns of the
 * ring are told apart that what was left behind is seldom taken for what stands there now. The last word looks like
 * no lane. */
union line {
	struct {
		uint32_t lanes[LANES];
		uint16_t elsewhere; /* how many keys of this line are */
		uint8_t next;       /* the lane that was filled first */
		uint8_t zero;
	};
	quarter quarters[4];
};

_Static_assert(sizeof(union line) == 64, "a line of cache");
_Static_assert((int)TURNS > (int)FIRSTS, "a place is one in the ring, and a turn of it");

/* In one piece, so that few pages hold it all. */
struct places {
	union line lines[LINES];
	struct sighting ring[FIRSTS];
};

struct firsts {
	struct places *places; /* NULL: nothing was noted yet */
	union line *lines;     /* those of places */
	struct sighting *ring;
	uint64_t added; /* modulo its size the place in the ring for the next one */
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

static union line *line_of(const struct firsts *f, uint64_t key)
{
	return &f->lines[key % LINES];
}

/* Whether a lane has the tag. */
static inline bool has_tag(const union line *line, uint32_t tag)
{
	typedef uint64_t words __attribute__((vector_size(16)));
	const quarter *q = line->quarters;
	quarter first = ((q[0] ^ tag) >> PLACE == 0) | ((q[1] ^ tag) >> PLACE == 0);
	quarter second = ((q[2] ^ tag) >> PLACE == 0) | ((q[3] ^ tag) >> PLACE == 0);
	words found = (words)(first | second);
	return (found[0] | found[1]) != 0;
}

/* Whether what a lane points to was not left behind, unless that was many turns ago. */
static inline bool in_ring(const struct firsts *f, uint32_t lane)
{
	return lane && ((uint32_t)f->added - lane - 1) % TURNS < FIRSTS;
}

/* What a lane points to, or NULL where that is gone. */
static struct sighting *pointed_to(const struct firsts *f, const union line *line, uint32_t lane)
{
	if (!in_ring(f, lane))
		return NULL;
	struct sighting *one = &f->ring[lane % FIRSTS];
	bool same = line_of(f, one->key) == line && ((tag_of(one->key) ^ lane) < TURNS);
	return one->key && same ? one : NULL;
}

void firsts_ahead(const struct firsts *f, uint64_t key)
{
	if (f->lines)
		__builtin_prefetch(line_of(f, key), 1);
}

bool firsts_take(struct firsts *f, uint64_t key, int64_t now, struct sighting *earlier)
{
	if (!f->lines)
		return false;
	union line *line = line_of(f, key);
	for (int i = 0; i < LANES; i++) {
		if ((line->lanes[i] ^ tag_of(key)) >= TURNS)
			continue;
		struct sighting *one = pointed_to(f, line, line->lanes[i]);
		if (!one || one->key != key)
			continue;
		*earlier = *one;
		one->key = 0;
		line->lanes[i] = 0;
		return now - earlier->clock < f->kept;
	}
	return false;
}

/* Puts it where the first of all that are there was. */
static inline void put(struct firsts *f, union line *line, uint32_t tag, const struct sighting *one)
{
	enum { AHEAD = 4 }; /* they were written long ago */
	const uint64_t added = f->added;
	const uint8_t next = line->next;
	struct sighting *place = &f->ring[added % FIRSTS];
	__builtin_prefetch(&f->ring[(added + AHEAD) % FIRSTS], 1);
	if (added >= FIRSTS && place->key && one->clock - place->clock < f->kept)
		f->evicted++;
	f->added = added + 1;
	line->lanes[next] = tag | (uint32_t)(added % TURNS);
	line->next = next < LANES - 1 ? (uint8_t)(next + 1) : 0;
	*place = *one;
}

bool firsts_add_new(struct firsts *f, const struct sighting *one)
{
	if (unlikely(!f->lines))
		return false;
	union line *line = line_of(f, one->key);
	const uint32_t tag = tag_of(one->key);
	if (line->elsewhere || has_tag(line, tag) || in_ring(f, line->lanes[line->next]))
		return false;
	put(f, line, tag, one);
	return true;
}

bool firsts_add(struct firsts *f, const struct sighting *one, struct sighting *displaced)
{
	if (unlikely(!f->lines)) {
		f->places = pages_unset(sizeof(*f->places));
		f->lines = f->places->lines;
		f->ring = f->places->ring;
		memset(f->lines, 0, sizeof(f->places->lines));
	}
	union line *line = line_of(f, one->key);
	struct sighting *old = pointed_to(f, line, line->lanes[line->next]);
	bool matters = old && one->clock - old->clock < f->kept;
	if (matters)
		*displaced = *old;
	if (old)
		old->key = 0;
	put(f, line, tag_of(one->key), one);
	return matters;
}

void firsts_elsewhere(struct firsts *f, uint64_t key, bool kept)
{
	union line *line = line_of(f, key);
	line->elsewhere = (uint16_t)(kept ? line->elsewhere + 1 : line->elsewhere - 1);
}

uint64_t firsts_evicted(const struct firsts *f)
{
	return f->evicted;
}
