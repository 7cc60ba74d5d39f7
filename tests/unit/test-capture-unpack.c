/*
 * Units of capture/: packed files. Archives are made by libarchive's writer or by hand; expected
 * values are what went in.
 */
#include <config.h>

#include <zlib.h>

#include "test-unpack.h"

static uint8_t noise[70000];
static struct made small_pcap;

static void make_contents(void)
{
	uint64_t x = 88172645463325252U;
	for (size_t i = 0; i < sizeof(noise); i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		noise[i] = (uint8_t)(x >> 32) & 0x3f;
	}
	put_pcap(&small_pcap, 0xa1b2c3d4, 1);
	put_record(&small_pcap, 5, 6, 'A', 60, 0);
	put_record(&small_pcap, 7, 8, 'B', 70, 0);
}

#define PCAP                                                                                       \
	{                                                                                          \
		"a.pcap", small_pcap.p, small_pcap.n                                               \
	}

static const struct recipe streams[] = {
	{ "gzip", NULL, "gzip", NULL, NULL },
	{ "bzip2", NULL, "bzip2", NULL, NULL },
	{ "xz", NULL, "xz", NULL, NULL },
	{ "zstd", NULL, "zstd", NULL, NULL },
	{ "lz4", NULL, "lz4", NULL, NULL },
	{ "lzip", NULL, "lzip", NULL, NULL },
	{ "compress", NULL, "compress", NULL, NULL },
};

