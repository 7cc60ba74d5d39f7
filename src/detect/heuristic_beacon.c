/*
 * Beacons: one host calls another, or a name, again and again at a regular distance. What is judged is regular
 * by the numbers of rhythm.h; its times are those of the packet clock. Contacts that are regular by their nature
 * (clocks, leases, name look-ups, announcements) and transfers are none.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "detect/first_contacts.h"
#include "detect/judge_private.h"
#include "detect/names.h"
#include "detect/peers.h"
#include "detect/recent.h"
#include "detect/rhythm.h"

enum {
	TCP = 6,
	UDP = 17,
	SCORE = 75,     /* of the whole, at least */
	INTERVALS = 70, /* of the scores of rhythm.h, at least */
	MULTIPLES = 75,
	BULK = 64 << 10, /* bytes either way, of more than half of the flows: a transfer */
	BEATS_OF_KEY = 1024,
	TRACKS = 1 << 14, /* pairs that spoke again, and names */
	BEATS = 1 << 20,  /* of all together */
	TOLD = 1024,
	TALKS = 1 << 14, /* open flows in which a name was sent again */
	SCORES_TEXT = 256,
	READY = 64,
	UNDER_WAY = 8,        /* lines to the cache */
	FLOWS_OF_FRAME = 256, /* so many numbers of flows a frame has */
};

static const int64_t shortest = 5 * NS_PER_SECOND;

/* Who calls what: the initiator first. Of a name dst holds a hash, and has no version. */
struct key {
	struct address src, dst;
	uint16_t port;
	uint8_t proto; /* 0: none yet */
};

struct track {
	struct key key;
	struct address dst;
	bool several; /* addresses, that a name was sent to */
	bool told;
	char *name; /* what was sent last, or NULL */
	int64_t *times;
	uint32_t *sizes; /* of what the initiator sent */
	size_t count, room, size_count, size_room;
	size_t bulk; /* of the sizes: those of transfers */
	struct place first;
	struct event last; /* without texts */
	uint64_t hash;     /* of the key */
	struct beacons *all;
};

/* A flow in which a name was sent that has a track. */
struct talk {
	uint64_t name; /* its track */
	bool sized;    /* by its requests; else by its end */
};

/* The pair of a flow that is to be judged soon, as a number. */
struct ready {
	uint64_t flow, pair;
};

struct beacons {
	struct first_contacts *firsts;       /* of pairs and names */
	struct recent *flows;                /* the last ones, by number */
	struct recent *pairs, *names, *told; /* by hashes of keys */
	struct hash_key key;
	struct peers_seed seed;
	size_t held;
	uint64_t evicted;
	uint64_t announced[UNDER_WAY]; /* the last pairs */
	size_t next;
	struct ready ready[READY];
};

static void drop(void *value)
{
	struct track *t = value;
	first_contacts_drop(t->all->firsts, t->hash);
	t->all->held -= t->room;
	free(t->times);
	free(t->sizes);
	free(t->name);
}

static void *init(const struct judge_options *options)
{
	static const struct recent_shape track = { sizeof(uint64_t), sizeof(struct track), TRACKS,
		drop },
					 told = { sizeof(uint64_t), 1, TOLD, NULL },
					 flow = { sizeof(uint64_t), sizeof(struct talk), TALKS,
						 NULL };
	struct beacons *all = xcalloc(1, sizeof(*all));
	all->firsts = first_contacts_new();
	all->pairs = recent_new(&track, &options->key);
	all->names = recent_new(&track, &options->key);
	all->told = recent_new(&told, &options->key);
	all->flows = recent_new(&flow, &options->key);
	all->key = options->key;
	all->seed = peers_seed(&options->key);
	return all;
}

static void release(void *state)
{
	struct beacons *all = state;
	recent_free(all->flows);
	recent_free(all->pairs);
	recent_free(all->names);
	recent_free(all->told);
	first_contacts_free(all->firsts);
	free(all);
}

/* --- what is judged */

