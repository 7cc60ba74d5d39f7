/*
 * Why something could not be done, in words, written where it is known. Library code never
 * prints: it returns false or NULL and fills a fault; commands/ says it to the user.
 */
#ifndef TS_BASE_FAULT_H
#define TS_BASE_FAULT_H

#include <stdbool.h>

#include "base/attributes.h"

struct fault {
	char text[512]; /* one line, no newline, already safe for a terminal */
};

/* Formats and makes the line safe for a terminal. Always returns false, so that a function may
 * end with "return fault_set(…)". */
bool fault_set(struct fault *f, const char *format, ...) ATTR_FORMAT(2, 3);

/* The same, followed by ": " and what errno means. */
bool fault_errno(struct fault *f, const char *format, ...) ATTR_FORMAT(2, 3);

/* Where lines go that a user should read while work goes on (damage, unread files, …). */
struct notices {
	void (*say)(void *context, const char *line);
	void *context;
};

/* say may be NULL: then nothing happens. */
void notice(const struct notices *n, const char *format, ...) ATTR_FORMAT(2, 3);

#endif
