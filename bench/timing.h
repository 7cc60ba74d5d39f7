/* Processes that are timed: in turn, several times, medians. */
#ifndef TS_BENCH_TIMING_H
#define TS_BENCH_TIMING_H

enum { RUNS_MAX = 101 };

struct timing {
	const char *name;
	double seconds[RUNS_MAX];
	long peak; /* KiB */
};

/* RUNS in the environment, or usual; 0 where that is no number that can be. */
int timing_runs(int usual);

/* Runs child() in a process of its own, which it ends; *t gets the time of that round. */
void timing_run(
    struct timing *t, int round, void (*child)(const void *context), const void *context);

/* The median of the rounds; sorts them. */
double timing_median(struct timing *t, int runs);

#endif
