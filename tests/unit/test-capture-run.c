/* Units of capture/: from arguments to a run. Expected values: DESIGN.md "Order", arithmetic. */
#include <config.h>

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "capture/pace.h"
#include "capture/walk.h"
#include "test-run.h"

static void merging(void)
{
	static const struct {
		const char *name;
		int64_t times[3][8];
		const char *wanted;
	} rows[] = {
		{ "one after the other, given backwards",
		    { { 50, 51, -1 }, { 30, 31, -1 }, { 10, 20, -1 } }, "C1 C2 B1 B2 A1 A2" },
		{ "overlapping", { { 1, 5, 9, -1 }, { 2, 6, 7, -1 }, { 3, 4, 8, -1 } },
		    "A1 B1 C1 C2 A2 B2 B3 C3 A3" },
		{ "a frame out of order waits for none",
		    { { 10, 5, 30, -1 }, { 11, 12, -1 }, { 40, -1 } }, "A1 A2(10) B1 B2 A3 C1" },
		{ "the clock never goes back", { { 10, 20, 15, 21, -1 }, { 16, -1 }, { 22, -1 } },
		    "A1 B1 A2 A3(20) A4 C1" },
		{ "a jump that nothing confirms",
		    { { 10, 9000, 20, 30, -1 }, { 15, 25, -1 }, { 40, -1 } },
		    "A1 A2(10) B1 A3 B2 A4 C1" },
		{ "a jump that the next frame confirms",
		    { { 10, 9000, 8000, 9001, -1 }, { 15, 25, -1 }, { 40, -1 } },
		    "A1 B1 B2 C1 A2 A3(9000) A4" },
		{ "a jump of an hour is none", { { 10, 3610, 20, -1 }, { 15, -1 }, { 40, -1 } },
		    "A1 B1 C1 A2 A3(3610)" },
		{ "a jump at the end", { { 10, 3611, -1 }, { 15, -1 }, { 40, -1 } },
		    "A1 A2(10) B1 C1" },
		{ "a first frame from the future",
		    { { 9000, 20, 30, -1 }, { 15, 25, -1 }, { 40, -1 } }, "B1 A1(20) A2 B2 A3 C1" },
		{ "a first frame alone", { { 9000, -1 }, { 15, 25, -1 }, { 40, -1 } },
		    "B1 B2 C1 A1" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		write_pcap("a.pcap", 'A', rows[i].times[0]);
		write_pcap("b.pcap", 'B', rows[i].times[1]);
		write_pcap("c.pcap", 'C', rows[i].times[2]);
		static const char *const orders[2][4] = { { "a.pcap", "b.pcap", "c.pcap", NULL },
			{ "c.pcap", "b.pcap", "a.pcap", NULL } };
		for (int k = 0; k < 2; k++) {
			struct said said;
			struct buf out;
			struct capture *c = begin(&said, DIGEST_XXH128, orders[k]);
			run(c, &out);
			IS_TEXT(buf_text(&out), text_of(rows[i].wanted), "%s", rows[i].name);
			IS_TEXT(
			    buf_text(&said.lines), TEXT(""), "%s: nothing to say", rows[i].name);
			capture_free(c);
			buf_free(&out);
			buf_free(&said.lines);
		}
	}
}

/* The same first time: the order is that of the contents, whatever the names and arguments. */
static void ties(void)
{
	write_pcap("1.pcap", 'A', T(5, 6));
	write_pcap("2.pcap", 'B', T(5, 6));
	struct said said;
	struct buf out, again;
	struct capture *c =
	    begin(&said, DIGEST_XXH128, (const char *[]) { "1.pcap", "2.pcap", NULL });
	uint64_t heads = capture_heads_hash(c);
	run(c, &out);
	capture_free(c);
	buf_free(&said.lines);
	write_pcap("1.pcap", 'B', T(5, 6));
	write_pcap("2.pcap", 'A', T(5, 6));
	c = begin(&said, DIGEST_XXH128, (const char *[]) { "1.pcap", "2.pcap", NULL });
	OK(capture_heads_hash(c) == heads, "the heads are the same");
	run(c, &again);
	IS_TEXT(buf_text(&again), buf_text(&out), "ties go by content");
	OK(text_is(buf_text(&out), TEXT("A1 B1 A2 B2")) ||
		text_is(buf_text(&out), TEXT("B1 A1 B2 A2")),
	    "ties within the run go by ordinal");
	capture_free(c);
	buf_free(&said.lines);
	buf_free(&out);
	buf_free(&again);
}

static void paces(void)
{
	struct frame f[4] = { { .time = TIME_NONE }, { .time = 5 }, { .time = TIME_NONE },
		{ .time = 4 } };
	struct pace p = { TIME_NONE };
	IS_NUMBER(pace_settle(&p, f, 0, 2, false), 1, "the first time waits for the next frame");
	OK(f[0].clock == TIME_NONE, "no clock before the first time");
	IS_NUMBER(pace_settle(&p, f, 1, 4, false), 4, "then all are settled");
	OK(f[1].clock == 5 && f[2].clock == 5 && f[3].clock == 5,
	    "frames without a time do not count");
	struct frame g[2] = { { .time = INT64_MIN + 1 }, { .time = INT64_MAX } };
	p.maximum = TIME_NONE;
	IS_NUMBER(pace_settle(&p, g, 0, 2, true), 2, "from one end of time to the other");
	OK(g[1].clock == INT64_MIN + 1, "which nothing confirms");
}

static void naming(void)
{
	static const struct {
		const char *in, *out;
	} absolute[] = { { "/a/b", "/a/b" }, { "/a//b/./c/", "/a/b/c" }, { "/a/../b", "/b" },
		{ "/..", "/" }, { "/", "/" }, { "/a/b/..", "/a" }, { "/a/.b/..c", "/a/.b/..c" } };
	for (size_t i = 0; i < sizeof(absolute) / sizeof(absolute[0]); i++) {
		char *p = path_absolute(absolute[i].in);
		IS_TEXT(text_of(p), text_of(absolute[i].out), "%s absolute", absolute[i].in);
		free(p);
	}
	static const struct {
		const char *a, *b, *out;
	} shared[] = { { "/a/b", "/a/b", "/a/b" }, { "/a/b", "/a/bc", "/a" },
		{ "/a/b", "/a", "/a" }, { "/a", "/a/b", "/a" }, { "/a", "/b", "/" },
		{ "/", "/b", "/" }, { "/x/y", "/", "/" } };
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		char *p = strdup(shared[i].a);
		path_share(p, shared[i].b);
		IS_TEXT(text_of(p), text_of(shared[i].out), "%s and %s share", shared[i].a,
		    shared[i].b);
		free(p);
	}
}

