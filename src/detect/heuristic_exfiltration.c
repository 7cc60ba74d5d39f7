/*
 * Exfiltration: a private host sends much to a public address that few others here speak to, and gets little
 * back. Flows count in which it sent 16 KiB at least, whose ends are always observed, and those watched for other
 * reasons, unless nothing was sent either way. Whoever serves, fetches or speaks sends less than ten times of what it
 * gets, or to what many use. Backups look the same, but go to a server that is called by its name, in TLS: that is
 * told as context.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "detect/judge_private.h"
#include "detect/peers.h"
#include "detect/recent.h"

enum {
	SENT = 32 << 20, /* bytes of payload */
	RATIO = 10,      /* of them to those that came back */
	USERS = 3,       /* of the address, at most */
	PAIRS = 1 << 16,
	PLACES = 1 << 16,
	NAMED =
	    1 << 16, /* pairs that began TLS with a name: of two in one place the later counts */
	OBSERVED_TEXT = 128,
};

struct sums {
	uint64_t sent, received, flows, first_frame;
	uint32_t first_input;
	bool told;
};

struct transfers {
	struct recent *pairs;  /* by hashes */
	struct recent *places; /* the same of addresses that were spoken to, and by how many */
	uint64_t *named;       /* by hashes, 0: none */
	struct peers_seed seed;
};

static void *init(const struct judge_options *options)
{
	static const struct recent_shape pairs = { sizeof(uint64_t), sizeof(struct sums), PAIRS,
		NULL },
					 places = { sizeof(uint64_t), sizeof(uint32_t), PLACES,
						 NULL };
	struct transfers *all = xcalloc(1, sizeof(*all));
	all->pairs = recent_new(&pairs, &options->key);
	all->places = recent_new(&places, &options->key);
	all->named = xcalloc(NAMED, sizeof(*all->named));
	all->seed = peers_seed(&options->key);
	return all;
}

static void release(void *state)
{
	struct transfers *all = state;
	recent_free(all->pairs);
	recent_free(all->places);
	free(all->named);
	free(all);
}

static bool is_empty(const struct flow_facts *f)
{
	return f->bytes[0] == 0 && f->bytes[1] == 0;
}

static bool leaves(const struct observation *o)
{
	return address_is_private(&o->src) && is_public(&o->dst);
}

static uint64_t pair_of(const struct transfers *all, const struct observation *o)
{
	return peers_hash(&all->seed, &o->src, &o->dst, 0) | 1;
}

static uint64_t place_of(const struct transfers *all, const struct observation *o)
{
	return peers_hash_one(&all->seed, &o->dst, 0);
}

static void note_name(struct transfers *all, const struct observation *o)
{
	uint64_t hash = pair_of(all, o);
	if (o->from_initiator && o->hello->server_name.n)
		all->named[hash / 2 % NAMED] = hash;
}

static void tell(
    struct judge *j, const struct transfers *all, const struct observation *o, const struct sums *s)
{
	char text[OBSERVED_TEXT];
	struct arena *arena = judge_arena(j);
	struct event e = judge_event(o);
	uint64_t hash = pair_of(all, o);
	bool named = all->named[hash / 2 % NAMED] == hash;
	int n = snprintf(text, sizeof(text),
	    "%" PRIu64 " bytes sent, %" PRIu64 " received, in flows: %" PRIu64, s->sent,
	    s->received, s->flows);
	e.time = o->ended.last;
	e.frame = o->ended.last_frame;
	e.input = o->ended.last_input;
	e.first_frame = s->first_input == e.input ? s->first_frame : e.frame;
	e.threshold = SENT;
	e.measured = s->sent;
	e.hit = (struct hit) { .type = EVENT_IP,
		.trail = text_of_address(arena, &o->dst),
		.info = named ? TEXT("large upload (context)")
			      : TEXT("potential data exfiltration (suspicious)"),
		.reference = TEXT("(heuristic)"),
		.observed = arena_text(arena, (struct text) { text, n > 0 ? (size_t)n : 0 }),
		.suppressed = mark_addresses(judge_trails(j), arena, &o->src, &o->dst),
		.rule = heuristic_exfiltration.name };
	judge_found_late(j, &e);
}

static uint32_t users_of(struct transfers *all, const struct observation *o, bool one_more)
{
	bool fresh;
	uint64_t place = place_of(all, o);
	uint32_t *users = recent_take(all->places, &place, &fresh);
	*users += one_more && *users < UINT32_MAX;
	return *users;
}

static void take_end(struct judge *j, struct transfers *all, const struct observation *o)
{
	bool fresh;
	uint64_t pair = pair_of(all, o);
	struct sums *s = recent_take(all->pairs, &pair, &fresh);
	if (fresh) {
		s->first_frame = o->first_frame;
		s->first_input = o->input;
		users_of(all, o, true);
	}
	s->sent += o->ended.bytes[0];
	s->received += o->ended.bytes[1];
	s->flows++;
	if (s->told || s->sent < SENT || s->sent / RATIO < s->received ||
	    users_of(all, o, false) > USERS)
		return;
	s->told = true;
	tell(j, all, o, s);
}

static void ahead(void *state, const struct observation *o)
{
	struct transfers *all = state;
	if (o->kind != OBSERVED_FLOW_END || is_empty(&o->ended))
		return;
	uint64_t pair = pair_of(all, o), place = place_of(all, o);
	recent_ahead(all->pairs, &pair);
	recent_ahead(all->places, &place);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)hits;
	(void)n;
	if (o->kind == OBSERVED_TLS_CLIENT && leaves(o))
		note_name(state, o);
	else if (o->kind == OBSERVED_FLOW_END && !is_empty(&o->ended) && leaves(o))
		take_end(j, state, o);
}

static struct judge_table table(const void *state)
{
	const struct transfers *all = state;
	return (struct judge_table) { "exfiltration", PAIRS,
		recent_evicted(all->pairs) + recent_evicted(all->places) };
}

const struct heuristic heuristic_exfiltration = {
	.name = "exfiltration",
	.kinds = 1u << OBSERVED_FLOW_END | 1u << OBSERVED_TLS_CLIENT,
	.chooses_ends = true,
	.init = init,
	.take = take,
	.ahead = ahead,
	.table = table,
	.free = release,
};
