/*
 * Units of DNS in datagrams and streams: what is observed, however streams are cut, behind gaps, on other
 * ports; NetBIOS names. The messages are put together by RFC 1035 4 and RFC 1002 4.2; the encoded name is
 * that of RFC 1001 14.1, "FRED".
 */
#include <config.h>

#include <stdio.h>

#include "base/bytes.h"
#include "check.h"
#include "hex.h"
#include "talk.h"

/* A query for the addresses of "example.com", 29 bytes, and of "Example.COM". */
#define TAIL "0001 0001"
#define EXAMPLE "07 6578616d706c65 03 636f6d 00"
#define QUERY "1234 0100 0001 0000 0000 0000" EXAMPLE TAIL
#define CAPITALS "1235 0100 0001 0000 0000 0000 07 4558616d706c65 03 434f4d 00" TAIL
/* Its answer, 192.0.2.1: 45 bytes. */
#define ANSWER "1234 8180 0001 0001 0000 0000" EXAMPLE TAIL "c00c 0001 0001 0000012c 0004 c0000201"
#define SHOWN_QUERY "dns_query example.com\ndns_type 1\n"
#define SHOWN_ANSWER                                                                               \
	"dns_question example.com\ndns_type 1\ndns_name example.com\ndns_type 1\ndns_address "     \
	"192.0.2.1\n"
#define FRED "20 4547464345464545434143414341434143414341434143414341434143414341 00"
#define SHOWN_FRED "nbns_name fred<20>\nnbns_type 32\n"

enum { STRICT_PORT = 9953 };

struct line {
	uint8_t side;
	const char *hex; /* a dot for each byte that is lost */
};

struct script {
	const char *name;
	uint8_t proto;
	uint16_t port;
	struct line lines[6];
	const char *shown;
};

static const struct script scripts[] = {
	{ "a query and its answer over TCP", IP_TCP, 53,
	    { { 0, "001d" QUERY }, { 1, "002d" ANSWER } }, SHOWN_QUERY SHOWN_ANSWER },
	{ "two queries in a stream", IP_TCP, 53, { { 0, "001d" QUERY "001d" CAPITALS } },
	    SHOWN_QUERY SHOWN_QUERY },
	{ "a query to another port", IP_TCP, 8053, { { 0, "001d" QUERY }, { 1, "002d" ANSWER } },
	    SHOWN_QUERY SHOWN_ANSWER },
	{ "an answer alone", IP_TCP, 53, { { 1, "002d" ANSWER } }, SHOWN_ANSWER },
	{ "a byte behind it, to another port", IP_TCP, 8053, { { 0, "001e" QUERY "00" } }, "" },
	{ "class CH, to another port", IP_TCP, 8053,
	    { { 0, "001d 1234 0100 0001 0000 0000 0000" EXAMPLE "0001 0003" } }, "" },
	{ "a length too short", IP_TCP, 53, { { 0, "000b" QUERY } }, "" },
	{ "more questions than fit", IP_TCP, 53,
	    { { 0, "001d 1234 0100 0009 0000 0000 0000" EXAMPLE TAIL } }, "" },
	{ "an answer that loses its end, then another", IP_TCP, 53,
	    { { 1, "002d 1234 8180 0001 0001 0000 0000" EXAMPLE TAIL "c00c" },
		{ 1, ".............." }, { 1, "002d" ANSWER } },
	    "dns_question example.com\ndns_type 1\n" SHOWN_ANSWER },
	{ "a query that the stream ends in", IP_TCP, 53, { { 0, "002d" QUERY } }, SHOWN_QUERY },
	{ "a datagram", IP_UDP, 53, { { 0, QUERY }, { 1, ANSWER } }, SHOWN_QUERY SHOWN_ANSWER },
	{ "a datagram to another port", IP_UDP, STRICT_PORT, { { 0, QUERY }, { 1, ANSWER } },
	    SHOWN_QUERY SHOWN_ANSWER },
	{ "a byte behind the datagram", IP_UDP, STRICT_PORT, { { 0, QUERY "00" } }, "" },
	{ "a name that is none, in a datagram", IP_UDP, STRICT_PORT,
	    { { 0, "1234 0100 0001 0000 0000 0000 02 0a0b 00" TAIL } }, "" },
	{ "multicast", IP_UDP, 5353, { { 0, QUERY } }, SHOWN_QUERY },
	{ "link-local", IP_UDP, 5355, { { 0, QUERY } }, SHOWN_QUERY },
	{ "a NetBIOS query", IP_UDP, 137,
	    { { 0, "0001 0110 0001 0000 0000 0000" FRED "0020 0001" } }, SHOWN_FRED },
	{ "a NetBIOS registration", IP_UDP, 137,
	    { { 0,
		"0001 2910 0001 0000 0000 0001" FRED
		"0020 0001 c00c 0020 0001 00000000 000c 0000 c0000201 0000 c0000202" } },
	    SHOWN_FRED SHOWN_FRED "nbns_address 192.0.2.1\nnbns_address 192.0.2.2\n" },
	{ "a NetBIOS status", IP_UDP, 137,
	    { { 1,
		"0001 8400 0000 0001 0000 0000" FRED "0021 0001 00000000 0025 02"
		"465245442020202020202020202020 20 0400"
		"574f524b47524f5550202020202020 00 8400" } },
	    "nbns_name fred<20>\nnbns_type 33\nnbns_node fred\nnbns_node workgroup\n" },
	{ "a plain name on the NetBIOS port", IP_UDP, 137,
	    { { 0, "0001 0110 0001 0000 0000 0000 03 636f6d 00" TAIL } }, "" },
};

