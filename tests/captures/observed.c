/*
 * What the protocol parsers observe in captures, a line each: name, frame, what it is, value. Only
 * what has a value that another tool shows too.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>

#include "capture/capture.h"
#include "decode/decode.h"
#include "protocols/protocol.h"
#include "shown.h"

enum { MEMORY = 64 << 20 };

struct reading {
	struct capture *capture;
	struct decoder *decoder;
	struct flow_table *flows;
	struct conversations *talks;
	struct observations observed;
};

/* What streams still hold at the end. */
static void on_ended(void *context, struct flow *flow, enum flow_end why)
{
	struct reading *r = context;
	uint32_t index = 0;
	struct packet last = { .tuple = flow->key, .has_ports = true };
	if (flow->initiator)
		tuple_turn(&last.tuple);
	struct origin at = { .number = flow->last_frame, .input = flow->last_input };
	struct segment s = { .at = &at,
		.frame = &at,
		.packet = &last,
		.flow = flow,
		.side = flow->initiator,
		.index = &index,
		.talks = r->talks };
	(void)why;
	if (flow->conversation)
		protocols_end(&s, &r->observed);
}

struct place {
	const struct reading *reading;
	const struct observation *o;
};

static void show(void *context, const char *kind, struct text value)
{
	const struct place *p = context;
	printf("%s\t%" PRIu64 "\t%" PRIu64 "\t%s\t",
	    capture_input(p->reading->capture, p->o->input)->name, p->o->first_frame, p->o->frame,
	    kind);
	fwrite(value.s, 1, value.n, stdout);
	putchar('\n');
}

static void show_all(struct reading *r)
{
	for (size_t i = 0; i < r->observed.count; i++) {
		struct place place = { r, &r->observed.list[i] };
		shown_values(place.o, show, &place);
	}
	observations_clear(&r->observed);
}

/* What waited in vain for its other fragments is shown by the frame it began in. */
static void take_packet(struct reading *r, const struct origin *at, const struct packet *p)
{
	struct flow_key key;
	uint32_t index = 0;
	if (p->fragment && p->began)
		at = p->began;
	struct segment s = {
		.at = at, .frame = at, .packet = p, .index = &index, .talks = r->talks
	};
	flow_key_of(r->flows, p, &key);
	s.side = key.side;
	s.flow = flows_take(r->flows, p, &key, at, &s.fresh);
	protocols_feed(&s, &r->observed);
}

static void take_frame(struct reading *r, const struct frame *f)
{
	static struct decode_counts counts;
	struct origin at = { f->seq, f->number, f->time, f->clock, f->input };
	struct packet packets[FRAME_PACKETS];
	size_t n = decode_frame(r->decoder, f, packets, &counts);
	for (size_t i = 0; i < n; i++)
		take_packet(r, &at, &packets[i]);
}

/* What waits for fragments or for bytes of a stream does so no longer. */
static void take_rest(struct reading *r)
{
	static struct decode_counts counts;
	struct origin at = { 0 };
	struct packet packets[FRAME_PACKETS];
	size_t n;
	decoder_end(r->decoder);
	while ((n = decoder_rest(r->decoder, packets, &counts)) > 0) {
		for (size_t i = 0; i < n; i++)
			take_packet(r, &at, &packets[i]);
		show_all(r);
		decoder_release(r->decoder);
	}
	flows_end(r->flows);
	show_all(r);
}

static bool read_capture(struct reading *r, const char *path)
{
	static struct frame_batch batch;
	const struct hash_key key = { 1, 2 };
	struct capture_options options = { .digest = false };
	struct fault f;
	r->capture = capture_new(&options);
	r->decoder = decoder_new(MEMORY, &key);
	r->flows = flows_new(MEMORY, 1, on_ended, r);
	r->talks = conversations_new(
	    &(struct conversations_options) { .memory = MEMORY, .digests = true });
	bool good = capture_add(r->capture, path, &f);
	if (good)
		capture_begin(r->capture);
	else
		fprintf(stderr, "%s\n", f.text);
	while (good && capture_next(r->capture, &batch)) {
		for (size_t i = 0; i < batch.count; i++)
			take_frame(r, &batch.frames[i]);
		show_all(r);
		decoder_release(r->decoder);
		frame_batch_release(&batch);
	}
	take_rest(r);
	decoder_free(r->decoder);
	flows_free(r->flows);
	conversations_free(r->talks);
	capture_free(r->capture);
	return good;
}

int main(int argc, char **argv)
{
	struct reading r = { .capture = NULL };
	bool good = true;
	for (int i = 1; i < argc; i++)
		good &= read_capture(&r, argv[i]);
	observations_free(&r.observed);
	return good ? 0 : 2;
}
