/* Faults and notices: one safe line each. */
#include <config.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/fault.h"

static void safe_line(char *out, size_t room, const char *line)
{
	struct buf b;
	buf_init(&b, room - 1);
	escape_terminal(&b, text_of(line));
	memcpy(out, buf_string(&b), b.n + 1);
	buf_free(&b);
}

bool fault_set(struct fault *f, const char *format, ...)
{
	char raw[sizeof(f->text) / 2];
	va_list args;
	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	safe_line(f->text, sizeof(f->text), raw);
	return false;
}

bool fault_errno(struct fault *f, const char *format, ...)
{
	int code = errno;
	char raw[sizeof(f->text) / 2];
	va_list args;
	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	return fault_set(f, "%s: %s", raw, strerror(code));
}

void notice(const struct notices *n, const char *format, ...)
{
	if (!n || !n->say)
		return;
	char raw[1024], line[2048];
	va_list args;
	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	safe_line(line, sizeof(line), raw);
	n->say(n->context, line);
}
