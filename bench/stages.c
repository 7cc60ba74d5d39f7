/*
 * stages CAPTURE STORE...
 *
 * Where the time of a scan goes: takes the frames of a capture through the stages of the chain, a batch at
 * a time, and prints for each stage the nanoseconds per frame and its ratio to plain reading of the same
 * file (the time that read(2) in blocks of 256 KiB took just before).
 */
#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "capture/capture.h"
#include "decode/decode.h"
#include "detect/judge.h"
#include "detect/match.h"
#include "protocols/protocol.h"

enum { BLOCK = 256 << 10, PACKETS = LIMIT_BATCH * FRAME_PACKETS, AHEAD = 24 };

#define MEMORY (UINT64_C(512) << 20)

enum stage { READ, DECODE, FLOWS, PROTOCOLS, MATCH, JUDGE, STAGES };

static const char *const names[STAGES] = { "read", "decode", "flows", "protocols", "match",
	"judge" };

struct bench {
	struct decoder *decoder;
	struct flow_table *flows;
	struct conversations *talks;
	struct judge *judge;
	const struct trails *trails;
	struct observations observed;
	struct hits hits;
	struct decode_counts counts;
	struct origin at;
	struct packet packets[PACKETS];
	struct flow_key keys[PACKETS];
	struct flow *of[PACKETS];
	uint64_t numbers[PACKETS]; /* of those flows */
	bool fresh[PACKETS];
	double seconds[STAGES];
	uint64_t frames;
	uint32_t index;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double plain_read(const char *path)
{
	static char block[BLOCK];
	int fd = open(path, O_RDONLY);
	double from = now();
	while (fd >= 0 && read(fd, block, sizeof(block)) > 0)
		;
	double took = now() - from;
	close(fd);
	return took;
}

static void on_ended(void *context, struct flow *flow, enum flow_end why)
{
	struct bench *b = context;
	struct packet last = { .tuple = flow->key, .has_ports = true };
	struct segment s = { .at = &b->at,
		.frame = &b->at,
		.packet = &last,
		.flow = flow,
		.index = &b->index,
		.talks = b->talks };
	(void)why;
	if (flow->conversation)
		protocols_end(&s, &b->observed);
}

static void on_found(void *context, const struct event *e)
{
	(void)context;
	(void)e;
}

static void on_counted(void *context, uint64_t serial, uint64_t count)
{
	(void)context;
	(void)serial;
	(void)count;
}

static size_t decode(struct bench *b, const struct frame_batch *batch)
{
	size_t n = 0;
	for (size_t i = 0; i < batch->count; i++) {
		size_t end =
		    n + decode_frame(b->decoder, &batch->frames[i], &b->packets[n], &b->counts);
		for (; n < end; n++)
			b->packets[n].frame = (uint16_t)i;
	}
	return n;
}

static struct origin origin_of(const struct frame *f)
{
	return (struct origin) { f->seq, f->number, f->time, f->clock, f->input };
}

static void take_flows(struct bench *b, const struct frame_batch *batch, size_t n)
{
	for (size_t i = 0; i < n; i++)
		flow_key_of(b->flows, &b->packets[i], &b->keys[i]);
	for (size_t i = 0; i < n; i++)
		flows_prefetch_record(b->flows, &b->keys[i]);
	for (size_t i = 0; i < n; i++) {
		b->at = origin_of(&batch->frames[b->packets[i].frame]);
		flows_expire(b->flows, (uint32_t)(b->at.clock / 1000000000));
		b->of[i] = flows_take(b->flows, &b->packets[i], &b->keys[i], &b->at, &b->fresh[i]);
		b->numbers[i] = b->of[i]->number;
	}
}

/* A flow may have ended and its record be another's since it was taken: such packets are left out. */
static void read_payloads(struct bench *b, const struct frame_batch *batch, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct origin at = origin_of(&batch->frames[b->packets[i].frame]);
		struct segment s = { .at = &at,
			.frame = &at,
			.packet = &b->packets[i],
			.flow = b->of[i],
			.side = b->keys[i].side,
			.fresh = b->fresh[i],
			.late = true,
			.index = &b->index,
			.talks = b->talks };
		if (s.flow->number != b->numbers[i])
			continue;
		if (s.fresh)
			connection_begins(&s, &b->observed);
		protocols_feed(&s, &b->observed);
	}
}

