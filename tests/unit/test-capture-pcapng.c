/* Units of capture/: pcapng files. Expected values: the draft, and arithmetic on paper. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "capture/pcapng.h"
#include "test-capture.h"

static void times(void)
{
	static const struct {
		uint64_t raw;
		uint8_t resolution;
		int64_t offset, wanted;
	} rows[] = {
		{ 5, 0, 0, INT64_C(5000000000) },
		{ 51, 1, 0, INT64_C(5100000000) },
		{ 512, 2, 0, INT64_C(5120000000) },
		{ 5123, 3, 0, INT64_C(5123000000) },
		{ 51234, 4, 0, INT64_C(5123400000) },
		{ 512345, 5, 0, INT64_C(5123450000) },
		{ 5123456, 6, 0, INT64_C(5123456000) },
		{ 51234567, 7, 0, INT64_C(5123456700) },
		{ 512345678, 8, 0, INT64_C(5123456780) },
		{ 5123456789, 9, 0, INT64_C(5123456789) },
		{ 51234567899, 10, 0, INT64_C(5123456789) },
		{ 5123456789999, 12, 0, INT64_C(5123456789) },
		{ UINT64_MAX, 19, 0, INT64_C(1844674407) },
		{ UINT64_MAX, 28, 0, 1 },
		{ UINT64_MAX, 29, 0, 0 },
		{ UINT64_MAX, 127, 0, 0 },
		{ 5, 0x80, 0, INT64_C(5000000000) },
		{ 5, 0x81, 0, INT64_C(2500000000) },
		{ 5 * 1024 + 256, 0x80 + 10, 0, INT64_C(5250000000) },
		{ (uint64_t)5 << 32 | 0x80000000, 0x80 + 32, 0, INT64_C(5500000000) },
		{ UINT64_MAX, 0x80 + 64, 0, INT64_C(999999999) },
		{ UINT64_MAX, 0xff, 0, 0 },
		{ 1000000, 6, 1700000000, INT64_C(1700000001000000000) },
		{ 0, 6, -1, INT64_C(-1000000000) },
		{ 9200000000, 0, 0, INT64_C(9200000000000000000) },
		{ 9200000001, 0, 0, TIME_NONE },
		{ UINT64_MAX, 0, 0, TIME_NONE },
		{ UINT64_MAX, 6, 0, TIME_NONE },
		{ UINT64_MAX, 0, INT64_MAX, TIME_NONE },
		{ 0, 0, INT64_MIN, TIME_NONE },
		{ UINT64_MAX, 127, INT64_MIN, TIME_NONE },
		{ 0, 9, -9200000000, INT64_C(-9200000000000000000) },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		IS_NUMBER(pcapng_time(rows[i].raw, rows[i].resolution, rows[i].offset),
		    rows[i].wanted, "time %llu at resolution %u, offset %lld",
		    (unsigned long long)rows[i].raw, rows[i].resolution, (long long)rows[i].offset);
	for (uint8_t resolution = 0; resolution < 10; resolution++) {
		struct made m = { .n = 0 };
		uint64_t raw = 3;
		for (int k = 0; k < resolution; k++)
			raw *= 10;
		put_section(&m);
		put_interface(&m, 1, 0, resolution, 0);
		put_packet(&m, 0, raw, 'A', 1);
		check_reading(&m, m.n, 1 << 16, "1:A1/11@1 3.000000000", "", "if_tsresol");
	}
}

/* The obsolete packet block. */
static void put_obsolete(struct made *m, uint16_t interface, uint64_t raw, char c, uint32_t n)
{
	size_t at = begin_block(m, 2);
	put(m, interface, 2);
	put(m, 7, 2); /* drops */
	put(m, raw >> 32, 4);
	put(m, raw & UINT32_MAX, 4);
	put(m, n, 4);
	put(m, n + 10, 4);
	put_fill(m, c, n);
	end_block(m, at);
}

static void put_simple(struct made *m, char c, uint32_t n, uint32_t original)
{
	size_t at = begin_block(m, 3);
	put(m, original, 4);
	put_fill(m, c, n);
	end_block(m, at);
}

static void put_other(struct made *m, uint32_t type, uint32_t n)
{
	size_t at = begin_block(m, type);
	put_fill(m, 'x', n);
	end_block(m, at);
}

