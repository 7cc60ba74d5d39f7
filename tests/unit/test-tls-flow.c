/*
 * TLS streams: what is told of hellos and certificates, whatever lies between them, wherever the streams are cut.
 * Messages are put together by hand (RFC 8446 4.1, 5.1; RFC 5246 7.4.2), certificates are those of OpenSSL.
 */
#include <config.h>

#include "certificates.h"
#include "check.h"
#include "hex.h"
#include "talk.h"

#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define RETRY "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
#define NAME_A "0000 000b 0009 00 0006 612e74657374" /* a.test */
#define NAME_B "0000 000b 0009 00 0006 622e74657374"
#define PADDING "0015 0010 00000000000000000000000000000000"
#define HELLO(name) "01 00003a 0303" RANDOM "00 0002 1301 01 00 000f" name
#define RECORD_HELLO(name) "16 0301 003e" HELLO(name)
#define SERVER(random) "02 000026 0303" random "00 1301 00"
#define RECORD_SERVER(random) "16 0303 002a" SERVER(random)
#define CHANGE "14 0303 0001 01"
#define ALERT "15 0303 0002 0170"
#define HEARTBEAT "18 0303 0003 010001"
#define DATA "17 0303 0004 a1a2a3a4"
#define FINISHED "16 0303 0028 0000000000000000 " RANDOM
#define JA3S "t_ja3s e8c07683aecf9b16e8e33f10a5161e4e\n"                /* md5 of "771,4865," */
#define ONE_DER "0b 000007 000004 000001 30"                            /* a chain of one byte */
#define ONE_SHA1 "cert_sha1 b6589fc6ab0dc82cf12099d1c2d40ab994e8410c\n" /* of "0" */

enum { TURNS = 6 };

struct turn {
	uint8_t side;
	const char *hex;
};

/* RFC 5246 E.2: TLS_RSA_WITH_AES_128_CBC_SHA, and a cipher of SSL 2.0 itself. */
#define ZEROS16 "00000000000000000000000000000000"
#define V2_HELLO(version, challenge) "801f 01" version "0006 0000" challenge "00002f 0700c0" ZEROS16

static const struct {
	const char *name;
	struct turn turns[TURNS];
	const char *shown; /* of names, JA3S and certificates */
} rows[] = {
	{ "both sides", { { 0, RECORD_HELLO(NAME_A) }, { 1, RECORD_SERVER(RANDOM) } },
	    "t_sni a.test\n" JA3S },
	{ "the server alone", { { 1, RECORD_SERVER(RANDOM) } }, JA3S },
	{ "certificates alone", { { 1, "16 0303 000b" ONE_DER } }, ONE_SHA1 },
	{ "certificates of a client",
	    { { 0, RECORD_HELLO(NAME_A) }, { 0, "16 0303 000b" ONE_DER } },
	    "t_sni a.test\n" ONE_SHA1 },
	{ "two messages of one record", { { 1, "16 0303 0035" SERVER(RANDOM) ONE_DER } },
	    JA3S ONE_SHA1 },
	{ "an alert before", { { 0, RECORD_HELLO(NAME_A) }, { 1, ALERT RECORD_SERVER(RANDOM) } },
	    "t_sni a.test\n" JA3S },
	{ "an alert and a heartbeat between",
	    { { 1, RECORD_SERVER(RANDOM) ALERT HEARTBEAT "16 0303 000b" ONE_DER } },
	    JA3S ONE_SHA1 },
	{ "a record of another kind", { { 1, RECORD_SERVER(RANDOM) "19 0303 0001 00" } }, JA3S },
	{ "another hello is asked for",
	    { { 0, RECORD_HELLO(NAME_A) }, { 1, RECORD_SERVER(RETRY) CHANGE },
		{ 0, CHANGE RECORD_HELLO(NAME_B) }, { 1, RECORD_SERVER(RANDOM) DATA },
		{ 0, DATA } },
	    "t_sni a.test\n" JA3S "t_sni b.test\n" JA3S },
	{ "nothing behind data", { { 1, RECORD_SERVER(RANDOM) DATA "16 0303 000b" ONE_DER } },
	    JA3S },
	{ "nothing behind an encrypted message",
	    { { 1, RECORD_SERVER(RANDOM) CHANGE FINISHED RECORD_SERVER(RANDOM) } }, JA3S },
	{ "nothing behind an encrypted alert",
	    { { 1, RECORD_SERVER(RANDOM) CHANGE ALERT RECORD_SERVER(RANDOM) } }, JA3S },
	{ "data first", { { 1, DATA RECORD_SERVER(RANDOM) }, { 0, DATA RECORD_HELLO(NAME_A) } },
	    "" },
	{ "a hello of SSL 2.0",
	    { { 0, V2_HELLO("0301", "0010") }, { 1, RECORD_SERVER(RANDOM) ALERT } },
	    "ssl2_version 0x0301\nssl2_cipher 0x00002f\nssl2_cipher 0x0700c0\n" JA3S },
	{ "one of SSL 2.0 itself", { { 0, V2_HELLO("0002", "0010") } },
	    "ssl2_version 0x0002\nssl2_cipher 0x00002f\nssl2_cipher 0x0700c0\n" },
	{ "records behind it", { { 0, V2_HELLO("0300", "0010") RECORD_HELLO(NAME_A) } },
	    "ssl2_version 0x0300\nssl2_cipher 0x00002f\nssl2_cipher 0x0700c0\nt_sni a.test\n" },
	{ "SSL 2.0, no such version", { { 0, V2_HELLO("0305", "0010") } }, "" },
	{ "SSL 2.0, lengths that do not add up", { { 0, V2_HELLO("0301", "0011") } }, "" },
	{ "SSL 2.0, half a cipher spec", { { 0, "801d 01 0301 0004 0000 0010 00002f07" ZEROS16 } },
	    "" },
	{ "SSL 2.0, no cipher specs", { { 0, "8019 01 0301 0000 0000 0010" ZEROS16 } }, "" },
	{ "SSL 2.0, a challenge of 15 bytes",
	    { { 0, "801b 01 0301 0003 0000 000f 00002f 000000000000000000000000000000" } }, "" },
	{ "SSL 2.0, a server's", { { 0, "801f 04 0301 0006 0000 0010 00002f 0700c0" ZEROS16 } },
	    "" },
	{ "the end of a handshake first", { { 1, CHANGE FINISHED RECORD_SERVER(RANDOM) } }, "" },
};

