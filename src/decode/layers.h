/* How the layers hand a frame down to each other. Private to decode/. */
#ifndef TS_DECODE_LAYERS_H
#define TS_DECODE_LAYERS_H

#include "base/attributes.h"
#include "decode/decode.h"

/* Where the walk through one frame stands. Two lengths: what is here, and what is not. */
struct walk {
	const uint8_t *at; /* the next header */
	size_t left;       /* captured bytes from there on */
	size_t cut;        /* bytes behind them that were on the wire and are not here */
	unsigned layers;   /* headers so far */
	struct packet *out;
	struct decode_counts *counts;
};

static inline void walk_skip(struct walk *w, size_t n)
{
	w->at += n;
	w->left -= n;
}

static inline void walk_note(struct walk *w, enum anomaly anomaly)
{
	w->counts->anomalies[anomaly]++;
}

static inline enum fate walk_fail(struct walk *w, enum anomaly anomaly)
{
	walk_note(w, anomaly);
	return FATE_UNDECODABLE;
}

/* One header more. False where there are too many, which is noted. */
static inline bool walk_deeper(struct walk *w)
{
	if (likely(w->layers < LIMIT_LAYERS)) {
		w->layers++;
		return true;
	}
	walk_note(w, ANOMALY_LAYERS);
	return false;
}

/* What stands behind says that it has size bytes: what is here beyond them is padding. False, and
 * all is kept, where there never were so many. */
static inline bool walk_trim(struct walk *w, size_t size)
{
	if (size > w->left + w->cut)
		return false;
	if (size <= w->left) {
		w->left = size;
		w->cut = 0;
	} else {
		w->cut = size - w->left;
	}
	return true;
}

/* Link layers: FATE_EXAMINED with w->at on an IP header, or the frame's fate. */
enum fate link_ethernet(struct walk *w);
enum fate link_cooked(struct walk *w);
enum fate link_cooked2(struct walk *w);
enum fate link_null(struct walk *w);
enum fate link_loop(struct walk *w);
enum fate link_ppp(struct walk *w);
enum fate link_ppp_hdlc(struct walk *w);
enum fate link_pppoe(struct walk *w);
enum fate link_raw(struct walk *w);

/* From an IP header to the end of the walk. */
enum fate ip_decode(struct walk *w);

/* From behind IP; out->tuple.proto is known. */
enum fate transport_decode(struct walk *w);

#endif
