/* The two streams of a TCP connection, from segments to the parser that takes them. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "protocols/conversation_private.h"

void talk_skip(struct conversation *c, uint8_t side, uint64_t n)
{
	c->sides[side].skip = n;
}

/* --- what a parser left */

static struct text left_of(const struct talk_side *side)
{
	return side->left ? text_bytes(side->left, side->left_n) : TEXT("");
}

/* What observations may point to stays until they are judged. */
static void release_left(struct talk_side *side, struct observations *out)
{
	if (side->left)
		observations_keep(out, side->left);
	side->left = NULL;
	side->left_n = side->left_room = 0;
}

static void add_left(struct talk_side *side, struct text more)
{
	if (more.n > side->left_room - side->left_n) {
		side->left_room = side->left_n ? (side->left_n + more.n) * 2 : more.n;
		side->left = xrealloc(side->left, side->left_room, 1);
	}
	memcpy(side->left + side->left_n, more.s, more.n);
	side->left_n += more.n;
}

/* In the midst of what the side says: what comes next is no beginning. Some never say what they push. */
static bool is_amid(const struct segment *s)
{
	const struct flow *f = s->flow;
	return f->amid == s->side + 1 && (f->flags[0] | f->flags[1]) & TCP_PSH;
}

static void note_said(const struct segment *s, bool pushed)
{
	s->flow->amid = pushed ? 0 : (uint8_t)(s->side + 1);
}

/* Joins what was left and what has come. */
static struct text at_hand(
    struct talk_side *side, struct segment *s, const struct stream_part *part)
{
	struct text come = text_bytes(part->data, part->n);
	side->came = *s->frame;
	s->old = side->left_n;
	s->began = side->began;
	if (side->left_n == 0 || !is_amid(s))
		side->restart = side->left_n;
	if (side->left_n == 0)
		return come;
	add_left(side, come);
	return left_of(side);
}

static void move_on(struct segment *s, struct text *data, size_t n)
{
	*data = text_from(*data, n);
	s->old = s->old > n ? s->old - n : 0;
}

/* rest: what nobody took. */
static void keep_left(
    struct talk_side *side, const struct segment *s, struct text rest, struct observations *out)
{
	if (side->left_n > 0 && rest.n == side->left_n)
		return;
	uint8_t *old = side->left;
	side->left = NULL;
	side->left_n = side->left_room = 0;
	if (rest.n > 0) {
		side->began = segment_beginning(s, 0);
		add_left(side, rest);
	}
	if (old)
		observations_keep(out, old);
}

/* --- parsing */

/* The bytes behind those taken that the parser does not want. */
static size_t skip_asked(struct talk_side *side, size_t at_hand)
{
	uint64_t skip = side->skip;
	side->skip = 0;
	side->done |= skip == TALK_REST;
	if (skip <= at_hand)
		return (size_t)skip;
	if (!side->done)
		stream_skip(&side->stream, skip - at_hand);
	return at_hand;
}

/* The parser takes what it can. */
static void parse(
    struct conversation *c, struct segment *s, struct text *data, struct observations *out)
{
	struct talk_side *side = &c->sides[s->side];
	while (data->n > 0 && data->n >= side->want && !side->looking && !c->handed_over) {
		side->want = 0;
		size_t n = c->protocol->take(c, s, *data, out);
		if (n == TAKE_LOST) {
			side->looking = true;
			side->want = 0;
			n = data->n;
		}
		n += skip_asked(side, data->n - n);
		move_on(s, data, n);
		if (n == 0)
			break;
	}
	if (data->n > TALK_LEFT_MOST && !c->handed_over) {
		side->looking = !(c->protocol->gap && c->protocol->gap(c, s, *data, 0, out));
		move_on(s, data, data->n);
	}
}

/* The same for the other side, which sent no packet now. */
static struct segment turn(const struct segment *s, struct packet *p)
{
	struct segment turned = *s;
	*p = *s->packet;
	tuple_turn(&p->tuple);
	turned.packet = p;
	turned.side = !s->side;
	return turned;
}