/* Names, states and what is said for arguments; "name:state" in order. */
static void check_inputs(
    const char *const *arguments, const char *wanted, const char *lines, const char *name)
{
	struct said said;
	struct buf out, inputs;
	struct capture *c = begin(&said, DIGEST_SHA256, arguments);
	run(c, &out);
	buf_init(&inputs, 1 << 16);
	for (size_t i = 0; i < capture_inputs(c); i++) {
		const struct capture_input *in = capture_input(c, i);
		buf_format(
		    &inputs, "%s%s:%d%s", i ? " " : "", in->name, in->state, in->named ? "!" : "");
	}
	IS_TEXT(buf_text(&inputs), text_of(wanted), "%s: inputs", name);
	IS_TEXT(buf_text(&said.lines), text_of(lines), "%s: lines", name);
	capture_free(c);
	buf_free(&out);
	buf_free(&inputs);
	buf_free(&said.lines);
}

static void make_tree(void)
{
	mkdir("t", 0755);
	mkdir("t/b", 0755);
	mkdir("t/b/deep", 0755);
	mkdir("t/empty", 0755);
	write_pcap("t/late.pcap", 'L', T(100));
	write_pcap("t/b/early.txt", 'E', T(1));
	write_pcap("t/b/.hidden", 'H', T(50));
	write_pcap("t/b/deep/none.pcap", 'N', ((const int64_t[]) { -1 }));
	write_file("t/b/notes.pcap", "not a capture", 13);
	write_file("t/b/nothing", "", 0);
	write_pcap("t-outside.pcap", 'O', T(70));
	if (symlink("../t-outside.pcap", "t/link") != 0 || symlink("..", "t/b/loop") != 0 ||
	    symlink("nowhere", "t/broken") != 0 || mkfifo("t/fifo", 0644) != 0)
		perror("links");
}

