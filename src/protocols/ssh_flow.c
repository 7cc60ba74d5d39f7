/* SSH over TCP: what both sides run and offer, until what follows is encrypted. RFC 4253 4.2, 6, 7.1. */
#include <config.h>

#include "protocols/rows.h"
#include "protocols/ssh.h"

enum {
	LINE_MOST = 512,        /* RFC 4253 4.2: 255; some send more */
	LINES_MOST = 64,        /* that a server may send before its identification */
	PACKET_MOST = 64 << 10, /* RFC 4253 6.1: 35000 are to be expected */
	PACKETS_MOST = 8,       /* before KEXINIT: there may be some that say nothing */
	PACKET_HEAD = 5,
};

static const struct text banner = { "SSH-", 4 };

enum ssh_stage { SSH_LINES, SSH_PACKETS, SSH_DONE };

struct ssh_side {
	enum ssh_stage stage;
	unsigned count; /* of lines, of packets */
};

struct ssh_state {
	struct ssh_side sides[2];
};

/* "SSH-" and the major version. */
static enum claim ssh_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	if (text_starts(banner, head))
		return CLAIM_MAYBE;
	return text_starts(head, banner) && ascii_digit(head.s[banner.n]) ? CLAIM_YES : CLAIM_NO;
}

static struct ssh_side *side_of(struct conversation *c, const struct segment *s)
{
	struct ssh_state *state = c->state;
	return &state->sides[s->side];
}

static void observe_banner(
    const struct segment *s, size_t offset, struct text line, struct observations *out)
{
	while (text_ends(line, TEXT("\n")) || text_ends(line, TEXT("\r")))
		line.n--;
	observe_field(out, s, offset, FIELD_SSH_SOFTWARE, line);
}

/* Only version 2 goes on in clear; 1.99 is one that knows both (RFC 4253 5.1). */
static bool offers(struct text line)
{
	return text_starts(line, TEXT("SSH-2.")) || text_starts(line, TEXT("SSH-1.99"));
}

/* Takes a line; false where it is not whole. */
static bool take_line(struct ssh_side *side, const struct segment *s, struct text data,
    size_t *taken, struct observations *out)
{
	struct text rest = text_from(data, *taken);
	size_t end = text_find_char(text_head(rest, LINE_MOST), '\n');
	struct text line = text_head(rest, end + 1);
	if (end == TEXT_NONE) {
		if (rest.n >= LINE_MOST)
			side->stage = SSH_DONE;
		return false;
	}
	if (text_starts(line, banner)) {
		observe_banner(s, *taken, line, out);
		side->stage = offers(line) ? SSH_PACKETS : SSH_DONE;
		side->count = 0;
	} else if (++side->count == LINES_MOST) {
		side->stage = SSH_DONE;
	}
	*taken += line.n;
	return true;
}

static void observe_offer(
    const struct segment *s, size_t offset, const struct ssh_kexinit *k, struct observations *out)
{
	bool client = s->side == s->flow->initiator;
	char hassh[DIGEST_TEXT];
	if (ssh_hassh(k, client ? SSH_TO_SERVER : SSH_TO_CLIENT, hassh))
		observe_field(out, s, offset, client ? FIELD_SSH_HASSH : FIELD_SSH_HASSH_SERVER,
		    text_of(hassh));
}

/* Takes a packet; false where it is not whole, and *want says how many bytes it has. */
static bool take_packet(struct ssh_side *side, const struct segment *s, struct text data,
    size_t *taken, size_t *want, struct observations *out)
{
	struct text rest = text_from(data, *taken);
	struct bytes in = bytes_of(rest.s, rest.n);
	struct ssh_kexinit k;
	uint32_t length = bytes_be32(&in);
	uint8_t padding = bytes_u8(&in);
	*want = PACKET_HEAD;
	if (in.failed)
		return false;
	if (length > PACKET_MOST || length < padding + 2u) {
		side->stage = SSH_DONE;
		return false;
	}
	*want = length + 4;
	if (in.left < length - 1)
		return false;
	if (ssh_parse_kexinit(bytes_sub(&in, length - 1 - padding), &k)) {
		observe_offer(s, *taken, &k, out);
		side->stage = SSH_DONE;
	} else if (++side->count == PACKETS_MOST) {
		side->stage = SSH_DONE;
	}
	*taken += *want;
	return true;
}

static size_t ssh_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct ssh_side *side = side_of(c, s);
	size_t taken = 0, want = 0;
	bool more = true;
	while (more && side->stage == SSH_LINES)
		more = take_line(side, s, data, &taken, out);
	while (more && side->stage == SSH_PACKETS)
		more = take_packet(side, s, data, &taken, &want, out);
	if (side->stage == SSH_DONE)
		talk_skip(c, s->side, TALK_REST);
	else
		talk_want(c, s->side, want);
	return taken;
}

/* What is there of an identification that is not ended. */
static void ssh_end(
    struct conversation *c, const struct segment *s, struct text left, struct observations *out)
{
	if (side_of(c, s)->stage == SSH_LINES && text_starts(left, banner))
		observe_banner(s, 0, left, out);
}

/* The offer is lost, and behind it all is encrypted. */
static bool ssh_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	(void)missing;
	ssh_end(c, s, left, out);
	side_of(c, s)->stage = SSH_DONE;
	return true;
}

const struct protocol protocol_ssh = { .name = "ssh",
	.transport = IP_TCP,
	.state_size = sizeof(struct ssh_state),
	.claims = ssh_claims,
	.take = ssh_take,
	.gap = ssh_gap,
	.end = ssh_end };
