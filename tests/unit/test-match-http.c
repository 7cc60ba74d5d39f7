/* Units of match on HTTP requests. Expected texts: detection.md 3.3, 7 and 9.3. */
#include <config.h>

#include <stdio.h>

#include "check.h"
#include "detection.h"

/* What a request gives with one listed key or several. */
static struct text requested(
    const struct few_trail *list, const char *const *whitelist, const char *sent, const char *dst)
{
	struct trails *trails = few_trails(list, whitelist);
	struct http_request request;
	struct text copy = text_of(sent);
	copy.s = edge_copy(copy.s, copy.n);
	if (!http_parse_request(copy, &request))
		return TEXT("no request");
	struct observation o = { .kind = OBSERVED_HTTP_REQUEST,
		.src = address("10.0.0.1"),
		.dst = address(dst),
		.sport = 40000,
		.dport = 80,
		.proto = TCP,
		.has_ports = true,
		.from_initiator = true,
		.request = &request };
	struct text text = shown(trails, &o);
	few_trails_free(trails);
	return text;
}

/* Each key alone: whether a request is found by it, and as what. */
static void keys(void)
{
	static const struct {
		const char *key, *target, *body, *expected; /* Host: victim.example */
	} rows[] = {
		{ "/malicious-login.php", "/malicious-login.php", "",
		    "URL (victim.example)/malicious-login.php [i]" },
		{ "victim.example/bad/path", "/bad/path", "", "URL victim.example/bad/path [i]" },
		{ "victim.example/bad/path", "/Bad/PATH/", "",
		    "URL victim.example/bad/path(/) [i]" },
		{ "/c.php?id=&x=", "/a/b/c.php?id=1&x=2", "",
		    "URL (victim.example/a/b/c.php?id=1&x=2) [i]" },
		{ "victim.example/", "/anything?x", "", "URL victim.example/ [i]" },
		{ "victim.example/", "/", "", "URL victim.example/ [i]" },
		{ "victim.example", "/", "", "DNS victim.example [i]" },
		{ "/submit?q=abc", "/submit", "q=ABC",
		    "HTTP victim.example(/submit \\(POST q=ABC\\)) [i]" },
		{ "/submit?q=a c", "/submit", "q=a%20c\r\n", "" },
		{ "/submit?q=a c", "/submit", "q=a%20c",
		    "HTTP victim.example(/submit \\(POST q=a%20c\\)) [i]" },
		{ "victim.example/submit?q=1", "/submit", "q=1",
		    "HTTP victim.example(/submit \\(POST q=1\\)) [i]" },
		{ "/submit", "/submit", "q=1", "URL (victim.example)/submit [i]" },
		{ "/submit?q=1", "/submit?q=1", "z=9", "URL (victim.example)/submit?q=1 [i]" },
		/* edge facts 8 and 9 */
		{ "/a", "/a/b/", "", "URL (victim.example)/a(/b/) [i]" },
		{ "/b", "/x/y/b", "", "URL (victim.example/x/y)/b [i]" },
		{ "/b", "/b/", "", "URL (victim.example)/b(/) [i]" },
		{ "/b", "/b/z", "", "URL (victim.example)/b(/z) [i]" },
		{ "/b", "/b/z/w", "", "" },
		/* the table of candidates */
		{ "/x", "/x?y", "", "URL (victim.example)/x(?y) [i]" },
		{ "/x?y", "/x?y", "", "URL (victim.example)/x?y [i]" },
		{ "/a/b", "/a/b/c", "", "URL (victim.example)/a/b(/c) [i]" },
		{ "/c", "/a/b/c", "", "URL (victim.example/a/b)/c [i]" },
		{ "/a", "/a/b/c", "", "" },
		{ "/b", "/a/b/c", "", "" },
		{ "/a/b", "/a/b/", "", "URL (victim.example)/a/b(/) [i]" },
		{ "/a/b/c/d", "/a/b/c/d?p=1", "", "URL (victim.example)/a/b/c/d(?p=1) [i]" },
		{ "/a/b/c/d?p=", "/a/b/c/d?p=1", "", "URL (victim.example)/a/b/c/d?p=(1) [i]" },
		{ "/a/b/c", "/a/b/c/d?p=1", "", "URL (victim.example)/a/b/c(/d?p=1) [i]" },
		{ "/d", "/a/b/c/d?p=1", "", "URL (victim.example/a/b/c)/d(?p=1) [i]" },
		{ "/d?p=", "/a/b/c/d?p=1", "", "" },
		{ "/a/b", "/a/b/c/d?p=1", "", "" },
		{ "/a/b/c.php?id=", "/a/b/c.php?id=1&x=2", "",
		    "URL (victim.example)/a/b/c.php?id=(1&x=2) [i]" },
		{ "/a/b/c.php?id=&x=", "/a/b/c.php?id=1&x=2", "",
		    "URL (victim.example/a/b/c.php?id=1&x=2) [i]" },
		{ "/a/b", "/a/b/c.php?id=1&x=2", "", "" },
		{ "/a//b", "/a//b", "", "" },
		{ "/a/b", "/a//b", "", "URL (victim.example)/a/b [i]" },
		/* values are emptied one after the other, never from one that was taken */
		{ "/p?a==c", "/p?a=b=c", "", "URL (victim.example/p?a=b=c) [i]" },
		{ "/p?a=&b=&c", "/p?a=&b=2&c", "", "URL (victim.example/p?a=&b=2&c) [i]" },
		{ "/aa", "/aa/aa/aa", "", "URL (victim.example)/aa/aa/aa [i]" },
	};
	static const char *const whitelist[] = { NULL };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char sent[256];
		const struct few_trail list[] = { { rows[i].key, "i", "(static)" },
			{ NULL, NULL, NULL } };
		snprintf(sent, sizeof(sent), "%s %s HTTP/1.1\r\nHost: victim.example\r\n\r\n%s",
		    rows[i].body[0] ? "POST" : "GET", rows[i].target, rows[i].body);
		IS_TEXT(requested(list, whitelist, sent, "10.0.0.2"), text_of(rows[i].expected),
		    "key %s in %s %s", rows[i].key, rows[i].target, rows[i].body);
	}
}

