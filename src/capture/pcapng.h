/* pcapng times. */
#ifndef TS_CAPTURE_PCAPNG_H
#define TS_CAPTURE_PCAPNG_H

#include <stdint.h>

/* Nanoseconds since 1970 of a raw time under if_tsresol and if_tsoffset; what no int64 holds
 * becomes the nearest one that is a time. */
int64_t pcapng_time(uint64_t raw, uint8_t resolution, int64_t offset);

#endif
