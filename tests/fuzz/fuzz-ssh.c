/* Both sides of SSH in pieces: before each a byte, its lowest bit is the side, the rest its length. */
#include <config.h>

#include "base/bytes.h"
#include "talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes in = bytes_of(data, n);
	struct talk t;
	talk_begin(&t, IP_TCP, 22);
	while (in.left > 0) {
		uint8_t head = bytes_u8(&in);
		size_t length = head >> 1;
		struct bytes piece = bytes_sub(&in, length < in.left ? length : in.left);
		talk_say(&t, head & 1, text_bytes(piece.at, piece.left), 0);
	}
	talk_end(&t);
	talk_free(&t);
	return 0;
}
