/*
 * Units of the text report: display columns (against wcwidth of the C library), shell quoting
 * (against a shell), the table at several widths, the summary and the verdict.
 */
#include <config.h>

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#include "base/time.h"
#include "check.h"
#include "reports/display.h"
#include "reports/shell.h"
#include "reports-fake.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define FIRST INT64_C(1767323045123456789) /* 2026-01-02 03:04:05 */

static void columns(void)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 }, { "abc", 3 }, { "na\xc3\xafve", 5 }, /* ï */
		{ "nai\xcc\x88ve", 5 },                         /* i with a combining diaeresis */
		{ "\xe6\x97\xa5\xe6\x9c\xac", 4 },              /* two Han characters */
		{ "\xed\x95\x9c", 2 },                          /* Hangul */
		{ "\xef\xbc\xa1", 2 },                          /* fullwidth A */
		{ "\xf0\x9f\x98\x80", 2 },                      /* an emoji */
		{ "\xe2\x96\x81\xe2\x96\x88", 2 },              /* blocks */
		{ "\xe2\x97\x8f high", 6 }, { "\xd0\xbf\xd1\x80", 2 }, /* Cyrillic */
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		IS_NUMBER(
		    display_width(text_of(rows[i].text)), rows[i].width, "columns of row %zu", i);
	static const struct {
		const char *in;
		size_t room;
		const char *out;
	} cuts[] = {
		{ "abc", 3, "abc" },
		{ "abcd", 3, "ab\xe2\x80\xa6" },
		{ "abcd", 1, "\xe2\x80\xa6" },
		{ "abcd", 0, "" },
		{ "", 0, "" },
		{ "\xe6\x97\xa5\xe6\x9c\xac", 4, "\xe6\x97\xa5\xe6\x9c\xac" },
		{ "\xe6\x97\xa5\xe6\x9c\xac", 3, "\xe6\x97\xa5\xe2\x80\xa6" },
		{ "\xe6\x97\xa5\xe6\x9c\xac", 2, "\xe2\x80\xa6" },
	};
	struct buf b;
	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < COUNT(cuts); i++) {
		buf_clear(&b);
		display_fit(&b, text_of(cuts[i].in), cuts[i].room);
		IS_TEXT(buf_text(&b), text_of(cuts[i].out), "cut %zu", i);
	}
	static const struct {
		uint64_t v;
		const char *out;
	} numbers[] = { { 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 1630834, "1,630,834" },
		{ 100000, "100,000" }, { UINT64_MAX, "18,446,744,073,709,551,615" } };
	for (size_t i = 0; i < COUNT(numbers); i++) {
		buf_clear(&b);
		display_number(&b, numbers[i].v);
		IS_TEXT(buf_text(&b), text_of(numbers[i].out), "number %zu", i);
	}
	buf_free(&b);
}

/* A character may take fewer columns than we count, never more. */
static void never_too_narrow(void)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		check_skip("no C.UTF-8 locale to ask for wcwidth()");
		return;
	}
	size_t wrong = 0;
	for (uint32_t c = 0xa0; c < 0x40000; c++) {
		if (c >= 0xd800 && c < 0xe000)
			continue;
		char s[MB_LEN_MAX];
		int n = wctomb(s, (wchar_t)c), width = wcwidth((wchar_t)c);
		if (n <= 0 || width <= 0)
			continue;
		size_t ours = display_width((struct text) { s, (size_t)n });
		if (ours < (size_t)width && wrong++ < 10)
			printf(
			    "# U+%04x: %zu columns, wcwidth says %d\n", (unsigned)c, ours, width);
	}
	IS_NUMBER(wrong, 0, "no character counts less than wcwidth says");
}

