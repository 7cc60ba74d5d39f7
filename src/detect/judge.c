/* The serial half of detection: hits become events, repetitions counts, heuristics are run. */
#include <config.h>

#include <stdlib.h>

#include "detect/ignored.h"
#include "detect/judge.h"
#include "detect/judge_private.h"
#include "detect/labels.h"
#include "detect/repeats.h"

static const struct heuristic *const heuristics[] = {
	&heuristic_port_scan,
	&heuristic_udp_scan,
	&heuristic_infection,
	&heuristic_horizontal_scan,
	&heuristic_web_scan,
	&heuristic_dns_exhaustion,
	&heuristic_nxdomain,
	&heuristic_dga,
	&heuristic_dns_tunnel,
	&heuristic_dns_answers,
	&heuristic_long_domain,
	&heuristic_direct_download,
	&heuristic_suspicious_request,
	&heuristic_iot_download,
	&heuristic_proxy_probe,
	&heuristic_scanner_file,
	&heuristic_user_agent,
	&heuristic_missing_host,
	&heuristic_sinkhole_response,
	&heuristic_seized_domain,
	&heuristic_content_type,
	&heuristic_disguised_program,
	&heuristic_beacon,
	&heuristic_exfiltration,
	&heuristic_clear_credentials,
	&heuristic_long_connection,
	&heuristic_unresolved_address,
};

enum { HEURISTICS = sizeof(heuristics) / sizeof(heuristics[0]) };

/* Those that are on and take observations of a part of a kind, in the order of the table; and who of them fetches.
 * Behind the last one stands an empty one. */
struct takers {
	struct taker {
		void (*take)(struct judge *j, void *state, const struct observation *o,
		    const struct hit *hits, size_t n);
		void *state;
	} list[HEURISTICS + 1];
	struct fetcher {
		void (*ahead)(void *state, const struct observation *o);
		void *state;
	} fetching[HEURISTICS + 1];
	size_t count, fetching_count;
};

struct judge {
	struct judge_options options;
	struct arena arena;
	struct repeats *repeats;
	uint64_t serial;
	bool every_end;    /* some heuristic is to judge the ends of all flows */
	bool asked;        /* for the end of the flow at hand, or it gave a finding */
	bool told;         /* the observation at hand gave a finding */
	bool unlisted;     /* no trail lists an address that the message at hand tells */
	unsigned fetching; /* bits of kinds that somebody fetches for */
	bool on[HEURISTICS];
	struct takers takers[OBSERVATION_KINDS][KIND_PARTS];
	/* Searches given up with other trails than those at hand, and before these were at hand. */
	uint64_t given_up, given_up_before;
	void *states[HEURISTICS];
};

size_t heuristics_count(void)
{
	return HEURISTICS;
}

const char *heuristic_name(size_t i)
{
	return heuristics[i]->name;
}

/* With '-' for '_', too. */
static bool is_named(const char *name, struct text word)
{
	size_t i = 0;
	while (i < word.n && name[i] &&
	    (ascii_lower(word.s[i]) == name[i] || (word.s[i] == '-' && name[i] == '_')))
		i++;
	return i == word.n && name[i] == '\0';
}

bool heuristic_choose(struct heuristic_choice *choice, struct text word, bool on)
{
	uint64_t named = 0;
	for (size_t i = 0; i < HEURISTICS; i++)
		if (is_named(heuristics[i]->name, word) || text_is_nocase(word, TEXT("all")))
			named |= UINT64_C(1) << i;
	choice->enabled = on ? choice->enabled | named : choice->enabled & ~named;
	choice->disabled = on ? choice->disabled & ~named : choice->disabled | named;
	return named != 0;
}

uint64_t heuristics_on(const struct heuristic_choice *choice)
{
	uint64_t on = choice->enabled;
	for (size_t i = 0; i < HEURISTICS; i++)
		if (!heuristics[i]->off)
			on |= UINT64_C(1) << i;
	return on & ~choice->disabled;
}