static void play(const struct script *script, size_t cut)
{
	struct talk t;
	talk_begin(&t, script->proto, script->port);
	for (size_t i = 0; i < sizeof(script->lines) / sizeof(script->lines[0]); i++) {
		const struct line *line = &script->lines[i];
		if (line->hex && line->hex[0] == '.')
			talk_lose(&t, line->side, (uint32_t)strlen(line->hex));
		else if (line->hex)
			talk_say_hex(&t, line->side, line->hex, cut);
	}
	talk_end(&t);
	IS_TEXT(talk_shown(&t, false), text_of(script->shown), "%s, in pieces of %zu", script->name,
	    cut);
	talk_free(&t);
}

/* Whatever a stream's beginning is, it is no more than the whole shows. */
static void every_prefix(const struct script *script)
{
	uint8_t bytes[256];
	size_t n = hex_bytes(script->lines[0].hex, bytes, sizeof(bytes));
	bool parts = true;
	for (size_t k = 1; k < n; k++) {
		struct talk t;
		talk_begin(&t, script->proto, script->port);
		talk_say(&t, script->lines[0].side, text_bytes(bytes, k), 0);
		talk_end(&t);
		parts &= text_starts(text_of(script->shown), talk_shown(&t, false));
		talk_free(&t);
	}
	OK(parts, "%s: a part at every cut", script->name);
}

/* A message that came in three frames is shown by the last, and began in the first. */
static void frames(void)
{
	struct talk t;
	talk_begin(&t, IP_TCP, 53);
	talk_say_hex(&t, 0, "001d" QUERY, 11);
	talk_end(&t);
	IS_TEXT(
	    talk_shown(&t, true), TEXT("1-3 dns_query example.com\n1-3 dns_type 1\n"), "frames");
	talk_free(&t);
}

int main(void)
{
	static const size_t cuts[] = { 0, 1, 2, 3, 7, 13, 30 };
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		size_t count = scripts[i].proto == IP_TCP ? sizeof(cuts) / sizeof(cuts[0]) : 1;
		for (size_t k = 0; k < count; k++)
			play(&scripts[i], cuts[k]);
		if (scripts[i].port !=
		    STRICT_PORT) /* there a part may be a message, and the whole none */
			every_prefix(&scripts[i]);
	}
	frames();
	return check_done();
}
