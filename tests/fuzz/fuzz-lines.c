/*
 * Protocols of lines, and SOCKS: the first byte chooses the port. Both sides in pieces, before each a byte: its lowest
 * bit is the side, the next one says that 16 bytes behind the piece are lost, the rest is its length.
 */
#include <config.h>

#include "base/bytes.h"
#include "talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { LOST = 16 };

static void play(struct bytes in, uint8_t proto, uint16_t port, size_t cut)
{
	struct talk t;
	talk_begin(&t, proto, port);
	while (in.left > 0) {
		uint8_t head = bytes_u8(&in);
		size_t length = head >> 2;
		struct bytes piece = bytes_sub(&in, length < in.left ? length : in.left);
		talk_say(&t, head & 1, text_bytes(piece.at, piece.left), cut);
		talk_lose(&t, head & 1, head & 2 ? LOST : 0);
	}
	talk_end(&t);
	talk_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint16_t ports[] = { 25, 21, 6667, 1080, 5060, 4444, 143, 110 };
	if (n == 0)
		return 0;
	struct bytes in = bytes_of(data + 1, n - 1);
	uint8_t proto = data[0] & 128 ? IP_UDP : IP_TCP;
	uint16_t port = ports[(data[0] & 127) % (sizeof(ports) / sizeof(ports[0]))];
	play(in, proto, port, 0);
	if (proto == IP_TCP)
		play(in, proto, port, 1);
	return 0;
}