static inline unsigned part_of(const struct observation *o)
{
	switch (o->kind) {
	case OBSERVED_FLOW:
	case OBSERVED_FLOW_END:
		return o->proto == IP_TCP ? FLOWS_TCP
		    : is_resolver_flow(o) ? FLOWS_RESOLVER
					  : FLOWS_OTHER;
	case OBSERVED_DNS:
		return !o->dns->response ? DNS_QUERIES : is_denial(o) ? DNS_DENIALS : DNS_ANSWERS;
	default:
		return 0;
	}
}

static unsigned parts_of_kind(const struct heuristic *h, int kind)
{
	unsigned parts = 0;
	if (kind == OBSERVED_FLOW || kind == OBSERVED_FLOW_END)
		parts = h->flows;
	else if (kind == OBSERVED_DNS)
		parts = h->messages;
	return parts ? parts : (1u << KIND_PARTS) - 1;
}

static void add_taker(struct takers *t, const struct heuristic *h, void *state)
{
	t->list[t->count++] = (struct taker) { h->take, state };
	if (h->ahead)
		t->fetching[t->fetching_count++] = (struct fetcher) { h->ahead, state };
}

static void add_takers(struct judge *j, const struct heuristic *h, void *state)
{
	for (int kind = 0; kind < OBSERVATION_KINDS; kind++) {
		if (!(h->kinds >> kind & 1))
			continue;
		j->fetching |= h->ahead ? 1u << kind : 0;
		for (unsigned part = 0; part < KIND_PARTS; part++)
			if (parts_of_kind(h, kind) >> part & 1)
				add_taker(&j->takers[kind][part], h, state);
	}
}

struct judge *judge_new(const struct judge_options *options)
{
	struct judge *j = xcalloc(1, sizeof(*j));
	j->options = *options;
	j->serial = options->serial;
	j->given_up_before = trails_patterns_given_up(options->trails);
	j->repeats = repeats_new(&options->key);
	uint64_t on = heuristics_on(&options->choice);
	for (size_t i = 0; i < HEURISTICS; i++) {
		j->on[i] = on >> i & 1;
		if (!j->on[i])
			continue;
		unsigned kinds = heuristics[i]->kinds;
		if (kinds & 1u << OBSERVED_FLOW_END && !heuristics[i]->chooses_ends)
			j->every_end = true;
		if (heuristics[i]->init)
			j->states[i] = heuristics[i]->init(options);
		add_takers(j, heuristics[i], j->states[i]);
	}
	return j;
}

void judge_free(struct judge *j)
{
	if (!j)
		return;
	for (size_t i = 0; i < HEURISTICS; i++)
		if (j->on[i] && heuristics[i]->free)
			heuristics[i]->free(j->states[i]);
	repeats_free(j->repeats);
	arena_free(&j->arena);
	free(j);
}

static uint64_t given_up(const struct judge *j)
{
	return j->given_up + trails_patterns_given_up(j->options.trails) - j->given_up_before;
}

void judge_set_trails(struct judge *j, const struct trails *trails)
{
	j->given_up = given_up(j);
	j->given_up_before = trails_patterns_given_up(trails);
	j->options.trails = trails;
}

uint64_t judge_serial(const struct judge *j)
{
	return j->serial;
}

const struct trails *judge_trails(const struct judge *j)
{
	return j->options.trails;
}

bool judge_is_unlisted(const struct judge *j)
{
	return j->unlisted;
}

struct arena *judge_arena(struct judge *j)
{
	return &j->arena;
}

void judge_ask_end(struct judge *j)
{
	j->asked = true;
}

struct event judge_event(const struct observation *o)
{
	return (struct event) { .order = o->order,
		.time = o->time,
		.clock = o->clock,
		.frame = o->frame,
		.first_frame = o->first_frame,
		.input = o->input,
		.src = o->src,
		.dst = o->dst,
		.sport = o->sport,
		.dport = o->dport,
		.has_ports = o->has_ports,
		.proto = o->proto,
		.tunnel = o->tunnel,
		.flow = o->flow };
}

