/* Groups of events in bounded memory. threats.md 3. */
#include <config.h>

#include "case/tally_private.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"

enum { ADDRESS_CELL = 255 }; /* first byte of a stored cell that is no single address */

static void begin_interning(struct tally *t)
{
	t->keys = intern_new(&t->key);
	t->norms = intern_new(&t->key);
	t->addresses = intern_new(&t->key);
}

static void end_interning(struct tally *t)
{
	intern_free(t->keys);
	intern_free(t->norms);
	intern_free(t->addresses);
}

struct tally *tally_new(struct db *d, const struct hash_key *key, bool growing)
{
	struct tally *t = xcalloc(1, sizeof(*t));
	t->db = d;
	t->key = *key;
	begin_interning(t);
	buf_init(&t->cell, SIZE_MAX / 4);
	buf_init(&t->norm, SIZE_MAX / 4);
	buf_init(&t->text, SIZE_MAX / 4);
	tally_prepare_rows(t, growing);
	t->seen = seen_new(d, key, growing);
	return t;
}

static void drop_groups(struct tally *t)
{
	for (size_t i = 0; i < intern_count(t->keys); i++)
		free(t->groups[i].older);
	t->bin_bytes = 0;
}

void tally_free(struct tally *t)
{
	if (!t)
		return;
	drop_groups(t);
	end_interning(t);
	seen_free(t->seen);
	free(t->groups);
	free(t->norm_list);
	free(t->address_texts);
	buf_free(&t->cell);
	buf_free(&t->norm);
	buf_free(&t->text);
	free(t);
}

static int64_t floor_to(int64_t v, int64_t width)
{
	return (v / width - (v % width < 0)) * width;
}

static void add_older(struct tally *t, struct group *g)
{
	size_t room = g->older_room;
	g->older = grow(g->older, g->older_count, &g->older_room, sizeof(*g->older));
	g->older[g->older_count++] = g->bin;
	t->bin_bytes += (g->older_room - room) * sizeof(*g->older);
}

/* Sources are counted anew: what was seen before is no longer in memory. */
static void flush_seen(struct tally *t)
{
	seen_flush(t->seen, t->addresses, t->norms);
	for (size_t i = 0; i < intern_count(t->norms); i++)
		if (t->norm_list[i].sources <= LIMIT_FLOOD_SOURCES)
			t->norm_list[i].sources = 0;
	t->spilled = true;
}

void tally_flush(struct tally *t)
{
	flush_seen(t);
	tally_save(t);
	drop_groups(t);
	t->flushed += intern_count(t->keys);
	end_interning(t);
	begin_interning(t);
}

struct text tally_key(const struct tally *t, const struct group *g)
{
	uint32_t number = (uint32_t)(g->id - t->flushed - 1);
	return text_from(intern_text(t->keys, number), KEY_HEAD);
}

uint64_t tally_groups(const struct tally *t)
{
	return t->flushed + intern_count(t->keys);
}

static size_t memory_of(const struct tally *t)
{
	return intern_size(t->keys) + intern_size(t->norms) + intern_size(t->addresses) +
	    intern_count(t->keys) * sizeof(struct group) +
	    intern_count(t->norms) * sizeof(struct norm) + t->bin_bytes;
}

static uint32_t number_bytes(struct tally *t, struct text stored)
{
	bool fresh;
	uint32_t number = intern_add(t->addresses, stored, &fresh);
	if (fresh) {
		t->address_texts =
		    grow(t->address_texts, number, &t->address_room, sizeof(*t->address_texts));
		t->address_texts[number] = 0;
	}
	return number;
}

/* Addresses are stored so that their bytes sort as address_compare() does. */
static uint32_t number_address(struct tally *t, const struct address *a)
{
	uint8_t stored[17] = { a->version };
	size_t n = a->version == 4 ? 4 : a->version == 6 ? 16 : 0;
	memcpy(stored + 1, a->bytes, n);
	return number_bytes(t, text_bytes(stored, n + 1));
}

