/*
 * Reports of a case that case/ wrote: threats by spec/threats.md 3 to 5, sets that are cut, and CSV and
 * JSON saying the same of every event.
 */
#include <config.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "check.h"
#include "csv-read.h"
#include "reports/report.h"

#define BEGIN (INT64_C(1767323045) * NS_PER_SECOND) /* 2026-01-02 03:04:05 */
#define HOSTILE "\x1b[31m\0\xff|\"q\",\n\xe2\x80\xae=1"

enum { SOURCES = 151 };

static void feed(struct case_file *c, uint64_t serial, const char *src, uint8_t proto,
    struct text trail, struct text suppressed)
{
	struct event e = { .serial = serial,
		.count = 1,
		.proto = proto,
		.frame = serial,
		.first_frame = serial,
		.has_ports = proto == 17,
		.sport = 40000,
		.dport = 53 };
	e.time = e.clock = BEGIN + (int64_t)serial;
	e.order = (struct order) { serial, true, 0, 0 };
	if (!address_parse(text_of(src), &e.src) || !address_parse(TEXT("8.8.8.8"), &e.dst))
		abort();
	e.hit = (struct hit) { .type = proto == 17 ? EVENT_DNS : EVENT_IP,
		.trail = trail,
		.info = TEXT("x (malware)"),
		.reference = TEXT("(static)"),
		.observed = trail,
		.suppressed = suppressed,
		.rule = "trail" };
	case_add_event(c, &e);
}

/* 151 sources on one trail, a ping on a hostile one, and a suppressed event. */
static struct case_file *make_case(struct fault *f)
{
	struct case_options options = { .sensor = TEXT("s") };
	struct case_file *c = case_create(&options, f);
	uint64_t serial = 0;
	if (!c)
		return NULL;
	case_set(c, "tool", TEXT("trailsift"));
	case_add_option(c, "sensor", TEXT("s"));
	case_name_input(c, 0, TEXT("a.pcap"));
	for (int i = SOURCES; i > 0; i--) {
		char src[32];
		snprintf(src, sizeof(src), "10.1.0.%d", i);
		feed(c, ++serial, src, 17, TEXT("flood.example"), TEXT(""));
	}
	feed(c, ++serial, "94.199.2.94", 1, (struct text) { HOSTILE, sizeof(HOSTILE) - 1 },
	    TEXT(""));
	feed(c, ++serial, "10.9.9.9", 17, TEXT("good.example"), TEXT("whitelist good.example"));
	struct case_input input = { .name = TEXT("a.pcap"),
		.state = TEXT("read"),
		.format = TEXT("pcap"),
		.why = TEXT(""),
		.digest_kind = TEXT("sha256"),
		.digest = TEXT("00"),
		.size = 4096,
		.frames = serial,
		.frame_bytes = 2048,
		.first = BEGIN + 1,
		.last = BEGIN + (int64_t)serial };
	case_set_input(c, 0, &input);
	case_add_total(c, "packets", "examined", serial);
	if (!case_finish(c, BEGIN + 1, BEGIN + (int64_t)serial, f)) {
		case_free(c);
		return NULL;
	}
	return c;
}

static void write_report(struct case_file *c, const char *format, bool suppressed, struct buf *out)
{
	char path[] = "report-XXXXXX", argument[64], chunk[4096];
	struct report_options options = { .show_suppressed = suppressed };
	struct fault f = { "" };
	const char *file;
	int fd = mkstemp(path);
	if (fd < 0)
		abort();
	close(fd);
	snprintf(argument, sizeof(argument), "%s:%s", format, path);
	const struct report_format *row = report_choose(argument, &file, &f);
	OK(row && report_write(c, row, file, &options, &f), "%s is written %s", format, f.text);
	FILE *in = fopen(path, "rb");
	buf_clear(out);
	for (size_t n; in && (n = fread(chunk, 1, sizeof(chunk), in)) > 0;)
		buf_add(out, (struct text) { chunk, n });
	if (in)
		fclose(in);
	unlink(path);
}

