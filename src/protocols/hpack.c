/* HPACK: header blocks, the static and the dynamic table, the Huffman code. RFC 7541. */
#include <config.h>

#include "protocols/hpack.h"

#include <stdlib.h>

enum {
	STATIC_COUNT = 61,
	INTEGER_SHIFT_MOST =
	    21,         /* four more bytes behind the first: nothing that long fits a block */
	CODE_MOST = 30, /* bits of the longest code */
	PADDING_MOST = 7,
	SYMBOLS = 256, /* EOS is the one behind them */
	ENTRIES_FIRST = 16,
};

/* RFC 7541 appendix A */
#define STATIC(name, value)                                                                        \
	{                                                                                          \
		{ name, sizeof(name) - 1 },                                                        \
		{                                                                                  \
			value, sizeof(value) - 1                                                   \
		}                                                                                  \
	}
/* clang-format off */
static const struct hpack_field static_table[STATIC_COUNT] = {
	STATIC(":authority", ""), STATIC(":method", "GET"), STATIC(":method", "POST"),
	STATIC(":path", "/"), STATIC(":path", "/index.html"), STATIC(":scheme", "http"),
	STATIC(":scheme", "https"), STATIC(":status", "200"), STATIC(":status", "204"),
	STATIC(":status", "206"), STATIC(":status", "304"), STATIC(":status", "400"),
	STATIC(":status", "404"), STATIC(":status", "500"), STATIC("accept-charset", ""),
	STATIC("accept-encoding", "gzip, deflate"), STATIC("accept-language", ""),
	STATIC("accept-ranges", ""), STATIC("accept", ""),
	STATIC("access-control-allow-origin", ""), STATIC("age", ""), STATIC("allow", ""),
	STATIC("authorization", ""), STATIC("cache-control", ""),
	STATIC("content-disposition", ""), STATIC("content-encoding", ""),
	STATIC("content-language", ""), STATIC("content-length", ""),
	STATIC("content-location", ""), STATIC("content-range", ""), STATIC("content-type", ""),
	STATIC("cookie", ""), STATIC("date", ""), STATIC("etag", ""), STATIC("expect", ""),
	STATIC("expires", ""), STATIC("from", ""), STATIC("host", ""), STATIC("if-match", ""),
	STATIC("if-modified-since", ""), STATIC("if-none-match", ""), STATIC("if-range", ""),
	STATIC("if-unmodified-since", ""), STATIC("last-modified", ""), STATIC("link", ""),
	STATIC("location", ""), STATIC("max-forwards", ""), STATIC("proxy-authenticate", ""),
	STATIC("proxy-authorization", ""), STATIC("range", ""), STATIC("referer", ""),
	STATIC("refresh", ""), STATIC("retry-after", ""), STATIC("server", ""),
	STATIC("set-cookie", ""), STATIC("strict-transport-security", ""),
	STATIC("transfer-encoding", ""), STATIC("user-agent", ""), STATIC("vary", ""),
	STATIC("via", ""), STATIC("www-authenticate", ""),
};

/* RFC 7541 appendix B. The code is canonical: codes of one length follow each other, in the order of
 * their symbols, behind the shorter ones. So all of it is how many codes each length has, and the symbols
 * in the order of their codes. */
static const uint8_t codes_of_length[CODE_MOST + 1] = { 0, 0, 0, 0, 0, 10, 26, 32, 6, 0, 5, 3, 2, 6,
	2, 3, 0, 0, 0, 3, 8, 13, 26, 29, 12, 4, 15, 19, 29, 0, 4 };
