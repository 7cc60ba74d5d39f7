/*
 * Both sides of HTTP/1 in pieces. Before each a byte: its lowest bit is the side, the next one says that
 * 16 bytes behind the piece are lost, the rest of it is its length but one.
 */
#include <config.h>

#include "base/bytes.h"
#include "talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { LOST = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes in = bytes_of(data, n);
	struct talk t;
	talk_begin(&t, IP_TCP, 8080);
	while (in.left > 0) {
		uint8_t head = bytes_u8(&in);
		size_t length = (size_t)(head & 0xfc) + 1;
		struct bytes piece = bytes_sub(&in, length < in.left ? length : in.left);
		talk_say(&t, head & 1, text_bytes(piece.at, piece.left), 0);
		talk_lose(&t, head & 1, head & 2 ? LOST : 0);
	}
	talk_end(&t);
	talk_free(&t);
	return 0;
}
