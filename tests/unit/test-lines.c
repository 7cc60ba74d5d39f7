/*
 * Units of SMTP, FTP, IRC, SOCKS and SIP: sessions written by hand from the RFCs named in each parser's file (SIP: RFC
 * 3261 24.2, SMTP: RFC 5321 D.1, SOCKS: RFC 1928). Every session in pieces of every size.
 */
#include <config.h>

#include "check.h"
#include "protocols/lines.h"
#include "talk.h"

enum { STEPS = 16, CUTS = 70, PREFIX_ROOM = 4096 };

/* What one side says; SOCKS in hexadecimal digits. */
struct step {
	char
	    side; /* '<' the client, '>' the server; '{' and '}' in hexadecimal digits; '-' lost of the client */
	const char *says;
};

struct session {
	const char *name;
	uint8_t proto;
	uint16_t port;
	struct step steps[STEPS];
	const char *shown;
};

/* ClientHello of one cipher suite, with the server name "example.com". */
#define HELLO                                                                                      \
	"16 0301 0043 01 00003f 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d" \
	"1e1f 00 0002 1301 01 00 0014 0000 0010 000e 00 000b 6578616d706c652e636f6d"
#define HELLO_SHOWN "t_sni example.com\n"

#define INVITE_HEAD                                                                                \
	"INVITE sip:bob@biloxi.com SIP/2.0\r\nVia: SIP/2.0/TCP pc33.atlanta.com\r\n"               \
	"To: Bob <sip:bob@biloxi.com>\r\nFrom: \"A<x>\" <sip:alice:pw@atlanta.com:5060>;tag=1\r\n" \
	"User-Agent: SJphone/1.60\r\n"
#define INVITE_SHOWN                                                                               \
	"sip.target bob@biloxi.com\nsip.from alice@atlanta.com\nsip.to bob@biloxi.com\n"           \
	"sip.agent SJphone/1.60\n"