static void quotes(void)
{
	static const struct {
		struct text word;
		const char *quoted;
	} rows[] = {
		{ { "a.pcap", 6 }, "a.pcap" },
		{ { "", 0 }, "''" },
		{ { "two words", 9 }, "'two words'" },
		{ { "it's", 4 }, "'it'\\''s'" },
		{ { "$(id)`id`;!\\", 12 }, "'$(id)`id`;!\\'" },
		{ { "~x", 2 }, "'~x'" },
		{ { "caf\xc3\xa9", 5 }, "'caf\xc3\xa9'" },
		{ { "\x1b[31m'\\", 7 }, "$'\\033[31m\\'\\\\'" },
		{ { "a\n1", 3 }, "$'a\\0121'" },
		{ { "\xff"
		    "7",
		      2 },
		    "$'\\3777'" },
		{ { "\xe2\x80\xae", 3 }, "$'\\342\\200\\256'" },
	};
	struct buf b, command;
	buf_init(&b, 1 << 16);
	buf_init(&command, 1 << 16);
	bool bash = access("/bin/bash", X_OK) == 0;
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&b);
		shell_quote(&b, rows[i].word, false);
		IS_TEXT(buf_text(&b), text_of(rows[i].quoted), "quoting %zu", i);
		if (!bash) {
			check_skip("no /bin/bash to ask");
			continue;
		}
		/* The shell's exit status says whether it saw the same bytes, given in octal. */
		buf_clear(&command);
		buf_add(&command, TEXT("test \"$(printf %s "));
		buf_add(&command, buf_text(&b));
		buf_add(&command, TEXT(" | od -An -v -to1 | tr -d ' \\n')\" = '"));
		for (size_t k = 0; k < rows[i].word.n; k++)
			buf_format(&command, "%03o", (unsigned)(unsigned char)rows[i].word.s[k]);
		buf_char(&command, '\'');
		const char *line = buf_string(&command);
		pid_t child = fork();
		if (child == 0) {
			execl("/bin/bash", "bash", "-c", line, (char *)NULL);
			_exit(99);
		}
		int status = -1;
		waitpid(child, &status, 0);
		OK(status == 0, "a shell reads %zu back", i);
	}
	buf_clear(&b);
	shell_quote(&b, TEXT("a.pcap"), true);
	IS_TEXT(buf_text(&b), TEXT("'a.pcap'"), "quoted always");
	buf_free(&b);
	buf_free(&command);
}

/* --- the report */

static struct text ips[] = { { "192.168.100.200", 15 }, { "10.0.0.2", 8 } };
static struct text ip6[] = { { "2001:db8:1111:2222:3333:4444:5555:6666", 38 } };
static struct text ports[] = { { "53", 2 }, { "443", 3 } };
static struct text udp[] = { { "UDP", 3 } };

#define LONG_TRAIL "(x).a-very-long-name.of-many-labels.with-no-end.in-sight.evil.example"

static const struct case_threat threats[] = {
	{ .id = { "61dfc6d5", 8 },
	    .type = { "DNS", 3 },
	    .trail = { "(x).evil.example", 16 },
	    .info = { "asyncrat (malware)", 18 },
	    .reference = { "(static)", 8 },
	    .severity = SEVERITY_HIGH,
	    .events = 12345,
	    .kept = 1000,
	    .first = FIRST,
	    .last = FIRST + NS_PER_SECOND,
	    .bins = { 8, 0, 1, 4, 16 },
	    .src_ip = { ips, 2, 151 },
	    .dst_ip = { ips, 1, 1 },
	    .dst_port = { ports, 2, 2 },
	    .proto = { udp, 1, 1 },
	    .capture = { "day 1/a.pcap", 12 },
	    .frame = 77 },
	{ .id = { "e59c86F0", 8 },
	    .type = { "IP", 2 },
	    .trail = { LONG_TRAIL, sizeof(LONG_TRAIL) - 1 },
	    .info = { "potential port scanning", 23 },
	    .severity = SEVERITY_MEDIUM,
	    .events = 1,
	    .kept = 1,
	    .first = FIRST,
	    .last = FIRST,
	    .bins = { [23] = 1 },
	    .src_ip = { ip6, 1, 1 },
	    .dst_ip = { ip6, 1, 101 },
	    .proto = { udp, 1, 1 },
	    .capture = { "it's\x1b[2J.pcap", 13 },
	    .frame = 1 },
	{ .id = { "a2beb6N0", 8 },
	    .type = { "UA", 2 },
	    .trail = { "\x1b]0;x\x07\0\xff\n\xe2\x80\xae\xe6\x97\xa5\xe6\x9c\xac", 18 },
	    .info = { "known attacker", 14 },
	    .severity = SEVERITY_LOW,
	    .events = 2,
	    .kept = 2,
	    .first = TIME_NONE,
	    .last = TIME_NONE,
	    .capture = { "-", 1 },
	    .frame = 5 },
};

