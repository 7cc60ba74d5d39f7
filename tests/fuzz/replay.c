/*
 * Runs a fuzz target over its seeds without a fuzzing engine. The seeds of tests/fuzz/fuzz-NAME
 * are the files in tests/fuzz/seeds/NAME/ (of the source tree), or the files named as arguments.
 * Each is also cut at every length, from an exact-size heap block, so that a sanitizer sees the
 * first byte too far.
 */
#include <config.h>

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void run(const uint8_t *data, size_t n)
{
	uint8_t *exact = malloc(n ? n : 1);
	if (!exact)
		abort();
	if (n)
		memcpy(exact, data, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

static int replay(const char *path, int number)
{
	static uint8_t data[1 << 20];
	FILE *f = fopen(path, "rb");
	if (!f) {
		printf("not ok %d - cannot open %s\n", number, path);
		return 1;
	}
	size_t n = fread(data, 1, sizeof(data), f);
	fclose(f);
	size_t step = n / 2048 + 1;
	for (size_t cut = 0; cut < n; cut += step)
		run(data, cut);
	run(data, n);
	printf("ok %d - %s\n", number, path);
	return 0;
}

static int is_seed(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	int count = 0, failed = 0;
	for (int i = 1; i < argc; i++)
		failed += replay(argv[i], ++count);
	if (argc == 1) {
		const char *source = getenv("top_srcdir"), *name = strrchr(argv[0], '/');
		name = strstr(name ? name : argv[0], "fuzz-");
		char folder[2048], path[4096];
		snprintf(folder, sizeof(folder), "%s/tests/fuzz/seeds/%s", source ? source : ".",
		    name ? name + 5 : "");
		struct dirent **seeds;
		int n = scandir(folder, &seeds, is_seed, alphasort);
		for (int i = 0; i < n; i++) {
			snprintf(path, sizeof(path), "%s/%s", folder, seeds[i]->d_name);
			failed += replay(path, ++count);
			free(seeds[i]);
		}
		if (n <= 0)
			printf("not ok %d - no seeds in %s\n", ++count, folder);
		else
			free(seeds);
	}
	printf("1..%d\n", count);
	return failed || count == 0;
}
