/*
 * Keeps frames as evidence: for live interfaces and streams, whose frames exist only once. All
 * frames, or those of flows with findings, the frames before the finding included: they wait in a
 * bounded spool until the flow is known to have a finding or to have ended without. Written as
 * pcapng in the order of the run, with the interfaces of the inputs.
 *
 * A frame waits behind older ones that are not decided, so the spool holds the last so many bytes
 * of the run from the oldest undecided frame on. Of a pattern of several flows (a scan of ports)
 * only the flow that its event names is kept; of suppressed events none is. A frame of a tunnel
 * belongs to the flow of its outermost packet, which a finding inside keeps, too; a fragment to that of
 * its datagram, which is known when that is complete or given up. Options of pcapng blocks (comments, directions) do not come along.
 */
#ifndef TS_SCAN_SAVE_H
#define TS_SCAN_SAVE_H

#include "base/fault.h"
#include "capture/capture.h"

struct save_options {
	const char *path;
	bool force;     /* replace an existing file */
	bool all;       /* every frame, not those of flows with findings alone */
	uint64_t spool; /* bytes of frames that may wait, in an unlinked file beside path */
};

struct saver;

/* NULL and *f where the file cannot be written. */
struct saver *saver_new(const struct save_options *options, struct fault *f);

/* A frame of input in, and the flow it belongs to (flow numbers of flows/; 0: none). */
void saver_add(
    struct saver *s, const struct capture_input *in, const struct frame *frame, uint64_t flow);

/* A frame that is a fragment; saver_join() says the flow that the one of that seq belongs to, or
 * saver_drop() that there is none (nothing where there is). */
void saver_add_piece(struct saver *s, const struct capture_input *in, const struct frame *frame);
void saver_join(struct saver *s, uint64_t seq, uint64_t flow);
void saver_drop(struct saver *s, uint64_t seq);

/* The flow has a finding: its frames are kept, those before and those to come. Nothing where none
 * of its frames was added yet, or where it has ended. */
void saver_keep(struct saver *s, uint64_t flow);

/* The flow has ended: what waits of it goes, unless it was kept. */
void saver_forget(struct saver *s, uint64_t flow);

/* Between batches: what is decided is written, so that others can read it. */
void saver_flush(struct saver *s);

/* Frames written, and frames that had to go undecided because the spool was full. */
uint64_t saver_written(const struct saver *s);
uint64_t saver_lost(const struct saver *s);

/* Whether something could not be written; *f says what. Nothing is kept from then on. */
bool saver_failed(const struct saver *s, struct fault *f);

/* Completes and frees it. False and *f where something could not be written. */
bool saver_end(struct saver *s, struct fault *f) ATTR_CHECKED;

#endif
