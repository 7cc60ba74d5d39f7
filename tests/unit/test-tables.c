/* What heuristics look things up in: tables in the order of use against a plain list, pairs of letters at every place
 * of a text. */
#include <config.h>

#include "check.h"
#include "base/hash.h"
#include "detect/firsts.h"
#include "detect/pair.h"
#include "detect/recent.h"

enum { CAP = 50, NAMES = 80, KEY_MOST = 40 };

/* The names that are there, the one idle longest at first. */
struct list {
	unsigned names[CAP + 1];
	size_t count, evicted;
};

static bool take_out(struct list *l, unsigned name)
{
	for (size_t i = 0; i < l->count; i++) {
		if (l->names[i] != name)
			continue;
		memmove(l->names + i, l->names + i + 1, (--l->count - i) * sizeof(l->names[0]));
		return true;
	}
	return false;
}

static bool put_last(struct list *l, unsigned name)
{
	bool there = take_out(l, name);
	if (l->count == CAP) {
		take_out(l, l->names[0]);
		l->evicted++;
	}
	l->names[l->count++] = name;
	return there;
}

/* Keys differ at their end, in their middle or at their beginning. */
static void make_key(uint8_t key[KEY_MOST], size_t size, unsigned name)
{
	memset(key, 0x5a, KEY_MOST);
	key[name % 3 == 0 ? 0 : name % 3 == 1 ? size / 2 : size - 1] = (uint8_t)(name + 0x80);
}

static bool take(struct recent *r, struct list *l, const uint8_t *key, unsigned name)
{
	bool fresh;
	unsigned *value = recent_take(r, key, &fresh);
	bool good = fresh == !put_last(l, name) && *value == (fresh ? 0 : name + 1) &&
	    recent_at(r, recent_number(r, value)) == value;
	*value = name + 1;
	return good;
}

static bool find(struct recent *r, struct list *l, const uint8_t *key, unsigned name)
{
	unsigned *value = recent_find(r, key);
	bool there = take_out(l, name);
	if (there)
		l->names[l->count++] = name;
	return there ? value && *value == name + 1 : !value;
}

static bool remove_numbered(struct recent *r, const uint8_t *key)
{
	const void *value = recent_find(r, key);
	if (value)
		recent_remove_at(r, recent_number(r, value));
	return value;
}

static bool step(struct recent *r, struct list *l, size_t size, uint32_t random)
{
	uint8_t key[KEY_MOST];
	unsigned name = random >> 8 & 0xff, what = random >> 16 & 15;
	name %= what > 12 ? NAMES / 4 : NAMES;
	make_key(key, size, name);
	recent_ahead(r, key);
	if (what == 0 && random >> 20 & 1)
		return remove_numbered(r, key) == take_out(l, name);
	if (what == 0)
		return recent_remove(r, key) == take_out(l, name);
	if (what == 1) {
		recent_expire_oldest(r);
		if (l->count)
			take_out(l, l->names[0]);
		return true;
	}
	return what < 6 ? find(r, l, key, name) : take(r, l, key, name);
}

static bool agrees(const struct recent *r, const struct list *l)
{
	const unsigned *oldest = recent_oldest(r);
	return recent_count(r) == l->count && recent_evicted(r) == l->evicted &&
	    (l->count ? oldest && *oldest == l->names[0] + 1 : !oldest);
}

static void order_of_use(size_t size)
{
	enum { STEPS = 20000 };
	const struct recent_shape shape = { size, sizeof(unsigned), CAP, NULL };
	struct recent *r = recent_new(&shape, &(struct hash_key) { 3, 4 });
	struct list l = { .count = 0 };
	uint32_t random = 1, good = 0;
	for (unsigned i = 0; i < STEPS; i++) {
		random = random * 1664525u + 1013904223u;
		good += step(r, &l, size, random) && agrees(r, &l);
	}
	IS_NUMBER(good, STEPS, "keys of %zu bytes: a list says the same after every step", size);
	OK(l.evicted > 0, "some made room");
	recent_free(r);
}

