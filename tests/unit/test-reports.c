/*
 * Units of reports/: choice of format, CSV and JSON. The case is made by hand; what must come out
 * is written by hand too, from the columns that trailsift(1) promises, and read back with readers
 * that are not ours (cJSON) or stand here (RFC 4180).
 */
#include <config.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "check.h"
#include "csv-read.h"
#include "reports-fake.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct report_options plain = { .width = 0 };

static void choices(void)
{
	static const struct {
		const char *argument, *format, *file;
	} rows[] = {
		{ "csv:x", "csv", "x" },
		{ "x.csv", "csv", "x.csv" },
		{ "x.threats.csv", "threats-csv", "x.threats.csv" },
		{ "x.inputs.csv", "inputs-csv", "x.inputs.csv" },
		{ "x.json", "json", "x.json" },
		{ "x.jsonl", "jsonl", "x.jsonl" },
		{ "x.manifest.json", "manifest", "x.manifest.json" },
		{ "x.txt", "text", "x.txt" },
		{ "jsonl:-", "jsonl", "-" },
		{ "threats-csv:x.json", "threats-csv", "x.json" },
		{ "C:/x.csv", "csv", "C:/x.csv" },
		{ "csv:C:/x", "csv", "C:/x" },
		{ "a:b:c.jsonl", "jsonl", "a:b:c.jsonl" },
		{ "./csv:x.txt", "text", "./csv:x.txt" },
		{ "text:csv:x", "text", "csv:x" },
		{ ".csv", "csv", ".csv" },
		{ "CSV:x", NULL, NULL },
		{ "csv:", NULL, NULL },
		{ "csv", NULL, NULL },
		{ ":x", NULL, NULL },
		{ "", NULL, NULL },
		{ "-", NULL, NULL },
		{ "x.pcap", NULL, NULL },
		{ "x.csv.gz", NULL, NULL },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fault f = { "" };
		const char *file = NULL;
		const struct report_format *format = report_choose(rows[i].argument, &file, &f);
		if (!rows[i].format) {
			OK(!format && f.text[0], "'%s' names no report", rows[i].argument);
			continue;
		}
		OK(format && strcmp(format->name, rows[i].format) == 0, "'%s' is %s",
		    rows[i].argument, rows[i].format);
		IS_TEXT(text_of(file), text_of(rows[i].file), "the file of '%s'", rows[i].argument);
	}
	struct fault f;
	const char *file;
	report_choose("x.pcap", &file, &f);
	IS_TEXT(text_of(f.text),
	    TEXT(
		"'x.pcap' names no report format; one of: csv, threats-csv, inputs-csv, json, jsonl, "
		"manifest, text, ioc (or a file ending in .csv, .threats.csv, .inputs.csv, .json, .jsonl, "
		".manifest.json, .txt)"),
	    "what is said of an unknown one");
}

/* --- the case */

#define FIRST INT64_C(1767323045123456789) /* 2026-01-02T03:04:05.123456789Z */

/* Everything that some destination takes amiss. */
#define HOSTILE "=\x1b[31m\0\xff|\"q\",\n\r\xe2\x80\xae\xe2\x80\xa8\\end"

static const struct case_event events[] = {
	{ .time = FIRST,
	    .sensor = { "offline", 7 },
	    .src_ip = { "192.168.5.10", 12 },
	    .dst_ip = { "2001:db8::1", 11 },
	    .has_ports = true,
	    .src_port = 40000,
	    .dst_port = 0,
	    .proto = { "UDP", 3 },
	    .type = { "DNS", 3 },
	    .trail = { "(a).evil.example", 16 },
	    .info = { "asyncrat (malware)", 18 },
	    .reference = { "(static)", 8 },
	    .severity = SEVERITY_HIGH,
	    .threat = { "61dfc6d5", 8 },
	    .event = { "0123456789abcdef", 16 },
	    .count = UINT64_MAX,
	    .observed = { "a.evil.example", 14 },
	    .direction = "outbound",
	    .flow = { "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", 30 },
	    .capture = { "day/a.pcap", 10 },
	    .frame = UINT64_C(9007199254740993),
	    .first_frame = 7 },
	{ .time = FIRST + 1,
	    .sensor = { HOSTILE, sizeof(HOSTILE) - 1 },
	    .src_ip = { "94.199.2.94", 11 },
	    .dst_ip = { "136.161.101.53", 14 },
	    .proto = { "ICMP", 4 },
	    .type = { "IP", 2 },
	    .trail = { HOSTILE, sizeof(HOSTILE) - 1 },
	    .info = { "+1", 2 },
	    .reference = { "-", 1 },
	    .severity = SEVERITY_LOW,
	    .threat = { "61dfc6d5", 8 },
	    .event = { "0123456789abcdee", 16 },
	    .count = 1,
	    .observed = { "@x", 2 },
	    .direction = "external",
	    .flow = { "", 0 },
	    .capture = { "\tb.pcap", 7 },
	    .frame = 1,
	    .first_frame = 1,
	    .status = { "suppressed: whitelist 1.2.3.4", 29 } },
};

