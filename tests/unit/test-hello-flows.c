/* What flows of TLS, QUIC and DTLS give: kinds of observations, the frames they begin and end in, and
 * what is a flow's own. Packets are those of RFC 9001 appendix A, or put together by hand. */
#include <config.h>

#include "base/buf.h"
#include "protocols/protocol.h"

#include "check.h"
#include "hex.h"
#include "quic-vectors.h"

enum { ROOM = 2048 };

/* One packet of a conversation. */
struct step {
	uint64_t flow;
	uint8_t side;
	const char *hex;
};

#define CLIENT_HELLO                                                                                   \
	"01 00003a 0303 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 00 0002 1301" \
	"01 00 000f 0000 000b 0009 00 0006 612e74657374"
#define SERVER_HELLO                                                                               \
	"02 000026 0303 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 00 c02f 00"
#define DTLS_HEAD "16 feff 0000 000000000000 "
#define DTLS_BODY                                                                                  \
	"fefd 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 00 00 0002 1301 01 00"

#define DTLS_SEALED "16 fefd 0001 000000000000 0004 01020304"

static const struct {
	const char *name;
	uint8_t proto;
	struct step steps[5];
	const char *shown; /* kind:frame it began in-frame that completed it, with a server name */
} rows[] = {
	{ "TLS: hellos of both sides", IP_TCP,
	    { { 1, 0, "16 0301 003e" CLIENT_HELLO }, { 1, 1, "16 0303 002a" SERVER_HELLO } },
	    "client:1-1 a.test; server:2-2" },
	{ "TLS: hello and certificates in one segment", IP_TCP,
	    { { 1, 1, "16 0303 0035" SERVER_HELLO "0b 000007 000004 000001 30" } },
	    "server:1-1; certificates:1-1" },
	{ "TLS: a name in two records", IP_TCP,
	    { { 1, 0,
		"16 0301 0039 01 00003a 0303"
		"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 00 0002 1301"
		"01 00 000f 0000 000b 0009 00 0006 61 16 0301 0005 2e74657374" } },
	    "client:1-1 a.test" },
	{ "TLS: nothing behind application data", IP_TCP,
	    { { 1, 0, "16 0301 003e" CLIENT_HELLO }, { 1, 1, "17 0303 0001 00" },
		{ 1, 1, "16 0303 002a" SERVER_HELLO } },
	    "client:1-1 a.test" },
	{ "TLS over UDP is none", IP_UDP, { { 1, 0, "16 0301 003e" CLIENT_HELLO } }, "" },
	{ "QUIC: both sides", IP_UDP, { { 1, 0, quic_1_client }, { 1, 1, quic_1_server } },
	    "client:1-1 example.com; server:2-2" },
	{ "QUIC: the server's alone", IP_UDP, { { 1, 1, quic_1_server } }, "" },
	{ "QUIC: a hello in two datagrams", IP_UDP,
	    { { 1, 0, quic_1_first_half }, { 1, 0, quic_1_second_half } },
	    "client:1-2 example.com" },
	{ "QUIC: the second half first, and copies", IP_UDP,
	    { { 1, 0, quic_1_second_half }, { 1, 0, quic_1_second_half },
		{ 1, 0, quic_1_first_half }, { 1, 0, quic_1_first_half } },
	    "client:1-3 example.com" },
	{ "QUIC: halves of two flows", IP_UDP,
	    { { 1, 0, quic_1_first_half }, { 2, 0, quic_1_second_half } }, "" },
	{ "QUIC: flows between each other", IP_UDP,
	    { { 1, 0, quic_1_first_half }, { 2, 0, quic_1_second_half },
		{ 2, 0, quic_1_first_half }, { 1, 0, quic_1_second_half } },
	    "client:2-3 example.com; client:1-4 example.com" },
	{ "QUIC over TCP is none", IP_TCP, { { 1, 0, quic_1_client } }, "" },
	{ "DTLS: whole", IP_UDP,
	    { { 1, 0, DTLS_HEAD "0036 01 00002a 0000 000000 00002a" DTLS_BODY } }, "client:1-1" },
	{ "DTLS: both sides, certificates in two datagrams, the last first", IP_UDP,
	    { { 1, 0, DTLS_HEAD "0036 01 00002a 0000 000000 00002a" DTLS_BODY },
		{ 1, 1,
		    DTLS_HEAD
		    "0032 02 000026 0000 000000 000026 fefd"
		    "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 00 c02f 00" },
		{ 1, 1, DTLS_HEAD "000d 0b 000007 0001 000006 000001 30" },
		{ 1, 1, DTLS_HEAD "0012 0b 000007 0001 000000 000006 000004 000001" } },
	    "client:1-1; server:2-2; certificates:3-4" },
	{ "DTLS: a flight in one datagram", IP_UDP,
	    { { 1, 1,
		DTLS_HEAD
		"003f 02 000026 0000 000000 000026 fefd"
		"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 00 c02f 00"
		"0b 000007 0001 000000 000001 00" DTLS_HEAD
		"0012 0b 000007 0001 000001 000006 0004 000001 30" } },
	    "server:1-1; certificates:1-1" },
	{ "DTLS: behind the preamble of CAPWAP", IP_UDP,
	    { { 1, 0, "01000000" DTLS_HEAD "0036 01 00002a 0000 000000 00002a" DTLS_BODY } },
	    "client:1-1" },
	{ "DTLS: once more when both sides are encrypted", IP_UDP,
	    { { 1, 0, DTLS_HEAD "0036 01 00002a 0000 000000 00002a" DTLS_BODY },
		{ 1, 0, DTLS_SEALED }, { 1, 1, DTLS_SEALED },
		{ 1, 0, DTLS_HEAD "0036 01 00002a 0001 000000 00002a" DTLS_BODY } },
	    "client:1-1" },
	{ "DTLS: once more when one side is", IP_UDP,
	    { { 1, 0, DTLS_HEAD "0036 01 00002a 0000 000000 00002a" DTLS_BODY },
		{ 1, 1, DTLS_SEALED },
		{ 1, 0, DTLS_HEAD "0036 01 00002a 0001 000000 00002a" DTLS_BODY } },
	    "client:1-1; client:3-3" },
	{ "QUIC: once more when both sides are told", IP_UDP,
	    { { 1, 0, quic_1_client }, { 1, 1, quic_1_server }, { 1, 0, quic_1_client } },
	    "client:1-1 example.com; server:2-2" },
	{ "DTLS: in the place of a QUIC flow that is not done", IP_UDP,
	    { { 1, 0, quic_1_first_half },
		{ 1, 0, DTLS_HEAD "0036 01 00002a 0000 000000 00002a" DTLS_BODY },
		{ 1, 0, quic_1_second_half } },
	    "client:2-2" },
};