/* The pair at each place of texts of each length, among letters that are half of it. */
static void pairs(void)
{
	enum { MOST = 40 };
	size_t good = 0, all = 0;
	for (size_t n = 2; n <= MOST; n++)
		for (size_t at = 0; at + 1 < n; at++, all++) {
			char text[MOST];
			memset(text, 'k', sizeof(text));
			text[at] = at % 2 ? 'n' : 'N';
			struct text t = { edge_copy(text, n), n };
			good += pair_find(t, 0, 'n', 'k') == at &&
			    pair_find(t, at, 'n', 'k') == at &&
			    pair_find(t, at + 1, 'n', 'k') == TEXT_NONE;
		}
	IS_NUMBER(good, all, "a pair is found where it stands, once");
	OK(pair_find(TEXT(""), 0, 'n', 'k') == TEXT_NONE, "not in an empty text");
	OK(pair_find(TEXT("n"), 0, 'n', 'k') == TEXT_NONE, "nor in half of it");
	OK(pair_find(TEXT("kn\0kn n k"), 0, 'n', 'k') == TEXT_NONE, "nor apart or exchanged");
}

enum { SIGHTED = 3000, KEPT = 2000 };

static struct sighting sighting_of(unsigned name, int64_t clock)
{
	return (struct sighting) { .key = hash_mix(name + 1), .clock = clock, .dport = 7 };
}

/* What is known of a key is where a plain list has it, or was put out by another: then that is said. */
static bool meet(struct firsts *f, int64_t list[SIGHTED], unsigned name, int64_t now)
{
	const struct sighting one = sighting_of(name, now);
	struct sighting found;
	bool known = list[name] && now - list[name] < KEPT;
	int64_t before = list[name];
	firsts_ahead(f, one.key);
	list[name] = now;
	if (firsts_add_new(f, &one))
		return !known;
	if (firsts_take(f, one.key, now, &found)) {
		list[name] = 0;
		return known && found.clock == before && found.dport == 7;
	}
	if (firsts_add(f, &one, &found))
		for (unsigned i = 0; i < SIGHTED; i++)
			if (sighting_of(i, 0).key == found.key)
				list[i] = 0;
	return !known;
}

static void first_sightings(void)
{
	enum { STEPS = 100000 };
	struct firsts *f = firsts_new(KEPT);
	int64_t list[SIGHTED] = { 0 };
	uint32_t random = 1, good = 0;
	for (unsigned i = 1; i <= STEPS; i++) {
		random = random * 1664525u + 1013904223u;
		good += meet(f, list, (random >> 8) % SIGHTED, i);
	}
	IS_NUMBER(good, STEPS, "first sightings: a list says the same at every step");
	IS_NUMBER(firsts_evicted(f), 0, "none made room");
	firsts_free(f);
}

/* As many as have room, and some: all at one time. */
static void too_many_sightings(void)
{
	enum { MORE = 1000 };
	struct firsts *f = firsts_new(KEPT);
	struct sighting other;
	unsigned displaced = 0;
	for (unsigned i = 0; i < FIRSTS + MORE; i++) {
		const struct sighting one = sighting_of(i, 1);
		if (!firsts_add_new(f, &one))
			displaced += firsts_add(f, &one, &other);
	}
	OK(displaced < FIRSTS / 50, "few find no room beside others");
	IS_NUMBER(firsts_take(f, sighting_of(0, 1).key, 1, &other), false, "the oldest made room");
	OK(firsts_evicted(f) > MORE * 9 / 10 && firsts_evicted(f) <= MORE, "which is counted");
	OK(firsts_take(f, sighting_of(FIRSTS + MORE - 1, 1).key, 1, &other), "the newest is there");
	OK(!firsts_take(f, other.key, 1, &other), "and was forgotten by that");
	firsts_free(f);
}

static void sightings_elsewhere(void)
{
	struct firsts *f = firsts_new(KEPT);
	struct sighting one = sighting_of(1, 1), other;
	OK(!firsts_add_new(f, &one), "a table that holds nothing yet says no");
	OK(!firsts_add(f, &one, &other), "one is added");
	OK(!firsts_add_new(f, &one), "it may be known");
	OK(firsts_take(f, one.key, 1, &other), "it is");
	firsts_elsewhere(f, one.key, true);
	OK(!firsts_add_new(f, &one), "kept elsewhere, it may be known");
	firsts_elsewhere(f, one.key, false);
	OK(firsts_add_new(f, &one), "no longer");
	firsts_free(f);
}

int main(void)
{
	static const size_t sizes[] = { 3, 8, 9, 16, 17, 34, 40 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		order_of_use(sizes[i]);
	first_sightings();
	too_many_sightings();
	sightings_elsewhere();
	pairs();
	return check_done();
}
