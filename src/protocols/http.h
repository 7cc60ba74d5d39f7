/* HTTP/1 requests and responses as far as their bytes are at hand. RFC 9110, 9112. */
#ifndef TS_PROTOCOLS_HTTP_H
#define TS_PROTOCOLS_HTTP_H

#include "base/text.h"

enum {
	HTTP_HEADERS = 64,
	HTTP_LINE_SURE = 2 << 10, /* so much of a first line without its end is enough to know it */
};

#define HTTP_NO_LENGTH UINT64_MAX

struct http_header {
	struct text name;  /* as sent */
	struct text value; /* trimmed; folded lines as they stand */
};

struct http_head {
	struct http_header headers[HTTP_HEADERS]; /* the first ones, in order */
	size_t count;
	bool complete; /* the empty line behind the head was seen */
};

struct http_request {
	struct text method, target, version; /* version: "HTTP/1.1"; none of the three is empty */
	struct http_head head;
	/* From a stream: the body's first bytes, HTTP_BODY_KEPT of http_body.h. Else what follows the head. */
	struct text body;
	const char
	    *type; /* what the body is by its first bytes: http_magic(); "" where it says nothing */
	uint64_t declared; /* Content-Length, or HTTP_NO_LENGTH */
};

struct http_response {
	struct text version, reason; /* version: "HTTP/1.1", or "ICY" of internet radio */
	unsigned status;             /* 0 where it is not a number */
	struct http_head head;
	struct text body;
	const char *type;
	uint64_t declared;
};

/* The end of a body: all of it passed, or it broke off. What encodings (chunked, gzip) did to it is undone. */
struct http_body {
	bool request;       /* of a request; else of a response */
	bool whole;         /* nothing of it is missing */
	uint64_t size;      /* bytes of it that passed */
	struct text sha256; /* 64 digits, where it is whole; else empty */
};

/* Borrow from in. The first line must be whole (ended by LF, a CR before it is dropped): else
 * false. A request line has a method token, one space, a target without control characters, one
 * space, "HTTP/" and what follows. Header names are matched in any case; a header line that is
 * not ended is left out; lines without a colon are skipped. */
bool http_parse_request(struct text in, struct http_request *out);
bool http_parse_response(struct text in, struct http_response *out);

/* Whether a message begins with t, which is not empty: maybe where more is needed. A request line must be whole,
 * or very long, to be one. */
enum http_verdict { HTTP_NO, HTTP_MAYBE, HTTP_YES };
enum http_verdict http_begins(struct text t);
enum http_verdict http_begins_request(struct text t);
enum http_verdict http_begins_response(struct text t);

/* Whether a first line, known to be one, is that of a response. */
bool http_is_response(struct text line);

/* Where the head at the start of in ends. A head that another message's first line cuts off ends before
 * it. *line and *seen, 0 at first, keep the place: in may come again with more. 0: it does not end here. */
size_t http_head_end(struct text in, size_t *line, size_t *seen);

/* What a body is, by its first bytes: "exe", "pdf", "html" …; "" where they say nothing. */
const char *http_magic(struct text body);

/* The value of the first header of that name (any case); a null s where there is none. */
struct text http_find(const struct http_head *head, struct text name);

#endif
