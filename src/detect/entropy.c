/* H = log2(n) - sum(c * log2(c)) / n. The binary logarithm by repeated squaring (Knuth, TAOCP 1.2.2). */
#include <config.h>

#include "detect/entropy.h"

enum {
	FRACTION = 24,
	THOUSANDTHS = 1000,
	ERROR = 4096, /* of a sum of rounded logarithms, times a thousand */
};

void histogram_add(struct histogram *h, struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		h->counts[(unsigned char)t.s[i]]++;
	h->total += (uint32_t)t.n;
}

uint64_t log2_fixed(uint32_t v)
{
	int whole = 31 - __builtin_clz(v);
	uint64_t x = (uint64_t)v << (31 - whole), bits = 0;
	for (int i = 0; i < FRACTION; i++) {
		x = x * x >> 31;
		bits = bits << 1 | x >> 32;
		x >>= x >> 32;
	}
	return (uint64_t)whole << FRACTION | bits;
}

uint64_t histogram_entropy(const struct histogram *h)
{
	uint64_t sum = 0;
	if (h->total == 0)
		return 0;
	for (int i = 0; i < 256; i++)
		if (h->counts[i] > 1)
			sum += h->counts[i] * log2_fixed(h->counts[i]);
	uint64_t all = h->total * log2_fixed(h->total);
	if (all <= sum)
		return 0;
	uint64_t bits = (all - sum) / h->total * THOUSANDTHS;
	return (bits + (UINT64_C(1) << FRACTION) - ERROR) >> FRACTION;
}

uint64_t text_entropy(struct text t)
{
	struct histogram h = { .total = 0 };
	histogram_add(&h, t);
	return histogram_entropy(&h);
}
