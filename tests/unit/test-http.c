/*
 * Units of the HTTP parser: rows by RFC 9112, and what is sent in the field beside it. Each row
 * also ends at every cut.
 */
#include <config.h>

#include "protocols/http.h"

#include "base/buf.h"
#include "check.h"

enum { BUFFER_MOST = 1 << 20 };

#define ROW(bytes, shown)                                                                          \
	{                                                                                          \
		bytes, sizeof(bytes) - 1, shown                                                    \
	}

struct row {
	const char *bytes;
	size_t n;
	const char *shown; /* NULL: not of this kind */
};

/* method|target|version|name=value;...|body, with a + where the head is complete */
static const struct row requests[] = {
	ROW("GET / HTTP/1.0\r\n\r\n", "GET|/|HTTP/1.0|+|"),
	ROW("ICY 2 HTTP/1.0\r\n\r\n", NULL),
	ROW("ICY / HTTP/1.0\r\n\r\n", "ICY|/|HTTP/1.0|+|"),
	ROW("GET /a?b=c HTTP/1.1\r\nHost: x.example\r\nAccept: */*\r\n\r\n",
	    "GET|/a?b=c|HTTP/1.1|Host=x.example;Accept=*/*;+|"),
	ROW("GET / HTTP/1.1\nHost: x\n\n", "GET|/|HTTP/1.1|Host=x;+|"),
	ROW("GET / HTTP/1.1\nHost: x\r\n\n", "GET|/|HTTP/1.1|Host=x;+|"),
	ROW("POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b",
	    "POST|/s|HTTP/1.1|Host=x;Content-Length=3;+|a=b"),
	ROW("POST /s HTTP/1.1\r\n\r\n\r\n\r\nx", "POST|/s|HTTP/1.1|+|\r\n\r\nx"),
	ROW("CONNECT x.example:443 HTTP/1.1\r\n\r\n", "CONNECT|x.example:443|HTTP/1.1|+|"),
	ROW("OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS|*|HTTP/1.1|+|"),
	ROW("GET http://x.example/ HTTP/1.1\r\n\r\n", "GET|http://x.example/|HTTP/1.1|+|"),
	ROW("M-SEARCH * HTTP/1.1\r\n\r\n", "M-SEARCH|*|HTTP/1.1|+|"),
	ROW("get / HTTP/1.1\r\n\r\n", "get|/|HTTP/1.1|+|"),
	ROW("!#$%&'*+-.^_`|~09azAZ / HTTP/1.1\r\n\r\n", "!#$%&'*+-.^_`|~09azAZ|/|HTTP/1.1|+|"),
	ROW("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345 / HTTP/1.1\r\n\r\n",
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345|/|HTTP/1.1|+|"),
	ROW("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456 / HTTP/1.1\r\n\r\n", NULL),
	ROW("GET /a b HTTP/1.1\r\n\r\n", "GET|/a b|HTTP/1.1|+|"),
	ROW("GET /?q=1 union select HTTP/1.1\r\n\r\n", "GET|/?q=1 union select|HTTP/1.1|+|"),
	ROW("GET / HTTP/1.1 HTTP/1.0\r\n\r\n", "GET|/ HTTP/1.1|HTTP/1.0|+|"),
	ROW("GET /\xc3\xa9\xff HTTP/1.1\r\n\r\n", "GET|/\xc3\xa9\xff|HTTP/1.1|+|"),
	ROW("GET / HTTP/1.1\r\nHost: x\r\nA: b", "GET|/|HTTP/1.1|Host=x;|"),
	ROW("GET / HTTP/1.1\r\nHost: x\r\n", "GET|/|HTTP/1.1|Host=x;|"),
	ROW("GET / HTTP/1.1\r\nHost: x\r", "GET|/|HTTP/1.1||"),
	ROW("GET / HTTP/1.1\r\n", "GET|/|HTTP/1.1||"),
	ROW("GET / HTTP/1.1\r\nhOsT:x\r\n\r\n", "GET|/|HTTP/1.1|hOsT=x;+|"),
	ROW("GET / HTTP/1.1\r\nHost :  x \t\r\n\r\n", "GET|/|HTTP/1.1|Host=x;+|"),
	ROW("GET / HTTP/1.1\r\nA:\r\nB: \r\nC: a b:c\r\n\r\n", "GET|/|HTTP/1.1|A=;B=;C=a b:c;+|"),
	ROW("GET / HTTP/1.1\r\nA: b\r\n c\r\n\td\r\nE: f\r\n\r\n",
	    "GET|/|HTTP/1.1|A=b\r\n c\r\n\td;E=f;+|"),
	ROW("GET / HTTP/1.1\r\nA:\r\n b\r\n\r\n", "GET|/|HTTP/1.1|A=b;+|"),
	ROW("GET / HTTP/1.1\r\nA: b\r\n \r\nE: f\r\n\r\n", "GET|/|HTTP/1.1|A=b;E=f;+|"),
	ROW("GET / HTTP/1.1\r\n x: y\r\nA: b\r\n\r\n", "GET|/|HTTP/1.1|A=b;+|"),
	ROW("GET / HTTP/1.1\r\nrubbish\r\n x\r\nA: b\r\n\r\n", "GET|/|HTTP/1.1|A=b;+|"),
	ROW("GET / HTTP/1.1\r\n: x\r\nA: b\r\n\r\n", "GET|/|HTTP/1.1|A=b;+|"),
	ROW("GET / HTTP/1.1\r\nA: \0b\xff\r\n\r\n", "GET|/|HTTP/1.1|A=\\0b\xff;+|"),
	ROW("GET / HTTP/1.1\r\r\nA: b\r\n\r\n", NULL),
	ROW("GET / HTTP/2.0\r\n\r\n", "GET|/|HTTP/2.0|+|"),
	ROW("GET / HTTP/\r\n\r\n", "GET|/|HTTP/|+|"),
	ROW("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PRI|*|HTTP/2.0|+|SM\r\n\r\n"),
	ROW("GET /\r\n\r\n", NULL),
	ROW("GET / \r\n\r\n", NULL),
	ROW("GET  HTTP/1.1\r\n\r\n", NULL),
	ROW("GET   HTTP/1.1\r\n\r\n", NULL),
	ROW("GET HTTP/1.1\r\n\r\n", NULL),
	ROW("GET / http/1.1\r\n\r\n", NULL),
	ROW("GET / HTTP/1.1 \r\n\r\n", NULL),
	ROW("GET / RTSP/1.0\r\n\r\n", NULL),
	ROW("GET / HTTP/1.1", NULL),
	ROW("GET / HTTP/1.1\r", NULL),
	ROW("GET /\ta HTTP/1.1\r\n\r\n", NULL),
	ROW("GET\t/ HTTP/1.1\r\n\r\n", NULL),
	ROW("GET /\0 HTTP/1.1\r\n\r\n", NULL),
	ROW("GET /\x1b[2J HTTP/1.1\r\n\r\n", NULL),
	ROW("GET /\x7f HTTP/1.1\r\n\r\n", NULL),
	ROW(" GET / HTTP/1.1\r\n\r\n", NULL),
	ROW("\r\nGET / HTTP/1.1\r\n\r\n", NULL),
	ROW("G\xc3\xa9T / HTTP/1.1\r\n\r\n", NULL),
	ROW("G(T / HTTP/1.1\r\n\r\n", NULL),
	ROW("GET", NULL),
	ROW("\n", NULL),
	ROW("", NULL),
};

/* version|status|reason|name=value;...|body */
static const struct row responses[] = {
	ROW("HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1|200|OK|+|"),
	ROW("HTTP/1.0 404 Not Found\r\nServer: x\r\n\r\n<html>",
	    "HTTP/1.0|404|Not Found|Server=x;+|<html>"),
	ROW("ICY 200 OK\r\nicy-name: x\r\n\r\n\xff\xfb", "ICY|200|OK|icy-name=x;+|\xff\xfb"),
	ROW("ICY 401 Service Unavailable\r\n\r\n", "ICY|401|Service Unavailable|+|"),
	ROW("ICY 200\n\n", "ICY|200||+|"),
	ROW("ICY 2 HTTP/1.0\r\n\r\n", "ICY|2|HTTP/1.0|+|"),
	ROW("ICY OK\r\n\r\n", NULL),
	ROW("ICY200 OK\r\n\r\n", NULL),
	ROW("icy 200 OK\r\n\r\n", NULL),
	ROW("HTTP/1.1 200\r\n\r\n", "HTTP/1.1|200||+|"),
	ROW("HTTP/1.1 200 \r\n\r\n", "HTTP/1.1|200||+|"),
	ROW("HTTP/1.1  200  OK\n\n", "HTTP/1.1|200|OK|+|"),
	ROW("HTTP/1.1 302 Found\r\nLocation: /\r\n", "HTTP/1.1|302|Found|Location=/;|"),
	ROW("HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1|0|OK|+|"),
	ROW("HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1|0|OK|+|"),
	ROW("HTTP/1.1 \r\n\r\n", "HTTP/1.1|0||+|"),
	ROW("HTTP/1.1\r\n\r\n", NULL),
	ROW("HTTP/1 200 OK\r\n\r\n", NULL),
	ROW("HTTP/11 200 OK\r\n\r\n", NULL),
	ROW("HTTP/a.1 200 OK\r\n\r\n", NULL),
	ROW("HTTP/1.1x200 OK\r\n\r\n", NULL),
	ROW("http/1.1 200 OK\r\n\r\n", NULL),
	ROW("HTTP/1.1 200 OK", NULL),
	ROW("HTTP/", NULL),
	ROW("", NULL),
};

static void show_bytes(struct buf *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i])
			buf_char(b, t.s[i]);
		else
			buf_add(b, TEXT("\\0"));
}

