/*
 * Units of HTTP/2 in clear. The header blocks are those of RFC 7541 appendix C, the frames around them by
 * hand from RFC 9113 4 and 6. Every script in pieces of any size, and every beginning of it.
 */
#include <config.h>

#include "check.h"
#include "hex.h"
#include "protocols/http2.h"
#include "talk.h"

enum { PARTS = 8, CUTS = 48, ROOM = 4096 };

#define PREFACE "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a"
#define SETTINGS "000006 04 00 00000000 0001 00001000"
#define SETTINGS_ACK "000000 04 01 00000000"
#define UPDATE "000004 08 00 00000000 00010000"
#define PING "000008 06 00 00000000 0102030405060708"
#define GREASE "000003 5d ff 00000000 010203"
#define C31 "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"
#define C32 "8286 84be 5808 6e6f 2d63 6163 6865"
#define C33 "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"
#define C62 "4883 640e ff"
#define REQUEST_1 "000014 01 05 00000001" C31
#define REQUEST_2 "00000e 01 05 00000003" C32
#define REQUEST_3 "00001d 01 05 00000005" C33
#define SAID_1 "http_method GET\nhttp_target /\nhttp_host www.example.com\n"
#define SAID_2 SAID_1
#define SAID_3 "http_method GET\nhttp_target /index.html\nhttp_host www.example.com\n"
#define RESPONSE(stream) "000001 01 04 000000" stream "88"
#define OK_200 "http_status 200\n"
/* :method GET, :path "/a", no more */
#define SHORT_REQUEST "000005 01 05 00000007 82 0402 2f61"
#define SAID_SHORT "http_method GET\nhttp_target /a\n"
/* Begins like a request; it is the body of one. */
#define BODY "00000b 00 00 00000001 000014 01 05 00000001 8286"

/* "GET /up HTTP/1.1", Host: h, Connection: Upgrade, HTTP2-Settings, Upgrade: h2c, HTTP2-Settings: AAMAAABk */
#define ASK                                                                                        \
	"474554202f757020485454502f312e310d0a486f73743a20680d0a436f6e6e656374696f6e3a2055"         \
	"7067726164652c2048545450322d53657474696e67730d0a557067726164653a206832630d0a4854"         \
	"5450322d53657474696e67733a2041414d414141426b0d0a0d0a"
/* "HTTP/1.1 101 Switching Protocols", Connection: Upgrade, Upgrade: h2c */
#define AGREE                                                                                      \
	"485454502f312e312031303120537769746368696e672050726f746f636f6c730d0a436f6e6e6563"         \
	"74696f6e3a20557067726164650d0a557067726164653a206832630d0a0d0a"

struct part {
	uint8_t side;
	const char *hex;
	uint32_t lose; /* so many bytes behind it */
};

#define CLIENT(hex)                                                                                \
	{                                                                                          \
		0, hex, 0                                                                          \
	}
#define SERVER(hex)                                                                                \
	{                                                                                          \
		1, hex, 0                                                                          \
	}
#define LOSING(hex, n)                                                                             \
	{                                                                                          \
		0, hex, n                                                                          \
	}

struct script {
	const char *name;
	struct part parts[PARTS];
	const char *shown;
};

