/*
 * Units of header compression. The rows are the examples of RFC 7541 appendix C, C.1 to C.6, with the table that
 * each is followed by; the others are made by hand from sections 4 to 6.
 */
#include <config.h>

#include "base/buf.h"
#include "check.h"
#include "hex.h"
#include "protocols/hpack.h"

enum { ROOM = 512, TABLE_OF_RESPONSES = 256 };

static struct arena arena;

/* Fields as "name: value" lines, "?" for what is not known; "broken" where the block is. */
static void add_fields(struct hpack *h, struct bytes in, struct buf *out)
{
	struct hpack_block b = { .table = h, .arena = &arena, .in = in };
	struct hpack_field f;
	enum hpack_step step;
	hpack_renew(h);
	while ((step = hpack_next(&b, &f)) == HPACK_FIELD) {
		buf_add(out, f.name.s ? f.name : TEXT("?"));
		buf_add(out, TEXT(": "));
		buf_add(out, f.value.s ? f.value : TEXT("?"));
		buf_char(out, '\n');
	}
	if (step == HPACK_BROKEN)
		buf_add(out, TEXT("broken\n"));
}

static struct bytes edge_hex(const char *hex)
{
	static uint8_t bytes[ROOM];
	size_t n = hex_bytes(hex, bytes, sizeof(bytes));
	return bytes_of(edge_copy(bytes, n), n);
}

/* The dynamic table from the newest entry, as a block that refers to each shows it. */
static void add_table(struct hpack *h, struct buf *out)
{
	for (size_t i = 0; i < h->count; i++) {
		uint8_t index = (uint8_t)(0x80 + 62 + i);
		add_fields(h, bytes_of(&index, 1), out);
	}
	buf_format(out, "size %u\n", (unsigned)h->size);
}

struct row {
	const char *name, *hex, *fields, *table;
};

static void check_row(struct hpack *h, const struct row *r)
{
	struct buf got;
	buf_init(&got, SIZE_MAX / 2);
	add_fields(h, edge_hex(r->hex), &got);
	IS_TEXT(buf_text(&got), text_of(r->fields), "%s", r->name);
	buf_clear(&got);
	if (r->table) {
		add_table(h, &got);
		IS_TEXT(buf_text(&got), text_of(r->table), "%s, table", r->name);
	}
	buf_free(&got);
}

static void check_rows(const struct row *rows, size_t n, size_t max)
{
	struct hpack h;
	hpack_init(&h, false);
	h.max = max;
	for (size_t i = 0; i < n; i++)
		check_row(&h, &rows[i]);
	hpack_free(&h);
}

static void check_apart(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_rows(&rows[i], 1, HPACK_TABLE_SIZE);
}

/* A block that is cut is read as far as it goes, and then is wrong, or it ends with a field. */
static void check_cuts(const struct row *r)
{
	uint8_t bytes[ROOM];
	size_t n = hex_bytes(r->hex, bytes, sizeof(bytes));
	bool good = true;
	for (size_t cut = 0; cut < n; cut++) {
		struct hpack h;
		struct buf got;
		hpack_init(&h, false);
		buf_init(&got, SIZE_MAX / 2);
		add_fields(&h, bytes_of(edge_copy(bytes, cut), cut), &got);
		struct text t = buf_text(&got), broken = TEXT("broken\n");
		if (text_ends(t, broken))
			t.n -= broken.n;
		good &= text_starts(text_of(r->fields), t) && t.n < strlen(r->fields);
		buf_free(&got);
		hpack_free(&h);
	}
	OK(good, "%s, cut anywhere", r->name);
}

/* --- RFC 7541 appendix C */

/* C.1: 10 and 1337 in a prefix of 5 bits are the sizes of updates; 42 in 8 bits cannot be in one. */
static void check_integers(void)
{
	static const struct {
		const char *hex;
		size_t size;
	} rows[] = { { "2a", 10 }, { "3f9a0a", 1337 }, { "3f00", 31 }, { "3fe1ff03", 65536 } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hpack h;
		struct buf got;
		hpack_init(&h, false);
		buf_init(&got, SIZE_MAX / 2);
		add_fields(&h, edge_hex(rows[i].hex), &got);
		IS_NUMBER(h.max, rows[i].size, "integer %s", rows[i].hex);
		OK(got.n == 0 && !h.partial, "integer %s, nothing else", rows[i].hex);
		buf_free(&got);
		hpack_free(&h);
	}
}