/* Time, leases, names, announcements, monitoring: regular by their nature. */
static inline bool is_routine(uint16_t port)
{
	if (port > 5355)
		return false;
	switch (port) {
	case 53:
	case 67:
	case 68:
	case 123:
	case 137:
	case 138:
	case 161:
	case 162:
	case 427:
	case 514:
	case 546:
	case 547:
	case 853:
	case 1900:
	case 3702:
	case 5351:
	case 5353:
	case 5355:
		return true;
	default:
		return false;
	}
}

/* By protocol and port. */
static inline bool may_be_judged(const struct observation *o)
{
	return (o->proto == TCP || o->proto == UDP) && !is_routine(o->dport) &&
	    !is_routine(o->sport);
}

static bool calls_public(const struct observation *o)
{
	return is_public(o->from_initiator ? &o->dst : &o->src);
}

/* Who opened the flow and what it called. */
static struct key key_of(const struct observation *o)
{
	if (o->from_initiator)
		return (struct key) { o->src, o->dst, o->dport, o->proto };
	return (struct key) { o->dst, o->src, o->sport, o->proto };
}

static uint64_t hash_of(const struct beacons *all, const struct address *src,
    const struct address *dst, uint16_t port, uint8_t proto)
{
	return peers_hash(&all->seed, src, dst, (uint32_t)proto << 16 | port);
}

static uint64_t pair_of(const struct beacons *all, const struct observation *o)
{
	if (o->from_initiator)
		return hash_of(all, &o->src, &o->dst, o->dport, o->proto);
	return hash_of(all, &o->dst, &o->src, o->sport, o->proto);
}

/* Names of what asks regularly whether there is something new, or whether there is a network at all. */
static struct text update_service(struct text name)
{
	static const struct text services[] = {
#define SERVICE(literal) { literal, sizeof(literal) - 1 }
		SERVICE("windowsupdate.com"),
		SERVICE("update.microsoft.com"),
		SERVICE("delivery.mp.microsoft.com"),
		SERVICE("msftconnecttest.com"),
		SERVICE("msftncsi.com"),
		SERVICE("archive.ubuntu.com"),
		SERVICE("security.ubuntu.com"),
		SERVICE("changelogs.ubuntu.com"),
		SERVICE("connectivity-check.ubuntu.com"),
		SERVICE("deb.debian.org"),
		SERVICE("security.debian.org"),
		SERVICE("mirrors.fedoraproject.org"),
		SERVICE("fedoraproject.org"),
		SERVICE("download.opensuse.org"),
		SERVICE("archlinux.org"),
		SERVICE("api.snapcraft.io"),
		SERVICE("nmcheck.gnome.org"),
		SERVICE("aus5.mozilla.org"),
		SERVICE("services.mozilla.com"),
		SERVICE("detectportal.firefox.com"),
		SERVICE("update.googleapis.com"),
		SERVICE("connectivitycheck.gstatic.com"),
		SERVICE("clients2.google.com"),
		SERVICE("gvt1.com"),
		SERVICE("swscan.apple.com"),
		SERVICE("mesu.apple.com"),
		SERVICE("captive.apple.com"),
#undef SERVICE
	};
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (text_ends(name, services[i]) &&
		    (name.n == services[i].n || name.s[name.n - services[i].n - 1] == '.'))
			return services[i];
	return (struct text) { NULL, 0 };
}

/* Programs look for mail at a set interval, each time the same way. */
static bool is_mailbox(uint16_t port)
{
	return port == 110 || port == 143 || port == 993 || port == 995;
}

/* --- telling */

/* What excuses the name that was sent, or an empty text. */
static struct text mark_of_name(struct judge *j, const struct track *t)
{
	struct arena *arena = judge_arena(j);
	struct text none = { NULL, 0 };
	if (!t->name)
		return none;
	struct text mark = mark_name(judge_trails(j), arena, text_of(t->name));
	struct text service = update_service(text_of(t->name));
	if (mark.n == 0 && service.n)
		mark = JOIN(arena, TEXT("update service "), service);
	return mark;
}