/* Lines of names, JA3S and SHA-1. */
static struct text told(struct talk *t, struct buf *b)
{
	struct text all = talk_shown(t, false);
	buf_init(b, SIZE_MAX / 2);
	while (all.n > 0) {
		struct text line = text_split(&all, '\n');
		if (!text_starts(line, TEXT("t_sni")) && !text_starts(line, TEXT("t_ja3s")) &&
		    !text_starts(line, TEXT("cert_sha1")) && !text_starts(line, TEXT("ssl2_")))
			continue;
		buf_add(b, line);
		buf_char(b, '\n');
	}
	return buf_text(b);
}

static void say_all(struct talk *t, size_t row, size_t cut)
{
	talk_begin(t, IP_TCP, 443);
	for (size_t i = 0; i < TURNS && rows[row].turns[i].hex; i++)
		talk_say_hex(t, rows[row].turns[i].side, rows[row].turns[i].hex, cut);
	talk_end(t);
}

static void in_pieces(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t cut = 0; cut < 70; cut += cut < 9 ? 1 : 13) {
			struct talk t;
			struct buf b;
			say_all(&t, i, cut);
			IS_TEXT(told(&t, &b), text_of(rows[i].shown), "%s, in pieces of %zu",
			    rows[i].name, cut);
			buf_free(&b);
			talk_free(&t);
		}
}

/* --- certificates in records of some bytes */

enum { STREAM_ROOM = 16 << 10 };

struct wire {
	uint8_t bytes[STREAM_ROOM];
	size_t n;
};

static void put24(uint8_t *at, size_t n)
{
	at[0] = (uint8_t)(n >> 16);
	at[1] = (uint8_t)(n >> 8);
	at[2] = (uint8_t)n;
}

/* The Certificate message of the first two. */
static void put_chain(struct wire *w)
{
	w->n = 7;
	w->bytes[0] = 11;
	for (size_t i = 0; i < 2; i++) {
		uint8_t *at = w->bytes + w->n;
		size_t n = hex_bytes(certificates[i].der, at + 3, STREAM_ROOM - w->n - 3);
		put24(at, n);
		w->n += 3 + n;
	}
	put24(w->bytes + 1, w->n - 4);
	put24(w->bytes + 4, w->n - 7);
}

static void put_records(struct wire *out, const struct wire *message, size_t most)
{
	out->n = 0;
	for (size_t at = 0; at < message->n; at += most) {
		size_t n = message->n - at < most ? message->n - at : most;
		uint8_t *p = out->bytes + out->n;
		memcpy(p, "\x16\x03\x03", 3);
		p[3] = (uint8_t)(n >> 8);
		p[4] = (uint8_t)n;
		memcpy(p + 5, message->bytes + at, n);
		out->n += 5 + n;
	}
}

static struct wire chain, stream;

