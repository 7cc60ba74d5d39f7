/* Units of judge and its heuristics. Expected values: detection.md 2.5 D4, 3.3 H20, 4.1-4.4, 7. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/time.h"
#include "check.h"
#include "detect/judge.h"
#include "detect/judge_private.h"
#include "detect/match.h"
#include "detect/recent.h"
#include "detect/repeats.h"
#include "few-trails.h"

enum { TCP = 6, UDP = 17, SYN = 0x02, KEPT = 64 };

static const struct hash_key hash_key = { 1, 2 };

/* What judge told, by serial; texts are copied. */
static struct told {
	struct event events[KEPT];
	uint64_t counts[KEPT], calls;
	size_t n;
	struct arena arena;
} told;

static const struct few_trail trail_rows[] = {
	{ "6.6.6.6", "some trail", "(static)" },
	{ "evil.com", "some (malware)", "(static)" },
	{ "/gate.php", "a path", "(static)" },
	{ NULL, NULL, NULL },
};
static const char *const whitelist[] = { "white.net", "8.8.8.8", NULL };
static struct trails *trails;

static struct text kept(struct text t)
{
	return t.n ? arena_text(&told.arena, t) : (struct text) { NULL, 0 };
}

static void found(void *context, const struct event *e)
{
	(void)context;
	if (e->serial == 0 || e->serial > KEPT)
		return;
	struct event *copy = &told.events[e->serial - 1];
	*copy = *e;
	copy->hit.trail = kept(e->hit.trail);
	copy->hit.info = kept(e->hit.info);
	copy->hit.reference = kept(e->hit.reference);
	copy->hit.observed = kept(e->hit.observed);
	copy->hit.suppressed = kept(e->hit.suppressed);
	copy->forwarded = kept(e->forwarded);
	told.counts[e->serial - 1] = e->count;
	told.n = e->serial;
}

static void counted(void *context, uint64_t serial, uint64_t count)
{
	(void)context;
	told.calls++;
	if (serial && serial <= told.n && serial <= KEPT)
		told.counts[serial - 1] = count;
}

static struct judge *start(void)
{
	const struct judge_options options = {
		.trails = trails, .key = hash_key, .found = found, .counted = counted
	};
	arena_free(&told.arena);
	told = (struct told) { .n = 0 };
	return judge_new(&options);
}

/* Through match and judge, as a scan does. */
static void take(struct judge *j, struct observation *o)
{
	static struct hits hits;
	struct observations one = { .list = o, .count = 1 };
	match_batch(trails, &one, &hits);
	judge_take(j, o, hits.hits, hits.count);
	hits_free(&hits);
}

static struct address address(const char *s)
{
	struct address a = { .version = 0 };
	if (!address_parse(text_of(s), &a))
		exit(99);
	return a;
}

static struct observation observation(
    enum observation_kind kind, const char *src, const char *dst, uint64_t flow)
{
	return (struct observation) { .kind = kind,
		.src = address(src),
		.dst = address(dst),
		.sport = 40000,
		.dport = 80,
		.proto = TCP,
		.tcp_flags = SYN,
		.has_ports = true,
		.from_initiator = true,
		.flow = flow,
		.frame = 7,
		.first_frame = 7,
		.input = 3,
		.order = { .seq = flow, .late = true },
		.time = 5,
		.clock = 6 };
}

static void hits_to_events(void)
{
	struct judge *j = start();
	struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", 9);
	o.first_frame = 4;
	take(j, &o);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "a hit is an event");
	OK(e->serial == 1 && e->count == 1 && e->flow == 9 && e->order.seq == 9 && e->order.late,
	    "serial, count, flow, order");
	OK(e->time == 5 && e->clock == 6 && e->frame == 7 && e->first_frame == 4 && e->input == 3,
	    "time and frames");
	OK(address_is(&e->src, &o.src) && address_is(&e->dst, &o.dst) && e->sport == 40000 &&
		e->dport == 80 && e->proto == TCP && e->has_ports,
	    "endpoints");
	IS_TEXT(e->hit.trail, TEXT("6.6.6.6"), "the hit itself");
	OK(e->threshold == 0 && e->measured == 0, "a trail has no threshold");
	take(j, &o);
	IS_NUMBER(told.events[1].serial, 2, "the next serial");
	judge_end(j);
	IS_NUMBER(told.n, 2, "the end adds none");
	judge_free(j);
}

