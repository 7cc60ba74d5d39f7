/* Who says what of a trail: runs of trails from one origin, and the claims that did not win. */
#include <config.h>

#include "trails/reader.h"

/* One of the numbers that an element is made of; 0 where there is no such element. */
static uint32_t number_of(
    const struct store *s, enum section section, size_t size, size_t element, size_t i)
{
	const uint8_t *p = store_element(s, section, element, size);
	return p ? load_le32(p + 4 * i) : 0;
}

/* How many elements of a section begin with a number below, or equal to, that. */
static size_t count_until(
    const struct store *s, enum section section, size_t size, uint32_t number, bool equal)
{
	size_t from = 0, to = s->part[section].n / size;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		uint32_t there = number_of(s, section, size, middle, 0);
		if (there < number || (equal && there == number))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static struct store_claim claim_of(
    const struct store *s, uint32_t pair_number, uint32_t origin_number, uint32_t line)
{
	const uint8_t *pair = store_element(s, SECTION_PAIRS, pair_number, PAIR_SIZE),
		      *origin = store_element(s, SECTION_ORIGINS, origin_number, ORIGIN_SIZE);
	return (struct store_claim) { .info = store_word(s, pair),
		.reference = store_word(s, pair ? pair + 8 : NULL),
		.citation = store_word(s, origin ? origin + 4 : NULL),
		.source = origin ? load_le32(origin) : 0,
		.line = line };
}

static struct store_claim standing(const struct store *s, uint32_t number)
{
	uint32_t pair = number_of(s, SECTION_RECORDS, RECORD_SIZE, number, 1) &
	    ((UINT32_C(1) << RECORD_PAIR_BITS) - 1);
	size_t run = count_until(s, SECTION_RUNS, RUN_SIZE, number, true);
	if (run == 0)
		return claim_of(s, pair, UINT32_MAX, 0);
	uint32_t first = number_of(s, SECTION_RUNS, RUN_SIZE, run - 1, 0),
		 origin = number_of(s, SECTION_RUNS, RUN_SIZE, run - 1, 1),
		 line = number_of(s, SECTION_RUNS, RUN_SIZE, run - 1, 2);
	return claim_of(s, pair, origin, line ? line + number - first : 0);
}

static struct store_claim claim_at(const struct store *s, size_t i)
{
	return claim_of(s, number_of(s, SECTION_CLAIMS, CLAIM_SIZE, i, 1),
	    number_of(s, SECTION_CLAIMS, CLAIM_SIZE, i, 2),
	    number_of(s, SECTION_CLAIMS, CLAIM_SIZE, i, 3));
}

size_t store_claims(const struct store *s, uint32_t number, struct store_claim *out, size_t room)
{
	if (number >= s->count)
		return 0;
	size_t from = count_until(s, SECTION_CLAIMS, CLAIM_SIZE, number, false),
	       to = count_until(s, SECTION_CLAIMS, CLAIM_SIZE, number, true);
	if (room > 0)
		out[0] = standing(s, number);
	for (size_t i = from; i < to && i - from + 1 < room; i++)
		out[i - from + 1] = claim_at(s, i);
	return to - from + 1;
}

struct text trail_citation(const struct trail *t)
{
	if (!t->store || t->number >= t->store->count)
		return (struct text) { NULL, 0 };
	struct text citation = standing(t->store, t->number).citation;
	size_t i = count_until(t->store, SECTION_CLAIMS, CLAIM_SIZE, t->number, false);
	for (; citation.n == 0 &&
	     number_of(t->store, SECTION_CLAIMS, CLAIM_SIZE, i, 0) == t->number &&
	     i < t->store->part[SECTION_CLAIMS].n / CLAIM_SIZE;
	     i++)
		citation = claim_at(t->store, i).citation;
	return citation;
}
