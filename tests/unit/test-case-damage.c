/* Cases with damaged pages: what is read of them ends with a message or with rows, never otherwise. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "case/listing.h"
#include "check.h"
#include "golden-case.h"

enum { LARGEST = 8 << 20, PAGE = 4096, ROUNDS = 25, MORE = 700, SHOWN = 6 };

static const char path[] = "test-case-damage.case";
static uint8_t whole[LARGEST], damaged[LARGEST];
static size_t length;

static void make_case(bool growing)
{
	struct fault fault = { "" };
	struct case_options options = { .path = path,
		.force = true,
		.growing = growing,
		.sensor = TEXT("s"),
		.key = { 1, 2 } };
	struct feed f = { case_create(&options, &fault), 0 };
	char trail[64];
	if (!f.c)
		abort();
	case_name_input(f.c, 0, TEXT("a.pcap"));
	feed_golden(&f);
	for (int i = 0; i < MORE; i++) {
		snprintf(trail, sizeof(trail), "t%d.example", i % 300);
		feed(&f, i, i % 2 ? "10.9.0.1" : "2001:db8::1", "9.9.9.9", (uint16_t)i, 443, 6,
		    EVENT_URL, trail, "phishing", "feed");
	}
	case_publish(f.c, DAY_BEGIN, DAY_BEGIN + 1);
	if (!growing && !case_finish(f.c, DAY_BEGIN, DAY_BEGIN + 1, &fault))
		abort();
	case_free(f.c);
	FILE *file = fopen(path, "rb");
	if (!file)
		abort();
	length = fread(whole, 1, sizeof(whole), file);
	fclose(file);
}

static void remove_case(void)
{
	unlink(path);
	unlink("test-case-damage.case-wal");
	unlink("test-case-damage.case-shm");
	unlink("test-case-damage.case.triage");
}

/* Of some pages but the first: a byte, all of it, or another page in its place. */
static void damage(uint64_t seed)
{
	size_t pages = length / PAGE;
	memcpy(damaged, whole, length);
	for (uint64_t i = 0; i < 1 + seed % 3; i++) {
		uint64_t r = hash_mix(seed * 100 + i + 1);
		uint8_t *page = damaged + (1 + r % (pages - 1)) * PAGE;
		if (r >> 32 & 1)
			page[(r >> 40) % PAGE] ^= (uint8_t)(1 + (r >> 56));
		else if (r >> 33 & 1)
			memcpy(page, damaged + (r >> 40) % pages * PAGE, PAGE);
		else
			for (size_t k = 0; k < PAGE; k++)
				page[k] = (uint8_t)hash_mix(r + k);
	}
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(damaged, 1, length, file) != length)
		abort();
	fclose(file);
}

/* True where there was a fault, which has words. */
static bool look(struct case_file *c, const struct listing_options *o)
{
	struct arena arena = { 0 };
	struct fault f;
	struct listing *l = listing_new(c, o);
	size_t steps = 0;
	while (listing_step(l, 0) && ++steps < 100000)
		continue;
	bool fault = listing_fault(l) != NULL;
	if (steps == 100000 || (fault && !listing_fault(l)->text[0]))
		OK(false, "a listing ends, and says why");
	for (size_t i = 0; i < listing_count(l) && i < SHOWN; i++) {
		uint64_t row = listing_row(l, i * (listing_count(l) / SHOWN + 1));
		struct case_threat t;
		struct case_event e;
		bool there = o->of == LISTING_THREATS ? case_threat_at(c, row, &arena, &t, &f)
						      : case_event_at(c, row, &arena, &e, &f);
		fault |= !there && f.text[0];
		listing_place(l, row);
		arena_reset(&arena);
	}
	listing_free(l);
	arena_free(&arena);
	return fault;
}

static bool look_all(struct case_file *c)
{
	bool fault = false;
	struct query *q = query_parse(TEXT("9.9 or dir:in tag:x"));
	for (int key = LISTING_WORST; key <= LISTING_TAGS; key += 3) {
		struct listing_options o = { .key = (enum listing_key)key };
		fault |= look(c, &o);
		o.of = LISTING_EVENTS;
		fault |= look(c, &o);
		o.query = q;
		fault |= look(c, &o);
		o.of = LISTING_THREATS;
		fault |= look(c, &o);
	}
	fault |= look(c, &(struct listing_options) { .of = LISTING_EVENTS, .threat = 3 });
	case_threat_row(c, TEXT("fe22c5F0"));
	case_event_row(c, TEXT("0123456789abcdef"));
	query_free(q);
	return fault;
}

static void rounds(bool growing)
{
	size_t refused = 0, faults = 0, read = 0;
	make_case(growing);
	OK(length > (size_t)8 * PAGE && length < sizeof(whole), "a case of some pages");
	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		struct fault f = { "" };
		damage(seed);
		struct case_file *c = case_open(path, &f);
		if (!c) {
			refused++;
			if (!f.text[0])
				OK(false, "refused without a word");
			continue;
		}
		if (look_all(c))
			faults++;
		else
			read++;
		case_free(c);
	}
	OK(faults > 0, "%zu of %d damaged cases have a fault", faults, (int)ROUNDS);
	OK(read > 0, "%zu of them are read to their ends, %zu are refused", read, refused);
	remove_case();
}

int main(void)
{
	rounds(false);
	rounds(true);
	return check_done();
}
