/*
 * The threat table. Two passes over the threats: the first finds how wide each column would like
 * to be, the second prints. Columns are taken by importance while they fit; what is left of the
 * line goes to the long ones.
 */
#include <config.h>

#include "base/escape.h"
#include "base/time.h"
#include "reports/formats.h"
#include "reports/shell.h"
#include "reports/table.h"

enum cell {
	CELL_THREAT,
	CELL_SEVERITY,
	CELL_EVENTS,
	CELL_FIRST,
	CELL_SPARKLINE,
	CELL_SRC,
	CELL_DST,
	CELL_PORT,
	CELL_PROTO,
	CELL_TYPE,
	CELL_TRAIL,
	CELL_INFO,
	CELL_COUNT,
};

static const struct {
	const char *name;
	size_t least; /* columns it is content with; 0: all that its values need */
	bool right;   /* numbers */
} cells[CELL_COUNT] = {
	[CELL_THREAT] = { .name = "threat" },
	[CELL_SEVERITY] = { .name = "severity" },
	[CELL_EVENTS] = { .name = "events", .right = true },
	[CELL_FIRST] = { .name = "first_seen" },
	[CELL_SPARKLINE] = { .name = "sparkline" },
	[CELL_SRC] = { .name = "src_ip", .least = 16 },
	[CELL_DST] = { .name = "dst_ip", .least = 16 },
	[CELL_PORT] = { .name = "dst_port", .least = 8 },
	[CELL_PROTO] = { .name = "proto", .least = 6 },
	[CELL_TYPE] = { .name = "type", .least = 5 },
	[CELL_TRAIL] = { .name = "trail", .least = 20 },
	[CELL_INFO] = { .name = "info", .least = 20 },
};

/* The most important first; one that does not fit makes room for the next. */
static const enum cell importance[CELL_COUNT] = { CELL_THREAT, CELL_SEVERITY, CELL_TRAIL,
	CELL_EVENTS, CELL_SRC, CELL_INFO, CELL_DST, CELL_PORT, CELL_FIRST, CELL_TYPE, CELL_PROTO,
	CELL_SPARKLINE };

enum {
	GAP = 2,      /* between columns */
	MIDDLE = 100, /* sheets narrower than this have an info of */
	MIDDLE_LEAST = 12,
	NARROW = 72, /* and those narrower than this a trail and an info of */
	NARROW_LEAST = 10,
	CELL_SHOWN = 256, /* wider no cell is ever drawn */
	DAY_TEXT = 10,    /* "2026-01-02", which a blank and the time follow */
};

struct table {
	struct sheet *sheet;
	const struct report_options *options;
	size_t natural[CELL_COUNT], width[CELL_COUNT]; /* width 0: left out */
	struct buf main, more; /* the cell at hand: its first value, " +N" */
	struct buf line, word;
	uint64_t rows;
	char day[DAY_TEXT]; /* of the first_seen of the rows so far */
	bool one_day;       /* of all of them: then the time of day tells them apart */
};

struct text severity_label(enum severity severity)
{
	switch (severity) {
	case SEVERITY_HIGH:
		return TEXT("● high");
	case SEVERITY_MEDIUM:
		return TEXT("◐ medium");
	case SEVERITY_LOW:
		break;
	}
	return TEXT("○ low");
}

/* How many eighths of most n is, rounded up, so that only 0 is 0. */
static size_t eighths(uint64_t n, uint64_t most)
{
	while (most > UINT32_MAX) {
		most >>= 1;
		n = n > 1 ? n >> 1 : n;
	}
	return most ? (size_t)((n * 8 + most - 1) / most) : 0;
}

static void draw_sparkline(struct buf *out, const uint64_t bins[SPARK_BINS])
{
	static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	uint64_t most = 0;
	for (size_t i = 0; i < SPARK_BINS; i++)
		most = bins[i] > most ? bins[i] : most;
	for (size_t i = 0; i < SPARK_BINS; i++)
		buf_add(out, text_of(blocks[eighths(bins[i], most)]));
}

static void put_text(struct table *t, struct text value)
{
	escape_terminal(&t->main, value);
}

static void put_values(struct table *t, const struct case_values *values)
{
	if (values->count)
		put_text(t, values->list[0]);
	if (values->total > 1) {
		buf_add(&t->more, TEXT(" +"));
		display_number(&t->more, values->total - 1);
	}
}

static void put_time(struct table *t, int64_t time)
{
	char text[TIME_TEXT];
	struct text all = { text, time_text_short(time, text) };
	buf_add(&t->main, t->one_day ? text_from(all, DAY_TEXT + 1) : all);
}

/* Whether all rows with a time are of one day, so far. */
static void note_day(struct table *t, int64_t time)
{
	char text[TIME_TEXT];
	if (time_text_short(time, text) < DAY_TEXT)
		return;
	if (t->day[0] && memcmp(t->day, text, DAY_TEXT) != 0)
		t->one_day = false;
	memcpy(t->day, text, DAY_TEXT);
}