static const struct session sessions[] = {
	{ "a mail", IP_TCP, 25,
	    { { '>', "220 foo.com Service ready\r\n" }, { '<', "EHLO bar.com\r\n" },
		{ '>', "250-foo.com greets\r\n250 HELP\r\n" },
		{ '<', "MAIL FROM:<Smith@bar.com> SIZE=3\r\nrcpt to: <@a,@b:Jones@foo.com>\r\n" },
		{ '<', "RCPT TO:<\"a>b\"@foo.com>\r\nRCPT TO:<>\r\nDATA\r\n" },
		{ '>', "250 OK\r\n250 OK\r\n250 OK\r\n550 no\r\n354 go\r\n" },
		{ '<', "X-Subject: no\r\nSubject:  =?utf-8?q?h=C3=A9?=\r\n two \r\nTo: x\r\n\r\n" },
		{ '<', "Subject: body\r\n..\r\n.x\r\nMAIL FROM:<no@no>\r\n.\r\n" },
		{ '>', "250 OK\r\n" }, { '<', "MAIL FROM:<two@bar.com>\r\nQUIT\r\n" } },
	    "smtp.helo bar.com\nsmtp.from Smith@bar.com\nsmtp.to Jones@foo.com\n"
	    "smtp.to \"a>b\"@foo.com\nsmtp.subject =?utf-8?q?h=C3=A9?= two\n"
	    "smtp.from two@bar.com\n" },
	{ "an account, one line", IP_TCP, 25,
	    { { '>', "220 x\r\n" }, { '<', "EHLO a.b\r\nAUTH PLAIN AGpvZQBzM2NyM3Q=\r\n" },
		{ '>', "250 x\r\n235 y\r\n" }, { '<', "AUTH CRAM-MD5\r\nam9l\r\n" } },
	    "smtp.helo a.b\nsmtp.user joe\n" },
	{ "an account that is asked for", IP_TCP, 25,
	    { { '>', "220 x\r\n" }, { '<', "EHLO a.b\r\n" }, { '>', "250 x\r\n" },
		{ '<', "auth login\r\n" }, { '>', "334 VXNlcm5hbWU6\r\n" }, { '<', "am9l\r\n" },
		{ '>', "334 UGFzc3dvcmQ6\r\n" }, { '<', "czNjcjN0\r\n" } },
	    "smtp.helo a.b\nsmtp.user joe\n" },
	{ "an account that is refused, then in one piece", IP_TCP, 25,
	    { { '>', "220 x\r\n" }, { '<', "HELO a.b\r\n" }, { '>', "250 x\r\n" },
		{ '<', "AUTH LOGIN\r\n" }, { '>', "504 no\r\n" }, { '<', "AUTH PLAIN\r\n" },
		{ '>', "334\r\n" }, { '<', "YWRtAGpvZQBzM2NyM3Q=\r\n" } },
	    "smtp.helo a.b\nsmtp.user joe\n" },
	{ "DATA that is refused", IP_TCP, 2525,
	    { { '>', "220 x\r\n" }, { '<', "HELO [IPv6:2001:db8::1]\r\nDATA\r\n" },
		{ '>', "250 x\r\n503 no\r\n" },
		{ '<', "MAIL FROM:a@b.c\r\nAUTH LOGIN\r\nc2VjcmV0\r\n" } },
	    "smtp.helo 2001:db8::1\nsmtp.from a@b.c\n" },
	{ "BDAT", IP_TCP, 587,
	    { { '<',
		"EHLO [192.0.2.1]\r\nBDAT 22 LAST\r\nMAIL FROM:<no@no.no>\r\nMAIL FROM:<a@b>\r\n" } },
	    "smtp.helo 192.0.2.1\nsmtp.from a@b\n" },
	{ "STARTTLS", IP_TCP, 587,
	    { { '>', "220 x\r\n" }, { '<', "EHLO x\r\n" }, { '>', "250 STARTTLS\r\n" },
		{ '<', "STARTTLS\r\n" }, { '>', "220 go\r\n" }, { '{', HELLO } },
	    "smtp.helo x\n" HELLO_SHOWN },
	{ "STARTTLS that is refused", IP_TCP, 25,
	    { { '>', "220 x\r\n" }, { '<', "EHLO x\r\nSTARTTLS\r\n" },
		{ '>', "250 x\r\n454 no\r\n" }, { '<', "MAIL FROM:<a@b>\r\n" },
		{ '>', "220 odd\r\n" }, { '<', "RCPT TO:<c@d>\r\n" } },
	    "smtp.helo x\nsmtp.from a@b\nsmtp.to c@d\n" },
	{ "half a line is lost", IP_TCP, 25,
	    { { '<', "EHLO x\r\nMAIL FROM:<a@" }, { '-', "" }, { '<', "b>\r\nRCPT TO:<c@d>\r\n" } },
	    "smtp.helo x\nsmtp.to c@d\n" },
	{ "FTP", IP_TCP, 21,
	    { { '>', "220-hi\r\n220 there\r\n" }, { '<', "USER joe smith\r\nPASS secret\r\n" },
		{ '<', "RETR a b.txt\r\nstor /x\r\nAPPE y\r\nRETR\r\nSTOU z\r\n" } },
	    "ftp.user joe smith\nftp.file a b.txt\nftp.file /x\nftp.file y\n" },
	{ "FTP on another port", IP_TCP, 2121, { { '>', "220 hi\r\n" }, { '<', "USER joe\r\n" } },
	    "ftp.user joe\n" },
	{ "FTP whose server was not heard, on another port", IP_TCP, 2121,
	    { { '<', "USER joe\r\n" } }, "" },
	{ "AUTH TLS", IP_TCP, 21,
	    { { '>', "220 hi\r\n" }, { '<', "AUTH TLS\r\n" }, { '>', "234 go\r\n" },
		{ '{', HELLO } },
	    HELLO_SHOWN },
	{ "AUTH TLS that is refused", IP_TCP, 21,
	    { { '>', "220 hi\r\n" }, { '<', "AUTH TLS\r\n" }, { '>', "534 no\r\n" },
		{ '<', "USER joe\r\n" } },
	    "ftp.user joe\n" },
	{ "IMAP", IP_TCP, 143,
	    { { '>', "* OK IMAP4rev1 Service Ready\r\n" },
		{ '<', "a001 CAPABILITY\r\na002 login mrc secret\r\n" },
		{ '>', "* CAPABILITY IMAP4rev1\r\na001 OK\r\na002 NO\r\n" },
		{ '<', "3 LOGIN \"m\\\"r c\" \"secret\"\r\n4 LOGIN {3}\r\n" },
		{ '>', "3 NO\r\n+ Ready\r\n" }, { '<', "joe {6}\r\n" }, { '>', "+ Ready\r\n" },
		{ '<', "secret\r\n" }, { '>', "4 OK\r\n" }, { '<', "5 SELECT \"LOGIN x\"\r\n" } },
	    "imap.user mrc\nimap.user m\"r c\nimap.user joe\n" },
	{ "IMAP with AUTHENTICATE", IP_TCP, 1143,
	    { { '>', "* PREAUTH imap.example\r\n" }, { '<', "1 AUTHENTICATE PLAIN\r\n" },
		{ '>', "+ \r\n" }, { '<', "AGpvZQBzM2NyM3Q=\r\n" },
		{ '<', "2 AUTHENTICATE PLAIN AGpvZQBzM2NyM3Q=\r\n" },
		{ '<', "3 AUTHENTICATE LOGIN\r\n" }, { '<', "am9l\r\nczNjcjN0\r\n" },
		{ '<', "4 AUTHENTICATE CRAM-MD5\r\n" }, { '<', "am9l\r\n" } },
	    "imap.user joe\nimap.user joe\nimap.user joe\n" },
	{ "IMAP whose server was not heard", IP_TCP, 143, { { '<', "a LOGIN joe s3cr3t\r\n" } },
	    "imap.user joe\n" },
	{ "IMAP whose server was not heard, on another port", IP_TCP, 1143,
	    { { '<', "a LOGIN joe s3cr3t\r\n" } }, "" },
	{ "IMAP that turns to TLS", IP_TCP, 143,
	    { { '>', "* OK hi\r\n" }, { '<', "a STARTTLS\r\n" }, { '>', "a OK\r\n" },
		{ '{', HELLO } },
	    HELLO_SHOWN },
	{ "POP3", IP_TCP, 110,
	    { { '>', "+OK POP3 server ready\r\n" }, { '<', "USER mrose\r\n" }, { '>', "+OK\r\n" },
		{ '<', "PASS tanstaaf\r\n" }, { '>', "-ERR no\r\n" },
		{ '<', "APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n" },
		{ '<', "auth login\r\nQUIT\r\nUSER  two words\r\n" } },
	    "pop.user mrose\npop.user two words\n" },
	{ "POP3 with AUTH", IP_TCP, 110,
	    { { '>', "+OK hi\r\n" }, { '<', "AUTH PLAIN\r\n" }, { '>', "+ \r\n" },
		{ '<', "AGpvZQBzM2NyM3Q=\r\n" }, { '>', "+OK\r\n" },
		{ '<', "AUTH LOGIN am9l\r\n" } },
	    "pop.user joe\npop.user joe\n" },
	{ "POP3 whose server was not heard", IP_TCP, 110,
	    { { '<', "USER joe\r\n" }, { '<', "PASS s3cr3t\r\n" } }, "pop.user joe\n" },
	{ "IRC", IP_TCP, 4444,
	    { { '<', "PASS secret\r\nNICK bot\r\nUSER a b c :d\r\n" },
		{ '>', ":irc.example 001 bot :hi\r\n:irc.example 002 bot :x\r\nPING :1\r\n" },
		{ '<', "JOIN #a,&b key,key\r\nJOIN 0\r\nNICK :other\r\nPRIVMSG #a :JOIN #no\r\n" },
		{ '>',
		    ":u!a@b.c JOIN #no\r\n:other MODE other +i\r\n@t=1 :two 005 other :y\r\n" } },
	    "irc.nick bot\nirc.server irc.example\nirc.channel #a\nirc.channel &b\nirc.nick other\n"
	    "irc.server two\n" },
	{ "IRC from the middle", IP_TCP, 6667, { { '<', "JOIN #x\n" } }, "irc.channel #x\n" },
	{ "IRC that turns to TLS", IP_TCP, 6667,
	    { { '<', "CAP LS\r\nSTARTTLS\r\n" }, { '>', ":s 670 * :go\r\n" }, { '{', HELLO } },
	    "irc.server s\n" HELLO_SHOWN },
	{ "SOCKS5 by name", IP_TCP, 1080,
	    { { '{', "05 02 00 02" }, { '}', "05 02" }, { '{', "01 01 61 02 6263" },
		{ '}', "01 00" }, { '{', "05 01 00 03 0b 6578616d706c652e636f6d 01bb" },
		{ '}', "05 00 00 01 00000000 0000" }, { '{', HELLO } },
	    "socks.host example.com\n" HELLO_SHOWN },
	{ "SOCKS5 on another port", IP_TCP, 4145,
	    { { '{', "05 01 00" }, { '}', "05 00" }, { '{', "05 01 00 01 c0000201 0050" },
		{ '}', "05 00 00 03 01 61 0000" }, { '{', HELLO } },
	    "socks.host 192.0.2.1\n" HELLO_SHOWN },
	{ "SOCKS5 of one side", IP_TCP, 1080,
	    { { '{', "05 01 00" }, { '{', "05 01 00 04 20010db8000000000000000000000001 0050" },
		{ '{', HELLO } },
	    "socks.host 2001:db8::1\n" HELLO_SHOWN },
	{ "SOCKS5 with tokens", IP_TCP, 1080,
	    { { '{', "05 01 01" }, { '}', "05 01" }, { '{', "01 01 0003 010203" },
		{ '}', "01 01 0002 0102" }, { '{', "05 02 00 01 c0000201 0050" },
		{ '}', "05 00 00 01 c0000202 0051" }, { '}', "05 00 00 01 c0000202 0051" },
		{ '{', HELLO } },
	    "socks.host 192.0.2.1\n" HELLO_SHOWN },
	{ "SOCKS5 refused", IP_TCP, 1080,
	    { { '{', "05 01 00" }, { '}', "05 00" }, { '{', "05 01 00 01 c0000201 0050" },
		{ '}', "05 05 00 01 00000000 0000" }, { '{', HELLO } },
	    "socks.host 192.0.2.1\n" },
	{ "SOCKS4", IP_TCP, 4145,
	    { { '{', "04 01 0050 c0000201 6a6f65 00" }, { '}', "00 5a 0000 00000000" },
		{ '{', HELLO } },
	    "socks.host 192.0.2.1\n" HELLO_SHOWN },
	{ "SOCKS4A", IP_TCP, 9050,
	    { { '{', "04 01 0050 00000001 00 6578616d706c652e636f6d 00" },
		{ '}', "00 5a 0000 00000000" }, { '{', HELLO } },
	    "socks.host example.com\n" HELLO_SHOWN },
	{ "a call over TCP", IP_TCP, 5060,
	    { { '<', "\r\n\r\n" INVITE_HEAD "Content-Length: 5\r\n\r\nSIP/2" },
		{ '<', "ACK sip:[2001:db8::1]:5060;x=1 SIP/2.0\r\nf: tel:+123;y\r\nl:0\r\n\r\n" },
		{ '>', "SIP/2.0 200 OK\r\nServer: a\r\n b\r\n\r\n" } },
	    INVITE_SHOWN "sip.target [2001:db8::1]\nsip.from +123\nsip.agent a\r\n b\n" },
	{ "no SIP", IP_TCP, 5060, { { '<', "INVITE sip:x SIP/3.0\r\nFrom: sip:a@b\r\n\r\n" } },
	    "" },
};