/* What the other side said before a parser was found. */
static void parse_other(struct conversation *c, const struct segment *s, struct observations *out)
{
	struct talk_side *other = &c->sides[!s->side];
	if (other->left_n == 0)
		return;
	struct packet p;
	struct segment t = turn(s, &p);
	struct text data = left_of(other);
	other->restart = 0;
	t.frame = &other->came;
	t.old = data.n;
	t.began = other->began;
	parse(c, &t, &data, out);
	keep_left(other, &t, data, out);
}

/* --- finding a parser */

static const struct protocol *claim(
    const struct conversation *c, const struct segment *s, struct text data, bool *maybe)
{
	const struct tuple *t = &s->flow->key;
	struct opening o = { .head = { TEXT(""), TEXT("") },
		.port = { t->sport, t->dport },
		.side = s->side,
		.initiator = s->flow->initiator };
	o.head[s->side] = data;
	if (c && !c->protocol) {
		const struct talk_side *other = &c->sides[!s->side];
		o.head[!s->side] = left_of(other);
	}
	return protocols_claim(&o, maybe);
}

/* Where a protocol is found, it was given what the other side said before. Else data is what is to be
 * kept until more has come: nothing, or what may be a beginning. */
static bool find_parser(
    struct conversation *c, struct segment *s, struct text *data, struct observations *out)
{
	bool maybe;
	const struct protocol *p;
	struct talk_side *side = &c->sides[s->side];
	while (!(p = claim(c, s, *data, &maybe))) {
		if (maybe && data->n <= TALK_OPENING_MOST)
			return false;
		move_on(s, data, side->restart ? side->restart : data->n);
		side->restart = 0;
		if (data->n == 0)
			return false;
	}
	side->looking = false;
	side->restart = 0;
	if (p == c->protocol)
		return true;
	conversation_set(c, p);
	c->sides[!s->side].looking = false;
	parse_other(c, s, out);
	return true;
}

static void begin_anew(struct conversation *c)
{
	conversation_set(c, NULL);
	c->awaited = 3;
	c->flow->amid = 0;
	for (int i = 0; i < 2; i++) {
		c->sides[i].want = c->sides[i].restart = 0;
		c->sides[i].looking = false;
	}
}

/* One round for each protocol that hands over to the next: whoever takes nothing may not, but the one that was
 * there before. */
static void hear(struct conversation *c, struct segment *s, const struct stream_part *part,
    struct observations *out)
{
	struct talk_side *side = &c->sides[s->side], *other = &c->sides[!s->side];
	struct text data = at_hand(side, s, part);
	size_t before;
	bool known, unheard = (!c->protocol || side->looking) && s->old == 0 && is_amid(s);
	c->awaited &= (uint8_t) ~(1u << s->side);
	note_said(s, part->pushed);
	if (unheard)
		return;
	do {
		before = data.n + other->left_n;
		if (c->handed_over)
			begin_anew(c);
		known = c->protocol;
		if ((!c->protocol || side->looking) && !find_parser(c, s, &data, out))
			break;
		parse(c, s, &data, out);
	} while (data.n > 0 && c->handed_over && (known || data.n + other->left_n < before));
	if (c->handed_over)
		begin_anew(c);
	if (side->done)
		move_on(s, &data, data.n);
	keep_left(side, s, data, out);
}

/* --- the streams */

/* What a side says last is shown by the frame of its last byte. */
static struct segment last_of(struct talk_side *side, const struct segment *s, struct text *left)
{
	struct segment last = *s;
	if (side->came.number)
		last.frame = &side->came;
	last.old = side->left_n;
	last.began = side->began;
	*left = left_of(side);
	return last;
}

static void miss(
    struct conversation *c, const struct segment *s, uint64_t missing, struct observations *out)
{
	struct talk_side *side = &c->sides[s->side];
	struct text left;
	struct segment last = last_of(side, s, &left);
	if (c->protocol && !side->looking)
		side->looking =
		    !(c->protocol->gap && c->protocol->gap(c, &last, left, missing, out));
	skip_asked(side, 0);
	side->want = 0;
	s->flow->amid = 0;
	release_left(side, out);
}