static void whole_file(struct made *m)
{
	put_section(m);
	put_interface(m, 1, 100, 6, 0);
	put_other(m, 0x0bad, 9);
	put_packet(m, 0, 1000001, 'A', 3);
	put_interface(m, 101, 0, 9, 0);
	put_other(m, 0x77777777, 0);
	put_packet(m, 1, 2000000001, 'B', 0);
	put_simple(m, 'C', 100, 150);
	put_obsolete(m, 1, 3000000000, 'D', 4);
	put_interface(m, 113, 0, 0x80 + 1, 1000);
	put_packet(m, 2, 1, 'E', 5);
	put_other(m, 5, 12);
	m->big = !m->big; /* the next section in the other byte order */
	put_section(m);
	put_interface(m, 276, 0, 6, -10);
	put_packet(m, 0, 12000000, 'F', 6);
}

static void files(void)
{
	static const char wanted[] =
	    "2:A3/13@1 1.000001000, 3:-0/10@101 2.000000001, 4:C100/150@1, "
	    "5:D4/14@101 3.000000000, 6:E5/15@113 1000.500000000, "
	    "7:F6/16@276 2.000000000";
	for (int big = 0; big < 2; big++) {
		struct made m = { .big = big };
		const char *name = big ? "big endian" : "little endian";
		whole_file(&m);
		check_reading(&m, m.n, 1 << 16, wanted, "", name);
		check_reading(&m, m.n, 3, wanted, "", name);
		check_cuts(&m, m.n, name);
		check_edges(&m, name);
		struct buf out;
		buf_init(&out, 1 << 16);
		struct reader *r = read_all(m.p, m.n, 1 << 16, &out, &out);
		static const struct {
			uint32_t link, snaplen;
			uint64_t frames;
		} rows[] = { { 1, 100, 2 }, { 101, 0, 2 }, { 113, 0, 1 }, { 276, 0, 1 } };
		IS_NUMBER(r->interface_count, 4, "%s: interfaces of both sections", name);
		for (size_t i = 0; i < r->interface_count && i < 4; i++)
			OK(r->interfaces[i].link == rows[i].link &&
				r->interfaces[i].snaplen == rows[i].snaplen &&
				r->interfaces[i].frames == rows[i].frames,
			    "%s: interface %zu", name, i);
		reader_free(r);
		buf_free(&out);
	}
}

static void names(void)
{
	struct made m = { .n = 0 };
	put_section(&m);
	for (int i = 0; i < 2; i++) {
		size_t at = begin_block(&m, 1);
		put(&m, 1, 8);
		put_option(&m, 1, "a comment", 9);
		put_option(&m, 2, i ? "" : "eth0", i ? 0 : 4);
		put_option(&m, 2, "second", 6);
		put(&m, 0, 4);
		end_block(&m, at);
	}
	struct buf out;
	buf_init(&out, 1 << 16);
	struct reader *r = read_all(m.p, m.n, 1 << 16, &out, &out);
	IS_NUMBER(r->interface_count, 2, "two interfaces");
	IS_TEXT(text_of(r->interfaces[0].name), TEXT("eth0"), "if_name, the first one");
	reader_free(r);
	buf_free(&out);
	/* An option that says to be longer than the block is: what was read before it counts. */
	put_at(&m, 46, 200, 2);
	check_cuts(&m, m.n, "options");
	check_edges(&m, "options");
}