static void show(struct buf *b, const struct observation *o)
{
	static const char *const kinds[OBSERVATION_KINDS] = { [OBSERVED_TLS_CLIENT] = "client",
		[OBSERVED_TLS_SERVER] = "server",
		[OBSERVED_CERTIFICATES] = "certificates" };
	buf_format(b, "%s%s:%u-%u", b->n ? "; " : "", kinds[o->kind] ? kinds[o->kind] : "?",
	    (unsigned)o->first_frame, (unsigned)o->frame);
	if (o->kind == OBSERVED_TLS_CLIENT && o->hello->server_name.n) {
		buf_char(b, ' ');
		buf_add(b, o->hello->server_name);
	}
}

static void feed(const struct step *step, uint64_t frame, uint8_t proto, struct flow *flows,
    struct conversations *talks, struct observations *out)
{
	static uint8_t bytes[ROOM];
	size_t n = hex_bytes(step->hex, bytes, sizeof(bytes));
	struct origin at = { .seq = frame, .number = frame };
	struct packet packet = {
		.tuple = { .proto = proto, .sport = 40000, .dport = 443, .version = 4 },
		.has_ports = true,
		.payload = edge_copy(bytes, n),
		.payload_size = (uint32_t)n
	};
	uint32_t index = 0;
	struct segment s = { .at = &at,
		.frame = &at,
		.packet = &packet,
		.flow = &flows[step->flow],
		.side = step->side,
		.index = &index,
		.talks = talks };
	s.flow->number = step->flow;
	protocols_feed(&s, out);
}

/* A flow with a hello that nobody answers; then what comes behind it. */
static void waits(const char *name, const char *hello, const char *then)
{
	struct flow flows[2] = { { .number = 0 } };
	struct conversations *talks =
	    conversations_new(&(struct conversations_options) { .memory = 64 << 20 });
	struct observations out = { .count = 0 };
	feed(&(struct step) { 1, 0, hello }, 1, IP_UDP, flows, talks, &out);
	OK(flows[1].conversation && flows[1].conversation->counted < 1500,
	    "%s: a hello alone weighs %zu bytes", name, flows[1].conversation->counted);
	uint64_t frame = 1;
	while (flows[1].conversation && frame < 1000)
		feed(&(struct step) { 1, 0, then }, ++frame, IP_UDP, flows, talks, &out);
	OK(frame > 30 && frame < 50 && flows[1].done == 3, "%s: no longer than for a while", name);
	OK(out.count == 1, "%s: one hello", name);
	observations_free(&out);
	conversations_free(talks);
}

int main(void)
{
	waits("QUIC", quic_1_client, "40 0102030405060708090a0b0c0d0e0f101112131415161718");
	waits("DTLS", DTLS_HEAD "0036 01 00002a 0000 000000 00002a" DTLS_BODY, "80 60 00 01");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct flow flows[3] = { { .number = 0 } };
		struct conversations *talks =
		    conversations_new(&(struct conversations_options) { .memory = 64 << 20 });
		struct observations out = { .count = 0 };
		struct buf shown;
		buf_init(&shown, 1000);
		for (size_t k = 0; k < 5 && rows[i].steps[k].hex; k++)
			feed(&rows[i].steps[k], k + 1, rows[i].proto, flows, talks, &out);
		for (size_t k = 0; k < out.count; k++)
			show(&shown, &out.list[k]);
		IS_TEXT(text_of(buf_string(&shown)), text_of(rows[i].shown), "%s", rows[i].name);
		buf_free(&shown);
		observations_free(&out);
		conversations_free(talks);
	}
	return check_done();
}
