/*
 * SMTP: who greets, who writes to whom about what, until TLS begins. Bodies are passed over line by
 * line, secrets are not looked at. RFC 5321, 5322, 3030 (BDAT), 3207 (STARTTLS).
 */
#include <config.h>

#include "base/memory.h"
#include "protocols/lines.h"
#include "protocols/rows.h"

enum {
	LINE_MOST = 1024,       /* RFC 5321 4.5.3.1: 512, and 1000 with extensions */
	BODY_MOST = 3,          /* of a body only the line with a dot: with its end */
	SUBJECT_MOST = 8 << 10, /* with its continuations */
};

enum smtp_role { ROLE_UNKNOWN, ROLE_CLIENT, ROLE_SERVER };

/* What the client says next. */
enum smtp_expected {
	COMMANDS,
	DATA_ASKED,   /* a header, unless the server refuses */
	DATA_REFUSED, /* commands, unless the server allows it yet */
	DATA_HEADER,
	DATA_BODY,
};

/* What a line of the client is that is no command: RFC 4616, and LOGIN, which has no RFC. */
enum smtp_auth {
	AUTH_NONE,
	AUTH_PLAIN_ASKED, /* until the server says 334 */
	AUTH_LOGIN_ASKED,
	AUTH_PLAIN,
	AUTH_LOGIN,
};

struct smtp_side {
	enum smtp_role role;
	bool inside;
};

struct smtp_state {
	enum smtp_expected expected;
	enum smtp_auth auth;
	bool tls_asked;
	struct smtp_side sides[2];
};

/* The client's lines as they are read. */
struct smtp_reading {
	struct conversation *talk;
	const struct segment *segment;
	struct text data;
	size_t at;
	bool stop; /* what follows is not to be read now */
	struct observations *out;
};

/* On the ports of mail a session may begin in its middle, in the line before an address. */
static bool has_address(const struct opening *o)
{
	uint16_t port = o->port[!o->side];
	struct text head = text_head(o->head[o->side], LINE_MOST);
	if ((port != 25 && port != 587) || o->head[!o->side].n > 0)
		return false;
	return text_find_nocase(head, TEXT("\nMAIL FROM:")) != TEXT_NONE ||
	    text_find_nocase(head, TEXT("\nRCPT TO:")) != TEXT_NONE;
}

static enum claim smtp_claims(const struct opening *o)
{
	static const struct text openers[] = { TEXT("EHLO "), TEXT("HELO "), TEXT("MAIL FROM:"),
		TEXT("RCPT TO:") };
	enum claim claim = line_greeted(o, openers, sizeof(openers) / sizeof(openers[0]), true);
	return claim == CLAIM_NO && has_address(o) ? CLAIM_YES : claim;
}

/* --- commands */

/* Of "<@a,@b:user@host> SIZE=1": the address; an angle bracket in quotes is part of it. */
static struct text mailbox_in(struct text t)
{
	t = text_trim(t);
	if (t.n == 0 || t.s[0] != '<')
		return line_word(t, &t);
	t = text_from(t, 1);
	bool quoted = false;
	size_t n = 0;
	for (; n < t.n && (quoted || t.s[n] != '>'); n++) {
		if (quoted && t.s[n] == '\\' && n + 1 < t.n)
			n++;
		else
			quoted ^= t.s[n] == '"';
	}
	t = text_head(t, n);
	size_t route = text_starts(t, TEXT("@")) ? text_find_char(t, ':') : TEXT_NONE;
	return route == TEXT_NONE ? t : text_from(t, route + 1);
}

/* "[192.0.2.1]" and "[IPv6:2001:db8::1]" are addresses. */
static struct text host_in(struct text t)
{
	const struct text six = TEXT("IPv6:");
	t = line_word(text_trim(t), &(struct text) { "", 0 });
	if (!text_starts(t, TEXT("[")) || !text_ends(t, TEXT("]")))
		return t;
	t = text_head(text_from(t, 1), t.n - 2);
	return text_is_nocase(text_head(t, six.n), six) ? text_from(t, six.n) : t;
}