static struct text scores(struct judge *j, const struct track *t, const struct rhythm *r)
{
	char text[SCORES_TEXT], sizes[8] = "unseen";
	int64_t tenths = r->period / (NS_PER_SECOND / 10);
	if (r->sizes != RHYTHM_UNKNOWN)
		snprintf(sizes, sizeof(sizes), "%u", r->sizes);
	int n = snprintf(text, sizeof(text),
	    "every %" PRId64 ".%" PRId64 " s, %" PRIu32 " times in %" PRId64
	    " s; of 100: intervals %u, multiples %u, sizes %s, presence %u",
	    tenths / 10, tenths % 10, r->beats, r->span / NS_PER_SECOND, r->intervals, r->multiples,
	    sizes, r->presence);
	struct text all = { text, n > 0 ? (size_t)n : 0 };
	if (!t->name)
		return arena_text(judge_arena(j), all);
	return JOIN(judge_arena(j), text_of(t->name), TEXT(" "), all);
}

static void tell(struct judge *j, const struct track *t, const struct rhythm *r)
{
	bool named = t->key.dst.version == 0;
	struct arena *arena = judge_arena(j);
	struct text excuse = mark_of_name(j, t);
	struct text mark = mark_addresses(judge_trails(j), arena, &t->key.src, &t->dst);
	struct event e = t->last;
	if (mark.n == 0 && named)
		mark = excuse;
	if (t->first.input == e.input)
		e.first_frame = t->first.frame;
	e.threshold = SCORE;
	e.measured = r->score;
	e.hit = (struct hit) { .type = named ? EVENT_DNS : EVENT_IPORT,
		.trail =
		    named ? text_of(t->name) : text_of_address_port(arena, &t->dst, t->key.port),
		/* A name that an address is called by excuses nothing: who calls it chooses that. */
		.info = excuse.n || is_mailbox(t->key.port) ? TEXT("regular contact (context)")
							    : TEXT("potential beacon (suspicious)"),
		.reference = TEXT("(heuristic)"),
		.observed = scores(j, t, r),
		.suppressed = mark,
		.rule = heuristic_beacon.name };
	judge_found_late(j, &e);
}

/* What goes to one address is told as that. */
static bool is_told(struct beacons *all, const struct track *t)
{
	uint64_t pair = hash_of(all, &t->key.src, &t->dst, t->key.port, t->key.proto);
	return t->told || (!t->several && recent_find(all->told, &pair));
}

static void judge_track(struct judge *j, struct beacons *all, struct track *t)
{
	bool fresh;
	if (t->count < RHYTHM_BEATS || t->bulk * 2 > t->size_count || is_told(all, t))
		return;
	struct rhythm r = rhythm_of(t->times, t->count, t->sizes, t->size_count);
	if (r.period < shortest || r.score < SCORE || r.intervals < INTERVALS ||
	    r.multiples < MULTIPLES)
		return;
	t->told = true;
	if (t->key.dst.version) {
		uint64_t pair = hash_of(all, &t->key.src, &t->dst, t->key.port, t->key.proto);
		recent_take(all->told, &pair, &fresh);
	}
	tell(j, t, &r);
}

/* --- keeping */

static void judge_oldest(struct judge *j, struct beacons *all, struct recent *table)
{
	judge_track(j, all, recent_oldest(table));
	recent_expire_oldest(table);
}

/* A track for a new key. What makes room is judged before. */
static struct track *track_of(
    struct judge *j, struct beacons *all, struct recent *table, uint64_t key)
{
	bool fresh;
	while (recent_count(table) == TRACKS || all->held > BEATS) {
		struct recent *from = recent_count(table) == TRACKS || !recent_oldest(all->pairs)
		    ? table
		    : all->pairs;
		if (!recent_oldest(from))
			break;
		all->evicted++;
		judge_oldest(j, all, from);
	}
	struct track *t = recent_take(table, &key, &fresh);
	first_contacts_keep(all->firsts, key);
	t->all = all;
	t->hash = key;
	return t;
}

static void put_time(struct track *t, int64_t clock)
{
	size_t before = t->room;
	t->times = grow(t->times, t->count, &t->room, sizeof(*t->times));
	t->all->held += t->room - before;
	t->times[t->count++] = clock;
}