static const struct recipe archives[] = {
	{ "zip", "zip", NULL, NULL, NULL },
	{ "zip", "zip", NULL, "zip:compression=store", NULL },
	{ "7z", "7zip", NULL, "7zip:compression=lzma2", NULL },
	{ "7z", "7zip", NULL, "7zip:compression=ppmd", NULL },
	{ "tar", "ustar", NULL, NULL, NULL },
	{ "tar", "pax", NULL, NULL, NULL },
	{ "tar", "gnutar", NULL, NULL, NULL },
	{ "tar", "v7tar", NULL, NULL, NULL },
	{ "cpio", "cpio", NULL, NULL, NULL },
	{ "cpio", "newc", NULL, NULL, NULL },
	{ "cpio", "bin", NULL, NULL, NULL },
	{ "ar", "ar", NULL, NULL, NULL },
	{ "iso9660", "iso9660", NULL, "iso9660:!pad", NULL },
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* Cut at every byte: what is given is the start of what went in, and where something is missing
 * that is said. Kinds without an end mark cannot know of a cut where a member ends. */
static void check_every_cut(
    const struct packed *a, struct text all, bool open_end, size_t step, const char *name)
{
	size_t wrong = 0, silent = 0;
	struct found f;
	for (size_t k = 0; k < a->n; k += step) {
		const void *p = edge_copy(a->p, k);
		walk_packed(&f, p, k, (struct how) { .stream = k & 1 });
		wrong += !text_starts(all, buf_text(&f.bytes));
		silent += !f.fault && f.bytes.n < all.n;
		found_free(&f);
	}
	OK(wrong == 0, "%s: cut anywhere it gives the start of the truth (%zu wrong)", name, wrong);
	OK(silent <= (open_end ? 3 : 0), "%s: cut anywhere it says so (%zu silent)", name, silent);
}

static void test_streams(void)
{
	const struct file files[] = { { "x", noise, 5000 } };
	for (size_t i = 0; i < COUNT(streams); i++) {
		const struct recipe *r = &streams[i];
		struct packed a = pack(r, files, 1);
		char wanted[100];
		snprintf(wanted, sizeof(wanted), " [%s] 5000\n", r->name);
		IS_TEXT(text_of(unpack_kind(bytes_of(a.p, a.n))), text_of(r->name), "%s", r->name);
		check_walk(a.p, a.n, wanted, r->name);
		bool open_end = strcmp(r->name, "compress") == 0;
		if (!open_end)
			check_every_cut(&a, text_bytes(noise, 5000), false, 7, r->name);
		free(a.p);
	}
}

static void test_archives(void)
{
	const struct file files[] = { PCAP, { "b_c.pcap", noise, 3000 }, { "empty", "", 0 } };
	struct buf all;
	buf_init(&all, 1 << 16);
	buf_add(&all, text_bytes(small_pcap.p, small_pcap.n));
	buf_add(&all, text_bytes(noise, 3000));
	for (size_t i = 0; i < COUNT(archives); i++) {
		const struct recipe *r = &archives[i];
		struct packed a = pack(r, files, 3);
		char wanted[200];
		bool iso = strcmp(r->name, "iso9660") == 0, seven = strcmp(r->name, "7z") == 0;
		snprintf(wanted, sizeof(wanted),
		    "a.pcap [%s] 186\nb_c.pcap [%s] 3000\nempty [%s] 0\n", r->name, r->name,
		    r->name);
		IS_TEXT(text_of(unpack_kind(bytes_of(a.p, a.n))), text_of(r->name), "%s", r->name);
		check_walk(a.p, a.n, wanted, r->name);
		check_every_cut(&a, buf_text(&all), strcmp(r->name, "ar") == 0,
		    iso || seven ? 211 : 5, r->name);
		free(a.p);
	}
	buf_free(&all);
}

static struct packed wrap(
    const char *format, const char *filter, const char *name, const struct packed *inner)
{
	const struct recipe r = { "wrap", format, filter, NULL, NULL };
	const struct file f = { name, inner->p, inner->n };
	return pack(&r, &f, 1);
}

static void test_nesting(void)
{
	struct packed plain = { small_pcap.p, small_pcap.n };
	struct packed tgz = wrap("ustar", "gzip", "b.pcap", &plain);
	check_walk(tgz.p, tgz.n, "b.pcap [gzip, tar] 186\n", "a.tar.gz");
	struct packed zipped = wrap("zip", NULL, "in.tar.gz", &tgz);
	check_walk(zipped.p, zipped.n, "in.tar.gz!b.pcap [zip, gzip, tar] 186\n", "tar.gz in zip");
	struct packed gz = wrap(NULL, "gzip", "", &plain);
	struct packed inner = wrap("zip", NULL, "b/c.pcap.gz", &gz);
	check_walk(inner.p, inner.n, "b/c.pcap.gz [zip, gzip] 186\n", "gz in zip");
	struct packed outer = wrap("ustar", "xz", "in.zip", &inner);
	check_walk(outer.p, outer.n, "in.zip!b/c.pcap.gz [xz, tar, zip, gzip] 186\n",
	    "gz in zip in tar.xz");
	struct packed seven = wrap("7zip", NULL, "c.pcap", &plain);
	struct packed tar7 = wrap("ustar", "gzip", "x.7z", &seven);
	check_walk(tar7.p, tar7.n, "x.7z!c.pcap [gzip, tar, 7z] 186\n", "7z in tar.gz");

	/* A nested one that is cut: the walk goes on behind it. */
	const struct file two[] = { { "cut.tar", tgz.p, 0 }, PCAP };
	struct packed tar = wrap("ustar", NULL, "b.pcap", &plain);
	struct file both[2] = { two[0], two[1] };
	both[0].p = tar.p;
	both[0].n = 600;
	const struct recipe zip = { "zip", "zip", NULL, NULL, NULL };
	struct packed cut = pack(&zip, both, 2);
	struct found f;
	walk_packed(&f, cut.p, cut.n, (struct how) { .stream = false });
	OK(f.members == 3 && f.fault, "a nested archive that is cut is told, the walk goes on");
	OK(text_find(buf_text(&f.text), TEXT("cut.tar!b.pcap [zip, tar] 88: tar: ")) == 0,
	    "… with what it has");
	OK(text_ends(buf_text(&f.text), TEXT("\na.pcap [zip] 186\n")), "… and what follows it");
	found_free(&f);
	struct packed all[] = { tgz, zipped, gz, inner, outer, seven, tar7, tar, cut };
	for (size_t i = 0; i < COUNT(all); i++)
		free(all[i].p);
}

static void test_depth(void)
{
	struct packed plain = { small_pcap.p, small_pcap.n }, at = wrap("zip", NULL, "c", &plain);
	for (int i = 2; i <= 9; i++) {
		struct packed outer = wrap("zip", NULL, "z", &at);
		free(at.p);
		at = outer;
		if (i == 8)
			check_walk(at.p, at.n,
			    "z!z!z!z!z!z!z!c [zip, zip, zip, zip, zip, zip, zip, zip] 186\n",
			    "8 deep");
	}
	struct found f;
	walk_packed(&f, at.p, at.n, (struct how) { .stream = false });
	OK(text_ends(buf_text(&f.text), TEXT(": packed more than 8 deep\n")), "9 deep is told");
	found_free(&f);
	free(at.p);
}

static bool say(void *context, const char *file, struct buf *out)
{
	int *times = context;
	++*times;
	buf_add(out, strcmp(file, "packed") == 0 && *times == 2 ? TEXT("right") : TEXT("wrong"));
	return true;
}

static void check_phrases(const char *options, const char *phrase, const char *const *list,
    size_t count, int *asked, bool opens)
{
	const struct recipe r = { "zip", "zip", NULL, options, phrase };
	const struct file files[] = { PCAP, { "readme", "hello, world", 12 } };
	struct packed a = pack(&r, files, 2);
	struct passphrases given = { list, count, asked ? say : NULL, asked };
	struct found f;
	for (int stream = 0; stream < 2; stream++) {
		struct unpack_common common = { .passphrases = &given };
		if (asked)
			*asked = 0;
		walk_packed(&f, a.p, a.n, (struct how) { .stream = stream, .common = &common });
		IS_TEXT(buf_text(&f.text),
		    text_of(opens
			    ? "a.pcap [zip] 186\nreadme [zip] 12\n"
			    : "a.pcap [zip] 0: encrypted, and no passphrase fits "
			      "(--passphrase-file)\nreadme [zip] 0: encrypted, and no passphrase "
			      "fits (--passphrase-file)\n"),
		    "%s with %zu passphrases, %s", options, count, stream ? "stream" : "file");
		if (opens)
			OK(f.bytes.n == 198 && memcmp(f.bytes.p, small_pcap.p, 186) == 0 &&
				memcmp(f.bytes.p + 186, "hello, world", 12) == 0,
			    "… its content");
		found_free(&f);
	}
	free(a.p);
}

static void test_passphrases(void)
{
	static const char *const kinds[] = { "zip:encryption=zipcrypt", "zip:encryption=aes128",
		"zip:encryption=aes256" };
	static const char *const list[] = { "wrong", "right" };
	static char many[1001][8];
	static const char *most[1001];
	int asked;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		check_phrases(kinds[i], "infected", NULL, 0, NULL, true);
		check_phrases(kinds[i], "right", list, 2, NULL, true);
		check_phrases(kinds[i], "right", list, 1, NULL, false);
		check_phrases(kinds[i], "right", list, 1, &asked, true);
		IS_NUMBER(asked, 2, "asked until it fits");
		check_phrases(kinds[i], "other", list, 1, &asked, false);
		IS_NUMBER(asked, 3, "asked three times for one file");
	}
	/* Some of a thousand wrong ones pass the one byte by which ZipCrypto knows them. */
	for (size_t i = 0; i < 1000; i++) {
		snprintf(many[i], sizeof(many[i]), "w%zu", i);
		most[i] = many[i];
	}
	most[1000] = "right";
	check_phrases(kinds[0], "right", most, 1001, NULL, true);
}