static struct text many[100];
static char many_text[100][16];
static struct text two[] = { { "a|b", 3 }, { "\\c", 2 } };
static struct text one_ip[] = { { "10.0.0.1", 8 } };

static struct case_threat threats[] = {
	{ .id = { "61dfc6d5", 8 },
	    .type = { "DNS", 3 },
	    .trail = { HOSTILE, sizeof(HOSTILE) - 1 },
	    .info = { "asyncrat, \"x\"", 13 },
	    .reference = { "(static)", 8 },
	    .severity = SEVERITY_MEDIUM,
	    .events = UINT64_C(18446744073709551615),
	    .kept = 2,
	    .first = FIRST,
	    .last = FIRST + NS_PER_SECOND,
	    .bins = { 1, 0, 0, 7, [23] = 12345 },
	    .sensor = { one_ip, 0, 0 },
	    .src_ip = { many, 100, 100 },
	    .src_port = { NULL, 0, 0 },
	    .dst_ip = { many, 100, 153 },
	    .dst_port = { one_ip, 1, 1 },
	    .proto = { two, 2, 2 },
	    .tags = { two, 1, 1 },
	    .capture = { "a.pcap", 6 },
	    .frame = 3 },
};

static const struct case_interface interfaces[] = {
	{ .link = { "EN10MB", 6 },
	    .link_number = 1,
	    .snaplen = 262144,
	    .frames = 5,
	    .name = { "eth0", 4 } },
	{ .link = { "RAW|X", 5 }, .link_number = 101, .snaplen = 0, .frames = 1 },
};

static const struct case_gap gaps[] = {
	{ .offset = 24, .bytes = 100, .what = { "record length", 13 } },
	{ .offset = UINT64_C(4294967296), .bytes = 0, .what = { "cut, at the end", 15 } },
};

static const struct case_count fates[] = { { { "examined", 8 }, 3 }, { { "not|ip", 6 }, 2 },
	{ { "cut-by-snap-length", 18 }, 1 } };

static const struct case_input inputs[] = {
	{ .name = { "a.zip!b/a.pcap", 14 },
	    .member = { "b/a.pcap", 8 },
	    .stored_size = 700,
	    .stored_digest = { "ff00", 4 },
	    .fates = fates,
	    .fate_count = 3,
	    .dropped_kernel = 12,
	    .dropped_interface = UINT64_MAX,
	    .state = { "damaged", 7 },
	    .format = { "pcapng", 6 },
	    .why = { "two ranges", 10 },
	    .digest_kind = { "sha256", 6 },
	    .digest = { "00ff", 4 },
	    .size = 1000,
	    .frames = 6,
	    .frame_bytes = 600,
	    .backwards = 2,
	    .first = FIRST,
	    .last = FIRST + NS_PER_SECOND,
	    .interfaces = interfaces,
	    .interface_count = 2,
	    .gaps = gaps,
	    .gap_count = 2 },
	{ .name = { HOSTILE, sizeof(HOSTILE) - 1 },
	    .state = { "unreadable", 10 },
	    .first = TIME_NONE,
	    .last = TIME_NONE },
};

