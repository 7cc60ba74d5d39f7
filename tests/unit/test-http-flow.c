/*
 * Units of HTTP/1 as a stream: every script shows the same however it is cut. Expected values by RFC 9112; digests
 * by sha256sum, packed bodies by Python's zlib.
 */
#include <config.h>

#include <string.h>

#include "base/buf.h"
#include "check.h"
#include "talk.h"

enum { PARTS = 14, LARGEST = 1 << 20 };

struct part {
	struct text bytes;
	uint8_t side;
	uint32_t lost;
};

#define ENDS UINT32_MAX

#define C(bytes)                                                                                   \
	{                                                                                          \
		{ bytes, sizeof(bytes) - 1 }, 0, 0                                                 \
	}
#define S(bytes)                                                                                   \
	{                                                                                          \
		{ bytes, sizeof(bytes) - 1 }, 1, 0                                                 \
	}
#define C_LOSES(n)                                                                                 \
	{                                                                                          \
		{ "", 0 }, 0, n                                                                    \
	}
#define S_LOSES(n)                                                                                 \
	{                                                                                          \
		{ "", 0 }, 1, n                                                                    \
	}

/* The side says that this was all. */
#define S_ENDS S_LOSES(ENDS)

#define SEEN(method, target) "http_method " method "\nhttp_target " target "\n"
#define GET(target) SEEN("GET", target)
#define HOST "http_host x.example\n"
#define SENT(body) "http_request_body " body "\n"
#define STATUS(code) "http_status " code "\n"
#define BODY(body) "http_response_body " body "\n"
#define DIGEST(digits) "http_body_sha256 " digits "\n"
#define DIGITS_SUM DIGEST("84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882")
#define HELLO_SUM DIGEST("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
#define AB_SUM DIGEST("42144f3939c3ffbbf0bf8b1f12affb5c23a4c5bd41e0ff672d54a5754f062058")
#define ABC_SUM DIGEST("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
#define HELLOS "hello hello hello\n"
#define HELLOS_SUM DIGEST("424bcf85457a858932c1285b3e3f4756c4e4739bfea98a735c2519983f05005f")
#define PLAIN_SUM DIGEST("c186868ee4472935595b68600f65492dec248723a85448a28bfe32e404b51707")

#define GZIP                                                                                       \
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x90\x5c\x00\x3b" \
	"\x7c\x8a\xdf\x12\x00\x00\x00"
#define ZLIB "\x78\xda\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x90\x5c\x00\x40\xb5\x06\x87"
#define BARE "\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x90\x5c\x00"

/* A ClientHello with the server name "example.com" (RFC 8446 4.1.2, RFC 6066 3). */
#define CLIENT_HELLO                                                                               \
	"\x16\x03\x01\x00\x43\x01\x00\x00\x3f\x03\x03\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a" \
	"\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x00" \
	"\x00\x02\x13\x01\x01\x00\x00\x14\x00\x00\x00\x10\x00\x0e\x00\x00\x0b"                     \
	"example.com"

#define OK_10 "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"
#define SHOWN_10 STATUS("200") BODY("0123456789") DIGITS_SUM
#define EMPTY_200 "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define PACKED(coding) "HTTP/1.1 200 OK\r\nContent-Encoding: " coding "\r\nContent-Length: "

struct script {
	const char *name;
	struct part parts[PARTS];
	const char *shown; /* what it begins with where it ends with an ellipsis */
};

