/* Ignore rules by what they leave open: an event asks once for each combination that some rule has. detection.md 5.4. */
#include <config.h>

#include "trails/ignore.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/limits.h"
#include "base/memory.h"

enum { FIELDS = 4, OPENINGS = 1 << FIELDS, KEY_MOST = 2 * LIMIT_TRAIL_KEY };

struct rule {
	struct text said;            /* "RULE (PLACE)" */
	struct address addresses[2]; /* none where a field is no address */
	bool of_any;                 /* both are left open */
};

struct ignores {
	struct arena arena;
	struct intern *keys; /* which fields are open, then the others; numbered as the rules */
	struct rule *rules;
	size_t room;
	bool there[OPENINGS]; /* whether a rule leaves just these fields open */
};

struct ignores *ignores_new(void)
{
	struct ignores *g = xcalloc(1, sizeof(*g));
	const struct hash_key key = { 3,
		5 }; /* only who asks is hostile, and nothing of that is kept */
	g->keys = intern_new(&key);
	return g;
}

void ignores_free(struct ignores *g)
{
	if (!g)
		return;
	intern_free(g->keys);
	arena_free(&g->arena);
	free(g->rules);
	free(g);
}

/* False where it does not fit; no rule is that long. */
static bool put_key(struct buf *out, unsigned open, const struct text field[FIELDS])
{
	buf_clear(out);
	buf_char(out, (char)('A' + (int)open));
	for (unsigned i = 0; i < FIELDS; i++) {
		if (!(open >> i & 1))
			buf_add(out, field[i]);
		buf_char(out, ';');
	}
	return !out->over;
}

/* An address in whatever spelling, also before that of who forwarded it, in ours. */
static struct text plain_address(struct buf *out, struct text field, struct address *a)
{
	char text[ADDRESS_TEXT];
	struct text rest = field, first = text_split(&rest, ',');
	*a = (struct address) { .version = 0 };
	if (!address_parse(first, a))
		return field;
	buf_clear(out);
	buf_add(out, (struct text) { text, address_text(a, text) });
	if (rest.s) {
		*a = (struct address) { .version = 0 };
		buf_char(out, ',');
		buf_add(out, rest);
	}
	return buf_text(out);
}

static struct text say(struct ignores *g, struct text rule, struct text place)
{
	struct buf said;
	buf_init(&said, KEY_MOST);
	buf_add(&said, rule);
	buf_add(&said, TEXT(" ("));
	buf_add(&said, place);
	buf_char(&said, ')');
	struct text kept = arena_text(&g->arena, buf_text(&said));
	buf_free(&said);
	return kept;
}

void ignores_add(struct ignores *g, struct text rule, struct text place)
{
	struct text field[FIELDS], rest = rule;
	struct address addresses[2];
	struct buf room[2], key;
	unsigned open = 0;
	bool fresh = false;
	for (unsigned i = 0; i < FIELDS; i++) {
		field[i] = text_split(&rest, i + 1 < FIELDS ? ';' : '\0');
		open |= (unsigned)text_is(field[i], TEXT("*")) << i;
	}
	buf_init(&room[0], KEY_MOST);
	buf_init(&room[1], KEY_MOST);
	buf_init(&key, KEY_MOST);
	field[0] = plain_address(&room[0], field[0], &addresses[0]);
	field[2] = plain_address(&room[1], field[2], &addresses[1]);
	uint32_t number = UINT32_MAX;
	if (put_key(&key, open, field))
		number = intern_add(g->keys, buf_text(&key), &fresh);
	if (fresh) {
		g->rules = grow(g->rules, number, &g->room, sizeof(*g->rules));
		g->rules[number] = (struct rule) { say(g, rule, place),
			{ addresses[0], addresses[1] }, (open & 5) == 5 };
		g->there[open] = true;
	}
	buf_free(&room[0]);
	buf_free(&room[1]);
	buf_free(&key);
}

static void put_port(struct buf *out, const uint16_t *port)
{
	if (port)
		buf_number(out, *port);
	else
		buf_char(out, '-');
}

static void put_field(struct buf *out, unsigned i, const struct ignore_ends *e)
{
	char text[ADDRESS_TEXT];
	if (i % 2) {
		put_port(out, e->ports ? &e->ports[i / 2] : NULL);
		return;
	}
	buf_add(out, (struct text) { text, address_text(i ? &e->dst : &e->src, text) });
	if (i == 0 && e->forwarded.n) {
		buf_char(out, ',');
		buf_add(out, e->forwarded);
	}
}

struct text ignores_find(const struct ignores *g, const struct ignore_ends *e)
{
	struct buf fields[FIELDS], key;
	struct text field[FIELDS];
	uint32_t best = UINT32_MAX;
	if (intern_count(g->keys) == 0)
		return (struct text) { NULL, 0 };
	for (unsigned i = 0; i < FIELDS; i++) {
		buf_init(&fields[i], KEY_MOST);
		put_field(&fields[i], i, e);
		field[i] = buf_text(&fields[i]);
	}
	buf_init(&key, KEY_MOST);
	for (unsigned open = 0; open < OPENINGS; open++) {
		if (!g->there[open] || !put_key(&key, open, field))
			continue;
		uint32_t number = intern_find(g->keys, buf_text(&key));
		best = number < best ? number : best;
	}
	buf_free(&key);
	for (unsigned i = 0; i < FIELDS; i++)
		buf_free(&fields[i]);
	return best < UINT32_MAX ? g->rules[best].said : (struct text) { NULL, 0 };
}

struct text ignores_naming(const struct ignores *g, const struct address *a, size_t *at)
{
	while (*at < intern_count(g->keys)) {
		const struct rule *r = &g->rules[(*at)++];
		if (r->of_any || address_is(a, &r->addresses[0]) || address_is(a, &r->addresses[1]))
			return r->said;
	}
	return (struct text) { NULL, 0 };
}
