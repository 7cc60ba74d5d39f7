/* TAP, and memory at a page's edge. */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

static int count, failures;

__attribute__((format(printf, 2, 0))) static void line_of(bool good, const char *name, va_list args)
{
	printf("%sok %d - ", good ? "" : "not ", ++count);
	vprintf(name, args);
	putchar('\n');
	failures += !good;
}

void check_ok(bool good, const char *file, int line, const char *name, ...)
{
	va_list args;
	va_start(args, name);
	line_of(good, name, args);
	va_end(args);
	if (!good)
		printf("# at %s:%d\n", file, line);
}

static void show(const char *label, struct text t)
{
	printf("# %s (%zu bytes): ", label, t.n);
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] >= 0x20 && t.s[i] < 0x7f)
			putchar(t.s[i]);
		else
			printf("\\x%02x", (unsigned char)t.s[i]);
	putchar('\n');
}

void check_text(
    struct text got, struct text wanted, const char *file, int line, const char *name, ...)
{
	bool good = text_is(got, wanted);
	va_list args;
	va_start(args, name);
	line_of(good, name, args);
	va_end(args);
	if (!good) {
		printf("# at %s:%d\n", file, line);
		show("got", got);
		show("wanted", wanted);
	}
}

void check_number(int64_t got, int64_t wanted, const char *file, int line, const char *name, ...)
{
	va_list args;
	va_start(args, name);
	line_of(got == wanted, name, args);
	va_end(args);
	if (got != wanted)
		printf("# at %s:%d: got %lld, wanted %lld\n", file, line, (long long)got,
		    (long long)wanted);
}

void check_skip(const char *why, ...)
{
	va_list args;
	va_start(args, why);
	printf("ok %d # SKIP ", ++count);
	vprintf(why, args);
	putchar('\n');
	va_end(args);
}

int check_done(void)
{
	printf("1..%d\n", count);
	return failures != 0;
}

const void *edge_copy(const void *p, size_t n)
{
	static struct {
		uint8_t *start;
		size_t size; /* of the readable part */
	} pages[16];
	static size_t next;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = (n + page) / page * page;
	size_t k = next++ % 16;
	if (pages[k].size < size) {
		if (pages[k].start)
			munmap(pages[k].start, pages[k].size + page);
		uint8_t *start = mmap(
		    NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (start == MAP_FAILED || mprotect(start + size, page, PROT_NONE) != 0) {
			perror("edge_copy");
			exit(99);
		}
		pages[k].start = start;
		pages[k].size = size;
	}
	uint8_t *at = pages[k].start + pages[k].size - n;
	if (n)
		memcpy(at, p, n);
	return at;
}