static void chains(void)
{
	char wanted[128];
	snprintf(wanted, sizeof(wanted), "cert_sha1 %s\ncert_sha1 %s\n", certificates[0].sha1,
	    certificates[1].sha1);
	put_chain(&chain);
	static const size_t sizes[] = { 4, 100, 737, STREAM_ROOM }, cuts[] = { 0, 1, 7, 100, 536 };
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 5; k++) {
			struct talk t;
			struct buf b;
			put_records(&stream, &chain, sizes[i]);
			talk_begin(&t, IP_TCP, 443);
			talk_say(&t, 1, text_bytes(stream.bytes, stream.n), cuts[k]);
			talk_end(&t);
			IS_TEXT(told(&t, &b), text_of(wanted),
			    "a chain in records of %zu, in pieces of %zu", sizes[i], cuts[k]);
			buf_free(&b);
			talk_free(&t);
		}
}

/* Of a chain that the capture lost the end of, the first is told where it is there. */
static void cut_chains(void)
{
	size_t first = 5 + 7 + 3 + strlen(certificates[0].der) / 2;
	bool good = true;
	put_records(&stream, &chain, STREAM_ROOM);
	for (size_t n = first - 3; n < first + 3; n++) {
		struct talk t;
		struct buf b;
		talk_begin(&t, IP_TCP, 443);
		talk_say(&t, 1, text_bytes(stream.bytes, n), 0);
		talk_lose(&t, 1, (uint32_t)(stream.n - n));
		talk_say_hex(&t, 1, RECORD_SERVER(RANDOM), 0);
		talk_end(&t);
		struct text shown = told(&t, &b);
		good &= text_starts(shown, TEXT("cert_sha1")) == (n >= first) &&
		    text_ends(shown, TEXT(JA3S));
		buf_free(&b);
		talk_free(&t);
	}
	OK(good, "a chain without its end, and what is behind the gap");
}

/* --- hellos without their end */

static void prefixes(void)
{
	static const char hello[] =
	    "16 0301 0052 01 00004e 0303" RANDOM "00 0002 1301 01 00 0023" NAME_A PADDING;
	uint8_t bytes[128];
	size_t all = hex_bytes(hello, bytes, sizeof(bytes)), named = all - 20;
	bool ended = true, cut = true;
	for (size_t n = 0; n <= all; n++)
		for (size_t size = 0; size < 4; size++) {
			struct talk t;
			struct buf b;
			struct text wanted = n >= named ? TEXT("t_sni a.test\n") : TEXT("");
			talk_begin(&t, IP_TCP, 443);
			talk_say(&t, 0, text_bytes(bytes, n), size);
			talk_end(&t);
			ended &= text_is(told(&t, &b), wanted);
			buf_free(&b);
			talk_free(&t);
			talk_begin(&t, IP_TCP, 443);
			talk_say(&t, 0, text_bytes(bytes, n), size);
			talk_lose(&t, 0, (uint32_t)(all - n) + 1);
			talk_say_hex(&t, 0, DATA, 0);
			talk_end(&t);
			cut &= text_is(told(&t, &b), wanted);
			buf_free(&b);
			talk_free(&t);
		}
	OK(ended, "a hello that ends anywhere");
	OK(cut, "a hello that was cut anywhere");
}

/* --- frames */

static void frames(void)
{
	static const struct {
		const char *name, *hex;
		size_t cut;
		const char *first_line;
	} these[] = {
		{ "one frame", RECORD_SERVER(RANDOM), 0, "1-1 " JA3S },
		{ "a record in three", "16 0303 0035" SERVER(RANDOM) ONE_DER, 20, "1-3 " JA3S },
		/* Frame 1 is the client's. */
		{ "an alert, then a hello", ALERT RECORD_SERVER(RANDOM), 7, "3-9 " JA3S },
	};
	for (size_t i = 0; i < sizeof(these) / sizeof(these[0]); i++) {
		struct talk t;
		talk_begin(&t, IP_TCP, 443);
		if (i == 2)
			talk_say_hex(&t, 0, RECORD_HELLO(NAME_A), 0);
		talk_say_hex(&t, 1, these[i].hex, these[i].cut);
		talk_end(&t);
		struct text shown = talk_shown(&t, true);
		if (i == 2)
			for (int k = 0; k < 3; k++)
				text_split(&shown, '\n');
		IS_TEXT(text_head(shown, strlen(these[i].first_line)), text_of(these[i].first_line),
		    "%s", these[i].name);
		talk_free(&t);
	}
}

/* A flow that has told all has no conversation, and is not looked at again. */
static void done(void)
{
	struct talk t;
	talk_begin(&t, IP_TCP, 443);
	talk_say_hex(&t, 0, RECORD_HELLO(NAME_A), 0);
	talk_say_hex(&t, 1, RECORD_SERVER(RANDOM) CHANGE DATA, 0);
	OK(t.flow.conversation && t.flow.done == 2, "the server has told all");
	talk_say_hex(&t, 0, CHANGE DATA, 0);
	OK(!t.flow.conversation && t.flow.done == 3, "both have");
	talk_end(&t);
	talk_free(&t);
}

int main(void)
{
	in_pieces();
	chains();
	cut_chains();
	prefixes();
	frames();
	done();
	return check_done();
}
