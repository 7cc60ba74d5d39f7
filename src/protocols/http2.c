/* Frames of HTTP/2 and what header blocks say. RFC 9113. */
#include <config.h>

#include "protocols/http2.h"

enum {
	PRIORITY_LENGTH = 5,
	RST_STREAM_LENGTH = 4,
	SETTING_LENGTH = 6,
	PING_LENGTH = 8,
	GOAWAY_LEAST = 8,
	WINDOW_UPDATE_LENGTH = 4,
	PROMISED_LENGTH = 4,
	FRAME_SIZE = 16
	    << 10, /* that need not be agreed on; nobody has larger ones but for blocks and bodies */
	STATUS_MOST = 999,
};

static const struct text version = { "HTTP/2", 6 };

/* --- frames */

/* RFC 9113 6: what is the same for all frames of a type. */
static bool is_sound(const struct http2_frame *f)
{
	switch (f->type) {
	case HTTP2_DATA:
	case HTTP2_HEADERS:
	case HTTP2_PUSH_PROMISE:
	case HTTP2_CONTINUATION:
		return f->stream != 0;
	case HTTP2_PRIORITY:
		return f->stream != 0 && f->length == PRIORITY_LENGTH;
	case HTTP2_RST_STREAM:
		return f->stream != 0 && f->length == RST_STREAM_LENGTH;
	case HTTP2_SETTINGS:
		return f->stream == 0 && f->length <= FRAME_SIZE &&
		    f->length % SETTING_LENGTH == 0 && !(f->flags & HTTP2_ACK && f->length > 0);
	case HTTP2_PING:
		return f->stream == 0 && f->length == PING_LENGTH;
	case HTTP2_GOAWAY:
		return f->stream == 0 && f->length >= GOAWAY_LEAST && f->length <= FRAME_SIZE;
	case HTTP2_WINDOW_UPDATE:
		return f->length == WINDOW_UPDATE_LENGTH;
	default: /* RFC 9113 5.5: to be ignored */
		return f->length <= FRAME_SIZE;
	}
}

bool http2_frame_head(struct bytes *in, struct http2_frame *f)
{
	f->length = bytes_be24(in);
	f->type = bytes_u8(in);
	f->flags = bytes_u8(in);
	f->stream = bytes_be32(in) & 0x7fffffff; /* the reserved bit is ignored */
	return !in->failed && is_sound(f);
}

struct bytes http2_fragment(const struct http2_frame *f, struct bytes payload)
{
	uint8_t padding = 0;
	if (f->type == HTTP2_CONTINUATION)
		return payload;
	if (f->flags & HTTP2_PADDED)
		padding = bytes_u8(&payload);
	if (f->type == HTTP2_PUSH_PROMISE)
		bytes_skip(&payload, PROMISED_LENGTH);
	else if (f->flags & HTTP2_WITH_PRIORITY)
		bytes_skip(&payload, PRIORITY_LENGTH);
	if (payload.failed || padding > payload.left)
		return (struct bytes) { .failed = true };
	return bytes_sub(&payload, payload.left - padding);
}

/* --- header blocks */

static void add_header(struct http_head *head, struct text name, struct text value)
{
	if (head->count < HTTP_HEADERS)
		head->headers[head->count++] = (struct http_header) { name, value };
}

/* The first of each counts. */
static void add_pseudo(struct http2_fields *out, const struct hpack_field *field)
{
	const struct {
		struct text name, *value;
	} pseudo[] = {
		{ TEXT(":method"), &out->method },
		{ TEXT(":path"), &out->path },
		{ TEXT(":authority"), &out->authority },
		{ TEXT(":status"), &out->status },
	};
	for (size_t i = 0; i < sizeof(pseudo) / sizeof(pseudo[0]); i++)
		if (text_is(field->name, pseudo[i].name) && !pseudo[i].value->s)
			*pseudo[i].value = field->value;
}

bool http2_read_block(
    struct hpack *table, struct bytes block, struct arena *arena, struct http2_fields *out)
{
	struct hpack_block b = { .table = table, .arena = arena, .in = block };
	struct hpack_field field;
	enum hpack_step step;
	out->method = out->path = out->authority = out->status = (struct text) { NULL, 0 };
	out->head.count = 0;
	out->head.complete = true;
	while ((step = hpack_next(&b, &field)) == HPACK_FIELD) {
		if (!field.name.s)
			out->head.complete = false;
		else if (text_starts(field.name, TEXT(":")))
			add_pseudo(out, &field);
		else
			add_header(&out->head, field.name, field.value);
	}
	out->head.complete &= step == HPACK_END;
	return step == HPACK_END;
}

/* What the body has, if it says so. */
static uint64_t declared(const struct http_head *head)
{
	uint64_t n;
	struct text value = http_find(head, TEXT("content-length"));
	return value.n > 0 && text_number(value, HTTP_NO_LENGTH - 1, &n) ? n : HTTP_NO_LENGTH;
}

bool http2_request(const struct http2_fields *f, struct http_request *out)
{
	bool connect = text_is(f->method, TEXT("CONNECT")) && f->path.n == 0;
	out->method = f->method;
	out->target = connect ? f->authority : f->path;
	out->version = version;
	out->body = TEXT("");
	out->type = "";
	out->declared = declared(&f->head);
	out->head.count = 0;
	out->head.complete = f->head.complete;
	if (out->method.n == 0 || out->target.n == 0)
		return false;
	if (f->authority.n > 0)
		add_header(&out->head, TEXT("Host"), f->authority);
	for (size_t i = 0; i < f->head.count; i++) {
		const struct http_header *h = &f->head.headers[i];
		if (!text_is_nocase(h->name, TEXT("host")) || !text_is(h->value, f->authority))
			add_header(&out->head, h->name, h->value);
	}
	return true;
}

bool http2_response(const struct http2_fields *f, struct http_response *out)
{
	uint64_t status;
	if (f->status.n == 0)
		return false;
	out->version = version;
	out->reason = out->body = TEXT("");
	out->type = "";
	out->declared = declared(&f->head);
	out->status = text_number(f->status, STATUS_MOST, &status) ? (unsigned)status : 0;
	out->head = f->head;
	return true;
}
