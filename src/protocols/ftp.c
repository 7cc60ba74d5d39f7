/* FTP: who logs in, what is sent and fetched, until TLS begins. Secrets are not looked at. RFC 959, 4217. */
#include <config.h>

#include "protocols/lines.h"
#include "protocols/rows.h"

enum { FTP_PORT = 21, LINE_MOST = 4096 /* of paths */ };

enum ftp_role { ROLE_UNKNOWN, ROLE_CLIENT, ROLE_SERVER };

struct ftp_state {
	bool tls_asked;
	struct ftp_side {
		enum ftp_role role;
		bool inside;
	} sides[2];
};

/* Behind a greeting any of these begins a session; without one only where the port says so. */
static enum claim ftp_claims(const struct opening *o)
{
	static const struct text openers[] = { TEXT("USER "), TEXT("AUTH TLS"), TEXT("AUTH SSL"),
		TEXT("AUTH GSSAPI"), TEXT("FEAT\r"), TEXT("HOST "), TEXT("CLNT "), TEXT("OPTS "),
		TEXT("SYST\r"), TEXT("RETR "), TEXT("STOR "), TEXT("APPE ") };
	bool alone = o->port[!o->side] == FTP_PORT;
	return line_greeted(o, openers, sizeof(openers) / sizeof(openers[0]), alone);
}

static void take_command(struct conversation *c, const struct segment *s, size_t start,
    struct text line, struct observations *out)
{
	struct ftp_state *state = c->state;
	struct text argument, word = line_word(line, &argument);
	if (text_is_nocase(word, TEXT("USER")))
		observe_field(out, s, start, FIELD_FTP_USER, argument);
	else if (text_is_nocase(word, TEXT("RETR")) || text_is_nocase(word, TEXT("STOR")) ||
	    text_is_nocase(word, TEXT("APPE")))
		observe_field(out, s, start, FIELD_FTP_FILE, argument);
	else if (text_is_nocase(word, TEXT("AUTH")))
		state->tls_asked = text_starts(argument, TEXT("T")) ||
		    text_starts(argument, TEXT("t")) ||
		    text_is_nocase(text_trim(argument), TEXT("SSL"));
}

static void hear_reply(struct conversation *c, unsigned code)
{
	struct ftp_state *state = c->state;
	if (!state->tls_asked)
		return;
	if (code == 234)
		talk_hand_over(c);
	else if (code >= 400)
		state->tls_asked = false;
}

static size_t ftp_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct ftp_state *state = c->state;
	struct ftp_side *side = &state->sides[s->side];
	struct text line;
	size_t at = 0;
	if (side->role == ROLE_UNKNOWN)
		side->role = ascii_digit(data.s[0]) ? ROLE_SERVER : ROLE_CLIENT;
	if (side->role == ROLE_SERVER)
		return line_replies(c, &side->inside, data, hear_reply);
	while (line_take(&side->inside, data, LINE_MOST, &at, &line))
		take_command(c, s, (size_t)(line.s - data.s), line, out);
	return at;
}

/* Half a line may be missing: it goes on with the next one. */
static bool ftp_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	struct ftp_state *state = c->state;
	(void)left;
	(void)missing;
	(void)out;
	state->sides[s->side].inside = true;
	return true;
}

const struct protocol protocol_ftp = { .name = "ftp",
	.transport = IP_TCP,
	.state_size = sizeof(struct ftp_state),
	.claims = ftp_claims,
	.take = ftp_take,
	.gap = ftp_gap };
