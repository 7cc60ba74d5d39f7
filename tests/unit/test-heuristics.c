/* Units of the heuristics. Expected values: detection.md 2.5 D4, 3.3 H20, 4.1-4.4, 7. */
#include <config.h>

#include "base/time.h"
#include "check.h"
#include "detection.h"

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
		    "direct .exe download (suspicious)", "" },
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

static void scan_keys_are_bounded(void)
{
	struct judge *j = start();
	struct judge_table table[32];
	for (uint32_t i = 0; i < 50010; i++) {
		struct observation o = observation(OBSERVED_FLOW, "9.0.0.0", "10.0.0.2", i + 1);
		o.src.bytes[1] = (uint8_t)(i >> 16);
		o.src.bytes[2] = (uint8_t)(i >> 8);
		o.src.bytes[3] = (uint8_t)i;
		judge_take(j, &o, NULL, 0);
	}
	size_t n = judge_tables(j, table, 32);
	OK(n >= 2 && strcmp(table[1].name, "port_scanning") == 0, "the tables have names");
	OK(table[1].cap == 50000 && table[1].evicted == 10, "50,000 keys, what went is counted");
	IS_NUMBER(judge_tables(j, table, 1), 1, "no more than there is room for");
	struct observation o = observation(OBSERVED_FLOW, "9.9.9.9", "10.0.0.2", 1);
	o.clock = 31 * NS_PER_SECOND;
	judge_take(j, &o, NULL, 0);
	judge_tables(j, table, 32);
	IS_NUMBER(table[1].evicted, 10, "keys whose window is over just go");
	judge_free(j);
}

int main(void)
{
	scan_thresholds();
	scan_windows();
	scan_many_ports();
	scan_probes();
	scan_from_a_listed_address();
	scan_keys_are_bounded();
	long_names();
	long_names_elsewhere();
	downloads();
	forwarded();
	return detection_done();
}