static const struct row fields[] = {
	{ "C.2.1", "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
	    "custom-key: custom-header\n", "custom-key: custom-header\nsize 55\n" },
	{ "C.2.2", "040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path\n", "size 0\n" },
	{ "C.2.3", "1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret\n", "size 0\n" },
	{ "C.2.4", "82", ":method: GET\n", "size 0\n" },
};

#define REQUEST_1 ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n"
#define REQUEST_2 REQUEST_1 "cache-control: no-cache\n"
#define REQUEST_3                                                                                  \
	":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\n"          \
	"custom-key: custom-value\n"
#define TABLE_1 ":authority: www.example.com\n"
#define TABLE_2 "cache-control: no-cache\n" TABLE_1
#define TABLE_3 "custom-key: custom-value\n" TABLE_2

static const struct row requests[] = {
	{ "C.3.1", "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", REQUEST_1,
	    TABLE_1 "size 57\n" },
	{ "C.3.2", "8286 84be 5808 6e6f 2d63 6163 6865", REQUEST_2, TABLE_2 "size 110\n" },
	{ "C.3.3", "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
	    REQUEST_3, TABLE_3 "size 164\n" },
};

static const struct row huffman_requests[] = {
	{ "C.4.1", "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", REQUEST_1, TABLE_1 "size 57\n" },
	{ "C.4.2", "8286 84be 5886 a8eb 1064 9cbf", REQUEST_2, TABLE_2 "size 110\n" },
	{ "C.4.3", "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", REQUEST_3,
	    TABLE_3 "size 164\n" },
};

#define DATE_21 "date: Mon, 21 Oct 2013 20:13:21 GMT\n"
#define DATE_22 "date: Mon, 21 Oct 2013 20:13:22 GMT\n"
#define LOCATION "location: https://www.example.com\n"
#define PRIVATE "cache-control: private\n"
#define COOKIE "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n"
#define RESPONSE_1 ":status: 302\n" PRIVATE DATE_21 LOCATION
#define RESPONSE_2 ":status: 307\n" PRIVATE DATE_21 LOCATION
#define RESPONSE_3 ":status: 200\n" PRIVATE DATE_22 LOCATION "content-encoding: gzip\n" COOKIE
#define TABLE_AFTER_1 LOCATION DATE_21 PRIVATE ":status: 302\nsize 222\n"
#define TABLE_AFTER_2 ":status: 307\n" LOCATION DATE_21 PRIVATE "size 222\n"
#define TABLE_AFTER_3 COOKIE "content-encoding: gzip\n" DATE_22 "size 215\n"

static const struct row responses[] = {
	{ "C.5.1",
	    "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032"
	    "303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63"
	    "6f6d",
	    RESPONSE_1, TABLE_AFTER_1 },
	{ "C.5.2", "4803 3330 37c1 c0bf", RESPONSE_2, TABLE_AFTER_2 },
	{ "C.5.3",
	    "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0"
	    "5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851"
	    "5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31",
	    RESPONSE_3, TABLE_AFTER_3 },
};

static const struct row huffman_responses[] = {
	{ "C.6.1",
	    "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b"
	    "ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
	    RESPONSE_1, TABLE_AFTER_1 },
	{ "C.6.2", "4883 640e ffc1 c0bf", RESPONSE_2, TABLE_AFTER_2 },
	{ "C.6.3",
	    "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad"
	    "94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160"
	    "65c0 03ed 4ee5 b106 3d50 07",
	    RESPONSE_3, TABLE_AFTER_3 },
};

/* --- what is wrong, and what is not known */