static const uint8_t symbols[SYMBOLS] = {
	48, 49, 50, 97, 99, 101, 105, 111, 115, 116, 32, 37, 45, 46, 47, 51, 52, 53, 54, 55, 56, 57,
	61, 65, 95, 98, 100, 102, 103, 104, 108, 109, 110, 112, 114, 117, 58, 66, 67, 68, 69, 70,
	71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 89, 106, 107, 113, 118,
	119, 120, 121, 122, 38, 42, 44, 59, 88, 90, 33, 34, 40, 41, 63, 39, 43, 124, 35, 62, 0, 36,
	64, 91, 93, 126, 94, 125, 60, 96, 123, 92, 195, 208, 128, 130, 131, 162, 184, 194, 224, 226,
	153, 161, 167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230, 129, 132, 133, 134, 136,
	146, 154, 156, 160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187, 189, 190, 196, 198,
	228, 232, 233, 1, 135, 137, 138, 139, 140, 141, 143, 147, 149, 150, 151, 152, 155, 157, 158,
	165, 166, 168, 174, 175, 180, 182, 183, 188, 191, 197, 231, 239, 9, 142, 144, 145, 148, 159,
	171, 206, 215, 225, 236, 237, 199, 207, 234, 235, 192, 193, 200, 201, 202, 205, 210, 213,
	218, 219, 238, 240, 242, 243, 255, 203, 204, 211, 212, 214, 221, 222, 223, 241, 244, 245,
	246, 247, 248, 250, 251, 252, 253, 254, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19,
	20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 220, 249, 10, 13, 22,
};
/* clang-format on */

/* --- integers and strings (RFC 7541 5) */

