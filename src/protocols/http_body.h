/*
 * Bodies as they pass: where they end, what is in them when chunks and content codings are undone, their
 * first bytes, their digest. RFC 9112 6 and 7.
 */
#ifndef TS_PROTOCOLS_HTTP_BODY_H
#define TS_PROTOCOLS_HTTP_BODY_H

#include "protocols/http.h"

enum {
	HTTP_BODY_KEPT = 8 << 10,      /* bytes of a body, chunks undone, whose meaning is kept */
	HTTP_BODY_INFLATED = 16 << 10, /* of what they inflate to */
};

enum http_framing { HTTP_BODILESS, HTTP_SIZED, HTTP_CHUNKED, HTTP_TO_END };
enum http_coding { HTTP_IDENTITY, HTTP_GZIP, HTTP_DEFLATE };

/* What a response answers. */
enum http_asked { HTTP_ASKED_UNKNOWN, HTTP_ASKED_OTHER, HTTP_ASKED_HEAD, HTTP_ASKED_CONNECT };

struct http_plan {
	enum http_framing framing;
	enum http_coding coding;
	uint64_t size;     /* of one that is SIZED */
	uint64_t declared; /* Content-Length or HTTP_NO_LENGTH */
};

struct http_plan http_plan_request(const struct http_head *head);
struct http_plan http_plan_response(const struct http_response *response, enum http_asked asked);

enum http_chunk { HTTP_CHUNK_SIZE, HTTP_CHUNK_DATA, HTTP_CHUNK_END, HTTP_CHUNK_TRAILER };

struct http_passing {
	struct http_plan plan;
	bool ended; /* it did, as planned */
	bool bad;   /* the bytes are no chunks */
	enum http_chunk chunk;
	uint64_t left; /* of a body that is SIZED, of a chunk */

	bool keeps; /* its first bytes are not all there */
	char *kept;
	size_t kept_n, kept_room, counted; /* counted: towards HTTP_BODY_KEPT */
	uint64_t size;                     /* that passed, codings undone */
	struct http_inflate *inflate;
	struct digest *digest; /* NULL: not wanted, or something was missing */
};

/* A body that is not BODILESS. keeps: its first bytes are wanted; digests: so is its digest. */
void http_passing_begin(
    struct http_passing *b, const struct http_plan *plan, bool keeps, bool digests);
void http_passing_free(struct http_passing *b);

/* Takes what it can of data and says how much; stops at the end of the body. */
size_t http_passing_take(struct http_passing *b, struct text data);

/* How many of the bytes to come nobody wants: they count as taken. */
uint64_t http_passing_skip(struct http_passing *b);

/* So many bytes are missing. False where nobody knows what comes behind them. */
bool http_passing_miss(struct http_passing *b, uint64_t n);

/* Nothing more comes: one that is not ended broke off, but where it was TO_END and whole is true. */
void http_passing_end(struct http_passing *b, bool whole);

/* Memory it points to. */
size_t http_passing_weight(const struct http_passing *b);

#endif