/* A list that is full is judged; its later half goes on. */
static void add_beat(
    struct judge *j, struct beacons *all, struct track *t, const struct observation *o)
{
	if (t->count == BEATS_OF_KEY) {
		judge_track(j, all, t);
		t->count /= 2;
		memmove(t->times, t->times + t->count, t->count * sizeof(*t->times));
	}
	put_time(t, o->clock);
	t->last = judge_event(o);
	if (!o->from_initiator) {
		t->last.src = o->dst;
		t->last.dst = o->src;
		t->last.sport = o->dport;
		t->last.dport = o->sport;
	}
}

static void add_size(struct track *t, uint64_t sent, uint64_t answered)
{
	if (t->size_count == BEATS_OF_KEY)
		return;
	t->sizes = grow(t->sizes, t->size_count, &t->size_room, sizeof(*t->sizes));
	t->sizes[t->size_count++] = sent < UINT32_MAX ? (uint32_t)sent : UINT32_MAX;
	t->bulk += sent > BULK || answered > BULK;
}

/* The track of a key, or NULL. Most have none, which is told without a search. */
static inline struct track *find(struct beacons *all, struct recent *table, uint64_t key)
{
	return first_contacts_may_keep(all->firsts, key) ? recent_find(table, &key) : NULL;
}

/* Whether the key came before; *first is where, then. */
static inline bool came_before(
    struct beacons *all, const struct observation *o, uint64_t key, struct place *first)
{
	uint32_t frame = o->frame < UINT32_MAX ? (uint32_t)o->frame : 0;
	*first = (struct place) { o->clock, frame, o->input };
	return first_contacts_take(all->firsts, key, first);
}

/* A track with its first beat and no key yet. */
static ATTR_COLD struct track *begin_track(struct judge *j, struct beacons *all,
    struct recent *table, uint64_t key, const struct place *first)
{
	struct track *t = track_of(j, all, table, key);
	t->first = *first;
	put_time(t, first->clock);
	return t;
}

/* The track of a key that comes again, or NULL. */
static inline struct track *again(struct judge *j, struct beacons *all, struct recent *table,
    const struct observation *o, uint64_t key)
{
	struct place first;
	struct track *t = find(all, table, key);
	if (t || !came_before(all, o, key, &first))
		return t;
	return begin_track(j, all, table, key, &first);
}

static inline struct ready *ready_of(struct beacons *all, uint64_t flow)
{
	return &all->ready[flow / FLOWS_OF_FRAME % READY];
}

static ATTR_COLD void add_contact(
    struct judge *j, struct beacons *all, struct track *t, const struct observation *o)
{
	if (t->key.proto == 0)
		t->key = key_of(o);
	t->dst = t->key.dst;
	add_beat(j, all, t, o);
	judge_ask_end(j);
}

static void take_flow(struct judge *j, struct beacons *all, const struct observation *o)
{
	const struct ready *r = ready_of(all, o->flow);
	bool ready = r->flow == o->flow;
	if ((!ready && !may_be_judged(o)) || !calls_public(o))
		return;
	struct track *t = again(j, all, all->pairs, o, ready ? r->pair : pair_of(all, o));
	if (t)
		add_contact(j, all, t, o);
}

static void set_name(struct track *t, struct text name)
{
	if (t->name && text_is(text_of(t->name), name))
		return;
	free(t->name);
	t->name = xstrndup(name.s, name.n);
}

/* A name that was sent to an address; size: of what was sent, 0 where that is not seen here. */
static void take_name(struct judge *j, struct beacons *all, const struct observation *o,
    struct text sent, uint64_t size)
{
	bool fresh;
	struct text name = name_of_host(sent, judge_arena(j));
	if (!o->from_initiator || !name_is_valid(name) || name.n > LIMIT_NAME ||
	    name_is_numeric(name))
		return;
	uint64_t pair = pair_of(all, o);
	struct track *t = find(all, all->pairs, pair);
	if (t)
		set_name(t, name);
	struct key key = { .src = o->src, .port = o->dport, .proto = o->proto };
	uint64_t hash = hash_sip(&all->key, name.s, name.n);
	memcpy(key.dst.bytes, &hash, sizeof(hash));
	hash = hash_of(all, &key.src, &key.dst, key.port, key.proto);
	t = again(j, all, all->names, o, hash);
	if (!t)
		return;
	if (!t->name) {
		t->key = key;
		t->dst = o->dst;
		set_name(t, name);
	}
	t->several |= !address_is(&t->dst, &o->dst);
	add_beat(j, all, t, o);
	if (size)
		add_size(t, size, 0);
	else
		judge_ask_end(j);
	struct talk *talk = recent_take(all->flows, &o->flow, &fresh);
	*talk = (struct talk) { hash, size > 0 };
}

