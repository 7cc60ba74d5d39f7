/*
 * IMAP and POP3: who logs in, until TLS begins. Secrets are not looked at. RFC 3501 6.2 and 7.1, RFC 1939, RFC 2595,
 * RFC 5034 (AUTH), RFC 4959 (AUTHENTICATE with a response).
 */
#include <config.h>

#include "protocols/lines.h"
#include "protocols/rows.h"
#include "protocols/starttls.h"

enum {
	IMAP_PORT = 143,
	POP_PORT = 110,
	GREETING_MOST = 512,
	LINE_MOST = 1024,
	TAG_MOST = 32,
};

enum mailbox_role { ROLE_UNKNOWN, ROLE_CLIENT, ROLE_SERVER };

/* What the client's next line is that is no command. */
enum mailbox_expected { COMMAND, PLAIN_RESPONSE, LOGIN_RESPONSE, LITERAL };

struct mailbox {
	struct starttls tls; /* first: starttls_take() takes it for the state */
	enum mailbox_expected expected;
	size_t literal; /* bytes of the account that comes as one */
	struct mailbox_side {
		enum mailbox_role role;
		bool inside;
	} sides[2];
};

/* The client's lines as they are read. */
struct reading {
	struct mailbox *state;
	const struct segment *segment;
	struct text data;
	enum field_id field;
	struct observations *out;
};

/* A server that greets so, on its port or with a line that names the protocol. */
static enum claim claim_greeting(
    const struct opening *o, struct text start, uint16_t port, struct text name)
{
	struct text head = o->head[o->side];
	if (head.n < start.n)
		return text_starts(start, head) ? CLAIM_MAYBE : CLAIM_NO;
	if (!text_starts(head, start))
		return CLAIM_NO;
	if (starttls_port(o, port))
		return CLAIM_YES;
	size_t end = text_find_char(head, '\n');
	if (end == TEXT_NONE)
		return head.n < GREETING_MOST ? CLAIM_MAYBE : CLAIM_NO;
	return text_find_nocase(text_head(head, end), name) != TEXT_NONE ? CLAIM_YES : CLAIM_NO;
}

/* The client's first command that matters, where the server's side is not there, on its port. */
static enum claim imap_client(const struct opening *o)
{
	static const struct text openers[] = { TEXT("LOGIN "), TEXT("AUTHENTICATE "),
		TEXT("STARTTLS\r"), TEXT("CAPABILITY\r"), TEXT("ID ") };
	struct text head = o->head[o->side];
	size_t tag = text_find_char(text_head(head, TAG_MOST), ' ');
	if (o->port[!o->side] != IMAP_PORT || tag == 0)
		return CLAIM_NO;
	if (tag == TEXT_NONE)
		return head.n < TAG_MOST ? CLAIM_MAYBE : CLAIM_NO;
	return line_opens(text_from(head, tag + 1), openers, sizeof(openers) / sizeof(openers[0]));
}

static enum claim imap_claims(const struct opening *o)
{
	enum claim is = claim_greeting(o, TEXT("* OK"), IMAP_PORT, TEXT("imap"));
	if (is == CLAIM_NO)
		is = claim_greeting(o, TEXT("* PREAUTH"), IMAP_PORT, TEXT("imap"));
	return is == CLAIM_NO ? imap_client(o) : is;
}

static enum claim pop_claims(const struct opening *o)
{
	static const struct text openers[] = { TEXT("USER "), TEXT("AUTH "), TEXT("STLS\r"),
		TEXT("CAPA\r"), TEXT("APOP ") };
	enum claim is = claim_greeting(o, TEXT("+OK"), POP_PORT, TEXT("pop3"));
	if (is != CLAIM_NO || o->port[!o->side] != POP_PORT)
		return is;
	return line_opens(o->head[o->side], openers, sizeof(openers) / sizeof(openers[0]));
}

static void tell(const struct reading *r, struct text at, struct text account)
{
	observe_field(r->out, r->segment, (size_t)(at.s - r->data.s), r->field, account);
}

/* A line that is no base64 gives bytes that no account has. */
static void tell_coded(const struct reading *r, struct text coded, bool plain)
{
	char decoded[ACCOUNT_MOST];
	struct text account = line_account(coded, plain, decoded);
	for (size_t i = 0; i < account.n; i++)
		if ((unsigned char)account.s[i] < ' ')
			return;
	tell(r, coded, account);
}

