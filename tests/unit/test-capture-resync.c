/*
 * Units of capture/: reading on behind damage. Each capture is built here and damaged at a known
 * place, so it is known which frames must come: each is told by its byte and its time.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "test-capture.h"

enum { FRAMES = 12, SECONDS = 1700000000, LENGTH = 70 };
#define MAGIC 0xa1b2c3d4

/* "ABD|40+86": the bytes of the frames, then the gaps as offset and bytes. */
static void read_on(const void *p, size_t n, size_t piece, struct buf *out)
{
	struct block_pool pool;
	struct frame frames[3];
	struct buf gaps;
	uint64_t number = 0;
	bool on = true;
	buf_init(&gaps, 1 << 16);
	block_pool_init(&pool);
	struct source *s = source_of(&pool, p, n, piece);
	source_want(s, n < 128 ? n : 128);
	struct reader *r = reader_new(bytes_of(s->window.at, window_left(&s->window)));
	while (on) {
		size_t got = reader_next(r, s, frames, 3);
		for (size_t i = 0; i < got; i++) {
			buf_format(out, "%c", frames[i].captured ? frames[i].data[0] : '-');
			number += frames[i].number == number + 1;
		}
		if (got > 0)
			continue;
		uint64_t from = reader_offset(r, s);
		on = r->what[0] != '\0';
		if (!on)
			break;
		on = reader_resume(r, s);
		buf_format(&gaps, "|%llu+%llu", (unsigned long long)from,
		    (unsigned long long)((on ? reader_offset(r, s) : n) - from));
	}
	buf_format(out, "%.*s", (int)buf_text(&gaps).n, buf_text(&gaps).s);
	reader_free(r);
	source_free(s);
	block_pool_free(&pool);
	buf_free(&gaps);
}

static void check_read_on(const void *p, size_t n, const char *wanted, const char *name)
{
	static const size_t pieces[] = { 1 << 16, 7 };
	for (size_t i = 0; i < 2; i++) {
		struct buf out;
		buf_init(&out, 1 << 16);
		read_on(p, n, pieces[i], &out);
		IS_TEXT(buf_text(&out), text_of(wanted), "%s, by %zu", name, pieces[i]);
		buf_free(&out);
	}
}

/* Twelve frames A to L, a second apart: record i begins at 24 + 86 * i. */
static struct made usual(bool big)
{
	struct made m = { .big = big };
	put_pcap(&m, MAGIC, 1);
	for (uint32_t i = 0; i < FRAMES; i++)
		put_record(&m, SECONDS + i, i * 1000, (char)('A' + i), LENGTH, 0);
	return m;
}

static size_t record(size_t i)
{
	return 24 + (16 + LENGTH) * i;
}

/* The frames without those from first to last. */
static void letters(char out[64], size_t first, size_t last, size_t offset, size_t bytes)
{
	size_t n = 0;
	for (size_t i = 0; i < FRAMES; i++)
		if (i < first || i > last)
			out[n++] = (char)('A' + i);
	out[n] = '\0';
	if (bytes)
		snprintf(out + n, 64 - n, "|%zu+%zu", offset, bytes);
}

/* A wrong captured length in each record: too large for any, or one that covers the next ones. */
static void lengths(void)
{
	static const uint32_t values[] = { UINT32_MAX, 262145, 71, 200, 600, 20000, 262144 };
	for (int big = 0; big < 2; big++)
		for (size_t i = 0; i < FRAMES - 1; i++)
			for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
				struct made m = usual(big);
				char wanted[64], name[64];
				put_at(&m, record(i) + 8, values[k], 4);
				letters(wanted, i, i, record(i), 16 + LENGTH);
				snprintf(
				    name, sizeof(name), "record %zu of %u bytes", i, values[k]);
				check_read_on(m.p, m.n, wanted, name);
			}
	/* A length that is too small leaves the rest of the frame as a gap. */
	for (size_t i = 0; i < FRAMES - 1; i++) {
		struct made m = usual(false);
		char wanted[64];
		put_at(&m, record(i) + 8, LENGTH - 20, 4);
		letters(wanted, FRAMES, FRAMES, record(i + 1) - 20, 20);
		check_read_on(m.p, m.n, wanted, "a record that is too short");
	}
}

