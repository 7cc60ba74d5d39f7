/* How long opening a compiled store takes: store_open STORE [TIMES]. Prints microseconds each, the
 * first time and on average, and the heap and resident memory that it left. */
#include <config.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "trails/store.h"

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	struct fault f;
	unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000;
	if (argc < 2) {
		fprintf(stderr, "usage: store_open STORE [TIMES]\n");
		return 2;
	}
	double from = now(), first = 0;
	size_t before = mallinfo2().uordblks, heap = 0;
	for (unsigned long i = 0; i < times; i++) {
		struct store *s = store_open(argv[1], &f);
		if (!s) {
			fprintf(stderr, "%s\n", f.text);
			return 4;
		}
		if (i == 0) {
			first = now() - from;
			heap = mallinfo2().uordblks - before;
		}
		store_close(s);
	}
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("first %.1f us, mean of %lu %.1f us, heap %zu bytes, peak %ld KiB\n", first, times,
	    (now() - from) / (double)times, heap, usage.ru_maxrss);
	return 0;
}
