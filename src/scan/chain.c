/* The chain on one thread. */
#include <config.h>

#include <stdlib.h>

#include "scan/chain.h"
#include "scan/observables.h"
#include "scan/save.h"

/* Whose observations stand at [from, to) of those of the batch. */
struct observed_flow {
	struct flow *flow;
	uint64_t number; /* of the flow: when it ended, the record is another's */
	uint32_t from, to;
};

enum {
	TOGETHER = 64, /* frames that are decoded, observations that are matched, then judged */
	AHEAD = 24,    /* of the one that is judged: what is being fetched */
	PACKETS = TOGETHER * FRAME_PACKETS,
};

struct chain {
	const struct scan_options *options;
	struct decoder *decoder;
	struct tunnels *tunnels;
	struct flow_table *flows;
	struct judge *judge;
	const struct trails *trails;
	struct input_counts *counts;
	struct observations observed;
	struct conversations *talks;
	struct hits hits;
	uint8_t *watches; /* of each observation: bits of enum flow_watch for its flow */
	size_t watch_room;
	bool found;              /* the observation at hand gave a finding */
	int64_t base;            /* the second before the first frame's: flow times count from it */
	uint32_t second;         /* of the packet clock, from base */
	uint64_t second_begins;  /* the packet clock then */
	struct origin at;        /* the frame at hand */
	struct origin elsewhere; /* the frame that a packet is in that came late */
	bool late;               /* flows end now by what a packet does, not by time */
	bool ending;             /* the run is over: all flows end */
	uint32_t index;          /* the next place among the observations of the frame at hand */
	struct segment segment;  /* of the packet at hand; most of it is the same for all */
	struct packet packets[PACKETS];
	struct flow_key keys[PACKETS];
	size_t count;
	struct observed_flow unjudged[PACKETS];
	size_t unjudged_count;
	uint8_t watch;               /* of every flow: FLOW_SAVED where frames are saved, then: */
	uint64_t outer[LIMIT_BATCH]; /* the flow of each frame's outermost packet, 0: it has none */
	bool waits[TOGETHER];        /* each frame of those at hand, as a fragment */
	uint64_t first_seq;          /* of these frames */
	size_t outer_count;
	uint64_t *ended; /* flows that ended in this batch, where frames are saved */
	size_t ended_count, ended_room;
};

/* What its streams hold is shown by the frames that it came in. */
static bool end_conversation(struct chain *c, struct flow *flow)
{
	size_t from = c->observed.count;
	struct packet last = { .tuple = flow->key, .has_ports = true };
	if (flow->initiator)
		tuple_turn(&last.tuple);
	struct origin frame = { c->at.seq, flow->last_frame, flow->last, c->at.clock,
		flow->last_input };
	struct segment s = { .at = &c->at,
		.frame = &frame,
		.packet = &last,
		.flow = flow,
		.side = flow->initiator,
		.late = c->late,
		.index = &c->index,
		.talks = c->talks,
		.tunnels = c->tunnels };
	protocols_end(&s, &c->observed);
	return c->observed.count > from;
}

/* The flows of which something was observed are watched on only where it was asked for. */
static void settle(struct chain *c)
{
	for (size_t i = 0; i < c->unjudged_count; i++) {
		const struct observed_flow *u = &c->unjudged[i];
		if (u->flow->number != u->number)
			continue;
		u->flow->watch &= (uint8_t)~FLOW_UNJUDGED;
		for (size_t k = u->from; k < u->to; k++)
			u->flow->watch |= c->watches[k];
	}
	c->unjudged_count = 0;
}

/* Hits and events of n observations from one on. */
static void detect_some(struct chain *c, size_t from, size_t n)
{
	struct observations some = { .list = c->observed.list + from, .count = n };
	match_batch(c->trails, &some, &c->hits);
	for (size_t i = 0; i < n; i++) {
		const struct observation *o = &some.list[i];
		size_t first = c->hits.first[i], found = c->hits.first[i + 1] - first;
		if (from + i + AHEAD < c->observed.count)
			judge_ahead(c->judge, o + AHEAD);
		bool may_list = c->hits.may_list[i], asked, met;
		c->found = false;
		if (o->kind == OBSERVED_DNS && found == 0 && !may_list)
			asked = judge_take_unlisted(c->judge, o);
		else
			asked = judge_take(c->judge, o, found ? &c->hits.hits[first] : NULL, found);
		met = c->found || (may_list && o->kind == OBSERVED_FLOW);
		c->watches[from + i] = (asked || met ? FLOW_ASKED : 0) | (met ? FLOW_MET : 0);
		if (c->options->observables)
			observables_note(c->options->to, o);
	}
}

