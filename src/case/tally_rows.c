/* Groups as partial counts, and those as rows. */
#include <config.h>

#include "case/tally_private.h"

static const char tables[] =
    "CREATE TEMP TABLE tally (id INTEGER PRIMARY KEY, key, norm, kind INTEGER,"
    " suppressed INTEGER, events INTEGER, kept INTEGER, first INTEGER, last INTEGER,"
    " frame INTEGER, input INTEGER, hit INTEGER, trail INTEGER, severity INTEGER,"
    " several INTEGER, src, sport, dst, dport, proto, bins)";

void tally_prepare_rows(struct tally *t, bool growing)
{
	db_exec(t->db, tables);
	if (growing) {
		db_exec(t->db,
		    "CREATE INDEX temp.tally_key ON tally (key, kind, suppressed, id);"
		    "CREATE INDEX temp.tally_norm ON tally (norm)");
		t->changed = db_prepare(t->db, "INSERT OR IGNORE INTO changed VALUES (?)");
	}
	t->insert = db_prepare(t->db,
	    "INSERT OR REPLACE INTO tally VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

static struct text pack_bins(struct tally *t, const struct group *g)
{
	if (!g->older_count)
		return (struct text) { (const char *)&g->bin, sizeof(g->bin) };
	buf_clear(&t->text);
	buf_add(
	    &t->text, (struct text) { (const char *)g->older, g->older_count * sizeof(g->bin) });
	buf_add(&t->text, (struct text) { (const char *)&g->bin, sizeof(g->bin) });
	return buf_text(&t->text);
}

void tally_make_partial(struct tally *t, uint32_t number, struct partial *out)
{
	const struct group *g = &t->groups[number];
	*out = (struct partial) { .threat = g->id,
		.id = g->id,
		.key = text_from(intern_text(t->keys, number), KEY_HEAD),
		.kind = g->kind,
		.suppressed = g->suppressed,
		.events = g->count,
		.kept = g->kept,
		.first = g->first,
		.last = g->last,
		.frame = g->frame,
		.input = g->input,
		.hit = g->hit,
		.trail = g->trail,
		.severity = g->severity,
		.several = g->several,
		.bins = pack_bins(t, g) };
	for (enum value_field i = 0; i < VALUE_FIELDS; i++)
		out->values[i] = value_of(i, g->values[i], t->addresses);
}

static void write_partial(struct tally *t, const struct partial *p, struct text norm)
{
	struct sqlite3_stmt *s = t->insert;
	int at = 1;
	db_bind_count(s, at++, p->id);
	db_bind_text(s, at++, p->key);
	db_bind_text(s, at++, norm);
	db_bind(s, at++, p->kind);
	db_bind(s, at++, p->suppressed);
	db_bind_count(s, at++, p->events);
	db_bind_count(s, at++, p->kept);
	db_bind(s, at++, p->first);
	db_bind(s, at++, p->last);
	db_bind_count(s, at++, p->frame);
	db_bind_count(s, at++, p->input);
	db_bind_count(s, at++, p->hit);
	db_bind_count(s, at++, p->trail);
	db_bind(s, at++, p->severity);
	db_bind(s, at++, p->several);
	for (size_t i = 0; i < VALUE_FIELDS; i++)
		value_bind(s, at++, &p->values[i]);
	db_bind_blob(s, at, p->bins.s, p->bins.n);
	db_run(t->db, s);
	db_bind_count(t->changed, 1, p->id);
	db_run(t->db, t->changed);
}

void tally_save(struct tally *t)
{
	seen_save(t->seen, t->addresses, t->norms);
	for (uint32_t i = 0; i < intern_count(t->keys); i++) {
		struct group *g = &t->groups[i];
		struct partial p;
		if (g->saved == g->count)
			continue;
		tally_make_partial(t, i, &p);
		write_partial(t, &p, intern_text(t->norms, g->norm));
		g->saved = g->count;
	}
}