static void damages(void)
{
	struct made start = { .n = 0 };
	put_section(&start);
	struct made m = start;
	put_packet(&m, 0, 1, 'A', 4);
	check_reading(&m, m.n, 1 << 16, "", "28 a packet of interface 0, which is not described",
	    "EPB without an interface");
	m = start;
	put_simple(&m, 'A', 4, 4);
	check_reading(&m, m.n, 1 << 16, "", "28 a packet of interface 0, which is not described",
	    "SPB without an interface");
	put_interface(&start, 1, 0, 6, 0);
	put_section(&start);
	m = start;
	put_simple(&m, 'A', 4, 4);
	check_reading(&m, m.n, 1 << 16, "", "76 a packet of interface 0, which is not described",
	    "a section begins without interfaces");
	put_interface(&start, 1, 0, 6, 0);
	put_packet(&start, 0, 1000000, 'A', 4);
	IS_NUMBER(start.n, 132, "the good part");
	static const struct {
		const char *name;
		size_t at;
		uint64_t value;
		const char *damage;
	} rows[] = {
		{ "captured beyond the block", 132 + 20, 5,
		    "132 a packet of 5 bytes in a block with room for 4" },
		{ "captured 4 GiB", 132 + 20, UINT32_MAX,
		    "132 a packet of 4294967295 bytes in a block with room for 4" },
		{ "interface 1", 132 + 8, 1,
		    "132 a packet of interface 1, which is not described" },
		{ "trailing length", 132 + 32, 40, "132 a block of 36 bytes ends as one of 40" },
		{ "block of 4 GiB", 132 + 4, UINT32_MAX,
		    "132 a block of 4294967295 bytes is not possible" },
		{ "block of 0", 132 + 4, 0, "132 a block of 0 bytes is not possible" },
		{ "EPB of 28", 132 + 4, 28, "132 a block of 28 bytes is not possible" },
		{ "block past the end", 132 + 4, 100,
		    "132 the last block is cut (wants 100 bytes, has 36)" },
		{ "a packet block far larger than its packet", 132 + 4, LIMIT_RECORD,
		    "132 a block of 134217728 bytes is not possible" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		m = start;
		put_packet(&m, 0, 1, 'B', 4);
		put_at(&m, rows[i].at, rows[i].value, 4);
		check_reading(
		    &m, m.n, 1 << 16, "1:A4/14@1 1.000000000", rows[i].damage, rows[i].name);
		check_cuts(&m, 132, rows[i].name);
		check_edges(&m, rows[i].name);
	}
}

/* A custom block that is too large to be gathered, behind a frame: it has one number. */
static void large_blocks(void)
{
	enum { LARGE = LIMIT_READ_BLOCK + 4096 };
	struct made start = { .n = 0 }, end = { .n = 0 };
	put_section(&start);
	put_interface(&start, 1, 0, 6, 0);
	put_packet(&start, 0, 1000000, 'A', 3);
	put(&start, 0xbad, 4);
	put(&start, LARGE, 4);
	put(&end, LARGE, 4);
	put_packet(&end, 0, 2000000, 'B', 3);
	uint8_t *file = xcalloc(1, start.n + LARGE + end.n);
	memcpy(file, start.p, start.n);
	memcpy(file + start.n + LARGE - 12, end.p, end.n);
	struct buf out, what;
	buf_init(&out, 1 << 16);
	buf_init(&what, 1 << 10);
	reader_free(read_all(file, start.n + LARGE - 12 + end.n, 1 << 16, &out, &what));
	IS_TEXT(buf_text(&out), TEXT("1:A3/13@1 1.000000000, 3:B3/13@1 2.000000000"),
	    "a large custom block has one number");
	IS_TEXT(buf_text(&what), TEXT(""), "a large custom block is no damage");
	buf_free(&out);
	buf_free(&what);
	free(file);
}

/* What libpcap refuses: a section without any interface, and one with several of different kinds. */
static void empty_sections(void)
{
	struct made m = { .n = 0 };
	put_section(&m);
	check_reading(&m, m.n, 1 << 16, "", "", "a section alone");
	put_other(&m, 4, 8); /* names */
	put_section(&m);
	put_interface(&m, 1, 96, 6, 0);
	put_interface(&m, 113, 65535, 9, 0);
	put_packet(&m, 1, 1000000000, 'A', 3);
	put_packet(&m, 0, 2000000, 'B', 3);
	put_section(&m);
	check_reading(&m, m.n, 1 << 16, "1:A3/13@113 1.000000000, 2:B3/13@1 2.000000000", "",
	    "empty sections around one of two link types and snap lengths");
	check_cuts(&m, m.n, "empty sections");
}

static void odd_blocks(void)
{
	struct made start = { .n = 0 };
	put_section(&start);
	put_interface(&start, 1, 0, 6, 0);
	struct made m = start;
	put_packet(&m, 0, 1000000, 'A', 3);
	put_packet(&m, 0, 2000000, 'B', 3);
	put_at(&m, 48 + 4, 35, 4);
	check_reading(&m, m.n, 1 << 16, "1:A3/13@1 1.000000000, 2:B3/13@1 2.000000000", "",
	    "a length that does not count the padding");
	m = start;
	put_other(&m, 0x0a0d0d0a, 16);
	check_reading(&m, m.n, 1 << 16, "", "48 a section of no known byte order",
	    "a section of no byte order");
	m = start;
	put_section(&m);
	put_at(&m, 48 + 12, 2, 2);
	check_reading(&m, m.n, 1 << 16, "", "48 pcapng version 2.0 is not known", "version 2");
	m = start;
	put_other(&m, 0x999, 40000);
	put_packet(&m, 0, 1000000, 'A', 3);
	check_reading(&m, m.n, 100, "1:A3/13@1 1.000000000", "", "a large unknown block");
	put_at(&m, 48 + 4, 300000, 4);
	check_reading(&m, m.n, 100, "", "48 a block of 300000 bytes covers others",
	    "a huge unknown block that covers a packet");
	m = start;
	put_at(&m, 8, 0x11223344, 4);
	OK(!reader_new(bytes_of(m.p, m.n)), "no byte order, no pcapng");
}

int main(void)
{
	times();
	files();
	names();
	damages();
	empty_sections();
	odd_blocks();
	large_blocks();
	return check_done();
}
