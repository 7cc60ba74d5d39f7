/* Units of the heuristics on scans. Expected values: detection.md 2.3 S3, 2.4 U3, 3.3 H10a,
 * 4.1-4.4, 7. */
#include <config.h>

#include "base/time.h"
#include "check.h"
#include "detection.h"

static const int64_t window = 30 * NS_PER_SECOND;
static uint64_t flow;

/* One flow: the times are ns of the packet clock. */
static bool flow_at(
    struct judge *j, const char *src, const char *dst, uint8_t proto, uint16_t port, int64_t at)
{
	struct observation o = observation(OBSERVED_FLOW, src, dst, ++flow);
	o.proto = proto;
	o.sport = (uint16_t)(50000 + port);
	o.dport = port;
	o.clock = o.time = at;
	o.frame = o.first_frame = 1000 + port;
	return judge_take(j, &o, NULL, 0);
}

static void datagram(struct judge *j, uint16_t port, int64_t at)
{
	flow_at(j, "10.0.0.9", "10.0.0.2", UDP, port, at);
}

static void probe(struct judge *j, uint16_t port, int64_t at)
{
	flow_at(j, "10.0.0.9", "10.0.0.2", TCP, port, at);
}

static void scan_thresholds(void)
{
	struct judge *j = start();
	for (uint16_t port = 1; port <= 10; port++)
		probe(j, port, port);
	probe(j, 10, 11);
	IS_NUMBER(told.n, 0, "ten ports are no scan");
	probe(j, 11, 12);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "the eleventh fires at once");
	OK(e->hit.type == EVENT_IP && e->proto == TCP, "TCP IP");
	IS_TEXT(e->hit.trail, TEXT("10.0.0.9"), "the trail is the scanner");
	IS_TEXT(e->hit.info, TEXT("potential port scanning"), "info");
	IS_TEXT(e->hit.reference, TEXT("(heuristic)"), "reference");
	OK(strcmp(e->hit.rule, "port_scanning") == 0 && e->hit.suppressed.n == 0, "rule");
	OK(e->threshold == 10 && e->measured == 11, "threshold and measured");
	OK(e->sport == 50001 && e->dport == 1 && e->first_frame == 1001 && e->frame == 1011 &&
		e->time == 12,
	    "the first probe's ports and frame, the time of the one that crosses");
	for (uint16_t port = 12; port <= 100; port++)
		probe(j, port, 13);
	IS_NUMBER(told.n, 1, "once in a window");
	judge_end(j);
	IS_NUMBER(told.n, 1, "the end of the capture adds none");
	judge_free(j);
}

static void scan_windows(void)
{
	struct judge *j = start();
	probe(j, 1, 100);
	for (uint16_t port = 2; port <= 10; port++)
		probe(j, port, 200);
	probe(j, 11, 100 + window);
	IS_NUMBER(told.n, 0, "a probe exactly 30 s old is out");
	judge_free(j);
	j = start();
	probe(j, 1, 100);
	for (uint16_t port = 2; port <= 10; port++)
		probe(j, port, 200);
	probe(j, 11, 99 + window);
	IS_NUMBER(told.n, 1, "a nanosecond less is in");
	probe(j, 12, 98 + 2 * window);
	for (uint16_t port = 13; port <= 22; port++)
		probe(j, port, 98 + 2 * window);
	IS_NUMBER(told.n, 1, "silent for 30 s after an alert");
	probe(j, 22, 99 + 2 * window);
	IS_NUMBER(told.n, 2, "then it fires again, for ports that were seen too");
	OK(told.events[1].measured == 11 && told.events[1].dport == 12,
	    "with what is in the window then");
	judge_free(j);
	j = start();
	for (uint16_t port = 1; port <= 40; port++)
		probe(j, port, port * 3 * NS_PER_SECOND);
	IS_NUMBER(told.n, 0, "a port every 3 s: ten in any window");
	judge_free(j);
	j = start();
	probe(j, 1, 0);
	probe(j, 2, 20 * NS_PER_SECOND);
	probe(j, 1, 25 * NS_PER_SECOND);
	for (uint16_t port = 3; port <= 11; port++)
		probe(j, port, 40 * NS_PER_SECOND);
	OK(told.n == 1 && told.events[0].measured == 11 && told.events[0].dport == 2,
	    "a port that is probed again stays in the window");
	judge_free(j);
}

