/*
 * Writes pcapng: one section, little-endian, times in nanoseconds; nothing in it depends on when
 * and where it is written. The file grows in place by whole blocks, so that others can read it at
 * any time; where it cannot grow (a full disk) it is cut back to its last whole block.
 */
#ifndef TS_CAPTURE_PCAPNG_WRITE_H
#define TS_CAPTURE_PCAPNG_WRITE_H

#include "base/fault.h"
#include "base/outfile.h"
#include "base/text.h"
#include "capture/frame.h"

struct pcapng_writer;

/* A new file; an existing one is replaced with force only. NULL and *f where that cannot be. */
struct pcapng_writer *pcapng_write_begin(const char *path, bool force, struct fault *f);

/* The same into a file that appears whole, which stays the caller's to end: pcapng_write_end() only
 * gives it all. */
struct pcapng_writer *pcapng_write_into(struct outfile *to);

/* Describes one more interface; its number, from 0. description: an if_description, or empty. */
uint32_t pcapng_write_described(struct pcapng_writer *w, uint32_t link, uint32_t snaplen,
    struct text name, struct text description);

/* The same without a description. */
uint32_t pcapng_write_interface(
    struct pcapng_writer *w, uint32_t link, uint32_t snaplen, struct text name);

/* A frame of that interface: data, captured, original and time of *frame. A time before 1970, or
 * none (TIME_NONE), cannot be said in the format: it is written as 0. comment: an opt_comment, or
 * empty; at most its first 16383 bytes. Buffered; a failure is kept and told by the end. */
void pcapng_write_frame(
    struct pcapng_writer *w, uint32_t interface, const struct frame *frame, struct text comment);

/* The same with an epb_packetid, 0: none. */
void pcapng_write_numbered(struct pcapng_writer *w, uint32_t interface, const struct frame *frame,
    struct text comment, uint64_t id);

/* The id of a frame that was saved out of a run: which frame of which input it was. */
#define PCAPNG_ID_INPUT 48
#define PCAPNG_ID_NUMBER ((UINT64_C(1) << PCAPNG_ID_INPUT) - 1)

/* What was given stands in the file. */
void pcapng_write_flush(struct pcapng_writer *w);

/* Why writing failed first, an errno, or 0. */
int pcapng_write_error(const struct pcapng_writer *w);

/* Flushes, syncs, closes and frees it. False and *f where something could not be written. */
bool pcapng_write_end(struct pcapng_writer *w, struct fault *f) ATTR_CHECKED;

#endif
