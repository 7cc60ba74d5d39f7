/* XXH3-128 with 256-bit vectors. Apart from digest.c, so that only code which checked the processor
 * first gets here. */
#include <config.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("avx2")
#endif
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/xxh128_wide.h"

bool xxh128_wide_runs(void)
{
#if defined(__AVX2__)
	return __builtin_cpu_supports("avx2");
#else
	return false;
#endif
}

void xxh128_wide_add(void *state, const void *p, size_t n)
{
	XXH3_128bits_update(state, p, n);
}