void judge_found_late(struct judge *j, struct event *e)
{
	e->serial = ++j->serial;
	j->asked = j->told = true;
	e->count = e->count ? e->count : 1;
	if (e->hit.suppressed.n == 0)
		e->hit.suppressed = ignored_by(j->options.trails, j->options.ignore, &j->arena, e);
	j->options.found(j->options.context, e);
}

static void tell(struct judge *j, struct event *e, bool whole_flow)
{
	judge_found_late(j, e);
	repeats_note(j->repeats, e->flow, e, whole_flow);
}

static bool count_repetition(struct judge *j, const struct observation *o, const struct hit *hit)
{
	struct repeat *r = NULL;
	if (o->repeats)
		r = repeats_find(j->repeats, o->flow, hit);
	if (r)
		j->options.counted(j->options.context, r->serial, ++r->count);
	return r != NULL;
}

void judge_found(struct judge *j, const struct observation *o, struct event *e)
{
	if (!count_repetition(j, o, &e->hit))
		tell(j, e, false);
}

static bool leads_to(const struct dns_message *dns, struct text name)
{
	for (size_t i = 0; i < dns->record_count; i++)
		if (text_is(dns->records[i].target, name))
			return true;
	return false;
}

/* A response repeats the question: what the query gave stands for both. An alias that leads back to it is
 * something new. */
static bool was_asked(struct judge *j, const struct observation *o, const struct hit *hit)
{
	if (o->kind != OBSERVED_DNS || !o->dns->response || o->from_initiator)
		return false;
	for (size_t i = 0; i < o->dns->question_count; i++)
		if (text_is(o->dns->questions[i].name, hit->observed))
			return !leads_to(o->dns, hit->observed) &&
			    repeats_find(j->repeats, o->flow, hit) != NULL;
	return false;
}

static void take_hit(struct judge *j, const struct observation *o, const struct hit *hit)
{
	if (was_asked(j, o, hit) || count_repetition(j, o, hit))
		return;
	struct event e = judge_event(o);
	e.hit = *hit;
	tell(j, &e, o->kind == OBSERVED_FLOW);
}

/* What was met on a flow's first packet stands for all of its packets. Returns how many findings
 * the flow gave. */
static size_t count_packets(struct judge *j, const struct observation *o, uint64_t packets)
{
	size_t n;
	struct repeat *list = repeats_of(j->repeats, o->flow, &n);
	for (size_t i = 0; i < n; i++)
		if (list[i].whole_flow && packets > list[i].count)
			j->options.counted(j->options.context, list[i].serial, packets);
	return n;
}

/* What a frame showed was sent again. */
static void count_again(struct judge *j, const struct observation *o)
{
	size_t n;
	struct repeat *list = repeats_of(j->repeats, o->flow, &n);
	for (size_t i = 0; i < n; i++)
		if (list[i].frame == o->again && !list[i].whole_flow)
			j->options.counted(j->options.context, list[i].serial, ++list[i].count);
}

/* Something was met in it that says no less than the address of its server. */
static bool gave_server(struct judge *j, uint64_t flow)
{
	size_t n;
	const struct repeat *list = repeats_of(j->repeats, flow, &n);
	for (size_t i = 0; i < n; i++)
		if (list[i].type == EVENT_IP || list[i].type == EVENT_IPORT ||
		    list[i].type == EVENT_URL)
			return true;
	return false;
}

/* What a flow's end shows is of its last frame, not of the one that moved the clock. */
static struct event end_event(const struct observation *o, bool answers)
{
	struct event e = judge_event(o);
	e.time = o->ended.last;
	e.frame = o->ended.last_frame;
	e.input = o->ended.last_input;
	e.count = o->ended.packets[1];
	if (!answers) {
		e.count += o->ended.packets[0];
		return e;
	}
	e.first_frame = e.frame;
	e.src = o->dst;
	e.dst = o->src;
	e.sport = o->dport;
	e.dport = o->sport;
	return e;
}