static const struct smtp_command {
	struct text opener;
	enum field_id field;
	struct text (*value)(struct text rest);
} told[] = {
	{ TEXT("EHLO "), FIELD_SMTP_HELO, host_in },
	{ TEXT("HELO "), FIELD_SMTP_HELO, host_in },
	{ TEXT("MAIL FROM:"), FIELD_SMTP_FROM, mailbox_in },
	{ TEXT("RCPT TO:"), FIELD_SMTP_TO, mailbox_in },
};

static bool tell_command(const struct smtp_reading *r, struct text line)
{
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		if (line_opens(line, &told[i].opener, 1) != CLAIM_YES)
			continue;
		observe_field(r->out, r->segment, (size_t)(line.s - r->data.s), told[i].field,
		    told[i].value(text_from(line, told[i].opener.n)));
		return true;
	}
	return false;
}

static void tell_account(const struct smtp_reading *r, struct text coded, bool plain)
{
	char decoded[ACCOUNT_MOST];
	observe_field(r->out, r->segment, (size_t)(coded.s - r->data.s), FIELD_SMTP_USER,
	    line_account(coded, plain, decoded));
}

static void hear_auth(const struct smtp_reading *r, struct text rest)
{
	struct smtp_state *state = r->talk->state;
	struct text word = line_word(rest, &rest), coded = line_word(rest, &rest);
	bool plain = text_is_nocase(word, TEXT("PLAIN"));
	if (!plain && !text_is_nocase(word, TEXT("LOGIN")))
		return;
	if (coded.n > 1)
		tell_account(r, coded, plain);
	else
		state->auth = plain ? AUTH_PLAIN_ASKED : AUTH_LOGIN_ASKED;
}

static void obey_bdat(struct smtp_reading *r, struct text size)
{
	uint64_t n;
	if (!text_number(size, UINT32_MAX, &n) || n == 0)
		return;
	talk_skip(r->talk, r->segment->side, n);
	r->stop = true;
}

static bool take_command(struct smtp_reading *r, bool *inside)
{
	struct smtp_state *state = r->talk->state;
	struct text line, rest;
	if (!line_take(inside, r->data, LINE_MOST, &r->at, &line))
		return false;
	state->expected = COMMANDS;
	enum smtp_auth auth = state->auth;
	state->auth = AUTH_NONE;
	if (auth >= AUTH_PLAIN) {
		tell_account(r, text_trim(line), auth == AUTH_PLAIN);
		return true;
	}
	if (tell_command(r, line))
		return true;
	struct text word = line_word(text_trim(line), &rest);
	if (text_is_nocase(word, TEXT("DATA")))
		state->expected = DATA_ASKED;
	else if (text_is_nocase(word, TEXT("STARTTLS")))
		state->tls_asked = true;
	else if (text_is_nocase(word, TEXT("AUTH")))
		hear_auth(r, rest);
	else if (text_is_nocase(word, TEXT("BDAT")))
		obey_bdat(r, line_word(rest, &rest));
	return true;
}

/* --- the mail */

/* Where the header that begins t ends: behind its last continuation; 0 where that is not seen yet. */
static size_t header_end(struct text t)
{
	for (size_t n = 0, lf; (lf = text_find_char(text_from(t, n), '\n')) != TEXT_NONE;) {
		n += lf + 1;
		if (n < t.n && t.s[n] != ' ' && t.s[n] != '\t')
			return n;
	}
	return 0;
}

/* Without the line breaks inside (RFC 5322 2.2.3). */
static struct text unfold(struct text t, struct arena *arena)
{
	char *p = arena_take(arena, t.n ? t.n : 1);
	size_t n = 0;
	t = text_trim(t);
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] != '\n' && !(t.s[i] == '\r' && i + 1 < t.n && t.s[i + 1] == '\n'))
			p[n++] = t.s[i];
	return (struct text) { p, n };
}

static const struct text subject = TEXT("Subject:");