static const struct case_gap gaps[] = { { .offset = 1234, .bytes = 9, .what = { "record", 6 } },
	{ .offset = 5000, .what = { "cut", 3 } } };
static const struct case_input inputs[] = {
	{ .name = { "a.pcap", 6 }, .state = { "read", 4 }, .size = 1000000, .frames = 1000 },
	{ .name = { "\x1b.pcap", 6 },
	    .state = { "damaged", 7 },
	    .size = 234567,
	    .frames = 234,
	    .gaps = gaps,
	    .gap_count = 2,
	    .why = { "damage", 6 } },
	{ .name = { "no.pcap", 7 },
	    .state = { "unreadable", 10 },
	    .why = { "permission denied", 17 },
	    .first = TIME_NONE,
	    .last = TIME_NONE },
};
static const struct fake_total counts[] = { { "packets", "examined", 1230 },
	{ "packets", "undecodable", 1 }, { "packets", "not-ip", 3 }, { "packets", "fragment", 0 },
	{ "packets", "joined-fragment", 5 }, { "packets", "encrypted-link", 1 },
	{ "packets", "cut-by-snap-length", 17 }, { "anomalies", "ip4.short", 1 },
	{ "anomalies", "tcp.short", 1000 }, { "walk", "not-captures", 28 }, { "walk", "links", 2 },
	{ NULL, NULL, 0 } };
static const struct fake_limit limits[] = { { "flows", 1024, 0 }, { "dns windows", 10, 2000 },
	{ NULL, 0, 0 } };
static const struct fake_source sources[] = {
	{ { "maltrail", 8 }, { "a", 1 }, { "1", 1 }, 1630000 },
	{ { "maltrail", 8 }, { "b", 1 }, { "2", 1 }, 800 },
	{ { "my.txt", 6 }, { "my.txt", 6 }, { "3", 1 }, 34 },
};
static const struct fake_pair facts[] = { { "first", { "1767323045123456789", 19 } },
	{ "last", { "1767323046123456789", 19 } }, { "run_id", { "00112233445566778899", 20 } },
	{ "findings", { "aabbccddeeff0011", 16 } }, { NULL, { NULL, 0 } } };

static struct case_file whole_case(void)
{
	return (struct case_file) { .threats = threats,
		.threat_count = COUNT(threats),
		.inputs = inputs,
		.input_count = COUNT(inputs),
		.counts = counts,
		.limits = limits,
		.facts = facts,
		.sources = sources,
		.source_count = COUNT(sources),
		.trails = { .digest = { "0123456789abcdef0123456789abcdef", 32 },
		    .count = 1630834 },
		.totals = {
		    .threats = { 3, 1, 1, 1 }, .events = 12348, .kept = 1003, .suppressed = 4 } };
}

/* A case in which all was examined and nothing found. */
static struct case_file clean_case(void)
{
	struct case_file c = whole_case();
	c.threat_count = 0;
	c.input_count = 1;
	c.counts = NULL;
	c.limits = NULL;
	c.totals = (struct case_totals) { .suppressed = 0 };
	return c;
}

static bool contains(const struct buf *b, const char *part)
{
	return text_find(buf_text(b), text_of(part)) != TEXT_NONE;
}