static void scan_many_ports(void)
{
	struct judge *j = start();
	for (unsigned port = 1; port <= 3000; port++)
		probe(j, (uint16_t)port, 1);
	probe(j, 3001, 1 + 30 * NS_PER_SECOND - 1);
	IS_NUMBER(told.n, 1, "3000 ports at once are one event");
	for (unsigned port = 1; port <= 1500; port++)
		probe(j, (uint16_t)port, 40 * NS_PER_SECOND);
	OK(told.n == 2 && told.events[1].measured == 11, "the next window is its own");
	judge_free(j);
}

static void scan_probes(void)
{
	static const struct {
		const char *name, *src, *dst;
		uint8_t flags, proto;
		bool fires;
		const char *suppressed;
	} rows[] = {
		{ "SYN", "9.9.9.9", "10.0.0.2", 0x02, TCP, true, "" },
		{ "ECN-setup SYN", "9.9.9.9", "10.0.0.2", 0xc2, TCP, true, "" },
		{ "NULL", "9.9.9.9", "10.0.0.2", 0x00, TCP, true, "" },
		{ "FIN", "9.9.9.9", "10.0.0.2", 0x01, TCP, true, "" },
		{ "XMAS", "9.9.9.9", "10.0.0.2", 0x29, TCP, true, "" },
		{ "SYN+ACK", "9.9.9.9", "10.0.0.2", 0x12, TCP, false, "" },
		{ "ACK", "9.9.9.9", "10.0.0.2", 0x10, TCP, false, "" },
		{ "FIN+ACK", "9.9.9.9", "10.0.0.2", 0x11, TCP, false, "" },
		{ "to the loopback address", "9.9.9.9", "127.0.0.1", 0x02, TCP, false, "" },
		{ "to ::1", "dead::beef", "::1", 0x02, TCP, false, "" },
		{ "IPv6", "dead::beef", "dead::2", 0x02, TCP, true, "" },
		{ "a whitelisted source", "8.8.8.8", "10.0.0.2", 0x02, TCP, true,
		    "whitelist 8.8.8.8" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		for (uint16_t port = 1; port <= 11; port++) {
			struct observation o =
			    observation(OBSERVED_FLOW, rows[i].src, rows[i].dst, port);
			o.tcp_flags = rows[i].flags;
			o.proto = rows[i].proto;
			o.dport = port;
			take(j, &o);
		}
		IS_NUMBER(told.n, rows[i].fires, "scan: %s", rows[i].name);
		IS_TEXT(told.events[0].hit.suppressed, text_of(rows[i].suppressed), "mark of %s",
		    rows[i].name);
		judge_free(j);
	}
	struct judge *j = start();
	for (uint16_t port = 1; port <= 30; port++) {
		struct observation o = observation(OBSERVED_FLOW, "9.9.9.9", "10.0.0.2", port);
		o.dport = port;
		o.dst.bytes[3] = (uint8_t)(port % 3);
		take(j, &o);
	}
	IS_NUMBER(told.n, 0, "ten ports each of three hosts are no port scan");
	judge_free(j);
}

/* Probes that only the end of their flow tells from what is left of a connection. */
static void scan_quiet_probes(void)
{
	static const struct {
		const char *name;
		uint8_t sent, answered; /* flags */
		uint64_t packets, bytes;
		uint16_t port; /* the first */
		bool fires;
	} rows[] = {
		{ "ACK", 0x10, 0x04, 1, 0, 1, true },
		{ "ACK, twice, to who is silent", 0x10, 0x00, 2, 0, 1, true },
		{ "FIN and ACK", 0x11, 0x14, 1, 0, 1, true },
		{ "ACK, three of them", 0x10, 0x04, 3, 0, 1, false },
		{ "ACK, answered by ACK", 0x10, 0x10, 1, 0, 1, false },
		{ "ACK, then data", 0x18, 0x04, 2, 0, 1, false },
		{ "ACK with data", 0x10, 0x04, 1, 1, 1, false },
		{ "FIN and ACK to ports that are lent", 0x11, 0x14, 1, 0, 32768, false },
		{ "SYN", 0x02, 0x14, 1, 0, 1, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		bool asked = true;
		for (uint16_t k = 0; k < 11; k++) {
			struct observation o =
			    observation(OBSERVED_FLOW, "9.9.9.9", "10.0.0.2", k + 1u);
			o.dport = (uint16_t)(rows[i].port + k);
			o.tcp_flags = rows[i].sent & 0x13;
			if (rows[i].sent != 0x02)
				asked &= judge_take(j, &o, NULL, 0);
			o.kind = OBSERVED_FLOW_END;
			o.ended = (struct flow_facts) { .packets = { rows[i].packets, 1 },
				.bytes = { rows[i].bytes, 0 },
				.flags = { rows[i].sent, rows[i].answered } };
			judge_take(j, &o, NULL, 0);
		}
		IS_NUMBER(told.n, rows[i].fires, "quiet scan: %s", rows[i].name);
		OK(asked == (rows[i].port == 1), "the end of %s is asked for", rows[i].name);
		judge_free(j);
	}
}

/* A scan from a listed address: its events do not get in each other's way. */
static void scan_from_a_listed_address(void)
{
	struct judge *j = start();
	for (uint16_t port = 1; port <= 11; port++) {
		struct observation o = observation(OBSERVED_FLOW, "6.6.6.6", "10.0.0.2", port);
		o.dport = port;
		take(j, &o);
	}
	IS_NUMBER(told.n, 12, "eleven contacts and a scan");
	struct observation end = flow_end(11, 4, 0);
	take(j, &end);
	OK(told.counts[10] == 4 && told.counts[11] == 1,
	    "the contact counts packets, the scan not");
	judge_free(j);
}

static void udp_thresholds(void)
{
	struct judge *j = start();
	for (uint16_t port = 1; port <= 10; port++)
		datagram(j, port, port);
	datagram(j, 10, 11);
	IS_NUMBER(told.n, 0, "udp: ten ports are no scan");
	datagram(j, 11, 12);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "udp: the eleventh fires at once");
	OK(e->hit.type == EVENT_IP && e->proto == UDP, "UDP IP");
	IS_TEXT(e->hit.trail, TEXT("10.0.0.9"), "the trail is the scanner");
	IS_TEXT(e->hit.info, TEXT("potential udp scanning"), "info");
	IS_TEXT(e->hit.reference, TEXT("(heuristic)"), "reference");
	OK(strcmp(e->hit.rule, "udp_scanning") == 0, "rule");
	OK(e->threshold == 10 && e->measured == 11, "threshold and measured");
	OK(e->sport == 50001 && e->dport == 1 && e->first_frame == 1001 && e->frame == 1011,
	    "the first probe's ports and frame");
	for (uint16_t port = 12; port <= 100; port++)
		datagram(j, port, 13);
	judge_end(j);
	IS_NUMBER(told.n, 1, "udp: once in a window");
	judge_free(j);
}

static void udp_windows(void)
{
	struct judge *j = start();
	datagram(j, 1, 100);
	for (uint16_t port = 2; port <= 10; port++)
		datagram(j, port, 200);
	datagram(j, 11, 100 + window);
	IS_NUMBER(told.n, 0, "udp: a probe exactly 30 s old is out");
	judge_free(j);
	j = start();
	for (uint16_t port = 1; port <= 11; port++)
		datagram(j, port, 29 * NS_PER_SECOND + port * NS_PER_SECOND / 5);
	IS_NUMBER(
	    told.n, 1, "udp: a window of the reference that ends amid the scan is none of ours");
	judge_free(j);
}

static void udp_left_out(void)
{
	struct judge *j = start();
	for (uint16_t port = 1; port <= 30; port++) {
		struct observation o = observation(OBSERVED_FLOW, "10.0.0.9", "10.0.0.2", port);
		o.proto = UDP;
		o.sport = 53;
		o.dport = (uint16_t)(1000 + port);
		OK(!judge_take(j, &o, NULL, 0), "ends of resolver flows are not asked for");
		flow_at(j, "127.0.0.1", "127.0.0.1", UDP, port, 5);
		flow_at(j, "10.0.0.9", "10.0.0.2", ICMP, port, 5);
	}
	IS_NUMBER(told.n, 0, "port 53, loopback addresses and other protocols do not count");
	judge_free(j);
}

static void answer(struct judge *j, uint16_t port, uint64_t packets, int64_t at)
{
	struct observation o = observation(OBSERVED_FLOW_END, "10.0.0.1", "10.0.0.5", port);
	o.proto = UDP;
	o.sport = port;
	o.dport = 111;
	o.ended.packets[0] = 1;
	o.ended.packets[1] = packets;
	o.ended.last = at;
	o.clock = 1000 * NS_PER_SECOND;
	judge_take(j, &o, NULL, 0);
}

static void udp_answers(void)
{
	struct judge *j = start();
	OK(flow_at(j, "10.0.0.1", "10.0.0.5", UDP, 111, 5), "ends of UDP flows are asked for");
	for (uint16_t port = 1; port <= 10; port++)
		answer(j, port, 1, 5);
	for (uint16_t port = 100; port <= 120; port++)
		answer(j, port, 0, 5);
	IS_NUMBER(told.n, 0, "flows without answers do not count");
	answer(j, 11, 1, 5 + window);
	IS_NUMBER(told.n, 0, "it counts when they came, not when the flow was given up");
	judge_free(j);
	j = start();
	for (uint16_t port = 1; port <= 11; port++)
		answer(j, port, 1, 5 + port);
	const struct event *e = &told.events[0];
	OK(told.n == 1 && e->sport == 111 && e->dport == 1 && e->measured == 11,
	    "from the service to the first port");
	IS_TEXT(e->hit.trail, TEXT("10.0.0.5"), "the service is the source");
	judge_free(j);
}

/* All ends come at once when the input is over, in no order of time. */
static void udp_answers_at_the_end(void)
{
	struct judge *j = start();
	for (uint16_t port = 1; port <= 10; port++)
		answer(j, port, 1, 20 * NS_PER_SECOND + port);
	answer(j, 500, 1, 110 * NS_PER_SECOND);
	IS_NUMBER(told.n, 0, "ten answers and a late one");
	answer(j, 11, 1, 20 * NS_PER_SECOND);
	OK(told.n == 1 && told.events[0].measured == 11, "an earlier one completes them");
	judge_free(j);
}

static void try_host(struct judge *j, const char *src, uint16_t port, uint8_t host, int64_t at)
{
	struct observation o = observation(OBSERVED_FLOW, src, "10.9.9.0", ++flow);
	o.dst.bytes[3] = host;
	o.sport = (uint16_t)(53000 + host);
	o.dport = port;
	o.clock = o.time = at;
	o.frame = o.first_frame = 100u + host;
	judge_take(j, &o, NULL, 0);
}

static void infection_thresholds(void)
{
	struct judge *j = start();
	for (uint8_t host = 1; host <= 32; host++)
		try_host(j, "10.0.0.5", 445, host, host);
	try_host(j, "10.0.0.5", 445, 1, 33);
	IS_NUMBER(told.n, 0, "32 hosts are no infection");
	try_host(j, "10.0.0.5", 445, 33, 34);
	const struct event *e = &told.events[0];
	OK(told.n == 1 && e->hit.type == EVENT_PORT && e->proto == TCP, "the 33rd is: TCP PORT");
	IS_TEXT(e->hit.trail, TEXT("445"), "the trail is the port");
	IS_TEXT(e->hit.info, TEXT("potential infection"), "info");
	OK(e->threshold == 32 && e->measured == 33, "threshold and measured");
	struct address first = address("10.9.9.1");
	OK(address_is(&e->dst, &first) && e->sport == 53001 && e->dport == 445 &&
		e->first_frame == 101,
	    "the first host that was tried, its ports and frame");
	for (uint8_t host = 34; host <= 200; host++)
		try_host(j, "10.0.0.5", 445, host, 35);
	IS_NUMBER(told.n, 1, "once in a window");
	for (uint8_t host = 1; host <= 33; host++)
		try_host(j, "10.0.0.5", 445, host, 34 + window);
	IS_NUMBER(told.n, 2, "and again in the next");
	judge_free(j);
}

static void infection_rows(void)
{
	static const struct {
		uint16_t port;
		bool fires;
	} rows[] = { { 135, true }, { 139, true }, { 445, true }, { 1433, true }, { 3389, true },
		{ 6379, true }, { 6892, true }, { 6893, true }, { 6901, true }, { 444, false },
		{ 6900, false }, { 1, false } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		unsigned n = 0;
		for (uint8_t host = 1; host <= 33; host++)
			try_host(j, "10.0.0.5", rows[i].port, host, 1);
		for (size_t k = 0; k < told.n; k++)
			n += strcmp(told.events[k].hit.rule, "infection") == 0;
		IS_NUMBER(n, rows[i].fires, "infection: port %u", rows[i].port);
		judge_free(j);
	}
	struct judge *j = start();
	for (uint8_t host = 1; host <= 33; host++)
		try_host(j, host % 2 ? "10.0.0.5" : "10.0.0.6", 445, host, 1);
	IS_NUMBER(told.n, 0, "two sources do not add up");
	for (uint8_t host = 1; host <= 33; host++)
		try_host(j, "10.0.0.7", 445, host, host * NS_PER_SECOND);
	IS_NUMBER(told.n, 0, "a host a second: 30 in any window");
	for (uint8_t host = 1; host <= 33; host++)
		try_host(j, "8.8.8.8", 445, host, 90 * NS_PER_SECOND);
	IS_TEXT(told.events[0].hit.suppressed, TEXT("whitelist 8.8.8.8"), "a whitelisted source");
	judge_free(j);
}

static void ask(struct judge *j, const char *src, const char *target, int64_t at)
{
	struct http_request request = {
		.method = TEXT("GET"), .target = text_of(target), .version = TEXT("HTTP/1.1")
	};
	struct observation o = observation(OBSERVED_HTTP_REQUEST, src, "10.0.0.2", ++flow);
	o.request = &request;
	o.clock = o.time = at;
	o.frame = o.first_frame = 10;
	judge_take(j, &o, NULL, 0);
}

static void web_thresholds(void)
{
	static const char *const ten[] = { "/a/1", "/A/2", "/a", "/b?x=1", "/b?x=2", "/c", "/d/x",
		"/e", "/f", "/g", "/", "*", "/h", "", "http://x/a", "/h/?a" };
	struct judge *j = start();
	for (size_t i = 0; i < sizeof(ten) / sizeof(ten[0]); i++)
		ask(j, "9.9.9.9", ten[i], 1);
	IS_NUMBER(told.n, 0, "ten first segments are no web scan");
	ask(j, "9.9.9.9", "/k/l", 2);
	const struct event *e = &told.events[0];
	OK(told.n == 1 && e->hit.type == EVENT_PATH && e->proto == TCP,
	    "the eleventh is: TCP PATH");
	IS_TEXT(e->hit.trail, TEXT("*"), "its trail");
	IS_TEXT(e->hit.info, TEXT("potential web scanning"), "info");
	IS_TEXT(e->hit.observed, TEXT("/k/l"), "what was asked for last");
	OK(e->threshold == 10 && e->measured == 11 && e->sport == 40000 && e->dport == 80,
	    "threshold, measured and ports");
	judge_free(j);
	j = start();
	for (size_t i = 0; i < sizeof(ten) / sizeof(ten[0]); i++)
		ask(j, "10.0.0.9", ten[i], 1);
	ask(j, "10.0.0.9", "/k/l", 2);
	IS_NUMBER(told.n, 0, "not between local hosts");
	judge_free(j);
	j = start();
	for (size_t i = 0; i < sizeof(ten) / sizeof(ten[0]); i++)
		ask(j, "9.9.9.9", ten[i], 1);
	ask(j, "9.9.9.9", "/k/l", 1 + window);
	IS_NUMBER(told.n, 0, "not when the others are 30 s old");
	judge_free(j);
}

/* What a host of a sweep did. */
struct swept {
	uint8_t proto;
	uint16_t port;
	uint8_t sent, answered; /* TCP flags */
	uint64_t answers;
};

static void sweep_end(struct judge *j, const struct swept *how, uint8_t host, int64_t at)
{
	struct observation o = observation(OBSERVED_FLOW_END, "10.0.0.5", "198.51.100.0", ++flow);
	o.proto = how->proto;
	o.dst.bytes[3] = host;
	o.sport = (uint16_t)(53000 + host);
	o.dport = how->port;
	o.ended.first = o.ended.last = at;
	o.ended.packets[0] = 1;
	o.ended.packets[1] = how->answers;
	o.ended.flags[0] = how->sent;
	o.ended.flags[1] = how->answered;
	o.frame = o.first_frame = 100u + host;
	o.clock = 1000 * NS_PER_SECOND;
	judge_take(j, &o, NULL, 0);
}

static void sweep_thresholds(void)
{
	static const struct swept telnet = { TCP, 23, SYN, 0, 0 };
	struct judge *j = start();
	for (uint8_t host = 1; host <= 32; host++)
		sweep_end(j, &telnet, host, host);
	sweep_end(j, &telnet, 1, 40);
	IS_NUMBER(told.n, 0, "32 hosts are no sweep");
	sweep_end(j, &telnet, 33, 41);
	const struct event *e = &told.events[0];
	struct address first = address("198.51.100.1");
	OK(told.n == 1 && e->hit.type == EVENT_PORT && e->proto == TCP, "the 33rd is: TCP PORT");
	IS_TEXT(e->hit.trail, TEXT("23"), "the trail is the port");
	IS_TEXT(e->hit.info, TEXT("potential horizontal scanning"), "info");
	OK(e->threshold == 32 && e->measured == 33 && address_is(&e->dst, &first) &&
		e->first_frame == 101 && e->sport == 53001 && e->dport == 23,
	    "threshold, measured, and the first host");
	judge_free(j);
	j = start();
	for (uint8_t host = 1; host <= 60; host++)
		sweep_end(j, &telnet, host, host * NS_PER_SECOND);
	IS_NUMBER(told.n, 0, "a host a second: 30 in any window");
	judge_free(j);
	struct heuristic_choice choice = { 0 }; /* who asks for other ends is off */
	heuristic_choose(&choice, TEXT("beacon"), false);
	heuristic_choose(&choice, TEXT("exfiltration"), false);
	j = start_with(&choice, NULL);
	for (uint8_t host = 1; host <= 20; host++)
		IS_NUMBER(flow_at(j, "10.0.0.5", "198.51.100.1", TCP, 23, host), host > 8,
		    "attempt %d asks for its end", host);
	OK(!flow_at(j, "10.0.0.5", "198.51.100.1", TCP, 23, window + 1), "a new window");
	judge_free(j);
}

static void sweep_rows(void)
{
	static const struct {
		const char *name;
		struct swept how;
		bool fires;
	} rows[] = {
		{ "no answer", { TCP, 80, SYN, 0, 0 }, true },
		{ "refused", { TCP, 80, SYN, 0x14, 1 }, true },
		{ "accepted", { TCP, 443, SYN, 0x12, 1 }, false },
		{ "accepted and gone on", { TCP, 443, 0x1a, 0x1a, 9 }, false },
		{ "one side captured", { TCP, 443, 0x1a, 0, 0 }, false },
		{ "not from its beginning", { TCP, 443, 0x18, 0, 0 }, false },
		{ "a port of worms", { TCP, 445, SYN, 0, 0 }, false },
		{ "UDP without answers", { UDP, 161, 0, 0, 0 }, true },
		{ "UDP with answers", { UDP, 161, 0, 0, 1 }, false },
		{ "resolvers", { UDP, 53, 0, 0, 0 }, false },
		{ "pings", { ICMP, 8, 0, 0, 0 }, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		for (uint8_t host = 1; host <= 40; host++)
			sweep_end(j, &rows[i].how, host, 5);
		IS_NUMBER(told.n, rows[i].fires, "sweep: %s", rows[i].name);
		judge_free(j);
	}
}

/* One flow of the host of that number. */
static void one_of_many(struct judge *j, uint8_t proto, uint32_t host, uint16_t port)
{
	struct observation o = observation(OBSERVED_FLOW, "9.0.0.0", "10.0.0.2", ++flow);
	o.proto = proto;
	o.src.bytes[1] = (uint8_t)(host >> 16);
	o.src.bytes[2] = (uint8_t)(host >> 8);
	o.src.bytes[3] = (uint8_t)host;
	o.dport = port;
	o.frame = o.first_frame = 1 + host;
	judge_take(j, &o, NULL, 0);
}

static void keys_are_bounded(void)
{
	enum { FIRSTS = 1 << 16, TOO_MANY = 1000 };
	static const struct {
		const char *table;
		uint8_t proto;
		uint64_t cap;
	} rows[] = { { "port_scanning", TCP, 2 * (FIRSTS + 50000) },
		{ "udp_scanning", UDP, 2 * (FIRSTS + 50000) } };
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		struct judge *j = start();
		for (uint32_t i = 0; i < FIRSTS + TOO_MANY; i++)
			one_of_many(j, rows[k].proto, i, 80);
		struct judge_table table = table_of(j, rows[k].table);
		uint64_t evicted = table.evicted;
		/* Some of the first ones are no longer among those that were seen once. */
		OK(table.cap == rows[k].cap && evicted <= TOO_MANY && evicted > TOO_MANY * 9 / 10,
		    "%s: what went is counted", rows[k].table);
		flow_at(j, "9.9.9.9", "10.0.0.2", rows[k].proto, 80, window + NS_PER_SECOND);
		IS_NUMBER(table_of(j, rows[k].table).evicted, evicted,
		    "%s: keys whose window is over just go", rows[k].table);
		IS_NUMBER(judge_tables(j, &table, 1), 1, "no more than there is room for");
		judge_free(j);
	}
}

/* Some of 60,000 hosts go on after all of them were seen once: none was forgotten. */
static void many_keys_at_once(void)
{
	enum { HOSTS = 60000, SCANNERS = TOLD };
	struct judge *j = start();
	bool right = true;
	for (uint32_t i = 0; i < HOSTS; i++)
		one_of_many(j, TCP, i, 1);
	for (uint32_t i = 0; i < SCANNERS; i++)
		for (uint16_t port = 2; port <= 11; port++)
			one_of_many(j, TCP, i * (HOSTS / SCANNERS), port);
	IS_NUMBER(told.n, SCANNERS, "each of them is a scan");
	for (uint32_t i = 0; i < SCANNERS; i++)
		right &= told.events[i].measured == 11 && told.events[i].dport == 1 &&
		    told.events[i].first_frame == 1 + i * (HOSTS / SCANNERS);
	OK(right, "with its first port");
	IS_NUMBER(table_of(j, "port_scanning").evicted, 0, "and nothing made room");
	judge_free(j);
}

int main(void)
{
	scan_thresholds();
	scan_windows();
	scan_many_ports();
	scan_probes();
	scan_quiet_probes();
	scan_from_a_listed_address();
	udp_thresholds();
	udp_windows();
	udp_left_out();
	udp_answers();
	udp_answers_at_the_end();
	sweep_thresholds();
	sweep_rows();
	infection_thresholds();
	infection_rows();
	web_thresholds();
	keys_are_bounded();
	many_keys_at_once();
	return detection_done();
}
