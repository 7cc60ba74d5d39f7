/* Frames of HTTP/2 and what header blocks say. RFC 9113. */
#ifndef TS_PROTOCOLS_HTTP2_H
#define TS_PROTOCOLS_HTTP2_H

#include "protocols/hpack.h"
#include "protocols/http.h"

#define HTTP2_PREFACE TEXT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")

enum { HTTP2_FRAME_HEAD = 9 };

enum http2_type {
	HTTP2_DATA,
	HTTP2_HEADERS,
	HTTP2_PRIORITY,
	HTTP2_RST_STREAM,
	HTTP2_SETTINGS,
	HTTP2_PUSH_PROMISE,
	HTTP2_PING,
	HTTP2_GOAWAY,
	HTTP2_WINDOW_UPDATE,
	HTTP2_CONTINUATION,
};

enum http2_flag {
	HTTP2_ACK = 0x01,
	HTTP2_END_HEADERS = 0x04,
	HTTP2_PADDED = 0x08,
	HTTP2_WITH_PRIORITY = 0x20,
};

struct http2_frame {
	uint32_t length; /* of the payload */
	uint32_t stream;
	uint8_t type; /* enum http2_type, or one of an extension */
	uint8_t flags;
};

/* The 9 bytes that a frame begins with. False where they are not there, or no frame begins so: a length
 * that its type does not have, a stream where none may be. */
bool http2_frame_head(struct bytes *in, struct http2_frame *f);

/* What HEADERS, PUSH_PROMISE or CONTINUATION carry of a header block; failed where padding or length are wrong. */
struct bytes http2_fragment(const struct http2_frame *f, struct bytes payload);

/* A header block. The texts are in the arena or constant; a null s: not there, or not known. */
struct http2_fields {
	struct text method, path, authority, status;
	struct http_head head; /* the others; complete: nothing is unknown or wrong */
};

/* False where the block is wrong; what stands before that is in *out. */
bool http2_read_block(
    struct hpack *table, struct bytes block, struct arena *arena, struct http2_fields *out);

/*
 * As HTTP/1 has it. The target of CONNECT is the authority. The first header is a Host with the authority; a host
 * header that says the same is left out, one that does not stays (RFC 9113 8.3.1: it is not to be used). False
 * where method or target, or the status, are not there: then it is trailers, or too much is unknown.
 */
bool http2_request(const struct http2_fields *f, struct http_request *out);
bool http2_response(const struct http2_fields *f, struct http_response *out);

#endif