static void walking(void)
{
	make_tree();
	check_inputs((const char *[]) { "t", NULL },
	    "b/early.txt:0 b/.hidden:0 link:0 late.pcap:0 b/deep/none.pcap:0 b/notes.pcap:3 "
	    "b/nothing:3",
	    "", "a directory");
	check_inputs((const char *[]) { "t/b/", "./t/late.pcap", NULL },
	    "b/early.txt:0 b/.hidden:0 late.pcap:0! b/deep/none.pcap:0 b/notes.pcap:3 b/nothing:3",
	    "", "a directory and a file");
	check_inputs((const char *[]) { "t/b/early.txt", NULL }, "early.txt:0!", "", "a file");
	check_inputs(
	    (const char *[]) { "t/late.pcap", "t/../t/late.pcap", "t/b/loop/late.pcap", NULL },
	    "b/loop/late.pcap:0!",
	    "late.pcap: the same file as b/loop/late.pcap, taken once\n"
	    "late.pcap: the same file as b/loop/late.pcap, taken once",
	    "a file three times");
	check_inputs((const char *[]) { "t/b/deep", "t/b/deep/none.pcap", "t/b/deep/", NULL },
	    "none.pcap:0!",
	    "none.pcap: the same file as none.pcap, taken once\n"
	    "1 files were found more than once, taken once",
	    "a directory twice and its file");
	check_inputs((const char *[]) { "t/b/notes.pcap", "t/b/nothing", "t/late.pcap", NULL },
	    "late.pcap:0! b/notes.pcap:3! b/nothing:3!",
	    "b/notes.pcap: not a capture that is known here\nb/nothing: the file is empty",
	    "named files that are no captures");
	write_file("head.pcap", "\xd4\xc3\xb2\xa1\2\0\4\0", 8);
	check_inputs((const char *[]) { "head.pcap", "t/late.pcap", NULL },
	    "t/late.pcap:0! head.pcap:1!",
	    "head.pcap: damaged at byte 0: the file header is cut (wants 24 bytes, has 8); "
	    "8 bytes not examined",
	    "a cut header");
	check_inputs((const char *[]) { "t/empty", NULL }, "", "", "an empty directory");
	check_inputs((const char *[]) { "missing.pcap", "t/late.pcap/x", NULL }, "",
	    "missing.pcap: No such file or directoryt/late.pcap/x: Not a directory",
	    "missing files");
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
		check_skip("no socket can be made here");
	else
		check_inputs((const char *[]) { "socket", NULL }, "socket:2!",
		    "socket: No such device or address", "what cannot be opened");
	close(fd);
	if (geteuid() == 0) {
		check_skip("permissions mean nothing to root");
		return;
	}
	chmod("t/b/early.txt", 0);
	chmod("t/b/deep", 0);
	check_inputs((const char *[]) { "t/b", NULL },
	    ".hidden:0 deep:2 early.txt:2 notes.pcap:3 nothing:3",
	    "deep: Permission denied\nearly.txt: Permission denied", "no permission");
	chmod("t/b/deep", 0755);
}