/* Holes of zeros from inside one record into another: the record whose end is gone stays, since
 * its header says how long it is; those whose headers are gone are lost. */
static void holes(void)
{
	for (size_t i = 0; i < FRAMES - 1; i++)
		for (size_t n = 1; i + n < FRAMES && n < 5; n++) {
			struct made m = usual(false);
			char wanted[64], name[64];
			memset(m.p + record(i), 0, record(i + n) - record(i));
			letters(wanted, i, i + n - 1, record(i), record(i + n) - record(i));
			snprintf(name, sizeof(name), "a hole of %zu records from %zu", n, i);
			check_read_on(m.p, m.n, wanted, name);
		}
	struct made m = usual(false);
	char wanted[64];
	memset(m.p + record(4), 0, m.n - record(4));
	letters(wanted, 4, FRAMES, record(4), m.n - record(4));
	check_read_on(m.p, m.n, wanted, "a hole up to the end");
	enum { HOLE = 12 << 20 };
	m = usual(false);
	uint8_t *p = calloc(1, m.n + HOLE);
	memcpy(p, m.p, record(5));
	memcpy(p + record(5) + HOLE, m.p + record(5), m.n - record(5));
	letters(wanted, FRAMES, FRAMES, record(5), HOLE);
	struct buf out;
	buf_init(&out, 1 << 16);
	read_on(p, m.n + HOLE, 1 << 16, &out);
	IS_TEXT(buf_text(&out), text_of(wanted), "a hole of 12 MiB");
	buf_free(&out);
	free(p);
}

/* Any one field of any record changed to any of these: all frames besides that one and the one
 * before it come, in order, and no other. */
static void fields(void)
{
	static const uint32_t values[] = { 0, 1, 0x7f, 0xff00, 0x10000, 0xffffff, 0x80000000,
		UINT32_MAX };
	size_t wrong = 0, rounds = 0;
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t field = 0; field < 16; field += 4)
			for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
				struct made m = usual(k % 2);
				struct buf out;
				put_at(&m, record(i) + field, values[k], 4);
				buf_init(&out, 1 << 16);
				read_on(m.p, m.n, 64, &out);
				struct text got = buf_text(&out);
				size_t at = 0;
				for (size_t f = 0; f < FRAMES; f++) {
					bool there = at < got.n && got.s[at] == (char)('A' + f);
					if (f == i && at < got.n && got.s[at] == '-')
						there = true; /* read as an empty one */
					at += there;
					if (!there && f != i)
						wrong++;
				}
				wrong += at < got.n && got.s[at] != '|';
				rounds++;
				buf_free(&out);
			}
	OK(wrong == 0, "%zu changed fields (%zu wrong)", rounds, wrong);
}

static void glued(void)
{
	struct made a = usual(false), b = { .n = 0 };
	put_pcap(&b, MAGIC, 1);
	for (uint32_t i = 0; i < 3; i++)
		put_record(&b, 1400000000 + i, 0, (char)('a' + i), 40, 0);
	char wanted[64];
	struct made m = a;
	memcpy(m.p + m.n, b.p, b.n);
	m.n += b.n;
	snprintf(wanted, sizeof(wanted), "ABCDEFGHIJKLabc|%zu+24", a.n);
	check_read_on(m.p, m.n, wanted, "two files one behind the other");
	m = a;
	m.n -= 30; /* the first one is cut: its last record would cover the second one's head */
	memcpy(m.p + m.n, b.p, b.n);
	m.n += b.n;
	/* What there is of that record, then the header. */
	snprintf(wanted, sizeof(wanted), "ABCDEFGHIJKabc|%zu+%d|%zu+24", record(11),
	    16 + LENGTH - 30, record(11) + 16 + LENGTH - 30);
	check_read_on(m.p, m.n, wanted, "a cut file and another one");
}