static size_t column_of(const struct csv_read *r, const char *name)
{
	for (size_t i = 0; i < r->columns; i++)
		if (text_is(r->cells[i], text_of(name)))
			return i;
	return 0;
}

static struct text cell(const struct csv_read *r, size_t row, const char *name)
{
	return r->cells[row * r->columns + column_of(r, name)];
}

static void threats(struct case_file *c)
{
	struct buf out, wanted;
	struct csv_read r;
	buf_init(&out, 1 << 20);
	buf_init(&wanted, 1 << 20);
	write_report(c, "threats-csv", false, &out);
	csv_read(&r, buf_text(&out));
	OK(r.rows == 3 && r.columns == 17 && r.even, "two threats");
	/* threats.md 4: "...~>flood.example" is fe22c5F0 (golden data set, section 12). */
	IS_TEXT(cell(&r, 1, "threat"), TEXT("fe22c5F0"), "the flood first");
	IS_TEXT(cell(&r, 1, "events"), TEXT("151"), "its events");
	IS_TEXT(cell(&r, 1, "severity"), TEXT("high"), "its severity");
	IS_TEXT(
	    cell(&r, 1, "first_seen"), TEXT("2026-01-02T03:04:05.000000001Z"), "its first time");
	IS_TEXT(cell(&r, 1, "last_seen"), TEXT("2026-01-02T03:04:05.000000151Z"), "its last time");
	/* Bins of a second; 03:04:05 is a multiple of one, so all is in the first. */
	IS_TEXT(cell(&r, 1, "sparkline"), TEXT("151|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0"),
	    "its bins");
	for (int i = 1; i <= 100; i++)
		buf_format(&wanted, "10.1.0.%d|", i);
	buf_add(&wanted, TEXT("\xe2\x80\xa6+51"));
	IS_TEXT(cell(&r, 1, "src_ip"), buf_text(&wanted), "100 sources in numeric order, 51 more");
	IS_TEXT(cell(&r, 1, "dst_port"), TEXT("53"), "one port");
	IS_TEXT(cell(&r, 2, "src_ip"), TEXT("94.199.2.94"), "the other's source");
	IS_TEXT(cell(&r, 2, "dst_port"), TEXT(""), "a ping has no port");
	IS_TEXT(cell(&r, 2, "proto"), TEXT("ICMP"), "a ping is ICMP");
	IS_TEXT(cell(&r, 2, "tags"), TEXT(""), "no tags yet");
	csv_free(&r);
	buf_free(&out);
	buf_free(&wanted);
}

/* A JSON value as its CSV cell has it; text that CSV makes safe is left to compare by hand. */
static struct text as_cell(const cJSON *value, struct buf *b)
{
	buf_clear(b);
	if (cJSON_IsString(value))
		return text_of(value->valuestring);
	if (cJSON_IsNumber(value))
		buf_number(b, (uint64_t)value->valuedouble);
	return buf_text(b);
}

/* Compares every cell of a row with its JSON line; the hostile cells hold a NUL, where cJSON ends. */
static size_t differing(const struct csv_read *r, size_t row, const cJSON *event, struct buf *b)
{
	size_t wrong = 0, column = 0;
	for (const cJSON *value = event->child; value; value = value->next, column++) {
		struct text got = as_cell(value, b), csv = r->cells[row * r->columns + column];
		size_t end = text_find_char(csv, '\0');
		wrong += !text_is(r->cells[column], text_of(value->string)) ||
		    !text_is(got, text_head(csv, end));
	}
	return wrong + (column != r->columns);
}