static void nesting(void)
{
	char path[4096];
	size_t n = 0;
	for (int i = 0; i <= LIMIT_WALK_DEPTH + 1; i++) {
		n += (size_t)snprintf(path + n, sizeof(path) - n, "%sd", i ? "/" : "");
		mkdir(path, 0755);
		if (i == LIMIT_WALK_DEPTH) {
			snprintf(path + n, sizeof(path) - n, "/in.pcap");
			write_pcap(path, 'I', T(1));
			path[n] = '\0';
		}
	}
	snprintf(path + n, sizeof(path) - n, "/out.pcap");
	write_pcap(path, 'O', T(1));
	struct said said;
	struct buf out;
	struct capture *c = begin(&said, DIGEST_XXH128, (const char *[]) { "d", NULL });
	run(c, &out);
	IS_TEXT(buf_text(&out), TEXT("I1"), "the deepest directory that is walked");
	OK(text_ends(buf_text(&said.lines), TEXT("d: directories are nested too deep here")),
	    "the one below is named");
	capture_free(c);
	buf_free(&out);
	buf_free(&said.lines);
}

static void damage(void)
{
	static const char notice_wanted[] =
	    "x.pcap: damaged at byte 58: the last record is cut (wants 17 bytes, has 16); "
	    "16 bytes not examined";
	write_pcap("x.pcap", 'X', T(4, 2, 3));
	if (truncate("x.pcap", 24 + 17 + 17 + 16) != 0)
		perror("x.pcap");
	write_pcap("y.pcap", 'Y', T(1, 9));
	for (int kind = 0; kind < 2; kind++) {
		struct said said;
		struct buf out;
		struct capture *c = begin(&said, kind ? DIGEST_XXH128 : DIGEST_SHA256,
		    (const char *[]) { "x.pcap", "y.pcap", NULL });
		IS_NUMBER(capture_bytes_total(c), 74 + 58, "bytes of both");
		run(c, &out);
		IS_TEXT(buf_text(&out), TEXT("Y1 X1 X2(4) Y2"), "what is good is used");
		IS_TEXT(buf_text(&said.lines), text_of(notice_wanted), "the place is named");
		IS_NUMBER(capture_bytes_read(c), 74 + 58, "all bytes were read");
		const struct capture_input *in = capture_input(c, 1);
		OK(in->state == INPUT_DAMAGED && in->damage_count == 1 &&
			in->damages->offset == 58 && in->damages->bytes == 16,
		    "state and damage");
		OK(in->frames == 2 && in->frame_bytes == 2 && in->backwards == 1 && in->size == 74,
		    "counts");
		OK(in->first == 2 * NS_PER_SECOND && in->last == 4 * NS_PER_SECOND, "times");
		OK(in->interface_count == 1 && in->interfaces[0].frames == 2, "interface");
		uint8_t bytes[74];
		int fd = open("x.pcap", O_RDONLY);
		OK(read(fd, bytes, 74) == 74, "its bytes");
		close(fd);
		char wanted[DIGEST_TEXT];
		struct digest *d = digest_new(kind ? DIGEST_XXH128 : DIGEST_SHA256);
		digest_add(d, bytes, 74);
		digest_end(d, wanted);
		digest_free(d);
		IS_TEXT(text_of(in->digest), text_of(wanted), "digest also behind the damage");
		capture_free(c);
		buf_free(&out);
		buf_free(&said.lines);
	}
}

