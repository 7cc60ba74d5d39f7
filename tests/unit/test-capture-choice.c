/*
 * Units of capture/: which frames and which inputs of a run are taken. Expected values: pcap-filter(7),
 * arithmetic, DESIGN.md "Order".
 */
#include <config.h>

#include <sys/resource.h>

#include "test-run.h"

#define T(...) ((const int64_t[]) { __VA_ARGS__, -1 })

static void expect_run(struct capture_options options, const char *const *paths, const char *wanted,
    const char *lines, const char *name)
{
	struct said said;
	struct buf out;
	struct capture *c = begin_with(&said, options, paths);
	run(c, &out);
	IS_TEXT(buf_text(&out), text_of(wanted), "%s", name);
	IS_TEXT(buf_text(&said.lines), text_of(lines), "%s: what is said", name);
	capture_free(c);
	buf_free(&out);
	buf_free(&said.lines);
}

static void periods(void)
{
	static const struct {
		int64_t since, until; /* seconds; 0: none */
		const char *wanted;
		uint64_t filtered;
	} rows[] = {
		{ 0, 0, "A1 A2 A3(20) A4 A5", 0 },
		{ 20, 0, "A2 A4 A5", 2 },
		{ 0, 40, "A1 A2 A3(20) A4", 1 },
		{ 20, 40, "A2 A4", 3 },
		{ 41, 0, "", 5 },
	};
	write_pcap("a.pcap", 'A', T(10, 20, 15, 30, 40));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct said said;
		struct buf out;
		struct capture *c = begin_with(&said,
		    (struct capture_options) { .digest = DIGEST_XXH128,
			.since = rows[i].since * NS_PER_SECOND,
			.until = rows[i].until * NS_PER_SECOND },
		    (const char *[]) { "a.pcap", NULL });
		run(c, &out);
		IS_TEXT(buf_text(&out), text_of(rows[i].wanted), "from %lld until %lld",
		    (long long)rows[i].since, (long long)rows[i].until);
		const struct capture_input *in = capture_input(c, 0);
		IS_NUMBER(in->filtered, rows[i].filtered, "left out");
		IS_NUMBER(in->frames, 5, "frames of the file");
		IS_NUMBER((uint64_t)in->last, 40 * (uint64_t)NS_PER_SECOND, "its last time");
		capture_free(c);
		buf_free(&out);
		buf_free(&said.lines);
	}
}

/* Ethernet, IPv4, UDP: from 10.0.0.1 to 10.0.0.2, to that port. */
static void put_udp(struct made *m, uint32_t seconds, uint16_t port, bool ethernet)
{
	bool big = m->big;
	size_t n = ethernet ? 42 : 28;
	put(m, seconds, 4);
	put(m, 0, 4);
	put(m, n, 4);
	put(m, n, 4);
	m->big = true;
	if (ethernet) {
		put_fill(m, 2, 12);
		put(m, 0x0800, 2);
	}
	put(m, 0x4500001c, 4);
	put(m, 0, 4);
	put(m, 0x40110000, 4);
	put(m, 0x0a000001, 4);
	put(m, 0x0a000002, 4);
	put(m, 1000, 2);
	put(m, port, 2);
	put(m, 8, 2);
	put(m, 0, 2);
	m->big = big;
}

static void write_udp(const char *path, uint32_t link, const uint16_t *ports)
{
	struct made m = { .n = 0 };
	put_pcap(&m, MAGIC, link);
	for (uint32_t i = 0; ports[i]; i++)
		put_udp(&m, 1 + i, ports[i], link == 1);
	write_file(path, m.p, m.n);
}

/* The numbers of the frames taken; each input is a letter by its ordinal. */
static void numbers(struct capture *c, struct buf *out)
{
	static struct frame_batch batch;
	buf_init(out, 1 << 16);
	while (capture_next(c, &batch)) {
		for (size_t i = 0; i < batch.count; i++)
			buf_format(out, "%s%c%llu", out->n ? " " : "",
			    (char)('a' + batch.frames[i].input),
			    (unsigned long long)batch.frames[i].number);
		frame_batch_release(&batch);
	}
}

