/* Frames become packets: the walk from outside in, and the fates and anomalies by name. */
#include <config.h>

#include "decode/decode.h"

#include "decode/layers.h"

#define ROW_NAME(id, name) name,
static const char *const fate_names[] = { FATES(ROW_NAME) };
static const char *const anomaly_names[] = { ANOMALIES(ROW_NAME) };
#undef ROW_NAME

const char *fate_name(enum fate fate)
{
	return fate < FATE_COUNT ? fate_names[fate] : "";
}

const char *anomaly_name(enum anomaly anomaly)
{
	return anomaly < ANOMALY_COUNT ? anomaly_names[anomaly] : "";
}

bool decode_knows_link(uint32_t link)
{
	return link_layer(link) != NULL;
}

/* One packet, and those inside it. */
static inline enum fate decode_walk(struct walk *w, layer *first)
{
	packet_begin(w->out, w->at, 0, TUNNEL_NONE);
	enum fate fate = first(w);
	if (unlikely(fate != FATE_EXAMINED))
		return fate;
	if (unlikely(w->left == 0))
		return walk_fail(w, ANOMALY_LINK_SHORT);
	fate = ip_decode(w);
	w->of->given += fate == FATE_EXAMINED;
	return fate;
}

/* The other members of an aggregate. */
static ATTR_COLD enum fate decode_rest(struct walk *w, struct packet *out, enum fate fate)
{
	struct walk_frame *of = w->of;
	while (of->rest && of->given < FRAME_PACKETS) {
		struct walk member = { .at = of->rest,
			.left = of->rest_left,
			.cut = of->rest_cut,
			.layers = 2,
			.out = out + of->given,
			.counts = w->counts,
			.of = of };
		of->rest = NULL;
		if (decode_walk(&member, link_aggregate) == FATE_EXAMINED)
			fate = FATE_EXAMINED;
	}
	return fate;
}

/* Beginnings of datagrams that will not be complete. */
static ATTR_COLD void decode_given_up(
    struct walk_frame *of, struct packet *out, struct decode_counts *counts)
{
	while (of->given < FRAME_PACKETS) {
		struct walk w = { .layers = 1, .out = out + of->given, .counts = counts, .of = of };
		uint8_t next;
		if (!fragment_given_up(&w, &next))
			return;
		of->given += w.left > 0 && ip_behind(&w, next) == FATE_EXAMINED;
	}
}

size_t decoder_rest(struct decoder *d, struct packet *out, struct decode_counts *counts)
{
	struct walk_frame of = { .decoder = d, .end = out + FRAME_PACKETS };
	decode_given_up(&of, out, counts);
	return of.given;
}

size_t walk_decode(
    struct decoder *d, const struct frame *frame, struct packet *out, struct decode_counts *counts)
{
	layer *first = link_layer(frame->link);
	bool cut = frame->original > frame->captured;
	struct walk_frame of = { .frame = frame, .decoder = d, .end = out + FRAME_PACKETS };
	struct walk w = {
		.at = frame->data,
		.left = frame->captured,
		.cut = cut ? frame->original - frame->captured : 0,
		.layers = 1,
		.out = out,
		.counts = counts,
		.of = &of,
	};
	enum fate fate = first ? decode_walk(&w, first) : FATE_UNKNOWN_LINK;
	if (unlikely(of.rest))
		fate = decode_rest(&w, out, fate);
	counts->fates[fate]++;
	counts->cut += cut;
	for (size_t i = 1; i < of.given; i++)
		out[i].index = (uint16_t)i;
	if (unlikely(of.given_up))
		decode_given_up(&of, out, counts);
	return of.given;
}
