/* Excessive NXDOMAIN: one client is told more than 20 times within an hour that a name, or names below one
 * domain, do not exist. detection.md 4.7 N4, with a window that slides, and for local clients too. Clients that
 * are not local are also counted together, as the reference counts them. */
#include <config.h>

#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "detect/labels.h"
#include "detect/recent.h"

enum {
	THRESHOLD = 20,
	FEW = 10, /* different names below a domain: a local client repeats itself */
	KEYS = 50000,
	HELD = 16 << 20, /* bytes of all names */
};

static const int64_t window = 3600 * NS_PER_SECOND;

struct key {
	uint64_t client, name; /* hashes; client: 0 for all together */
};

struct denial {
	int64_t at;
	uint64_t frame;
	uint32_t input;
	struct text name; /* below a domain: its own */
};

/* The denials of a key, oldest first. */
struct denials {
	struct denial *list;
	size_t count, room;
	int64_t last;
	size_t *held;
};

struct nxdomain {
	struct recent *table;
	struct hash_key key;
	size_t held;
};

/* One response being judged. */
struct judging {
	struct judge *judge;
	struct nxdomain *all;
	const struct observation *seen;
	struct text name, domain;
	uint64_t client;
	bool silent; /* the client alone was told just now */
};

static void drop_first(struct denials *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		*d->held -= d->list[i].name.n;
		free((char *)(uintptr_t)d->list[i].name.s);
	}
	d->count -= n;
	if (n && d->count)
		memmove(d->list, d->list + n, d->count * sizeof(*d->list));
}

static void drop(void *value)
{
	struct denials *d = value;
	drop_first(d, d->count);
	free(d->list);
}

static void *init(const struct judge_options *options)
{
	static const struct recent_shape shape = { sizeof(struct key), sizeof(struct denials), KEYS,
		drop };
	struct nxdomain *all = xcalloc(1, sizeof(*all));
	all->key = options->key;
	all->table = recent_new(&shape, &options->key);
	return all;
}

static void release(void *state)
{
	struct nxdomain *all = state;
	recent_free(all->table);
	free(all);
}

/* A name and the domain with the same text are counted apart. */
static struct key key_of(const struct judging *m, struct text name, bool below)
{
	uint64_t hash = hash_sip(&m->all->key, name.s, name.n);
	return (struct key) { m->client, below ? ~hash : hash };
}

static struct denials *note(const struct judging *m, const struct key *key, bool below)
{
	struct nxdomain *all = m->all;
	int64_t now = m->seen->clock;
	const struct denials *oldest;
	while ((oldest = recent_oldest(all->table)) && now - oldest->last >= window)
		recent_expire_oldest(all->table);
	while (all->held > HELD)
		recent_evict_oldest(all->table);
	bool fresh;
	struct denials *d = recent_take(all->table, key, &fresh);
	d->held = &all->held;
	d->last = now;
	size_t old = 0;
	while (old < d->count && now - d->list[old].at >= window)
		old++;
	drop_first(d, old);
	/* One at first, since most keys get no second; then all that there can be. */
	if (d->count == d->room) {
		d->room = d->room ? THRESHOLD + 1 : 1;
		d->list = xrealloc(d->list, d->room, sizeof(*d->list));
	}
	struct denial *one = &d->list[d->count++];
	*one = (struct denial) { .at = now, .frame = m->seen->frame, .input = m->seen->input };
	if (below) {
		one->name = (struct text) { xstrndup(m->name.s, m->name.n), m->name.n };
		all->held += m->name.n;
	}
	return d;
}

/* Maltrail leaves local clients out. Where one of them repeats a few names, a program is set up wrongly. */
static struct text info_of(const struct judging *m, size_t names)
{
	if (address_is_local(&m->seen->dst) && names < FEW)
		return TEXT("missing names again and again (context)");
	return TEXT("excessive no such domain (suspicious)");
}

