/*
 * Units of conversations: what parsers are given of streams that come in any pieces. Expected values by
 * hand; the hello is that of RFC 8446 4.1.2 with a server name (RFC 6066 3).
 */
#include <config.h>

#include "check.h"
#include "talk.h"

/* ClientHello of one cipher suite, with the server name "example.com". */
#define HELLO_BODY                                                                                 \
	"0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 0002 1301 01 00" \
	" 0014 0000 0010 000e 00 000b 6578616d706c652e636f6d"
#define HELLO "01 00003f" HELLO_BODY

static const char hello[] = "16 0301 0043" HELLO;
static const char two_records[] = "16 0301 0003 010000 16 0301 0040 3f" HELLO_BODY;

static void check_pieces(const char *name, const char *hex)
{
	for (size_t cut = 0; cut < 80; cut++) {
		struct talk t;
		talk_begin(&t, IP_TCP, 443);
		talk_say_hex(&t, 0, hex, cut);
		talk_end(&t);
		OK(text_starts(talk_shown(&t, false), TEXT("t_sni example.com\n")),
		    "%s, in pieces of %zu", name, cut);
		talk_free(&t);
	}
}

int main(void)
{
	check_pieces("a hello", hello);
	check_pieces("a hello in two records", two_records);
	return check_done();
}
