/* Units of the heuristics. Expected values: detection.md 2.5 D4, 3.3 H20, 7. */
#include <config.h>

#include "base/time.h"
#include "check.h"
#include "detection.h"

/* One probe of a scan: port, seconds and nanoseconds from the start. */
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

int main(void)
{
	long_names();
	long_names_elsewhere();
	downloads();
	forwarded();
	return detection_done();
}
