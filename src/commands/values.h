/* Values of options: sizes, spans of time. */
#ifndef TS_COMMANDS_VALUES_H
#define TS_COMMANDS_VALUES_H

#include <stdbool.h>
#include <stdint.h>

/* "65536", "512K", "64M", "2G": powers of two, at most max. */
bool value_size(const char *value, uint64_t max, uint64_t *bytes);

/* "90s", "15m", "1h", "1d": whole seconds, at least one, at most a year. */
bool value_span(const char *value, uint64_t *seconds);

#endif