/* The line that begins with start (blanks before it aside), without its newline. */
static struct text line_of(const struct buf *b, const char *start)
{
	struct text rest = buf_text(b);
	while (rest.s) {
		struct text line = text_split(&rest, '\n');
		if (text_starts(text_trim(line), text_of(start)))
			return line;
	}
	return TEXT("");
}

/* Nothing below U+0020 but newlines, no DEL or C1, no bidirectional control, valid UTF-8. */
static bool is_calm(struct text t)
{
	while (t.n) {
		size_t n = utf8_length(t);
		uint32_t c = n ? utf8_decode(t.s, n) : 0;
		if ((c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) ||
		    (c >= 0x202a && c <= 0x202e))
			return false;
		t = text_from(t, n);
	}
	return true;
}

/* Columns by wcwidth(), not by our own table. */
static size_t widest(struct text t)
{
	size_t most = 0;
	setlocale(LC_CTYPE, "C.UTF-8");
	while (t.s) {
		struct text line = text_split(&t, '\n');
		size_t width = 0;
		while (line.n) {
			size_t n = utf8_length(line);
			int w = n ? wcwidth((wchar_t)utf8_decode(line.s, n)) : 1;
			width += w > 0 ? (size_t)w : 0;
			line = text_from(line, n ? n : 1);
		}
		most = width > most ? width : most;
	}
	return most;
}

static void widths(void)
{
	static const unsigned list[] = { 40, 41, 60, 80, 100, 120, 132, 160, 200, 300 };
	struct case_file c = whole_case();
	struct fault f;
	struct buf out, again;
	buf_init(&out, 1 << 20);
	buf_init(&again, 1 << 20);
	for (size_t i = 0; i < COUNT(list); i++) {
		struct report_options o = { .width = list[i], .default_trails_only = true };
		buf_clear(&out);
		buf_clear(&again);
		OK(fake_report(&c, "text", &o, &out, &f), "text of %u columns", list[i]);
		OK(is_calm(buf_text(&out)), "nothing acts on a terminal");
		size_t most = widest(buf_text(&out));
		OK(most <= list[i], "the widest line of %u columns has %zu", list[i], most);
		OK(text_starts(buf_text(&out), TEXT("threat    severity")), "a table is there");
		OK(fake_report(&c, "text", &o, &again, &f), "again");
		IS_TEXT(buf_text(&again), buf_text(&out), "twice the same");
	}
	struct report_options narrow = { .width = 10 }, forty = { .width = 40 },
			      fixed = { .width = 0 }, same = { .width = 132 };
	buf_clear(&out);
	buf_clear(&again);
	fake_report(&c, "text", &narrow, &out, &f);
	fake_report(&c, "text", &forty, &again, &f);
	IS_TEXT(buf_text(&out), buf_text(&again), "below 40 columns it stays as it is at 40");
	buf_clear(&out);
	buf_clear(&again);
	fake_report(&c, "text", &fixed, &out, &f);
	fake_report(&c, "text", &same, &again, &f);
	IS_TEXT(buf_text(&out), buf_text(&again), "without a terminal 132 columns");
	buf_free(&out);
	buf_free(&again);
}

