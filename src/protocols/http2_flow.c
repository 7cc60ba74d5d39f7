/*
 * HTTP/2 in clear: connections that begin with the preface, or behind a 101 that agreed on h2c, or before the
 * capture. Header blocks become requests and responses; all else is left out. RFC 9113, 7540 3.2.
 */
#include <config.h>

#include "protocols/http2.h"
#include "protocols/rows.h"

enum {
	BLOCK_MOST =
	    64 << 10, /* bytes of a header block; behind a longer one the table is forgotten */
	OPENING_SETTINGS = 32, /* that a stream may begin with */
};

struct http2_side {
	bool begun;
	uint32_t stream;        /* of the header block that is not whole yet; 0: none */
	uint64_t lost;          /* so many bytes of a frame are still to come and of no use */
	struct buf block;       /* what is there of it */
	struct beginning began; /* its first frame */
	struct hpack table;
};

struct http2_state {
	struct http2_side sides[2];
};

/* --- finding it */

/* What is there begins like one of the frames that a connection or, where its beginning is not in the
 * capture, a segment begins with. Cheap: the first byte is 0. */
static bool may_be_frame(struct text head)
{
	uint8_t fill[HTTP2_FRAME_HEAD] = { 0 };
	struct bytes in = bytes_of(fill, sizeof(fill));
	struct http2_frame f;
	if (head.n < sizeof(fill))
		return head.s[0] == 0 && (head.n < 4 || memchr("\1\3\4\6\10", head.s[3], 5));
	memcpy(fill, head.s, sizeof(fill));
	if (fill[0] != 0 || fill[5] != 0 || !http2_frame_head(&in, &f))
		return false;
	switch (f.type) {
	case HTTP2_HEADERS:
		return f.stream % 2 == 1 && f.flags & HTTP2_END_HEADERS && !(f.flags & 0xd2);
	case HTTP2_SETTINGS:
		return f.flags <= HTTP2_ACK && f.length <= 6 * OPENING_SETTINGS;
	case HTTP2_PING:
		return f.flags <= HTTP2_ACK;
	case HTTP2_RST_STREAM:
	case HTTP2_WINDOW_UPDATE:
		return f.flags == 0;
	default:
		return false;
	}
}

/* A header block that says what a request or a response begins with, and has no fault. */
static bool is_block(struct bytes block)
{
	struct arena arena = { .blocks = NULL };
	struct http2_fields fields;
	struct hpack table;
	hpack_init(&table, true);
	bool good = http2_read_block(&table, block, &arena, &fields) &&
	    (fields.method.n > 0 || fields.status.n > 0);
	hpack_free(&table);
	arena_free(&arena);
	return good;
}

static enum claim http2_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	struct http2_frame f;
	if (text_starts(head, HTTP2_PREFACE))
		return CLAIM_YES;
	if (text_starts(HTTP2_PREFACE, head))
		return CLAIM_MAYBE;
	if (!may_be_frame(head))
		return CLAIM_NO;
	struct bytes in = bytes_of(head.s, head.n);
	if (!http2_frame_head(&in, &f))
		return CLAIM_MAYBE;
	if (f.type != HTTP2_HEADERS)
		return CLAIM_YES;
	if (in.left < f.length)
		return CLAIM_MAYBE;
	struct bytes block = http2_fragment(&f, bytes_sub(&in, f.length));
	return !block.failed && is_block(block) ? CLAIM_YES : CLAIM_NO;
}

/* --- header blocks */

static void observe_block(
    struct http2_side *side, struct bytes block, const struct segment *s, struct observations *out)
{
	struct http2_fields fields;
	http2_read_block(&side->table, block, &out->arena, &fields);
	if (fields.method.n > 0) {
		struct http_request *r = arena_take(&out->arena, sizeof(*r));
		if (http2_request(&fields, r))
			observe_from(out, OBSERVED_HTTP_REQUEST, s, side->began)->request = r;
	} else if (fields.status.n > 0) {
		struct http_response *r = arena_take(&out->arena, sizeof(*r));
		if (http2_response(&fields, r))
			observe_from(out, OBSERVED_HTTP_RESPONSE, s, side->began)->response = r;
	}
}

/* A block did not come whole: what it put into the table is not known. */
static void give_up_block(struct http2_side *side)
{
	hpack_forget(&side->table);
	side->stream = 0;
}

/* Behind a HEADERS, PUSH_PROMISE or CONTINUATION there is the rest of its block, or it is whole
 * (RFC 9113 4.3). */
static void take_fragment(struct http2_side *side, const struct http2_frame *f,
    struct bytes fragment, const struct segment *s, struct observations *out)
{
	bool first = f->type != HTTP2_CONTINUATION, last = f->flags & HTTP2_END_HEADERS;
	if (fragment.failed || side->stream != (first ? 0 : f->stream))
		give_up_block(side);
	if (fragment.failed || (!first && side->stream == 0))
		return;
	if (first)
		buf_clear(&side->block);
	if (!first || !last)
		buf_add(&side->block, text_bytes(fragment.at, fragment.left));
	if (!first)
		fragment = bytes_of(side->block.p, side->block.n);
	side->stream = last ? 0 : f->stream;
	if (side->block.over)
		give_up_block(side);
	else if (last)
		observe_block(side, fragment, s, out);
}

