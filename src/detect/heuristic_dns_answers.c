/* Sinkholed and parked answers: a name has an address that is listed as a sinkhole or a parking site.
 * detection.md 3.2 A3, for every address of every section. */
#include <config.h>

#include "detect/labels.h"
#include "detect/names.h"

enum { TOLD = 8 };

/* What one message gave. */
struct answers {
	struct judge *judge;
	const struct trails *trails;
	const struct observation *seen;
	struct text name;
	struct text told[TOLD];
	size_t count;
};

/* The info of an answer with that trail, or an empty text. */
static struct text info_of(struct arena *arena, struct text info)
{
	if (text_has(info, TEXT("sinkhole"))) {
		struct text rest = info;
		text_split(&rest, ' ');
		struct text owner = text_split(&rest, ' ');
		return owner.n ? JOIN(arena, TEXT("sinkholed by "), owner, TEXT(" (malware)"))
			       : TEXT("sinkholed (malware)");
	}
	return text_has(info, TEXT("parking")) ? TEXT("parked site (suspicious)") : TEXT("");
}

static bool was_told(const struct answers *a, struct text info)
{
	for (size_t i = 0; i < a->count; i++)
		if (text_is(a->told[i], info))
			return true;
	return a->count == TOLD;
}

static ATTR_COLD void judge_listed(struct answers *a, const struct trail *t)
{
	struct arena *arena = judge_arena(a->judge);
	struct text info = info_of(arena, t->info);
	if (info.n == 0 || was_told(a, info) || !name_is_valid(a->name) || name_is_ignored(a->name))
		return;
	a->told[a->count++] = info;
	struct event e = judge_event(a->seen);
	e.hit = (struct hit) { .type = EVENT_DNS,
		.trail = in_parentheses(arena, a->name, 1),
		.info = info,
		.reference = TEXT("(heuristic)"),
		.observed = a->name,
		.suppressed = mark_name(a->trails, arena, a->name),
		.rule = heuristic_dns_answers.name };
	judge_found(a->judge, a->seen, &e);
}

static inline void judge_address(struct answers *a, const struct address *address)
{
	struct trail t;
	if (trails_find_address(a->trails, address, &t) ||
	    trails_find_range(a->trails, address, &t))
		judge_listed(a, &t);
}

static inline void judge_record(struct answers *a, const struct dns_record *r)
{
	if (r->address.version)
		judge_address(a, &r->address);
	for (size_t i = 0; r->more && i < r->more->address_count; i++)
		judge_address(a, &r->more->addresses[i]);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	const struct dns_message *dns = o->dns;
	(void)state;
	(void)hits;
	(void)n;
	if (judge_is_unlisted(j) || !dns->response || dns->rcode != 0 || dns->kind != DNS_UNICAST ||
	    dns->question_count == 0 || dns->record_count == 0)
		return;
	struct answers a;
	a.judge = j;
	a.trails = judge_trails(j);
	a.seen = o;
	a.name = dns->questions[0].name;
	a.count = 0;
	for (size_t i = 0; i < dns->record_count; i++)
		judge_record(&a, &dns->records[i]);
}

const struct heuristic heuristic_dns_answers = {
	.name = "dns_answers",
	.kinds = 1u << OBSERVED_DNS,
	.messages = 1u << DNS_ANSWERS,
	.take = take,
};
