/* Groups that never left memory, put together as threats. threats.md 3. */
#include <config.h>

#include <stdlib.h>

#include "base/limits.h"
#include "case/tally_private.h"

enum { NO_GROUP = UINT32_MAX };

bool tally_in_memory(const struct tally *t)
{
	return !t->spilled;
}

static bool joins_flood(const struct tally *t, const struct group *g)
{
	return !g->suppressed && g->kind != THREAT_DNS_EXHAUSTION &&
	    t->norm_list[g->norm].sources > LIMIT_FLOOD_SOURCES;
}

/* The key of its threat. Valid until the next call. */
static struct text key_of(struct tally *t, uint32_t number, enum threat_kind *kind)
{
	const struct group *g = &t->groups[number];
	*kind = g->kind;
	if (!joins_flood(t, g))
		return text_from(intern_text(t->keys, number), KEY_HEAD);
	buf_clear(&t->cell);
	*kind = threat_key(
	    &t->cell, TEXT(""), intern_text(t->norms, g->norm), TEXT(""), TEXT(""), true);
	return buf_text(&t->cell);
}

/* Kinds and suppressed groups apart. */
static uint32_t number_threat(struct tally *t, struct intern *threats, uint32_t group, bool *fresh)
{
	enum threat_kind kind;
	struct text key = key_of(t, group, &kind);
	buf_clear(&t->text);
	buf_char(&t->text, (char)('0' + (int)kind + (t->groups[group].suppressed ? 8 : 0)));
	buf_add(&t->text, key);
	return intern_add(threats, buf_text(&t->text), fresh);
}

/* The group belongs to the threat of another, which is behind that one. */
static void move(struct tally *t, uint32_t behind, uint32_t group, struct sqlite3_stmt *insert)
{
	t->groups[group].threat = t->groups[behind].threat;
	t->groups[behind].next = group;
	db_bind_count(insert, 1, t->groups[group].id);
	db_bind_count(insert, 2, t->groups[group].threat);
	db_run(t->db, insert);
}

bool tally_join(struct tally *t)
{
	uint32_t count = intern_count(t->keys);
	uint32_t *last = xmalloc((count + 1) * sizeof(*last)); /* group of each threat */
	struct intern *threats = intern_new(&t->key);
	struct sqlite3_stmt *insert = db_prepare(t->db, "INSERT INTO moved VALUES (?, ?)");
	for (uint32_t i = 0; i < count; i++) {
		bool fresh;
		uint32_t threat = number_threat(t, threats, i, &fresh);
		t->groups[i].threat = t->groups[i].id;
		t->groups[i].next = NO_GROUP;
		if (!fresh)
			move(t, last[threat], i, insert);
		last[threat] = i;
	}
	bool moved = intern_count(threats) < count;
	db_finish(insert);
	intern_free(threats);
	free(last);
	seen_save(t->seen, t->addresses, NULL);
	t->begun = 0;
	t->next = NO_GROUP;
	return moved;
}

/* The next group that no other one comes before. */
static uint32_t next_first(struct tally *t)
{
	while (t->begun < intern_count(t->keys)) {
		uint32_t i = t->begun++;
		if (t->groups[i].threat == t->groups[i].id)
			return i;
	}
	return NO_GROUP;
}

bool tally_next(struct tally *t, struct partial *out)
{
	uint32_t i = t->next == NO_GROUP ? next_first(t) : t->next;
	enum threat_kind kind;
	if (i == NO_GROUP)
		return false;
	t->next = t->groups[i].next;
	tally_make_partial(t, i, out);
	out->threat = t->groups[i].threat;
	out->key = key_of(t, i, &kind);
	out->kind = kind;
	return true;
}
