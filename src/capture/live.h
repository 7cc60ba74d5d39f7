/*
 * Live interfaces, through libpcap: what capture.h promises for them. Frames of several interfaces
 * are merged by their time, as far as it is known what comes: the kernel hands frames over with up
 * to a tenth of a second of delay, so the merge lags a little behind (not with immediate).
 */
#ifndef TS_CAPTURE_LIVE_H
#define TS_CAPTURE_LIVE_H

#include "capture/block.h"
#include "capture/capture.h"

struct live;

/* The pool outlives it; what the options point at (but the filter's text), too. */
struct live *live_new(const struct capture_options *options, struct block_pool *pool);
void live_free(struct live *l);

/* As capture_add_interface(). */
bool live_add(struct live *l, const char *name, const struct live_options *options,
    struct fault *f) ATTR_CHECKED;

/* As capture_next(): an empty batch after a fifth of a second, and after a signal. */
bool live_next(struct live *l, struct frame_batch *batch);

size_t live_count(const struct live *l);
const struct capture_input *live_input(const struct live *l, size_t ordinal);
void live_restart(struct live *l);

/* "eth0, eth1"; captured bytes of all frames, also of those before a restart. */
const char *live_at(const struct live *l);
uint64_t live_bytes(const struct live *l);

#endif
