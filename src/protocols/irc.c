/*
 * IRC: the server's name, the client's nicknames and channels. Passwords and channel keys are not
 * looked at. RFC 1459, 2812, IRCv3 message tags.
 */
#include <config.h>

#include "protocols/lines.h"
#include "protocols/rows.h"

enum {
	LINE_MOST = 9 << 10, /* tags of 8191 bytes, a message of 512 */
	OPENING_LINE = 512,
	NAME_MOST = 64, /* RFC 2812 1.1 says 63 */
};

struct irc_state {
	bool inside[2];
	char server[NAME_MOST]; /* told last: it stands in every line */
	size_t server_n;
};

struct irc_message {
	struct text prefix, command, rest; /* rest: the parameters */
};

static bool is_numeric(struct text t)
{
	uint64_t n;
	return t.n == 3 && text_number(t, 999, &n);
}

static struct irc_message parse(struct text line)
{
	struct irc_message m = { .rest = line };
	if (text_starts(m.rest, TEXT("@")))
		line_word(m.rest, &m.rest);
	if (text_starts(m.rest, TEXT(":")))
		m.prefix = text_from(line_word(m.rest, &m.rest), 1);
	m.command = line_word(m.rest, &m.rest);
	return m;
}

/* The next parameter. */
static struct text parameter(struct text *rest)
{
	while (text_starts(*rest, TEXT(" ")))
		*rest = text_from(*rest, 1);
	if (!text_starts(*rest, TEXT(":")))
		return line_word(*rest, rest);
	struct text all = text_from(*rest, 1);
	*rest = text_from(*rest, rest->n);
	return all;
}

/* --- whose it is */

static bool has_parameters(struct text rest, size_t n)
{
	while (n > 0 && parameter(&rest).n > 0)
		n--;
	return n == 0;
}

static bool is_irc_port(const struct opening *o)
{
	for (int i = 0; i < 2; i++)
		if ((o->port[i] >= 6660 && o->port[i] <= 6669) || o->port[i] == 7000)
			return true;
	return false;
}

/* A whole line of a client that begins, or of a server. */
static bool is_irc(struct text line, bool port)
{
	struct irc_message m = parse(line);
	if (m.prefix.n > 0)
		return has_parameters(m.rest, 2) &&
		    (is_numeric(m.command) || text_is(m.command, TEXT("NOTICE")));
	if (text_is_nocase(m.command, TEXT("NICK")))
		return has_parameters(m.rest, 1) && (port || !has_parameters(m.rest, 2));
	if (text_is_nocase(m.command, TEXT("USER")))
		return has_parameters(m.rest, 4);
	if (text_is_nocase(m.command, TEXT("CAP")))
		return text_is_nocase(parameter(&m.rest), TEXT("LS"));
	if (text_is(m.command, TEXT("NOTICE")))
		return text_starts(m.rest, TEXT("AUTH :")) || text_starts(m.rest, TEXT("* :"));
	return port && text_is_nocase(m.command, TEXT("JOIN")) && has_parameters(m.rest, 1);
}

/* A client may send a password first: then the next line tells. */
static enum claim claim_line(struct text head, bool port)
{
	size_t lf = text_find_char(text_head(head, OPENING_LINE), '\n');
	if (lf == TEXT_NONE)
		return head.n < OPENING_LINE ? CLAIM_MAYBE : CLAIM_NO;
	return is_irc(text_trim(text_head(head, lf)), port) ? CLAIM_YES : CLAIM_NO;
}

static enum claim irc_claims(const struct opening *o)
{
	static const struct text password = TEXT("PASS ");
	static const struct text openers[] = { TEXT(":"), TEXT("NICK "), TEXT("USER "),
		TEXT("CAP LS"), TEXT("NOTICE "), TEXT("JOIN ") };
	struct text head = o->head[o->side];
	bool port = is_irc_port(o);
	enum claim claim = line_opens(head, &password, 1);
	if (claim == CLAIM_YES) {
		size_t lf = text_find_char(text_head(head, OPENING_LINE), '\n');
		if (lf == TEXT_NONE)
			return head.n < OPENING_LINE ? CLAIM_MAYBE : CLAIM_NO;
		head = text_from(head, lf + 1);
		if (head.n == 0)
			return CLAIM_MAYBE;
		claim = CLAIM_NO;
	}
	enum claim opens = line_opens(head, openers, sizeof(openers) / sizeof(openers[0]));
	if (opens == CLAIM_YES)
		return claim_line(head, port);
	return claim == CLAIM_MAYBE ? claim : opens;
}

/* --- what it says */

static void tell_server(struct irc_state *state, const struct segment *s, size_t start,
    struct text name, struct observations *out)
{
	if (text_is(name, (struct text) { state->server, state->server_n }))
		return;
	observe_field(out, s, start, FIELD_IRC_SERVER, name);
	state->server_n = name.n <= NAME_MOST ? name.n : 0;
	memcpy(state->server, name.s, state->server_n);
}

/* Numerics are a server's; other messages are where the prefix cannot be a user's. */
static bool is_server(const struct irc_message *m)
{
	if (m->prefix.n == 0 || text_find_char(m->prefix, '!') != TEXT_NONE ||
	    text_find_char(m->prefix, '@') != TEXT_NONE)
		return false;
	return is_numeric(m->command) || text_find_char(m->prefix, '.') != TEXT_NONE;
}

static void tell_channels(
    const struct segment *s, size_t start, struct text list, struct observations *out)
{
	while (list.n > 0) {
		struct text channel = text_split(&list, ',');
		if (!text_is(channel, TEXT("0")))
			observe_field(out, s, start, FIELD_IRC_CHANNEL, channel);
	}
}

static void take_line(struct conversation *c, const struct segment *s, size_t start,
    struct text line, struct observations *out)
{
	struct irc_message m = parse(line);
	if (is_server(&m))
		tell_server(c->state, s, start, m.prefix, out);
	if (m.prefix.n > 0) {
		if (text_is(m.command, TEXT("670"))) /* STARTTLS was accepted */
			talk_hand_over(c);
		return;
	}
	if (text_is_nocase(m.command, TEXT("NICK")))
		observe_field(out, s, start, FIELD_IRC_NICK, parameter(&m.rest));
	else if (text_is_nocase(m.command, TEXT("JOIN")))
		tell_channels(s, start, parameter(&m.rest), out);
}

static size_t irc_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct irc_state *state = c->state;
	struct text line;
	size_t at = 0;
	while (!c->handed_over && line_take(&state->inside[s->side], data, LINE_MOST, &at, &line))
		take_line(c, s, (size_t)(line.s - data.s), line, out);
	return at;
}

/* Half a line may be missing: it goes on with the next one. */
static bool irc_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	struct irc_state *state = c->state;
	(void)left;
	(void)missing;
	(void)out;
	state->inside[s->side] = true;
	return true;
}

const struct protocol protocol_irc = { .name = "irc",
	.transport = IP_TCP,
	.state_size = sizeof(struct irc_state),
	.claims = irc_claims,
	.take = irc_take,
	.gap = irc_gap };
