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
#include <sys/stat.h>
#include <unistd.h>

#include "timing.h"

enum { BLOCK = 256 << 10 };

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
	void (*touch)(struct walk *w, const uint8_t *p, uint32_t n); /* NULL: the program */
	char **argv;
};

static void child(const void *context)
{
	const struct subject *s = context;
	if (s->touch) {
		struct walk w = { .touch = s->touch };
		walk_file(s->argv[1], &w);
		_exit(w.sum == 1);
	}
	int null = open("/dev/null", O_WRONLY);
	dup2(null, STDOUT_FILENO);
	execv(s->argv[2], s->argv + 2);
	_exit(127);
}

int main(int argc, char **argv)
{
	enum { SUBJECTS = 3 };
	static struct timing timings[SUBJECTS] = { { .name = "plain read" },
		{ .name = "header walk" }, { .name = "scan" } };
	const struct subject subjects[SUBJECTS] = { { touch_plain, argv }, { touch_headers, argv },
		{ NULL, argv } };
	struct stat st;
	int runs = timing_runs(5);
	if (argc < 3 || stat(argv[1], &st) != 0 || runs == 0) {
		fprintf(stderr, "usage: measure CAPTURE PROGRAM [ARGUMENT]...\n");
		return 2;
	}
	struct walk count = { .touch = touch_plain };
	walk_file(argv[1], &count); /* warms the cache, too */
	for (int round = 0; round < runs; round++)
		for (int i = 0; i < SUBJECTS; i++)
			timing_run(&timings[i], round, child, &subjects[i]);
	printf("%s: %llu frames, %.0f MB, median of %d runs\n", argv[1],
	    (unsigned long long)count.records, (double)st.st_size / 1e6, runs);
	printf(
	    "%-14s %9s %11s %9s %9s %8s\n", "", "seconds", "ns/frame", "MB/s", "peak MB", "ratio");
	double plain = timing_median(&timings[0], runs);
	for (int i = 0; i < SUBJECTS; i++) {
		double t = i ? timing_median(&timings[i], runs) : plain;
		printf("%-14s %9.3f %11.1f %9.0f %9.1f %8.2f\n", timings[i].name, t,
		    t * 1e9 / (double)count.records, (double)st.st_size / 1e6 / t,
		    (double)timings[i].peak / 1024, t / plain);
	}
	return 0;
}
