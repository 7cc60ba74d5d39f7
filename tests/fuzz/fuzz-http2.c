/*
 * Both sides of a connection in pieces. Before each a byte: its lowest bit is the side, the next one says that
 * 16 bytes behind the piece are lost, the rest is its length; 0 is the client's preface.
 */
#include <config.h>

#include "protocols/http2.h"
#include "talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { LOST = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes in = bytes_of(data, n);
	struct talk t;
	talk_begin(&t, IP_TCP, 8080);
	while (in.left > 0) {
		uint8_t head = bytes_u8(&in), side = head & 1;
		size_t length = head >> 2;
		struct bytes piece = bytes_sub(&in, length < in.left ? length : in.left);
		talk_say(&t, side, head ? text_bytes(piece.at, piece.left) : HTTP2_PREFACE, 0);
		talk_lose(&t, side, head & 2 ? LOST : 0);
	}
	talk_end(&t);
	talk_free(&t);
	return 0;
}