static const struct script scripts[] = {
	{ "prior knowledge",
	    { CLIENT(PREFACE SETTINGS REQUEST_1 REQUEST_2 REQUEST_3),
		SERVER(SETTINGS SETTINGS_ACK RESPONSE("01") RESPONSE("03")) },
	    SAID_1 SAID_2 SAID_3 OK_200 OK_200 },
	/* Stream 1 is what the upgrade asked for. */
	{ "an upgrade",
	    { CLIENT(ASK), SERVER(AGREE SETTINGS RESPONSE("01") BODY),
		CLIENT(PREFACE SETTINGS REQUEST_1 REQUEST_2), SERVER(RESPONSE("03")) },
	    "http_method GET\nhttp_target /up\nhttp_host h\nhttp_status 101\n" OK_200 SAID_1 SAID_2
		OK_200 },
	{ "behind a 101",
	    { SERVER(SETTINGS RESPONSE("01") BODY), CLIENT(PREFACE SETTINGS REQUEST_1) },
	    OK_200 SAID_1 },
	{ "behind a 101, further requests",
	    { SERVER(SETTINGS RESPONSE("01")), CLIENT(PREFACE SETTINGS REQUEST_1 REQUEST_2) },
	    OK_200 SAID_1 SAID_2 },
	{ "other frames",
	    { CLIENT(
		PREFACE SETTINGS UPDATE PING GREASE "000005 02 00 00000001 0000000010" REQUEST_1
						    "000004 03 00 00000001 00000008" REQUEST_2
						    "000008 07 00 00000000 0000000000000000") },
	    SAID_1 SAID_2 },
	{ "bodies", { CLIENT(PREFACE SETTINGS REQUEST_1 BODY REQUEST_2 "000000 00 01 00000003") },
	    SAID_1 SAID_2 },
	{ "padding and priority",
	    { CLIENT(
		PREFACE SETTINGS "00001d 01 2d 00000001 03 80000000 ff" C31 "000000" REQUEST_2) },
	    SAID_1 SAID_2 },
	{ "continuations that end too early",
	    { CLIENT(PREFACE SETTINGS "000002 01 01 00000001 8286"
				      "000000 09 00 00000001"
				      "000007 09 00 00000001 84410f7777772e"
				      "00000a 09 04 00000001 6578616d706c652e636f" REQUEST_2) },
	    /* A byte is missing: the block is wrong, but not what it says first. What the next one
	     * refers to is not known then. */
	    "http_method GET\nhttp_target /\nhttp_method GET\nhttp_target /\n" },
	{ "continuations that are whole",
	    { CLIENT(PREFACE SETTINGS "000002 01 01 00000001 8286"
				      "000000 09 00 00000001"
				      "000007 09 00 00000001 84410f7777772e"
				      "00000b 09 04 00000001 6578616d706c652e636f6d" REQUEST_2) },
	    SAID_1 SAID_2 },
	{ "a push promise",
	    { CLIENT(PREFACE SETTINGS),
		SERVER(SETTINGS "000019 05 0c 00000001 00 00000002" C31 RESPONSE("02")) },
	    SAID_1 OK_200 },
	{ "trailers, and a status of three digits by Huffman",
	    { SERVER(SETTINGS "000005 01 04 00000001" C62 "000006 01 05 00000001 000161 03 6263") },
	    "http_status 307\n" },
	{ "CONNECT",
	    { CLIENT(
		PREFACE SETTINGS "000010 01 04 00000001 02 07 434f4e4e454354 01 05 68 3a343433") },
	    "http_method CONNECT\nhttp_target h:443\nhttp_host h:443\n" },
	{ "host without authority",
	    { CLIENT(PREFACE SETTINGS "000007 01 05 00000001 82 84 0f17 02 6869") },
	    "http_method GET\nhttp_target /\nhttp_host hi\n" },
	{ "host beside the authority",
	    { CLIENT(PREFACE SETTINGS "00000a 01 05 00000001 82 84 01 01 62 0f17 02 6869") },
	    "http_method GET\nhttp_target /\nhttp_host b\n" },
	{ "bytes are missing in a body",
	    { LOSING(PREFACE SETTINGS REQUEST_1 "000020 00 00 00000001 0102", 0x1e),
		CLIENT(REQUEST_2) },
	    SAID_1 SAID_2 },
	{ "bytes are missing in a block",
	    { LOSING(PREFACE SETTINGS REQUEST_1 "00000e 01 05 00000003 82", 13),
		CLIENT(REQUEST_2 SHORT_REQUEST REQUEST_1 REQUEST_2) },
	    SAID_1 "http_method GET\nhttp_target /\n" SAID_SHORT SAID_1 SAID_2 },
	{ "a block that another frame breaks off",
	    { CLIENT(PREFACE SETTINGS "000002 01 01 00000001 8286" PING SHORT_REQUEST) },
	    SAID_SHORT },
	{ "a continuation of another stream",
	    { CLIENT(PREFACE SETTINGS "000002 01 01 00000001 8286"
				      "000001 09 04 00000003 84" SHORT_REQUEST) },
	    SAID_SHORT },
	{ "more padding than there is",
	    { CLIENT(PREFACE SETTINGS "000004 01 0c 00000001 04 828684" SHORT_REQUEST) },
	    SAID_SHORT },
};

