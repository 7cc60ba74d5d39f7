/*
 * measure CAPTURE PROGRAM [ARGUMENT]...
 *
 * Times three things over the same pcap file, in turn and several times, each in a process of its
 * own: a plain block read (read(2) into one buffer of 256 KiB, touching the first 64 bytes of each
 * record), a bare walk over the headers of each frame, and the program given (a scan). Prints the
 * median of each with its ratio to the plain read; absolute times of different machines or runs say little.
 * RUNS in the environment: how often (default 5).
 */
#include <config.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 256 << 10, RUNS_MAX = 101 };

struct walk {
	uint64_t records, sum;
	void (*touch)(struct walk *w, const uint8_t *p, uint32_t n);
};

static uint32_t le32(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

/* The first 64 bytes of the record: its header is one of them, so one line or two. */
static void touch_plain(struct walk *w, const uint8_t *p, uint32_t n)
{
	(void)n;
	w->sum += le32(p) + p[63];
}

static void touch_headers(struct walk *w, const uint8_t *p, uint32_t n)
{
	uint32_t at = 16 + 14;
	if (n < 34)
		return;
	unsigned type = (unsigned)p[16 + 12] << 8 | p[16 + 13];
	while (type == 0x8100 && at + 24 < 16 + n) {
		type = (unsigned)p[at + 2] << 8 | p[at + 3];
		at += 4;
	}
	if (type == 0x0800)
		w->sum += p[at + 9] + le32(p + at + 12) + le32(p + at + 16) +
		    (at + (p[at] & 15u) * 4 + 4 <= 16 + n ? le32(p + at + (p[at] & 15u) * 4) : 0);
	else if (type == 0x86dd && n >= 58)
		w->sum += p[at + 6] + le32(p + at + 8) + le32(p + at + 40);
}

/* Walks the records of a little-endian pcap file; what straddles two blocks is moved. */
static void walk_file(const char *path, struct walk *w)
{
	static uint8_t buffer[BLOCK + (1 << 18)];
	int fd = open(path, O_RDONLY);
	size_t held = 0, skip = 24;
	for (;;) {
		ssize_t got = read(fd, buffer + held, BLOCK);
		if (got <= 0)
			break;
		size_t n = held + (size_t)got, at = skip;
		skip = 0;
		while (n - at >= 80) {
			uint32_t size = le32(buffer + at + 8);
			if (size > n - at - 16)
				break;
			w->touch(w, buffer + at, size);
			w->records++;
			at += 16 + (size_t)size;
		}
		held = n - at;
		memmove(buffer, buffer + at, held);
	}
	close(fd);
}

struct subject {
	const char *name;
	void (*touch)(struct walk *w, const uint8_t *p, uint32_t n); /* NULL: the program */
	double seconds[RUNS_MAX];
	long peak; /* KiB */
};

static void child(const struct subject *s, char **argv)
{
	if (s->touch) {
		struct walk w = { .touch = s->touch };
		walk_file(argv[1], &w);
		_exit(w.sum == 1);
	}
	int null = open("/dev/null", O_WRONLY);
	dup2(null, STDOUT_FILENO);
	execv(argv[2], argv + 2);
	_exit(127);
}

static void run(struct subject *s, char **argv, int round)
{
	struct timespec begun, done;
	struct rusage usage;
	int status;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	pid_t pid = fork();
	if (pid == 0)
		child(s, argv);
	wait4(pid, &status, 0, &usage);
	clock_gettime(CLOCK_MONOTONIC, &done);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 3)
		fprintf(stderr, "measure: %s ended with status %d\n", s->name, status);
	s->seconds[round] =
	    (double)(done.tv_sec - begun.tv_sec) + (double)(done.tv_nsec - begun.tv_nsec) / 1e9;
	if (usage.ru_maxrss > s->peak)
		s->peak = usage.ru_maxrss;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	struct subject subjects[] = {
		{ .name = "plain read", .touch = touch_plain },
		{ .name = "header walk", .touch = touch_headers },
		{ .name = "scan" },
	};
	struct stat st;
	const char *wanted = getenv("RUNS");
	int runs = wanted ? (int)strtol(wanted, NULL, 10) : 5;
	if (argc < 3 || stat(argv[1], &st) != 0 || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: measure CAPTURE PROGRAM [ARGUMENT]...\n");
		return 2;
	}
	struct walk count = { .touch = touch_plain };
	walk_file(argv[1], &count); /* warms the cache, too */
	for (int round = 0; round < runs; round++)
		for (int i = 0; i < 3; i++)
			run(&subjects[i], argv, round);
	printf("%s: %llu frames, %.0f MB, median of %d runs\n", argv[1],
	    (unsigned long long)count.records, (double)st.st_size / 1e6, runs);
	printf(
	    "%-14s %9s %11s %9s %9s %8s\n", "", "seconds", "ns/frame", "MB/s", "peak MB", "ratio");
	double plain = 0;
	for (int i = 0; i < 3; i++) {
		struct subject *s = &subjects[i];
		qsort(s->seconds, (size_t)runs, sizeof(double), by_value);
		double t = s->seconds[runs / 2];
		plain = i ? plain : t;
		printf("%-14s %9.3f %11.1f %9.0f %9.1f %8.2f\n", s->name, t,
		    t * 1e9 / (double)count.records, (double)st.st_size / 1e6 / t,
		    (double)s->peak / 1024, t / plain);
	}
	return 0;
}