static void filters(void)
{
	static const struct {
		const char *filter, *wanted, *lines;
	} rows[] = {
		{ "udp", "a1 b1 a2 b2 a3", "" },
		{ "tcp", "", "" },
		{ "dst port 53", "a1 b1 a3", "" },
		{ "src host 10.0.0.1 and not port 53", "a2 b2", "" },
		{ "net 192.0.2.0/24", "", "" },
		{ "ether host 02:02:02:02:02:02", "a1 a2 a3",
		    "the filter takes no frames of link type RAW: " },
	};
	write_udp("a.pcap", 1, (const uint16_t[]) { 53, 80, 53, 0 });
	write_udp("b.pcap", 101, (const uint16_t[]) { 53, 80, 0 });
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct said said;
		struct buf out;
		struct capture *c =
		    begin_with(&said, (struct capture_options) { .filter = rows[i].filter },
			(const char *[]) { "a.pcap", "b.pcap", NULL });
		numbers(c, &out);
		IS_TEXT(buf_text(&out), text_of(rows[i].wanted), "%s", rows[i].filter);
		OK(text_starts(buf_text(&said.lines), text_of(rows[i].lines)) &&
			(said.lines.n > 0) == (rows[i].lines[0] != '\0'),
		    "%s: says \"%s\"", rows[i].filter, buf_string(&said.lines));
		uint64_t left_out = capture_input(c, 0)->filtered + capture_input(c, 1)->filtered;
		size_t taken = 0;
		for (size_t k = 0; k < out.n; k++)
			taken += out.p[k] == 'a' || out.p[k] == 'b';
		IS_NUMBER(left_out + taken, 5, "each frame is taken or counted");
		capture_free(c);
		buf_free(&out);
		buf_free(&said.lines);
	}
}