static const struct origin *later(const struct origin *a, const struct origin *b)
{
	return a->seq > b->seq ? a : b;
}

/* Parts that came late are shown by the frame that made them whole; those behind bytes that never
 * came, or of a side without a beginning, by the last of their own. All begin in their own. */
static void deliver(struct conversation *c, const struct segment *s, const struct stream_part *part,
    bool given_up, struct observations *out)
{
	struct segment piece = *s;
	struct packet packet;
	if (part->kept) {
		observations_keep(out, (uint8_t *)(uintptr_t)part->data);
		packet = *s->packet;
		packet.began = &part->frame;
		piece.packet = &packet;
		piece.frame = given_up ? later(&c->sides[s->side].came, &part->frame) : s->frame;
	}
	if (c->sides[s->side].done)
		return;
	if (part->missing)
		miss(c, s, part->missing, out);
	else
		hear(c, &piece, part, out);
}

static void tell_end(struct conversation *c, const struct segment *s, struct observations *out)
{
	struct talk_side *side = &c->sides[s->side];
	struct text left;
	struct segment last = last_of(side, s, &left);
	if (c->protocol && c->protocol->end && !side->looking)
		c->protocol->end(c, &last, left, out);
	side->done = true;
	release_left(side, out);
}

/* All that is next, and the end where that is reached. */
static void deliver_ready(
    struct conversation *c, const struct segment *s, bool given_up, struct observations *out)
{
	struct stream *st = &c->sides[s->side].stream;
	struct stream_part part;
	while (stream_ready(st, &part))
		deliver(c, s, &part, given_up, out);
	if (stream_ended(st) && !c->sides[s->side].done)
		tell_end(c, s, out);
}

static void take_segment(struct conversation *c, const struct segment *s, struct observations *out)
{
	struct stream_part part;
	if (stream_take(&c->sides[s->side].stream, s->packet, s->frame, &part))
		deliver(c, s, &part, false, out);
	deliver_ready(c, s, false, out);
}

/* What nobody will send any more was lost to the capture. */
static void check_patience(
    struct conversation *c, const struct segment *s, bool acked, struct observations *out)
{
	struct stream *st = &c->sides[s->side].stream;
	if (!st->known || st->held_count == 0 ||
	    !stream_waits_in_vain(st, acked, s->packet->tcp_ack))
		return;
	stream_give_up(st);
	deliver_ready(c, s, true, out);
}

/* --- beginnings */

/* Where the side's stream begins: behind its SYN, or with what is seen of it first. */
static uint32_t first_byte(const struct segment *s)
{
	const struct packet *p = s->packet;
	const struct flow *f = s->flow;
	bool first = f->bytes[s->side] == (uint64_t)p->payload_size + p->payload_cut;
	return first && f->known & 1 << s->side ? f->first_seq[s->side] + 1 : p->tcp_seq;
}

/* The capture began in the middle of this side, just now: what came before the first that is seen may
 * follow, out of order. */
static bool is_opening(const struct flow *f, uint8_t side)
{
	return !(f->known & 1 << side) && f->packets[0] <= TALK_OPENING_PACKETS &&
	    f->packets[1] <= TALK_OPENING_PACKETS;
}

/* A flow that nobody reads yet: NULL where this packet does not change that. */
static struct conversation *begin(const struct segment *s)
{
	const struct packet *p = s->packet;
	bool maybe = false, syn = p->tcp_flags & TCP_SYN, pushed = p->tcp_flags & TCP_PSH;
	if (p->payload_size == 0 || p->tcp_flags & TCP_RST)
		return NULL;
	if (first_byte(s) != p->tcp_seq + syn || is_opening(s->flow, s->side) ||
	    (!is_amid(s) && (claim(NULL, s, segment_payload(s), &maybe) || maybe)))
		return conversation_new(s->talks, s->flow);
	if (p->payload_size > 1 || pushed) /* one byte may but keep the connection alive */
		note_said(s, pushed || p->payload_cut > 0);
	return NULL;
}

