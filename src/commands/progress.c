/* The progress line: how far, how fast, how long still, what was found. */
#include <config.h>

#include <stdio.h>

#include "commands/progress.h"

void progress_begin(struct progress *p)
{
	*p = (struct progress) { .shown = false };
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
	p->drawn = p->begun;
}

static double seconds_since(const struct timespec *then, const struct timespec *now)
{
	return (double)(now->tv_sec - then->tv_sec) + (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

/* "1.2 GB" and the like, in powers of ten as disks are sold. */
static void size_text(double bytes, char *out, size_t room)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	int unit = 0;
	for (; bytes >= 1000 && unit < 5; unit++)
		bytes /= 1000;
	snprintf(out, room, unit ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
}

void progress_draw(void *context, const struct scan_progress *now)
{
	struct progress *p = context;
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	if (seconds_since(&p->drawn, &t) < 0.2)
		return;
	p->drawn = t;
	p->shown = true;
	double elapsed = seconds_since(&p->begun, &t), rate = (double)now->bytes / elapsed;
	char done[16], speed[16], all[16];
	size_text((double)now->bytes, done, sizeof(done));
	size_text(rate, speed, sizeof(speed));
	fprintf(stderr, "\r\x1b[K%s", done);
	if (now->total > now->bytes) {
		unsigned left = (unsigned)((double)(now->total - now->bytes) / rate + 0.5);
		size_text((double)now->total, all, sizeof(all));
		fprintf(stderr, " of %s (%u%%), %u:%02u left", all,
		    (unsigned)(now->bytes * 100 / now->total), left / 60, left % 60);
	}
	fprintf(stderr, ", %s/s, %llu frames, %llu findings", speed,
	    (unsigned long long)now->frames, (unsigned long long)now->findings);
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\x1b[K", stderr);
}
