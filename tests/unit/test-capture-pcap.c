/* Units of capture/: pcap files. Expected values: the draft, and arithmetic on what is built. */
#include <config.h>

#include "test-capture.h"

/* The three records of every row below: bytes, length on the wire, link type, time. */
#define MICROSECONDS "1:A5/15@1 1.000002000, 2:-0/10@1 4294967295.000999000, 3:C60/70@1 3.000000000"
#define NANOSECONDS "1:A5/15@1 1.000000002, 2:-0/10@1 4294967295.000000999, 3:C60/70@1 3.000000000"

static void magics(void)
{
	static const struct {
		const char *name;
		uint32_t magic;
		size_t extra;  /* bytes of record header beyond 16 */
		size_t behind; /* bytes of file header beyond 24 */
		const char *format, *frames;
	} rows[] = {
		{ "microseconds", 0xa1b2c3d4, 0, 0, "pcap", MICROSECONDS },
		{ "nanoseconds", 0xa1b23c4d, 0, 0, "pcap (nanosecond)", NANOSECONDS },
		{ "modified", 0xa1b2cd34, 8, 0, "pcap (modified)", MICROSECONDS },
		{ "ss990915", 0xa1b2cd34, 12, 0, "pcap (modified)", MICROSECONDS },
		{ "ss990417", 0xa1b2c3d4, 8, 0, "pcap (modified)", MICROSECONDS },
		{ "Nokia", 0xa1b2c3d4, 4, 0, "pcap (modified)", MICROSECONDS },
		{ "Ixia", 0x1c0001ac, 0, 4, "pcap (Ixia)", NANOSECONDS },
	};
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m = { .big = i % 2 };
		size_t k = i / 2;
		char name[64];
		snprintf(
		    name, sizeof(name), "%s, %s endian", rows[k].name, m.big ? "big" : "little");
		put_pcap(&m, rows[k].magic, 1);
		put_fill(&m, 0, rows[k].behind);
		if (rows[k].behind)
			m.ends[m.end_count - 1] = m.n;
		put_record(&m, 1, 2, 'A', 5, rows[k].extra);
		put_record(&m, UINT32_MAX, 999, 'B', 0, rows[k].extra);
		put_record(&m, 3, 0, 'C', 60, rows[k].extra);
		struct buf none;
		buf_init(&none, 1 << 16);
		struct reader *r = read_all(m.p, m.n, 1 << 16, &none, &none);
		IS_TEXT(text_of(r->name), text_of(rows[k].format), "%s: format", name);
		IS_NUMBER(r->interfaces[0].frames, 3, "%s: frames of its interface", name);
		IS_NUMBER(r->interfaces[0].snaplen, 65535, "%s: snap length", name);
		reader_free(r);
		buf_free(&none);
		check_reading(&m, m.n, 1 << 16, rows[k].frames, "", name);
		check_reading(&m, m.n, 3, rows[k].frames, "", name);
		check_edges(&m, name);
		if (rows[k].extra == 0)
			check_cuts(&m, m.n, name);
	}
}

static void headers(void)
{
	struct made m = { 0 };
	put_pcap(&m, 0xa1b2c3d4, 0x54000001); /* FCS length said to be 4 bytes, Ethernet */
	put_record(&m, 1, 2000000, 'A', 4, 0);
	check_reading(
	    &m, m.n, 1 << 16, "1:A4/14@1 3.000000000", "", "FCS bits; 2 s of microseconds");
	put_at(&m, 16, UINT32_MAX, 4);
	struct buf out;
	buf_init(&out, 1 << 16);
	struct reader *r = read_all(m.p, m.n, 1 << 16, &out, &out);
	IS_NUMBER(r->interfaces[0].snaplen, 0, "a huge snap length is none");
	reader_free(r);
	buf_free(&out);
	put_at(&m, 36, 2, 4);
	check_reading(&m, m.n, 1 << 16, "1:A4/4@1 3.000000000", "", "more captured than there was");
	put_at(&m, 6, 2, 2);
	put_at(&m, 32, 30, 4);
	put_at(&m, 36, 4, 4);
	check_reading(
	    &m, m.n, 1 << 16, "1:A4/30@1 3.000000000", "", "version 2.2: lengths swapped");
	put_at(&m, 6, 3, 2);
	check_reading(
	    &m, m.n, 1 << 16, "1:A4/30@1 3.000000000", "", "version 2.3: the larger is said");
	put_at(&m, 6, 2, 2);
	put_at(&m, 20, 6, 4);
	check_reading(&m, m.n, 1 << 16, "1:A4/30@1 1.002000000", "", "AIX: Ethernet, nanoseconds");
	put_at(&m, 4, 1, 2);
	check_reading(&m, m.n, 1 << 16, "", "0 pcap version 1.2 is not known", "version 1");
}

static void damages(void)
{
	struct made m = { 0 };
	put_pcap(&m, 0xa1b2c3d4, 1);
	check_reading(&m, m.n, 1 << 16, "", "", "a header alone");
	check_reading(&m, 10, 1 << 16, "", "0 the file header is cut (wants 24 bytes, has 10)",
	    "a cut header");
	put_record(&m, 1, 0, 'A', 4, 0);
	put_record(&m, 2, 0, 'B', 44, 0);
	check_reading(&m, m.n - 48, 1 << 16, "1:A4/14@1 1.000000000",
	    "44 the last record is cut (wants 16 bytes, has 12)", "a cut record header");
	check_reading(&m, m.n - 1, 1 << 16, "1:A4/14@1 1.000000000",
	    "44 the last record is cut (wants 60 bytes, has 59)", "a cut record");
	put_at(&m, 52, UINT32_MAX, 4);
	check_reading(&m, m.n, 1 << 16, "1:A4/14@1 1.000000000",
	    "44 a record of 4294967295 bytes is not possible", "a record of 4 GiB");
	put_at(&m, 52, LIMIT_RECORD + 1, 4);
	check_reading(&m, m.n, 1 << 16, "1:A4/14@1 1.000000000",
	    "44 a record of 134217729 bytes is not possible", "one byte beyond the limit");
	/* Wireshark's largest frame of Ethernet is 262144 bytes. */
	put_at(&m, 52, 262145, 4);
	check_reading(&m, m.n, 1 << 16, "1:A4/14@1 1.000000000",
	    "44 a record of 262145 bytes is not possible", "one byte beyond the largest frame");
	put_at(&m, 52, 262144, 4);
	put_at(&m, 56, 262144, 4);
	check_reading(&m, m.n, 1 << 16, "1:A4/14@1 1.000000000",
	    "44 the last record is cut (wants 262160 bytes, has 60)", "as long as may be, but cut");
	check_cuts(&m, 44, "a record that is too long");
}

int main(void)
{
	magics();
	headers();
	damages();
	return check_done();
}
