/* The summary under the threat table: people read it, so numbers have separators. */
#include <config.h>

#include "base/escape.h"
#include "base/time.h"
#include "reports/coverage.h"
#include "reports/facts.h"
#include "reports/formats.h"
#include "reports/summary.h"
#include "reports/table.h"

enum {
	DIGEST_SHORT = 12,              /* hexadecimal digits of a digest that people compare */
	BAR = 20,                       /* columns of the longest bar */
	BAR_BESIDE = SHEET_MARGIN + 20, /* columns for the label, the level and the number */
};

struct summary {
	struct sheet *sheet;
	const struct report_options *options;
	struct coverage coverage;
	struct case_trails trails;
	struct case_totals totals;
	struct buf line;
	const char *label; /* of the next paragraph of a list */
};

static void paragraph(struct summary *s, const char *label)
{
	sheet_paragraph(s->sheet, label, buf_text(&s->line), STYLE_PLAIN);
	buf_clear(&s->line);
}

/* Live, trails may have been loaded again. */
static void add_trails_before(struct summary *s, struct case_file *c)
{
	struct text rest = case_get(c, "trails_before");
	if (rest.n == 0)
		return;
	for (const char *between = "loaded again, before: digest "; rest.n; between = ", ") {
		buf_add(&s->line, text_of(between));
		escape_terminal(&s->line, text_head(text_split(&rest, ','), DIGEST_SHORT));
	}
	paragraph(s, "");
}

static void add_trails(struct summary *s, struct case_file *c)
{
	const struct coverage_list *stores = &s->coverage.stores;
	display_number(&s->line, s->trails.count);
	for (size_t i = 0; i < stores->count && i < COVERAGE_NAMES; i++) {
		buf_add(&s->line, i ? TEXT(", ") : TEXT(" from "));
		escape_terminal(&s->line, stores->list[i].name);
		if (stores->count > 1) {
			buf_add(&s->line, TEXT(" ("));
			display_number(&s->line, stores->list[i].count);
			buf_char(&s->line, ')');
		}
	}
	if (stores->count > COVERAGE_NAMES) {
		buf_add(&s->line, TEXT(" and "));
		display_number(&s->line, stores->count - COVERAGE_NAMES);
		buf_add(&s->line, TEXT(" more"));
	}
	if (s->trails.digest.n) {
		buf_add(&s->line, TEXT(", digest "));
		escape_terminal(&s->line, text_head(s->trails.digest, DIGEST_SHORT));
	}
	if (s->trails.whitelist) {
		buf_add(&s->line, TEXT("; "));
		display_number(&s->line, s->trails.whitelist);
		buf_add(&s->line, TEXT(" whitelisted"));
	}
	paragraph(s, "Trails");
	add_trails_before(s, c);
}

static void add_inputs(struct summary *s)
{
	if (s->coverage.inputs && s->coverage.live == s->coverage.inputs)
		display_count(&s->line, s->coverage.inputs, "interface", "interfaces");
	else
		display_count(&s->line, s->coverage.inputs, "capture", "captures");
	buf_add(&s->line, TEXT(", "));
}

static void add_examined(struct summary *s, struct case_file *c)
{
	uint64_t examined = coverage_examined(&s->coverage);
	add_inputs(s);
	display_count(&s->line, s->coverage.bytes, "byte", "bytes");
	buf_add(&s->line, TEXT(", "));
	display_count(&s->line, examined, "packet", "packets");
	if (examined != s->coverage.frames) {
		buf_add(&s->line, TEXT(" of "));
		display_count(&s->line, s->coverage.frames, "frame", "frames");
	}
	paragraph(s, "Examined");
	int64_t first, last;
	if (!fact_time(c, "first", &first) || !fact_time(c, "last", &last))
		return;
	char text[TIME_TEXT];
	time_text_short(first, text);
	buf_add(&s->line, text_of(text));
	buf_add(&s->line, TEXT(" to "));
	time_text_short(last, text);
	buf_add(&s->line, text_of(text));
	buf_add(&s->line, TEXT(" UTC"));
	paragraph(s, "Time span");
}

/* What tells this run from others, and its findings: the manifest has all digits. */
static void add_identity(struct summary *s, struct case_file *c)
{
	struct text run = case_get(c, "run_id"), findings = case_get(c, "findings");
	if (run.n == 0)
		return;
	escape_terminal(&s->line, text_head(run, DIGEST_SHORT));
	if (findings.n) {
		buf_add(&s->line, TEXT(", findings "));
		escape_terminal(&s->line, text_head(findings, DIGEST_SHORT));
	}
	paragraph(s, "Run");
}

static void add_gap(void *context, struct text line)
{
	struct summary *s = context;
	sheet_paragraph(s->sheet, s->label, line, STYLE_PLAIN);
	s->label = "";
}

/* All totals of one group in one paragraph: "ip4.short 3, tcp.short 1". */
static void add_totals(
    struct summary *s, const char *label, const struct coverage_list *totals, struct text group)
{
	for (size_t i = 0; i < totals->count; i++) {
		if (!text_is(totals->list[i].group, group))
			continue;
		buf_add(&s->line, s->line.n ? TEXT(", ") : TEXT(""));
		coverage_phrase(&s->line, &totals->list[i]);
	}
	if (s->line.n)
		paragraph(s, label);
}

static void add_suppressed(struct summary *s)
{
	if (s->totals.suppressed == 0)
		return;
	display_count(&s->line, s->totals.suppressed, "event", "events");
	buf_add(&s->line, TEXT(" by whitelist and ignore rules"));
	paragraph(s, "Suppressed");
}

