/* A set of distinct values in bounded memory. */
#include <config.h>

#include "case/seen.h"

#include <stdlib.h>

enum { FIELD_SOURCE = VALUE_FIELDS };

struct entry {
	uint64_t owner; /* a group, or the number of a normalised trail */
	uint32_t value;
	uint16_t field; /* 1 more, so that 0 is an empty slot */
	bool saved;     /* it is a row */
};

struct seen {
	struct db *db;
	struct hash_key key;
	struct entry *slots;
	size_t mask, count;
	struct sqlite3_stmt *insert, *insert_source;
};

struct seen *seen_new(struct db *d, const struct hash_key *key, bool growing)
{
	struct seen *s = xcalloc(1, sizeof(*s));
	s->db = d;
	s->key = *key;
	s->mask = 255;
	s->slots = xcalloc(s->mask + 1, sizeof(*s->slots));
	db_exec(d,
	    growing
		? "CREATE TEMP TABLE source (norm, cell, PRIMARY KEY (norm, cell)) WITHOUT ROWID"
		: "CREATE TEMP TABLE source (norm, cell)");
	s->insert = db_prepare(d, "INSERT OR IGNORE INTO threat_value VALUES (?, ?, ?)");
	s->insert_source = db_prepare(d, "INSERT OR IGNORE INTO source VALUES (?, ?)");
	return s;
}

void seen_free(struct seen *s)
{
	if (!s)
		return;
	free(s->slots);
	free(s);
}

static struct entry *slot_of(const struct seen *s, const struct entry *e)
{
	uint64_t hash = hash_mix(e->owner ^ s->key.k0);
	hash = hash_mix(hash ^ s->key.k1 ^ ((uint64_t)e->field << 32 | e->value));
	size_t i = hash & s->mask;
	while (s->slots[i].field) {
		struct entry *at = &s->slots[i];
		if (at->owner == e->owner && at->value == e->value && at->field == e->field)
			break;
		i = (i + 1) & s->mask;
	}
	return &s->slots[i];
}

static void widen(struct seen *s)
{
	struct entry *old = s->slots;
	size_t n = s->mask + 1;
	s->mask = s->mask * 2 + 1;
	s->slots = xcalloc(s->mask + 1, sizeof(*s->slots));
	for (size_t i = 0; i < n; i++)
		if (old[i].field)
			*slot_of(s, &old[i]) = old[i];
	free(old);
}

static bool add(struct seen *s, struct entry e)
{
	struct entry *at = slot_of(s, &e);
	if (at->field)
		return false;
	*at = e;
	if (++s->count > s->mask / 4 * 3)
		widen(s);
	return true;
}

void seen_add(struct seen *s, uint64_t group, enum value_field field, uint32_t value)
{
	add(s, (struct entry) { group, value, (uint16_t)(field + 1), false });
}

bool seen_add_source(struct seen *s, uint32_t norm, uint32_t cell)
{
	return add(s, (struct entry) { norm, cell, FIELD_SOURCE + 1, false });
}

size_t seen_memory(const struct seen *s)
{
	return s->count * 2 * sizeof(*s->slots);
}

static void flush_source(struct seen *s, struct text norm, struct text cell)
{
	db_bind_text(s->insert_source, 1, norm);
	db_bind_blob(s->insert_source, 2, cell.s, cell.n);
	db_run(s->db, s->insert_source);
}

static void flush_value(struct seen *s, const struct entry *e, const struct intern *addresses)
{
	enum value_field field = e->field - 1;
	struct value value = value_of(field, e->value, addresses);
	db_bind_count(s->insert, 1, e->owner);
	db_bind(s->insert, 2, field);
	value_bind(s->insert, 3, &value);
	db_run(s->db, s->insert);
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* Copies of those that are no rows yet, in order: rows then go in where the last one went. The caller
 * frees them. */
static struct entry *list_unsaved(struct seen *s, bool sources, size_t *count)
{
	struct entry *list = xmalloc((s->count + 1) * sizeof(*list));
	size_t n = 0;
	for (size_t i = 0; i <= s->mask; i++) {
		struct entry *e = &s->slots[i];
		if (!e->field || e->saved || (e->field == FIELD_SOURCE + 1 && !sources))
			continue;
		e->saved = true;
		list[n++] = *e;
	}
	qsort(list, n, sizeof(*list), compare);
	*count = n;
	return list;
}

void seen_save(struct seen *s, const struct intern *addresses, const struct intern *norms)
{
	size_t n;
	struct entry *list = list_unsaved(s, norms != NULL, &n);
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = &list[i];
		if (e->field == FIELD_SOURCE + 1)
			flush_source(s, intern_text(norms, (uint32_t)e->owner),
			    intern_text(addresses, e->value));
		else
			flush_value(s, e, addresses);
	}
	free(list);
}

void seen_flush(struct seen *s, const struct intern *addresses, const struct intern *norms)
{
	seen_save(s, addresses, norms);
	s->count = 0;
	memset(s->slots, 0, (s->mask + 1) * sizeof(*s->slots));
}
