/* DNS exhaustion: more names below one domain than anyone has, within 60 seconds. detection.md 4.6, with a
 * window that slides; the queries are met with the trails all the same. */
#include <config.h>

#include "base/time.h"
#include "detect/distinct.h"
#include "detect/labels.h"
#include "detect/names.h"

enum {
	THRESHOLD = 1000,
	NAMES = 1 << 18, /* of all domains */
	NUMBERS = 4,     /* of a label "1-2-3-4" */
};

/* The reference counts whole seconds, up to and with the sixtieth. */
static const int64_t window = 61 * NS_PER_SECOND;

/* One domain. */
struct domain {
	int64_t told, began; /* began: when frame was */
	int64_t excused;     /* when a host looked for its own services there */
	uint64_t frame;
	uint32_t input;
	bool was_told, was_excused;
};

static void *init(const struct judge_options *options)
{
	static const struct distinct_shape shape = { sizeof(struct domain), NAMES, window };
	return distinct_new(&shape, &options->key);
}

static void release(void *state)
{
	distinct_free(state);
}

/* "203-0-113-9": a host that is named after its address. */
static bool is_address_label(struct text label)
{
	int n = 0;
	if (label.n == 0 || !ascii_digit(label.s[0]))
		return false;
	while (label.s && ++n <= NUMBERS) {
		struct text number = text_split(&label, '-');
		if (number.n == 0 || !name_is_numeric(number))
			return false;
	}
	return n == NUMBERS;
}

static bool is_service(struct text below)
{
	return text_is(below, TEXT("wpad")) || text_is(below, TEXT("autodiscover")) ||
	    text_is(below, TEXT("_ldap._tcp"));
}

/* "bl" that no letter, digit or underscore follows: a blocklist. */
static bool is_blocklist(struct text trail)
{
	for (size_t at; (at = text_find(trail, TEXT("bl"))) != TEXT_NONE;) {
		trail = text_from(trail, at + 2);
		char next = trail.n ? trail.s[0] : '.';
		if (!ascii_letter(next) && !ascii_digit(next) && next != '_')
			return true;
	}
	return false;
}

static void tell(struct judge *j, const struct observation *o, const struct domain *d,
    uint64_t measured, struct text name, bool excused)
{
	struct arena *arena = judge_arena(j);
	struct event e = judge_event(o);
	if (d->input == o->input)
		e.first_frame = d->frame;
	e.threshold = THRESHOLD;
	e.measured = measured;
	e.hit = (struct hit) { .type = EVENT_DNS,
		.trail = in_parentheses(arena, name, 2),
		.info = excused ? TEXT("many names below a domain (context)")
				: TEXT("potential dns exhaustion (suspicious)"),
		.reference = TEXT("(heuristic)"),
		.observed = name,
		.suppressed = mark_name(judge_trails(j), arena, registered_domain(name)),
		.rule = heuristic_dns_exhaustion.name };
	judge_found(j, o, &e);
}

/* Notes a name; false where it is left out. Those that are marked are of services. */
static bool note(struct distinct *all, struct text name, int64_t now, struct distinct_group *noted)
{
	uint64_t hash = distinct_hash(all, name.s, name.n);
	if (distinct_again(all, hash, now, noted))
		return true;
	struct text below = labels_before(name, 2), domain = registered_domain(name);
	if (below.n == 0 || !name_is_valid(name) || name_is_ignored(name) ||
	    is_address_label(text_head(name, text_find_char(name, '.'))))
		return false;
	uint64_t group = distinct_hash(all, domain.s, domain.n);
	*noted = distinct_add(all, group, hash, is_service(below), now);
	return true;
}

static void judge_name(
    struct judge *j, const struct distinct_group *g, const struct observation *o, struct text name)
{
	struct domain *d = g->value;
	if (d->frame == 0 || o->clock - d->began >= window) {
		d->frame = o->frame;
		d->input = o->input;
		d->began = o->clock;
	}
	if (g->marked) {
		d->was_excused = true;
		d->excused = o->clock;
	}
	if (g->names - g->fresh < THRESHOLD || (d->was_told && o->clock - d->told < window))
		return;
	d->was_told = true;
	d->told = o->clock;
	tell(j, o, d, g->names, name,
	    (d->was_excused && o->clock - d->excused < window) || is_blocklist(name));
}

/* The name that is asked for, or an empty text. */
static struct text asked(const struct dns_message *dns)
{
	if (dns->response || dns->kind != DNS_UNICAST || dns->question_count == 0)
		return (struct text) { NULL, 0 };
	return dns->questions[0].name;
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)hits;
	(void)n;
	struct distinct_group noted;
	struct text name = asked(o->dns);
	if (name.n && note(state, name, o->clock, &noted))
		judge_name(j, &noted, o, name);
}

static struct judge_table table(const void *state)
{
	return distinct_table(state, heuristic_dns_exhaustion.name);
}

const struct heuristic heuristic_dns_exhaustion = {
	.name = "dns_exhaustion",
	.kinds = 1u << OBSERVED_DNS,
	.messages = 1u << DNS_QUERIES,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