/* The beginning is not in the capture, or frames are missing: what was pushed at once may still be in pieces. */
static const struct script missing[] = {
	{ "the middle of a connection", { CLIENT(REQUEST_2 REQUEST_3), SERVER(RESPONSE("03")) },
	    "http_method GET\nhttp_target /\nhttp_method GET\nhttp_target /index.html\n" OK_200 },
	{ "a window update first", { CLIENT(UPDATE REQUEST_1) }, SAID_1 },
	{ "frames are missing",
	    { LOSING(PREFACE SETTINGS REQUEST_1, 100), CLIENT(REQUEST_2),
		CLIENT(REQUEST_1 REQUEST_2) },
	    SAID_1 "http_method GET\nhttp_target /\n" SAID_1 SAID_2 },
	{ "an acknowledgement behind what is missing",
	    { LOSING(PREFACE SETTINGS REQUEST_1, 100), CLIENT(SETTINGS_ACK REQUEST_2) },
	    SAID_1 "http_method GET\nhttp_target /\n" },
	{ "no frames", { CLIENT(PREFACE SETTINGS REQUEST_1), SERVER("485454502f312e3020343030") },
	    SAID_1 },
	/* DNS over TCP, a session message of NetBIOS, SSLRequest of PostgreSQL, a request of nothing known */
	{ "not this: DNS", { CLIENT("001e 1201 0100 0001 0000 0000 0000") }, "" },
	{ "not this: NetBIOS", { CLIENT("00000085 ff534d4272 00000000") }, "" },
	{ "not this: PostgreSQL", { CLIENT("00000008 04d2162f") }, "" },
	{ "not this: a faulty block", { CLIENT("000003 01 05 00000001 828680") }, "" },
	{ "not this: no request", { CLIENT("000003 01 05 00000001 868686") }, "" },
};

static void run(const struct script *s, size_t cut, size_t most, struct talk *t)
{
	talk_begin(t, IP_TCP, 8080);
	for (const struct part *p = s->parts; p < s->parts + PARTS && p->hex; p++) {
		uint8_t bytes[ROOM];
		struct text all = text_bytes(bytes, hex_bytes(p->hex, bytes, sizeof(bytes)));
		all = text_head(all, most);
		most -= all.n;
		talk_say(t, p->side, all, cut);
		talk_lose(t, p->side, p->lose);
	}
	talk_end(t);
}

static void check_script(const struct script *s)
{
	for (size_t cut = 0; cut < CUTS; cut++) {
		struct talk t;
		run(s, cut, SIZE_MAX, &t);
		IS_TEXT(
		    talk_shown(&t, false), text_of(s->shown), "%s, in pieces of %zu", s->name, cut);
		talk_free(&t);
	}
}

/* What is not there says nothing, and nothing else comes of it. */
static void check_prefixes(const struct script *s)
{
	bool good = true;
	for (const struct part *p = s->parts; p < s->parts + PARTS && p->hex; p++)
		if (p->lose)
			return;
	for (size_t most = 0; most < ROOM; most++) {
		struct talk t;
		run(s, most % 3, most, &t);
		good &= text_starts(text_of(s->shown), talk_shown(&t, false));
		talk_free(&t);
	}
	OK(good, "%s, every beginning", s->name);
}

/* The frames of a block in three segments, and of a request that another one follows. */
static void check_frames(void)
{
	struct talk t;
	talk_begin(&t, IP_TCP, 8080);
	talk_say_hex(&t, 0, PREFACE SETTINGS, 0);
	talk_say_hex(&t, 0, "000003 01 01 00000001 828684", 0);
	talk_say_hex(&t, 0, PING, 12);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, true), TEXT(""), "a block without an end");
	talk_free(&t);
	talk_begin(&t, IP_TCP, 8080);
	talk_say_hex(&t, 0, PREFACE SETTINGS, 0);
	talk_say_hex(&t, 0, "000002 01 01 00000001 8286 000000", 0);
	talk_say_hex(&t, 0, "09 00 00000001 000001", 0);
	talk_say_hex(&t, 0, "09 04 00000001 84 0000", 0);
	talk_say_hex(&t, 0, "05 01 05 00000007 82 0402 2f61", 0);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, true),
	    TEXT(
		"2-4 http_method GET\n2-4 http_target /\n4-5 http_method GET\n4-5 http_target /a\n"),
	    "first and last frames");
	talk_free(&t);
}