static const struct row wrong[] = {
	{ "index 0", "80", "broken\n", "size 0\n" },
	{ "an index that no table has", "82 be", ":method: GET\nbroken\n", "size 0\n" },
	{ "a name by such an index", "7e 0161", "broken\n", "size 0\n" },
	{ "a string longer than the block", "0001 6103 6262", "broken\n", "size 0\n" },
	{ "an integer that does not end", "ff ffff ffff ffff", "broken\n", "size 0\n" },
	{ "an integer of six bytes", "ff 8080 8080 00", "broken\n", "size 0\n" },
	{ "an integer of five bytes", "3f 8080 8000 82", ":method: GET\n", "size 0\n" },
	/* "a" is 00011 */
	{ "padding of ones", "0481 1f", ":path: a\n", "size 0\n" },
	{ "padding of zeros", "0481 18", "broken\n", "size 0\n" },
	{ "padding of 8 bits", "0482 1fff", "broken\n", "size 0\n" },
	{ "nothing but padding of 8 bits", "0481 ff", "broken\n", "size 0\n" },
	{ "EOS", "0484 ffff ffff", "broken\n", "size 0\n" },
	{ "an empty Huffman string", "0480", ":path: \n", "size 0\n" },
	/* 0xff is 26 bits 3ffffee, 0x00 is 13 bits 1ff8, 22 is 30 bits 3ffffffe */
	{ "the byte 255", "0484 ffff fbbf", ":path: \xff\n", "size 0\n" },
	{ "the byte 22", "0484 ffff fffb", ":path: \x16\n", "size 0\n" },
	{ "two updates", "20 3fe1 1f 82", ":method: GET\n", "size 0\n" },
	{ "an update behind a field", "82 20", ":method: GET\nbroken\n", "size 0\n" },
	{ "a table larger than we keep", "3fe2 ff03 82 be", ":method: GET\n?: ?\n", "size 0\n" },
	{ "an entry larger than the table", "2a 4001 6101 62 be", "a: b\nbroken\n", "size 0\n" },
	{ "as large as the table", "3f03 4001 6101 62 be", "a: b\na: b\n", "a: b\nsize 34\n" },
};

/* Behind bytes that are missing: what is inserted from then on is known by its index, what stood there is
 * not. */
static const struct row unknown[] = {
	{ "static fields", "8286 84", ":method: GET\n:scheme: http\n:path: /\n", "size 0\n" },
	{ "an entry of the past", "be c5", "?: ?\n?: ?\n", "size 0\n" },
	{ "a literal", "400161 0162 bf be", "a: b\n?: ?\na: b\n", "a: b\nsize 34\n" },
	{ "a name of the past", "7f00 0163", "?: c\n", "?: c\na: b\nsize 67\n" },
	{ "such an entry as a name", "7e 0164 c0", "?: d\na: b\n", "?: d\n?: c\na: b\nsize 100\n" },
	{ "not kept", "0f30 0165", "?: e\n", "?: d\n?: c\na: b\nsize 100\n" },
	{ "index 0", "80", "broken\n", "size 0\n" },
};

#define ROWS(rows) rows, sizeof(rows) / sizeof((rows)[0])

static void check_forgotten(void)
{
	struct hpack h;
	hpack_init(&h, true);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		check_row(&h, &unknown[i]);
	hpack_free(&h);
}

/* An entry of 4000 bytes that a block refers to a thousand times is copied once. */
static void check_bomb(void)
{
	static uint8_t bytes[5200] = { 0x40, 1, 'a', 0x7f, 0xa1, 0x1e };
	enum { HEAD = 6, LENGTH = 4000, TIMES = 1000 };
	struct hpack h;
	struct hpack_field f;
	hpack_init(&h, false);
	memset(bytes + HEAD, 'x', LENGTH);
	memset(bytes + HEAD + LENGTH, 0xbe, TIMES);
	struct hpack_block b = { &h, &arena, bytes_of(bytes, HEAD + LENGTH + TIMES), false };
	size_t count = 0, copies = 0;
	const char *last = NULL;
	while (hpack_next(&b, &f) == HPACK_FIELD) {
		count += f.value.n == LENGTH;
		copies += f.value.s != last;
		last = f.value.s;
	}
	IS_NUMBER(count, TIMES + 1, "many references");
	IS_NUMBER(copies, 2, "the literal, and one copy of the entry");
	hpack_free(&h);
}

int main(void)
{
	check_integers();
	check_apart(ROWS(fields));
	check_rows(ROWS(requests), HPACK_TABLE_SIZE);
	check_rows(ROWS(huffman_requests), HPACK_TABLE_SIZE);
	check_rows(ROWS(responses), TABLE_OF_RESPONSES);
	check_rows(ROWS(huffman_responses), TABLE_OF_RESPONSES);
	check_apart(ROWS(wrong));
	check_forgotten();
	check_bomb();
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		check_cuts(&fields[i]);
	check_cuts(&requests[0]);
	check_cuts(&huffman_requests[0]);
	check_cuts(&responses[0]);
	check_cuts(&huffman_responses[0]);
	arena_free(&arena);
	return check_done();
}