static const struct few_trail request_trails[] = {
	{ "6.6.6.6", "attacker", "(static)" },
	{ "evil.com", "some (malware)", "(static)" },
	{ "white.net/bad", "listed", "(static)" },
	{ "white.net/", "listed", "(static)" },
	{ "9.9.9.9/", "by address", "(static)" },
	{ "paths.example/x", "a path", "(static)" },
	{ "evil.com:8080/", "with a port", "(static)" },
	{ "x.example", "for sale", "(static)" },
	{ "/gate.php", "a path", "(static)" },
	{ "other.org/gate.php", "a page", "(static)" },
	{ "/two/b/c.php?i=&x=", "two", "(static)" },
	{ "/c.php?i=&x=", "one", "(static)" },
	{ NULL, NULL, NULL },
};

static void requests(void)
{
	static const struct {
		const char *name, *dst, *sent, *expected;
	} rows[] = {
		{ "a clean one", "10.0.0.2", "GET / HTTP/1.1\r\nHost: good.com\r\n\r\n", "" },
		{ "a listed server asked for by a name, and the name", "6.6.6.6",
		    "GET / HTTP/1.1\r\nHost: Evil.com:8000\r\n\r\n",
		    "IP 6.6.6.6 (evil.com) [attacker]; DNS evil.com [some (malware)]" },
		{ "a listed server asked for by address", "6.6.6.6",
		    "GET / HTTP/1.1\r\nHost: 6.6.6.6\r\n\r\n", "" },
		{ "a name with a port", "10.0.0.2",
		    "GET / HTTP/1.1\r\nHost: a.evil.com:8080\r\n\r\n",
		    "DNS (a).evil.com [some (malware)]" },
		{ "a host with its port", "10.0.0.2",
		    "GET /x HTTP/1.1\r\nHost: evil.com:8080\r\n\r\n",
		    "DNS evil.com [some (malware)]; URL evil.com:8080/ [with a port]" },
		{ "port 80 is dropped", "10.0.0.2",
		    "GET /gate.php HTTP/1.1\r\nHost: good.com:80\r\n\r\n",
		    "URL (good.com)/gate.php [a path]" },
		{ "a name with a dot at its end", "10.0.0.2",
		    "GET / HTTP/1.1\r\nHost: evil.com.\r\n\r\n", "DNS evil.com [some (malware)]" },
		{ "names ignored in DNS are not in HTTP", "10.0.0.2",
		    "GET / HTTP/1.1\r\nHost: x.example\r\n\r\n", "DNS x.example [for sale]" },
		{ "a server that is listed as a URL, asked for by a name", "9.9.9.9",
		    "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n",
		    "IP 9.9.9.9 (a.example) [by address (potential malware site)]" },
		{ "another path of a host than the listed one", "10.0.0.2",
		    "GET /y HTTP/1.1\r\nHost: paths.example\r\n\r\n", "" },
		{ "the same, asked for by address", "9.9.9.9",
		    "GET /x HTTP/1.1\r\nHost: 9.9.9.9\r\n\r\n", "URL 9.9.9.9/ [by address]" },
		{ "no host: the address stands for it", "9.9.9.9", "GET /x HTTP/1.0\r\n\r\n",
		    "URL 9.9.9.9/ [by address]" },
		{ "a whitelisted host", "10.0.0.2", "GET /bad HTTP/1.1\r\nHost: white.net\r\n\r\n",
		    "URL white.net/bad [listed]!whitelist white.net; "
		    "URL white.net/ [listed]!whitelist white.net" },
		{ "a path sent with a whitelisted name", "10.0.0.2",
		    "GET /gate.php HTTP/1.1\r\nHost: white.net\r\n\r\n",
		    "URL (white.net)/gate.php [a path]; "
		    "URL white.net/ [listed]!whitelist white.net" },
		{ "a listed server asked for by a whitelisted name", "6.6.6.6",
		    "GET / HTTP/1.1\r\nHost: white.net\r\n\r\n",
		    "IP 6.6.6.6 (white.net) [attacker]; "
		    "URL white.net/ [listed]!whitelist white.net" },
		{ "a listed name asked for beside a whitelisted one", "10.0.0.2",
		    "GET http://evil.com/gate.php HTTP/1.1\r\nHost: x.white.net\r\n\r\n",
		    "DNS evil.com [some (malware)]; URL (evil.com)/gate.php [a path]" },
		{ "a whitelisted server", "17.0.0.1",
		    "GET /gate.php HTTP/1.1\r\nHost: good.com\r\n\r\n",
		    "URL (good.com)/gate.php [a path]!whitelist 17.0.0.0/8" },
		{ "an absolute target", "10.0.0.2",
		    "GET http://www.Evil.com/a HTTP/1.1\r\nHost: proxy\r\n\r\n",
		    "DNS (www).evil.com [some (malware)]" },
		{ "an absolute target without a path", "10.0.0.2",
		    "GET http://evil.com?x=1 HTTP/1.1\r\nHost: evil.com\r\n\r\n",
		    "DNS evil.com [some (malware)]" },
		{ "an absolute target's path", "10.0.0.2",
		    "GET http://other.org:80/gate.php HTTP/1.1\r\nHost: proxy\r\n\r\n",
		    "URL (other.org:80)/gate.php [a path]; URL (other.org:80/gate.php) [a page]" },
		{ "a target that only holds a URL", "10.0.0.2",
		    "GET /r?u=http://evil.com/ HTTP/1.1\r\nHost: good.com\r\n\r\n", "" },
		{ "CONNECT", "10.0.0.2", "CONNECT evil.com:443 HTTP/1.1\r\nHost: proxy\r\n\r\n",
		    "DNS evil.com [some (malware)]" },
		{ "two listed keys are two findings", "10.0.0.2",
		    "GET /gate.php HTTP/1.1\r\nHost: other.org\r\n\r\n",
		    "URL (other.org)/gate.php [a path]; URL other.org/gate.php [a page]" },
		{ "also where they are shown alike", "10.0.0.2",
		    "GET /two/b/c.php?i=1&x=2 HTTP/1.1\r\nHost: other.org\r\n\r\n",
		    "URL (other.org/two/b/c.php?i=1&x=2) [two]; "
		    "URL (other.org/two/b/c.php?i=1&x=2) [one]" },
	};
	static const char *const whitelist[] = { "white.net", "17.0.0.0/8", NULL };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		IS_TEXT(requested(request_trails, whitelist, rows[i].sent, rows[i].dst),
		    text_of(rows[i].expected), "request: %s", rows[i].name);
	requested(request_trails, whitelist, "GET /Gate.php HTTP/1.1\r\nHost: Good.com\r\n\r\n",
	    "10.0.0.2");
	IS_TEXT(hits.hits[0].observed, TEXT("Good.com/Gate.php"),
	    "what is observed is the URL as sent");
}

int main(void)
{
	keys();
	requests();
	return detection_done();
}