/* The first byte was read; its low bits begin the integer. */
static uint32_t read_integer(struct bytes *in, uint8_t first, unsigned prefix)
{
	uint32_t mask = (1u << prefix) - 1, value = first & mask;
	if (value < mask)
		return value;
	for (unsigned shift = 0; shift <= INTEGER_SHIFT_MOST; shift += 7) {
		uint8_t byte = bytes_u8(in);
		value += (uint32_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	in->failed = true;
	return 0;
}

/* Where a code of the next bits may be: first is the lowest one of this length, at symbols[index]. */
struct code {
	uint32_t code, first, index;
	unsigned length;
};

static bool add_bit(struct code *c, unsigned bit)
{
	c->length++;
	c->code = c->code << 1 | bit;
	c->first <<= 1;
	uint32_t count = codes_of_length[c->length];
	if (c->code - c->first < count)
		return true;
	c->index += count;
	c->first += count;
	return false;
}

/* At most 7 bits are left over, all of them set (RFC 7541 5.2). */
static bool is_padding(const struct code *c)
{
	return c->length <= PADDING_MOST && c->code == (1u << c->length) - 1;
}

static bool read_huffman(struct bytes in, char *out, size_t *n)
{
	struct code c = { .length = 0 };
	while (in.left > 0) {
		unsigned byte = bytes_u8(&in);
		for (int bit = 7; bit >= 0; bit--) {
			if (!add_bit(&c, byte >> bit & 1))
				continue;
			uint32_t at = c.index + (c.code - c.first);
			if (at >= SYMBOLS)
				return false;
			out[(*n)++] = (char)symbols[at];
			c = (struct code) { .length = 0 };
		}
	}
	return is_padding(&c);
}

static struct text read_string(struct bytes *in, struct arena *arena)
{
	uint8_t first = bytes_u8(in);
	struct bytes string = bytes_sub(in, read_integer(in, first, 7));
	if (in->failed)
		return TEXT("");
	if (!(first & 0x80))
		return arena_text(arena, text_bytes(string.at, string.left));
	/* No code is shorter than five bits. */
	char *out = arena_take(arena, string.left * 8 / 5 + 1);
	size_t n = 0;
	in->failed = !read_huffman(string, out, &n);
	return (struct text) { out, n };
}

/* --- the dynamic table (RFC 7541 4) */

static size_t entry_size(const struct hpack_entry *e)
{
	return (size_t)e->name_n + e->value_n + HPACK_ENTRY_OVERHEAD;
}

/* number: 0 is the newest. */
static struct hpack_entry *entry_at(const struct hpack *h, size_t number)
{
	return &h->entries[(h->newest + h->room - number) % h->room];
}

static void evict(struct hpack *h, size_t most)
{
	while (h->count > 0 && h->size > most) {
		struct hpack_entry *oldest = entry_at(h, h->count - 1);
		h->size -= entry_size(oldest);
		free(oldest->bytes);
		h->count--;
	}
}

static void make_room(struct hpack *h)
{
	if (h->count < h->room)
		return;
	size_t room = h->room ? h->room * 2 : ENTRIES_FIRST;
	struct hpack_entry *more = xcalloc(room, sizeof(*more));
	for (size_t i = 0; i < h->count; i++)
		more[i] = *entry_at(h, h->count - 1 - i);
	free(h->entries);
	h->entries = more;
	h->room = room;
	h->newest = h->count ? h->count - 1 : room - 1;
}

static void insert(struct hpack *h, const struct hpack_field *f)
{
	size_t n = f->name.n + f->value.n, size = n + HPACK_ENTRY_OVERHEAD;
	evict(h, size < h->max ? h->max - size : 0);
	if (size > h->max)
		return;
	make_room(h);
	h->newest = (h->newest + 1) % h->room;
	struct hpack_entry *e = entry_at(h, 0);
	*e = (struct hpack_entry) { .bytes = xmalloc(n + 1),
		.name_n = (uint32_t)f->name.n,
		.value_n = (uint32_t)f->value.n,
		.named = f->name.s != NULL };
	if (f->name.n > 0)
		memcpy(e->bytes, f->name.s, f->name.n);
	if (f->value.n > 0)
		memcpy(e->bytes + f->name.n, f->value.s, f->value.n);
	h->count++;
	h->size += size;
}

static void resize(struct hpack *h, uint32_t max)
{
	h->partial |= max > HPACK_TABLE_MOST;
	h->max = max < HPACK_TABLE_MOST ? max : HPACK_TABLE_MOST;
	evict(h, h->max);
}

/* False where no table can have that entry. */
static bool look_up(struct hpack_block *b, uint32_t index, struct hpack_field *out)
{
	struct hpack *h = b->table;
	if (index == 0)
		return false;
	if (index <= STATIC_COUNT) {
		*out = static_table[index - 1];
		return true;
	}
	*out = (struct hpack_field) { .name = { NULL, 0 } };
	if (index - STATIC_COUNT > h->count)
		return h->partial;
	struct hpack_entry *e = entry_at(h, index - STATIC_COUNT - 1);
	size_t n = (size_t)e->name_n + e->value_n;
	if (!e->copy || e->round != h->round)
		e->copy = arena_text(b->arena, (struct text) { e->bytes, n }).s;
	e->round = h->round;
	if (e->named)
		out->name = (struct text) { e->copy, e->name_n };
	out->value = (struct text) { e->copy + e->name_n, e->value_n };
	return true;
}

/* --- blocks (RFC 7541 6) */

static bool read_literal(
    struct hpack_block *b, uint8_t first, unsigned prefix, struct hpack_field *out)
{
	uint32_t index = read_integer(&b->in, first, prefix);
	if (index == 0)
		out->name = read_string(&b->in, b->arena);
	else if (b->in.failed || !look_up(b, index, out))
		return false;
	out->value = read_string(&b->in, b->arena);
	return !b->in.failed;
}

static bool read_field(struct hpack_block *b, uint8_t first, struct hpack_field *out)
{
	b->begun = true;
	if (first & 0x80) {
		uint32_t index = read_integer(&b->in, first, 7);
		return !b->in.failed && look_up(b, index, out);
	}
	bool keep = first & 0x40;
	if (!read_literal(b, first, keep ? 6 : 4, out))
		return false;
	if (keep)
		insert(b->table, out);
	return true;
}

static enum hpack_step broken(struct hpack_block *b)
{
	hpack_forget(b->table);
	b->in.left = 0;
	return HPACK_BROKEN;
}

enum hpack_step hpack_next(struct hpack_block *b, struct hpack_field *out)
{
	while (b->in.left > 0) {
		uint8_t first = bytes_u8(&b->in);
		if ((first & 0xe0) != 0x20)
			return read_field(b, first, out) ? HPACK_FIELD : broken(b);
		uint32_t max = read_integer(&b->in, first, 5);
		if (b->in.failed || b->begun)
			return broken(b);
		resize(b->table, max);
	}
	return HPACK_END;
}

void hpack_init(struct hpack *h, bool partial)
{
	*h = (struct hpack) { .max = partial ? HPACK_TABLE_MOST : HPACK_TABLE_SIZE,
		.partial = partial };
}

void hpack_free(struct hpack *h)
{
	evict(h, 0);
	free(h->entries);
	*h = (struct hpack) { .entries = NULL };
}

/* How large it may be is not known either. An entry too many does no harm: they are counted from the newest. */
void hpack_forget(struct hpack *h)
{
	evict(h, 0);
	h->max = HPACK_TABLE_MOST;
	h->partial = true;
}

void hpack_renew(struct hpack *h)
{
	h->round++;
}

size_t hpack_weight(const struct hpack *h)
{
	return h->size + h->room * sizeof(*h->entries);
}
