/*
 * Reports of a case whose every text is hostile. A record: one byte of width, then texts with a
 * byte of length each. Whatever they hold, a JSON string parses back, an elided cell keeps to
 * its width, no control reaches the terminal, and a line of Maltrail's log is one line of eleven
 * fields.
 */
#include <config.h>

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "../unit/reports-fake.h"
#include "base/bytes.h"
#include "base/escape.h"
#include "reports/display.h"
#include "reports/json.h"
#include "reports/shell.h"
#include "reports/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXTS = 8, LOG_FIELDS = 11 };

static void demand(bool good)
{
	if (!good)
		abort();
}

static void check_json(struct buf *b, struct text t)
{
	buf_clear(b);
	json_quote(b, t);
	cJSON *parsed = cJSON_ParseWithLength(b->p, b->n);
	demand(cJSON_IsString(parsed));
	cJSON_Delete(parsed);
}

static void check_terminal(struct buf *b, struct buf *cut, struct text t, size_t room)
{
	buf_clear(b);
	buf_clear(cut);
	escape_terminal(b, t);
	display_fit(cut, buf_text(b), room);
	demand(display_width(buf_text(cut)) <= room);
	shell_quote(cut, t, false);
	for (size_t i = 0; i < cut->n; i++)
		demand((unsigned char)cut->p[i] >= 0x20 && cut->p[i] != 0x7f);
}

/* The length of the field at the start of a line, as Maltrail's own readers see it: CSV with blanks
 * between, a quote doubled. */
static size_t field_length(struct text line)
{
	size_t at = 0;
	if (!text_starts(line, TEXT("\""))) {
		at = text_find_char(line, ' ');
		return at == TEXT_NONE ? line.n : at;
	}
	do {
		size_t quote = text_find_char(text_from(line, at + 1), '"');
		demand(quote != TEXT_NONE);
		at += quote + 2;
	} while (at < line.n && line.s[at] == '"');
	return at;
}

static size_t log_fields(struct text line)
{
	size_t fields = 0, n;
	for (bool more = true; more; fields++) {
		n = field_length(line);
		more = n < line.n;
		demand(n && (!more || line.s[n] == ' '));
		line = text_from(line, n + 1);
	}
	return fields;
}

static void check_log(const struct case_event *e)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	maltrail_line(&b, e);
	for (size_t at = 0, n; at < b.n; at += n) {
		n = utf8_length(text_from(buf_text(&b), at));
		demand(n && b.p[at] != '\n' && b.p[at] != '\r');
	}
	demand(log_fields(buf_text(&b)) == LOG_FIELDS);
	buf_free(&b);
}

static void write_all(struct case_file *c, const struct report_options *options)
{
	for (const struct report_format *format = report_formats; format->name; format++) {
		struct fault f;
		demand(report_write(c, format, "/dev/null", options, &f));
	}
}

static void try_case(struct text t[TEXTS], uint64_t n, const struct report_options *options)
{
	struct case_values values = { t, TEXTS, TEXTS + n };
	struct case_threat threat = { .id = t[0],
		.type = t[1],
		.trail = t[2],
		.info = t[3],
		.reference = t[4],
		.severity = SEVERITY_HIGH,
		.events = n,
		.first = (int64_t)n,
		.bins = { n, 1, UINT64_MAX - n },
		.sensor = values,
		.src_ip = values,
		.src_port = values,
		.dst_ip = values,
		.dst_port = values,
		.proto = values,
		.tags = values,
		.capture = t[5],
		.frame = n };
	struct case_event event = { .time = (int64_t)n,
		.sensor = t[0],
		.src_ip = t[1],
		.dst_ip = t[2],
		.proto = t[3],
		.type = t[4],
		.trail = t[5],
		.info = t[6],
		.reference = t[7],
		.severity = SEVERITY_LOW,
		.threat = t[0],
		.event = t[1],
		.observed = t[2],
		.forwarded = t[6],
		.has_ports = n & 8,
		.src_port = (uint16_t)n,
		.direction = "inbound",
		.flow = t[3],
		.capture = t[4],
		.status = t[5] };
	struct case_interface interface = { .link = t[0], .name = t[1] };
	struct case_gap gap = { .offset = n, .bytes = n, .what = t[2] };
	struct case_count fates[] = { { t[4], n }, { t[4], 1 } };
	struct case_input input = { .name = t[3],
		.member = t[1],
		.stored_digest = t[2],
		.stored_size = n,
		.dropped_kernel = n & 1,
		.fates = fates,
		.fate_count = n & 3 ? 2 : 0,
		.state = t[4],
		.format = t[5],
		.why = t[6],
		.digest_kind = t[7],
		.digest = t[0],
		.first = (int64_t)n,
		.interfaces = &interface,
		.interface_count = 1,
		.gaps = &gap,
		.gap_count = n & 1 };
	struct fake_pair facts[] = { { "tool", t[0] }, { "run_id", t[1] }, { "first", t[2] },
		{ "last", t[3] }, { "spark_start", t[4] }, { "spark_width", t[5] }, { .a = NULL } };
	struct fake_source source = { t[0], t[1], t[2], n };
	struct case_file c = { .threats = &threat,
		.threat_count = 1,
		.events = &event,
		.event_count = 1,
		.inputs = &input,
		.input_count = 1,
		.facts = facts,
		.options = facts,
		.sources = &source,
		.source_count = 1,
		.trails = { .digest = t[3], .count = n, .kinds = { { t[4], n } }, .kind_count = 1 },
		.totals = { .threats = { n, n, n, n }, .events = n } };
	write_all(&c, options);
	check_log(&event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size);
	struct report_options options = { .width = bytes_u8(&in), .show_suppressed = true };
	struct text t[TEXTS];
	struct buf b, cut;
	buf_init(&b, 1 << 20);
	buf_init(&cut, 1 << 20);
	uint64_t n = bytes_be32(&in);
	options.color = n & 2;
	options.default_trails_only = n & 4;
	for (size_t i = 0; i < TEXTS; i++) {
		size_t length = bytes_u8(&in);
		length = length < in.left ? length : in.left;
		const uint8_t *p = bytes_take(&in, length);
		t[i] = p ? text_bytes(p, length) : TEXT("");
		check_json(&b, t[i]);
		check_terminal(&b, &cut, t[i], options.width);
	}
	try_case(t, n, &options);
	buf_free(&b);
	buf_free(&cut);
	return 0;
}
