/* HTTP/1 over TCP: messages of both sides, what passes in them, what follows CONNECT and Upgrade. RFC 9112. */
#include <config.h>

#include <stdlib.h>

#include "base/digest.h"
#include "base/memory.h"
#include "protocols/conversation_private.h"
#include "protocols/http_body.h"
#include "protocols/rows.h"

enum {
	HEAD_MOST = 64 << 10,
	FIRST_LINE_MOST = 4 << 10, /* looked for within a body */
	ASKED_MOST = 64, /* requests without a response yet; behind them nothing is known */
};

/* What one side sends. */
struct http_side {
	size_t line, seen; /* how far the head at hand was looked through */
	bool in_body;
	bool request; /* the message is one */
	bool told;    /* the message; its body passes yet */
	/* The other side went on, or never asked for a body: where the next message stands instead of the body, the
	 * body breaks off. */
	bool overdue;
	char *head; /* of a message that waits for the beginning of its body */
	size_t head_n;
	struct beginning began, body_began;
	struct http_passing body;
	uint8_t asked
	    [ASKED_MOST]; /* enum http_asked: what its requests were, that have no response yet */
	size_t asked_n;
	bool tunnel; /* its last request asked for another protocol */
};

struct http_state {
	struct http_side sides[2];
};

static struct http_side *side_of(const struct conversation *c, uint8_t side)
{
	struct http_state *state = c->state;
	return &state->sides[side];
}

static bool digests_wanted(const struct segment *s)
{
	return conversations_options(s->talks)->digests;
}

/* --- requests and their responses */

static void note_asked(struct http_side *side, const struct http_request *r)
{
	bool connect = text_is(r->method, TEXT("CONNECT"));
	side->tunnel = connect || http_find(&r->head, TEXT("Upgrade")).s;
	if (side->asked_n == ASKED_MOST)
		side->asked_n = 0;
	side->asked[side->asked_n++] = connect ? HTTP_ASKED_CONNECT
	    : text_is(r->method, TEXT("HEAD")) ? HTTP_ASKED_HEAD
					       : HTTP_ASKED_OTHER;
}

/* What the response answers; one of 1xx but 101 leaves the request waiting. */
static enum http_asked find_asked(struct http_side *asker, unsigned status)
{
	if (asker->asked_n == 0)
		return HTTP_ASKED_UNKNOWN;
	enum http_asked asked = asker->asked[0];
	if (status / 100 != 1)
		memmove(asker->asked, asker->asked + 1, --asker->asked_n);
	return asked;
}

/* Whether what follows the response is another protocol. */
static bool hands_over(const struct http_response *r, enum http_asked asked)
{
	if (r->status == 101)
		return true;
	if (r->status / 100 != 2)
		return false;
	return asked == HTTP_ASKED_CONNECT ||
	    (asked == HTTP_ASKED_UNKNOWN &&
		text_find_nocase(r->reason, TEXT("established")) != TEXT_NONE);
}

/* --- observations */

static void tell_request(struct http_request *r, struct text body, uint64_t declared,
    const struct segment *s, struct beginning began, struct observations *out)
{
	r->body = body;
	r->type = http_magic(body);
	r->declared = declared;
	observe_from(out, OBSERVED_HTTP_REQUEST, s, began)->request = r;
}

static void tell_response(struct http_response *r, struct text body, uint64_t declared,
    const struct segment *s, struct beginning began, struct observations *out)
{
	r->body = body;
	r->type = http_magic(body);
	r->declared = declared;
	observe_from(out, OBSERVED_HTTP_RESPONSE, s, began)->response = r;
}

/* The head waited for this body. What both lie in becomes the observations'. */
static void tell_waiting(struct http_side *side, const struct segment *s, struct observations *out)
{
	struct http_passing *b = &side->body;
	struct text head = { side->head, side->head_n };
	struct text body = { b->kept ? b->kept : "", b->kept_n };
	if (side->told)
		return;
	if (side->request) {
		struct http_request *r = arena_take(&out->arena, sizeof(*r));
		if (http_parse_request(head, r))
			tell_request(r, body, b->plan.declared, s, side->began, out);
	} else {
		struct http_response *r = arena_take(&out->arena, sizeof(*r));
		if (http_parse_response(head, r))
			tell_response(r, body, b->plan.declared, s, side->began, out);
	}
	observations_keep(out, side->head);
	if (b->kept)
		observations_keep(out, b->kept);
	side->head = b->kept = NULL;
	side->head_n = b->kept_room = 0;
	side->told = true;
}

