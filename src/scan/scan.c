/* A scan, from the first frame to a finished case. */
#include <config.h>

#include <stdlib.h>
#include <time.h>

#include "scan/facts.h"

enum {
	TELL_EVERY = 64, /* batches */
	TABLES = 64,
};

/* A run that others watch publishes after this long, and never more than this part of its time. */
#define PUBLISH_AFTER NS_PER_SECOND
enum { PUBLISH_PART = 10 };

struct run {
	const struct scan_options *options;
	struct scan_result *result;
	struct hash_key key;
	struct chain *chain;
	struct input_counts counts;
	const struct trails *trails;
	uint32_t input;  /* isolated: the one at hand */
	uint64_t serial; /* of the last event of chains that ended */
	size_t named;
	struct judge_table tables[TABLES]; /* of chains that ended */
	size_t table_count;
	int64_t next_publish; /* by the monotonic clock, ns */
};

struct hash_key scan_key(const struct scan_options *o)
{
	struct text digest = text_of(trails_digest(o->trails));
	uint64_t heads = capture_heads_hash(o->capture);
	uint64_t k0 = hash_fast(digest.s, digest.n, heads);
	return (struct hash_key) { k0, hash_fast(o->settings.s, o->settings.n, hash_mix(k0)) };
}

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

static void begin_chain(struct run *run)
{
	run->chain = chain_new(run->options, &run->key, &run->counts, run->serial);
	chain_set_trails(run->chain, run->trails);
}

static void end_chain(struct run *run)
{
	struct judge_table now[TABLES];
	chain_end(run->chain);
	size_t n = chain_tables(run->chain, now, TABLES);
	for (size_t i = 0; i < n; i++) {
		now[i].evicted += i < run->table_count ? run->tables[i].evicted : 0;
		run->tables[i] = now[i];
	}
	run->table_count = n;
	run->serial = chain_serial(run->chain);
	chain_free(run->chain);
	run->chain = NULL;
}

static void add_counts(struct decode_counts *sum, const struct decode_counts *counts)
{
	for (int i = 0; i < FATE_COUNT; i++)
		sum->fates[i] += counts->fates[i];
	for (int i = 0; i < ANOMALY_COUNT; i++)
		sum->anomalies[i] += counts->anomalies[i];
	sum->cut += counts->cut;
}

static void record(struct run *run)
{
	const struct scan_options *o = run->options;
	struct scan_result *r = run->result;
	r->packets = (struct decode_counts) { .cut = 0 };
	for (size_t i = 0; i < run->counts.count; i++)
		add_counts(&r->packets, &run->counts.list[i]);
	for (size_t i = 0; !o->live && i < capture_inputs(o->capture); i++)
		r->interrupted |= capture_input(o->capture, i)->state == INPUT_INTERRUPTED;
	facts_record(o, &run->counts, r);
}

static void tell(const struct run *run, bool last)
{
	const struct scan_options *o = run->options;
	uint64_t dropped = 0;
	if (!o->progress)
		return;
	for (size_t i = 0; o->live && i < capture_inputs(o->capture); i++)
		dropped += capture_input(o->capture, i)->dropped_kernel +
		    capture_input(o->capture, i)->dropped_interface;
	o->progress(o->context,
	    &(struct scan_progress) { .bytes = capture_bytes_read(o->capture),
		.total = capture_bytes_total(o->capture),
		.frames = run->result->frames,
		.findings = case_groups(o->to),
		.input = capture_at(o->capture),
		.dropped = dropped,
		.last = last });
}

static void publish(struct run *run)
{
	int64_t begun = clock_ns(CLOCK_MONOTONIC);
	if (begun < run->next_publish)
		return;
	record(run);
	case_publish(run->options->to, run->result->first, run->result->last);
	int64_t now = clock_ns(CLOCK_MONOTONIC), wait = (now - begun) * PUBLISH_PART;
	run->next_publish = now + (wait > PUBLISH_AFTER ? wait : PUBLISH_AFTER);
}

static void take_trails(struct run *run)
{
	const struct scan_options *o = run->options;
	const struct trails *trails = o->trails_now ? o->trails_now(o->context) : run->trails;
	if (trails == run->trails)
		return;
	run->trails = trails;
	chain_set_trails(run->chain, trails);
	case_set_trails(o->to, trails);
}

static void take_batch(struct run *run, const struct frame_batch *batch)
{
	struct scan_result *r = run->result;
	int64_t first = batch->frames[0].clock, last = batch->frames[batch->count - 1].clock;
	uint32_t input = batch->frames[0].input;
	if (run->options->isolate && r->frames > 0 && input != run->input) {
		end_chain(run);
		begin_chain(run);
	}
	run->input = input;
	if (r->frames == 0 || first < r->first)
		r->first = first;
	if (last > r->last)
		r->last = last;
	r->frames += batch->count;
	chain_take(run->chain, batch);
}

static void scan_frames(struct run *run)
{
	const struct scan_options *o = run->options;
	struct frame_batch *batch = xmalloc(sizeof(*batch));
	for (uint64_t batches = 1; !case_failed(o->to); batches++) {
		if (!capture_next(o->capture, batch))
			break;
		if (run->named < capture_inputs(o->capture))
			facts_name_inputs(o, &run->named);
		if (batch->count > 0)
			take_batch(run, batch);
		bool idle = batch->count == 0;
		frame_batch_release(batch);
		if (idle || batches % TELL_EVERY == 0)
			tell(run, false);
		take_trails(run);
		if (o->publishes)
			publish(run);
		run->result->period_over = o->until && clock_ns(CLOCK_REALTIME) >= o->until;
		if (run->result->period_over)
			break;
	}
	tell(run, true);
	free(batch);
}

bool scan_run(const struct scan_options *o, struct scan_result *r, struct fault *f)
{
	struct run run = { .options = o, .result = r, .key = scan_key(o), .trails = o->trails };
	*r = (struct scan_result) { .first = TIME_NONE, .last = TIME_NONE };
	case_set_trails(o->to, o->trails);
	facts_name_inputs(o, &run.named);
	begin_chain(&run);
	if (o->publishes)
		publish(&run);
	scan_frames(&run);
	end_chain(&run);
	record(&run);
	for (size_t i = 0; i < run.table_count; i++)
		case_add_limit(o->to, run.tables[i].name, run.tables[i].cap, run.tables[i].evicted);
	free(run.counts.list);
	return case_finish(o->to, r->first, r->last, f);
}