/* Hits and events of what was observed so far. Few observations at a time: what match read of them is still in the
 * cache when they are judged. */
static void detect(struct chain *c)
{
	size_t count = c->observed.count;
	if (c->watch_room < count) {
		c->watch_room = count * 2;
		c->watches = xrealloc(c->watches, c->watch_room, sizeof(*c->watches));
	}
	for (size_t i = 0; i < count && i < AHEAD; i++)
		judge_ahead(c->judge, &c->observed.list[i]);
	for (size_t from = 0; from < count; from += TOGETHER)
		detect_some(c, from, count - from < TOGETHER ? count - from : TOGETHER);
	settle(c);
	observations_clear(&c->observed);
}

/* Very many may end at once: what their ends show is judged in portions. While a packet is looked at, its frame's
 * observations stay together. */
static inline void detect_ends(struct chain *c)
{
	enum { AT_ONCE = 4096 };
	if (unlikely(c->observed.count >= AT_ONCE) && (!c->late || c->ending))
		detect(c);
}

static void on_ended(void *context, struct flow *flow, enum flow_end why)
{
	struct chain *c = context;
	detect_ends(c);
	if (flow->watch & FLOW_TALKS && end_conversation(c, flow))
		flow->watch |= FLOW_UNJUDGED;
	if (flow->watch & FLOW_SAVED) {
		c->ended = grow(c->ended, c->ended_count, &c->ended_room, sizeof(*c->ended));
		c->ended[c->ended_count++] = flow->number;
	}
	if (!(flow->watch & (FLOW_UNJUDGED | FLOW_ASKED | FLOW_HEAVY)))
		return;
	struct segment s = { .at = &c->at,
		.flow = flow,
		.late = c->late,
		.index = &c->index,
		.tunnels = c->tunnels };
	connection_ends(&s, why, &c->observed);
}

/* Of a finding inside a tunnel the tunnel's own flow is kept: its frames are saved for that. */
static void keep_flows(struct chain *c, const struct event *e)
{
	uint64_t place = e->order.seq - c->first_seq;
	saver_keep(c->options->save, e->flow);
	if (place < c->outer_count)
		saver_keep(c->options->save, c->outer[place]);
}

static void on_found(void *context, const struct event *e)
{
	struct chain *c = context;
	c->found = true;
	case_add_event(c->options->to, e);
	if (c->options->save && e->hit.suppressed.n == 0)
		keep_flows(c, e);
}

static void on_counted(void *context, uint64_t serial, uint64_t count)
{
	struct chain *c = context;
	case_count_event(c->options->to, serial, count);
}

static bool wants_digests(const struct scan_options *options, const struct trails *trails)
{
	return options->observables || (trails_fingerprints(trails) & FINGERPRINT_SHA256);
}

struct chain *chain_new(const struct scan_options *options, const struct hash_key *key,
    struct input_counts *counts, uint64_t serial)
{
	struct chain *c = xcalloc(1, sizeof(*c));
	c->options = options;
	c->trails = options->trails;
	c->counts = counts;
	c->watch = options->save ? FLOW_SAVED : 0;
	/* Half of the working state is for flows, a quarter for conversations, a sixteenth for
	 * fragments, a sixty-fourth for the texts of tunnels; heuristics have the rest. */
	c->decoder = decoder_new(
	    options->memory / 16, &(struct hash_key) { hash_mix(key->k0 ^ 3), key->k1 });
	c->tunnels = tunnels_new(
	    options->memory / 64, &(struct hash_key) { hash_mix(key->k0 ^ 4), key->k1 });
	c->flows = flows_new(options->memory / 2, hash_mix(key->k1 ^ 2), on_ended, c);
	c->talks =
	    conversations_new(&(struct conversations_options) { .memory = options->memory / 4,
		.hash_key = hash_mix(key->k0 ^ 1),
		.digests = wants_digests(options, options->trails) });
	c->segment = (struct segment) { .at = &c->at,
		.late = true,
		.index = &c->index,
		.talks = c->talks,
		.tunnels = c->tunnels };
	c->judge = judge_new(&(struct judge_options) { .trails = options->trails,
	    .key = *key,
	    .choice = options->heuristics,
	    .agents = options->agents,
	    .ignore = options->ignore,
	    .serial = serial,
	    .found = on_found,
	    .counted = on_counted,
	    .context = c });
	return c;
}

void chain_free(struct chain *c)
{
	if (!c)
		return;
	decoder_free(c->decoder);
	tunnels_free(c->tunnels);
	conversations_free(c->talks);
	flows_free(c->flows);
	judge_free(c->judge);
	observations_free(&c->observed);
	hits_free(&c->hits);
	free(c->watches);
	free(c->ended);
	free(c);
}