/* What is there of a head that does not end. */
static void tell_head(
    struct text head, const struct segment *s, struct beginning began, struct observations *out)
{
	struct http_request *request = arena_take(&out->arena, sizeof(*request));
	struct http_response *response = arena_take(&out->arena, sizeof(*response));
	struct text none = TEXT("");
	if (http_parse_request(head, request))
		tell_request(request, none, HTTP_NO_LENGTH, s, began, out);
	else if (http_parse_response(head, response))
		tell_response(response, none, HTTP_NO_LENGTH, s, began, out);
}

static void tell_body(
    const struct http_side *side, const struct segment *s, struct observations *out)
{
	struct http_body *b = arena_take(&out->arena, sizeof(*b));
	char digits[DIGEST_TEXT];
	*b = (struct http_body) { .request = side->request, .size = side->body.size };
	if (side->body.digest) {
		digest_end(side->body.digest, digits);
		b->whole = true;
		b->sha256 = arena_text(&out->arena, text_of(digits));
	}
	observe_from(out, OBSERVED_HTTP_BODY, s, side->body_began)->body = b;
}

/* --- messages */

static void forget_message(struct http_side *side)
{
	http_passing_free(&side->body);
	free(side->head);
	side->head = NULL;
	side->head_n = side->line = side->seen = 0;
	side->in_body = side->overdue = false;
}

/* The body ended, or breaks off here. */
static void finish_body(
    struct http_side *side, const struct segment *s, bool whole, struct observations *out)
{
	http_passing_end(&side->body, whole);
	tell_waiting(side, s, out);
	if (digests_wanted(s))
		tell_body(side, s, out);
	forget_message(side);
}

static void start_body(struct http_side *side, const struct segment *s,
    const struct http_plan *plan, struct text head, bool told)
{
	side->in_body = true;
	side->told = told;
	side->began = segment_beginning(s, 0);
	side->body_began = (struct beginning) { .frame = 0 };
	http_passing_begin(&side->body, plan, !told, digests_wanted(s));
	if (told)
		return;
	side->head = xmalloc(head.n);
	memcpy(side->head, head.s, head.n);
	side->head_n = head.n;
}

/* What is at hand of a body, where that is all that would be kept of it. */
static bool at_hand(const struct http_plan *plan, struct text rest, struct text *body)
{
	*body = TEXT("");
	if (plan->framing == HTTP_BODILESS)
		return true;
	if (plan->framing != HTTP_SIZED || plan->coding != HTTP_IDENTITY)
		return false;
	*body = text_head(rest, plan->size < HTTP_BODY_KEPT ? (size_t)plan->size : HTTP_BODY_KEPT);
	return body->n == plan->size || body->n == HTTP_BODY_KEPT;
}

/* Whether a message of the same kind begins with data. */
static enum http_verdict begins_next(const struct http_side *side, struct text data)
{
	return side->request ? http_begins_request(data) : http_begins_response(data);
}

static void take_request(struct conversation *c, const struct segment *s, struct text head,
    struct text rest, struct observations *out)
{
	struct http_side *side = side_of(c, s->side), *other = side_of(c, !s->side);
	struct http_request *r = arena_take(&out->arena, sizeof(*r));
	struct text body;
	if (!http_parse_request(head, r))
		return;
	struct http_plan plan = http_plan_request(&r->head);
	side->request = true;
	note_asked(side, r);
	other->overdue |= other->in_body;
	bool told = at_hand(&plan, rest, &body) || !r->head.complete;
	if (told)
		tell_request(r, body, plan.declared, s, segment_beginning(s, 0), out);
	if (r->head.complete && plan.framing != HTTP_BODILESS)
		start_body(side, s, &plan, head, told);
}

static void take_response(struct conversation *c, const struct segment *s, struct text head,
    struct text rest, struct observations *out)
{
	struct http_side *side = side_of(c, s->side), *other = side_of(c, !s->side);
	struct http_response *r = arena_take(&out->arena, sizeof(*r));
	struct text body;
	if (!http_parse_response(head, r))
		return;
	enum http_asked asked = find_asked(other, r->status);
	struct http_plan plan = http_plan_response(r, asked);
	if (hands_over(r, asked)) {
		plan.framing = HTTP_BODILESS;
		talk_hand_over(c);
	}
	side->request = false;
	if (r->status / 100 != 1) {
		other->overdue |= other->in_body;
		other->tunnel = false;
	}
	bool unknown =
	    asked == HTTP_ASKED_UNKNOWN; /* it may be of HEAD: look before taking a body */
	bool told =
	    at_hand(&plan, rest, &body) && !(unknown && body.n > 0 && begins_next(side, body));
	told |= !r->head.complete;
	if (told)
		tell_response(r, body, plan.declared, s, segment_beginning(s, 0), out);
	if (r->head.complete && plan.framing != HTTP_BODILESS) {
		start_body(side, s, &plan, head, told);
		side->overdue = unknown;
	}
}

/* --- streams */

