/* Names made by an algorithm: a denied domain whose only label is too even in its characters, or has
 * too many consonants. detection.md 4.7 N5. */
#include <config.h>

#include "detect/entropy.h"
#include "detect/labels.h"

enum { ENTROPY = 3500 /* thousandths of a bit */, CONSONANTS = 9, LABELS = 2 };

static uint64_t consonants(struct text label)
{
	uint64_t n = 0;
	for (size_t i = 0; i < label.n; i++)
		n += label.s[i] != '\0' && strchr("bcdfghjklmnpqrstvwxyz", label.s[i]) != NULL;
	return n;
}

static void tell(struct judge *j, const struct observation *o, struct text name, struct event *e,
    struct text info)
{
	struct arena *arena = judge_arena(j);
	e->hit = (struct hit) { .type = EVENT_DNS,
		.trail = in_parentheses(arena, name, 1),
		.info = info,
		.reference = TEXT("(heuristic)"),
		.observed = name,
		.suppressed = mark_name(judge_trails(j), arena, name),
		.rule = heuristic_dga.name };
	judge_found(j, o, e);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)state;
	(void)hits;
	(void)n;
	if (!is_denial(o))
		return;
	struct text name = denied_name(o);
	if (name.n == 0)
		return;
	struct text label = labels_before(name, 1);
	if (label_count(name) != LABELS || label.n == 0 || text_find_char(label, '-') != TEXT_NONE)
		return;
	struct event e = judge_event(o);
	e.threshold = ENTROPY;
	e.measured = text_entropy(label);
	if (e.measured > ENTROPY) {
		tell(j, o, name, &e, TEXT("entropy threshold no such domain (suspicious)"));
		return;
	}
	e.threshold = CONSONANTS;
	e.measured = consonants(label);
	if (e.measured > CONSONANTS)
		tell(j, o, name, &e, TEXT("consonant threshold no such domain (suspicious)"));
}

const struct heuristic heuristic_dga = {
	.name = "dga",
	.kinds = 1u << OBSERVED_DNS,
	.messages = 1u << DNS_DENIALS,
	.take = take,
};