static ATTR_COLD void add_counts(struct input_counts *counts)
{
	counts->list = grow(counts->list, counts->count, &counts->room, sizeof(*counts->list));
	counts->list[counts->count++] = (struct decode_counts) { .cut = 0 };
}

static inline struct decode_counts *counts_of(struct input_counts *counts, uint32_t input)
{
	while (unlikely(input >= counts->count))
		add_counts(counts);
	return &counts->list[input];
}

/* Frames to packets, with the flow table's lines on their way to the cache: the more there is to do between them
 * the better. */
static void decode_some(struct chain *c, const struct frame *frames, size_t count)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		const struct frame *f = &frames[i];
		size_t end =
		    n + decode_frame(c->decoder, f, &c->packets[n], counts_of(c->counts, f->input));
		if (c->watch)
			c->waits[i] = decoder_waits(c->decoder) == f->seq;
		for (; n < end; n++) {
			c->packets[n].frame = (uint16_t)i;
			flow_key_of(c->flows, &c->packets[n], &c->keys[n]);
		}
	}
	for (size_t i = 0; i < n; i++)
		flows_prefetch_record(c->flows, &c->keys[i]);
	c->count = n;
}

/* The batch is done: fragments that were joined in it have another fate now. */
static void settle_fragments(struct chain *c)
{
	uint32_t input;
	uint64_t frames, seq;
	while (decoder_joined(c->decoder, &input, &frames)) {
		struct decode_counts *counts = counts_of(c->counts, input);
		counts->fates[FATE_FRAGMENT] -= frames;
		counts->fates[FATE_JOINED] += frames;
	}
	while (c->watch && decoder_done(c->decoder, &seq))
		saver_drop(c->options->save, seq);
	decoder_release(c->decoder);
}

/* The packet clock moves on to another second: what timed out until then ends before the frame is looked at. */
static void begin_second(struct chain *c, const struct frame *frame)
{
	int64_t seconds = time_seconds(frame->clock);
	c->second_begins = (uint64_t)seconds * (uint64_t)NS_PER_SECOND;
	int64_t since = seconds - c->base;
	uint32_t second = since < 0 ? 0 : since > INT32_MAX ? INT32_MAX : (uint32_t)since;
	if (second <= c->second)
		return;
	c->second = second;
	c->late = false;
	flows_expire(c->flows, second);
}

static inline void begin_frame(struct chain *c, const struct frame *frame)
{
	bool first = c->at.seq == 0;
	if (unlikely(first))
		c->base = time_seconds(frame->clock) - 1;
	c->at =
	    (struct origin) { frame->seq, frame->number, frame->time, frame->clock, frame->input };
	c->index = 0;
	uint64_t into = (uint64_t)frame->clock - c->second_begins;
	if (unlikely(into >= (uint64_t)NS_PER_SECOND || first))
		begin_second(c, frame);
	c->index = 0;
	c->late = true;
}

/* Of a datagram whose rest did not come the frame at hand shows nothing: it is where it began. */
static bool is_elsewhere(const struct packet *p)
{
	return p->fragment && p->began;
}

/* What the packet shows beside that it is there. */
static void read_packet(struct chain *c, size_t i, struct flow *flow, bool fresh)
{
	const struct packet *p = &c->packets[i];
	struct segment *s = &c->segment;
	s->frame = is_elsewhere(p) ? &c->elsewhere : &c->at;
	s->packet = p;
	s->flow = flow;
	s->side = c->keys[i].side;
	s->fresh = fresh;
	size_t from = c->observed.count;
	if (unlikely(p->depth > 0 || flow->tunnel[s->side] != 0))
		flow->tunnel[s->side] = tunnels_number(c->tunnels, p);
	if (fresh) {
		flow->watch = c->watch;
		connection_begins(s, &c->observed);
	}
	protocols_feed(s, &c->observed);
	if (c->observed.count == from)
		return;
	flow->watch |= FLOW_UNJUDGED;
	c->unjudged[c->unjudged_count++] = (struct observed_flow) { flow, flow->number,
		(uint32_t)from, (uint32_t)c->observed.count };
}

/* The frames of a datagram's fragments belong to its flow. */
static ATTR_COLD void join_pieces(struct chain *c, const struct packet *p, uint64_t flow)
{
	size_t n;
	const struct origin *pieces = decode_pieces(p, &n);
	for (size_t i = 0; i < n; i++)
		saver_join(c->options->save, pieces[i].seq, flow);
}

