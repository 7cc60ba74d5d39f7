/* The progress line: how far, how fast, how long still, what was found, where it is. */
#include <config.h>

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/time.h"
#include "commands/commands.h"
#include "commands/progress.h"
#include "commands/signals.h"
#include "reports/display.h"

enum { BAR = 20, LINE_BYTES = 16 << 10 };

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

/* Packed files are gone through once before the scan, to learn what they hold. */
static void add_looking(struct buf *line, uint64_t bytes, double elapsed)
{
	buf_add(line, TEXT("looking into packed files, "));
	add_size(line, (double)bytes);
	buf_add(line, TEXT(", "));
	add_size(line, elapsed > 0 ? (double)bytes / elapsed : 0);
	buf_add(line, TEXT("/s"));
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

static void wipe(struct progress *p)
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

static void say(struct progress *p, bool asked)
{
	struct timespec t;
	struct buf line;
	clock_gettime(CLOCK_MONOTONIC, &t);
	mark(p, &p->now, &t);
	buf_init(&line, LINE_BYTES);
	uint64_t looked = p->capture ? capture_bytes_looked(p->capture) : 0;
	if (p->live)
		add_listening(&line, p, &p->now, seconds_since(&p->begun, &t));
	else if (p->now.frames == 0 && looked > 0)
		add_looking(&line, looked, seconds_since(&p->begun, &t));
	else
		add_reading(&line, &p->now, seconds_since(&p->begun, &t));
	if (asked) {
		wipe(p);
		fprintf(stderr, "trailsift: %s\n", buf_string(&line));
	}
	if (p->draw)
		draw(p, buf_text(&line));
	buf_free(&line);
}

/* Waits for a signal, or a fifth of a second; whether it was a signal. */
static bool wait_for_wish(void)
{
	enum { WAIT_NS = 200000000 };
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += WAIT_NS;
	if (until.tv_nsec >= NS_PER_SECOND) {
		until.tv_nsec -= NS_PER_SECOND;
		until.tv_sec++;
	}
	return sem_timedwait(&signals_progress, &until) == 0;
}

static void *watch(void *progress)
{
	struct progress *p = progress;
	for (bool ends = false; !ends;) {
		bool asked = wait_for_wish();
		pthread_mutex_lock(&p->lock);
		ends = p->ends;
		if (!ends)
			say(p, asked);
		pthread_mutex_unlock(&p->lock);
	}
	return NULL;
}

void progress_begin(struct progress *p, const struct capture *capture, bool draw, bool live)
{
	sigset_t all, before;
	*p = (struct progress) { .capture = capture, .draw = draw, .live = live };
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
	p->marked = p->begun;
	pthread_mutex_init(&p->lock, NULL);
	/* Signals are for the thread that reads: they end its waiting. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	p->running = pthread_create(&p->thread, NULL, watch, p) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void progress_end(struct progress *p)
{
	if (!p->running)
		return;
	pthread_mutex_lock(&p->lock);
	p->ends = true;
	wipe(p);
	pthread_mutex_unlock(&p->lock);
	sem_post(&signals_progress);
	pthread_join(p->thread, NULL);
	while (sem_trywait(&signals_progress) == 0)
		; /* it may have looked up by itself */
	pthread_mutex_destroy(&p->lock);
	p->running = false;
}

void progress_tell(struct progress *p, const struct scan_progress *now)
{
	pthread_mutex_lock(&p->lock);
	p->now = *now;
	snprintf(p->input, sizeof(p->input), "%s", now->input ? now->input : "");
	p->now.input = p->input;
	pthread_mutex_unlock(&p->lock);
}

void progress_pause(struct progress *p)
{
	if (!p->running)
		return;
	pthread_mutex_lock(&p->lock);
	wipe(p);
}

void progress_resume(struct progress *p)
{
	if (p->running)
		pthread_mutex_unlock(&p->lock);
}

void progress_wipe(struct progress *p)
{
	progress_pause(p);
	progress_resume(p);
}