/* Which columns are shown, and what is in them. */
static void tables(void)
{
	struct case_file c = whole_case();
	struct fault f;
	struct buf out;
	buf_init(&out, 1 << 20);
	struct report_options wide = { .width = 300 };
	fake_report(&c, "text", &wide, &out, &f);
	struct text head = text_head(buf_text(&out), text_find_char(buf_text(&out), '\n'));
	static const char *const order[] = { "threat", "severity", "events", "first_seen",
		"sparkline", "src_ip", "dst_ip", "dst_port", "proto", "type", "trail", "info" };
	size_t before = 0;
	for (size_t i = 0; i < COUNT(order); i++) {
		size_t at = text_find(head, text_of(order[i]));
		OK(at != TEXT_NONE && (i == 0 || at > before), "%s has its place", order[i]);
		before = at;
	}
	struct text row = line_of(&out, "61dfc6d5");
	/* 8, 1, 4 and 16 of at most 16: 4, 1 (rounded up from a half), 2 and 8 eighths. */
	static const char *const cells[] = { "\xe2\x97\x8f high", "12,345", "03:04:05",
		"\xe2\x96\x84 \xe2\x96\x81\xe2\x96\x82\xe2\x96\x88", "192.168.100.200 +150",
		"53 +1", "UDP", "DNS", "(x).evil.example", "asyncrat (malware)" };
	for (size_t i = 0; i < COUNT(cells); i++)
		OK(text_find(row, text_of(cells[i])) != TEXT_NONE, "cell %s", cells[i]);
	OK(contains(&out, "2001:db8:1111:2222:3333:4444:5555:6666 +100"), "101 destinations");
	OK(contains(&out, LONG_TRAIL), "a long trail is whole where it fits");
	OK(contains(&out, "\\x1b]0;x\\x07\\x00\\xff\\x0a\\u{202e}\xe6\x97\xa5\xe6\x9c\xac"),
	    "wire text goes through the door");
	OK(contains(&out, "\xe2\x97\x90 medium") && contains(&out, "\xe2\x97\x8b low"), "marks");
	OK(!contains(&out, "\x1b"), "no colour unless asked for");
	IS_TEXT(line_of(&out, "tshark -r 'day"),
	    TEXT("    tshark -r 'day 1/a.pcap' -Y 'frame.number == 77'"),
	    "where its first frame is");
	IS_TEXT(line_of(&out, "tshark -r $'it"),
	    TEXT("    tshark -r $'it\\'s\\033[2J.pcap' -Y 'frame.number == 1'"), "a hostile name");
	IS_TEXT(line_of(&out, "frame 5"), TEXT("    frame 5 of standard input"), "standard input");

	struct case_threat two_days[COUNT(threats)];
	memcpy(two_days, threats, sizeof(threats));
	two_days[1].first = FIRST + 86400 * NS_PER_SECOND;
	c.threats = two_days;
	buf_clear(&out);
	fake_report(&c, "text", &wide, &out, &f);
	OK(text_find(line_of(&out, "61dfc6d5"), TEXT("2026-01-02 03:04:05")) != TEXT_NONE &&
		text_find(line_of(&out, "e59c86F0"), TEXT("2026-01-03 03:04:05")) != TEXT_NONE,
	    "with several days the day is shown");
	c.threats = threats;

	struct report_options eighty = { .width = 80, .case_path = "-my case/x.case" };
	buf_clear(&out);
	fake_report(&c, "text", &eighty, &out, &f);
	IS_TEXT(line_of(&out, "trailsift show"),
	    TEXT("    trailsift show './-my case/x.case' 61dfc6d5"), "the command of a kept case");
	OK(!contains(&out, "tshark"), "no other command then");
	OK(text_find(line_of(&out, "e59c86F0"), TEXT("\xe2\x80\xa6")) != TEXT_NONE,
	    "cut with an ellipsis");
	buf_free(&out);
}

static void colors(void)
{
	struct case_file c = whole_case();
	struct fault f;
	struct buf out, plain, bare;
	buf_init(&out, 1 << 20);
	buf_init(&plain, 1 << 20);
	buf_init(&bare, 1 << 20);
	struct report_options with = { .width = 120, .color = true }, without = { .width = 120 };
	fake_report(&c, "text", &with, &out, &f);
	fake_report(&c, "text", &without, &plain, &f);
	OK(contains(&out, "\x1b[31m\xe2\x97\x8f high\x1b[0m"), "high is red");
	OK(contains(&out, "\x1b[33m\xe2\x97\x90 medium\x1b[0m"), "medium is yellow");
	OK(contains(&out, "\x1b[94m\xe2\x97\x8b low\x1b[0m"), "low is blue");
	for (size_t i = 0; i < out.n; i++) {
		if (out.p[i] != '\x1b')
			buf_char(&bare, out.p[i]);
		else
			while (i < out.n && out.p[i] != 'm')
				i++;
	}
	IS_TEXT(buf_text(&bare), buf_text(&plain), "colour adds nothing but colour");
	buf_free(&out);
	buf_free(&plain);
	buf_free(&bare);
}