static void hear_auth(const struct reading *r, struct text rest)
{
	struct text word = line_word(rest, &rest), coded = line_word(rest, &rest);
	bool plain = text_is_nocase(word, TEXT("PLAIN"));
	if (!plain && !text_is_nocase(word, TEXT("LOGIN")))
		return;
	if (coded.n > 1)
		tell_coded(r, coded, plain);
	else
		r->state->expected = plain ? PLAIN_RESPONSE : LOGIN_RESPONSE;
}

/* An astring (RFC 3501 9): a quoted string, a literal, whose bytes are in the next line, or a word. */
static void hear_login(const struct reading *r, struct text rest)
{
	char plain[ACCOUNT_MOST];
	size_t n = 0;
	uint64_t literal;
	if (text_starts(rest, TEXT("{"))) {
		size_t digits = 1;
		while (digits < rest.n && ascii_digit(rest.s[digits]))
			digits++;
		if (text_number(
			text_head(text_from(rest, 1), digits - 1), ACCOUNT_MOST, &literal)) {
			r->state->expected = LITERAL;
			r->state->literal = (size_t)literal;
		}
		return;
	}
	if (!text_starts(rest, TEXT("\""))) {
		tell(r, rest, text_head(line_word(rest, &rest), ACCOUNT_MOST));
		return;
	}
	for (size_t i = 1; i < rest.n && rest.s[i] != '"' && n < sizeof(plain); i++) {
		i += rest.s[i] == '\\' && i + 1 < rest.n;
		plain[n++] = rest.s[i];
	}
	tell(r, rest, (struct text) { plain, n });
}

static void hear_command(const struct reading *r, struct text line)
{
	struct text rest = line;
	if (r->field == FIELD_IMAP_USER)
		line_word(line, &rest); /* the tag */
	struct text word = line_word(rest, &rest);
	bool imap = r->field == FIELD_IMAP_USER;
	if (text_is_nocase(word, imap ? TEXT("AUTHENTICATE") : TEXT("AUTH")))
		hear_auth(r, rest);
	else if (imap && text_is_nocase(word, TEXT("LOGIN")))
		hear_login(r, rest);
	else if (!imap && text_is_nocase(word, TEXT("USER")))
		tell(r, rest, text_head(text_trim(rest), ACCOUNT_MOST));
}

static void hear_line(const struct reading *r, struct text line)
{
	enum mailbox_expected expected = r->state->expected;
	r->state->expected = COMMAND;
	switch (expected) {
	case PLAIN_RESPONSE:
	case LOGIN_RESPONSE:
		tell_coded(r, text_trim(line), expected == PLAIN_RESPONSE);
		break;
	case LITERAL:
		tell(r, line, text_head(line, r->state->literal));
		break;
	case COMMAND:
	default:
		hear_command(r, line);
		break;
	}
}

/* Lines up to the record that TLS begins with; both together no longer than who goes on with TLS would be. */
static size_t take_lines(struct conversation *c, const struct reading *r, bool *inside)
{
	struct text line;
	size_t at = 0, before = r->state->tls.seen[r->segment->side];
	while (at < r->data.n) {
		size_t n = *inside ? UNIT_NOTHING : starttls_record(text_from(r->data, at));
		if (n == UNIT_TLS)
			talk_hand_over(c);
		if (n != UNIT_NOTHING || !line_take(inside, r->data, LINE_MOST, &at, &line))
			break;
		hear_line(r, line);
	}
	r->state->tls.seen[r->segment->side] = before + at;
	if (before + at > STARTTLS_CLEAR_MOST && !c->handed_over)
		talk_skip(c, r->segment->side, TALK_REST);
	return at;
}

/* Which of them it is the protocol's row tells. */
static size_t mailbox_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct mailbox *state = c->state;
	struct mailbox_side *side = &state->sides[s->side];
	if (side->role == ROLE_UNKNOWN)
		side->role = strchr("*+-", data.s[0]) && data.s[0] ? ROLE_SERVER : ROLE_CLIENT;
	if (side->role == ROLE_SERVER)
		return starttls_take(c, s, data, starttls_text);
	const struct reading r = { .state = state,
		.segment = s,
		.data = data,
		.field = c->protocol == &protocol_imap ? FIELD_IMAP_USER : FIELD_POP_USER,
		.out = out };
	return take_lines(c, &r, &side->inside);
}

const struct protocol protocol_imap = { .name = "imap",
	.transport = IP_TCP,
	.state_size = sizeof(struct mailbox),
	.claims = imap_claims,
	.take = mailbox_take };

const struct protocol protocol_pop = { .name = "pop3",
	.transport = IP_TCP,
	.state_size = sizeof(struct mailbox),
	.claims = pop_claims,
	.take = mailbox_take };