static void add_where(struct summary *s, struct case_file *c)
{
	struct text where = case_get(c, "where");
	if (where.n == 0)
		return;
	escape_terminal(&s->line, where);
	buf_add(&s->line, TEXT(" (the numbers below are of the whole case)"));
	paragraph(s, "Shown where");
}

/* Bars, where there is something to compare. */
static void add_severities(struct summary *s)
{
	size_t room = s->sheet->width - BAR_BESIDE;
	uint64_t bar = room < BAR ? room : BAR;
	uint64_t most = 0;
	unsigned levels = 0;
	for (enum severity level = SEVERITY_LOW; level <= SEVERITY_HIGH; level++) {
		uint64_t n = s->totals.threats[level];
		most = n > most ? n : most;
		levels += n != 0;
	}
	const char *label = "Severity";
	for (enum severity level = SEVERITY_HIGH; levels > 1 && level >= SEVERITY_LOW; level--) {
		uint64_t n = s->totals.threats[level];
		struct text word = severity_label(level);
		buf_add(&s->line, word);
		for (size_t column = display_width(word); column < sizeof("? medium"); column++)
			buf_char(&s->line, ' ');
		for (uint64_t i = 0; i * most < n * bar; i++)
			buf_add(&s->line, TEXT("█"));
		buf_add(&s->line, n ? TEXT(" ") : TEXT(""));
		display_number(&s->line, n);
		sheet_paragraph(s->sheet, label, buf_text(&s->line), (enum style)level);
		buf_clear(&s->line);
		label = "";
	}
}

static void add_missing(void *context, struct text line)
{
	struct summary *s = context;
	buf_add(&s->line, text_of(s->label));
	buf_add(&s->line, line);
	s->label = ", ";
}

static void add_found(struct summary *s)
{
	const uint64_t *threats = s->totals.threats;
	const char *comma = "";
	display_count(&s->line, threats[0], "threat", "threats");
	buf_add(&s->line, TEXT(" ("));
	for (enum severity level = SEVERITY_HIGH; level >= SEVERITY_LOW; level--) {
		if (threats[level] == 0)
			continue;
		buf_add(&s->line, text_of(comma));
		display_number(&s->line, threats[level]);
		buf_char(&s->line, ' ');
		buf_add(&s->line, text_of(severity_name(level)));
		comma = ", ";
	}
	buf_add(&s->line, TEXT("), "));
	display_count(&s->line, s->totals.events, "event", "events");
	if (s->totals.kept < s->totals.events) {
		buf_add(&s->line, TEXT(" ("));
		display_number(&s->line, s->totals.kept);
		buf_add(&s->line, TEXT(" of them kept one by one)"));
	}
}

static void add_verdict(struct summary *s, struct case_file *c)
{
	bool unfinished = case_get(c, "unfinished").n;
	if (unfinished)
		buf_add(&s->line, TEXT("This case is not finished: more may come. "));
	if (s->totals.threats[0]) {
		add_found(s);
	} else if (s->coverage.frames == 0 && (unfinished || s->coverage.live)) {
		buf_add(&s->line, TEXT("Nothing was examined: no frames came"));
		buf_add(&s->line, unfinished ? TEXT(" yet") : TEXT(""));
	} else if (s->coverage.inputs == 0) {
		buf_add(&s->line, TEXT("Nothing was examined: no capture could be read"));
	} else {
		buf_add(&s->line, TEXT("No threats found "));
		buf_add(&s->line, s->coverage.live ? TEXT("on ") : TEXT("in "));
		add_inputs(s);
		display_count(&s->line, coverage_examined(&s->coverage), "packet", "packets");
		buf_add(&s->line, TEXT(", "));
		display_count(&s->line, s->trails.count, "trail", "trails");
	}
	if (s->options->default_trails_only)
		buf_add(&s->line, TEXT(", with only the small set of trails that ships"));
	s->label = "; not examined in full: ";
	coverage_gaps(&s->coverage, true, add_missing, s);
	sheet_paragraph(s->sheet, NULL, buf_text(&s->line), STYLE_STRONG);
	buf_clear(&s->line);
}

static void add_remedy(struct summary *s)
{
	static const struct text words[] = { TEXT("trailsift"), TEXT("trails"), TEXT("build"),
		TEXT("/path/to/maltrail"), TEXT("-o"),
		TEXT("~/.local/share/trailsift/default.trails") };
	buf_add(&s->line,
	    TEXT("Most known trails are not in the set that ships. To have the large "
		 "one, which scans then use by themselves:"));
	paragraph(s, NULL);
	sheet_command(s->sheet, words, sizeof(words) / sizeof(words[0]));
}

bool summary_add(
    struct sheet *sheet, struct case_file *c, const struct report_options *options, struct fault *f)
{
	struct summary s = { .sheet = sheet, .options = options, .label = "Not examined" };
	buf_init(&s.line, REPORT_RECORD);
	bool good = coverage_gather(&s.coverage, c, f) && case_trails(c, &s.trails, f) &&
	    case_totals(c, &s.totals, f);
	if (good) {
		add_trails(&s, c);
		add_examined(&s, c);
		coverage_gaps(&s.coverage, false, add_gap, &s);
		add_totals(&s, "Not decoded", &s.coverage.totals, TEXT("unknown-links"));
		add_totals(&s, "Malformed", &s.coverage.totals, TEXT("anomalies"));
		add_totals(&s, "Evicted", &s.coverage.limits, TEXT("limit"));
		add_totals(&s, "Walked", &s.coverage.totals, TEXT("walk"));
		add_suppressed(&s);
		add_identity(&s, c);
		add_where(&s, c);
		add_severities(&s);
		sheet_add(sheet, TEXT("\n"));
		add_verdict(&s, c);
		if (options->default_trails_only)
			add_remedy(&s);
	}
	buf_free(&s.line);
	coverage_free(&s.coverage);
	return good;
}