static const struct fake_pair facts[] = { { "tool", { "trailsift", 9 } },
	{ "version", { "0.1.0", 5 } }, { "run_id", { "abc", 3 } }, { "findings", { "def", 3 } },
	{ "first", { "1767323045123456789", 19 } },
	{ "spark_start", { "1767322800000000000", 19 } }, { "spark_width", { "900000000000", 12 } },
	{ NULL, { NULL, 0 } } };
static const struct fake_pair options[] = { { "sensor", { HOSTILE, sizeof(HOSTILE) - 1 } },
	{ "filter", { "tcp", 3 } }, { NULL, { NULL, 0 } } };
static const struct fake_total counts[] = { { "walk", "files", 3 }, { "packets", "examined", 4 },
	{ "packets", "not-ip", 2 }, { "anomalies", "ip4.short", 1 }, { "new", "thing", 9 },
	{ NULL, NULL, 0 } };
static const struct fake_limit limits[] = { { "flows", 1024, 3 }, { NULL, 0, 0 } };
static const struct fake_source sources[] = { { { "default", 7 }, { "a.txt", 5 }, { "d1", 2 }, 40 },
	{ { "default", 7 }, { "b.txt", 5 }, { "d2", 2 }, 2 } };

static struct case_file whole_case(void)
{
	for (size_t i = 0; i < COUNT(many); i++) {
		int n = snprintf(many_text[i], sizeof(many_text[i]), "10.0.0.%zu", i);
		many[i] = (struct text) { many_text[i], (size_t)n };
	}
	return (struct case_file) { .threats = threats,
		.threat_count = COUNT(threats),
		.events = events,
		.event_count = COUNT(events),
		.inputs = inputs,
		.input_count = COUNT(inputs),
		.facts = facts,
		.options = options,
		.counts = counts,
		.limits = limits,
		.sources = sources,
		.source_count = COUNT(sources),
		.trails = { .digest = { "feed", 4 },
		    .count = 42,
		    .whitelist = 5,
		    .kinds = { { { "domain", 6 }, 41 }, { { "address", 7 }, 1 } },
		    .kind_count = 2 },
		.totals = { .threats = { 6, 1, 2, 3 }, .events = 9, .kept = 8, .suppressed = 1 } };
}

/* --- CSV */

static const char event_header[] =
    "time,sensor,src_ip,src_port,dst_ip,dst_port,proto,type,trail,info,reference,severity,threat,"
    "event,count,observed,direction,flow,capture,frame,status\n";
static const char threat_header[] =
    "threat,sensor,events,severity,first_seen,last_seen,sparkline,src_ip,src_port,dst_ip,dst_port,"
    "proto,type,trail,info,reference,tags\n";
static const char input_header[] =
    "input,state,format,size,digest_kind,digest,packets,bytes,first,last,backwards,interfaces,damage,"
    "why,member,stored_size,stored_digest,fates,dropped_kernel,dropped_interface\n";

/* HOSTILE as a CSV cell holds it, after the quotes of RFC 4180 are off. */
#define HOSTILE_CSV "'=\x1b[31m\0\\xff|\"q\",\n\r\xe2\x80\xae\xe2\x80\xa8\\end"

