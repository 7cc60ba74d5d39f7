/* Hits as rows. */
#include <config.h>

#include "case/hit_table.h"

#include <stdlib.h>

#include "base/intern.h"

struct hit_table {
	struct db *db;
	struct hash_key key;
	struct intern *in;
	uint64_t base;             /* number of the first one in memory */
	enum severity *severities; /* by number in memory */
	size_t room;
	uint32_t last;
	struct buf packed;
	struct sqlite3_stmt *insert;
};

struct hit_table *hit_table_new(struct db *d, const struct hash_key *key)
{
	struct hit_table *h = xcalloc(1, sizeof(*h));
	h->db = d;
	h->key = *key;
	h->in = intern_new(key);
	h->base = 1;
	buf_init(&h->packed, SIZE_MAX / 4);
	h->insert = db_prepare(d, "INSERT INTO hit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
	return h;
}

void hit_table_free(struct hit_table *h)
{
	if (!h)
		return;
	intern_free(h->in);
	free(h->severities);
	buf_free(&h->packed);
	free(h);
}

static struct text rule_of(const struct event *e)
{
	return e->hit.rule ? text_of(e->hit.rule) : TEXT("");
}

/* Numbers and lengths first: no two hits are packed into the same bytes. */
static struct text pack(struct hit_table *h, const struct event *e)
{
	const struct text texts[] = { e->hit.info, e->hit.reference, rule_of(e), e->hit.citation,
		e->hit.suppressed };
	const uint64_t head[] = { e->hit.type, e->threshold, texts[0].n, texts[1].n, texts[2].n,
		texts[3].n };
	buf_clear(&h->packed);
	buf_add(&h->packed, (struct text) { (const char *)head, sizeof(head) });
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		buf_add(&h->packed, texts[i]);
	return buf_text(&h->packed);
}

static void insert(
    struct hit_table *h, uint64_t number, const struct event *e, enum severity severity)
{
	db_bind_count(h->insert, 1, number);
	db_bind(h->insert, 2, e->hit.type);
	db_bind_text(h->insert, 3, e->hit.info);
	db_bind_text(h->insert, 4, e->hit.reference);
	db_bind(h->insert, 5, severity);
	db_bind_text(h->insert, 6, rule_of(e));
	db_bind_count(h->insert, 7, e->threshold);
	if (e->hit.suppressed.n)
		db_bind_text(h->insert, 8, e->hit.suppressed);
	else
		db_bind_null(h->insert, 8);
	db_bind_text(h->insert, 9, e->hit.citation);
	db_run(h->db, h->insert);
}

uint64_t hit_table_add(struct hit_table *h, const struct event *e, size_t bound)
{
	bool fresh;
	if (intern_size(h->in) > bound) {
		h->base += intern_count(h->in);
		intern_free(h->in);
		h->in = intern_new(&h->key);
	}
	h->last = intern_add(h->in, pack(h, e), &fresh);
	h->severities = grow(h->severities, h->last, &h->room, sizeof(*h->severities));
	if (fresh) {
		h->severities[h->last] = severity_of(e->hit.info, e->hit.reference);
		insert(h, h->base + h->last, e, h->severities[h->last]);
	}
	return h->base + h->last;
}

enum severity hit_table_severity(const struct hit_table *h)
{
	return h->severities[h->last];
}