/* The track of the name that was sent in o's flow, or NULL. */
static struct track *named_track(
    struct beacons *all, const struct observation *o, struct talk **talk)
{
	*talk = recent_find(all->flows, &o->flow);
	return *talk ? recent_find(all->names, &(*talk)->name) : NULL;
}

static void take_end(struct beacons *all, const struct observation *o)
{
	struct talk *talk;
	uint64_t pair = pair_of(all, o);
	struct track *t = find(all, all->pairs, pair);
	if (t)
		add_size(t, o->ended.bytes[0], o->ended.bytes[1]);
	t = named_track(all, o, &talk);
	if (t && !talk->sized)
		add_size(t, o->ended.bytes[0], o->ended.bytes[1]);
	recent_remove(all->flows, &o->flow);
}

/* What a request fetched was its size told with. */
static void take_response(struct beacons *all, const struct observation *o)
{
	struct talk *talk;
	struct track *t = named_track(all, o, &talk);
	if (t && o->response->declared != HTTP_NO_LENGTH && o->response->declared > BULK)
		t->bulk++;
}

/* Where a pair that was announced before has a track, its line tells by now. */
static void ahead(void *state, const struct observation *o)
{
	struct beacons *all = state;
	if (!may_be_judged(o))
		return;
	uint64_t *place = &all->announced[all->next++ % UNDER_WAY], earlier = *place;
	*place = pair_of(all, o);
	first_contacts_ahead(all->firsts, *place);
	if (o->kind == OBSERVED_FLOW)
		*ready_of(all, o->flow) = (struct ready) { o->flow, *place };
	if (first_contacts_may_keep(all->firsts, earlier))
		recent_ahead(all->pairs, &earlier);
}

static ATTR_COLD void take_other(struct judge *j, struct beacons *all, const struct observation *o)
{
	switch (o->kind) {
	case OBSERVED_FLOW_END:
		take_end(all, o);
		break;
	case OBSERVED_HTTP_RESPONSE:
		take_response(all, o);
		break;
	case OBSERVED_TLS_CLIENT:
		take_name(j, all, o, o->hello->server_name, 0);
		break;
	default:
		take_name(j, all, o, http_find(&o->request->head, TEXT("Host")),
		    o->request->target.n + 1 +
			(o->request->declared == HTTP_NO_LENGTH ? 0 : o->request->declared));
		break;
	}
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct beacons *all = state;
	(void)hits;
	(void)n;
	if (o->kind == OBSERVED_FLOW)
		take_flow(j, all, o);
	else if (may_be_judged(o) && calls_public(o))
		take_other(j, all, o);
}

static void end(struct judge *j, void *state)
{
	struct beacons *all = state;
	while (recent_oldest(all->pairs))
		judge_oldest(j, all, all->pairs);
	while (recent_oldest(all->names))
		judge_oldest(j, all, all->names);
}

static struct judge_table table(const void *state)
{
	const struct beacons *all = state;
	return (struct judge_table) { "beacon", TRACKS + CONTACT_LINES * CONTACTS_OF_LINE,
		all->evicted + first_contacts_evicted(all->firsts) };
}

const struct heuristic heuristic_beacon = {
	.name = "beacon",
	.kinds = 1u << OBSERVED_FLOW | 1u << OBSERVED_FLOW_END | 1u << OBSERVED_TLS_CLIENT |
	    1u << OBSERVED_HTTP_REQUEST | 1u << OBSERVED_HTTP_RESPONSE,
	.flows = 1u << FLOWS_TCP | 1u << FLOWS_OTHER,
	.chooses_ends = true,
	.init = init,
	.take = take,
	.ahead = ahead,
	.end = end,
	.table = table,
	.free = release,
};