static void events_csv(void)
{
	static const struct text wanted[2][21] = {
		{ TEXT("2026-01-02T03:04:05.123456789Z"), TEXT("offline"), TEXT("192.168.5.10"),
		    TEXT("40000"), TEXT("2001:db8::1"), TEXT("0"), TEXT("UDP"), TEXT("DNS"),
		    TEXT("(a).evil.example"), TEXT("asyncrat (malware)"), TEXT("(static)"),
		    TEXT("high"), TEXT("61dfc6d5"), TEXT("0123456789abcdef"),
		    TEXT("18446744073709551615"), TEXT("a.evil.example"), TEXT("outbound"),
		    TEXT("1:LQU9qZlK+B5F3KDmev6m5PMibrg="), TEXT("day/a.pcap"),
		    TEXT("9007199254740993"), TEXT("") },
		{ TEXT("2026-01-02T03:04:05.123456790Z"), TEXT(HOSTILE_CSV), TEXT("94.199.2.94"),
		    TEXT(""), TEXT("136.161.101.53"), TEXT(""), TEXT("ICMP"), TEXT("IP"),
		    TEXT(HOSTILE_CSV), TEXT("'+1"), TEXT("'-"), TEXT("low"), TEXT("61dfc6d5"),
		    TEXT("0123456789abcdee"), TEXT("1"), TEXT("'@x"), TEXT("external"), TEXT(""),
		    TEXT("'\tb.pcap"), TEXT("1"), TEXT("suppressed: whitelist 1.2.3.4") },
	};
	struct case_file c = whole_case();
	struct report_options shown = { .show_suppressed = true };
	struct buf out;
	struct fault f;
	buf_init(&out, 1 << 20);
	OK(fake_report(&c, "csv", &shown, &out, &f), "events are written");
	OK(text_starts(buf_text(&out), text_of(event_header)), "the header is the contract's");
	struct csv_read r;
	csv_read(&r, buf_text(&out));
	OK(r.rows == 3 && r.columns == 21 && r.even, "3 rows of 21 cells");
	for (size_t i = 0; i < 42 && i + 21 < r.count; i++)
		IS_TEXT(r.cells[21 + i], wanted[i / 21][i % 21], "row %zu: %.*s", i / 21,
		    (int)r.cells[i % 21].n, r.cells[i % 21].s);
	csv_free(&r);
	buf_clear(&out);
	OK(fake_report(&c, "csv", &plain, &out, &f), "events are written without suppressed ones");
	csv_read(&r, buf_text(&out));
	IS_NUMBER(r.rows, 2, "suppressed ones are left out");
	csv_free(&r);
	c.event_count = 0;
	buf_clear(&out);
	OK(fake_report(&c, "csv", &plain, &out, &f), "no events are written");
	IS_TEXT(buf_text(&out), text_of(event_header), "without events the header stands alone");
	buf_free(&out);
}

/* 10.0.0.0 to 10.0.0.99, joined. */
static void join_many(struct buf *b, const char *between)
{
	for (size_t i = 0; i < 100; i++)
		buf_format(b, "%s10.0.0.%zu", i ? between : "", i);
}

static void threats_csv(void)
{
	struct case_file c = whole_case();
	struct buf out, all, cut;
	struct fault f;
	buf_init(&out, 1 << 20);
	buf_init(&all, 1 << 20);
	buf_init(&cut, 1 << 20);
	join_many(&all, "|");
	join_many(&cut, "|");
	buf_add(&cut, TEXT("|\xe2\x80\xa6+53"));
	const struct text wanted[17] = { TEXT("61dfc6d5"), TEXT(""), TEXT("18446744073709551615"),
		TEXT("medium"), TEXT("2026-01-02T03:04:05.123456789Z"),
		TEXT("2026-01-02T03:04:06.123456789Z"),
		TEXT("1|0|0|7|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|12345"), buf_text(&all),
		TEXT(""), buf_text(&cut), TEXT("10.0.0.1"), TEXT("a\\|b|\\c"), TEXT("DNS"),
		TEXT(HOSTILE_CSV), TEXT("asyncrat, \"x\""), TEXT("(static)"), TEXT("a\\|b") };
	OK(fake_report(&c, "threats-csv", &plain, &out, &f), "threats are written");
	OK(text_starts(buf_text(&out), text_of(threat_header)), "the header is the contract's");
	struct csv_read r;
	csv_read(&r, buf_text(&out));
	OK(r.rows == 2 && r.columns == 17 && r.even, "2 rows of 17 cells");
	for (size_t i = 0; i < 17 && i + 17 < r.count; i++)
		IS_TEXT(r.cells[17 + i], wanted[i], "%.*s", (int)r.cells[i].n, r.cells[i].s);
	csv_free(&r);
	buf_free(&out);
	buf_free(&all);
	buf_free(&cut);
}

