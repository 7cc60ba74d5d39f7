/*
 * SOCKS: the target a client asks its proxy for; then what is said to that target is read as if there were
 * no proxy. Names and passwords of the client are passed over. RFC 1928, 1929, 1961; SOCKS4 and 4A.
 */
#include <config.h>

#include "base/bytes.h"
#include "protocols/rows.h"

enum {
	SOCKS4 = 4,
	SOCKS5 = 5,
	METHOD_GSSAPI = 1,
	METHOD_NONE = 0xff,
	COMMAND_BIND = 2,
	USER_MOST = 256, /* and names of SOCKS4A */
	GRANTED4 = 0x5a, /* to 0x5d: refused */
};

enum socks_stage { GREETS, CHOOSES, REQUESTS, ANSWERED };

struct socks_state {
	uint8_t version, method;
	uint8_t answers;           /* that the server still owes */
	enum socks_stage stage[2]; /* by side: what is to come of it */
};

/* Where a message lies in the bytes at hand: it needs more, is wrong, or has n bytes. */
enum reading { SHORT, WRONG, READ };

/* --- the shape of messages */

/* Text ended by NUL. */
static enum reading read_terminated(struct bytes *b, struct text *t)
{
	struct text rest = text_bytes(b->at, b->left);
	size_t n = text_find_char(text_head(rest, USER_MOST), 0);
	if (n == TEXT_NONE)
		return b->left < USER_MOST ? SHORT : WRONG;
	*t = text_head(rest, n);
	for (size_t i = 0; i < n; i++)
		if ((uint8_t)t->s[i] < 0x20)
			return WRONG;
	bytes_skip(b, n + 1);
	return READ;
}

struct target {
	uint8_t command;
	struct address address; /* where there is no name */
	struct text name;
};

static void put_address(struct target *t, struct bytes b, uint8_t version)
{
	t->address.version = version;
	memcpy(t->address.bytes, b.at, b.left);
}

/* 0.0.0.x with x not 0 stands for a name that follows (4A). */
static enum reading read_request4(struct bytes *b, struct target *t)
{
	struct text user;
	bytes_skip(b, 1);
	t->command = bytes_u8(b);
	bytes_skip(b, 2);
	struct bytes ip = bytes_sub(b, 4);
	if (b->failed)
		return SHORT;
	if (t->command < 1 || t->command > 2)
		return WRONG;
	enum reading r = read_terminated(b, &user);
	put_address(t, ip, 4);
	if (r == READ && load_be32(ip.at) < 256 && ip.at[3] != 0)
		r = read_terminated(b, &t->name);
	return r;
}

static enum reading read_address5(struct bytes *b, struct target *t)
{
	uint8_t type = bytes_u8(b);
	struct bytes a = { NULL, 0, true };
	if (type == 3) {
		a = bytes_sub(b, bytes_u8(b));
		t->name = text_bytes(a.at, a.left);
	} else if (type == 1 || type == 4) {
		a = bytes_sub(b, type == 1 ? 4 : 16);
		if (!a.failed)
			put_address(t, a, type == 1 ? 4 : 6);
	} else if (!b->failed) {
		return WRONG;
	}
	bytes_skip(b, 2);
	return b->failed ? SHORT : READ;
}

/* A request or its answer: then the command is the answer. */
static enum reading read_message5(struct bytes *b, struct target *t)
{
	uint8_t version = bytes_u8(b);
	t->command = bytes_u8(b);
	uint8_t reserved = bytes_u8(b);
	if (b->failed)
		return SHORT;
	return version == SOCKS5 && reserved == 0 ? read_address5(b, t) : WRONG;
}

static enum reading read_greeting5(struct bytes *b)
{
	bytes_skip(b, 1);
	bytes_skip(b, bytes_u8(b));
	return b->failed ? SHORT : READ;
}

/* Name and password (RFC 1929) or a token (RFC 1961 3.2). */
static enum reading read_secret(struct bytes *b, uint8_t method)
{
	if (bytes_u8(b) != 1 && !b->failed)
		return WRONG;
	if (method == METHOD_GSSAPI) {
		bytes_skip(b, 1);
		bytes_skip(b, bytes_be16(b));
	} else {
		bytes_skip(b, bytes_u8(b));
		bytes_skip(b, bytes_u8(b));
	}
	return b->failed ? SHORT : READ;
}

/* --- whose it is */

static bool is_socks_port(uint16_t port)
{
	return port == 1080 || port == 9050 || port == 9150;
}

static enum claim claim_of(enum reading r, bool whole)
{
	static const enum claim claims[] = { CLAIM_MAYBE, CLAIM_NO, CLAIM_YES };
	return r == READ && !whole ? CLAIM_NO : claims[r];
}

/* The client's first message and nothing behind it, but for a version 5 request or secret. */
static enum claim claim_client(struct text head, bool requested)
{
	struct bytes b = bytes_of(head.s, head.n);
	struct target t = { .command = 0 };
	if (head.n == 0)
		return CLAIM_NO;
	if (b.at[0] == SOCKS4) {
		enum reading r = b.left > 1 && b.at[1] > 2 ? WRONG : read_request4(&b, &t);
		return claim_of(r, b.left == 0 || requested);
	}
	if (b.at[0] != SOCKS5 || (b.left > 1 && (b.at[1] == 0 || b.at[1] > 16)))
		return CLAIM_NO;
	enum reading r = read_greeting5(&b);
	return claim_of(r, b.left == 0 || b.at[0] == SOCKS5 || b.at[0] == 1);
}