static void show_rest(struct buf *b, const struct http_head *head, struct text body)
{
	buf_char(b, '|');
	for (size_t i = 0; i < head->count; i++) {
		show_bytes(b, head->headers[i].name);
		buf_char(b, '=');
		show_bytes(b, head->headers[i].value);
		buf_char(b, ';');
	}
	if (head->complete)
		buf_char(b, '+');
	buf_char(b, '|');
	show_bytes(b, body);
}

/* Each returns how much of what it shows is from the first line; 0: not taken. */
static size_t show_request(struct text in, struct buf *b)
{
	struct http_request r;
	memset(&r, 0xa5, sizeof(r));
	bool good = http_parse_request(in, &r);
	buf_clear(b);
	show_bytes(b, r.method);
	buf_char(b, '|');
	show_bytes(b, r.target);
	buf_char(b, '|');
	show_bytes(b, r.version);
	size_t n = b->n;
	show_rest(b, &r.head, r.body);
	return good ? n : 0;
}

static size_t show_response(struct text in, struct buf *b)
{
	struct http_response r;
	memset(&r, 0xa5, sizeof(r));
	bool good = http_parse_response(in, &r);
	buf_clear(b);
	show_bytes(b, r.version);
	buf_format(b, "|%u|", r.status);
	show_bytes(b, r.reason);
	size_t n = b->n;
	show_rest(b, &r.head, r.body);
	return good ? n : 0;
}