static void tell_subject(const struct smtp_reading *r, struct text header)
{
	struct text value = unfold(text_from(header, subject.n), &r->out->arena);
	observe_field(
	    r->out, r->segment, (size_t)(header.s - r->data.s), FIELD_SMTP_SUBJECT, value);
}

static bool take_subject(struct smtp_reading *r, bool *inside)
{
	struct text header = text_head(text_from(r->data, r->at), SUBJECT_MOST);
	size_t n = header_end(header);
	if (n == 0 && header.n < SUBJECT_MOST)
		return false;
	if (n > 0)
		header.n = n;
	tell_subject(r, header);
	r->at += header.n;
	*inside = header.s[header.n - 1] != '\n';
	return true;
}

static bool take_header(struct smtp_reading *r, bool *inside)
{
	struct smtp_state *state = r->talk->state;
	struct text line;
	state->expected = DATA_HEADER;
	if (!*inside) {
		enum claim is = line_opens(text_from(r->data, r->at), &subject, 1);
		if (is != CLAIM_NO)
			return is == CLAIM_YES && take_subject(r, inside);
	}
	if (!line_take(inside, r->data, LINE_MOST, &r->at, &line))
		return false;
	if (line.n == 0)
		state->expected = DATA_BODY;
	else if (text_is(line, TEXT(".")))
		state->expected = COMMANDS;
	return true;
}

static bool take_body(struct smtp_reading *r, bool *inside)
{
	struct smtp_state *state = r->talk->state;
	struct text line;
	if (!line_take(inside, r->data, BODY_MOST, &r->at, &line))
		return false;
	if (!*inside && text_is(line, TEXT(".")))
		state->expected = COMMANDS;
	return true;
}

static bool take_one(struct smtp_reading *r, bool *inside)
{
	const struct smtp_state *state = r->talk->state;
	switch (state->expected) {
	case DATA_ASKED:
	case DATA_HEADER:
		return take_header(r, inside);
	case DATA_BODY:
		return take_body(r, inside);
	case COMMANDS:
	case DATA_REFUSED:
	default:
		return take_command(r, inside);
	}
}

/* --- replies */

static void hear_reply(struct conversation *c, unsigned code)
{
	struct smtp_state *state = c->state;
	if (state->tls_asked) {
		if (code == 220)
			talk_hand_over(c);
		else if (code >= 400)
			state->tls_asked = false;
	}
	if (code == 334 && state->auth == AUTH_PLAIN_ASKED)
		state->auth = AUTH_PLAIN;
	else if (code == 334 && state->auth == AUTH_LOGIN_ASKED)
		state->auth = AUTH_LOGIN;
	else if (code >= 400)
		state->auth = AUTH_NONE;
	if (code >= 400 && state->expected == DATA_ASKED)
		state->expected = DATA_REFUSED;
	else if (code == 354 && state->expected == DATA_REFUSED)
		state->expected = DATA_ASKED;
}

static size_t smtp_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct smtp_state *state = c->state;
	struct smtp_side *side = &state->sides[s->side];
	if (side->role == ROLE_UNKNOWN)
		side->role = ascii_digit(data.s[0]) ? ROLE_SERVER : ROLE_CLIENT;
	if (side->role == ROLE_SERVER)
		return line_replies(c, &side->inside, data, hear_reply);
	struct smtp_reading r = { .talk = c, .segment = s, .data = data, .out = out };
	while (!r.stop && r.at < data.n && take_one(&r, &side->inside))
		;
	return r.at;
}

/* Half a line may be missing: it goes on with the next one. */
static bool smtp_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	struct smtp_state *state = c->state;
	(void)left;
	(void)missing;
	(void)out;
	state->sides[s->side].inside = true;
	return true;
}

const struct protocol protocol_smtp = { .name = "smtp",
	.transport = IP_TCP,
	.state_size = sizeof(struct smtp_state),
	.claims = smtp_claims,
	.take = smtp_take,
	.gap = smtp_gap };
