/*
 * TLS over TCP: hellos and certificates of both sides, until what follows is encrypted. What a record
 * carries is shown by the frame that completes the record. RFC 8446, 5246.
 */
#include <config.h>

#include "protocols/rows.h"
#include "protocols/tls_observe.h"
#include "protocols/tls_records.h"

enum {
	RECORD_CHANGE_CIPHER_SPEC = 20,
	RECORD_HANDSHAKE = 22,
	RECORD_APPLICATION_DATA = 23,
	VERSION_MAJOR = 3,
	MINOR_MOST = 4,
	RECORD_HEAD = 5,
};

struct tls_side {
	bool begun;
	struct tls_records records;
	struct beginning began; /* of the message in the making */
};

struct tls_state {
	struct tls_side sides[2];
};

/* A stream is known by a hello, also one of SSL 2.0, or by certificates at its beginning, or, behind bytes
 * that nobody knew, by what is encrypted: then it has told all. */
static enum claim tls_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	const uint8_t *at = (const uint8_t *)head.s;
	size_t v2 = tls_v2_size(head);
	if (v2 > 0)
		return v2 > head.n ? CLAIM_MAYBE : CLAIM_YES;
	if (at[0] != RECORD_HANDSHAKE && at[0] != RECORD_APPLICATION_DATA &&
	    at[0] != RECORD_CHANGE_CIPHER_SPEC)
		return CLAIM_NO;
	if (head.n > 1 && at[1] != VERSION_MAJOR)
		return CLAIM_NO;
	if (head.n > 2 && at[0] != RECORD_HANDSHAKE && at[2] > MINOR_MOST)
		return CLAIM_NO;
	if (head.n <= RECORD_HEAD)
		return CLAIM_MAYBE;
	uint16_t size = load_be16(at + 3);
	uint8_t type = at[RECORD_HEAD];
	bool good = size > 0 && size <= TLS_RECORD_MOST;
	if (at[0] == RECORD_HANDSHAKE)
		good &=
		    type == TLS_CLIENT_HELLO || type == TLS_SERVER_HELLO || type == TLS_CERTIFICATE;
	else if (at[0] == RECORD_CHANGE_CIPHER_SPEC)
		good = size == 1 && type == 1;
	return good ? CLAIM_YES : CLAIM_NO;
}

static struct tls_side *side_of(struct conversation *c, const struct segment *s)
{
	struct tls_state *state = c->state;
	struct tls_side *side = &state->sides[s->side];
	if (!side->begun)
		tls_records_init(&side->records);
	side->begun = true;
	return side;
}

static void reset(struct tls_side *side)
{
	tls_records_free(&side->records);
	*side = (struct tls_side) { .begun = false };
}

static void weigh(struct conversation *c)
{
	const struct tls_state *state = c->state;
	talk_weighs(c, state->sides[0].records.message.room + state->sides[1].records.message.room);
}

static void observe_message(struct tls_side *side, const struct tls_message *m, size_t offset,
    const struct segment *s, struct observations *out)
{
	struct tls_heard heard = { *m, TLS_OVER_TCP, side->began };
	if (!side->began.frame)
		heard.began = segment_beginning(s, offset);
	side->began.frame = 0;
	tls_observe(&heard, s, out, NULL);
}

static bool observe_v2(
    struct text record, size_t offset, const struct segment *s, struct observations *out)
{
	struct tls_client_hello hello;
	if (!tls_parse_v2_hello(record, &hello))
		return false;
	struct tls_client_hello *kept = arena_take(&out->arena, sizeof(*kept));
	*kept = hello;
	kept->over = TLS_OVER_TCP;
	observe_at(out, OBSERVED_TLS_CLIENT, s, offset)->hello = kept;
	return true;
}

/* A record, or what is there of one, at that offset of the segment's data. */
static void take_record(struct tls_side *side, struct text record, size_t offset,
    const struct segment *s, struct observations *out)
{
	struct bytes piece = bytes_of(record.s, record.n);
	size_t from = offset; /* where the message at hand begins */
	struct tls_message m;
	if (observe_v2(record, offset, s, out))
		return;
	while (tls_records_next(&side->records, &piece, &m)) {
		observe_message(side, &m, from, s, out);
		from = offset + record.n - piece.left;
	}
	if (!side->began.frame && side->records.message.n > 0)
		side->began = segment_beginning(s, from);
}

/* The size of the record at the beginning of data: more than that, where it is not whole. Of what is
 * encrypted, or no record, any byte is enough. */
static size_t record_size(struct text data)
{
	size_t v2 = tls_v2_size(data);
	if (v2 > 0)
		return v2;
	if (data.n < RECORD_HEAD)
		return RECORD_HEAD;
	const uint8_t *at = (const uint8_t *)data.s;
	uint16_t size = load_be16(at + 3);
	if (at[0] == RECORD_APPLICATION_DATA || at[1] != VERSION_MAJOR || size > TLS_RECORD_MOST)
		return RECORD_HEAD;
	return (size_t)RECORD_HEAD + size;
}

static size_t tls_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct tls_side *side = side_of(c, s);
	size_t at = 0;
	while (at < data.n && side->records.state == TLS_OPEN) {
		struct text rest = text_from(data, at);
		size_t n = record_size(rest);
		if (n > rest.n) {
			talk_want(c, s->side, n);
			break;
		}
		take_record(side, text_head(rest, n), at, s, out);
		at += n;
	}
	if (side->records.state == TLS_REFUSED) {
		reset(side);
		return TAKE_LOST;
	}
	if (side->records.state == TLS_ENDED)
		talk_skip(c, s->side, TALK_REST);
	weigh(c);
	return at;
}

/* What is there of a record and of a message tells what it can. */
static void tell_rest(
    struct conversation *c, const struct segment *s, struct text left, struct observations *out)
{
	struct tls_side *side = side_of(c, s);
	struct tls_message m;
	take_record(side, left, 0, s, out);
	if (tls_records_rest(&side->records, &m))
		observe_message(side, &m, 0, s, out);
	reset(side);
}

static bool tls_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	(void)missing;
	tell_rest(c, s, left, out);
	return false;
}

static void tls_end(
    struct conversation *c, const struct segment *s, struct text left, struct observations *out)
{
	tell_rest(c, s, left, out);
}

static void tls_free(void *state)
{
	struct tls_state *tls = state;
	for (int i = 0; i < 2; i++)
		tls_records_free(&tls->sides[i].records);
}

const struct protocol protocol_tls = { .name = "tls",
	.transport = IP_TCP,
	.state_size = sizeof(struct tls_state),
	.claims = tls_claims,
	.take = tls_take,
	.gap = tls_gap,
	.end = tls_end,
	.free = tls_free };