static void test_bounds(void)
{
	const struct file files[] = { PCAP, { "n", noise, 60000 }, PCAP };
	const struct recipe zip = { "zip", "zip", NULL, NULL, NULL };
	struct packed a = pack(&zip, files, 3);
	struct unpack_common few = { .most_members = 2 }, less = { .most_unpacked = 50000 };
	struct found f;
	walk_packed(&f, a.p, a.n, (struct how) { .common = &few });
	IS_TEXT(buf_text(&f.text),
	    TEXT("a.pcap [zip] 186\nn [zip] 60000\n"
		 "more than 2 files are packed in the files of this run\n"),
	    "members are bounded");
	found_free(&f);
	walk_packed(&f, a.p, a.n, (struct how) { .common = &less });
	OK(text_ends(buf_text(&f.text),
	       TEXT("more than 50000 bytes are packed in the files of this run\n")) &&
		f.members == 2,
	    "bytes are bounded");
	OK(f.bytes.n < 120000, "… soon");
	found_free(&f);
	volatile sig_atomic_t stop = 1;
	struct unpack_common stopped = { .stop = &stop };
	walk_packed(&f, a.p, a.n, (struct how) { .common = &stopped });
	IS_TEXT(
	    buf_text(&f.text), TEXT("the run was interrupted\n"), "a stopped run reads nothing");
	found_free(&f);
	free(a.p);
}

