/*
 * A small harness: TAP on standard output, one line a check. A test ends at the edge of the world:
 * edge_copy() puts bytes right before an unmapped page, so that reading one too far faults.
 */
#ifndef TS_TESTS_CHECK_H
#define TS_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* One check with a name. */
#define OK(condition, ...) check_ok((condition), __FILE__, __LINE__, __VA_ARGS__)

/* The same for texts and numbers; both are shown where they differ. */
#define IS_TEXT(got, wanted, ...) check_text((got), (wanted), __FILE__, __LINE__, __VA_ARGS__)
#define IS_NUMBER(got, wanted, ...)                                                                \
	check_number((int64_t)(got), (int64_t)(wanted), __FILE__, __LINE__, __VA_ARGS__)

void check_ok(bool good, const char *file, int line, const char *name, ...)
    __attribute__((format(printf, 4, 5)));
void check_text(struct text got, struct text wanted, const char *file, int line, const char *name,
    ...) __attribute__((format(printf, 5, 6)));
void check_number(int64_t got, int64_t wanted, const char *file, int line, const char *name, ...)
    __attribute__((format(printf, 5, 6)));

/* Reports that a test was left out, visibly, and why. */
void check_skip(const char *why, ...) __attribute__((format(printf, 1, 2)));

/* Prints the plan; the value for main() to return. */
int check_done(void);

/* A copy of n bytes whose end is the end of a page before an unmapped one. Valid until the next
 * call but 15. */
const void *edge_copy(const void *p, size_t n);

#endif
