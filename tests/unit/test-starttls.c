/*
 * Protocols that go on as TLS: what follows is found, however it is cut, whatever else was said before. The texts
 * are those of the RFCs' examples (3501 6.2.1, 2595 4, 6120 9.1) or put together by hand.
 */
#include <config.h>

#include "check.h"
#include "talk.h"

#define HELLO_BODY                                                                                 \
	"0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 0002 1301 01 00" \
	" 0014 0000 0010 000e 00 000b 6578616d706c652e636f6d"
#define HELLO "16 0301 0043 01 00003f" HELLO_BODY

/* One turn: text, or where that is NULL hexadecimal digits. */
struct turn {
	uint8_t side;
	const char *text, *hex;
};

enum { TURNS = 8 };

#define SAYS(side, text)                                                                           \
	{                                                                                          \
		side, text, NULL                                                                   \
	}
#define HEX(side, hex)                                                                             \
	{                                                                                          \
		side, NULL, hex                                                                    \
	}

static const struct {
	const char *name;
	uint16_t port;
	struct turn turns[TURNS];
	bool found; /* the hello at the end */
	bool whole; /* the row holds for whole segments only: nobody knows the stream */
} rows[] = {
	{ "IMAP", 143,
	    { SAYS(1, "* OK IMAP4rev1 Service Ready\r\n"), SAYS(0, "a001 CAPABILITY\r\n"),
		SAYS(1, "* CAPABILITY IMAP4rev1 STARTTLS\r\na001 OK done\r\n"),
		SAYS(0, "a002 STARTTLS\r\n"), SAYS(1, "a002 OK Begin TLS negotiation now\r\n"),
		HEX(0, HELLO) },
	    true, false },
	{ "IMAP on another port", 4000,
	    { SAYS(1, "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n"),
		SAYS(0, "1 STARTTLS\r\n"), SAYS(1, "1 OK\r\n"), HEX(0, HELLO) },
	    true, false },
	{ "POP3", 110,
	    { SAYS(1, "+OK POP3 server ready\r\n"), SAYS(0, "STLS\r\n"),
		SAYS(1, "+OK Begin TLS negotiation\r\n"), HEX(0, HELLO) },
	    true, false },
	{ "POP3: the server's side is not there, a line is in two segments", 110,
	    { SAYS(0, "STLS\r"), SAYS(0, "\n"), HEX(0, HELLO) }, true, true },
	{ "POP3: the server's side is not there", 110, { SAYS(0, "STLS\r\n"), HEX(0, HELLO) }, true,
	    true },
	{ "POP3: a client that does not wait", 110,
	    { SAYS(1, "+OK POP3 server ready\r\n"), HEX(0, "53544c53 0d0a" HELLO) }, true, false },
	{ "Redis: not POP3, so each segment may be a hello", 6379,
	    { SAYS(1, "+OK\r\n"), HEX(0, HELLO) }, true, false },
	{ "XMPP", 5222,
	    { { 0,
		  "<stream:stream from='juliet@im.example.com' xmlns='jabber:client'"
		  " xmlns:stream='http://etherx.jabber.org/streams'>",
		  NULL },
		{ 1,
		    "<?xml version='1.0'?><stream:stream id='1'"
		    " xmlns:stream='http://etherx.jabber.org/streams'><stream:features>"
		    "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
		    NULL },
		SAYS(0, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
		SAYS(1, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), HEX(0, HELLO) },
	    true, false },
	{ "LDAP", 389,
	    { HEX(0, "30 0c 02 01 01 60 07 02 01 03 04 00 80 00"),
		HEX(1, "30 84 00000010 02 01 01 61 84 00000007 0a 01 00 04 00 04 00"),
		HEX(0,
		    "30 1d 02 01 02 77 18 80 16"
		    "312e332e362e312e342e312e313436362e3230303337"),
		HEX(1, "30 0c 02 01 02 78 07 0a 01 00 04 00 04 00"), HEX(0, HELLO) },
	    true, false },
	{ "LDAP on another port", 10389,
	    { HEX(0,
		  "30 1d 02 01 01 77 18 80 16"
		  "312e332e362e312e342e312e313436362e3230303337"),
		HEX(1, "30 0c 02 01 01 78 07 0a 01 00 04 00 04 00"), HEX(0, HELLO) },
	    true, false },
	{ "LDAP: a sealed message ends it", 389,
	    { HEX(0, "30 0c 02 01 01 60 07 02 01 03 04 00 80 00"), HEX(0, "00000044 0504"),
		HEX(0, HELLO) },
	    false, false },
	{ "PostgreSQL", 5432, { HEX(0, "00000008 04d2162f"), SAYS(1, "S"), HEX(0, HELLO) }, true,
	    false },
	{ "PostgreSQL: GSSENC first", 5432,
	    { HEX(0, "00000008 04d21630"), SAYS(1, "N"), HEX(0, "00000008 04d2162f"), SAYS(1, "S"),
		HEX(0, HELLO) },
	    true, false },
	{ "PostgreSQL: in clear", 5432,
	    { HEX(0, "00000008 04d2162f"), SAYS(1, "N"), HEX(0, "0000000d 00030000 7573657200"),
		HEX(0, HELLO) },
	    false, false },
	{ "MySQL", 3306,
	    { HEX(1,
		  "2c 00 00 00 0a 382e302e3100 01000000 0102030405060708 00 ffff 21 0200 ffff 15"
		  "00000000000000000000 000000"),
		HEX(0,
		    "20 00 00 01 85ae0f00 00000001 21"
		    "0000000000000000000000000000000000000000000000"),
		HEX(0, HELLO) },
	    true, false },
	{ "MySQL: in clear", 3306,
	    { HEX(1,
		  "2c 00 00 00 0a 382e302e3100 01000000 0102030405060708 00 ffff 21 0200 ffff 15"
		  "00000000000000000000 000000"),
		HEX(0,
		    "20 00 00 01 85a60f00 00000001 21"
		    "0000000000000000000000000000000000000000000000"),
		HEX(0, HELLO) },
	    false, false },
};

static void run(size_t row, size_t cut, struct talk *t)
{
	talk_begin(t, IP_TCP, rows[row].port);
	for (size_t i = 0; i < TURNS; i++) {
		const struct turn *turn = &rows[row].turns[i];
		if (turn->text)
			talk_say(t, turn->side, text_of(turn->text), cut);
		else if (turn->hex)
			talk_say_hex(t, turn->side, turn->hex, cut);
	}
	talk_end(t);
}

/* So many bytes in clear behind the greeting of a server, then its hello to nobody. */
static bool is_found(size_t clear, size_t cut)
{
	static char text[20 << 10];
	struct talk t;
	memset(text, 'x', sizeof(text));
	talk_begin(&t, IP_TCP, 110);
	talk_say(&t, 1, TEXT("+OK\r\n"), cut);
	talk_say(&t, 1, (struct text) { text, clear }, cut);
	talk_say_hex(&t, 1, HELLO, cut);
	talk_end(&t);
	bool found = text_starts(talk_shown(&t, false), TEXT("t_sni example.com\n"));
	talk_free(&t);
	return found;
}

int main(void)
{
	static const size_t cuts[] = { 0, 1, 2, 3, 5, 7, 16, 61 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < (rows[i].whole ? 1 : sizeof(cuts) / sizeof(cuts[0])); k++) {
			struct talk t;
			run(i, cuts[k], &t);
			bool found =
			    text_starts(talk_shown(&t, false), TEXT("t_sni example.com\n"));
			OK(found == rows[i].found, "%s, in pieces of %zu", rows[i].name, cuts[k]);
			talk_free(&t);
		}
	OK(is_found(16379, 0) && is_found(16379, 100), "16 KiB in clear");
	OK(!is_found(16380, 0) && !is_found(16380, 100), "more than 16 KiB in clear");
	return check_done();
}