/* 1.2 GB of zeros in 37 kB: a zstd frame (RFC 8878 3.1.1) of RLE blocks of 128 KiB. */
static void test_ratio(void)
{
	static uint8_t bomb[64 << 10] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38 };
	size_t n = 6;
	for (uint32_t i = 0; i < 9200; i++) {
		uint32_t block = (128U << 10) << 3 | 1 << 1 | (i == 9199);
		bomb[n++] = block & 0xff;
		bomb[n++] = block >> 8 & 0xff;
		bomb[n++] = (uint8_t)(block >> 16);
		bomb[n++] = 0;
	}
	struct block_pool pool;
	block_pool_init(&pool);
	struct unpack_common common = { .pool = &pool };
	struct unpack *u = unpack_new(&common, "bomb", source_of(&pool, bomb, n, LIMIT_READ_BLOCK));
	struct unpack_member m;
	OK(unpack_next(u, &m) && *m.why == '\0', "a bomb starts well");
	struct source *s = source_of_member(&pool, u, true);
	source_drain(s);
	OK(s->offset >= LIMIT_RATIO_FROM && s->offset < LIMIT_RATIO_FROM + (1 << 20),
	    "a bomb is stopped after 1 GiB");
	IS_TEXT(text_of(unpack_fault(u)), TEXT("it unpacks to more than 10000 times its size"),
	    "… and why");
	source_free(s);
	OK(!unpack_next(u, &m), "… for good");
	unpack_free(u);
	block_pool_free(&pool);
}

/* A tar in a gzip stream that says it has a hole of 2 GiB (GNU's old sparse form). */
static void test_hole(void)
{
	struct made m = { .n = 0 };
	const char *const fields[] = { "hole", "0000644", "0", "0", "00000000000", "0", "", "S" };
	static const size_t at[] = { 0, 100, 108, 116, 124, 136, 148, 156 };
	put_fill(&m, 0, 1536);
	for (size_t i = 0; i < COUNT(at); i++)
		memcpy(m.p + at[i], fields[i], strlen(fields[i]));
	memcpy(m.p + 257, "ustar  ", 8);
	memcpy(m.p + 386, "20000000000", 11);
	memcpy(m.p + 398, "00000000000", 11);
	memcpy(m.p + 483, "20000000000", 11);
	unsigned sum = 8 * ' ';
	for (size_t i = 0; i < 512; i++)
		sum += m.p[i];
	snprintf((char *)m.p + 148, 8, "%06o", sum);
	struct packed tar = { m.p, m.n }, gz = wrap(NULL, "gzip", "", &tar);
	struct unpack_common less = { .most_unpacked = 1 << 20 };
	struct found f;
	walk_packed(&f, gz.p, gz.n, (struct how) { .common = &less });
	OK(text_ends(buf_text(&f.text),
	       TEXT("more than 1048576 bytes are packed in the files of this run\n")),
	    "holes are bounded");
	OK(f.bytes.n < 2 << 20, "… soon");
	found_free(&f);
	free(gz.p);
}

/* gzip of one stored block (RFC 1951 3.2.4): a cut behind k bytes of content gives k bytes. */
static void test_cut_gzip(void)
{
	static uint8_t gz[3000] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 0xb8, 0x0b, 0x47, 0xf4 };
	size_t wrong = 0;
	struct found f;
	memcpy(gz + 15, noise, sizeof(gz) - 15);
	for (size_t k = 0; k < 2900; k += 13) {
		walk_packed(&f, gz, 15 + k, (struct how) { .stream = k & 1, .beside = k & 2 });
		wrong += f.bytes.n != k || !f.fault || (k && memcmp(f.bytes.p, noise, k) != 0);
		found_free(&f);
	}
	IS_NUMBER(wrong, 0, "a cut gzip gives all it has");
	walk_packed(&f, gz, 115, (struct how) { .stream = false });
	IS_TEXT(buf_text(&f.text), TEXT(" [gzip] 100: gzip: the compressed data is cut\n"),
	    "… and says so");
	found_free(&f);
}