static void play(const struct session *s, size_t cut, struct talk *t)
{
	talk_begin(t, s->proto, s->port);
	for (const struct step *step = s->steps; step->says; step++) {
		if (step->side == '-')
			talk_lose(t, 0, 3);
		else if (step->side == '{' || step->side == '}')
			talk_say_hex(t, step->side == '}', step->says, cut);
		else
			talk_say(t, step->side == '>', text_of(step->says), cut);
	}
	talk_end(t);
}

/* Hellos show fingerprints besides, which are not the matter here. */
static struct text without_fingerprints(struct text shown)
{
	size_t at = text_find(shown, TEXT("t_ja"));
	return at == TEXT_NONE ? shown : text_head(shown, at);
}

static void check_sessions(void)
{
	for (size_t i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++)
		for (size_t cut = 0; cut < CUTS; cut++) {
			struct talk t;
			play(&sessions[i], cut, &t);
			IS_TEXT(without_fingerprints(talk_shown(&t, false)),
			    text_of(sessions[i].shown), "%s, in pieces of %zu", sessions[i].name,
			    cut);
			talk_free(&t);
		}
}

/* What a step says, digits without the blanks between. */
static size_t pack(const struct step *step, char out[PREFIX_ROOM])
{
	size_t n = 0;
	for (const char *p = step->says; *p && n < PREFIX_ROOM - 1; p++)
		if (step->side != '{' || *p != ' ')
			out[n++] = *p;
	return n;
}