static void summaries(void)
{
	static const char *const lines[] = {
		"Trails        1,630,834 from maltrail (1,630,800), my.txt (34), digest 0123456789ab",
		"Examined      2 captures, 1,234,558 bytes, 1,230 packets of 1,234 frames",
		"Time span     2026-01-02 03:04:05 to 2026-01-02 03:04:06 UTC",
		"Not examined  1 damaged capture: \\x1b.pcap (byte 1,234: record; +1)",
		"              1 unreadable file: no.pcap (permission denied)",
		"              1 undecodable frame",
		"              3 frames that are not IP",
		"              17 frames cut by the snap length",
		"Malformed     ip4.short 1, tcp.short 1,000",
		"Evicted       dns windows 2,000",
		"Walked        28 files that are no captures, links 2",
		"Suppressed    4 events by whitelist and ignore rules",
		"Run           001122334455, findings aabbccddeeff",
	};
	struct case_file c = whole_case();
	struct report_options o = { .width = 250 };
	struct fault f;
	struct buf out;
	buf_init(&out, 1 << 20);
	fake_report(&c, "text", &o, &out, &f);
	for (size_t i = 0; i < COUNT(lines); i++)
		IS_TEXT(line_of(&out, text_trim(text_of(lines[i])).s), text_of(lines[i]),
		    "line %zu", i);
	IS_TEXT(line_of(&out, "3 threats"),
	    TEXT(
		"3 threats (1 high, 1 medium, 1 low), 12,348 events (1,003 of them kept one by one); not "
		"examined in full: 1 damaged capture, 1 unreadable file"),
	    "the verdict");
	OK(!contains(&out, "fragment"), "what did not happen, or was examined, is not told");
	OK(contains(&out, "1 frame encrypted on its link"), "an encrypted link is counted");

	c = clean_case();
	buf_clear(&out);
	fake_report(&c, "text", &o, &out, &f);
	IS_TEXT(line_of(&out, "No threats"),
	    TEXT("No threats found in 1 capture, 1,000 packets, 1,630,834 trails"),
	    "a clean verdict");
	OK(!contains(&out, "Not examined") && !contains(&out, "Severity"), "and nothing else");
	o.default_trails_only = true;
	buf_clear(&out);
	fake_report(&c, "text", &o, &out, &f);
	OK(contains(&out,
	       "trailsift trails build /path/to/maltrail -o "
	       "~/.local/share/trailsift/default.trails"),
	    "the remedy");
	OK(text_find(line_of(&out, "No threats"), TEXT("small set")) != TEXT_NONE,
	    "the verdict says that few trails were used");
	struct fake_pair stopped[] = { { "interrupted", { "true", 4 } }, { NULL, { NULL, 0 } } };
	c.facts = stopped;
	o.default_trails_only = false;
	buf_clear(&out);
	fake_report(&c, "text", &o, &out, &f);
	IS_TEXT(line_of(&out, "No threats"),
	    TEXT(
		"No threats found in 1 capture, 1,000 packets, 1,630,834 trails; not examined in full: "
		"what came after the interruption"),
	    "an interrupted run says so");
	c.input_count = 0;
	c.facts = NULL;
	buf_clear(&out);
	fake_report(&c, "text", &o, &out, &f);
	IS_TEXT(line_of(&out, "Nothing"), TEXT("Nothing was examined: no capture could be read"),
	    "nothing read is no clean verdict");
	OK(!contains(&out, "No threats"), "not a word of no threats then");
	buf_free(&out);
}

