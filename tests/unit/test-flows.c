/* The flow table: keys, direction, time-outs, eviction. Expected values by hand. */
#include <config.h>

#include <stdlib.h>

#include "base/address.h"
#include "base/memory.h"
#include "check.h"
#include "flows/flow.h"

struct ended {
	uint64_t numbers[4096];
	enum flow_end why[4096];
	uint8_t last_byte[4096];
	size_t count;
};

static void on_ended(void *context, struct flow *flow, enum flow_end why)
{
	struct ended *e = context;
	if (e->count < 4096) {
		e->numbers[e->count] = flow->number;
		e->why[e->count] = why;
		e->last_byte[e->count] = flow->key.src[3];
	}
	e->count++;
}

static struct packet make(const char *src, uint16_t sport, const char *dst, uint16_t dport,
    uint8_t proto, uint8_t flags, uint32_t seq, uint32_t size)
{
	struct packet p = { .tcp_flags = flags,
		.tcp_seq = seq,
		.payload_size = size,
		.has_ports = proto == IP_TCP || proto == IP_UDP };
	struct address a;
	address_parse(text_of(src), &a);
	memcpy(p.tuple.src, a.bytes, 16);
	p.tuple.version = a.version;
	address_parse(text_of(dst), &a);
	memcpy(p.tuple.dst, a.bytes, 16);
	p.tuple.sport = sport;
	p.tuple.dport = dport;
	p.tuple.proto = proto;
	return p;
}

static uint64_t seq;

static struct flow *take(struct flow_table *t, const struct packet *p, bool *fresh, uint8_t *side)
{
	struct flow_key key;
	seq++;
	struct origin at = { .seq = seq, .number = seq, .time = (int64_t)seq };
	flow_key_of(t, p, &key);
	flows_prefetch_record(t, &key);
	*side = key.side;
	struct flow *f = flows_take(t, p, &key, &at, fresh);
	f->watch |= FLOW_ASKED;
	return f;
}