/* What begins as a packed file does, and is none. */
/* A file whose size changes between the look at it and its reading: 24 bytes, then 17 a record. */
static void changing(void)
{
	static const struct {
		off_t size;
		const char *frames, *lines;
		uint64_t bytes; /* not examined */
	} rows[] = {
		{ 75, "X1 X2 X3", "", 0 },
		{ 58, "X1 X2",
		    "x.pcap: damaged at byte 58: the file became shorter while it was read; 17 bytes "
		    "not examined",
		    17 },
		{ 50, "X1",
		    "x.pcap: damaged at byte 41: the last record is cut (wants 16 bytes, has 9); 34 "
		    "bytes not examined",
		    34 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct said said;
		struct buf out;
		write_pcap("x.pcap", 'X', T(1, 2, 3));
		struct capture *c =
		    begin(&said, DIGEST_SHA256, (const char *[]) { "x.pcap", NULL });
		OK(truncate("x.pcap", rows[i].size) == 0, "cut to %d bytes", (int)rows[i].size);
		run(c, &out);
		IS_TEXT(buf_text(&out), text_of(rows[i].frames), "what is left");
		IS_TEXT(buf_text(&said.lines), text_of(rows[i].lines), "what is said");
		const struct capture_input *in = capture_input(c, 0);
		OK(in->state == (rows[i].bytes ? INPUT_DAMAGED : INPUT_READ), "state");
		IS_NUMBER(in->size, (uint64_t)rows[i].size, "size as read");
		IS_NUMBER(in->damage_count ? in->damages[0].bytes : 0, rows[i].bytes, "bytes");
		capture_free(c);
		buf_free(&out);
		buf_free(&said.lines);
	}
}

static void others(void)
{
	write_file("z.gz", "\x1f\x8b\x08\0", 4);
	char tar[512] = "file";
	memcpy(tar + 257, "ustar", 5);
	write_file("z.tar", tar, sizeof(tar));
	write_file("z.short", "\xd4\xc3\xb2", 3);
	check_inputs((const char *[]) { "z.gz", "z.tar", "z.short", NULL },
	    "z.gz:2! z.short:3! z.tar:2!",
	    "z.gz: gzip: the compressed data is cut\n"
	    "z.short: not a capture that is known here\n"
	    "z.tar: tar: Unrecognized archive format",
	    "packed and damaged");
}

/* The length of frame i of the large capture: most are small, some straddle the ends of blocks,
 * some are larger than a block. */
static uint32_t large_length(uint32_t i)
{
	uint64_t r = hash_mix(i + 1);
	if (i % 997 == 996)
		return 300000 + (uint32_t)(r % 500000);
	return i % 50 == 49 ? 60000 + (uint32_t)(r % 60000) : (uint32_t)(r % 1600);
}

enum { LARGE_FRAMES = 3000 };

static uint8_t *large_capture(size_t *n)
{
	size_t total = 24;
	for (uint32_t i = 0; i < LARGE_FRAMES; i++)
		total += 16 + large_length(i);
	uint8_t *p = malloc(total), *at = p;
	struct made m = { .n = 0 };
	put_pcap(&m, MAGIC, 1);
	put_at(&m, 16, 1 << 20, 4); /* snap length: frames beyond 256 KiB are none without it */
	for (uint32_t i = 0; p && i < LARGE_FRAMES; i++) {
		uint32_t length = large_length(i);
		put(&m, i, 4);
		put(&m, 0, 4);
		put(&m, length, 4);
		put(&m, length, 4);
		memcpy(at, m.p, m.n);
		at += m.n;
		memset(at, (int)(i % 251), length);
		at += length;
		m.n = 0;
	}
	*n = total;
	return p;
}

static void check_large(struct capture *c, const char *digest, const char *name)
{
	static struct frame_batch batch;
	uint32_t i = 0, wrong = 0;
	while (capture_next(c, &batch)) {
		for (size_t k = 0; k < batch.count; k++, i++) {
			const struct frame *f = &batch.frames[k];
			bool good = f->captured == large_length(i) && f->number == i + 1;
			for (uint32_t b = 0; good && b < f->captured; b++)
				good = f->data[b] == i % 251;
			wrong += !good;
		}
		frame_batch_release(&batch);
	}
	IS_NUMBER(i, LARGE_FRAMES, "%s: frames", name);
	IS_NUMBER(wrong, 0, "%s: frames that are not what was written", name);
	IS_TEXT(text_of(capture_input(c, 0)->digest), text_of(digest), "%s: digest", name);
}

struct writing {
	const uint8_t *p;
	size_t n;
};

/* Feeds a FIFO in pieces of changing size. */
static void *feed(void *context)
{
	const struct writing *w = context;
	int fd = open("large.fifo", O_WRONLY);
	for (size_t at = 0, piece = 1; at < w->n; piece = piece * 7 % 50021 + 1) {
		size_t left = w->n - at;
		ssize_t got = write(fd, w->p + at, piece < left ? piece : left);
		if (got < 0)
			break;
		at += (size_t)got;
	}
	close(fd);
	return NULL;
}

static void large(void)
{
	size_t n;
	uint8_t *p = large_capture(&n);
	char digest[DIGEST_TEXT];
	digest_sha256(p, n, digest);
	write_file("large.pcap", p, n);
	struct said said;
	struct capture *c = begin(&said, DIGEST_SHA256, (const char *[]) { "large.pcap", NULL });
	check_large(c, digest, "a large file");
	capture_free(c);
	buf_free(&said.lines);
	struct writing w = { p, n };
	pthread_t writer;
	if (mkfifo("large.fifo", 0644) != 0 || pthread_create(&writer, NULL, feed, &w) != 0) {
		perror("large.fifo");
		exit(99);
	}
	c = begin(&said, DIGEST_SHA256, (const char *[]) { "large.fifo", NULL });
	IS_NUMBER(capture_bytes_total(c), 0, "a stream's size is not known");
	check_large(c, digest, "a stream");
	IS_NUMBER(capture_input(c, 0)->size, n, "then it is");
	IS_TEXT(text_of(capture_input(c, 0)->format), TEXT("pcap"), "format of a stream");
	capture_free(c);
	pthread_join(writer, NULL);
	buf_free(&said.lines);
	int fd = open("large.pcap", O_RDONLY);
	dup2(fd, STDIN_FILENO);
	c = begin(&said, DIGEST_SHA256, (const char *[]) { "-", NULL });
	IS_TEXT(text_of(capture_input(c, 0)->name), TEXT("-"), "name of standard input");
	check_large(c, digest, "standard input");
	capture_free(c);
	buf_free(&said.lines);
	close(fd);
	free(p);
}

/* More inputs at once than are read in large pieces; a run that ends early leaks nothing. */
static void many(void)
{
	enum { INPUTS = 100, FRAMES = 20 };
	char path[32];
	mkdir("many", 0755);
	for (int i = 0; i < INPUTS; i++) {
		int64_t times[FRAMES + 1];
		for (int k = 0; k < FRAMES; k++)
			times[k] = 1000 + i + k * INPUTS;
		times[FRAMES] = -1;
		snprintf(path, sizeof(path), "many/%d", i);
		write_pcap(path, 'M', times);
	}
	for (int early = 0; early < 2; early++) {
		struct said said;
		static struct frame_batch batch;
		struct capture *c = begin(&said, DIGEST_SHA256, (const char *[]) { "many", NULL });
		int64_t wanted = 1000;
		bool good = true;
		while (capture_next(c, &batch)) {
			for (size_t i = 0; i < batch.count; i++)
				good &= batch.frames[i].time == wanted++ * NS_PER_SECOND;
			frame_batch_release(&batch);
			if (early)
				break;
		}
		OK(good, "frames of %d inputs in order", INPUTS);
		IS_NUMBER(wanted - 1000, early ? LIMIT_BATCH : INPUTS * FRAMES, "all of them");
		capture_free(c);
		buf_free(&said.lines);
	}
}

static void links(void)
{
	IS_TEXT(text_of(link_name(1)), TEXT("EN10MB"), "Ethernet");
	IS_TEXT(text_of(link_name(101)), TEXT("RAW"), "LINKTYPE_RAW is another DLT_");
	IS_TEXT(text_of(link_name(113)), TEXT("LINUX_SLL"), "cooked");
	IS_TEXT(text_of(link_name(108)), TEXT("LOOP"), "OpenBSD loopback");
	IS_TEXT(text_of(link_name(65535)), TEXT("LINKTYPE_65535"), "no name");
	IS_TEXT(text_of(link_name(UINT32_MAX)), TEXT("LINKTYPE_4294967295"), "no link type");
	OK(link_name(65535) == link_name(65535), "named once");
	for (uint32_t i = 0; i < 1000; i++)
		if (link_name(60000 + i)[0] != 'L')
			OK(false, "link type %u", 60000 + i);
}

int main(void)
{
	int status = enter_folder();
	if (status != 0)
		return status;
	paces();
	merging();
	ties();
	naming();
	walking();
	nesting();
	damage();
	changing();
	others();
	large();
	many();
	links();
	return leave_folder(check_done());
}