/* The text of a cell, in main and more. */
static void fill(struct table *t, enum cell cell, const struct case_threat *threat)
{
	buf_clear(&t->main);
	buf_clear(&t->more);
	switch (cell) {
	case CELL_THREAT:
		put_text(t, threat->id);
		break;
	case CELL_SEVERITY:
		buf_add(&t->main, severity_label(threat->severity));
		break;
	case CELL_EVENTS:
		display_number(&t->main, threat->events);
		break;
	case CELL_FIRST:
		put_time(t, threat->first);
		break;
	case CELL_SPARKLINE:
		draw_sparkline(&t->main, threat->bins);
		break;
	case CELL_SRC:
		put_values(t, &threat->src_ip);
		break;
	case CELL_DST:
		put_values(t, &threat->dst_ip);
		break;
	case CELL_PORT:
		put_values(t, &threat->dst_port);
		break;
	case CELL_PROTO:
		put_values(t, &threat->proto);
		break;
	case CELL_TYPE:
		put_text(t, threat->type);
		break;
	case CELL_TRAIL:
		put_text(t, threat->trail);
		break;
	case CELL_INFO:
		put_text(t, threat->info);
		break;
	case CELL_COUNT:
		break;
	}
}

static bool measure(void *context, const struct case_threat *threat)
{
	struct table *t = context;
	note_day(t, threat->first);
	for (enum cell cell = 0; cell < CELL_COUNT; cell++) {
		fill(t, cell, threat);
		size_t wanted = display_width(buf_text(&t->main));
		wanted += display_width(buf_text(&t->more));
		wanted = wanted < CELL_SHOWN ? wanted : CELL_SHOWN;
		if (wanted > t->natural[cell])
			t->natural[cell] = wanted;
	}
	t->rows++;
	return true;
}

static size_t least(const struct table *t, enum cell cell)
{
	size_t content = cells[cell].least;
	if (t->sheet->width < MIDDLE && cell == CELL_INFO)
		content = MIDDLE_LEAST;
	if (t->sheet->width < NARROW && (cell == CELL_TRAIL || cell == CELL_INFO))
		content = NARROW_LEAST;
	return content && content < t->natural[cell] ? content : t->natural[cell];
}

/* Widens a column towards what its values need, but not beyond most; returns what is left. */
static size_t widen(struct table *t, enum cell cell, size_t most, size_t left)
{
	size_t wanted = t->natural[cell] < most ? t->natural[cell] : most;
	if (t->width[cell] == 0 || wanted <= t->width[cell])
		return left;
	size_t given = wanted - t->width[cell] < left ? wanted - t->width[cell] : left;
	t->width[cell] += given;
	return left - given;
}

/* Takes the columns, by importance; returns what is left of the line. */
static size_t take_columns(struct table *t)
{
	size_t left = t->sheet->width;
	for (size_t i = 0; i < CELL_COUNT; i++) {
		size_t wanted = least(t, importance[i]);
		if (wanted + (i ? GAP : 0) > left)
			continue;
		t->width[importance[i]] = wanted;
		left -= wanted + (i ? GAP : 0);
	}
	return left;
}

static void lay_out(struct table *t)
{
	/* First all to a good width, then all to what they need. */
	static const struct {
		enum cell cell;
		size_t most;
	} steps[] = {
		{ CELL_SRC, 20 },
		{ CELL_DST, 20 },
		{ CELL_PORT, 12 },
		{ CELL_INFO, 24 },
		{ CELL_TRAIL, 32 },
		{ CELL_SRC, CELL_SHOWN },
		{ CELL_DST, CELL_SHOWN },
		{ CELL_PORT, CELL_SHOWN },
		{ CELL_PROTO, CELL_SHOWN },
		{ CELL_TYPE, CELL_SHOWN },
		{ CELL_TRAIL, 64 },
		{ CELL_INFO, CELL_SHOWN },
		{ CELL_TRAIL, CELL_SHOWN },
	};
	size_t left = take_columns(t);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		left = widen(t, steps[i].cell, steps[i].most, left);
}

/* The cell at hand, cut to its column: where several values do not fit, the first is cut. */
static void fit(struct table *t, size_t width)
{
	size_t more = display_width(buf_text(&t->more));
	buf_clear(&t->word);
	if (more + 1 < width) {
		display_fit(&t->word, buf_text(&t->main), width - more);
		buf_add(&t->word, buf_text(&t->more));
	} else {
		buf_add(&t->main, buf_text(&t->more));
		display_fit(&t->word, buf_text(&t->main), width);
	}
}

static void pad(struct buf *line, size_t n)
{
	while (n--)
		buf_char(line, ' ');
}