/* A block of more than 64 KiB is left out, in one frame or in many; what follows is read. */
static void check_long(bool one_frame)
{
	static uint8_t bytes[100000];
	static const char last[] = SHORT_REQUEST;
	enum { PAYLOAD = 90000, STEP = 9000 };
	struct talk t;
	talk_begin(&t, IP_TCP, 8080);
	talk_say_hex(&t, 0, PREFACE SETTINGS, 0);
	talk_say_hex(&t, 0, one_frame ? "015f90 01 04 00000001" : "000000 01 00 00000001", 0);
	if (one_frame)
		talk_say(&t, 0, text_bytes(bytes, PAYLOAD), 1400);
	for (int i = 0; i < PAYLOAD / STEP && !one_frame; i++) {
		talk_say_hex(&t, 0, "002328 09 00 00000001", 0);
		talk_say(&t, 0, text_bytes(bytes, STEP), 1400);
	}
	if (!one_frame)
		talk_say_hex(&t, 0, "000000 09 04 00000001", 0);
	talk_say_hex(&t, 0, last, 0);
	talk_end(&t);
	IS_TEXT(talk_shown(&t, false), TEXT(SAID_SHORT), "a long block, %s",
	    one_frame ? "in one frame" : "in many");
	talk_free(&t);
}

/* --- the parts that are pure */

static void check_heads(void)
{
	static const struct {
		const char *hex;
		bool good;
	} rows[] = {
		{ "000000 04 01 00000000", true },
		{ "000006 04 01 00000000", false }, /* an acknowledgement says nothing */
		{ "000005 04 00 00000000", false }, { "000000 04 00 00000001", false },
		{ "000008 06 00 00000000", true }, { "000007 06 00 00000000", false },
		{ "000004 08 00 80000001", true }, /* the reserved bit */
		{ "000005 08 00 00000001", false }, { "ffffff 00 00 00000001", true },
		{ "000001 00 00 00000000", false }, { "000001 01 00 80000000", false },
		{ "000005 02 00 00000001", true }, { "000004 02 00 00000001", false },
		{ "000004 03 00 00000001", true }, { "000004 03 00 00000000", false },
		{ "000007 07 00 00000000", false },
		{ "004000 ff ff 00000000", true }, /* an extension */
		{ "004001 ff ff 00000000", false },
		{ "000000 04 00 000000", false }, /* not all there */
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t bytes[HTTP2_FRAME_HEAD];
		size_t n = hex_bytes(rows[i].hex, bytes, sizeof(bytes));
		struct bytes in = bytes_of(edge_copy(bytes, n), n);
		struct http2_frame f;
		OK(http2_frame_head(&in, &f) == rows[i].good, "frame %s", rows[i].hex);
	}
}

/* Of 70 headers the first 64 are kept; the host is the first of them. */
static void check_many(void)
{
	uint8_t bytes[16 + 70 * 4] = { 0x82, 0x84, 0x01, 1, 'h' };
	size_t n = 5;
	for (int i = 0; i < 70; i++, n += 4)
		memcpy(bytes + n, (const uint8_t[]) { 0x0f, 0x04, 1, (uint8_t)('0' + i) }, 4);
	struct arena arena = { .blocks = NULL };
	struct http2_fields f;
	struct http_request r;
	struct hpack h;
	hpack_init(&h, false);
	bool good = http2_read_block(&h, bytes_of(edge_copy(bytes, n), n), &arena, &f);
	OK(good && http2_request(&f, &r), "many headers");
	IS_NUMBER(r.head.count, HTTP_HEADERS, "as many as are kept");
	IS_TEXT(r.version, TEXT("HTTP/2"), "version");
	IS_TEXT(r.head.headers[0].name, TEXT("Host"), "the first is the host");
	IS_TEXT(r.head.headers[1].name, TEXT("accept"), "then what was sent");
	IS_TEXT(r.head.headers[63].value, TEXT("n"), "the last one");
	OK(r.head.complete, "all of it is known");
	OK(r.body.n == 0 && !r.type[0] && r.declared == HTTP_NO_LENGTH, "no body");
	hpack_free(&h);
	arena_free(&arena);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		check_script(&scripts[i]);
		check_prefixes(&scripts[i]);
	}
	for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++) {
		check_script(&missing[i]);
	}
	check_frames();
	check_long(true);
	check_long(false);
	check_heads();
	check_many();
	return check_done();
}
