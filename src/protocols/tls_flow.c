/* TLS over TCP: hellos and certificates of both sides, until what follows is encrypted. RFC 8446, 5246. */
#include <config.h>

#include "protocols/rows.h"
#include "protocols/tls_records.h"

enum { RECORD_HANDSHAKE = 22, VERSION_MAJOR = 3, RECORD_HEAD = 5 };

struct tls_side {
	bool begun;
	struct tls_records records;
	struct beginning began; /* of the message in the making */
};

struct tls_state {
	struct tls_side sides[2];
};

/* The message where it stays as long as the batch. */
static struct bytes lasting(const struct tls_message *m, struct arena *arena)
{
	if (!m->joined)
		return m->body;
	struct text copy = arena_text(arena, text_bytes(m->body.at, m->body.left));
	return bytes_of(copy.s, copy.n);
}

static void observe_client(struct bytes body, bool cut, const struct segment *s,
    struct beginning began, struct observations *out)
{
	struct tls_client_hello *hello = arena_take(&out->arena, sizeof(*hello));
	if (!tls_parse_client_hello(body, cut, hello))
		return;
	hello->over = TLS_OVER_TCP;
	observe_from(out, OBSERVED_TLS_CLIENT, s, began)->hello = hello;
}

static void observe_server(
    struct bytes body, const struct segment *s, struct beginning began, struct observations *out)
{
	struct tls_server_hello *hello = arena_take(&out->arena, sizeof(*hello));
	if (tls_parse_server_hello(body, hello))
		observe_from(out, OBSERVED_TLS_SERVER, s, began)->server_hello = hello;
}

static void observe_certificates(
    struct bytes body, const struct segment *s, struct beginning began, struct observations *out)
{
	struct x509_chain *chain = arena_take(&out->arena, sizeof(*chain));
	if (x509_parse_chain(body, &out->arena, chain))
		observe_from(out, OBSERVED_CERTIFICATES, s, began)->chain = chain;
}

static void observe_message(const struct tls_message *m, const struct segment *s,
    struct beginning began, struct observations *out)
{
	struct bytes body = lasting(m, &out->arena);
	if (m->type == TLS_CLIENT_HELLO)
		observe_client(body, m->cut, s, began, out);
	else if (m->type == TLS_SERVER_HELLO && !m->cut)
		observe_server(body, s, began, out);
	else if (m->type == TLS_CERTIFICATE)
		observe_certificates(body, s, began, out);
}

/* A record of the handshake, and in it a hello. */
static enum claim tls_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	if ((uint8_t)head.s[0] != RECORD_HANDSHAKE ||
	    (head.n > 1 && (uint8_t)head.s[1] != VERSION_MAJOR))
		return CLAIM_NO;
	if (head.n <= RECORD_HEAD)
		return CLAIM_MAYBE;
	uint8_t type = (uint8_t)head.s[RECORD_HEAD];
	return type == TLS_CLIENT_HELLO || type == TLS_SERVER_HELLO || type == TLS_CERTIFICATE
	    ? CLAIM_YES
	    : CLAIM_NO;
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

static size_t tls_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct tls_side *side = side_of(c, s);
	struct bytes piece = bytes_of(data.s, data.n);
	struct tls_message m;
	size_t from = 0; /* where the message at hand begins */
	while (tls_records_next(&side->records, &piece, &m)) {
		observe_message(
		    &m, s, side->began.frame ? side->began : segment_beginning(s, from), out);
		side->began.frame = 0;
		from = data.n - piece.left;
	}
	if (side->records.state == TLS_REFUSED) {
		reset(side);
		return TAKE_LOST;
	}
	if (side->records.state == TLS_ENDED)
		talk_skip(c, s->side, TALK_REST);
	else if (!side->began.frame && from < data.n)
		side->began = segment_beginning(s, from);
	weigh(c);
	return data.n;
}

/* What is there of a message tells what it can. */
static void tell_rest(struct conversation *c, const struct segment *s, struct observations *out)
{
	struct tls_side *side = side_of(c, s);
	struct tls_message m;
	if (tls_records_rest(&side->records, &m))
		observe_message(&m, s, side->began, out);
	reset(side);
}

static bool tls_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	(void)left;
	(void)missing;
	tell_rest(c, s, out);
	return false;
}

static void tls_end(
    struct conversation *c, const struct segment *s, struct text left, struct observations *out)
{
	(void)left;
	tell_rest(c, s, out);
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