static void judge_all(struct bench *b)
{
	size_t ahead = 0;
	for (size_t i = 0; i < b->observed.count; i++) {
		for (; ahead < b->observed.count && ahead <= i + AHEAD; ahead++)
			judge_ahead(b->judge, &b->observed.list[ahead]);
		size_t first = b->hits.first[i], n = b->hits.first[i + 1] - first;
		judge_take(b->judge, &b->observed.list[i], n ? &b->hits.hits[first] : NULL, n);
	}
}

static void take(struct bench *b, const struct frame_batch *batch)
{
	double t[STAGES];
	t[READ] = now();
	size_t n = decode(b, batch);
	t[DECODE] = now();
	take_flows(b, batch, n);
	t[FLOWS] = now();
	read_payloads(b, batch, n);
	t[PROTOCOLS] = now();
	match_batch(b->trails, &b->observed, &b->hits);
	t[MATCH] = now();
	judge_all(b);
	t[JUDGE] = now();
	for (int i = DECODE; i < STAGES; i++)
		b->seconds[i] += t[i] - t[i - 1];
	observations_clear(&b->observed);
	decoder_release(b->decoder);
	b->frames += batch->count;
}

static bool run(struct bench *b, const char *path)
{
	static struct frame_batch batch;
	struct capture_options options = { .digest = DIGEST_XXH128 };
	struct fault f;
	struct capture *c = capture_new(&options);
	bool good = capture_add(c, path, &f);
	if (good)
		capture_begin(c);
	else
		fprintf(stderr, "%s\n", f.text);
	for (double from = now(); good && capture_next(c, &batch); from = now()) {
		b->seconds[READ] += now() - from;
		take(b, &batch);
		frame_batch_release(&batch);
	}
	capture_free(c);
	return good;
}

static void print(const struct bench *b, double plain)
{
	double all = 0;
	printf("%-12s %12s %8s\n", "stage", "ns/frame", "ratio");
	for (int i = 0; i < STAGES; i++) {
		printf("%-12s %12.1f %8.2f\n", names[i], b->seconds[i] * 1e9 / (double)b->frames,
		    b->seconds[i] / plain);
		all += b->seconds[i];
	}
	printf("%-12s %12.1f %8.2f\n", "all", all * 1e9 / (double)b->frames, all / plain);
	printf("%-12s %12.1f %8.2f\n", "plain read", plain * 1e9 / (double)b->frames, 1.0);
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct fault f;
	const struct hash_key key = { 1, 2 };
	if (argc < 3) {
		fprintf(stderr, "usage: stages CAPTURE STORE...\n");
		return 2;
	}
	struct trails *trails =
	    trails_open((const char *const *)argv + 2, (size_t)argc - 2, NULL, &f);
	if (!trails) {
		fprintf(stderr, "%s\n", f.text);
		return 2;
	}
	b.trails = trails;
	b.decoder = decoder_new(MEMORY / 16, &key);
	b.flows = flows_new(MEMORY / 2, 1, on_ended, &b);
	b.talks = conversations_new(&(struct conversations_options) { .memory = MEMORY / 4 });
	b.judge = judge_new(&(struct judge_options) {
	    .trails = trails, .key = key, .found = on_found, .counted = on_counted });
	plain_read(argv[1]);
	double plain = plain_read(argv[1]);
	bool good = run(&b, argv[1]);
	if (good && b.frames > 0)
		print(&b, plain);
	flows_end(b.flows);
	judge_free(b.judge);
	flows_free(b.flows);
	conversations_free(b.talks);
	decoder_free(b.decoder);
	observations_free(&b.observed);
	hits_free(&b.hits);
	trails_close(trails);
	return good ? 0 : 2;
}