static void bad_filters(void)
{
	static const struct {
		const char *filter;
		bool good;
	} rows[] = {
		{ "host 192.0.2.1", true },
		{ "ip6 host 2001:db8::1 or ether host 02:00:00:00:00:01", true },
		{ "ether host 0200.0000.0001", true },
		{ "port 80 or tcp[tcpflags] & tcp-syn != 0", true },
		{ "wlan addr1 02:00:00:00:00:01", true },
		{ "(src net 10 or dst net 10) and portrange 1-1024", true },
		{ "tcp and", false },
		{ "prot 5", false },
		{ "host evil.example", false },
		{ "src evil and port 80", false },
		{ "host (192.0.2.1 or evil.example)", false },
		{ "tcp dst port 80 and (host localhost)", false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault f = { "" };
		OK(capture_check_filter(rows[i].filter, &f) == rows[i].good, "%s: %s",
		    rows[i].filter, f.text);
	}
}

static void isolation(void)
{
	write_pcap("a.pcap", 'A', T(10, 30));
	write_pcap("b.pcap", 'B', T(20, 25, 40));
	write_pcap("c.pcap", 'C', T(5, 6));
	static const char *const paths[] = { "b.pcap", "a.pcap", "c.pcap", NULL };
	expect_run((struct capture_options) { .digest = DIGEST_XXH128 }, paths,
	    "C1 C2 A1 B1 B2 A2 B3", "", "one run");
	struct said said;
	struct buf out;
	struct capture *c = begin_with(&said, (struct capture_options) { .isolate = true }, paths);
	numbers(c, &out);
	/* Ordinals are by first frame: c, a, b; clocks may go back from one to the next. */
	IS_TEXT(buf_text(&out), TEXT("a1 a2 b1 b2 c1 c2 c3"), "isolated: one after the other");
	capture_free(c);
	buf_free(&out);
	buf_free(&said.lines);
}

static void same_content(void)
{
	write_pcap("a.pcap", 'A', T(10, 20));
	write_pcap("copy.pcap", 'A', T(10, 20));
	write_pcap("other.pcap", 'A', T(10, 21));
	static const char *const paths[] = { "copy.pcap", "other.pcap", "a.pcap", NULL };
	struct said said;
	struct buf out;
	struct capture *c = begin(&said, DIGEST_SHA256, paths);
	run(c, &out);
	IS_NUMBER(out.n, 2 * 5 + 1, "two of three are examined");
	IS_TEXT(buf_text(&said.lines), TEXT("copy.pcap: the same content as a.pcap, examined once"),
	    "it is said");
	for (size_t i = 0; i < capture_inputs(c); i++) {
		const struct capture_input *in = capture_input(c, i);
		bool copy = strcmp(in->name, "copy.pcap") == 0;
		OK((in->state == INPUT_REPEATED) == copy, "%s: state", in->name);
	}
	capture_free(c);
	buf_free(&out);
	buf_free(&said.lines);
}

/* Large files that differ in the middle only: equal in size, head and tail. */
static void almost_same(void)
{
	enum { SIZE = 300000, AT = 150000 };
	uint8_t *p = xcalloc(SIZE, 1);
	struct made m = { .n = 0 };
	put_pcap(&m, MAGIC, 1);
	memcpy(p, m.p, m.n);
	/* One record after the other, of 84 bytes of zeros each. */
	for (size_t at = m.n; at + 100 <= SIZE; at += 100)
		p[at + 8] = p[at + 12] = 84;
	size_t n = m.n + (SIZE - m.n) / 100 * 100;
	write_file("a.pcap", p, n);
	p[m.n + (AT / 100) * 100 + 50] = 1;
	write_file("b.pcap", p, n);
	free(p);
	struct said said;
	struct buf out;
	struct capture *c =
	    begin(&said, DIGEST_XXH128, (const char *[]) { "a.pcap", "b.pcap", NULL });
	numbers(c, &out);
	IS_NUMBER(capture_input(c, 0)->frames + capture_input(c, 1)->frames, 2 * (n - m.n) / 100,
	    "both are examined");
	IS_TEXT(buf_text(&said.lines), TEXT(""), "nothing to say");
	capture_free(c);
	buf_free(&out);
	buf_free(&said.lines);
}

/* More captures that overlap than may be open: all are read, some late, and it is said. */
static void few_descriptors(void)
{
	enum { FILES = 60, LIMIT = 64 };
	char name[32];
	const char *paths[] = { "overlap", NULL };
	struct rlimit limit = { LIMIT, LIMIT };
	struct said said;
	struct buf out;
	if (mkdir("overlap", 0755) != 0)
		perror("overlap");
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "overlap/%02d.pcap", i);
		write_pcap(name, 'A', T(10 + i, 1000 + i));
	}
	OK(setrlimit(RLIMIT_NOFILE, &limit) == 0, "few descriptors");
	struct capture *c = begin(&said, DIGEST_XXH128, paths);
	run(c, &out);
	uint64_t frames = 0;
	for (size_t i = 0; i < capture_inputs(c); i++)
		frames += capture_input(c, i)->frames;
	IS_NUMBER(frames, 2 * FILES, "all frames are read");
	OK(text_starts(buf_text(&said.lines), TEXT("more than 32 captures overlap in time: ")) &&
		!memchr(said.lines.p, '\n', said.lines.n),
	    "one line says it: %s", buf_string(&said.lines));
	capture_free(c);
	buf_free(&out);
	buf_free(&said.lines);
}

int main(void)
{
	int status = enter_folder();
	if (status != 0)
		return status;
	periods();
	filters();
	bad_filters();
	isolation();
	same_content();
	almost_same();
	few_descriptors(); /* the last one: the limit stays */
	return leave_folder(check_done());
}