static void inputs_csv(void)
{
	static const struct text wanted[2][20] = {
		{ TEXT("a.zip!b/a.pcap"), TEXT("damaged"), TEXT("pcapng"), TEXT("1000"),
		    TEXT("sha256"), TEXT("00ff"), TEXT("6"), TEXT("600"),
		    TEXT("2026-01-02T03:04:05.123456789Z"), TEXT("2026-01-02T03:04:06.123456789Z"),
		    TEXT("2"), TEXT("EN10MB/262144|RAW\\|X/0"),
		    TEXT("24+100: record length|4294967296+0: cut, at the end"), TEXT("two ranges"),
		    TEXT("b/a.pcap"), TEXT("700"), TEXT("ff00"),
		    TEXT("examined 3|not\\|ip 2|cut-by-snap-length 1"), TEXT("12"),
		    TEXT("18446744073709551615") },
		{ TEXT(HOSTILE_CSV), TEXT("unreadable"), TEXT(""), TEXT("0"), TEXT(""), TEXT(""),
		    TEXT("0"), TEXT("0"), TEXT(""), TEXT(""), TEXT("0"), TEXT(""), TEXT(""),
		    TEXT(""), TEXT(""), TEXT("0"), TEXT(""), TEXT(""), TEXT("0"), TEXT("0") },
	};
	struct case_file c = whole_case();
	struct buf out;
	struct fault f;
	buf_init(&out, 1 << 20);
	OK(fake_report(&c, "inputs-csv", &plain, &out, &f), "inputs are written");
	OK(text_starts(buf_text(&out), text_of(input_header)), "the header of inputs");
	struct csv_read r;
	csv_read(&r, buf_text(&out));
	OK(r.rows == 3 && r.columns == 20 && r.even, "3 rows of 20 cells");
	for (size_t i = 0; i < 40 && i + 20 < r.count; i++)
		IS_TEXT(r.cells[20 + i], wanted[i / 20][i % 20], "row %zu: %.*s", i / 20,
		    (int)r.cells[i % 20].n, r.cells[i % 20].s);
	csv_free(&r);
	buf_free(&out);
}

/* --- JSON, read by cJSON; a string is compared as it is written, since cJSON ends one at \u0000 */

/* HOSTILE as a JSON string. */
#define HOSTILE_JSON                                                                               \
	"\"=\\u001b[31m\\u0000\\\\xff|\\\"q\\\",\\n\\r\xe2\x80\xae\xe2\x80\xa8\\\\end\""

static bool contains(const struct buf *b, struct text part)
{
	return text_find(buf_text(b), part) != TEXT_NONE;
}

/* The keys of an object, in order, joined by commas. */
static void is_keys(const cJSON *object, const char *wanted, const char *what)
{
	struct buf keys;
	buf_init(&keys, 1 << 16);
	for (const cJSON *child = object ? object->child : NULL; child; child = child->next)
		buf_format(&keys, "%s%s", keys.n ? "," : "", child->string);
	IS_TEXT(buf_text(&keys), text_of(wanted), "keys of %s", what);
	buf_free(&keys);
}

static void is_string(const cJSON *object, const char *key, const char *wanted)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	OK(cJSON_IsString(item), "%s is a string", key);
	if (cJSON_IsString(item))
		IS_TEXT(text_of(item->valuestring), text_of(wanted), "the value of %s", key);
}

static void is_number(const cJSON *object, const char *key, int64_t wanted)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	OK(cJSON_IsNumber(item), "%s is a number", key);
	IS_NUMBER(item ? item->valuedouble : -1, wanted, "the value of %s", key);
}

static void is_null(const cJSON *object, const char *key)
{
	OK(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(object, key)), "%s is null", key);
}

static const char event_keys[] =
    "time,sensor,src_ip,src_port,dst_ip,dst_port,proto,type,trail,info,reference,severity,threat,"
    "event,count,observed,direction,flow,capture,frame,status";

static void check_events(const cJSON *first, const cJSON *second)
{
	is_keys(first, event_keys, "an event");
	is_keys(second, event_keys, "a suppressed event");
	is_string(first, "time", "2026-01-02T03:04:05.123456789Z");
	is_string(first, "src_ip", "192.168.5.10");
	is_number(first, "src_port", 40000);
	is_number(first, "dst_port", 0);
	is_string(first, "severity", "high");
	is_string(first, "direction", "outbound");
	is_string(first, "trail", "(a).evil.example");
	is_string(first, "status", "");
	is_null(second, "src_port");
	is_null(second, "dst_port");
	is_string(second, "info", "+1");
	is_string(second, "severity", "low");
	is_string(second, "status", "suppressed: whitelist 1.2.3.4");
}

