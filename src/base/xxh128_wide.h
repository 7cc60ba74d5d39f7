/* XXH3-128 over 256-bit vectors, twice as fast as the portable one; for digest.c. */
#ifndef TS_BASE_XXH128_WIDE_H
#define TS_BASE_XXH128_WIDE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether this processor, and this build, can. */
bool xxh128_wide_runs(void);

/* XXH3_128bits_update() on the same XXH3_state_t; only where xxh128_wide_runs(). */
void xxh128_wide_add(void *state, const void *p, size_t n);

#endif
