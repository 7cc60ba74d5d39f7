/* HTTP/1 requests and responses as far as their bytes are at hand. RFC 9110, 9112. */
#ifndef TS_PROTOCOLS_HTTP_H
#define TS_PROTOCOLS_HTTP_H

#include "base/text.h"

enum { HTTP_HEADERS = 64 };

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
	struct text body; /* what follows the head in these bytes */
};

struct http_response {
	struct text version, reason;
	unsigned status; /* 0 where it is not a number */
	struct http_head head;
	struct text body;
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

/* The value of the first header of that name (any case); a null s where there is none. */
struct text http_find(const struct http_head *head, struct text name);

#endif
