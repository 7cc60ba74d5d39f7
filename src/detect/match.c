/* Matching a batch: one row a kind of observation. detection.md 2, 3. */
#include <config.h>

#include <stdlib.h>

#include "detect/match.h"
#include "detect/match_private.h"

static void (*const rows[OBSERVATION_KINDS])(struct matching *m) = {
	[OBSERVED_FLOW] = match_flow,
	[OBSERVED_FLOW_END] = match_flow_end,
	[OBSERVED_DNS] = match_dns,
	[OBSERVED_HTTP_REQUEST] = match_http_request,
	[OBSERVED_HTTP_BODY] = match_http_body,
	[OBSERVED_TLS_CLIENT] = match_tls_client,
	[OBSERVED_TLS_SERVER] = match_tls_server,
	[OBSERVED_CERTIFICATES] = match_certificates,
	[OBSERVED_FIELD] = match_field,
};

/* Floods meet the same trail again and again. */
static struct text citation_of(struct hits *h, const struct trail *t)
{
	if (h->cited.store != t->store || h->cited.number != t->number) {
		h->cited = *t;
		h->citation = trail_citation(t);
	}
	return h->citation;
}

void match_add(struct matching *m, enum event_type type, const struct trail *t, struct text trail,
    struct text observed, struct text suppressed)
{
	struct hits *h = m->out;
	m->met = true;
	for (size_t i = m->first; i < h->count; i++)
		if (h->hits[i].type == type && text_is(h->hits[i].trail, trail) &&
		    text_is(h->hits[i].info, t->info))
			return;
	if (suppressed.n == 0 && type != EVENT_DNS)
		suppressed = mark_addresses(m->trails, &h->arena, &m->seen->src, &m->seen->dst);
	h->hits = grow(h->hits, h->count, &h->room, sizeof(*h->hits));
	h->hits[h->count++] = (struct hit) { .type = type,
		.trail = trail,
		.info = t->info,
		.reference = t->reference,
		.citation = citation_of(h, t),
		.observed = observed,
		.suppressed = suppressed,
		.rule = "trail" };
}

void match_batch(const struct trails *trails, const struct observations *observed, struct hits *h)
{
	arena_reset(&h->arena);
	h->count = 0;
	h->cited = (struct trail) { .store = NULL };
	h->citation = (struct text) { NULL, 0 };
	if (!h->clean)
		h->clean = clean_names_new();
	clean_names_begin(h->clean, trails_digest(trails));
	if (h->first_room < observed->count + 1) {
		h->first_room = observed->count * 2 + 1;
		h->first = xrealloc(h->first, h->first_room, sizeof(*h->first));
		h->may_list = xrealloc(h->may_list, h->first_room, sizeof(*h->may_list));
	}
	struct matching m = { .trails = trails, .out = h };
	match_ask(trails, h->clean, observed, h->may_list);
	for (size_t i = 0; i < observed->count; i++) {
		m.seen = &observed->list[i];
		m.first = h->count;
		m.may_list = h->may_list[i];
		h->first[i] = (uint32_t)h->count;
		if (rows[m.seen->kind])
			rows[m.seen->kind](&m);
	}
	h->first[observed->count] = (uint32_t)h->count;
}

void hits_free(struct hits *h)
{
	arena_free(&h->arena);
	clean_names_free(h->clean);
	free(h->hits);
	free(h->first);
	free(h->may_list);
	*h = (struct hits) { 0 };
}