typedef size_t show_function(struct text in, struct buf *b);

static struct text at_edge(const struct row *row, size_t n)
{
	return (struct text) { edge_copy(row->bytes, n), n };
}

/* Once the first line is whole, what is shown of it stays the same. */
static bool every_cut(const struct row *row, show_function *show, struct buf *b)
{
	size_t line = text_find_char((struct text) { row->bytes, row->n }, '\n');
	bool same = true;
	for (size_t k = 0; k < row->n; k++) {
		size_t first = show(at_edge(row, k), b);
		same &= (first > 0) == (row->shown != NULL && k > line);
		same &=
		    first == 0 || text_starts(text_of(row->shown), text_head(buf_text(b), first));
	}
	return same;
}

static void run_rows(const char *name, const struct row *rows, size_t count, show_function *show)
{
	struct buf b;
	buf_init(&b, BUFFER_MOST);
	for (size_t i = 0; i < count; i++) {
		size_t first = show(at_edge(&rows[i], rows[i].n), &b);
		OK((first > 0) == (rows[i].shown != NULL), "%s %zu: taken or not", name, i);
		if (rows[i].shown)
			IS_TEXT(buf_text(&b), text_of(rows[i].shown), "%s %zu", name, i);
		OK(every_cut(&rows[i], show, &b), "%s %zu: every cut", name, i);
	}
	buf_free(&b);
}

