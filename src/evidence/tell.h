/* The decoded summary of a frame while it is made. */
#ifndef TS_EVIDENCE_TELL_H
#define TS_EVIDENCE_TELL_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "decode/decode.h"
#include "evidence/evidence.h"

enum { TOLD_LAYERS = 64, TOLD_MARKS = 256 };

struct telling {
	const struct evidence_frame *frame;
	struct arena *arena;
	struct buf line; /* the next one */
	struct evidence_layer layers[TOLD_LAYERS];
	size_t layer_count;
	struct evidence_mark marks[TOLD_MARKS];
	size_t mark_count;
	struct packet packets[FRAME_PACKETS];
	size_t packet_count;
	uint32_t ip[FRAME_PACKETS];        /* where the header of each stands, and */
	uint32_t transport[FRAME_PACKETS]; /* that of its transport */
};

/* What is in line tells of those bytes. */
void tell_layer(struct telling *t, size_t at, size_t bytes);

/* The frame's link layer up to IP's header, which begins there (or SIZE_MAX: it has none). The EtherType
 * behind it, 0 where there is none. *end: where it ends. */
uint16_t tell_link(struct telling *t, size_t ip, size_t *end);

/* IP's header there, as far as it is captured; where it ends. */
size_t tell_ip(struct telling *t, size_t at);

/* ARP there. */
void tell_arp(struct telling *t, size_t at);

/* What stands on top of the transport: appends to line; how many bytes it tells of, 0: nothing is known. */
size_t tell_content(struct buf *line, struct text payload, const struct packet *p);

/* Marks what carries the finding. */
void tell_marks(struct telling *t, const struct case_event *event);

static inline size_t offset_of(const struct telling *t, const uint8_t *p)
{
	return (size_t)(p - t->frame->bytes);
}

#endif
