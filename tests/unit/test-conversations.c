/*
 * Units of conversations: a ClientHello in segments of any order, through the flow table, and the frames
 * that it is told to begin and to be complete in. Expected values by hand.
 */
#include <config.h>

#include "check.h"
#include "connection.h"
#include "hex.h"
#include "shown.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* RFC 8446 4.1.2: one cipher suite, the server name "example.com" (RFC 6066 3). */
static const char hello_hex[] =
    "16 0301 0043 01 00003f 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    " 00 0002 1301 01 00 0014 0000 0010 000e 00 000b 6578616d706c652e636f6d";

enum {
	HELLO = 72,
	OTHER = 1000, /* not of the hello */
	MEMORY = 64 << 20,
	SMALL = FLOW_REGIONS * 4096,
	STEPS = 8,
};

struct reader {
	struct connections c;
	const struct observation *now;
	struct buf shown;
};

static void add_name(void *context, const char *kind, struct text value)
{
	struct reader *r = context;
	(void)value;
	if (text_is(text_of(kind), TEXT("t_sni")))
		buf_format(&r->shown, "%s%u-%u", r->shown.n ? " " : "",
		    (unsigned)r->now->first_frame, (unsigned)r->now->frame);
}

static void take_observed(struct reader *r)
{
	for (size_t i = 0; i < r->c.out.count; i++) {
		r->now = &r->c.out.list[i];
		shown_values(r->now, add_name, r);
	}
	observations_clear(&r->c.out);
}

static void begin(struct reader *r, uint64_t memory)
{
	connections_begin(&r->c, MEMORY, memory);
	buf_init(&r->shown, 1 << 20);
}

static void end(struct reader *r)
{
	connections_end(&r->c);
	take_observed(r);
}

static void reader_free(struct reader *r)
{
	connections_free(&r->c);
	buf_free(&r->shown);
}

struct step {
	uint8_t side, flags;
	uint32_t seq, ack;
	unsigned from, n; /* of the hello */
	uint32_t cut;
	unsigned again; /* so many times more */
};

static void feed(struct reader *r, const struct step *step, uint16_t port)
{
	static uint8_t hello[HELLO];
	hex_bytes(hello_hex, hello, HELLO);
	struct packet p = { .tuple = { .sport = port, .dport = 443 },
		.tcp_flags = step->flags,
		.tcp_seq = step->seq,
		.tcp_ack = step->ack,
		.payload_cut = step->cut,
		.payload_size = step->n };
	p.payload = step->from == OTHER ? edge_copy("zzzzzzzz", step->n)
					: edge_copy(hello + step->from, step->n);
	connections_take(&r->c, step->side, &p);
	take_observed(r);
}

#define S(seq)                                                                                     \
	{                                                                                          \
		0, TCP_SYN, seq, 0, 0, 0, 0, 0                                                     \
	}
#define H(from, to, seq)                                                                           \
	{                                                                                          \
		0, TCP_ACK, seq, 5001, from, (to) - (from), 0, 0                                   \
	}
#define ANSWER(ack, again)                                                                         \
	{                                                                                          \
		1, TCP_ACK, 5001, ack, 0, 0, 0, again                                              \
	}

