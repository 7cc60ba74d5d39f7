/*
 * A recording: frames put down by conversations that run at the same time, written as a capture
 * in order of time.
 */
#ifndef TS_SAMPLES_RECORDING_H
#define TS_SAMPLES_RECORDING_H

#include "base/memory.h"
#include "craft.h"

struct recording {
	struct arena arena;
	struct recorded *frames;
	size_t n, room;
};

struct recording_interface {
	const char *name;
	enum craft_link link;
	unsigned decimals; /* of a second: 6 or 9 */
};

enum { PCAP_HEADER = 24, PCAP_RECORD = 16 };

/* The parts of a pcap file (microseconds, little endian). */
void pcap_header(uint8_t out[PCAP_HEADER], enum craft_link link);
void pcap_record(uint8_t out[PCAP_RECORD], int64_t time, size_t n);

/* A zeroed struct recording is ready for use. time is in nanoseconds since 1970. */
void recording_add(
    struct recording *r, int64_t time, unsigned interface, const struct craft_frame *f);
void recording_free(struct recording *r);

/* One interface is written as pcap, several as pcapng. False where the file cannot be written. */
bool recording_save(struct recording *r, const char *path,
    const struct recording_interface *interfaces, size_t count);

#endif
