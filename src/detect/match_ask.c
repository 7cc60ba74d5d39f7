/* Whether addresses are listed is asked for many observations at once: nearly none is, and what is read of the trails
 * lies anywhere. */
#include <config.h>

#include "detect/clean_names.h"
#include "detect/match_private.h"

enum { TOGETHER = 128 };

struct asking {
	const struct trails *trails;
	size_t n;
	struct store_end ends[TOGETHER];
};

static void ask_now(struct asking *a)
{
	trails_may_list(a->trails, a->ends, a->n);
	a->n = 0;
}

static inline void ask(struct asking *a, const struct address *address, int32_t port, bool *may)
{
	a->ends[a->n++] = (struct store_end) { address, may, port };
	if (unlikely(a->n == TOGETHER))
		ask_now(a);
}

static void ask_more(struct asking *a, const struct dns_more *more, bool *may)
{
	for (size_t i = 0; i < more->address_count; i++)
		ask(a, &more->addresses[i], -1, may);
}

static inline void ask_told(struct asking *a, const struct dns_message *dns, bool *may)
{
	for (size_t i = 0; i < dns->record_count; i++) {
		const struct dns_record *r = &dns->records[i];
		if (r->address.version)
			ask(a, &r->address, -1, may);
		if (unlikely(r->more))
			ask_more(a, r->more, may);
	}
}

void match_ask(const struct trails *trails, const struct clean_names *clean,
    const struct observations *observed, bool *may)
{
	struct asking a;
	a.trails = trails;
	a.n = 0;
	memset(may, 0, observed->count * sizeof(*may));
	for (size_t i = 0; i < observed->count; i++) {
		const struct observation *o = &observed->list[i];
		if (o->kind == OBSERVED_FLOW) {
			ask(&a, &o->src, o->sport, &may[i]);
			ask(&a, &o->dst, o->dport, &may[i]);
		} else if (o->kind == OBSERVED_DNS) {
			ask_told(&a, o->dns, &may[i]);
			if (o->dns->question_count)
				clean_names_ahead(clean, o->dns->questions[0].name);
		}
	}
	ask_now(&a);
}