static void lines_of_json(void)
{
	struct case_file c = whole_case();
	struct report_options shown = { .show_suppressed = true };
	struct buf out;
	struct fault f;
	buf_init(&out, 1 << 20);
	OK(fake_report(&c, "jsonl", &shown, &out, &f), "jsonl is written");
	struct text rest = buf_text(&out), a = text_split(&rest, '\n'), b = text_split(&rest, '\n');
	IS_NUMBER(rest.n, 0, "two lines, each ended");
	cJSON *first = cJSON_ParseWithLength(a.s, a.n), *second = cJSON_ParseWithLength(b.s, b.n);
	OK(first && second, "each line is a JSON value");
	check_events(first, second);
	OK(contains(&out, TEXT("\"count\":18446744073709551615,")), "64 bits keep their digits");
	OK(contains(&out, TEXT("\"frame\":9007199254740993,")), "2^53 + 1 keeps its digits");
	OK(contains(&out, TEXT("\"trail\":" HOSTILE_JSON ",")), "hostile text");
	cJSON_Delete(first);
	cJSON_Delete(second);
	buf_free(&out);
}

static void check_threat(const cJSON *threat)
{
	is_keys(threat,
	    "threat,sensor,events,severity,first_seen,last_seen,sparkline,src_ip,src_port,dst_ip,"
	    "dst_port,proto,type,trail,info,reference,tags",
	    "a threat");
	is_string(threat, "threat", "61dfc6d5");
	is_string(threat, "severity", "medium");
	is_string(threat, "first_seen", "2026-01-02T03:04:05.123456789Z");
	const cJSON *bins = cJSON_GetObjectItem(threat, "sparkline");
	IS_NUMBER(cJSON_GetArraySize(bins), 24, "24 bins");
	for (int i = 0; i < cJSON_GetArraySize(bins); i++)
		IS_NUMBER(cJSON_GetArrayItem(bins, i)->valuedouble,
		    i == 0        ? 1
			: i == 3  ? 7
			: i == 23 ? 12345
				  : 0,
		    "bin %d", i);
	IS_NUMBER(cJSON_GetArraySize(cJSON_GetObjectItem(threat, "src_ip")), 100, "100 of 100");
	IS_NUMBER(cJSON_GetArraySize(cJSON_GetObjectItem(threat, "src_port")), 0, "no ports");
	const cJSON *cut = cJSON_GetObjectItem(threat, "dst_ip");
	IS_NUMBER(cJSON_GetArraySize(cut), 101, "100 of 153, and how many more");
	OK(strcmp(cJSON_GetArrayItem(cut, 99)->valuestring, "10.0.0.99") == 0, "the hundredth");
	OK(strcmp(cJSON_GetArrayItem(cut, 100)->valuestring, "\xe2\x80\xa6+53") == 0, "53 more");
	const cJSON *tags = cJSON_GetObjectItem(threat, "tags");
	OK(strcmp(cJSON_GetArrayItem(tags, 0)->valuestring, "a|b") == 0, "a bar is left in arrays");
}

static void document(void)
{
	struct case_file c = whole_case();
	struct report_options shown = { .show_suppressed = true };
	struct buf out;
	struct fault f;
	buf_init(&out, 1 << 20);
	OK(fake_report(&c, "json", &shown, &out, &f), "json is written");
	cJSON *all = cJSON_ParseWithLength(out.p, out.n);
	OK(all != NULL, "it is one JSON value");
	is_keys(all, "manifest,threats,events", "the document");
	const cJSON *list = cJSON_GetObjectItem(all, "events");
	IS_NUMBER(cJSON_GetArraySize(list), 2, "two events");
	check_events(cJSON_GetArrayItem(list, 0), cJSON_GetArrayItem(list, 1));
	list = cJSON_GetObjectItem(all, "threats");
	IS_NUMBER(cJSON_GetArraySize(list), 1, "one threat");
	check_threat(cJSON_GetArrayItem(list, 0));
	OK(contains(&out, TEXT("\"events\":18446744073709551615,")), "64 bits keep their digits");
	is_string(cJSON_GetObjectItem(all, "manifest"), "tool", "trailsift");
	OK(out.n && out.p[out.n - 1] == '\n', "a newline ends it");
	cJSON_Delete(all);
	c.event_count = c.threat_count = c.input_count = c.source_count = 0;
	c.options = NULL;
	c.counts = NULL;
	c.limits = NULL;
	c.facts = NULL;
	buf_clear(&out);
	OK(fake_report(&c, "json", &plain, &out, &f), "an empty case is written");
	all = cJSON_ParseWithLength(out.p, out.n);
	OK(all && cJSON_GetArraySize(cJSON_GetObjectItem(all, "events")) == 0, "and is JSON too");
	is_null(cJSON_GetObjectItem(cJSON_GetObjectItem(all, "manifest"), "sparkline"), "start");
	cJSON_Delete(all);
	buf_free(&out);
}