static struct observation flow_end(uint64_t flow, uint64_t sent, uint64_t answered)
{
	struct observation o = observation(OBSERVED_FLOW_END, "10.0.0.1", "6.6.6.6", flow);
	o.ended.packets[0] = sent;
	o.ended.packets[1] = answered;
	return o;
}

static void whole_flows(void)
{
	struct judge *j = start();
	for (uint64_t flow = 1; flow <= 3; flow++) {
		struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", flow);
		take(j, &o);
	}
	struct observation end = flow_end(2, 5, 7);
	take(j, &end);
	OK(told.counts[0] == 1 && told.counts[1] == 12 && told.counts[2] == 1,
	    "an address stands for its flow's packets");
	IS_NUMBER(told.calls, 1, "and for no other's");
	take(j, &end);
	IS_NUMBER(told.calls, 1, "a flow that ended is forgotten");
	end = flow_end(1, 0, 0);
	take(j, &end);
	IS_NUMBER(told.counts[0], 1, "at least 1");
	end = flow_end(77, 9, 9);
	take(j, &end);
	IS_NUMBER(told.calls, 1, "a flow without findings counts nothing");
	judge_free(j);
}

static struct observation asks(
    struct dns_message *m, struct dns_question *q, const char *name, uint64_t flow)
{
	*q = (struct dns_question) { text_of(name), DNS_A, 1 };
	*m = (struct dns_message) { .questions = q, .question_count = 1 };
	struct observation o = observation(OBSERVED_DNS, "10.0.0.1", "10.0.0.2", flow);
	o.proto = UDP;
	o.dport = 53;
	o.dns = m;
	return o;
}

static void repetitions(void)
{
	struct judge *j = start();
	struct dns_message m, m2;
	struct dns_question q, q2;
	struct observation o = asks(&m, &q, "evil.com", 1);
	take(j, &o);
	o.repeats = true;
	take(j, &o);
	take(j, &o);
	OK(told.n == 1 && told.counts[0] == 3, "a retransmission counts");
	o.repeats = false;
	take(j, &o);
	OK(told.n == 2 && told.counts[0] == 3 && told.counts[1] == 1,
	    "the same question asked anew is another event");
	o.repeats = true;
	take(j, &o);
	OK(told.n == 2 && told.counts[0] == 3 && told.counts[1] == 2, "the newest one counts");
	struct observation other = asks(&m2, &q2, "evil.com", 2);
	other.repeats = true;
	take(j, &other);
	IS_NUMBER(told.n, 3, "the first finding of another flow is an event");
	other = asks(&m2, &q2, "www.evil.com", 1);
	other.repeats = true;
	take(j, &other);
	IS_NUMBER(told.n, 4, "another trail text is another event");
	struct observation end = flow_end(1, 50, 50);
	take(j, &end);
	OK(told.counts[0] == 3 && told.counts[1] == 2, "names do not count packets");
	o.repeats = true;
	take(j, &o);
	IS_NUMBER(told.n, 5, "after its end a flow starts anew");
	judge_free(j);
}

static void answers(void)
{
	struct judge *j = start();
	struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", 1);
	o.proto = UDP;
	take(j, &o);
	struct observation end = flow_end(1, 5, 7);
	end.proto = UDP;
	end.ended.last = 99;
	end.ended.last_frame = 88;
	end.ended.last_input = 4;
	take(j, &end);
	const struct event *e = &told.events[1];
	OK(told.n == 2 && told.counts[0] == 5 && told.counts[1] == 7,
	    "each direction counts its own");
	OK(address_is(&e->src, &o.dst) && address_is(&e->dst, &o.src) && e->sport == 80 &&
		e->dport == 40000,
	    "the responder answers the initiator");
	OK(e->time == 99 && e->frame == 88 && e->first_frame == 88 && e->input == 4,
	    "in the flow's last frame");
	IS_TEXT(e->hit.trail, TEXT("6.6.6.6"), "the same trail");
	take(j, &end);
	OK(told.counts[0] == 5, "the flow is forgotten");
	judge_free(j);
	j = start();
	end = flow_end(2, 1, 1);
	end.proto = UDP;
	end.dport = 53;
	take(j, &end);
	OK(told.n == 1 && told.counts[0] == 2 && address_is(&told.events[0].dst, &end.dst),
	    "a resolver's flow without a query is a finding at its end");
	struct dns_message m;
	struct dns_question q;
	o = asks(&m, &q, "good.com", 3);
	o.dst = end.dst;
	take(j, &o);
	IS_TEXT(
	    told.events[1].hit.trail, TEXT("6.6.6.6 (good.com)"), "with a query it is one already");
	end.flow = 3;
	take(j, &end);
	IS_NUMBER(told.n, 2, "and none at its end");
	judge_free(j);
}