/* --- the row */

static struct http2_side *side_of(struct conversation *c, const struct segment *s)
{
	struct http2_state *state = c->state;
	return &state->sides[s->side];
}

static void begin(struct http2_side *side, bool partial)
{
	side->begun = true;
	hpack_init(&side->table, partial);
	buf_init(&side->block, BLOCK_MOST);
}

/* The rest is not understood. What comes behind it, if anything, is read with an unknown table. */
static void reset(struct http2_side *side)
{
	if (!side->begun)
		begin(side, true);
	give_up_block(side);
	buf_free(&side->block);
	buf_init(&side->block, BLOCK_MOST);
	side->lost = 0;
}

static void weigh(struct conversation *c)
{
	const struct http2_state *state = c->state;
	size_t bytes = 0;
	for (int i = 0; i < 2; i++)
		bytes += hpack_weight(&state->sides[i].table) + state->sides[i].block.room;
	talk_weighs(c, bytes);
}

/* The client's preface, or the SETTINGS that a server begins with; behind anything else the table has a past.
 * False where more bytes are needed. */
static bool take_beginning(struct http2_side *side, struct bytes *in)
{
	struct text head = text_bytes(in->at, in->left);
	struct bytes peek = *in;
	struct http2_frame f;
	if (text_starts(head, HTTP2_PREFACE)) {
		bytes_skip(in, HTTP2_PREFACE.n);
		begin(side, false);
	} else if (text_starts(HTTP2_PREFACE, head) || head.n < HTTP2_FRAME_HEAD) {
		return false;
	} else {
		bool good = http2_frame_head(&peek, &f);
		begin(side, !good || f.type != HTTP2_SETTINGS || f.flags & HTTP2_ACK);
	}
	return true;
}

static bool has_block(const struct http2_frame *f)
{
	return f->type == HTTP2_HEADERS || f->type == HTTP2_PUSH_PROMISE ||
	    f->type == HTTP2_CONTINUATION;
}

enum step { STEP_TAKEN, STEP_WAIT, STEP_SKIP, STEP_LOST };

/* The next frame of *in. STEP_SKIP: so many bytes behind its head are of no interest. */
static enum step take_frame(struct http2_side *side, const struct segment *s, struct bytes *in,
    struct http2_frame *f, struct observations *out)
{
	struct bytes next = *in;
	if (in->left < HTTP2_FRAME_HEAD)
		return STEP_WAIT;
	if (!http2_frame_head(&next, f))
		return STEP_LOST;
	if (!has_block(f) || f->length > BLOCK_MOST) {
		if (side->stream != 0 || has_block(f))
			give_up_block(side);
		*in = next;
		return STEP_SKIP;
	}
	if (next.left < f->length)
		return STEP_WAIT;
	struct bytes payload = bytes_sub(&next, f->length);
	take_fragment(side, f, http2_fragment(f, payload), s, out);
	*in = next;
	return STEP_TAKEN;
}

static size_t take_lost(struct http2_side *side, struct bytes *in)
{
	size_t n = side->lost < in->left ? (size_t)side->lost : in->left;
	bytes_skip(in, n);
	side->lost -= n;
	return n;
}

static size_t http2_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct http2_side *side = side_of(c, s);
	struct bytes in = bytes_of(data.s, data.n);
	struct http2_frame f = { .length = 0 };
	enum step step = STEP_TAKEN;
	if (!side->begun && !take_beginning(side, &in))
		return 0;
	hpack_renew(&side->table);
	take_lost(side, &in);
	while (step == STEP_TAKEN) {
		if (side->stream == 0)
			side->began = segment_beginning(s, data.n - in.left);
		step = take_frame(side, s, &in, &f, out);
	}
	if (step == STEP_LOST)
		reset(side);
	if (step == STEP_SKIP)
		talk_skip(c, s->side, f.length);
	if (step == STEP_WAIT && in.left >= HTTP2_FRAME_HEAD)
		talk_want(c, s->side, HTTP2_FRAME_HEAD + f.length);
	weigh(c);
	return step == STEP_LOST ? TAKE_LOST : data.n - in.left;
}

/* A frame of which the beginning is there ends where it says. */
static bool http2_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	struct http2_side *side = side_of(c, s);
	struct bytes in = bytes_of(left.s, left.n);
	struct http2_frame f;
	uint64_t rest = side->lost;
	(void)out;
	if (left.n > 0 && http2_frame_head(&in, &f))
		rest = f.length - in.left;
	reset(side);
	if (missing == 0 || missing > rest)
		return false;
	side->lost = rest - missing;
	return true;
}

static void http2_free(void *state)
{
	struct http2_state *http2 = state;
	for (int i = 0; i < 2; i++) {
		hpack_free(&http2->sides[i].table);
		buf_free(&http2->sides[i].block);
	}
}

const struct protocol protocol_http2 = { .name = "http2",
	.transport = IP_TCP,
	.state_size = sizeof(struct http2_state),
	.claims = http2_claims,
	.take = http2_take,
	.gap = http2_gap,
	.free = http2_free };