static void check_inputs(const cJSON *list)
{
	const cJSON *input = cJSON_GetArrayItem(list, 0), *lost = cJSON_GetArrayItem(list, 1);
	is_keys(input,
	    "name,state,why,size,digest,member,stored_size,stored_digest,format,interfaces,packets,"
	    "fates,dropped,bytes,first,last,backwards,damage",
	    "a packed input");
	is_keys(lost,
	    "name,state,why,size,digest,format,interfaces,packets,fates,bytes,first,last,backwards,damage",
	    "an input that is not packed and lost nothing");
	is_string(input, "name", "a.zip!b/a.pcap");
	is_string(input, "member", "b/a.pcap");
	is_number(input, "stored_size", 700);
	is_string(cJSON_GetObjectItem(input, "stored_digest"), "kind", "sha256");
	is_string(cJSON_GetObjectItem(input, "stored_digest"), "value", "ff00");
	is_keys(cJSON_GetObjectItem(input, "fates"), "examined,not|ip,cut-by-snap-length", "fates");
	is_number(cJSON_GetObjectItem(input, "fates"), "not|ip", 2);
	is_keys(cJSON_GetObjectItem(input, "dropped"), "kernel,interface", "what was dropped");
	is_number(cJSON_GetObjectItem(input, "dropped"), "kernel", 12);
	is_string(input, "state", "damaged");
	is_number(input, "size", 1000);
	is_string(cJSON_GetObjectItem(input, "digest"), "kind", "sha256");
	is_string(cJSON_GetObjectItem(input, "digest"), "value", "00ff");
	is_number(input, "packets", 6);
	is_number(input, "bytes", 600);
	is_number(input, "backwards", 2);
	is_string(input, "last", "2026-01-02T03:04:06.123456789Z");
	is_null(lost, "first");
	is_null(lost, "last");
	const cJSON *interface = cJSON_GetArrayItem(cJSON_GetObjectItem(input, "interfaces"), 0);
	is_keys(interface, "link,link_number,snaplen,name,frames", "an interface");
	is_string(interface, "link", "EN10MB");
	is_number(interface, "link_number", 1);
	is_number(interface, "snaplen", 262144);
	is_string(interface, "name", "eth0");
	is_number(interface, "frames", 5);
	const cJSON *gap = cJSON_GetArrayItem(cJSON_GetObjectItem(input, "damage"), 1);
	is_keys(gap, "offset,bytes,what", "a damage");
	is_number(gap, "offset", INT64_C(4294967296));
	is_number(gap, "bytes", 0);
	is_string(gap, "what", "cut, at the end");
}

static void check_totals(const cJSON *totals)
{
	is_keys(totals, "packets,anomalies,walk,new,events,kept,threats,suppressed", "the totals");
	is_keys(cJSON_GetObjectItem(totals, "packets"), "examined,not-ip", "packets by fate");
	is_number(cJSON_GetObjectItem(totals, "packets"), "not-ip", 2);
	is_number(cJSON_GetObjectItem(totals, "anomalies"), "ip4.short", 1);
	is_number(cJSON_GetObjectItem(totals, "walk"), "files", 3);
	is_number(cJSON_GetObjectItem(totals, "new"), "thing", 9);
	is_number(totals, "events", 9);
	is_number(totals, "kept", 8);
	is_keys(cJSON_GetObjectItem(totals, "threats"), "high,medium,low", "threats by severity");
	is_number(cJSON_GetObjectItem(totals, "threats"), "high", 3);
	is_number(cJSON_GetObjectItem(totals, "threats"), "low", 1);
	is_number(totals, "suppressed", 1);
}

