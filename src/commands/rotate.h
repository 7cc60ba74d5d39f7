/* Periods of a live run: aligned to the epoch, each with files of its own. */
#ifndef TS_COMMANDS_ROTATE_H
#define TS_COMMANDS_ROTATE_H

#include <stdint.h>

#include "base/buf.h"

/* When the period of that many seconds that holds now is over; both in ns since the epoch. */
int64_t rotate_end(int64_t now, uint64_t seconds);

/* NAME-YYYYMMDDTHHMMSSZ and the ending, where path is NAME with or without the ending. */
void rotate_name(struct buf *out, const char *path, const char *ending, int64_t begin);

#endif
