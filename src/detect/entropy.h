/* Shannon entropy in integers, so that every host finds the same. */
#ifndef TS_DETECT_ENTROPY_H
#define TS_DETECT_ENTROPY_H

#include <stdint.h>

#include "base/text.h"

/* How often each byte was seen. */
struct histogram {
	uint32_t counts[256];
	uint32_t total;
};

void histogram_add(struct histogram *h, struct text t);

/* log2(v) in 2^-24, rounded down; v > 0. */
uint64_t log2_fixed(uint32_t v);

/* Bits a byte, in thousandths, rounded up: above a threshold is above it. */
uint64_t histogram_entropy(const struct histogram *h);

/* Of the bytes of t. */
uint64_t text_entropy(struct text t);

#endif