/* Whether that answer fits what the client said. */
static enum claim claim_server(struct text head, struct text client)
{
	const uint8_t *p = (const uint8_t *)head.s, *asked = (const uint8_t *)client.s;
	bool four = asked[0] == SOCKS4;
	if (p[0] != (four ? 0 : SOCKS5))
		return CLAIM_NO;
	if (head.n < 2)
		return CLAIM_MAYBE;
	if (four)
		return p[1] >= GRANTED4 && p[1] <= GRANTED4 + 3 ? CLAIM_YES : CLAIM_NO;
	if (p[1] == METHOD_NONE)
		return CLAIM_YES;
	size_t n = client.n < 2u + asked[1] ? client.n : 2u + asked[1];
	return memchr(asked + 2, p[1], n - 2) ? CLAIM_YES : CLAIM_NO;
}

/* The side that called is the client. */
static enum claim socks_claims(const struct opening *o)
{
	struct text client = o->head[o->initiator], server = o->head[!o->initiator];
	bool port = is_socks_port(o->port[!o->initiator]);
	enum claim claim = claim_client(client, port || server.n > 0);
	if (claim != CLAIM_YES || port)
		return claim;
	return server.n == 0 ? CLAIM_MAYBE : claim_server(server, client);
}

/* --- what is said */

static void tell(const struct target *t, const struct segment *s, struct observations *out)
{
	char text[ADDRESS_TEXT];
	struct text value = t->name;
	if (value.n == 0 && t->address.version)
		value = (struct text) { text, address_text(&t->address, text) };
	observe_field(out, s, 0, FIELD_SOCKS_HOST, value);
}

/* Where no packet of the server is in the capture what follows is the target's. */
static enum reading take_request(
    struct conversation *c, struct bytes *b, const struct segment *s, struct observations *out)
{
	struct socks_state *state = c->state;
	struct target t = { .command = 0 };
	enum reading r = state->version == SOCKS4 ? read_request4(b, &t) : read_message5(b, &t);
	if (r != READ)
		return r;
	tell(&t, s, out);
	state->stage[s->side] = ANSWERED;
	state->answers = t.command == COMMAND_BIND ? 2 : 1;
	if (s->flow->packets[!s->side] == 0)
		talk_hand_over(c);
	return READ;
}

static enum reading hear_client(
    struct conversation *c, struct bytes *b, const struct segment *s, struct observations *out)
{
	struct socks_state *state = c->state;
	uint8_t first = b->at[0];
	if (state->stage[s->side] == GREETS) {
		state->version = first;
		state->stage[s->side] = REQUESTS;
		return first == SOCKS4 ? take_request(c, b, s, out) : read_greeting5(b);
	}
	if (state->stage[s->side] == REQUESTS)
		return first == SOCKS5 ? take_request(c, b, s, out) : read_secret(b, state->method);
	return SHORT;
}

/* Granted: at last what follows is the target's. */
static enum reading take_answer(struct conversation *c, struct bytes *b, const struct segment *s)
{
	struct socks_state *state = c->state;
	struct target t = { .command = 0 };
	bool granted;
	if (state->version == SOCKS4) {
		bytes_skip(b, 1);
		granted = bytes_u8(b) == GRANTED4;
		bytes_skip(b, 6);
		if (b->failed)
			return SHORT;
	} else {
		enum reading r = read_message5(b, &t);
		granted = t.command == 0;
		if (r != READ)
			return r;
	}
	if (!granted)
		talk_skip(c, s->side, TALK_REST);
	else if (state->answers <= 1)
		talk_hand_over(c);
	else
		state->answers--;
	return READ;
}

static enum reading hear_server(struct conversation *c, struct bytes *b, const struct segment *s)
{
	struct socks_state *state = c->state;
	if (state->version == 0)
		return SHORT;
	if (state->version == SOCKS4)
		return take_answer(c, b, s);
	if (state->stage[s->side] == GREETS) {
		bytes_skip(b, 1);
		state->method = bytes_u8(b);
		state->stage[s->side] = state->method ? CHOOSES : REQUESTS;
		return b->failed ? SHORT : READ;
	}
	if (b->at[0] == SOCKS5)
		return take_answer(c, b, s);
	if (state->method == METHOD_GSSAPI)
		return read_secret(b, state->method);
	bytes_skip(b, 2); /* RFC 1929: version, status */
	return b->failed ? SHORT : READ;
}

/* The stage is that of before where the message is not whole. */
static size_t socks_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct socks_state *state = c->state;
	struct bytes b = bytes_of(data.s, data.n);
	enum socks_stage stage = state->stage[s->side];
	enum reading r =
	    s->side == s->flow->initiator ? hear_client(c, &b, s, out) : hear_server(c, &b, s);
	if (r == WRONG) {
		talk_skip(c, s->side, TALK_REST);
		return 0;
	}
	if (r == SHORT) {
		state->stage[s->side] = stage;
		return 0;
	}
	return data.n - b.left;
}

const struct protocol protocol_socks = { .name = "socks",
	.transport = IP_TCP,
	.state_size = sizeof(struct socks_state),
	.claims = socks_claims,
	.take = socks_take };
