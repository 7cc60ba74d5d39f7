/* Processes that are timed. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "timing.h"

int timing_runs(int usual)
{
	const char *wanted = getenv("RUNS");
	int runs = wanted ? (int)strtol(wanted, NULL, 10) : usual;
	return runs < 1 || runs > RUNS_MAX ? 0 : runs;
}

void timing_run(
    struct timing *t, int round, void (*child)(const void *context), const void *context)
{
	struct timespec begun, done;
	struct rusage usage;
	int status;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	pid_t pid = fork();
	if (pid == 0)
		child(context);
	wait4(pid, &status, 0, &usage);
	clock_gettime(CLOCK_MONOTONIC, &done);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 3)
		fprintf(stderr, "%s ended with status %d\n", t->name, status);
	t->seconds[round] =
	    (double)(done.tv_sec - begun.tv_sec) + (double)(done.tv_nsec - begun.tv_nsec) / 1e9;
	if (usage.ru_maxrss > t->peak)
		t->peak = usage.ru_maxrss;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double timing_median(struct timing *t, int runs)
{
	qsort(t->seconds, (size_t)runs, sizeof(double), by_value);
	return t->seconds[runs / 2];
}