/* Appends what word holds as a cell of the line, with spaces owed from the cells before it. */
static void place(struct table *t, enum cell cell, enum style style, size_t *owed)
{
	size_t width = display_width(buf_text(&t->word)), rest = t->width[cell] - width;
	pad(&t->line, *owed + (cells[cell].right ? rest : 0));
	buf_add(&t->line, sheet_style(t->sheet, style));
	buf_add(&t->line, buf_text(&t->word));
	buf_add(&t->line, sheet_plain(t->sheet, style));
	*owed = GAP + (cells[cell].right ? 0 : rest);
}

static void end_line(struct table *t)
{
	buf_char(&t->line, '\n');
	sheet_add(t->sheet, buf_text(&t->line));
	buf_clear(&t->line);
}

static void add_head(struct table *t)
{
	size_t owed = 0;
	for (enum cell cell = 0; cell < CELL_COUNT; cell++) {
		if (t->width[cell] == 0)
			continue;
		buf_clear(&t->word);
		display_fit(&t->word, text_of(cells[cell].name), t->width[cell]);
		place(t, cell, STYLE_STRONG, &owed);
	}
	end_line(t);
}

/* What shows the frame; in words where it is in no file that tshark opens. */
static void add_frame_command(
    struct table *t, const struct case_threat *threat, struct buf *a, struct buf *b)
{
	const struct report_options *o = t->options;
	bool standard_input = text_is(threat->capture, TEXT("-"));
	const char *file = o->path_of ? o->path_of(o->inputs, threat->capture) : NULL;
	if (standard_input || (o->path_of && !file)) {
		buf_format(a, "frame %llu of ", (unsigned long long)threat->frame);
		if (standard_input)
			buf_add(a, TEXT("standard input"));
		else
			escape_terminal(a, threat->capture);
		struct text words[] = { buf_text(a) };
		sheet_command(t->sheet, words, sizeof(words) / sizeof(words[0]));
		return;
	}
	shell_quote(a, file ? text_of(file) : threat->capture, true);
	buf_format(b, "'frame.number == %llu'", (unsigned long long)threat->frame);
	struct text words[] = { TEXT("tshark"), TEXT("-r"), buf_text(a), TEXT("-Y"), buf_text(b) };
	sheet_command(t->sheet, words, sizeof(words) / sizeof(words[0]));
}

/* For a kept case, the command that shows the threat; for a temporary one, its first frame. */
static void add_command(struct table *t, const struct case_threat *threat)
{
	const char *path = t->options->case_path;
	struct buf a, b;
	if (!path && threat->capture.n == 0)
		return;
	buf_init(&a, REPORT_RECORD);
	buf_init(&b, REPORT_RECORD);
	if (path) {
		if (*path == '-')
			buf_add(&a, TEXT("./"));
		buf_add(&a, text_of(path));
		buf_clear(&t->word);
		shell_quote(&t->word, buf_text(&a), false);
		shell_quote(&b, threat->id, false);
		struct text words[] = { TEXT("trailsift"), TEXT("show"), buf_text(&t->word),
			buf_text(&b) };
		sheet_command(t->sheet, words, sizeof(words) / sizeof(words[0]));
	} else {
		add_frame_command(t, threat, &a, &b);
	}
	buf_free(&a);
	buf_free(&b);
}

static bool add_row(void *context, const struct case_threat *threat)
{
	struct table *t = context;
	size_t owed = 0;
	for (enum cell cell = 0; cell < CELL_COUNT; cell++) {
		if (t->width[cell] == 0)
			continue;
		fill(t, cell, threat);
		fit(t, t->width[cell]);
		bool plain = cell != CELL_SEVERITY;
		place(t, cell, plain ? STYLE_PLAIN : (enum style)threat->severity, &owed);
	}
	end_line(t);
	add_command(t, threat);
	return true;
}

bool table_add(
    struct sheet *s, struct case_file *c, const struct report_options *options, struct fault *f)
{
	struct table t = { .sheet = s, .options = options, .one_day = true };
	for (enum cell cell = 0; cell < CELL_COUNT; cell++)
		t.natural[cell] = strlen(cells[cell].name);
	buf_init(&t.main, REPORT_RECORD);
	buf_init(&t.more, REPORT_RECORD);
	buf_init(&t.word, REPORT_RECORD);
	buf_init(&t.line, REPORT_RECORD);
	bool good = case_each_threat(c, measure, &t, f);
	if (good && t.rows) {
		if (!t.one_day)
			t.natural[CELL_FIRST] = strlen("2026-01-02 03:04:05");
		lay_out(&t);
		add_head(&t);
		good = case_each_threat(c, add_row, &t, f);
		sheet_add(s, TEXT("\n"));
	}
	buf_free(&t.main);
	buf_free(&t.more);
	buf_free(&t.word);
	buf_free(&t.line);
	return good;
}
