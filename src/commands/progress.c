/* The progress line: how far, how fast, how long still, what was found, where it is. */
#include <config.h>

#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "commands/commands.h"
#include "commands/progress.h"
#include "commands/signals.h"
#include "reports/display.h"

enum { BAR = 20, LINE_BYTES = 16 << 10 };

void progress_begin(struct progress *p, bool draw, bool live)
{
	*p = (struct progress) { .draw = draw, .live = live };
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
	p->drawn = p->marked = p->begun;
}

static double seconds_since(const struct timespec *then, const struct timespec *now)
{
	return (double)(now->tv_sec - then->tv_sec) + (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

/* "1.2 GB" and the like, in powers of ten as disks are sold. */
static void add_size(struct buf *line, double bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	int unit = 0;
	for (; bytes >= 1000 && unit < 5; unit++)
		bytes /= 1000;
	buf_format(line, unit ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
}

/* "[=====>         ] 42%": of ASCII, for every terminal and locale. */
static void add_bar(struct buf *line, uint64_t done, uint64_t all)
{
	double part = (double)done / (double)all;
	unsigned filled = (unsigned)(part * BAR);
	buf_char(line, '[');
	for (unsigned i = 0; i < BAR; i++)
		buf_char(line, i < filled ? '=' : i == filled ? '>' : ' ');
	buf_format(line, "] %u%%, ", (unsigned)(part * 100));
}

static void add_left(struct buf *line, double seconds)
{
	if (seconds >= 100 * 3600)
		return;
	unsigned left = (unsigned)(seconds + 0.5);
	if (left >= 3600)
		buf_format(line, ", %u:%02u:%02u left", left / 3600, left / 60 % 60, left % 60);
	else
		buf_format(line, ", %u:%02u left", left / 60, left % 60);
}

static void add_reading(struct buf *line, const struct scan_progress *now, double elapsed)
{
	double rate = elapsed > 0 ? (double)now->bytes / elapsed : 0;
	bool known = now->total && now->bytes <= now->total;
	if (known)
		add_bar(line, now->bytes, now->total);
	add_size(line, (double)now->bytes);
	if (known) {
		buf_add(line, TEXT(" of "));
		add_size(line, (double)now->total);
	}
	buf_add(line, TEXT(", "));
	add_size(line, rate);
	buf_add(line, TEXT("/s"));
	if (known && rate > 0)
		add_left(line, (double)(now->total - now->bytes) / rate);
	buf_add(line, TEXT(", "));
	display_count(line, now->findings, "finding", "findings");
	if (now->input && now->input[0]) {
		buf_add(line, TEXT(", "));
		escape_terminal(line, text_of(now->input));
	}
}

static void add_listening(
    struct buf *line, const struct progress *p, const struct scan_progress *now, double elapsed)
{
	/* In the first second there is no rate of the last one. */
	double rate = elapsed < 1 ? (double)now->frames / elapsed : p->frame_rate;
	display_count(line, now->frames, "frame", "frames");
	buf_add(line, TEXT(", "));
	display_number(line, (uint64_t)rate);
	buf_add(line, TEXT("/s, "));
	display_count(line, now->findings, "finding", "findings");
	buf_add(line, TEXT(", "));
	display_number(line, now->dropped);
	buf_add(line, TEXT(" dropped"));
}

static void mark(struct progress *p, const struct scan_progress *now, const struct timespec *t)
{
	double passed = seconds_since(&p->marked, t);
	if (passed < 1)
		return;
	p->frame_rate = (double)(now->frames - p->marked_frames) / passed;
	p->marked_frames = now->frames;
	p->marked = *t;
}

void progress_wipe(struct progress *p)
{
	if (p->shown)
		fputs("\r\x1b[K", stderr);
	p->shown = false;
}

static void draw(struct progress *p, struct text line)
{
	struct buf fit;
	unsigned width = terminal_width(STDERR_FILENO);
	buf_init(&fit, LINE_BYTES);
	display_fit(&fit, line, width > 1 ? width - 1 : 79);
	fprintf(stderr, "\r\x1b[K%s", buf_string(&fit));
	fflush(stderr);
	p->shown = true;
	buf_free(&fit);
}

void progress_tell(struct progress *p, const struct scan_progress *now)
{
	struct timespec t;
	struct buf line;
	bool asked = signals_want_progress();
	clock_gettime(CLOCK_MONOTONIC, &t);
	mark(p, now, &t);
	bool due = p->draw && seconds_since(&p->drawn, &t) >= 0.2;
	if (!asked && !due)
		return;
	buf_init(&line, LINE_BYTES);
	if (p->live)
		add_listening(&line, p, now, seconds_since(&p->begun, &t));
	else
		add_reading(&line, now, seconds_since(&p->begun, &t));
	if (asked) {
		progress_wipe(p);
		fprintf(stderr, "trailsift: %s\n", buf_string(&line));
	}
	if (due) {
		draw(p, buf_text(&line));
		p->drawn = t;
	}
	buf_free(&line);
}
