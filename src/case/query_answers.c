/* What the values of a query say of texts, a bit each. */
#include <config.h>

#include <stdlib.h>

#include "case/query_tree.h"

enum { MOST_BYTES = 32 << 20 };

struct asked {
	const struct value *value;
	enum query_field_id field;
};

struct query_answers {
	struct asked *asked; /* the values that texts are asked about */
	size_t count, room;
	size_t values; /* all of the query's */
	uint64_t most;
	uint8_t *bits;
};

static void collect(struct query_answers *a, const struct node *node)
{
	for (const struct value *v = node->values; v; v = v->next) {
		enum query_field_id f = node->field;
		if (f != BY_PLAIN && f != BY_SRC && f != BY_DST && f != BY_TRAIL &&
		    f != BY_OBSERVED)
			continue;
		a->asked = grow(a->asked, a->count, &a->room, sizeof(*a->asked));
		a->asked[a->count++] = (struct asked) { v, f };
	}
	for (const struct node *n = node->first; n; n = n->next)
		collect(a, n);
}

struct query_answers *query_answers_new(const struct query *q, uint64_t most)
{
	if (!q->root || q->whole || most / 8 > MOST_BYTES / q->value_count)
		return NULL;
	struct query_answers *a = xcalloc(1, sizeof(*a));
	collect(a, q->root);
	a->values = q->value_count;
	a->most = most;
	a->bits = xcalloc((most + 1) * a->values / 8 + 1, 1);
	query_answers_add(a, 0, TEXT(""));
	return a;
}

void query_answers_free(struct query_answers *a)
{
	if (!a)
		return;
	free(a->asked);
	free(a->bits);
	free(a);
}

void query_answers_add(struct query_answers *a, uint64_t number, struct text t)
{
	if (number > a->most)
		return;
	for (size_t i = 0; i < a->count; i++) {
		uint64_t bit = number * a->values + a->asked[i].value->index;
		if (query_value_holds(a->asked[i].value, a->asked[i].field, t))
			a->bits[bit / 8] |= (uint8_t)(1U << bit % 8);
	}
}

bool query_answer(const struct query_answers *a, const struct value *v, uint64_t number)
{
	uint64_t bit = (number <= a->most ? number : 0) * a->values + v->index;
	return a->bits[bit / 8] >> bit % 8 & 1;
}