/* What stands behind a gzip stream. */
static void test_behind_gzip(void)
{
	const struct recipe r = { "gzip", NULL, "gzip", NULL, NULL };
	const struct file part = { "", noise, 100 };
	struct packed a = pack(&r, &part, 1);
	struct {
		const char *bytes;
		size_t n;
		const char *wanted;
	} rows[] = {
		{ "\0\0\0\0", 4, " [gzip] 100\n" },
		{ "garbage", 7,
		    " [gzip] 100: gzip: what follows the compressed data is not gzip\n" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		memcpy(a.p + a.n, rows[i].bytes, rows[i].n);
		check_walk(a.p, a.n + rows[i].n, rows[i].wanted, "behind gzip");
	}
	memcpy(a.p + a.n, a.p, a.n);
	check_walk(a.p, 2 * a.n, " [gzip] 200\n", "two gzip members");
	a.p[a.n - 5] ^= 1;
	struct found f;
	walk_packed(&f, a.p, a.n, (struct how) { .stream = false });
	IS_TEXT(buf_text(&f.text), TEXT(" [gzip] 100: gzip: the compressed data is damaged\n"),
	    "a wrong checksum");
	found_free(&f);
	free(a.p);
}

/* A zip of stored members, by hand (APPNOTE 4.3): local headers and a directory. */
static void put_zip(
    struct made *m, const struct file *files, size_t count, uint16_t flags, uint16_t method)
{
	size_t at[8];
	for (size_t pass = 0; pass < 2; pass++) {
		size_t start = m->n;
		for (size_t i = 0; i < count; i++) {
			if (pass == 0)
				at[i] = m->n;
			put(m, pass ? 0x02014b50 : 0x04034b50, 4);
			put(m, 20, pass ? 4 : 2);
			put(m, flags, 2);
			put(m, method, 2);
			put(m, 0, 4);
			put(m, crc32(0, files[i].p, (uInt)files[i].n), 4);
			put(m, files[i].n, 4);
			put(m, files[i].n, 4);
			put(m, strlen(files[i].name), 2);
			put_fill(m, 0, pass ? 12 : 2);
			if (pass) {
				put(m, at[i], 4);
			}
			for (const char *c = files[i].name; *c; c++)
				put(m, (uint8_t)*c, 1);
			for (size_t k = 0; pass == 0 && k < files[i].n; k++)
				put(m, ((const uint8_t *)files[i].p)[k], 1);
		}
		if (pass == 0)
			continue;
		size_t size = m->n - start;
		put(m, 0x06054b50, 4);
		put(m, 0, 4);
		put(m, count, 2);
		put(m, count, 2);
		put(m, size, 4);
		put(m, start, 4);
		put(m, 0, 2);
	}
}

static void test_names(void)
{
	static const char odd[] = "\xff\xfe\n \x1b[31m:!.pcap",
			  utf8[] = "\xc3\xbc/\xe2\x82\xac.pcap";
	const struct file files[] = { { odd, small_pcap.p, small_pcap.n },
		{ utf8, small_pcap.p, small_pcap.n } };
	char wanted[200];
	struct made m = { .n = 0 };
	put_zip(&m, files, 2, 0, 0);
	snprintf(wanted, sizeof(wanted), "%s [zip] 186\n%s [zip] 186\n", odd, utf8);
	check_walk(m.p, m.n, wanted, "names of any bytes");
	struct made flagged = { .n = 0 };
	put_zip(&flagged, files + 1, 1, 0x800, 0);
	snprintf(wanted, sizeof(wanted), "%s [zip] 186\n", utf8);
	check_walk(flagged.p, flagged.n, wanted, "names said to be UTF-8");
	const struct recipe tar = { "tar", "ustar", NULL, NULL, NULL };
	struct packed a = pack(&tar, files, 2);
	snprintf(wanted, sizeof(wanted), "%s [tar] 186\n%s [tar] 186\n", odd, utf8);
	check_walk(a.p, a.n, wanted, "names in a tar");
	free(a.p);
}

/* What cannot be unpacked is told, and what follows it is found. */
static void test_damaged_members(void)
{
	const struct file files[] = { PCAP, { "b", noise, 200 }, { "c", noise, 100 } };
	struct made m = { .n = 0 };
	struct found f;
	put_zip(&m, files, 3, 0, 0);
	m.p[30 + 6 + 186 + 31 + 50] ^= 1;
	walk_packed(&f, m.p, m.n, (struct how) { .stream = false });
	IS_NUMBER(f.members, 3, "a damaged member does not hide those behind it");
	OK(text_find(buf_text(&f.text), TEXT("b [zip] 200: zip: ")) != TEXT_NONE,
	    "… a wrong checksum is told");
	OK(text_ends(buf_text(&f.text), TEXT("c [zip] 100\n")), "… and the next one is whole");
	found_free(&f);
	struct made odd = { .n = 0 };
	put_zip(&odd, files, 3, 0, 77);
	walk_packed(&f, odd.p, odd.n, (struct how) { .stream = false });
	IS_NUMBER(f.members, 3, "a method that is not known");
	OK(text_find(buf_text(&f.text), TEXT("a.pcap [zip] 0: zip: ")) == 0, "… is told");
	found_free(&f);

	const struct recipe deflated = { "zip", "zip", NULL, NULL, NULL };
	const struct file large[] = { { "large", noise, 60000 }, PCAP, { "c", noise, 100 } };
	struct packed a = pack(&deflated, large, 3);
	memset(a.p + 20000, 0xff, 200);
	walk_packed(&f, a.p, a.n, (struct how) { .stream = false });
	OK(f.members == 3 && text_starts(buf_text(&f.text), TEXT("large [zip] ")) &&
		text_ends(buf_text(&f.text), TEXT("\na.pcap [zip] 186\nc [zip] 100\n")),
	    "behind damaged deflate data the walk goes on");
	OK(f.fault && f.bytes.n > 10000 && memcmp(f.bytes.p, noise, 10000) == 0,
	    "… and what stands before it is given");
	found_free(&f);
	free(a.p);

	/* A directory that is damaged hides nothing. */
	struct made hidden = { .n = 0 };
	put_zip(&hidden, files, 3, 0, 0);
	hidden.p[hidden.n - 22 - 3 * 46 - 8] ^= 1;
	walk_packed(&f, hidden.p, hidden.n, (struct how) { .stream = false });
	OK(text_starts(buf_text(&f.text), TEXT("a.pcap [zip] 186\nb [zip] 200\nc [zip] 100\n")),
	    "a damaged directory hides nothing");
	found_free(&f);
}

/* What only the checksum of an outer zip tells. */
static void test_outer_checksum(void)
{
	static const char *const filters[] = { "gzip", "xz", "zstd", "lz4", "bzip2" };
	struct packed plain = { small_pcap.p, small_pcap.n };
	for (size_t i = 0; i < COUNT(filters); i++) {
		struct packed inner = wrap("ustar", filters[i], "c", &plain);
		const struct file file = { "in", inner.p, inner.n };
		struct made m = { .n = 0 };
		struct found f;
		put_zip(&m, &file, 1, 0, 0);
		m.p[14] ^= 1;
		m.p[m.n - 22 - 48 + 16] ^= 1;
		walk_packed(&f, m.p, m.n, (struct how) { .stream = false });
		OK(f.fault && f.bytes.n == 186, "%s: the checksum of the zip around it",
		    filters[i]);
		found_free(&f);
		free(inner.p);
	}
}

/* Five members of a million bytes, room for three: the least turns stay, whatever came first. */
static void test_held(void)
{
	enum { MEMBERS = 5, SIZE = 1000000 };
	static const uint32_t turns[MEMBERS] = { 5, 1, 3, 2, 9 };
	static const bool stays[MEMBERS] = { false, true, true, true, false };
	uint8_t *p = xmalloc(SIZE);
	for (size_t i = 0; i < SIZE; i++)
		p[i] = noise[i % sizeof(noise)];
	const struct file files[MEMBERS] = { { "a", p, SIZE }, { "b", p, SIZE }, { "c", p, SIZE },
		{ "d", p, SIZE }, { "e", p, SIZE } };
	const struct recipe zip = { "zip", "zip", NULL, NULL, NULL };
	struct packed a = pack(&zip, files, MEMBERS);
	struct block_pool pool;
	block_pool_init(&pool);
	struct unpack_common common = { .pool = &pool };
	struct held_list list = { .most = 3 << 20 };
	struct held *held[MEMBERS] = { NULL };
	struct unpack *u = unpack_new(&common, "", source_of(&pool, a.p, a.n, LIMIT_READ_BLOCK));
	struct unpack_member m;
	for (size_t i = 0; unpack_next(u, &m); i++)
		held_take(&list, u, turns[i], &held[i]);
	for (size_t i = 0; i < MEMBERS; i++)
		OK((held[i] != NULL) == stays[i] &&
			(!held[i] ||
			    (held[i]->count == SIZE && memcmp(held[i]->bytes, p, SIZE) == 0)),
		    "held: turn %u", (unsigned)turns[i]);
	for (size_t i = 0; i < MEMBERS; i++)
		held_free(&list, held[i]);
	OK(!list.first && list.bytes == 0, "held: all are gone");
	unpack_free(u);
	unpack_common_end(&common);
	block_pool_free(&pool);
	free(a.p);
	free(p);
}

/* Frames of a packed capture whose records straddle the blocks, and of the same in memory. */
static void test_ahead(void)
{
	enum { RECORDS = 60, ROOM = 8 << 20 };
	uint8_t *p = malloc(ROOM);
	struct made head = { .n = 0 };
	put_pcap(&head, 0xa1b2c3d4, 1);
	put_at(&head, 16, 1 << 20, 4); /* a snap length that the largest records keep */
	memcpy(p, head.p, head.n);
	size_t n = head.n;
	for (uint32_t i = 0; i < RECORDS; i++) {
		struct made r = { .n = 0 };
		uint32_t size = i % 7 == 3 ? 400000 : 1 + i * 997 % 60000;
		put(&r, i, 4);
		put(&r, 0, 4);
		put(&r, size, 4);
		put(&r, size, 4);
		memcpy(p + n, r.p, r.n);
		for (uint32_t k = 0; k < size; k++)
			p[n + r.n + k] = noise[(i + k) % sizeof(noise)];
		n += r.n + size;
	}
	const struct recipe gzip = { "gzip", NULL, "gzip", NULL, NULL };
	const struct file file = { "", p, n };
	struct packed a = pack(&gzip, &file, 1);
	struct block_pool pool;
	block_pool_init(&pool);
	struct unpack_common common = { .pool = &pool };
	for (int beside = 0; beside < 2; beside++) {
		struct unpack_member m;
		struct unpack *u =
		    unpack_new(&common, "", source_of(&pool, a.p, a.n, LIMIT_READ_BLOCK));
		unpack_next(u, &m);
		struct source *s = source_of_member(&pool, u, beside);
		source_want(s, SOURCE_HEAD);
		IS_NUMBER(window_left(&s->window), SOURCE_HEAD, "the first read is the head");
		struct reader *r = reader_new(bytes_of(s->window.at, window_left(&s->window)));
		struct frame frames[16];
		size_t count = 0, wrong = 0;
		const uint8_t *at = p + 24;
		for (size_t got; (got = reader_next(r, s, frames, 16)) > 0; count += got)
			for (size_t i = 0; i < got; i++) {
				at += 16;
				wrong += memcmp(frames[i].data, at, frames[i].captured) != 0;
				at += frames[i].captured;
			}
		IS_NUMBER(count, RECORDS, "all records, %s", beside ? "ahead" : "in place");
		IS_NUMBER(wrong, 0, "… are whole");
		reader_free(r);
		source_free(s);
		/* A source that is left early. */
		unpack_free(u);
	}
	block_pool_free(&pool);
	free(a.p);
	free(p);
}

int main(void)
{
	make_contents();
	test_streams();
	test_archives();
	test_nesting();
	test_depth();
	test_passphrases();
	test_bounds();
	test_ratio();
	test_hole();
	test_cut_gzip();
	test_behind_gzip();
	test_names();
	test_damaged_members();
	test_outer_checksum();
	test_held();
	test_ahead();
	return check_done();
}
