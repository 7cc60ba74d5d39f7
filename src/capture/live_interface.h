/* One live interface: its handle, its facts, and frames that were read and not yet handed out. */
#ifndef TS_CAPTURE_LIVE_INTERFACE_H
#define TS_CAPTURE_LIVE_INTERFACE_H

#include "capture/block.h"
#include "capture/capture.h"

enum {
	LIVE_DELAY = 100, /* ms: so long the kernel may collect frames before it shows them */
};

/* Where frames are copied to: all interfaces of a run fill one block after the other. */
struct live_store {
	struct block_pool *pool;
	struct block *block; /* the one at hand, or NULL */
	size_t used;
};

struct live_interface {
	struct capture_input facts;
	struct capture_interface interface; /* as facts has it */
	char *name, *why;
	struct pcap *handle; /* NULL once it ended */
	int fd;              /* to poll, -1: none */
	bool immediate, nanoseconds;
	struct live_store *store;
	uint32_t kernel, missed; /* drop counters of libpcap as they were last seen; they wrap */
	int64_t previous;        /* time of the frame before */
	bool jumped;             /* it was far ahead of the clock */
	uint32_t taken;          /* frames that libpcap gave, */
	uint32_t last;           /* and gives until it has given those before the stop; both wrap */
	bool stopped;

	struct frame frames[LIMIT_BATCH];  /* those from next on are to be handed out, */
	struct block *blocks[LIMIT_BATCH]; /* each with a reference to its block */
	size_t next, count;
};

/* Opens it, with that filter (NULL: none); notices are for what works otherwise than asked. NULL
 * and *f, with the remedy, where it cannot be opened. */
struct live_interface *live_interface_open(const char *name, const struct live_options *options,
    const char *filter, const struct notices *notices, struct fault *f);
void live_interface_free(struct live_interface *in);

/* Reads into the empty queue what there is, without waiting; the number of frames. An interface
 * that went away is ended then, and a line says so. */
size_t live_interface_read(struct live_interface *in, const struct notices *notices);

/* Brings the drop counters of the facts up to date. */
void live_interface_drops(struct live_interface *in);

/* The run is stopped: what the kernel holds until now is still to be read, drops count no more. */
void live_interface_stop(struct live_interface *in);

/* Whether it was stopped, and all that was to be read was. libpcap may leave out frames that the
 * kernel counted (of "lo", one of two), so this may never become true. */
bool live_interface_has_all(const struct live_interface *in);

/* No more is read; queued frames stay. */
void live_interface_end(struct live_interface *in);

/* Facts count from nothing; frames of the queue are not counted yet. */
void live_interface_restart(struct live_interface *in);

#endif