/* Returns the number of the packet's flow. */
static inline uint64_t take_packet(struct chain *c, size_t i)
{
	const struct packet *p = &c->packets[i];
	const struct origin *frame = &c->at;
	bool fresh;
	if (unlikely(is_elsewhere(p))) {
		c->elsewhere = *p->began;
		c->elsewhere.clock = c->at.clock;
		frame = &c->elsewhere;
	}
	struct flow *flow = flows_take(c->flows, p, &c->keys[i], frame, &fresh);
	uint64_t number = flow->number;
	if (unlikely(p->began) && c->watch)
		join_pieces(c, p, number);
	if (fresh || !protocols_pass_over(flow, p))
		read_packet(c, i, flow, fresh);
	return number;
}

/* The flow that a frame is saved for is that of its outermost packet. */
static uint64_t take_next(struct chain *c, size_t i, uint64_t flow)
{
	uint64_t taken = take_packet(c, i);
	return flow || is_elsewhere(&c->packets[i]) ? flow : taken;
}

static void save_frame(struct chain *c, const struct frame *frame, uint64_t flow, bool waits)
{
	const struct capture_input *in = capture_input(c->options->capture, frame->input);
	if (c->outer_count == 0)
		c->first_seq = frame->seq;
	if (flow == 0 && waits)
		saver_add_piece(c->options->save, in, frame);
	else
		saver_add(c->options->save, in, frame, flow);
	c->outer[c->outer_count++] = flow;
}

/* What ended is forgotten only now that all of it was judged. */
static void save_batch(struct chain *c)
{
	for (size_t i = 0; i < c->ended_count; i++)
		saver_forget(c->options->save, c->ended[i]);
	c->ended_count = c->outer_count = 0;
	saver_flush(c->options->save);
}

static void take_some(struct chain *c, const struct frame *frames, size_t count)
{
	decode_some(c, frames, count);
	size_t next = 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t flow = 0;
		begin_frame(c, &frames[i]);
		for (; next < c->count && c->packets[next].frame == i; next++)
			flow = take_next(c, next, flow);
		if (c->watch)
			save_frame(c, &frames[i], flow, c->waits[i]);
	}
	detect(c);
}

/* Few frames at a time: what was decoded and observed of them is still in the nearest cache when it is asked for. */
void chain_take(struct chain *c, const struct frame_batch *batch)
{
	for (size_t from = 0; from < batch->count; from += TOGETHER) {
		size_t rest = batch->count - from;
		take_some(c, batch->frames + from, rest < TOGETHER ? rest : TOGETHER);
	}
	settle_fragments(c);
	if (c->watch)
		save_batch(c);
}

/* What waits for fragments does so no longer. */
static ATTR_COLD void end_fragments(struct chain *c)
{
	decoder_end(c->decoder);
	do {
		c->count = decoder_rest(c->decoder, c->packets, counts_of(c->counts, c->at.input));
		for (size_t i = 0; i < c->count; i++) {
			flow_key_of(c->flows, &c->packets[i], &c->keys[i]);
			take_packet(c, i);
		}
		detect(c);
		settle_fragments(c);
	} while (c->count > 0);
}

void chain_end(struct chain *c)
{
	c->late = true;
	end_fragments(c);
	c->ending = true;
	flows_end(c->flows);
	detect(c);
	uint64_t overlaps = conversations_overlaps(c->talks);
	if (overlaps > 0)
		counts_of(c->counts, c->at.input)->anomalies[ANOMALY_TCP_OVERLAP] += overlaps;
	judge_end(c->judge);
	if (c->watch)
		save_batch(c);
}

void chain_set_trails(struct chain *c, const struct trails *trails)
{
	c->trails = trails;
	conversations_want_digests(c->talks, wants_digests(c->options, trails));
	judge_set_trails(c->judge, trails);
}

uint64_t chain_serial(const struct chain *c)
{
	return judge_serial(c->judge);
}

size_t chain_tables(const struct chain *c, struct judge_table *out, size_t room)
{
	out[0] = (struct judge_table) { "flows", flows_cap(c->flows), flows_evicted(c->flows) };
	out[1] = (struct judge_table) { "fragments", decoder_cap(c->decoder),
		decoder_evicted(c->decoder) };
	out[2] = (struct judge_table) { "conversations", conversations_cap(c->talks),
		conversations_evicted(c->talks) };
	out[3] = (struct judge_table) { "tunnels", tunnels_cap(c->tunnels),
		tunnels_shortened(c->tunnels) };
	return 4 + judge_tables(c->judge, out + 4, room - 4);
}