static void manifest(void)
{
	struct case_file c = whole_case();
	struct buf out, again;
	struct fault f;
	buf_init(&out, 1 << 20);
	buf_init(&again, 1 << 20);
	OK(fake_report(&c, "manifest", &plain, &out, &f), "the manifest is written");
	OK(fake_report(&c, "manifest", &plain, &again, &f), "and again");
	IS_TEXT(buf_text(&again), buf_text(&out), "both are the same");
	cJSON *all = cJSON_ParseWithLength(out.p, out.n);
	is_keys(all, "tool,version,options,trails,inputs,totals,limits,sparkline,run_id,findings",
	    "the manifest");
	is_string(all, "tool", "trailsift");
	is_string(all, "version", "0.1.0");
	is_keys(cJSON_GetObjectItem(all, "options"), "sensor,filter", "the options");
	OK(contains(&out, TEXT("\"sensor\":" HOSTILE_JSON)), "hostile text in an option");
	OK(contains(&out, TEXT("\"name\":" HOSTILE_JSON)), "hostile text in a name");
	OK(contains(&out, TEXT("\"kernel\":12,\"interface\":18446744073709551615}")),
	    "drops keep their digits");
	const cJSON *trails = cJSON_GetObjectItem(all, "trails");
	is_keys(trails, "digest,count,whitelist,kinds,sources", "the trails");
	is_number(trails, "count", 42);
	is_number(trails, "whitelist", 5);
	is_number(cJSON_GetObjectItem(trails, "kinds"), "domain", 41);
	const cJSON *source = cJSON_GetArrayItem(cJSON_GetObjectItem(trails, "sources"), 1);
	is_keys(source, "store,name,digest,trails", "a source");
	is_string(source, "name", "b.txt");
	is_number(source, "trails", 2);
	check_inputs(cJSON_GetObjectItem(all, "inputs"));
	check_totals(cJSON_GetObjectItem(all, "totals"));
	const cJSON *limit = cJSON_GetArrayItem(cJSON_GetObjectItem(all, "limits"), 0);
	is_keys(limit, "table,cap,evicted", "a limit");
	is_number(limit, "cap", 1024);
	is_number(limit, "evicted", 3);
	const cJSON *sparkline = cJSON_GetObjectItem(all, "sparkline");
	is_string(sparkline, "start", "2026-01-02T03:00:00.000000000Z");
	is_number(sparkline, "width", 900);
	is_string(all, "run_id", "abc");
	is_string(all, "findings", "def");
	cJSON_Delete(all);
	buf_free(&out);
	buf_free(&again);
}

static void failures(void)
{
	struct case_file c = whole_case();
	struct buf out;
	buf_init(&out, 1 << 20);
	c.broken = true;
	static const char *const formats[] = { "csv", "json", "jsonl" };
	for (size_t i = 0; i < COUNT(formats); i++) {
		struct fault f = { "" };
		OK(!fake_report(&c, formats[i], &plain, &out, &f), "%s of a broken case fails",
		    formats[i]);
		IS_TEXT(text_of(f.text), TEXT("the case cannot be read"), "and says why");
		IS_NUMBER(out.n, 0, "and nothing appears");
	}
	c.broken = false;
	struct fault f = { "" };
	const char *file;
	const struct report_format *format = report_choose("csv:/dev/full", &file, &f);
	OK(!report_write(&c, format, file, &plain, &f) && f.text[0], "a full disk is told");
	format = report_choose("csv:/nowhere/at/all", &file, &f);
	OK(!report_write(&c, format, file, &plain, &f) && f.text[0], "so is a missing folder");
	buf_free(&out);
}

int main(void)
{
	choices();
	events_csv();
	threats_csv();
	inputs_csv();
	lines_of_json();
	document();
	manifest();
	failures();
	return check_done();
}