/* What stands here begins no message: it is another protocol's, or nobody knows. */
static size_t lose(struct conversation *c, uint8_t s)
{
	struct http_side *side = side_of(c, s), *other = side_of(c, !s);
	forget_message(side);
	if (!side->tunnel || (other->in_body && !other->told))
		return TAKE_LOST;
	talk_hand_over(c);
	return 0;
}

static size_t line_ends(struct text data)
{
	size_t n = 0;
	while (n < data.n && (data.s[n] == '\r' || data.s[n] == '\n'))
		n++;
	return n;
}

static size_t take_head(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct http_side *side = side_of(c, s->side);
	size_t blank = line_ends(data);
	if (blank > 0)
		return blank;
	enum http_verdict begins = side->line > 0 ? HTTP_YES : http_begins(data);
	if (begins == HTTP_NO)
		return lose(c, s->side);
	size_t end = http_head_end(data, &side->line, &side->seen);
	if (end == 0 && data.n < HEAD_MOST)
		return 0;
	if (end == 0) {
		tell_head(text_head(data, HEAD_MOST), s, segment_beginning(s, 0), out);
		forget_message(side);
		return TAKE_LOST;
	}
	struct text head = text_head(data, end), rest = text_from(data, end);
	side->line = side->seen = 0;
	if (http_is_response(head))
		take_response(c, s, head, rest, out);
	else
		take_request(c, s, head, rest, out);
	return end;
}

static size_t take_body(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct http_side *side = side_of(c, s->side);
	struct http_passing *b = &side->body;
	if (!side->body_began.frame)
		side->body_began = segment_beginning(s, 0);
	size_t n = http_passing_take(b, data);
	if (b->bad) {
		finish_body(side, s, false, out);
		return lose(c, s->side);
	}
	if (!side->told && !b->keeps)
		tell_waiting(side, s, out);
	if (!side->request && !b->ended)
		talk_skip(c, s->side, http_passing_skip(b));
	if (b->ended)
		finish_body(side, s, true, out);
	return n;
}

/* Whether the next message stands where the body should be. */
static enum http_verdict breaks_off(const struct http_side *side, struct text data)
{
	enum http_verdict begins = side->overdue ? begins_next(side, data) : HTTP_NO;
	return begins == HTTP_MAYBE && data.n > FIRST_LINE_MOST ? HTTP_NO : begins;
}

static size_t http_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct http_side *side = side_of(c, s->side);
	size_t n = 0;
	enum http_verdict broken = side->in_body ? breaks_off(side, data) : HTTP_NO;
	if (broken == HTTP_YES)
		finish_body(side, s, false, out);
	if (side->in_body && broken == HTTP_NO) {
		side->overdue = false;
		n = take_body(c, s, data, out);
	} else if (broken != HTTP_MAYBE) {
		n = take_head(c, s, data, out);
	}
	const struct http_side *other = side_of(c, !s->side);
	talk_weighs(c,
	    side->head_n + other->head_n + http_passing_weight(&side->body) +
		http_passing_weight(&other->body));
	return n;
}

/* What was left at the end, or before a gap. */
static void take_left(
    struct http_side *side, const struct segment *s, struct text left, struct observations *out)
{
	if (!side->in_body)
		tell_head(left, s, segment_beginning(s, 0), out);
	else if (left.n > 0)
		http_passing_take(&side->body, left);
}

static bool http_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	struct http_side *side = side_of(c, s->side);
	take_left(side, s, left, out);
	bool known = side->in_body && !side->body.bad && http_passing_miss(&side->body, missing);
	if (known)
		tell_waiting(side, s, out);
	if (known && side->body.ended)
		finish_body(side, s, true, out);
	if (!known && side->in_body)
		finish_body(side, s, false, out);
	if (!known)
		forget_message(side);
	return known;
}

static void http_end(
    struct conversation *c, const struct segment *s, struct text left, struct observations *out)
{
	struct http_side *side = side_of(c, s->side);
	take_left(side, s, left, out);
	if (side->in_body)
		finish_body(side, s, stream_ended(&c->sides[s->side].stream), out);
	forget_message(side);
}

static void http_free(void *state)
{
	struct http_state *http = state;
	forget_message(&http->sides[0]);
	forget_message(&http->sides[1]);
}

static enum claim http_claims(const struct opening *o)
{
	static const enum claim claims[] = {
		[HTTP_NO] = CLAIM_NO, [HTTP_MAYBE] = CLAIM_MAYBE, [HTTP_YES] = CLAIM_YES
	};
	return claims[http_begins(o->head[o->side])];
}

const struct protocol protocol_http = { .name = "http",
	.transport = IP_TCP,
	.state_size = sizeof(struct http_state),
	.claims = http_claims,
	.take = http_take,
	.gap = http_gap,
	.end = http_end,
	.free = http_free };