/* A capture that was transferred: its records stand in the frames, 20 in each. */
static void inside(void)
{
	struct made m = { .n = 0 };
	size_t at[9];
	put_pcap(&m, MAGIC, 1);
	for (uint32_t i = 0; i < 8; i++) {
		at[i] = m.n;
		put_record(&m, SECONDS + i, 0, (char)('A' + i), 54, 0);
		put_at(&m, at[i] + 8, 54 + 20 * 46 + 11, 4);
		put_at(&m, at[i] + 12, 54 + 20 * 46 + 11, 4);
		for (uint32_t k = 0; k < 20; k++)
			put_record(&m, SECONDS - 3000 + 20 * i + k, 0, 'x', 30, 0);
		put_fill(&m, 'y', 11);
	}
	at[8] = m.n;
	check_read_on(m.p, m.n, "ABCDEFGH", "a capture in a capture");
	char wanted[64];
	for (size_t i = 0; i < 7; i++) {
		struct made bad = m;
		put_at(&bad, at[i] + 8, UINT32_MAX, 4);
		snprintf(wanted, sizeof(wanted), "%.*s%s|%zu+%zu", (int)i, "ABCDEFGH",
		    &"ABCDEFGH"[i + 1], at[i], at[i + 1] - at[i]);
		check_read_on(bad.p, bad.n, wanted, "its frame's length is wrong");
	}
	snprintf(wanted, sizeof(wanted), "ABCDEFG|%zu+%d", at[7], 500);
	check_read_on(m.p, at[7] + 500, wanted, "its last frame is cut");
}

/* Four bytes late, the headers of frames that are captured whole make sense, too: the fraction is
 * the time, the lengths are the fraction and the captured bytes, the frame begins with the length
 * on the wire. Nothing of that may be found behind a damaged header. */
static void shifted(void)
{
	for (size_t i = 0; i < FRAMES - 1; i++)
		for (uint32_t k = 0; k < 4; k++) {
			static const uint32_t values[] = { 74, 300000, 20004, 1 << 30 };
			struct made m = usual(false);
			char wanted[64];
			for (size_t f = 0; f < FRAMES; f++) {
				put_at(&m, record(f) + 12, LENGTH, 4);
				memcpy(m.p + record(f) + 16, "\2\x1b\2\0", 4);
				m.p[record(f) + 16] = (uint8_t)('A' + f);
			}
			put_at(&m, record(i) + 8, values[k], 4);
			letters(wanted, i, i, record(i), 16 + LENGTH);
			check_read_on(m.p, m.n, wanted, "headers four bytes late");
		}
}

/* Odd, but as other readers take it. */
static void odd(void)
{
	struct made m = usual(false);
	put_at(&m, record(3), 5, 4);
	put_at(&m, record(5) + 4, 2000000, 4);
	put_at(&m, record(7) + 12, 3, 4);
	put_at(&m, record(9), UINT32_MAX, 4);
	check_read_on(m.p, m.n, "ABCDEFGHIJKL", "odd headers");
}

/* Frames A to F in blocks of 104 bytes behind 28 of the section and 20 of the interface. */
static struct made blocks(bool big)
{
	struct made m = { .big = big };
	put_section(&m);
	put_interface(&m, 1, 0, 6, 0);
	for (uint32_t i = 0; i < 6; i++)
		put_packet(&m, 0, UINT64_C(1700000000000000) + i, (char)('A' + i), 72);
	return m;
}

