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

/* Of a message in two segments the one that completed it counts again, and only as it was. */
static void check_again(void)
{
	static const char first[] = "GET / HTTP/1.1\r\n", rest[] = "Host: evil.com\r\n\r\n";
	struct talk t;
	talk_begin(&t, IP_TCP, 80);
	talk_say(&t, 0, text_of(first), 0);
	talk_say(&t, 0, text_of(rest), 0);
	IS_NUMBER(t.again, 0, "what comes once");
	struct buf before;
	buf_init(&before, 4096);
	buf_add(&before, talk_shown(&t, true));
	uint32_t end = t.seq[0];
	t.seq[0] = end - (uint32_t)strlen(rest) - (uint32_t)strlen(first);
	talk_say(&t, 0, text_of(first), 0);
	IS_NUMBER(t.again, 0, "a segment that showed nothing");
	t.seq[0] = end - (uint32_t)strlen(rest) + 1;
	talk_say(&t, 0, text_of(rest + 1), 0);
	IS_NUMBER(t.again, 0, "a part of one that did");
	t.seq[0] = end - (uint32_t)strlen(rest);
	talk_say(&t, 0, text_of(rest), 0);
	IS_NUMBER(t.again, 2, "the segment in frame 2 once more");
	IS_TEXT(talk_shown(&t, true), buf_text(&before), "the request is observed once");
	OK(before.n > 0, "it is");
	talk_end(&t);
	talk_free(&t);
	buf_free(&before);
}

/* Behind a proxy's answer (SOCKS 4) both sides go on where they were: what comes first may not be next. */
static void check_handed_over(void)
{
	static const char ask[] = "04 01 0050 5db8d877 00", granted[] = "00 5a 0050 5db8d877",
			  head[] = "HTTP/1.1 2", rest[] = "04 No Content\r\n\r\n";
	struct talk t;
	talk_begin(&t, IP_TCP, 1080);
	t.flow.packets[1] = 1; /* its SYN */
	talk_say_hex(&t, 0, ask, 0);
	talk_say_hex(&t, 1, granted, 0);
	talk_say(&t, 0, TEXT("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"), 0);
	uint32_t here = t.seq[1];
	t.seq[1] += (uint32_t)strlen(head);
	talk_say(&t, 1, text_of(rest), 0);
	t.seq[1] = here;
	talk_say(&t, 1, text_of(head), 0);
	talk_end(&t);
	OK(text_ends(talk_shown(&t, true), TEXT("\n5-5 http_status 204\n")),
	    "the answer behind a proxy, its end first");
	talk_free(&t);
}

int main(void)
{
	check_again();
	check_handed_over();
	check_pieces("a hello", hello);
	check_pieces("a hello in two records", two_records);
	return check_done();
}