static void events(struct case_file *c)
{
	struct buf csv, json, scratch;
	struct csv_read r;
	buf_init(&csv, 1 << 20);
	buf_init(&json, 1 << 20);
	buf_init(&scratch, 1 << 20);
	write_report(c, "csv", true, &csv);
	write_report(c, "jsonl", true, &json);
	csv_read(&r, buf_text(&csv));
	IS_NUMBER(r.rows, 1 + SOURCES + 2, "rows");
	size_t row = 0, wrong = 0;
	for (struct text rest = buf_text(&json), line; rest.n;) {
		line = text_split(&rest, '\n');
		cJSON *event = cJSON_ParseWithLength(line.s, line.n);
		row++;
		wrong += !event || row >= r.rows || differing(&r, row, event, &scratch) > 0;
		cJSON_Delete(event);
	}
	IS_NUMBER(row, SOURCES + 2, "as many lines");
	IS_NUMBER(wrong, 0, "CSV and JSON say the same of every event");
	IS_TEXT(cell(&r, 1, "src_ip"), TEXT("10.1.0.151"), "total order");
	IS_TEXT(cell(&r, 1, "direction"), TEXT("outbound"), "seen from private addresses");
	IS_TEXT(cell(&r, 1, "threat"), TEXT("fe22c5F0"), "an event names its threat");
	IS_NUMBER(cell(&r, 1, "event").n, 16, "and has an id");
	IS_TEXT(cell(&r, 152, "src_port"), TEXT(""), "no port");
	IS_TEXT(cell(&r, 152, "trail"), TEXT("\x1b[31m\0\\xff|\"q\",\n\xe2\x80\xae=1"),
	    "a hostile trail in CSV");
	IS_TEXT(
	    cell(&r, 153, "status"), TEXT("suppressed: whitelist good.example"), "the suppressed");
	csv_free(&r);
	write_report(c, "csv", false, &csv);
	csv_read(&r, buf_text(&csv));
	IS_NUMBER(r.rows, 1 + SOURCES + 1, "rows without the suppressed");
	csv_free(&r);
	buf_free(&csv);
	buf_free(&json);
	buf_free(&scratch);
}

static void documents(struct case_file *c)
{
	struct buf out, again;
	buf_init(&out, 1 << 20);
	buf_init(&again, 1 << 20);
	write_report(c, "json", false, &out);
	write_report(c, "json", false, &again);
	IS_TEXT(buf_text(&again), buf_text(&out), "twice the same document");
	cJSON *all = cJSON_ParseWithLength(out.p, out.n);
	OK(all != NULL, "it is JSON");
	const cJSON *manifest = cJSON_GetObjectItem(all, "manifest");
	const cJSON *totals = cJSON_GetObjectItem(manifest, "totals");
	IS_NUMBER(
	    cJSON_GetNumberValue(cJSON_GetObjectItem(totals, "events")), SOURCES + 1, "events");
	IS_NUMBER(cJSON_GetNumberValue(cJSON_GetObjectItem(totals, "suppressed")), 1, "suppressed");
	const cJSON *by_level = cJSON_GetObjectItem(totals, "threats");
	IS_NUMBER(cJSON_GetNumberValue(cJSON_GetObjectItem(by_level, "high")), 2, "high threats");
	const char *run = cJSON_GetStringValue(cJSON_GetObjectItem(manifest, "run_id"));
	OK(run && strlen(run) == 64, "a run id");
	IS_NUMBER(cJSON_GetArraySize(cJSON_GetObjectItem(all, "threats")), 2, "threats");
	IS_NUMBER(
	    cJSON_GetArraySize(cJSON_GetObjectItem(all, "events")), SOURCES + 1, "events listed");
	cJSON_Delete(all);
	write_report(c, "text", false, &out);
	OK(text_find(buf_text(&out), TEXT("2 threats (2 high), 152 events\n")) != TEXT_NONE,
	    "verdict");
	OK(text_find(buf_text(&out), TEXT("10.1.0.1 +150")) != TEXT_NONE, "151 sources");
	buf_free(&out);
	buf_free(&again);
}

int main(void)
{
	struct fault f = { "" };
	struct case_file *c = make_case(&f);
	OK(c != NULL, "a case %s", f.text);
	if (c) {
		threats(c);
		events(c);
		documents(c);
	}
	case_free(c);
	return check_done();
}