/* Lists of names are cut with a count, and states that are new here still show. */
static void many_inputs(void)
{
	struct case_input list[13];
	static const char *const names[] = { "n00", "n01", "n02", "n03", "n04", "n05", "n06", "n07",
		"n08", "n09", "n10", "n11", "n12" };
	for (size_t i = 0; i < COUNT(list); i++)
		list[i] = (struct case_input) { .name = text_of(names[i]),
			.state = i < 12 ? TEXT("not a capture") : TEXT("brand-new") };
	struct case_file c = clean_case();
	c.inputs = list;
	c.input_count = COUNT(list);
	struct report_options o = { .width = 200 };
	struct fault f;
	struct buf out;
	buf_init(&out, 1 << 20);
	fake_report(&c, "text", &o, &out, &f);
	IS_TEXT(line_of(&out, "Not examined"),
	    TEXT(
		"Not examined  12 files that are no captures: n00, n01, n02, n03, n04, n05, n06, n07, "
		"n08, n09 and 2 more"),
	    "ten names and a count");
	IS_TEXT(line_of(&out, "1 input brand-new"), TEXT("              1 input brand-new: n12"),
	    "a state without a wording");
	buf_free(&out);
}

/* Repeated content and filtered frames are told and leave a run complete; drops do not. */
static void repeats_and_drops(void)
{
	static const struct case_input list[] = {
		{ .name = { "any", 3 },
		    .state = { "read", 4 },
		    .size = 5000,
		    .frames = 40,
		    .dropped_kernel = 1000,
		    .dropped_interface = 1 },
		{ .name = { "eth0", 4 },
		    .state = { "read", 4 },
		    .size = 1000,
		    .frames = 10,
		    .dropped_kernel = 234 },
		{ .name = { "b.pcap", 6 },
		    .state = { "repeated", 8 },
		    .size = 700,
		    .why = { "the same content as C:/a.pcap\x1b", 30 } },
	};
	static const struct fake_total totals[] = { { "packets", "examined", 43 },
		{ "packets", "filtered", 7 }, { NULL, NULL, 0 } };
	static const char *const lines[] = {
		"Examined      2 captures, 6,000 bytes, 43 packets of 50 frames",
		"Not examined  1 repeated capture: b.pcap (the same content as C:/a.pcap\\x1b)",
		"              1,234 frames dropped by the kernel",
		"              1 frame dropped by the interface",
		"              7 frames filtered out",
	};
	struct case_file c = clean_case();
	struct report_options o = { .width = 200 };
	struct fault f;
	struct buf out;
	buf_init(&out, 1 << 20);
	c.inputs = list;
	c.input_count = COUNT(list);
	c.counts = totals;
	fake_report(&c, "text", &o, &out, &f);
	for (size_t i = 0; i < COUNT(lines); i++)
		IS_TEXT(line_of(&out, text_trim(text_of(lines[i])).s), text_of(lines[i]),
		    "line %zu", i);
	IS_TEXT(line_of(&out, "No threats"),
	    TEXT("No threats found in 2 captures, 43 packets, 1,630,834 trails; not examined in "
		 "full: 1,234 frames dropped by the kernel, 1 frame dropped by the interface"),
	    "what was dropped stands beside the verdict");
	struct case_input kept[COUNT(list)];
	memcpy(kept, list, sizeof(list));
	kept[0].dropped_kernel = kept[0].dropped_interface = kept[1].dropped_kernel = 0;
	c.inputs = kept;
	buf_clear(&out);
	fake_report(&c, "text", &o, &out, &f);
	IS_TEXT(line_of(&out, "No threats"),
	    TEXT("No threats found in 2 captures, 43 packets, 1,630,834 trails"),
	    "repeated content and filtered frames leave nothing open");
	OK(!contains(&out, "dropped"), "no drops, no word of them");
	buf_free(&out);
}

int main(void)
{
	columns();
	never_too_narrow();
	quotes();
	widths();
	tables();
	colors();
	summaries();
	many_inputs();
	repeats_and_drops();
	return check_done();
}