static const struct {
	const char *name;
	struct step steps[STEPS];
	const char *early, *wanted; /* before the flow's end, behind it */
	unsigned flows, overlaps;
} rows[] = {
	{ "in one segment", { S(1000), H(0, 72, 1001) }, "2-2", "2-2", 1, 0 },
	{ "in two", { S(1000), H(0, 40, 1001), H(40, 72, 1041) }, "2-3", "2-3", 1, 0 },
	{ "the second one first", { S(1000), H(40, 72, 1041), H(0, 40, 1001) }, "3-3", "3-3", 1,
	    0 },
	{ "three of them, the middle last",
	    { S(1000), H(0, 20, 1001), H(40, 72, 1041), H(20, 40, 1021) }, "2-4", "2-4", 1, 0 },
	{ "twice", { S(1000), H(0, 72, 1001), H(0, 72, 1001) }, "2-2", "2-2", 1, 0 },
	{ "a keep-alive inside",
	    { S(1000), H(0, 40, 1001), { 0, TCP_ACK, 1040, 5001, OTHER, 1, 0, 0 },
		H(40, 72, 1041) },
	    "2-4", "2-4", 1, 0 },
	{ "its SYN later", { H(0, 72, 1001), S(1000) }, "1-1", "1-1", 1, 0 },
	{ "its SYN between", { H(40, 72, 1041), S(1000), H(0, 40, 1001) }, "3-3", "3-3", 1, 0 },
	{ "no SYN", { H(0, 40, 1001), H(40, 72, 1041) }, "1-2", "1-2", 1, 0 },
	{ "no SYN, the second one first", { H(40, 72, 1041), H(0, 40, 1001) }, "2-2", "2-2", 1, 0 },
	{ "no SYN, behind other bytes",
	    { { 0, TCP_ACK, 997, 5001, OTHER, 4, 0, 0 }, H(0, 72, 1001) }, "", "2-2", 1, 0 },
	{ "no SYN, behind other bytes, packets later",
	    { { 0, TCP_ACK, 997, 5001, OTHER, 4, 0, 0 }, H(0, 72, 1001),
		ANSWER(1073, TALK_OPENING_PACKETS) },
	    "2-2", "2-2", 1, 0 },
	{ "no SYN, the first of eight packets last",
	    { H(60, 72, 1061), H(52, 60, 1053), H(44, 52, 1045), H(36, 44, 1037),
		{ 0, TCP_ACK, 1021, 5001, 20, 16, 0, 1 }, ANSWER(1073, 5), H(0, 20, 1001) },
	    "13-13", "13-13", 1, 0 },
	{ "in the midst of another protocol's",
	    { S(1000), { 0, TCP_ACK | TCP_PSH, 1001, 5001, OTHER, 8, 0, 0 },
		{ 0, TCP_ACK, 1009, 5001, OTHER, 8, 0, 0 }, H(0, 72, 1017) },
	    "", "", 1, 0 },
	{ "in the midst, after an answer",
	    { S(1000), { 0, TCP_ACK | TCP_PSH, 1001, 5001, OTHER, 8, 0, 0 },
		{ 0, TCP_ACK, 1009, 5001, OTHER, 8, 0, 0 },
		{ 1, TCP_ACK | TCP_PSH, 5001, 1017, OTHER, 8, 0, 0 }, H(0, 72, 1017) },
	    "5-5", "5-5", 1, 0 },
	{ "behind what was pushed, with what came before kept",
	    { S(1000), { 0, TCP_ACK | TCP_PSH, 1001, 5001, OTHER, 8, 0, 0 }, H(0, 40, 1017),
		{ 0, TCP_ACK | TCP_PSH, 1009, 5001, OTHER, 8, 0, 0 }, H(40, 72, 1057) },
	    "3-5", "3-5", 1, 0 },
	{ "behind a gap", { S(1000), H(0, 40, 1001), H(0, 72, 2041) }, "", "3-3", 1, 0 },
	{ "behind a gap that was acknowledged",
	    { S(1000), H(0, 40, 1001), H(0, 72, 2041), ANSWER(2113, STREAM_PATIENCE) }, "3-3",
	    "3-3", 1, 0 },
	{ "behind bytes that were not captured",
	    { S(1000), { 0, TCP_ACK, 1001, 5001, 0, 40, 32, 0 }, H(0, 72, 1073) }, "3-3", "3-3", 1,
	    0 },
	{ "behind another protocol's",
	    { S(1000), { 0, TCP_ACK, 1001, 5001, OTHER, 8, 0, 0 }, H(0, 72, 1009) }, "3-3", "3-3",
	    1, 0 },
	{ "the FIN first",
	    { S(1000), { 0, TCP_FIN | TCP_ACK, 1073, 5001, 0, 0, 0, 0 }, H(0, 72, 1001) }, "3-3",
	    "3-3", 1, 0 },
	{ "an RST's text is none of it",
	    { S(1000), { 0, TCP_RST, 1001, 0, OTHER, 8, 0, 0 }, H(0, 72, 1001) }, "3-3", "3-3", 1,
	    0 },
	{ "the ports again", { S(1000), H(0, 72, 1001), S(900000), H(0, 72, 900001) }, "2-2 4-4",
	    "2-2 4-4", 2, 0 },
	{ "the sequence numbers wrap",
	    { S(UINT32_MAX - 9), H(40, 72, 31), H(0, 40, UINT32_MAX - 8) }, "3-3", "3-3", 1, 0 },
	{ "other bytes for the same place",
	    { S(1000), { 0, TCP_ACK, 1003, 5001, OTHER, 3, 0, 0 }, H(0, 72, 1001) }, "", "", 1, 1 },
};