static void broken_blocks(void)
{
	static const struct {
		size_t at;
		uint32_t value;
	} rows[] = { { 0, 0 }, { 4, 0 }, { 4, 108 }, { 4, 208 }, { 4, 13 }, { 4, UINT32_MAX },
		{ 4, 2 << 20 }, { 4, 104 << 8 }, { 8, 1 }, { 20, 73 }, { 20, UINT32_MAX },
		{ 100, 0 }, { 100, 108 } };
	for (int big = 0; big < 2; big++)
		for (size_t i = 0; i < 6; i++)
			for (size_t k = 1; k < sizeof(rows) / sizeof(rows[0]); k++) {
				struct made m = blocks(big);
				char wanted[64], name[64];
				IS_NUMBER(m.n, 48 + 6 * 104, "its size");
				put_at(&m, 48 + 104 * i + rows[k].at, rows[k].value, 4);
				snprintf(wanted, sizeof(wanted), "%.*s%s|%zu+104", (int)i, "ABCDEF",
				    &"ABCDEF"[i + 1], 48 + 104 * i);
				snprintf(name, sizeof(name), "block %zu, %u at %zu", i,
				    rows[k].value, rows[k].at);
				/* A last block that is cut looks the same. */
				check_read_on(m.p, m.n, wanted, name);
			}
}

static void sections(void)
{
	struct made m = blocks(false);
	m.big = true;
	size_t second = m.n;
	put_section(&m);
	put_interface(&m, 113, 0, 6, 0);
	put_packet(&m, 0, UINT64_C(1700000000000100), 'Z', 72);
	put_packet(&m, 0, UINT64_C(1700000000000200), 'Y', 72);
	struct made bad = m;
	bad.p[second - 2] ^= 1;
	char wanted[64];
	snprintf(wanted, sizeof(wanted), "ABCDEZY|%zu+104", second - 104);
	check_read_on(bad.p, bad.n, wanted, "the next section has the other byte order");
	bad = m;
	put_at(&bad, 48 - 4, 24, 4);
	snprintf(wanted, sizeof(wanted), "ZY|28+20|48+104|152+104|256+104|360+104|464+104|568+104");
	check_read_on(bad.p, bad.n, wanted, "an interface that is not described");
	bad = m;
	memset(bad.p + 48 + 104, 0, 300);
	snprintf(wanted, sizeof(wanted), "AEFZY|152+312");
	check_read_on(bad.p, bad.n, wanted, "a hole of zeros");
}

static void keep_line(void *context, const char *line)
{
	buf_format(context, "%s\n", line);
}

static void write_file(const char *name, const struct made *m)
{
	FILE *out = fopen(name, "wb");
	if (!out || fwrite(m->p, 1, m->n, out) != m->n || fclose(out) != 0) {
		perror(name);
		exit(99);
	}
}

static struct capture *read_files(struct buf *lines, bool strict)
{
	static struct frame_batch batch;
	struct capture_options options = { .notices = { keep_line, lines }, .strict = strict };
	struct capture *c = capture_new(&options);
	struct fault f;
	buf_init(lines, 1 << 16);
	OK(capture_add(c, "resync-a.pcap", &f) && capture_add(c, "resync-b.pcap", &f), "files");
	capture_begin(c);
	while (capture_next(c, &batch))
		frame_batch_release(&batch);
	return c;
}