static void directions(void)
{
	static const struct {
		const char *name, *src, *dst;
		uint16_t sport, dport;
		uint8_t proto, flags;
		bool sender_opened;
	} rows[] = {
		{ "SYN", "10.0.0.1", "10.0.0.2", 4000, 80, IP_TCP, TCP_SYN, true },
		{ "SYN from the higher side", "10.0.0.2", "10.0.0.1", 4000, 80, IP_TCP, TCP_SYN,
		    true },
		{ "SYN+ACK", "10.0.0.1", "10.0.0.2", 80, 4000, IP_TCP, TCP_SYN | TCP_ACK, false },
		{ "data from a service port", "10.0.0.1", "10.0.0.2", 80, 4000, IP_TCP, TCP_ACK,
		    false },
		{ "data to a service port", "10.0.0.1", "10.0.0.2", 4000, 80, IP_TCP, TCP_ACK,
		    true },
		{ "data between high ports", "10.0.0.1", "10.0.0.2", 5000, 4000, IP_TCP, TCP_ACK,
		    true },
		{ "UDP by the first packet", "10.0.0.1", "10.0.0.2", 53, 4000, IP_UDP, 0, true },
		{ "IPv6", "2001:db8::2", "2001:db8::1", 4000, 443, IP_TCP, TCP_SYN, true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ended ended = { .count = 0 };
		struct flow_table *t = flows_new(8 << 20, 7, on_ended, &ended);
		bool fresh;
		uint8_t side, other;
		struct packet p = make(rows[i].src, rows[i].sport, rows[i].dst, rows[i].dport,
		    rows[i].proto, rows[i].flags, 1, 0);
		struct packet back = make(rows[i].dst, rows[i].dport, rows[i].src, rows[i].sport,
		    rows[i].proto, rows[i].proto == IP_TCP ? TCP_ACK : 0, 1, 0);
		struct flow *f = take(t, &p, &fresh, &side);
		OK(fresh && flow_from_initiator(f, side) == rows[i].sender_opened, "%s",
		    rows[i].name);
		struct flow *g = take(t, &back, &fresh, &other);
		OK(g == f && !fresh && other != side && f->packets[0] == 1 && f->packets[1] == 1,
		    "%s: the answer belongs to it", rows[i].name);
		flows_free(t);
	}
}

static void icmp(void)
{
	struct ended ended = { .count = 0 };
	struct flow_table *t = flows_new(8 << 20, 7, on_ended, &ended);
	bool fresh;
	uint8_t side;
	struct packet echo = make("10.0.0.1", 8, "10.0.0.2", 0, IP_ICMP, 0, 0, 56);
	struct packet reply = make("10.0.0.2", 0, "10.0.0.1", 0, IP_ICMP, 0, 0, 56);
	struct packet other = make("10.0.0.1", 3, "10.0.0.2", 1, IP_ICMP, 0, 0, 56);
	struct flow *f = take(t, &echo, &fresh, &side);
	OK(take(t, &reply, &fresh, &side) == f && !fresh, "an echo and its reply are one flow");
	OK(take(t, &other, &fresh, &side) != f && fresh, "an error message is another");
	flows_free(t);
}

static void tcp(void)
{
	struct ended ended = { .count = 0 };
	struct flow_table *t = flows_new(8 << 20, 7, on_ended, &ended);
	static const struct {
		const char *name;
		uint8_t flags;
		uint32_t seq, size;
		bool fresh;
	} rows[] = {
		{ "SYN", TCP_SYN, 0xfffffff0, 0, true },
		{ "the SYN again", TCP_SYN, 0xfffffff0, 0, false },
		{ "first data, over the wrap", TCP_ACK, 0xfffffff1, 100, false },
		{ "the same data", TCP_ACK, 0xfffffff1, 100, false },
		{ "a part of it", TCP_ACK, 5, 20, false },
		{ "old and new", TCP_ACK, 0xfffffff1, 101, false },
		{ "next data", TCP_ACK, 0xfffffff1 + 101, 50, false },
		{ "a bare ACK", TCP_ACK, 0xfffffff1 + 101, 0, false },
		{ "another SYN", TCP_SYN, 77, 0, true },
		{ "its data", TCP_ACK, 78, 10, false },
		{ "RST", TCP_RST, 88, 0, false },
		{ "a SYN after it", TCP_SYN, 1000, 0, true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool fresh;
		uint8_t side;
		struct packet p = make("10.0.0.1", 4000, "10.0.0.2", 80, IP_TCP, rows[i].flags,
		    rows[i].seq, rows[i].size);
		take(t, &p, &fresh, &side);
		OK(fresh == rows[i].fresh, "%s", rows[i].name);
	}
	OK(ended.count == 2 && ended.why[0] == FLOW_REPLACED && ended.why[1] == FLOW_REPLACED,
	    "a new connection ends the old one");
	flows_end(t);
	OK(ended.count == 3 && ended.why[2] == FLOW_INPUT_END, "the last flow ends with the input");
	flows_free(t);
}

/* A flow that was silent for its time-out ends when the clock is past it, in key order. */
static void timeouts(void)
{
	struct ended ended = { .count = 0 };
	struct flow_table *t = flows_new(8 << 20, 7, on_ended, &ended);
	bool fresh;
	uint8_t side;
	flows_expire(t, 1000);
	for (int i = 9; i > 0; i--) {
		char src[16] = "10.0.0.";
		src[7] = (char)('0' + i);
		struct packet p = make(src, 4000, "10.9.9.9", 9999, IP_UDP, 0, 0, 5);
		take(t, &p, &fresh, &side);
	}
	flows_expire(t, 1100);
	struct packet again = make("10.0.0.5", 4000, "10.9.9.9", 9999, IP_UDP, 0, 0, 5);
	take(t, &again, &fresh, &side);
	flows_expire(t, 1120);
	IS_NUMBER(ended.count, 0, "120 seconds of silence are allowed to UDP");
	flows_expire(t, 1121);
	IS_NUMBER(ended.count, 8, "more are not");
	bool sorted = true;
	for (size_t i = 1; i < ended.count; i++)
		sorted &=
		    ended.last_byte[i - 1] < ended.last_byte[i] && ended.why[i] == FLOW_TIMED_OUT;
	OK(sorted && ended.last_byte[0] == 1, "they end in key order");
	flows_expire(t, 1000000);
	IS_NUMBER(ended.count, 9, "a long jump of the clock ends the last one");
	take(t, &again, &fresh, &side);
	OK(fresh, "its 5-tuple begins another flow");
	struct packet fin = make("10.0.0.1", 4000, "10.0.0.2", 80, IP_TCP, TCP_FIN | TCP_ACK, 1, 0);
	struct packet rst = make("10.0.0.2", 80, "10.0.0.1", 4000, IP_TCP, TCP_RST, 1, 0);
	take(t, &fin, &fresh, &side);
	take(t, &rst, &fresh, &side);
	flows_expire(t, 1000011);
	OK(ended.count == 10 && ended.why[9] == FLOW_CLOSED,
	    "a reset flow is closed after 10 seconds");
	flows_free(t);
}

/* Time-outs and the end of the input are told only of flows that somebody watches. */
static void watched(void)
{
	struct ended ended = { .count = 0 };
	struct flow_table *t = flows_new(8 << 20, 7, on_ended, &ended);
	bool fresh;
	uint8_t side;
	for (int i = 1; i < 9; i++) {
		char src[16] = "10.0.0.";
		src[7] = (char)('0' + i);
		struct packet p = make(src, 4000, "10.9.9.9", 9999, IP_UDP, 0, 0, 5);
		take(t, &p, &fresh, &side)->watch = i % 2 ? 0 : FLOW_UNJUDGED;
	}
	flows_expire(t, 200);
	OK(ended.count == 4 && ended.last_byte[0] == 2 && ended.last_byte[3] == 8,
	    "time-outs are told of watched flows");
	struct packet p = make("10.0.0.1", 4000, "10.9.9.9", 9999, IP_UDP, 0, 0, 5);
	take(t, &p, &fresh, &side)->watch = 0;
	OK(fresh, "the others ended as well");
	p = make("10.0.0.2", 4000, "10.9.9.9", 9999, IP_UDP, 0, 0, 5);
	take(t, &p, &fresh, &side)->watch = FLOW_ASKED;
	flows_end(t);
	OK(ended.count == 5 && ended.last_byte[4] == 2,
	    "the end of the input is told of watched flows");
	flows_free(t);
}

/* Large by what the initiator sent, or long: such a flow is watched by itself. */
static void heavy(void)
{
	static const struct {
		const char *name;
		uint32_t sent, answered;
		int64_t seconds;
		uint8_t watch;
	} rows[] = {
		{ "16 KiB sent", 16384, 0, 0, FLOW_HEAVY },
		{ "a byte less", 16383, 0, 0, 0 },
		{ "much answered", 1, 1 << 20, 0, 0 },
		{ "an hour", 1, 1, 3600, FLOW_HEAVY },
		{ "a second less", 1, 1, 3599, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ended ended = { .count = 0 };
		struct flow_table *t = flows_new(8 << 20, 7, on_ended, &ended);
		bool fresh;
		uint8_t side;
		struct packet p =
		    make("10.0.0.1", 4000, "10.9.9.9", 443, IP_TCP, TCP_SYN, 1, rows[i].sent);
		struct flow *f = take(t, &p, &fresh, &side);
		f->first -= rows[i].seconds * INT64_C(1000000000) - 1;
		p = make("10.9.9.9", 443, "10.0.0.1", 4000, IP_TCP, TCP_ACK, 1, rows[i].answered);
		f = take(t, &p, &fresh, &side);
		IS_NUMBER(f->watch & FLOW_HEAVY, rows[i].watch, "heavy: %s", rows[i].name);
		f->watch &= FLOW_HEAVY;
		flows_end(t);
		IS_NUMBER(ended.count, rows[i].watch != 0, "its end is told: %s", rows[i].name);
		flows_free(t);
	}
}

/* The smallest table has 256 regions of 16 buckets of 4: 16384 flows. Overfilled, each new flow
 * evicts one, and the same ones whatever the order of other regions' packets. */
static void eviction(void)
{
	struct ended *ended = xcalloc(2, sizeof(*ended));
	struct flow_table *t[2];
	bool fresh;
	uint8_t side;
	for (int round = 0; round < 2; round++) {
		t[round] = flows_new(1, 7, on_ended, &ended[round]);
		seq = 0;
		for (uint16_t port = 1; port <= 20000; port++) {
			struct packet p = make("10.0.0.1", port, "10.0.0.2", 53, IP_UDP, 0, 0, 5);
			take(t[round], &p, &fresh, &side);
		}
	}
	IS_NUMBER(flows_cap(t[0]), 16384, "the smallest table");
	OK(flows_evicted(t[0]) > 3616 && ended[0].count == flows_evicted(t[0]),
	    "what was evicted is counted");
	OK(ended[0].count == ended[1].count &&
		memcmp(ended[0].numbers, ended[1].numbers, sizeof(ended[0].numbers)) == 0,
	    "the same flows are evicted every time");
	flows_end(t[0]);
	IS_NUMBER(ended[0].count, 20000, "every flow ended once");
	flows_free(t[0]);
	flows_free(t[1]);
	free(ended);
}

/* Seconds are kept as sixteen bits: so much later, what timed out looks as if it were of this second. */
static void long_ago(void)
{
	enum { BEGIN = 1000, WRAP = 1 << 16, FLOWS = 16000 };
	struct ended *ended = xcalloc(1, sizeof(*ended));
	struct flow_table *t = flows_new(1, 7, on_ended, ended);
	uint64_t evicted[2], fresh_count = 0;
	bool fresh;
	uint8_t side;
	for (uint32_t round = 0; round < 2; round++) {
		flows_expire(t, BEGIN + round * WRAP);
		uint64_t before = flows_evicted(t);
		for (uint16_t port = 1; port <= FLOWS; port++) {
			struct packet p = make("10.0.0.1", port, "10.0.0.2", 53, IP_UDP, 0, 0, 5);
			take(t, &p, &fresh, &side);
			fresh_count += fresh;
		}
		evicted[round] = flows_evicted(t) - before;
		flows_expire(t, BEGIN + round * WRAP + 121);
	}
	IS_NUMBER(fresh_count, 2 * FLOWS, "flows that timed out long ago are not found again");
	OK(evicted[0] > 0 && evicted[0] == evicted[1], "nor does any other have to go for them");
	IS_NUMBER(ended->count, 2 * FLOWS, "each ended once");
	flows_free(t);
	free(ended);
}

int main(void)
{
	directions();
	icmp();
	tcp();
	timeouts();
	watched();
	heavy();
	eviction();
	long_ago();
	return check_done();
}