static void finding(void)
{
	struct http_request r;
	OK(http_parse_request(TEXT("GET / HTTP/1.1\r\nHOST: a\r\nX: \r\nhost: b\r\n\r\n"), &r),
	    "a request with two hosts");
	IS_TEXT(http_find(&r.head, TEXT("Host")), TEXT("a"), "the first of them");
	struct text empty = http_find(&r.head, TEXT("x"));
	OK(empty.s != NULL && empty.n == 0, "a header without a value is there");
	OK(http_find(&r.head, TEXT("Hos")).s == NULL, "a part of a name finds nothing");
	OK(http_find(&r.head, TEXT("Cookie")).s == NULL, "no such header");
}

static void many_headers(size_t count)
{
	struct buf b;
	struct http_request r;
	buf_init(&b, BUFFER_MOST);
	buf_add(&b, TEXT("POST / HTTP/1.1\r\n"));
	for (size_t i = 0; i < count; i++)
		buf_format(&b, "H%zu: %zu\r\n", i, i);
	buf_add(&b, TEXT(" folded\r\n\r\nbody"));
	struct text t = buf_text(&b);
	OK(http_parse_request((struct text) { edge_copy(t.s, t.n), t.n }, &r), "%zu headers",
	    count);
	IS_NUMBER(
	    r.head.count, count < HTTP_HEADERS ? count : HTTP_HEADERS, "%zu headers: kept", count);
	OK(r.head.complete, "%zu headers: the end was seen", count);
	IS_TEXT(r.body, TEXT("body"), "%zu headers: the body", count);
	IS_TEXT(r.head.headers[63].value, count == 64 ? TEXT("63\r\n folded") : TEXT("63"),
	    "%zu headers: the last one kept", count);
	buf_free(&b);
}

static void magic(void)
{
	static const struct {
		struct text body;
		const char *type;
	} rows[] = {
		{ TEXT("MZ\x90"), "exe" },
		{ TEXT("\177ELF\2\1\1"), "elf" },
		{ TEXT("PK\3\4\x14"), "zip" },
		{ TEXT("%PDF-1.4"), "pdf" },
		{ TEXT("\x89PNG\r\n\x1a\n"), "png" },
		{ TEXT("RIFF\x10\0\0\0WEBPVP8 "), "webp" },
		{ TEXT("\0\0\0\x18"
		       "ftypmp42"),
		    "mp4" },
		{ TEXT("#!/bin/sh\n"), "script" },
		{ TEXT("\xef\xbb\xbf \r\n<!DOCTYPE HTML>"), "html" },
		{ TEXT("<html>"), "html" },
		{ TEXT("<?xml version"), "xml" },
		{ TEXT("M"), "" },
		{ TEXT("<htm"), "" },
		{ TEXT("hello"), "" },
		{ TEXT(""), "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text t = rows[i].body;
		IS_TEXT(text_of(http_magic((struct text) { edge_copy(t.s, t.n), t.n })),
		    text_of(rows[i].type), "type %zu", i);
		for (size_t n = 0; n < t.n; n++)
			(void)http_magic((struct text) { edge_copy(t.s, n), n });
	}
}

int main(void)
{
	run_rows("request", requests, sizeof(requests) / sizeof(requests[0]), show_request);
	run_rows("response", responses, sizeof(responses) / sizeof(responses[0]), show_response);
	finding();
	magic();
	many_headers(HTTP_HEADERS);
	many_headers(HTTP_HEADERS + 1);
	many_headers(1000);
	return check_done();
}