/* Every third of 600 records has an impossible length: 200 gaps of 86 bytes. */
static void facts(void)
{
	struct made m = { .n = 0 }, later = { .n = 0 };
	put_pcap(&m, MAGIC, 1);
	for (uint32_t i = 0; i < 600; i++) {
		put_record(&m, SECONDS + i, 0, 'A', LENGTH, 0);
		if (i % 3 == 1)
			put_at(&m, record(i) + 8, UINT32_MAX, 4);
	}
	put_pcap(&later, MAGIC, 1);
	put_record(&later, SECONDS + 5000, 0, 'B', LENGTH, 0);
	write_file("resync-a.pcap", &m);
	write_file("resync-b.pcap", &later);
	struct buf lines;
	struct capture *c = read_files(&lines, false);
	const struct capture_input *in = capture_input(c, 0);
	uint64_t lost = 0, wrong = 0;
	for (size_t i = 0; i < in->damage_count; i++) {
		lost += in->damages[i].bytes;
		wrong += in->damages[i].offset != record(3 * i + 1);
	}
	OK(in->state == INPUT_DAMAGED && in->damage_count == 200 && wrong == 0, "200 gaps");
	IS_NUMBER(lost + 24 + in->frames * 86, in->size, "gaps and records are the file");
	struct text said = buf_text(&lines);
	OK(text_starts(said,
	       TEXT("resync-a.pcap: damaged at byte 110: a record of 4294967295 bytes is not "
		    "possible; 86 bytes not examined, reading went on at byte 196\n")),
	    "the first is said");
	OK(text_ends(said,
	       TEXT("resync-a.pcap: damaged in 195 more places from byte 1400 on; 16770 bytes not "
		    "examined there\n")),
	    "so are the others");
	IS_NUMBER(capture_input(c, 1)->frames, 1, "the other file is read");
	capture_free(c);
	buf_free(&lines);
	c = read_files(&lines, true);
	in = capture_input(c, 0);
	OK(in->state == INPUT_DAMAGED && in->damage_count == 1 && in->frames == 1 &&
		in->damages[0].offset == 110 && in->damages[0].bytes == in->size - 110,
	    "strict: it ends at the damage");
	in = capture_input(c, 1);
	OK(in->state == INPUT_INTERRUPTED && in->frames == 0, "strict: the run ends");
	IS_TEXT(text_of(in->why),
	    TEXT("the run ended at the damage of resync-a.pcap (--strict-input)"), "strict: why");
	capture_free(c);
	buf_free(&lines);
	remove("resync-a.pcap");
	remove("resync-b.pcap");
}

/* More gaps than are kept one by one: the rest is joined into the last, with its bytes. One record of
 * five is broken, so that the others show where they go on. */
static void many(void)
{
	enum { RECORDS = 7500, SIZE = 16 + 4, FILE_HEADER = 24 };
	struct made head = { .n = 0 }, later = { .n = 0 };
	uint8_t *p = xcalloc(FILE_HEADER + RECORDS * SIZE, 1);
	put_pcap(&head, MAGIC, 1);
	memcpy(p, head.p, head.n);
	for (uint32_t i = 0; i < RECORDS; i++) {
		struct made m = { .n = 0 };
		put_record(&m, SECONDS + i, 0, 'A', 4, 0);
		if (i % 5 == 4)
			put_at(&m, 8, UINT32_MAX, 4);
		memcpy(p + FILE_HEADER + (size_t)i * SIZE, m.p, SIZE);
	}
	put_pcap(&later, MAGIC, 1);
	FILE *file = fopen("resync-a.pcap", "wb");
	OK(file && fwrite(p, FILE_HEADER + RECORDS * SIZE, 1, file) == 1, "written");
	if (file)
		fclose(file);
	write_file("resync-b.pcap", &later);
	struct buf lines;
	struct capture *c = read_files(&lines, false);
	const struct capture_input *in = capture_input(c, 0);
	IS_NUMBER(in->frames, RECORDS / 5 * 4, "all others are read");
	IS_NUMBER(in->damage_count, 1000, "a thousand gaps are kept");
	if (in->damage_count == 1000) {
		IS_NUMBER(in->damages[999].bytes, 501 * SIZE, "the last one holds the others");
		IS_TEXT(
		    text_of(in->damages[999].what), TEXT("the first of 501 places"), "and says so");
	}
	capture_free(c);
	buf_free(&lines);
	remove("resync-a.pcap");
	remove("resync-b.pcap");
	free(p);
}

int main(void)
{
	facts();
	many();
	lengths();
	holes();
	fields();
	glued();
	inside();
	shifted();
	odd();
	broken_blocks();
	sections();
	return check_done();
}
