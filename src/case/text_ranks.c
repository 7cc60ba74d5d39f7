/* Ranks of texts: all of them read, sorted and numbered, in small steps. */
#include <config.h>

#include "case/text_ranks.h"

#include <stdlib.h>

#include "case/listing_key.h"
#include "case/sorter.h"

enum {
	BATCH = 64,
	MOST = 20 << 20, /* texts: their ranks take 80 MiB */
	SORT_MEMORY = 48 << 20,
};

struct text_ranks {
	struct db *db;
	bool addresses, failed;
	struct sqlite3_stmt *texts; /* NULL when all were read */
	struct sorter *sorter;      /* NULL when all have their rank */
	uint32_t *ranks, last;
	uint64_t count, seen, ranked;
};

struct text_ranks *text_ranks_new(struct case_file *c, bool addresses)
{
	uint64_t most = 0;
	struct sqlite3_stmt *s = db_prepare(c->db, "SELECT max(id) FROM text");
	if (db_row(c->db, s))
		most = db_count(s, 0);
	db_finish(s);
	if (most > MOST)
		return NULL;
	struct text_ranks *r = xcalloc(1, sizeof(*r));
	r->db = c->db;
	r->addresses = addresses;
	r->count = most;
	r->ranks = xcalloc(most + 1, sizeof(*r->ranks));
	r->sorter = sorter_new(SORT_MEMORY, false);
	r->texts = db_prepare(c->db, "SELECT id, value FROM text ORDER BY id");
	return r;
}

void text_ranks_free(struct text_ranks *r)
{
	if (!r)
		return;
	db_finish(r->texts);
	sorter_free(r->sorter);
	free(r->ranks);
	free(r);
}

static void read_batch(struct text_ranks *r)
{
	uint8_t key[SORTER_KEY];
	size_t left = BATCH;
	for (; left && db_row(r->db, r->texts); left--) {
		uint64_t number = db_count(r->texts, 0);
		struct text t = db_text(r->texts, 1);
		sorter_add(r->sorter, key, listing_text_key(t, r->addresses, key), number);
		r->seen = number <= r->count ? number : r->count;
	}
	if (!left)
		return;
	db_finish(r->texts);
	r->texts = NULL;
	r->seen = r->count;
	sorter_merge(r->sorter);
}

static void rank_batch(struct text_ranks *r)
{
	uint64_t number;
	bool same;
	size_t left = BATCH;
	for (; left && sorter_next(r->sorter, &number, &same); left--) {
		r->last += !same;
		r->ranked++;
		if (number <= r->count)
			r->ranks[number] = r->last;
	}
	r->failed = sorter_failed(r->sorter);
	if (!left)
		return;
	sorter_free(r->sorter);
	r->sorter = NULL;
}

bool text_ranks_step(struct text_ranks *r)
{
	if (r->texts)
		read_batch(r);
	else if (r->sorter)
		rank_batch(r);
	return r->sorter && !r->failed && !db_failed(r->db);
}

bool text_ranks_failed(const struct text_ranks *r)
{
	return r->failed;
}

void text_ranks_progress(const struct text_ranks *r, uint64_t *seen, uint64_t *total)
{
	*seen = r->seen + (r->ranked < r->count ? r->ranked : r->count);
	*total = 2 * r->count;
	if (!r->sorter)
		*seen = *total;
}

uint32_t text_ranks_get(const struct text_ranks *r, uint64_t number)
{
	return number <= r->count ? r->ranks[number] : 0;
}