/* A message that is cut shows a part of what it shows whole: nothing else. */
static void check_prefixes(void)
{
	for (size_t i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++) {
		const struct step *step = &sessions[i].steps[0];
		if (step->side != '<' && step->side != '{')
			continue;
		bool good = true;
		struct session cut = sessions[i];
		static char prefix[PREFIX_ROOM];
		char says[PREFIX_ROOM];
		size_t whole = pack(step, says);
		for (size_t n = 0; n <= whole; n++) {
			struct talk t;
			memcpy(prefix, says, n);
			if (step->side == '{' && n % 2 == 1)
				continue; /* half a byte */
			prefix[n] = 0;
			cut.steps[0].says = prefix;
			cut.steps[1].says = NULL;
			play(&cut, 0, &t);
			good &= text_starts(text_of(sessions[i].shown), talk_shown(&t, false));
			talk_free(&t);
		}
		OK(good, "%s, every beginning", sessions[i].name);
	}
}

static void check_datagram(const char *name, struct text says, const char *shown)
{
	struct talk t;
	talk_begin(&t, IP_UDP, 5060);
	talk_say(&t, 0, says, 0);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, false), text_of(shown), "%s", name);
	talk_free(&t);
}

static void check_datagrams(void)
{
	const struct text whole = TEXT(INVITE_HEAD "\r\nbody");
	check_datagram("a call", whole, INVITE_SHOWN);
	check_datagram("headers without an end", TEXT(INVITE_HEAD), INVITE_SHOWN);
	check_datagram("a line alone", TEXT("INVITE sip:a@b SIP/2.0"), "");
	check_datagram("not a number", TEXT("SIP/2.0 OK\r\nFrom: sip:a@b\r\n"), "");
	for (size_t n = 0; n < whole.n; n++) {
		struct talk t;
		talk_begin(&t, IP_UDP, 5060);
		talk_say(&t, 0, text_head(whole, n), 0);
		talk_end(&t);
		talk_free(&t);
	}
	OK(true, "a call, every beginning");
}