static void check_rows(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct reader r;
		begin(&r, MEMORY);
		for (const struct step *step = rows[i].steps; step->flags; step++)
			for (unsigned k = 0; k <= step->again; k++)
				feed(&r, step, 40000);
		IS_TEXT(buf_text(&r.shown), text_of(rows[i].early), "%s", rows[i].name);
		end(&r);
		IS_TEXT(
		    buf_text(&r.shown), text_of(rows[i].wanted), "%s, at the end", rows[i].name);
		IS_NUMBER(r.c.fresh, rows[i].flows, "%s: flows", rows[i].name);
		IS_NUMBER(conversations_overlaps(r.c.talks), rows[i].overlaps, "%s: overlaps",
		    rows[i].name);
		reader_free(&r);
	}
}

/* More beginnings than there is memory for: the oldest of a region go, always the same ones. */
static uint64_t evicted(uint64_t memory, uint16_t flows, size_t *shown)
{
	static const struct step syn = S(1000), first = H(0, 40, 1001), rest = H(40, 72, 1041);
	struct reader r;
	begin(&r, memory);
	for (uint16_t port = 1; port <= flows; port++) {
		feed(&r, &syn, port);
		feed(&r, &first, port);
	}
	for (uint16_t port = 1; port <= flows; port++)
		feed(&r, &rest, port);
	*shown = r.shown.n;
	uint64_t n = conversations_evicted(r.c.talks);
	end(&r);
	reader_free(&r);
	return n;
}

static void check_memory(void)
{
	size_t all, some, again;
	IS_NUMBER(evicted(MEMORY, 5000, &all), 0, "all have room");
	uint64_t n = evicted(SMALL, 5000, &some);
	OK(n > 1000 && n < 5000, "some have to go: %u", (unsigned)n);
	OK(some > 0 && some < all, "the others are read");
	OK(evicted(SMALL, 5000, &again) == n && again == some, "the same ones again");
}

/* A flow that spans two captures ends in the second: there it has no first frame. */
static void check_inputs(void)
{
	for (uint32_t second = 0; second <= 1; second++) {
		struct reader r;
		begin(&r, MEMORY);
		struct flow *flow = NULL;
		r.c.at.number = 5;
		for (uint32_t i = 0; i < 3; i++) {
			struct packet p = { .tuple = { .sport = 40000, .dport = 443 },
				.tcp_flags = i == 0 ? TCP_SYN : TCP_ACK,
				.tcp_seq = 1000 + (i > 0) };
			r.c.at.input = i == 2 ? second : 0;
			flow = connections_take(&r.c, 0, &p);
		}
		struct segment s = { .at = &r.c.at, .flow = flow, .index = &r.c.index };
		connection_ends(&s, FLOW_INPUT_END, &r.c.out);
		const struct observation *o = &r.c.out.list[0];
		IS_NUMBER(r.c.out.count, 1, "one end");
		OK(o->kind == OBSERVED_FLOW_END && o->frame == 8 && o->input == second,
		    "shown by the last frame");
		IS_NUMBER(o->first_frame, second ? 8 : 6, "where it began, if in this input");
		observations_clear(&r.c.out);
		reader_free(&r);
	}
}

int main(void)
{
	check_rows();
	check_inputs();
	check_memory();
	return check_done();
}