static const struct script scripts[] = {
	{ "a request and its response",
	    { C("GET /a HTTP/1.1\r\nHost: x.example\r\nUser-Agent: u\r\n\r\n"), S(OK_10) },
	    GET("/a") HOST "http_user_agent u\n" SHOWN_10 },
	{ "bare line feeds, a folded line",
	    { C("GET /a HTTP/1.0\nhost:\n x.example\n\n"), S("HTTP/1.0 200 OK\n\nhello"), S_ENDS },
	    GET("/a") HOST STATUS("200") BODY("hello") HELLO_SUM },
	{ "internet radio",
	    { C("GET /a HTTP/1.0\r\nIcy-MetaData: 1\r\n\r\n"),
		S("ICY 200 OK\r\nicy-name: x\r\n\r\nhello"), S_ENDS },
	    GET("/a") STATUS("200") BODY("hello") HELLO_SUM },
	{ "internet radio, its answer alone", { S("ICY 200 OK\r\n\r\nhello"), S_ENDS },
	    STATUS("200") BODY("hello") HELLO_SUM },
	{ "several on one connection",
	    { C("GET /a HTTP/1.1\r\n\r\n"), S(OK_10), C("GET /b HTTP/1.1\r\n\r\n"), S(OK_10) },
	    GET("/a") SHOWN_10 GET("/b") SHOWN_10 },
	{ "several at a time, blank lines between them",
	    { C("GET /a HTTP/1.1\r\n\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n"),
		S(OK_10 "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" OK_10) },
	    GET("/a") SEEN("HEAD", "/b") GET("/c") SHOWN_10 STATUS("200") SHOWN_10 },
	{ "responses alone", { S(OK_10 CHUNKED "5\r\nhello\r\n0\r\n\r\n" OK_10) },
	    SHOWN_10 STATUS("200") BODY("hello") HELLO_SUM SHOWN_10 },
	{ "responses alone, one of HEAD",
	    { S("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" OK_10) }, STATUS("200") SHOWN_10 },
	{ "requests alone",
	    { C("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\na=bGET /b HTTP/1.1\r\n\r\n") },
	    SEEN("POST", "/a") SENT("a=b") AB_SUM GET("/b") },
	{ "no body",
	    { C("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
		S("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"
		  "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n" EMPTY_200) },
	    GET("/") GET("/") GET("/") STATUS("204") STATUS("304") STATUS("200") },
	{ "continue",
	    { C("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"),
		S("HTTP/1.1 100 Continue\r\n\r\n"), C("a=b"), S(OK_10) },
	    STATUS("100") SEEN("POST", "/a") SENT("a=b") AB_SUM SHOWN_10 },
	{ "a body that was refused",
	    { C("POST /a HTTP/1.1\r\nContent-Length: 30\r\n\r\n"),
		S("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"),
		C("GET /b HTTP/1.1\r\n\r\n"), S(OK_10) },
	    STATUS("417") SEEN("POST", "/a") GET("/b") SHOWN_10 },
	{ "a response that says too much",
	    { C("GET /a HTTP/1.1\r\n\r\n"), S("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc"),
		C("GET /b HTTP/1.1\r\n\r\n"), S(OK_10) },
	    GET("/a") GET("/b") STATUS("200") BODY("abc") SHOWN_10 },
	{ "a response without an end, and another one",
	    { C("GET /a HTTP/1.1\r\n\r\n"), S("HTTP/1.1 200 OK\r\n\r\nabc"),
		C("GET /b HTTP/1.1\r\n\r\n"), S(OK_10) },
	    GET("/a") GET("/b") STATUS("200") BODY("abc") SHOWN_10 },
	{ "a request within a body",
	    { C("POST /a HTTP/1.1\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
		S(EMPTY_200) },
	    SEEN("POST", "/a") "http_request_body GET / HTTP/1.1\r\n\r\n\n" DIGEST(
		"8ac8a2c19d1c441af9f62e3e2309d3adaf82ddc6cbc8f100770cc234df048e17") STATUS("200") },
	{ "chunks, an extension, a trailer",
	    { C("GET / HTTP/1.1\r\n\r\n"),
		S(CHUNKED "2;a=\"b\"\r\nhe\r\n 03 \r\nllo\r\n000\r\nX: y\r\n z\r\n\r\n" OK_10) },
	    GET("/") STATUS("200") BODY("hello") HELLO_SUM SHOWN_10 },
	{ "chunks, bare line feeds",
	    { C("GET / HTTP/1.1\r\n\r\n"), S(CHUNKED "2\nhe\n3\nllo\n0\n\n" OK_10) },
	    GET("/") STATUS("200") BODY("hello") HELLO_SUM SHOWN_10 },
	{ "chunks of a request",
	    { C("PUT /a HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 5\r\n\r\n"
		"3\r\na=b\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n") },
	    SEEN("PUT", "/a") SENT("a=b") AB_SUM GET("/") },
	{ "no chunks at all",
	    { C("GET / HTTP/1.1\r\n\r\n"), S(CHUNKED "2\r\nhe\r\n<html>"), S("0\r\n\r\n"),
		S(OK_10) },
	    GET("/") STATUS("200") BODY("he") SHOWN_10 },
	{ "a chunk that is too large", { S(CHUNKED "fffffffffffffffff\r\n"), S("x"), S(OK_10) },
	    STATUS("200") SHOWN_10 },
	{ "chunks that do not end", { S(CHUNKED "5\r\nhello\r\n0\r\n") },
	    STATUS("200") BODY("hello") },
	{ "gzip", { S(PACKED("gzip") "29\r\n\r\n" GZIP OK_10) },
	    STATUS("200") BODY(HELLOS) HELLOS_SUM SHOWN_10 },
	{ "gzip of a request, in chunks",
	    { C("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Encoding: x-gzip\r\n\r\n"
		"1d\r\n" GZIP "\r\n0\r\n\r\n") },
	    SEEN("POST", "/") SENT(HELLOS) HELLOS_SUM },
	{ "deflate with zlib's head", { S(PACKED("deflate") "17\r\n\r\n" ZLIB) },
	    STATUS("200") BODY(HELLOS) HELLOS_SUM },
	{ "deflate without", { S(PACKED("deflate") "11\r\n\r\n" BARE) },
	    STATUS("200") BODY(HELLOS) HELLOS_SUM },
	{ "gzip that is none", { S(PACKED("gzip") "10\r\n\r\nnot packed") },
	    STATUS("200") BODY("not packed") PLAIN_SUM },
	{ "gzip that breaks off",
	    { S(PACKED("gzip") "21\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00"
			       "\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x90\x5c\x00") },
	    STATUS("200") BODY(HELLOS) },
	{ "gzip that is damaged",
	    { S(PACKED("gzip") "13\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00"
			       "\x00\x02\x03\xff\xff\xff" OK_10) },
	    STATUS("200") SHOWN_10 },
	{ "types",
	    { S("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nMZ.HTTP/1.1 200 OK\r\n\r\n \n<HTML>"),
		S_ENDS },
	    STATUS("200") BODY("MZ.") "http_type exe\n" DIGEST(
		"150bf6aeb7c4d5e3df2dc94d087057369923c8d031f1471af9d598e554603367") STATUS("200")
		BODY(" \n<HTML>") "http_type html\n" DIGEST(
		    "291e516e408c5c757f6132a0aebaeac5215ccab117c29b617711aa3acfa11313") },
	{ "CONNECT, a ClientHello inside",
	    { C("CONNECT example.com:443 HTTP/1.1\r\n\r\n"),
		S("HTTP/1.1 200 Connection established\r\n\r\n"), C(CLIENT_HELLO) },
	    SEEN("CONNECT", "example.com:443") STATUS("200") "t_sni example.com\n..." },
	{ "CONNECT, the client alone",
	    { C("CONNECT example.com:443 HTTP/1.1\r\n\r\n" CLIENT_HELLO) },
	    SEEN("CONNECT", "example.com:443") "t_sni example.com\n..." },
	{ "CONNECT, the server alone",
	    { S("HTTP/1.0 200 Connection Established\r\nVia: x\r\n\r\nSSH-2.0-x\r\n") },
	    STATUS("200") "ssh.software SSH-2.0-x\n" },
	{ "CONNECT, HTTP inside",
	    { C("CONNECT example.com:80 HTTP/1.1\r\n\r\n"), S("HTTP/1.1 200 OK\r\n\r\n"),
		C("GET /a HTTP/1.1\r\n\r\n"), S(OK_10) },
	    SEEN("CONNECT", "example.com:80") STATUS("200") GET("/a") SHOWN_10 },
	{ "CONNECT refused, then tried again",
	    { C("CONNECT example.com:443 HTTP/1.1\r\n\r\n"),
		S("HTTP/1.1 407 Authenticate\r\nContent-Length: 5\r\n\r\nhello"),
		C("CONNECT example.com:443 HTTP/1.1\r\n\r\n"), S("HTTP/1.1 200 OK\r\n\r\n"),
		C(CLIENT_HELLO) },
	    SEEN("CONNECT", "example.com:443") STATUS("407") BODY("hello") HELLO_SUM SEEN(
		"CONNECT", "example.com:443") STATUS("200") "t_sni example.com\n..." },
	{ "upgrade",
	    { C("GET /a HTTP/1.1\r\nUpgrade: tls/1.2\r\n\r\n"),
		S("HTTP/1.1 101 Switching Protocols\r\n\r\n"), C(CLIENT_HELLO) },
	    GET("/a") STATUS("101") "t_sni example.com\n..." },
	{ "a head without an end", { C("GET /a HTTP/1.1\r\nHost: x.example\r\nUser-Agent: u") },
	    GET("/a") HOST },
	{ "a head that another one cuts off",
	    { C("GET /a HTTP/1.1\r\nHost: x.example\r\nGET /b HTTP/1.1\r\n\r\n"),
		S("HTTP/1.1 200 OK\r\nServer: x\r\nHTTP/1.1 404 No\r\n\r\n") },
	    GET("/a") HOST GET("/b") STATUS("200") STATUS("404") },
	{ "a head with a gap in it",
	    { C("GET /a HTTP/1.1\r\nHost: x.example\r\nUser"), C_LOSES(20),
		C("GET /b HTTP/1.1\r\n\r\n") },
	    GET("/a") HOST GET("/b") },
	{ "a body with a gap in it",
	    { S("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), S_LOSES(4), S("789"),
		S(OK_10) },
	    STATUS("200") BODY("abc") SHOWN_10 },
	{ "a gap up to the end of a body",
	    { S("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), S_LOSES(7), S(OK_10) },
	    STATUS("200") BODY("abc") SHOWN_10 },
	{ "a gap behind the end of a body",
	    { S("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), S_LOSES(8), S("x"), S(OK_10) },
	    STATUS("200") BODY("abc") SHOWN_10 },
	{ "a chunk with a gap in it",
	    { S(CHUNKED "5\r\nabc"), S_LOSES(1), S("x\r\n0\r\n\r\n"), S(OK_10) },
	    STATUS("200") BODY("abc") SHOWN_10 },
	{ "junk before and behind",
	    { C("\1\2\3"), C("GET /a HTTP/1.1\r\n\r\n"), C("\1\2\3"),
		C("GET /b HTTP/1.1\r\n\r\n") },
	    GET("/a") GET("/b") },
	{ "what is left of a body, then a request",
	    { C("ver=1&x=y"), C("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b") },
	    SEEN("POST", "/a") SENT("a=b") AB_SUM },
	{ "any method", { C("m-!#$ /a HTTP/1.1\r\n\r\n") }, SEEN("m-!#$", "/a") },
	{ "an absolute target", { C("GET http://x.example/a HTTP/1.1\r\nHost: x.example\r\n\r\n") },
	    GET("http://x.example/a") HOST },
	{ "other protocols",
	    { C("OPTIONS rtsp://x.example/a RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
		S("RTSP/1.0 200 OK\r\n\r\n") },
	    "" },
};

static void say(struct talk *t, const struct part *part, size_t cut)
{
	if (part->lost == ENDS) {
		struct stream *st = &t->flow.conversation->sides[part->side].stream;
		st->finned = true;
		st->fin = st->next;
	} else if (part->lost)
		talk_lose(t, part->side, part->lost);
	else
		talk_say(t, part->side, part->bytes, cut);
}

static void run(const struct script *s, size_t cut)
{
	struct talk t;
	struct text shown, expected = text_of(s->shown);
	talk_begin(&t, IP_TCP, 8080);
	for (size_t i = 0; i < PARTS && (s->parts[i].bytes.n > 0 || s->parts[i].lost); i++)
		say(&t, &s->parts[i], cut);
	talk_end(&t);
	shown = talk_shown(&t, false);
	if (text_ends(expected, TEXT("..."))) {
		expected.n -= 3;
		shown = text_head(shown, expected.n);
	}
	IS_TEXT(shown, expected, "%s, in pieces of %zu", s->name, cut);
	talk_free(&t);
}

/* What there is of it does no harm. */
static void run_beginnings(const struct script *s)
{
	for (size_t part = 0; part < PARTS && s->parts[part].bytes.n > 0; part++)
		for (size_t n = 0; n < s->parts[part].bytes.n; n++) {
			struct talk t;
			talk_begin(&t, IP_TCP, 8080);
			for (size_t i = 0; i < part; i++)
				say(&t, &s->parts[i], 0);
			talk_say(&t, s->parts[part].side, text_head(s->parts[part].bytes, n), 0);
			talk_end(&t);
			talk_free(&t);
		}
	OK(true, "%s, every beginning of it", s->name);
}

/* --- sizes */

static void fill(struct buf *b, const char *head, char c, size_t n)
{
	buf_init(b, LARGEST);
	buf_add(b, text_of(head));
	while (n-- > 0)
		buf_char(b, c);
}

/* A message is told by the segment with the last byte that is kept of its body. */
static void large_body(void)
{
	struct talk t;
	struct buf b, expected;
	/* 48 bytes; with the 8192 of the body that are kept, 8241 */
	fill(&b, "POST /abcd HTTP/1.1\r\nContent-Length: 10000\r\n\r\n\r\n", 'a', 9998);
	talk_begin(&t, IP_TCP, 80);
	talk_say(&t, 0, buf_text(&b), 1000);
	talk_end(&t);
	fill(&expected, "1-9 http_method POST\n1-9 http_target /abcd\n1-9 http_request_body \r\n",
	    'a', 8190);
	buf_add(&expected,
	    TEXT("\n1-11 http_body_sha256 "
		 "a40743ceb3be2df8c3296b9ec3aa8687c499f36b15a79499bca07835fb0ef681\n"));
	IS_TEXT(talk_shown(&t, true), buf_text(&expected), "a body of 10000 bytes");
	buf_free(&b);
	buf_free(&expected);
	talk_free(&t);
}

static void large_head(void)
{
	struct talk t;
	struct buf b;
	fill(&b, "GET /a HTTP/1.1\r\nHost: x.example\r\nA: ", 'a', 70000);
	talk_begin(&t, IP_TCP, 80);
	talk_say(&t, 0, buf_text(&b), 1000);
	talk_say(&t, 0, TEXT("GET /b HTTP/1.1\r\n\r\n"), 0);
	talk_end(&t);
	/* 65536 bytes are there with the 66th segment; 70037 bytes are 71. */
	IS_TEXT(talk_shown(&t, true),
	    TEXT("1-66 http_method GET\n1-66 http_target /a\n1-66 http_host x.example\n"
		 "72-72 http_method GET\n72-72 http_target /b\n"),
	    "a head of 70000 bytes");
	buf_free(&b);
	talk_free(&t);
}

/* Where no digests are wanted a body need not be there. */
static void skipped_body(const char *head, const char *tail)
{
	struct talk t;
	struct buf b, expected;
	fill(&b, head, 'b', 20000);
	talk_begin(&t, IP_TCP, 80);
	conversations_free(t.all);
	t.all = conversations_new(&(struct conversations_options) { .memory = LARGEST });
	talk_say(&t, 1, buf_text(&b), 0);
	talk_lose(&t, 1, 70000);
	talk_say(&t, 1, text_of(tail), 0);
	fill(&expected, "1-1 http_status 200\n1-1 http_response_body ", 'b', 8192);
	buf_add(&expected, TEXT("\n2-2 http_status 204\n"));
	IS_TEXT(talk_shown(&t, true), buf_text(&expected), "a body that is skipped");
	talk_end(&t);
	buf_free(&b);
	buf_free(&expected);
	talk_free(&t);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		for (size_t cut = 0; cut < 40; cut++)
			run(&scripts[i], cut);
		run_beginnings(&scripts[i]);
	}
	large_body();
	large_head();
	skipped_body("HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n", "HTTP/1.1 204 x\r\n\r\n");
	skipped_body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n15f90\r\n",
	    "\r\n0\r\n\r\nHTTP/1.1 204 x\r\n\r\n");
	return check_done();
}