/* A line longer than it may be is known by its beginning; the next one is whole. */
static void check_long_lines(void)
{
	static char line[20000];
	memset(line, 'a', sizeof(line));
	memcpy(line, "USER ", 5);
	for (size_t cut = 0; cut < 9000; cut += 1023) {
		struct talk t;
		talk_begin(&t, IP_TCP, 21);
		talk_say(&t, 0, TEXT("STOR y\r\n"), cut);
		talk_say(&t, 0, (struct text) { line, sizeof(line) }, cut);
		talk_say(&t, 0, TEXT("\r\nRETR x\r\n"), cut);
		talk_end(&t);
		struct text shown = talk_shown(&t, false);
		IS_NUMBER(shown.n, 11 + 9 + 4096 - 5 + 1 + 11, "a long line, pieces of %zu", cut);
		OK(text_ends(shown, TEXT("\nftp.file x\n")), "what follows it, %zu", cut);
		talk_free(&t);
	}
}

static void check_take(void)
{
	static const struct {
		const char *data;
		bool inside;
		size_t at;
		const char *line; /* NULL: none */
		bool inside_after;
	} rows[] = {
		{ "abc\r\nd", false, 5, "abc", false },
		{ "abc\nd", false, 4, "abc", false },
		{ "\nd", false, 1, "", false },
		{ "abc\r", false, 0, NULL, false },
		{ "abcdefgh\r\n", false, 6, "abcdef", true },
		{ "abcdef", false, 6, "abcdef", true },
		{ "gh\r\nij\n", true, 7, "ij", false },
		{ "gh", true, 2, NULL, true },
		{ "gh\n", true, 3, NULL, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].data), at = 0;
		struct text data = { edge_copy(rows[i].data, n), n }, line = TEXT("");
		bool inside = rows[i].inside;
		bool took = line_take(&inside, data, 6, &at, &line);
		IS_NUMBER(took, rows[i].line != NULL, "row %zu: a line", i);
		IS_NUMBER(at, rows[i].at, "row %zu: so far", i);
		IS_NUMBER(inside, rows[i].inside_after, "row %zu: inside", i);
		if (took && rows[i].line)
			IS_TEXT(line, text_of(rows[i].line), "row %zu: the line", i);
	}
}

/* The frame of a value is that of its line's end, the first frame that of its beginning. */
static void check_frames(void)
{
	struct talk t;
	talk_begin(&t, IP_TCP, 25);
	talk_say(&t, 0, TEXT("HLO x\r\nMAIL FROM:<a@b>\r\n"), 0);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, true), TEXT("1-1 smtp.from a@b\n"), "from the middle");
	talk_free(&t);
	talk_begin(&t, IP_TCP, 25);
	talk_say(&t, 0, TEXT("EHLO x\r\nMAIL FR"), 0);
	talk_say(&t, 0, TEXT("OM:<a@b>\r\nDATA\r\n"), 0);
	talk_say(&t, 0, TEXT("Subject: a\r\n"), 0);
	talk_say(&t, 0, TEXT(" b\r\n"), 0);
	talk_say(&t, 0, TEXT("To: c\r\n"), 0);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, true),
	    TEXT("1-1 smtp.helo x\n1-2 smtp.from a@b\n3-5 smtp.subject a b\n"), "frames");
	talk_free(&t);
}

int main(void)
{
	check_take();
	check_sessions();
	check_prefixes();
	check_datagrams();
	check_long_lines();
	check_frames();
	return check_done();
}
