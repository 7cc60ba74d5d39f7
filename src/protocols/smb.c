/*
 * SMB over TCP, all versions: which trees are connected to, which files are opened. What is read, written
 * or encrypted is left out. RFC 1002 4.3; MS-SMB2 2.1, 2.2.1, 2.2.41.
 */
#include <config.h>

#include "protocols/rows.h"
#include "protocols/smb_names.h"

enum {
	NETBIOS_PORT = 139,
	FRAME_HEAD = 4, /* a type, the length of the message in three bytes */
	FRAME_MESSAGE = 0,
	FRAME_FIRST_OTHER = 0x81, /* session request, responses, keep-alive */
	FRAME_LAST_OTHER = 0x85,
	MAGIC_SIZE = 4,
	MAGIC_1 = 0xff,
	MAGIC_2 = 0xfe,
	MAGIC_ENCRYPTED = 0xfd,
	MAGIC_COMPRESSED = 0xfc,
	NAMED_MOST = 100 << 10, /* of a request: names end before */
};

struct smb_state {
	uint32_t left[2]; /* of the message at hand, by side; 0 between messages */
};

/* The next request or response of a message. */
struct command {
	size_t before; /* bytes of framing */
	size_t size;
	bool named;
};

static bool is_magic(struct text t)
{
	return t.n >= MAGIC_SIZE && (uint8_t)t.s[0] >= MAGIC_COMPRESSED &&
	    text_is(text_head(text_from(t, 1), 3), TEXT("SMB"));
}

/* Messages show themselves; a session of NetBIOS is recognized by its port. */
static enum claim smb_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	uint8_t type = (uint8_t)head.s[0];
	bool netbios = o->port[0] == NETBIOS_PORT || o->port[1] == NETBIOS_PORT;
	if (netbios && type >= FRAME_FIRST_OTHER && type <= FRAME_LAST_OTHER)
		return head.n > 1 && head.s[1] ? CLAIM_NO
		    : head.n < FRAME_HEAD      ? CLAIM_MAYBE
					       : CLAIM_YES;
	if (type != FRAME_MESSAGE)
		return CLAIM_NO;
	struct text magic = text_head(text_from(head, FRAME_HEAD), MAGIC_SIZE);
	if (magic.n == MAGIC_SIZE)
		return is_magic(magic) ? CLAIM_YES : CLAIM_NO;
	bool good = magic.n == 0 || (uint8_t)magic.s[0] >= MAGIC_COMPRESSED;
	return good && text_starts(TEXT("SMB"), text_from(magic, 1)) ? CLAIM_MAYBE : CLAIM_NO;
}

/* Waits for n bytes of data; true where they are there. */
static bool have(struct conversation *c, const struct segment *s, struct text data, size_t n)
{
	if (data.n >= n)
		return true;
	talk_want(c, s->side, n);
	return false;
}

/* How far the request at the beginning of message reaches, of left bytes; false: more of it is needed. */
static bool read_command(struct conversation *c, const struct segment *s, struct text data,
    size_t left, struct command *command)
{
	struct text message = text_from(data, command->before);
	uint8_t magic = (uint8_t)message.s[0];
	size_t head = magic == MAGIC_2 ? SMB2_HEAD : magic == MAGIC_1 ? SMB1_HEAD : 0;
	command->size = left;
	command->named = false;
	if (head == 0 || left < head || !is_magic(message))
		return true;
	if (!have(c, s, data, command->before + head))
		return false;
	const uint8_t *at = (const uint8_t *)message.s;
	if (magic == MAGIC_1) {
		command->named = smb1_may_have_names(at);
		return true;
	}
	size_t next = load_le32(at + 20);
	if (next >= SMB2_HEAD && next < left)
		command->size = next;
	command->named = smb2_may_have_name(at);
	return true;
}

static void observe_names(struct observations *out, const struct segment *s, struct text request)
{
	struct smb_name names[SMB_NAMES];
	size_t count = 0;
	if ((uint8_t)request.s[0] == MAGIC_1)
		count = smb1_read_names(request, &out->arena, names);
	else
		count = smb2_read_name(request, &out->arena, names);
	for (size_t i = 0; i < count; i++)
		observe_field(out, s, 0, names[i].field, names[i].value);
}

/* One of compounded commands, the first of a message with its framing; what is known to have no
 * names is left out. */
static size_t take_command(struct conversation *c, const struct segment *s, struct text data,
    size_t before, size_t left, struct observations *out)
{
	struct smb_state *state = c->state;
	struct command command = { .before = before };
	if (!have(c, s, data, before + (left < MAGIC_SIZE ? left : MAGIC_SIZE)))
		return 0;
	if (before && left >= MAGIC_SIZE && !is_magic(text_from(data, before)))
		return TAKE_LOST;
	if (!read_command(c, s, data, left, &command))
		return 0;
	size_t n = !command.named ? 0 : command.size < NAMED_MOST ? command.size : NAMED_MOST;
	if (!have(c, s, data, before + n))
		return 0;
	if (command.named)
		observe_names(out, s, text_head(text_from(data, before), n));
	state->left[s->side] = (uint32_t)(left - command.size);
	talk_skip(c, s->side, command.size - n);
	return before + n;
}

static size_t smb_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct smb_state *state = c->state;
	uint32_t left = state->left[s->side];
	if (left > 0)
		return take_command(c, s, data, 0, left, out);
	if (!have(c, s, data, FRAME_HEAD))
		return 0;
	uint8_t type = (uint8_t)data.s[0];
	size_t n = load_be32((const uint8_t *)data.s) & 0xffffff;
	if (type == FRAME_MESSAGE && n > 0)
		return take_command(c, s, data, FRAME_HEAD, n, out);
	if (type != FRAME_MESSAGE && (type < FRAME_FIRST_OTHER || type > FRAME_LAST_OTHER))
		return TAKE_LOST;
	talk_skip(c, s->side, n);
	return FRAME_HEAD;
}

/* A new message is looked for. */
static bool smb_gap(struct conversation *c, const struct segment *s, struct text left,
    uint64_t missing, struct observations *out)
{
	struct smb_state *state = c->state;
	(void)left;
	(void)missing;
	(void)out;
	state->left[s->side] = 0;
	return false;
}

const struct protocol protocol_smb = { .name = "smb",
	.transport = IP_TCP,
	.state_size = sizeof(struct smb_state),
	.claims = smb_claims,
	.take = smb_take,
	.gap = smb_gap };