static void end_flow(struct judge *j, const struct observation *o, const struct hit *hits, size_t n)
{
	bool both = is_resolver_flow(o) || o->proto == 6, told = both && gave_server(j, o->flow);
	/* Answers with a finding of their own count there. */
	uint64_t answers = n && !both ? 0 : o->ended.packets[1];
	size_t before = count_packets(j, o, o->ended.packets[0] + answers);
	for (size_t i = 0; i < n && !told; i++) {
		struct event e = end_event(o, !both);
		e.hit = hits[i];
		tell(j, &e, false);
	}
	if (before || n)
		repeats_forget(j->repeats, o->flow);
}

static ATTR_COLD void take_hits(
    struct judge *j, const struct observation *o, const struct hit *hits, size_t n)
{
	for (size_t i = 0; i < n && o->kind != OBSERVED_FLOW_END; i++)
		take_hit(j, o, &hits[i]);
}

/* What is no heuristic's. */
static ATTR_COLD void take_last(
    struct judge *j, const struct observation *o, const struct hit *hits, size_t n)
{
	if (o->kind == OBSERVED_FLOW_END && (!o->ended.unmet || j->told || n > 0))
		end_flow(j, o, hits, n);
	else if (o->kind == OBSERVED_AGAIN)
		count_again(j, o);
}

static inline bool has_last(const struct observation *o)
{
	return o->kind == OBSERVED_FLOW_END || o->kind == OBSERVED_AGAIN;
}

/* Out of line: where there is nothing to do, nothing is saved and restored for it. */
__attribute__((noinline)) static bool take(struct judge *j, const struct taker *t,
    const struct observation *o, const struct hit *hits, size_t n)
{
	if (unlikely(j->arena.used > 0))
		arena_reset(&j->arena);
	j->asked = j->every_end;
	j->told = false;
	if (unlikely(n > 0))
		take_hits(j, o, hits, n);
	for (; t->take; t++)
		t->take(j, t->state, o, hits, n);
	if (unlikely(has_last(o)))
		take_last(j, o, hits, n);
	return j->asked;
}

bool judge_take(struct judge *j, const struct observation *o, const struct hit *hits, size_t n)
{
	const struct taker *t = j->takers[o->kind][part_of(o)].list;
	if (!t->take && n == 0 && !has_last(o))
		return j->every_end;
	return take(j, t, o, hits, n);
}

bool judge_take_unlisted(struct judge *j, const struct observation *o)
{
	j->unlisted = true;
	bool asked = judge_take(j, o, NULL, 0);
	j->unlisted = false;
	return asked;
}

void judge_ahead(struct judge *j, const struct observation *o)
{
	if (o->kind == OBSERVED_FLOW_END && !o->ended.unmet)
		repeats_ahead(j->repeats, o->flow);
	if (!(j->fetching >> o->kind & 1))
		return;
	const struct fetcher *f = j->takers[o->kind][part_of(o)].fetching;
	for (; f->ahead; f++)
		f->ahead(f->state, o);
}

void judge_end(struct judge *j)
{
	arena_reset(&j->arena);
	for (size_t i = 0; i < HEURISTICS; i++)
		if (j->on[i] && heuristics[i]->end)
			heuristics[i]->end(j, j->states[i]);
}

size_t judge_tables(const struct judge *j, struct judge_table *out, size_t room)
{
	size_t n = 0;
	if (n < room)
		out[n++] = repeats_table(j->repeats);
	for (size_t i = 0; i < HEURISTICS && n < room; i++)
		if (j->on[i] && heuristics[i]->table)
			out[n++] = heuristics[i]->table(j->states[i]);
	if (n < room && trails_patterns(j->options.trails) > 0)
		out[n++] =
		    (struct judge_table) { "steps of patterns", PATTERNS_STEPS, given_up(j) };
	return n;
}