static void tell(
    const struct judging *m, const struct denials *d, struct text trail, struct text info)
{
	if (m->silent)
		return;
	struct event e = judge_event(m->seen);
	if (d->list[0].input == e.input)
		e.first_frame = d->list[0].frame;
	e.threshold = THRESHOLD;
	e.measured = d->count;
	e.hit = (struct hit) { .type = EVENT_DNS,
		.trail = trail,
		.info = info,
		.reference = TEXT("(heuristic)"),
		.observed = m->name,
		.suppressed = mark_name(judge_trails(m->judge), judge_arena(m->judge), m->name),
		.rule = heuristic_nxdomain.name };
	judge_found(m->judge, m->seen, &e);
}

static int by_name(const void *a, const void *b)
{
	struct text x = ((const struct denial *)a)->name, y = ((const struct denial *)b)->name;
	int order = memcmp(x.s, y.s, x.n < y.n ? x.n : y.n);
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

/* The name without the domain, wherever that stands in it. */
static size_t put_without(char *out, struct text name, struct text domain)
{
	size_t n = 0;
	for (size_t i = 0; i < name.n;) {
		if (name.s[i] == '.' && text_starts(text_from(name, i + 1), domain))
			i += 1 + domain.n;
		else
			out[n++] = name.s[i++];
	}
	return n;
}

/* "(a,b,c).domain", sorted, without the first one: as the reference remembers them. */
static struct text names_below(
    struct arena *arena, struct denials *d, struct text domain, size_t *names)
{
	char *out = arena_take(arena, (d->count + 1) * (LIMIT_NAME + 1));
	size_t n = 0;
	qsort(d->list + 1, d->count - 1, sizeof(*d->list), by_name);
	out[n++] = '(';
	for (size_t i = 1; i < d->count; i++) {
		if (i > 1 && text_is(d->list[i].name, d->list[i - 1].name))
			continue;
		if (i > 1)
			out[n++] = ',';
		++*names;
		n += put_without(out + n, d->list[i].name, domain);
	}
	return JOIN(arena, (struct text) { out, n }, TEXT(")."), domain);
}

static bool is_service(struct text trail)
{
	return text_has(trail, TEXT("wpad")) || text_has(trail, TEXT("autodiscover")) ||
	    text_has(trail, TEXT("_ldap._tcp"));
}

static void tell_domain(const struct judging *m, const struct key *key, struct denials *d)
{
	struct arena *arena = judge_arena(m->judge);
	size_t different = 0, n = 0;
	struct text trail = names_below(arena, d, m->domain, &different);
	struct text info = info_of(m, different);
	if (is_service(trail))
		info = TEXT("many missing names of services (context)");
	tell(m, d, trail, info);
	struct key names[THRESHOLD + 1];
	for (size_t i = 1; i < d->count; i++)
		names[n++] = key_of(m, d->list[i].name, false);
	recent_remove(m->all->table, key);
	while (n > 0)
		recent_remove(m->all->table, &names[--n]);
}

/* Returns whether the client was told. */
static bool judge_denial(const struct judging *m)
{
	struct key key = key_of(m, m->name, false);
	struct denials *d = note(m, &key, false);
	if (d->count > THRESHOLD) {
		tell(m, d, m->name, info_of(m, 1));
		recent_remove(m->all->table, &key);
		return true;
	}
	if (m->domain.n == m->name.n)
		return false;
	key = key_of(m, m->domain, true);
	d = note(m, &key, true);
	if (d->count <= THRESHOLD)
		return false;
	tell_domain(m, &key, d);
	return true;
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct nxdomain *all = state;
	(void)hits;
	(void)n;
	if (!is_denial(o))
		return;
	struct text name = denied_name(o);
	if (name.n == 0 || name.n > LIMIT_NAME)
		return;
	struct judging m = {
		.judge = j, .all = all, .seen = o, .name = name, .domain = last_labels(name, 2)
	};
	m.client = hash_sip(&all->key, &o->dst, sizeof(o->dst)) | 1;
	m.silent = judge_denial(&m);
	if (address_is_local(&o->dst))
		return;
	m.client = 0;
	judge_denial(&m);
}

static struct judge_table table(const void *state)
{
	const struct nxdomain *all = state;
	return (struct judge_table) { heuristic_nxdomain.name, KEYS, recent_evicted(all->table) };
}

const struct heuristic heuristic_nxdomain = {
	.name = "nxdomain",
	.kinds = 1u << OBSERVED_DNS,
	.messages = 1u << DNS_DENIALS,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
