/* Rows of frames written out by hand, and what they decode to. */
#ifndef TS_TESTS_DECODE_ROWS_H
#define TS_TESTS_DECODE_ROWS_H

#include "decode/decode.h"

/* 192.0.2.1 to 198.51.100.2, 2001:db8::1 to 2001:db8::2, "hello" behind the transport header. */
#define MACS "020000000001 020000000002 "
#define HELLO "68656c6c6f "
#define IP4_AS(first, total, flags, proto)                                                         \
	first "00" total "0001" flags "40" proto "0000 c0000201 c6336402 "
#define IP4(total, proto) IP4_AS("45", total, "0000", proto)
#define DB8 "20010db8 00000000 00000000 "
#define IP6(length, next) "60000000" length next "40" DB8 "00000001 " DB8 "00000002 "
#define TCP_AS(offset) "c000 0050 01020304 05060708" offset "18 2000 0000 0000 "
#define TCP TCP_AS("50")
#define UDP(length) "c000 0035" length "0000 "
#define TCP4 IP4("002d", "06") TCP HELLO
#define TCP6 IP6("0019", "06") TCP HELLO
#define UDP4 IP4("0021", "11") UDP("000d") HELLO
#define PAD8 "0000000000000000 "
#define PAD16 PAD8 PAD8

#define NONE ANOMALY_COUNT

struct row {
	const char *name;
	uint32_t link;
	const char *hex;
	uint32_t cut; /* bytes that the frame had behind these */
	enum fate fate;
	enum anomaly anomaly;
	uint8_t version, proto;
	uint16_t sport, dport;
	uint8_t flags;
	const char *payload; /* hexadecimal */
	uint32_t payload_cut;
	bool no_ports, fragment;
	uint8_t depth; /* of the innermost packet, to which all this applies */
	const char *tunnel;
	bool unsure; /* its lengths do not hold: a cut changes what can be said */
};

#define IS_TCP4 EXAMINED_AS(4, 6, 0xc000, 80), .flags = 0x18, .payload = HELLO
#define IS_TCP6 EXAMINED_AS(6, 6, 0xc000, 80), .flags = 0x18, .payload = HELLO
#define IS_UDP4 EXAMINED_AS(4, 17, 0xc000, 53), .payload = HELLO
#define EXAMINED_AS(v, p, s, d)                                                                    \
	.fate = FATE_EXAMINED, .anomaly = NONE, .version = v, .proto = p, .sport = s, .dport = d
#define FATED(f) .fate = FATE_##f, .anomaly = NONE
#define BROKEN(a) .fate = FATE_UNDECODABLE, .anomaly = ANOMALY_##a
#define BUT(a) .unsure = true, .anomaly = ANOMALY_##a

#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

/* Decodes each, also when it ends at every cut: as a short frame, and as one that the snap length
 * cut. */
void run_rows(const struct row *rows, size_t count);

#endif