/* The lowest that was kept begins a protocol. */
static bool claims_kept(const struct conversation *c, const struct segment *s)
{
	bool maybe;
	const struct stream_held *first = &c->sides[s->side].stream.held[0];
	return first->n > 0 && claim(c, s, text_bytes(first->data, first->n), &maybe);
}

/* Ends the wait for the beginning of a side: its SYN came late, or enough is there. */
static void check_opening(
    struct conversation *c, const struct segment *s, bool enough, struct observations *out)
{
	struct stream *st = &c->sides[s->side].stream;
	const struct flow *f = s->flow;
	if (st->known || st->held_count == 0)
		return;
	if (f->known & 1 << s->side)
		stream_begin(st, f->first_seq[s->side] + 1);
	else if (enough || !is_opening(f, s->side) || claims_kept(c, s))
		stream_begin_kept(st);
	if (st->known)
		deliver_ready(c, s, true, out);
}

/* Nobody reads it, nothing waits: as if it had not begun. */
static bool is_idle(const struct conversation *c)
{
	return !c->protocol && c->awaited == 0 && c->sides[0].left_n == 0 &&
	    c->sides[1].left_n == 0 && c->sides[0].stream.held_count == 0 &&
	    c->sides[1].stream.held_count == 0;
}

static void settle(struct conversation *c, const struct segment *s)
{
	for (int i = 0; i < 2; i++) {
		conversations_note_overlaps(s->talks, c->sides[i].stream.overlaps);
		c->sides[i].stream.overlaps = 0;
	}
	s->flow->done = (uint8_t)(c->sides[0].done | c->sides[1].done << 1);
	if (s->flow->done == 3 || is_idle(c))
		conversation_free(s->talks, c);
	else
		conversation_count(s->talks, c);
}

static void take_own(struct conversation *c, const struct segment *s, struct observations *out)
{
	struct stream *st = &c->sides[s->side].stream;
	if (!st->known && is_opening(s->flow, s->side)) {
		stream_keep(st, s->packet, s->frame);
		return;
	}
	check_opening(c, s, true, out);
	if (!st->known)
		stream_begin(st, first_byte(s));
	take_segment(c, s, out);
}

/* Something came from the side, or (says) nothing but an acknowledgement of the other's. */
static void check_other(
    struct conversation *c, const struct segment *s, bool says, struct observations *out)
{
	const struct stream *st = &c->sides[!s->side].stream;
	if (likely(st->held_count == 0))
		return;
	struct packet turned;
	struct segment other = turn(s, &turned);
	check_opening(c, &other, says, out);
	check_patience(c, &other, s->packet->tcp_flags & TCP_ACK, out);
}

void streams_feed(const struct segment *s, struct observations *out)
{
	struct conversation *c = s->flow->conversation;
	const struct packet *p = s->packet;
	if (!c && !(c = begin(s)))
		return;
	bool says = (p->payload_size > 0 || p->payload_cut > 0) && !(p->tcp_flags & TCP_RST);
	conversation_touch(s->talks, c);
	check_other(c, s, says, out);
	if (!c->sides[s->side].done && (says || p->tcp_flags & TCP_FIN))
		take_own(c, s, out);
	check_opening(c, s, false, out);
	check_patience(c, s, false, out);
	settle(c, s);
}

static void end_side(struct conversation *c, const struct segment *s, struct observations *out)
{
	while (stream_give_up(&c->sides[s->side].stream))
		deliver_ready(c, s, true, out);
	if (!c->sides[s->side].done)
		tell_end(c, s, out);
}

void streams_end(const struct segment *s, struct observations *out)
{
	struct conversation *c = s->flow->conversation;
	struct packet turned;
	struct segment other = turn(s, &turned);
	end_side(c, s, out);
	end_side(c, &other, out);
	conversation_free(s->talks, c);
}