static uint32_t number_cell(struct tally *t, struct text cell)
{
	buf_clear(&t->text);
	buf_char(&t->text, (char)ADDRESS_CELL);
	buf_add(&t->text, cell);
	return number_bytes(t, buf_text(&t->text));
}

/* The source cell as Maltrail writes it, into t->cell. */
static uint32_t make_cell(struct tally *t, const struct event *e)
{
	char text[ADDRESS_TEXT];
	size_t n = address_maltrail_text(&e->src, text);
	buf_clear(&t->cell);
	buf_add(&t->cell, (struct text) { text, n });
	if (!e->forwarded.n)
		return t->src;
	buf_char(&t->cell, ',');
	buf_add(&t->cell, e->forwarded);
	return number_cell(t, buf_text(&t->cell));
}

static uint32_t number_norm(struct tally *t, struct text trail)
{
	bool fresh;
	buf_clear(&t->norm);
	threat_normalise(&t->norm, trail);
	uint32_t number = intern_add(t->norms, buf_text(&t->norm), &fresh);
	t->norm_list = grow(t->norm_list, number, &t->norm_room, sizeof(*t->norm_list));
	if (fresh)
		t->norm_list[number] = (struct norm) { 0 };
	return number;
}

static struct group *find_group(struct tally *t, const struct event *e, bool *fresh)
{
	bool suppressed = e->hit.suppressed.n > 0;
	uint32_t cell = make_cell(t, e), norm = number_norm(t, e->hit.trail);
	bool flooding = !suppressed && t->norm_list[norm].sources > LIMIT_FLOOD_SOURCES;
	buf_clear(&t->text);
	buf_add(&t->text, TEXT("....."));
	enum threat_kind kind = threat_key(&t->text, buf_text(&t->cell), buf_text(&t->norm),
	    e->hit.info, e->hit.reference, flooding);
	/* Kinds and suppressed groups apart, and one trail a group: it may prove a flood. */
	t->text.p[0] = (char)('0' + (int)kind + (suppressed ? 8 : 0));
	memcpy(t->text.p + 1, &norm, sizeof(norm));
	uint32_t number = intern_add(t->keys, buf_text(&t->text), fresh);
	t->groups = grow(t->groups, number, &t->room, sizeof(*t->groups));
	struct group *g = &t->groups[number];
	if (*fresh)
		*g = (struct group) {
			.id = t->flushed + number + 1, .kind = kind, .suppressed = suppressed
		};
	if (!*fresh && g->cell == cell)
		return g;
	g->norm = norm;
	g->cell = cell;
	if (!suppressed && !flooding)
		t->norm_list[norm].sources += seen_add_source(t->seen, norm, cell);
	return g;
}

static void begin_group(struct tally *t, struct group *g, const struct event *e)
{
	g->first = g->last = e->time;
	g->frame = e->frame;
	g->input = e->input;
	g->values[VALUE_SRC_IP] = t->src;
	g->values[VALUE_DST_IP] = t->dst;
	g->values[VALUE_SRC_PORT] = e->has_ports ? e->sport : NO_VALUE;
	g->values[VALUE_DST_PORT] = e->has_ports ? e->dport : NO_VALUE;
	g->values[VALUE_PROTO] = e->proto;
	memcpy(g->recent, g->values, sizeof(g->recent));
}

/* Wider bins where the run no longer fits 24 of them. The clock never goes back, so that the bins
 * of a group are in order. */
static void widen_bins(struct tally *t)
{
	int64_t width = spark_widths[++t->width];
	for (size_t i = 0; i < intern_count(t->keys); i++) {
		struct group *g = &t->groups[i];
		size_t n = 0;
		g->bin.at = floor_to(g->bin.at, width);
		for (size_t k = 0; k < g->older_count; k++) {
			int64_t at = floor_to(g->older[k].at, width);
			if (n && g->older[n - 1].at == at)
				g->older[n - 1].count += g->older[k].count;
			else
				g->older[n++] = (struct bin) { at, g->older[k].count };
		}
		g->older_count = n;
	}
}

