/* A frame: byte 0 names its link type, byte 1 says how many bytes the snap length cut off. */
#include <config.h>

#include <stdlib.h>

#include "decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint32_t links[] = { 1, 0, 9, 12, 14, 50, 51, 101, 108, 113, 228, 229, 276,
		147 };
	if (n < 2 || n > UINT16_MAX)
		return 0;
	struct frame frame = {
		.data = data + 2,
		.captured = (uint32_t)n - 2,
		.original = (uint32_t)n - 2 + data[1],
		.link = links[data[0] % (sizeof(links) / sizeof(links[0]))],
	};
	struct decode_counts counts = { .cut = 0 };
	struct packet p;
	bool good = decode_frame(&frame, &p, &counts);
	const uint8_t *end = data + n;
	if (good != (counts.fates[FATE_EXAMINED] == 1) || p.payload < frame.data ||
	    p.payload > end || p.payload_size > (size_t)(end - p.payload) ||
	    p.payload_size + p.payload_cut > frame.original)
		abort();
	if (good && p.tuple.version != 4 && p.tuple.version != 6)
		abort();
	return 0;
}