/* More distinct findings on one flow than are remembered. */
static void many_on_one_flow(void)
{
	struct judge *j = start();
	struct judge_table table[4];
	struct dns_message m;
	struct dns_question q;
	struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", 1);
	take(j, &o);
	for (int i = 0; i < 70; i++) {
		char name[32];
		snprintf(name, sizeof(name), "h%d.evil.com", i);
		o = asks(&m, &q, name, 1);
		take(j, &o);
	}
	judge_tables(j, table, 4);
	IS_NUMBER(table[0].evicted, 7, "1 + 70 findings, 64 remembered");
	struct observation end = flow_end(1, 2, 3);
	take(j, &end);
	IS_NUMBER(told.counts[0], 5, "what stands for the whole flow is never forgotten");
	judge_free(j);
}

/* One probe of a scan: port, seconds and nanoseconds from the start. */
static void probe(struct judge *j, uint16_t port, int64_t at)
{
	static uint64_t flow;
	struct observation o = observation(OBSERVED_FLOW, "10.0.0.9", "10.0.0.2", ++flow);
	o.sport = (uint16_t)(50000 + port);
	o.dport = port;
	o.clock = o.time = at;
	o.frame = o.first_frame = 1000 + port;
	take(j, &o);
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
	const int64_t window = 30 * NS_PER_SECOND;
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
		{ "UDP", "9.9.9.9", "10.0.0.2", 0x02, UDP, false, "" },
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

static void long_names(void)
{
	static const struct {
		const char *name, *trail, *suppressed;
		unsigned measured;
	} rows[] = {
		{ "abcdefghijklmnopqrstuvwx.com", "", "", 0 }, /* 24 */
		{ "abcdefghijklmnopqrstuvwxy.com", "(abcdefghijklmnopqrstuvwxy).com", "", 25 },
		{ "abcdefghijkl-nopqrstuvwxy.com", "", "", 0 },
		{ "abcdefghijklmnopqrstuvwxy.a.b.com", "(abcdefghijklmnopqrstuvwxy.a).b.com", "",
		    25 },
		{ "abcdefghijklmnopqrstuvwxy.b.com", "(abcdefghijklmnopqrstuvwxy).b.com", "", 25 },
		{ "a.abcdefghijklmnopqrstuvwxy.com", "", "", 0 },
		{ "abcdefghijklmnopqrstuvwxy.blogspot.com", "", "", 0 },
		{ "abcdefghijklmnopqrstuvwxy.myblogspots.com", "", "", 0 },
		{ "abcdefghijklmnopqrstuvwxy.white.net", "(abcdefghijklmnopqrstuvwxy).white.net",
		    "whitelist white.net", 25 },
		{ "abcdefghijklmnopqrstuvwxyz0123456789", "", "", 0 },
		{ "abcdefghijklmnopqrstuv wxyz.com", "", "", 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct dns_message m;
		struct dns_question q;
		struct observation o = asks(&m, &q, rows[i].name, 1);
		take(j, &o);
		const struct event *e = &told.events[0];
		IS_NUMBER(told.n, rows[i].measured > 0, "long: %s", rows[i].name);
		IS_TEXT(e->hit.trail, text_of(rows[i].trail), "trail of %s", rows[i].name);
		IS_TEXT(e->hit.suppressed, text_of(rows[i].suppressed), "mark of %s", rows[i].name);
		OK(e->measured == rows[i].measured && e->threshold == (rows[i].measured ? 24 : 0),
		    "measure of %s", rows[i].name);
		judge_free(j);
	}
}

static void long_names_elsewhere(void)
{
	static const struct text name = { "Abcdefghijklmnopqrstuvwxy.com", 29 };
	struct judge *j = start();
	struct dns_message m;
	struct dns_question q;
	struct observation o = asks(&m, &q, "abcdefghijklmnopqrstuvwxy.local", 1);
	take(j, &o);
	IS_NUMBER(told.n, 0, "an ignored suffix");
	o = asks(&m, &q, "abcdefghijklmnopqrstuvwxy.com", 1);
	m.response = true;
	take(j, &o);
	IS_NUMBER(told.n, 0, "a response");
	o = asks(&m, &q, "abcdefghijklmnopqrstuvwxy.evil.com", 1);
	take(j, &o);
	OK(told.n == 2 && told.events[0].hit.type == EVENT_DNS &&
		told.events[1].hit.type == EVENT_DNS,
	    "a listed long name is both");
	IS_TEXT(told.events[1].hit.info, TEXT("long domain (suspicious)"), "info");
	IS_TEXT(told.events[1].hit.reference, TEXT("(heuristic)"), "reference");
	o.repeats = true;
	take(j, &o);
	OK(told.n == 2 && told.counts[0] == 2 && told.counts[1] == 2, "repetitions count for both");
	struct tls_client_hello hello = { .server_name = name };
	o = observation(OBSERVED_TLS_CLIENT, "10.0.0.1", "10.0.0.2", 3);
	o.hello = &hello;
	take(j, &o);
	IS_TEXT(told.events[2].hit.trail, TEXT("(abcdefghijklmnopqrstuvwxy).com"), "a server name");
	IS_TEXT(told.events[2].hit.observed, name, "is observed as sent");
	struct http_request request = {
		.method = TEXT("GET"), .target = TEXT("/"), .version = TEXT("HTTP/1.1")
	};
	request.head.headers[0] = (struct http_header) { TEXT("host"), name };
	request.head.count = 1;
	o = observation(OBSERVED_HTTP_REQUEST, "10.0.0.1", "10.0.0.2", 4);
	o.request = &request;
	take(j, &o);
	IS_TEXT(told.events[3].hit.trail, TEXT("(abcdefghijklmnopqrstuvwxy).com"), "a host");
	OK(told.n == 4 && told.events[3].proto == TCP, "once");
	judge_free(j);
}

static void downloads(void)
{
	static const struct {
		const char *name, *dst, *head, *trail, *info, *suppressed;
	} rows[] = {
		{ "a program", "9.9.9.9", "GET /a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.exe)", "direct .exe download (suspicious)", "" },
		{ "capitals", "9.9.9.9", "GET /D/A.EXE HTTP/1.1\r\nHost: X.org:80\r\n\r\n",
		    "x.org(/d/a.exe)", "direct .exe download (suspicious)", "" },
		{ "another ending", "9.9.9.9", "GET /a.ps1 HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.ps1)", "direct .ps1 download (suspicious)", "" },
		{ "the longest ending", "9.9.9.9", "GET /a.class HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.class)", "direct .class download (suspicious)", "" },
		{ "a page", "9.9.9.9", "GET /a.html HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "", "" },
		{ "nine characters", "9.9.9.9",
		    "GET /123456789.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "x.org(/123456789.exe)",
		    "direct .exe download (suspicious)", "" },
		{ "ten characters", "9.9.9.9",
		    "GET /1234567890.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "", "" },
		{ "from a local server", "192.168.1.1",
		    "GET /a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "", "" },
		{ "from IPv6", "fd00::1", "GET /a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.exe)", "direct .exe download (suspicious)", "" },
		{ "a query", "9.9.9.9", "GET /a.exe?x HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.exe?x)", "direct .exe download (suspicious)", "" },
		{ "a query with a value", "9.9.9.9",
		    "GET /a.exe?x=1 HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "", "" },
		{ "a value behind #", "9.9.9.9", "GET /a.exe?x#y=1 HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.exe?x#y=1)", "direct .exe download (suspicious)", "" },
		{ "the ending in the query", "9.9.9.9",
		    "GET /a?b.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "", "" },
		{ "parameters", "9.9.9.9", "GET /a.exe;x HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.exe;x)", "direct .exe download (suspicious)", "" },
		{ "only an ending", "9.9.9.9", "GET /.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "",
		    "" },
		{ "dots and an ending", "9.9.9.9", "GET /..exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "",
		    "", "" },
		{ "two endings", "9.9.9.9", "GET /a.jpg.exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.jpg.exe)", "direct .exe download (suspicious)", "" },
		{ "a directory", "9.9.9.9", "GET /a.exe/ HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "",
		    "" },
		{ "harmless: cgi", "9.9.9.9", "GET /cgi-sys/a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "", "", "" },
		{ "harmless: /bin/", "9.9.9.9", "GET /Bin/a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "", "", "" },
		{ "harmless after //", "9.9.9.9",
		    "GET //bin//a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "", "" },
		{ "doubled slashes", "9.9.9.9", "GET //d//a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/d/a.exe)", "direct .exe download (suspicious)", "" },
		{ "parentheses", "9.9.9.9", "GET /(d)/a(1).exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/%28d%29/a%281%29.exe)", "direct .exe download (suspicious)", "" },
		{ "no host", "9.9.9.9", "GET /a.exe HTTP/1.0\r\n\r\n", "9.9.9.9(/a.exe)",
		    "direct .exe download (suspicious)", "" },
		{ "a port", "9.9.9.9", "GET /a.exe HTTP/1.1\r\nHost: x.org:8080\r\n\r\n",
		    "x.org:8080(/a.exe)", "direct .exe download (suspicious)", "" },
		{ "an absolute target", "9.9.9.9",
		    "GET http://y.org/a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "y.org(/a.exe)",
		    "direct .exe download (suspicious)", "" },
		{ "a host that ends like a program", "9.9.9.9",
		    "GET http://y.exe HTTP/1.1\r\nHost: x.org\r\n\r\n", "", "", "" },
		{ "a whitelisted host", "9.9.9.9",
		    "GET /a.exe HTTP/1.1\r\nHost: d.white.net\r\n\r\n", "d.white.net(/a.exe)",
		    "direct .exe download (suspicious)", "whitelist white.net" },
		{ "a whitelisted server", "8.8.8.8", "GET /a.exe HTTP/1.1\r\nHost: x.org\r\n\r\n",
		    "x.org(/a.exe)", "direct .exe download (suspicious)", "whitelist 8.8.8.8" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct http_request request;
		struct observation o =
		    observation(OBSERVED_HTTP_REQUEST, "10.0.0.1", rows[i].dst, 1);
		struct text head = text_of(rows[i].head);
		head.s = edge_copy(head.s, head.n);
		OK(http_parse_request(head, &request), "request: %s", rows[i].name);
		o.request = &request;
		take(j, &o);
		const struct event *e = &told.events[0];
		IS_NUMBER(told.n, rows[i].trail[0] != '\0', "download: %s", rows[i].name);
		IS_TEXT(e->hit.trail, text_of(rows[i].trail), "trail of %s", rows[i].name);
		IS_TEXT(e->hit.info, text_of(rows[i].info), "info of %s", rows[i].name);
		IS_TEXT(e->hit.suppressed, text_of(rows[i].suppressed), "mark of %s", rows[i].name);
		judge_free(j);
	}
}

static void forwarded(void)
{
	struct judge *j = start();
	struct http_request request;
	struct observation o = observation(OBSERVED_HTTP_REQUEST, "8.8.8.8", "9.9.9.9", 1);
	OK(http_parse_request(TEXT("GET /a.exe HTTP/1.1\r\nHost: x.org\r\nAccept: 1.1.1.1\r\n"
				   "x-forwarded-for: 1.2.3.4, 5.6.7.8\r\n\r\n"),
	       &request),
	    "a forwarded request");
	o.request = &request;
	take(j, &o);
	IS_TEXT(
	    told.events[0].forwarded, TEXT("1.2.3.4"), "the first address it was forwarded for");
	IS_NUMBER(
	    told.events[0].hit.suppressed.n, 0, "which takes its source out of the whitelist");
	OK(told.events[0].hit.type == EVENT_URL, "a download is a URL");
	o.repeats = true;
	take(j, &o);
	OK(told.n == 1 && told.counts[0] == 2, "a repeated request counts");
	judge_free(j);
}

static void recent_tables(void)
{
	static const struct recent_shape shape = { sizeof(uint64_t), sizeof(uint64_t), 1000, NULL };
	struct recent *r = recent_new(&shape, &hash_key);
	uint64_t key, *value;
	for (key = 0; key < 1000; key++)
		*(uint64_t *)recent_add(r, &key) = key * 3;
	key = 0;
	OK(recent_find(r, &key) && recent_evicted(r) == 0, "full");
	for (key = 1000; key < 1500; key++)
		*(uint64_t *)recent_add(r, &key) = key * 3;
	IS_NUMBER(recent_evicted(r), 500, "500 made room");
	bool good = true;
	for (key = 0; key < 1500; key++) {
		bool there = key == 0 || key > 500;
		value = recent_find(r, &key);
		good = good && (value != NULL) == there && (!value || *value == key * 3);
	}
	OK(good, "those idle longest went, the one that was used stayed");
	for (key = 600; key < 1500; key += 2)
		good = good && recent_remove(r, &key) && !recent_remove(r, &key);
	for (key = 501; key < 1500; key++) {
		value = recent_find(r, &key);
		good = good && (value != NULL) == (key < 600 || key % 2) &&
		       (!value || *value == key * 3);
	}
	OK(good, "removing every other one leaves the rest to be found");
	size_t left = 0;
	for (; recent_oldest(r); left++)
		recent_expire_oldest(r);
	IS_NUMBER(left, 1000 - 450, "what is left expires one by one");
	IS_NUMBER(recent_evicted(r), 500, "and is not counted as evicted");
	recent_free(r);
}

static void scan_keys_are_bounded(void)
{
	struct judge *j = start();
	struct judge_table table[4];
	for (uint32_t i = 0; i < 50010; i++) {
		struct observation o = observation(OBSERVED_FLOW, "9.0.0.0", "10.0.0.2", i + 1);
		o.src.bytes[1] = (uint8_t)(i >> 16);
		o.src.bytes[2] = (uint8_t)(i >> 8);
		o.src.bytes[3] = (uint8_t)i;
		judge_take(j, &o, NULL, 0);
	}
	size_t n = judge_tables(j, table, 4);
	OK(n == 2 && strcmp(table[1].name, "port_scanning") == 0, "the tables have names");
	OK(table[1].cap == 50000 && table[1].evicted == 10, "50,000 keys, what went is counted");
	IS_NUMBER(judge_tables(j, table, 1), 1, "no more than there is room for");
	struct observation o = observation(OBSERVED_FLOW, "9.9.9.9", "10.0.0.2", 1);
	o.clock = 31 * NS_PER_SECOND;
	judge_take(j, &o, NULL, 0);
	judge_tables(j, table, 4);
	IS_NUMBER(table[1].evicted, 10, "keys whose window is over just go");
	judge_free(j);
}

static void about(void)
{
	struct heuristic_about rows[16];
	size_t n = heuristics_about(rows, 16);
	static const char *const names[] = { "port_scanning", "long_domain", "direct_download" };
	IS_NUMBER(n, 3, "heuristics");
	for (size_t i = 0; i < n && i < 3; i++)
		OK(strcmp(rows[i].name, names[i]) == 0 && rows[i].help[0], "%s", names[i]);
}

int main(void)
{
	trails = few_trails(trail_rows, whitelist);
	hits_to_events();
	whole_flows();
	answers();
	repetitions();
	many_on_one_flow();
	scan_thresholds();
	scan_windows();
	scan_many_ports();
	scan_probes();
	scan_from_a_listed_address();
	long_names();
	long_names_elsewhere();
	downloads();
	forwarded();
	recent_tables();
	scan_keys_are_bounded();
	about();
	arena_free(&told.arena);
	few_trails_free(trails);
	return check_done();
}
