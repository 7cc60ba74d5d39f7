/*
 * versus NAME COMMAND [NAME COMMAND]...
 *
 * Times shell commands in turn, several times, and prints the median of each with its ratio to the
 * first. Their output goes nowhere. RUNS in the environment: how often (default 5).
 */
#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "timing.h"

enum { SUBJECTS_MAX = 16 };

static void child(const void *command)
{
	int null = open("/dev/null", O_WRONLY);
	dup2(null, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", (const char *)command, (char *)NULL);
	_exit(127);
}

int main(int argc, char **argv)
{
	static struct timing subjects[SUBJECTS_MAX];
	int count = argc / 2, runs = timing_runs(5);
	if (argc < 3 || argc % 2 == 0 || count > SUBJECTS_MAX || runs == 0) {
		fprintf(stderr, "usage: versus NAME COMMAND [NAME COMMAND]...\n");
		return 2;
	}
	for (int round = 0; round < runs; round++)
		for (int i = 0; i < count; i++) {
			subjects[i].name = argv[1 + 2 * i];
			timing_run(&subjects[i], round, child, argv[2 + 2 * i]);
		}
	printf("%-28s %9s %9s %8s\n", "", "seconds", "peak MB", "ratio");
	double first = timing_median(&subjects[0], runs);
	for (int i = 0; i < count; i++) {
		double t = i ? timing_median(&subjects[i], runs) : first;
		printf("%-28s %9.3f %9.1f %8.2f\n", subjects[i].name, t,
		    (double)subjects[i].peak / 1024, t / first);
	}
	return 0;
}
