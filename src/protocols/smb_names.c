/*
 * Names in requests of SMB. MS-CIFS 2.2.3, 2.2.4.41, 2.2.4.55, 2.2.4.64; MS-SMB 2.2.4.7; MS-SMB2 2.2.1, 2.2.9,
 * 2.2.13.
 */
#include <config.h>

#include "protocols/smb_names.h"

#include "base/buf.h"

enum {
	NAME_MOST = 3 << 16, /* bytes of UTF-8 that 64 KiB of UTF-16 may become */
	REPLACEMENT = 0xfffd,

	V1_RESPONSE = 0x80,  /* in its flags */
	V1_UNICODE = 0x8000, /* in flags 2 */
	V1_SESSION_SETUP = 0x73,
	ANDX_NONE = 0xff,

	V2_RESPONSE = 1, /* in its flags */
	V2_TREE_CONNECT = 3,
	V2_CREATE = 5,
};

/* --- text */

static uint32_t unit_at(struct text t, size_t at)
{
	return at + 2 <= t.n ? load_le16((const uint8_t *)t.s + at) : 0;
}

/* UTF-16 up to its end or a NUL; halves of pairs that stand alone are replaced. */
static struct text from_utf16(struct text t, struct arena *arena)
{
	struct buf b;
	char sequence[4];
	buf_init(&b, NAME_MOST);
	for (size_t i = 0; unit_at(t, i) != 0; i += 2) {
		uint32_t code = unit_at(t, i), next = unit_at(t, i + 2);
		if (code >> 10 == 0x36 && next >> 10 == 0x37) {
			code = 0x10000 + ((code & 0x3ff) << 10 | (next & 0x3ff));
			i += 2;
		} else if (code >> 11 == 0x1b) {
			code = REPLACEMENT;
		}
		buf_add(&b, (struct text) { sequence, utf8_encode(code, sequence) });
	}
	struct text copy = arena_text(arena, buf_text(&b));
	buf_free(&b);
	return copy;
}

/* --- version 1 */

/* Where the name stands: counts of bytes are at offsets in the words, 0 where there are none. */
struct layout {
	uint8_t command, words;
	uint8_t before_at; /* how many bytes lie before the name */
	uint8_t size_at;   /* how many the name has; else it ends with a NUL */
	enum field_id field;
};

static const struct layout layouts[] = {
	{ 0x75, 4, 6, 0, FIELD_SMB_TREE },  /* TREE_CONNECT_ANDX: behind the password */
	{ 0x2d, 15, 0, 0, FIELD_SMB_FILE }, /* OPEN_ANDX */
	{ 0xa2, 24, 0, 5, FIELD_SMB_FILE }, /* NT_CREATE_ANDX */
};

static const struct layout *layout_of(uint8_t command)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (layouts[i].command == command)
			return &layouts[i];
	return NULL;
}

bool smb1_may_have_names(const uint8_t head[SMB1_HEAD])
{
	return !(head[9] & V1_RESPONSE) && (head[4] == V1_SESSION_SETUP || layout_of(head[4]));
}

/* The bytes of a block, at an offset of the message, hold the name. */
static struct text read_name(const struct layout *layout, struct text message, struct text words,
    size_t at, struct arena *arena)
{
	bool unicode = unit_at(message, 10) & V1_UNICODE;
	if (layout->before_at)
		at += unit_at(words, layout->before_at);
	if (unicode)
		at += at & 1;
	struct text name = text_from(message, at);
	if (layout->size_at)
		name = text_head(name, unit_at(words, layout->size_at));
	return unicode ? from_utf16(name, arena) : text_head(name, text_find_char(name, '\0'));
}

/* The requests of a chain, each behind the last. */
size_t smb1_read_names(struct text message, struct arena *arena, struct smb_name names[SMB_NAMES])
{
	size_t count = 0, at = SMB1_HEAD;
	uint8_t command = (uint8_t)message.s[4];
	while (command != ANDX_NONE && at < message.n && count < SMB_NAMES) {
		const struct layout *layout = layout_of(command);
		size_t size = 2 * (size_t)(uint8_t)message.s[at];
		struct text words = text_from(message, at + 1), data = text_from(words, size);
		if ((!layout && command != V1_SESSION_SETUP) || size < 4 || data.n < 2)
			break;
		words = text_head(words, size);
		if (layout && size == 2u * layout->words)
			names[count++] = (struct smb_name) { layout->field,
				read_name(layout, message, words, at + 1 + size + 2, arena) };
		size_t next = unit_at(words, 2);
		command = next > at ? (uint8_t)words.s[0] : ANDX_NONE;
		at = next;
	}
	return count;
}

/* --- versions 2 and 3 */

bool smb2_may_have_name(const uint8_t head[SMB2_HEAD])
{
	uint16_t command = load_le16(head + 12);
	return !(head[16] & V2_RESPONSE) && (command == V2_TREE_CONNECT || command == V2_CREATE);
}

/* Offset and size stand in the body's fixed part. */
bool smb2_read_name(struct text request, struct arena *arena, struct smb_name *name)
{
	bool tree = unit_at(request, 12) == V2_TREE_CONNECT;
	size_t at = SMB2_HEAD + (tree ? 4 : 44), least = SMB2_HEAD + (tree ? 8 : 56);
	size_t from = unit_at(request, at), n = unit_at(request, at + 2);
	if (from < least || from > request.n || n > request.n - from)
		return false;
	name->field = tree ? FIELD_SMB_TREE : FIELD_SMB_FILE;
	name->value = from_utf16(text_head(text_from(request, from), n), arena);
	return true;
}