static void count_time(struct tally *t, struct group *g, const struct event *e)
{
	if (e->time < g->first)
		g->first = e->time;
	if (e->time > g->last)
		g->last = e->time;
	if (e->clock == TIME_NONE)
		return;
	int64_t clock = time_seconds(e->clock);
	if (!t->began)
		t->begin = clock;
	t->began = true;
	while (t->width + 1 < SPARK_WIDTHS &&
	    floor_to(clock, spark_widths[t->width]) - floor_to(t->begin, spark_widths[t->width]) >=
		SPARK_BINS * spark_widths[t->width])
		widen_bins(t);
	int64_t at = floor_to(clock, spark_widths[t->width]);
	if (g->bin.count && g->bin.at != at) {
		add_older(t, g);
		g->bin.count = 0;
	}
	g->bin.at = at;
	g->bin.count++;
}

/* The first value of a field is noted where a second one comes. */
static void add_seen(struct tally *t, struct group *g, enum value_field field, uint32_t value)
{
	if (!(g->several & 1U << field) && g->values[field] != NO_VALUE)
		seen_add(t->seen, g->id, field, g->values[field]);
	g->several |= 1U << field;
	if (value != NO_VALUE)
		seen_add(t->seen, g->id, field, value);
}

static void count_value(struct tally *t, struct group *g, enum value_field field, uint32_t value)
{
	if (value == g->recent[field] || g->suppressed)
		return;
	g->recent[field] = value;
	add_seen(t, g, field, value);
}

/* A forwarded address is a source too, beside the packet's own. */
static void count_forwarded(struct tally *t, struct group *g, struct text forwarded)
{
	while (forwarded.n && !g->suppressed) {
		struct address a;
		struct text part = text_trim(text_split(&forwarded, ','));
		if (part.n)
			add_seen(t, g, VALUE_SRC_IP,
			    address_parse(part, &a) ? number_address(t, &a) : number_cell(t, part));
	}
}

struct group *tally_add(struct tally *t, const struct event *e, const struct case_bounds *bounds)
{
	bool fresh;
	if (memory_of(t) > bounds->groups)
		tally_flush(t);
	else if (seen_memory(t->seen) > bounds->seen)
		flush_seen(t);
	t->src = number_address(t, &e->src);
	t->dst = number_address(t, &e->dst);
	struct group *g = find_group(t, e, &fresh);
	if (fresh)
		begin_group(t, g, e);
	g->count++;
	count_time(t, g, e);
	count_value(t, g, VALUE_SRC_IP, t->src);
	count_value(t, g, VALUE_DST_IP, t->dst);
	count_value(t, g, VALUE_SRC_PORT, e->has_ports ? e->sport : NO_VALUE);
	count_value(t, g, VALUE_DST_PORT, e->has_ports ? e->dport : NO_VALUE);
	count_value(t, g, VALUE_PROTO, e->proto);
	count_forwarded(t, g, e->forwarded);
	return g;
}

bool tally_keep(struct tally *t, struct group *g, uint64_t limit)
{
	struct norm *norm = &t->norm_list[g->norm];
	bool joins = !g->suppressed && g->kind != THREAT_DNS_EXHAUSTION;
	bool flooding = joins && norm->sources > LIMIT_FLOOD_SOURCES;
	if (limit && (g->kept >= limit || (flooding && norm->kept >= limit)))
		return false;
	g->kept++;
	norm->kept += joins;
	return true;
}

uint64_t *tally_src_text(struct tally *t)
{
	return &t->address_texts[t->src];
}

uint64_t *tally_dst_text(struct tally *t)
{
	return &t->address_texts[t->dst];
}

size_t tally_address_text(struct text stored, char out[ADDRESS_TEXT])
{
	struct address a = { .version = stored.n ? (uint8_t)stored.s[0] : 0 };
	size_t n = a.version == 4 ? 4 : 16;
	out[0] = '\0';
	if ((a.version != 4 && a.version != 6) || stored.n != n + 1)
		return 0;
	memcpy(a.bytes, stored.s + 1, n);
	return address_text(&a, out);
}
