/* pcapng times. */
#ifndef TS_CAPTURE_PCAPNG_H
#define TS_CAPTURE_PCAPNG_H

#include <stdint.h>

/* Nanoseconds since 1970 of a raw time under if_tsresol and if_tsoffset. More than 9.2e9 seconds
 * from 1970 (1678, 2261) is no time: TIME_NONE, so that adding a timeout never overflows. */
int64_t pcapng_time(uint64_t raw, uint8_t resolution, int64_t offset);

struct reader;
struct frame;

/* The epb_packetid of a frame that the reader gave, 0 where it has none. */
uint64_t pcapng_packet_id(const struct reader *r, const struct frame *f);

#endif
