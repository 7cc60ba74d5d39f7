/*
 * Units of capture/: snoop, Network Monitor and ERF files, and what is named but not read. Expected
 * values: RFC 1761, the formats' references, and arithmetic on what is built.
 */
#include <config.h>

#include "test-capture.h"

static void put_text(struct made *m, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(m, (uint8_t)s[i], 1);
}

static void put_snoop(struct made *m, uint32_t version, uint32_t type)
{
	m->big = true;
	m->from = 8;
	put_text(m, "snoop\0\0\0", 8);
	put(m, version, 4);
	put(m, type, 4);
	put_end(m);
}

static void put_snoop_record(struct made *m, uint32_t seconds, char c, uint32_t n, uint32_t pad)
{
	put(m, n + 10, 4);
	put(m, n, 4);
	put(m, 24 + n + pad, 4);
	put(m, 7, 4); /* drops */
	put(m, seconds, 4);
	put(m, 5, 4);
	put_fill(m, c, n);
	put_fill(m, 0, pad);
	put_end(m);
}

static void snoop_links(void)
{
	static const struct {
		uint32_t type, pad;
		const char *frames, *format;
	} rows[] = {
		{ 0, 3, "1:A5/15@1 1.000005000", "snoop" },
		{ 2, 0, "1:A5/15@6 1.000005000", "snoop" },
		{ 4, 15, "1:A5/15@1 1.000005000", "snoop" },
		{ 8, 0, "1:A5/15@10 1.000005000", "snoop" },
		{ 9, 0, "1:A5/15@0 1.000005000", "snoop" },
		{ 10, 0, "1:A5/15@65546 1.000005000", "snoop" },
		{ 18, 0, "1:A5/15@123 1.000005000", "snoop" },
		{ 0x80000001, 0, "1:A5/15@228 1.000005000", "snoop" },
		{ 0x80000005, 0, "1:A5/15@226 1.000005000", "snoop" },
		{ 4, 16, "1:A5/15@1 1.000005000", "snoop (Shomiti)" },
		{ 10, 16, "1:A5/15@1 1.000005000", "snoop (Shomiti)" },
		{ 14, 19, "1:A5/15@6 1.000005000", "snoop (Shomiti)" },
		{ 16, 16, "1:A5/15@65552 1.000005000", "snoop (Shomiti)" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = { .n = 0 };
		char name[64];
		snprintf(
		    name, sizeof(name), "snoop type %u, padded by %u", rows[i].type, rows[i].pad);
		put_snoop(&m, 2, rows[i].type);
		put_snoop_record(&m, 1, 'A', 5, rows[i].pad);
		check_reading(&m, m.n, 1 << 16, rows[i].frames, "", name);
		struct buf out;
		buf_init(&out, 1 << 16);
		struct reader *r = read_all(m.p, m.n, 1 << 16, &out, &out);
		IS_TEXT(text_of(r->name), text_of(rows[i].format), "%s: format", name);
		IS_NUMBER(r->interface_count, 1, "%s: one interface", name);
		IS_NUMBER(r->interfaces[0].frames, 1, "%s: its frames", name);
		reader_free(r);
		buf_free(&out);
	}
}

static void snoop_files(void)
{
	struct made m = { .n = 0 };
	put_snoop(&m, 2, 4);
	check_reading(&m, m.n, 1 << 16, "", "", "snoop: a header alone");
	check_reading(&m, 12, 1 << 16, "", "0 the file header is cut (wants 16 bytes, has 12)",
	    "snoop: a cut header");
	put_snoop_record(&m, 1, 'A', 5, 3);
	put_snoop_record(&m, UINT32_MAX, 'B', 0, 0);
	put_snoop_record(&m, 3, 'C', 60, 0);
	static const char wanted[] =
	    "1:A5/15@1 1.000005000, 2:-0/10@1 4294967295.000005000, 3:C60/70@1 3.000005000";
	check_reading(&m, m.n, 1 << 16, wanted, "", "snoop");
	check_reading(&m, m.n, 3, wanted, "", "snoop");
	check_cuts(&m, m.n, "snoop");
	check_edges(&m, "snoop");
	put_at(&m, 8, 1, 4);
	check_reading(&m, m.n, 1 << 16, "", "0 snoop version 1 is not known", "snoop version 1");
	put_at(&m, 8, 5, 4);
	put_at(&m, 56, 23, 4);
	check_reading(&m, m.n, 1 << 16, "1:A5/15@1 1.000005000",
	    "48 a record of 23 bytes with a frame of 0 is not possible", "snoop: a short record");
	put_at(&m, 56, UINT32_MAX, 4);
	check_reading(&m, m.n, 1 << 16, "1:A5/15@1 1.000005000",
	    "48 a record of 4294967295 bytes with a frame of 0 is not possible",
	    "snoop: a record of 4 GiB");
	put_at(&m, 56, 24, 4);
	put_at(&m, 52, 1, 4);
	check_reading(&m, m.n, 1 << 16, "1:A5/15@1 1.000005000",
	    "48 a record of 24 bytes with a frame of 1 is not possible",
	    "snoop: a frame beyond its record");
	check_cuts(&m, 48, "snoop: a frame beyond its record");
}

/* The frame's header of 12 bytes says 8 in its fourth: 4 bytes of frame remain. */
static void snoop_wireless(void)
{
	struct made m = { .n = 0 };
	put_snoop(&m, 4, 18);
	put_snoop_record(&m, 1, 'A', 16, 16);
	put_at(&m, 40, 8, 4);
	check_reading(&m, m.n, 1 << 16, "1:A4/14@105 1.000005000", "", "Surveyor wireless");
	check_edges(&m, "Surveyor wireless");
	put_at(&m, 40, 13, 4);
	check_reading(&m, m.n, 1 << 16, "", "16 a wireless frame whose header does not fit",
	    "Surveyor wireless, long header");
	put_at(&m, 40, 7, 4);
	check_reading(&m, m.n, 1 << 16, "", "16 a wireless frame whose header does not fit",
	    "Surveyor wireless, short header");
}

/* 2026-01-02 03:04:05.006 is 1767323045.006. */
static void put_netmon(struct made *m, unsigned major, unsigned minor, unsigned media)
{
	static const uint16_t start[] = { 2026, 1, 5, 2, 3, 4, 5, 6 };
	put_text(m, major == 1 ? "RTSS" : "GMBU", 4);
	put(m, minor, 1);
	put(m, major, 1);
	put(m, media, 2);
	for (size_t i = 0; i < 8; i++)
		put(m, start[i], 2);
	put_fill(m, 0, 104);
}

/* n bytes c, 2 s (2.x) or 2 ms (1.x) and so on after the start. */
static size_t put_netmon_frame(struct made *m, uint32_t count, uint32_t media, char c, uint32_t n)
{
	size_t at = m->n;
	unsigned minor = m->p[4];
	if (m->p[5] == 1) {
		put(m, count, 4);
		put(m, n + 10, 2);
		put(m, n, 2);
	} else {
		put(m, count * UINT64_C(1000000), 8);
		put(m, n + 10, 4);
		put(m, n, 4);
	}
	put_fill(m, c, n);
	if (m->p[5] == 2 && minor >= 1)
		put(m, media, 2);
	if (m->p[5] == 2 && minor >= 2)
		put(m, 99, 4);
	if (m->p[5] == 2 && minor >= 3) {
		put(m, UINT64_C(116444736000000000) + count * UINT64_C(10000000) + 1, 8);
		put(m, 0, 1);
	}
	return at;
}

static void put_table(struct made *m, const size_t *frames, size_t n)
{
	put_at(m, 24, m->n, 4);
	put_at(m, 28, n * 4, 4);
	for (size_t i = 0; i < n; i++)
		put(m, frames[i], 4);
	put_end(m);
}

static void netmon_files(void)
{
	static const struct {
		const char *name;
		unsigned major, minor;
		const char *frames;
	} rows[] = {
		{ "netmon 1.1", 1, 1,
		    "1:A5/15@1 1767323045.008000000, 2:-0/10@1 1767323045.009000000, "
		    "3:C60/70@1 1767323045.010000000, 4:D4/14@1 1767323045.011000000" },
		{ "netmon 2.0", 2, 0,
		    "1:A5/15@1 1767323047.006000000, 2:-0/10@1 1767323048.006000000, "
		    "3:C60/70@1 1767323049.006000000, 4:D4/14@1 1767323050.006000000" },
		{ "netmon 2.1", 2, 1,
		    "1:A5/15@1 1767323047.006000000, 2:-0/10@101 1767323048.006000000, "
		    "4:D4/14@113 1767323050.006000000" },
		{ "netmon 2.2", 2, 2,
		    "1:A5/15@1 1767323047.006000000, 2:-0/10@101 1767323048.006000000, "
		    "4:D4/14@113 1767323050.006000000" },
		{ "netmon 2.3", 2, 3,
		    "1:A5/15@1 2.000000100, 2:-0/10@101 3.000000100, 4:D4/14@113 5.000000100" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = { .n = 0 };
		put_netmon(&m, rows[i].major, rows[i].minor, 1);
		size_t frames[] = { put_netmon_frame(&m, 2, 1, 'A', 5),
			put_netmon_frame(&m, 3, 9, 'B', 0),
			put_netmon_frame(&m, 4, 0xffff, 'C', 60), /* a filter's text */
			put_netmon_frame(&m, 5, 0xe071, 'D', 4) };
		put_table(&m, frames, 4);
		put_fill(&m, 'x', 7);
		for (int k = 0; k < 7; k++)
			m.ends[m.end_count++] = m.n - (size_t)k;
		check_reading(&m, m.n, 1 << 16, rows[i].frames, "", rows[i].name);
		check_reading(&m, m.n, 3, rows[i].frames, "", rows[i].name);
		check_cuts(&m, m.n, rows[i].name);
		check_edges(&m, rows[i].name);
	}
}

static void netmon_media(void)
{
	static const struct {
		unsigned media;
		const char *frames;
	} rows[] = {
		{ 0, "1:A5/15@1 2.000000100, 2:B5/15@1 3.000000100" },
		{ 2, "1:A5/15@6 2.000000100, 2:B5/15@1 3.000000100" },
		{ 3, "1:A5/15@10 2.000000100, 2:B5/15@1 3.000000100" },
		{ 6, "1:A5/15@131078 2.000000100, 2:B5/15@1 3.000000100" },
		{ 7, "1:A5/15@101 2.000000100, 2:B5/15@1 3.000000100" },
		{ 10, "1:A5/15@131082 2.000000100, 2:B5/15@1 3.000000100" },
		{ 0xe069, "1:A5/15@105 2.000000100, 2:B5/15@1 3.000000100" },
		{ 0xe083, "1:A5/15@188547 2.000000100, 2:B5/15@1 3.000000100" },
		{ 0xffe0, "1:A5/15@196576 2.000000100, 2:B5/15@1 3.000000100" },
		{ 0xfffb, "2:B5/15@1 3.000000100" },
		{ 0xfffc, "1:B5/15@1 3.000000100" }, /* Wireshark does not count these three */
		{ 0xfffd, "1:B5/15@1 3.000000100" },
		{ 0xfffe, "1:B5/15@1 3.000000100" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = { .n = 0 };
		char name[64];
		snprintf(name, sizeof(name), "netmon media type %#x", rows[i].media);
		put_netmon(&m, 2, 3, 1);
		size_t frames[] = { put_netmon_frame(&m, 2, rows[i].media, 'A', 5),
			put_netmon_frame(&m, 3, 1, 'B', 5) };
		put_table(&m, frames, 2);
		check_reading(&m, m.n, 1 << 16, rows[i].frames, "", name);
	}
}

#define SORT "editcap -F pcapng FILE OUT.pcapng sorts that out"

static void netmon_damages(void)
{
	struct made start = { .n = 0 };
	put_netmon(&start, 2, 0, 1);
	check_reading(&start, start.n, 1 << 16, "", "", "netmon: a header alone, never completed");
	check_reading(&start, 100, 1 << 16, "",
	    "0 the file header is cut (wants 128 bytes, has 100)", "netmon: a cut header");
	size_t frames[] = { put_netmon_frame(&start, 2, 1, 'A', 5),
		put_netmon_frame(&start, 3, 1, 'B', 5) };
	static const char both[] = "1:A5/15@1 1767323047.006000000, 2:B5/15@1 1767323048.006000000";
	check_reading(&start, start.n, 1 << 16, both, "", "netmon: without a table");
	struct made m = start;
	put_table(&m, frames, 1);
	check_reading(&m, m.n, 1 << 16, both, "174 2 frames, but 1 in the frame table: " SORT,
	    "netmon: a frame that the table has not");
	m = start;
	size_t swapped[] = { frames[1], frames[0] };
	put_table(&m, swapped, 2);
	check_reading(&m, m.n, 1 << 16, both,
	    "178 the frame table has the frames in another order, by which Wireshark numbers "
	    "them: " SORT,
	    "netmon: another order");
	m = start;
	put_fill(&m, 0, 5);
	put_table(&m, frames, 2);
	check_reading(&m, m.n, 1 << 16, both,
	    "170 a frame of 0 bytes is not possible here, or the frames do not follow each other: " SORT,
	    "netmon: a hole");
	check_cuts(&m, 170, "netmon: a hole");
	m = start;
	put_table(&m, frames, 2);
	put_at(&m, 140, 1000, 4);
	check_reading(&m, m.n, 1 << 16, "",
	    "128 a frame of 1000 bytes is not possible here, or the frames do not follow each "
	    "other: " SORT,
	    "netmon: a frame beyond the table");
	put_at(&m, 24, 127, 4);
	check_reading(&m, m.n, 1 << 16, "", "0 a frame table at byte 127, in the file header",
	    "netmon: a table in the header");
	put_at(&m, 5, 3, 1);
	check_reading(&m, m.n, 1 << 16, "", "0 Network Monitor version 3.0 is not known",
	    "netmon: version 3");
}

/* Comments and other tables may stand between the frames and their table. */
static void netmon_tables(void)
{
	struct made m = { .n = 0 };
	put_netmon(&m, 2, 2, 1);
	size_t frame = put_netmon_frame(&m, 2, 1, 'A', 5);
	put_at(&m, 40, m.n, 4);
	put_at(&m, 44, 20, 4);
	put_fill(&m, 'c', 20);
	put_table(&m, &frame, 1);
	check_reading(&m, m.n, 1 << 16, "1:A5/15@1 1767323047.006000000", "", "netmon: comments");
	check_cuts(&m, m.n, "netmon: comments");
	check_edges(&m, "netmon: comments");
	/* Times before the start; and one that no count of nanoseconds holds. */
	put_at(&m, 128, (uint64_t)-3000000, 8);
	check_reading(&m, m.n, 1 << 16, "1:A5/15@1 1767323042.006000000", "", "netmon: before");
	put_at(&m, 128, (uint64_t)1 << 60, 8);
	check_reading(&m, m.n, 1 << 16, "1:A5/15@1", "", "netmon: no time");
	put_at(&m, 128, 0, 8);
	put_at(&m, 8, 60000, 2);
	check_reading(&m, m.n, 1 << 16, "1:A5/15@1", "", "netmon: a start beyond all time");
}

/* A record of that type with a frame of n bytes c behind the others; 0.5 s and a bit. */
static void put_erf(struct made *m, unsigned type, unsigned extensions, const char *before,
    size_t before_n, char c, unsigned n)
{
	size_t length = 16 + 8 * extensions + before_n + n, whole = (length + 7) / 8 * 8;
	m->big = false;
	put(m, 0x80000003, 4);
	put(m, 1767323045 + m->end_count, 4);
	put(m, type | (extensions ? 0x80u : 0), 1);
	put(m, 4, 1);
	m->big = true;
	put(m, whole, 2);
	put(m, 0, 2);
	put(m, n + 10, 2);
	for (unsigned i = 0; i < extensions; i++)
		put(m, (uint64_t)(i + 1 < extensions ? 0x83 : 3) << 56, 8);
	put_text(m, before, before_n);
	put_fill(m, c, n);
	put_fill(m, 0, whole - length);
	put_end(m);
}

static void erf_types(void)
{
	static const struct {
		unsigned type, extensions;
		size_t before; /* bytes of it that are no frame */
		const char *frame;
	} rows[] = {
		{ 2, 0, 2, "1:A40/50@1 1767323045.500000001" },
		{ 11, 1, 2, "1:A40/50@1 1767323045.500000001" },
		{ 16, 2, 2, "1:A40/50@1 1767323045.500000001" },
		{ 20, 3, 2, "1:A40/50@1 1767323045.500000001" },
		{ 1, 0, 0, "1:A40/50@104 1767323045.500000001" },
		{ 10, 0, 0, "1:A40/50@104 1767323045.500000001" },
		{ 5, 0, 4, "1:A40/50@104 1767323045.500000001" },
		{ 17, 1, 4, "1:A40/50@104 1767323045.500000001" },
		{ 3, 0, 0, "1:A40/50@196611 1767323045.500000001" },
		{ 4, 0, 4, "1:A40/46@100 1767323045.500000001" },
		{ 9, 0, 8, "1:A40/46@100 1767323045.500000001" },
		{ 21, 0, 0, "1:A40/50@247 1767323045.500000001" },
		{ 22, 0, 0, "1:A40/50@228 1767323045.500000001" },
		{ 23, 1, 0, "1:A40/50@229 1767323045.500000001" },
		{ 24, 0, 0, "1:A40/50@196632 1767323045.500000001" },
		{ 27, 0, 0, "" }, /* describes the capture */
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = { .n = 0 };
		char name[64];
		snprintf(name, sizeof(name), "erf type %u", rows[i].type);
		/* Padding to 8 would count as frame where the wire had more: there is none. */
		size_t n = 40 + (8 - rows[i].before % 8) % 8;
		put_erf(&m, rows[i].type, rows[i].extensions, "\0\0\0\0\0\0\0", rows[i].before, 'A',
		    (unsigned)n);
		char frame[64] = "";
		if (rows[i].frame[0])
			snprintf(frame, sizeof(frame), "1:A%zu/%zu%s", n,
			    n + 10 - (rows[i].frame[6] == '4' ? 4 : 0), rows[i].frame + 8);
		check_reading(&m, m.n, 1 << 16, frame, "", name);
	}
}

static void erf_hdlc(void)
{
	static const struct {
		const char *start;
		uint32_t link;
	} rows[] = { { "\xff\x03", 50 }, { "\x0f\0", 104 }, { "\x8f\0", 104 }, { "\0\x21", 9 },
		{ "\xc0\x21", 9 } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = { .n = 0 };
		struct buf out;
		buf_init(&out, 1 << 16);
		put_erf(&m, 1, 0, rows[i].start, 2, 'A', 22);
		struct reader *r = read_all(m.p, m.n, 1 << 16, &out, &out);
		OK(r && r->interface_count == 1 && r->interfaces[0].link == rows[i].link,
		    "HDLC that is link type %u", rows[i].link);
		reader_free(r);
		buf_free(&out);
	}
}

static void put_pad(struct made *m)
{
	put_fill(m, 0, 8);
	put(m, 48, 1);
	put(m, 4, 1);
	put(m, 24, 2);
	put_fill(m, 0, 12);
	m->ends[m->end_count - 1] = m->n;
}

static void whole_erf(struct made *m)
{
	put_erf(m, 2, 0, "\0\0", 2, 'A', 22);
	put_erf(m, 22, 0, "", 0, 'B', 16);
	put_pad(m);
	put_erf(m, 27, 0, "\0\1\0\0\0\0\0\0", 8, 'x', 0);
	put_erf(m, 16, 2, "\0\0", 2, 'C', 46);
	put_erf(m, 23, 0, "", 0, 'D', 24);
}

static void erf_files(void)
{
	struct made m = { .n = 0 };
	whole_erf(&m);
	static const char wanted[] = "1:A22/32@1 1767323045.500000001, "
				     "2:B16/26@228 1767323046.500000001, "
				     "4:C46/56@1 1767323048.500000001, "
				     "5:D24/34@229 1767323049.500000001";
	check_reading(&m, m.n, 1 << 16, wanted, "", "erf");
	check_reading(&m, m.n, 200, wanted, "", "erf");
	/* Records at 0, 40, 72 (padding), 96, 120, 200; three whole ones from 120 on. */
	m.from = 120;
	check_cuts(&m, m.n, "erf");
	check_edges(&m, "erf");
	for (size_t k = 0; k < 96; k++) {
		struct reader *r = reader_new(bytes_of(edge_copy(m.p, k), k));
		bool whole = k == 40 || k == 72;
		if (!r != !whole)
			OK(false, "erf: %zu bytes are %srecognised", k, r ? "" : "not ");
		reader_free(r);
	}
	struct made cut = m;
	cut.big = true;
	put_at(&cut, 200 + 10, 15, 2);
	OK(!reader_new(bytes_of(cut.p, cut.n)), "erf: a short record");
	cut = m;
	put_at(&cut, 200 + 8, 0x97, 1);
	for (size_t at = 216; at < 240; at += 8)
		put_at(&cut, at, 0x80, 1);
	OK(!reader_new(bytes_of(cut.p, cut.n)), "erf: extension headers without an end");
}

/* What is damaged far behind the records that made it ERF, at 800. */
static void erf_damages(void)
{
	static const struct {
		const char *name;
		uint8_t type, length, extension;
		const char *damage;
	} rows[] = {
		{ "as it was", 2, 40, 0, "" },
		{ "type 0", 0, 40, 0, "800 a record of type 0 and 40 bytes is not possible" },
		{ "15 bytes", 2, 15, 0, "800 a record of type 2 and 15 bytes is not possible" },
		{ "an extension header", 0x82, 40, 0, "" },
		{ "extension headers without an end", 0x82, 40, 0x80,
		    "800 a record of 40 bytes with headers of more" },
		{ "a cut record", 2, 48, 0, "800 the last record is cut (wants 48 bytes, has 40)" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = { .n = 0 };
		for (int k = 0; k < 21; k++)
			put_erf(&m, 2, 0, "\0\0", 2, (char)0x80, 22);
		put_at(&m, 808, rows[i].type, 1);
		put_at(&m, 811, rows[i].length, 1);
		put_at(&m, 816, rows[i].extension, 1);
		struct buf out, what;
		buf_init(&out, 1 << 16);
		buf_init(&what, 1 << 10);
		reader_free(read_all(m.p, m.n, 1 << 16, &out, &what));
		IS_TEXT(buf_text(&what), text_of(rows[i].damage), "erf: %s", rows[i].name);
		buf_free(&out);
		buf_free(&what);
	}
}

static void names(void)
{
	static const struct {
		const char *name, *start;
		size_t n;
		const char *said; /* NULL: nothing is said */
	} rows[] = {
		{ "iptrace", "iptrace 2.0\n", 12, "AIX iptrace" },
		{ "LANalyzer", "\1\x10\x4c\0\1\5Trace Display Trace File\0", 31,
		    "Novell LANalyzer" },
		{ "K12", "\0\0\2\0\x12\5\0\x10\0\0", 10, "Tektronix K12" },
		{ "OmniPeek", "\x7fver\0\0", 6, "EtherPeek" },
		{ "NetScaler", "\1\x60\0\0NetScaler V20 Performance Data", 34, "NetScaler" },
		{ "btsnoop", "btsnoop\0\0\0\0\1", 12, "btsnoop" },
		{ "EyeSDN", "EyeSDN\0", 7, "EyeSDN" },
		{ "NetXRay 1.x", "VL\0\0\0", 5, "NetXRay" },
		{ "xxd", "00000000: 0102 0304 0506 0708 a\n00000010: 0102 0304 0506 0708\n", 62,
		    "hex text" },
		{ "od", "000000 01 02 03 04 05 06 07 08\n000010 01 02 03 04 05 06 07 08\n", 62,
		    "hex text" },
		{ "one line", "000000 01 02 03 04 05 06 07 08\n", 31, NULL },
		{ "from elsewhere",
		    "000100 01 02 03 04 05 06 07 08\n000110 01 02 03 04 05 06 07 08\n", 62, NULL },
		{ "numbers", "0000 1000 2000 3000\n0001 1000 2000 3000\n", 40, NULL },
		{ "words", "beef cafe dead\nfade babe\n", 25, NULL },
		{ "gzip", "\x1f\x8b\7\0", 4, "gzip: its header is damaged" },
		{ "bzip2", "BZh0", 4, "bzip2: its header is damaged" },
		{ "a short start", "iptrace", 7, NULL },
		{ "text", "Trace Display Trace File", 24, NULL },
		{ "nothing", "", 0, NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *said =
		    known_otherwise(bytes_of(edge_copy(rows[i].start, rows[i].n), rows[i].n));
		if (rows[i].said)
			OK(said && text_starts(text_of(said), text_of(rows[i].said)), "%s is named",
			    rows[i].name);
		else
			OK(!said, "%s is not taken for anything", rows[i].name);
		for (size_t k = 0; k < rows[i].n; k++)
			(void)known_otherwise(bytes_of(edge_copy(rows[i].start, k), k));
	}
	char etl[80] = { 0 };
	etl[72] = 2;
	etl[74] = 2;
	etl[75] = (char)0xc0;
	const char *said = known_otherwise(bytes_of(etl, sizeof(etl)));
	OK(said && text_starts(text_of(said), TEXT("Microsoft ETL")), "ETL is named");
}

int main(void)
{
	snoop_links();
	snoop_files();
	snoop_wireless();
	netmon_files();
	netmon_media();
	netmon_damages();
	netmon_tables();
	erf_types();
	erf_hdlc();
	erf_files();
	erf_damages();
	names();
	return check_done();
}
