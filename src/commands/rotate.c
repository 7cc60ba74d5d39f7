/* When a period ends, and what its files are called. */
#include <config.h>

#include "base/time.h"
#include "commands/rotate.h"

int64_t rotate_end(int64_t now, uint64_t seconds)
{
	int64_t length = (int64_t)seconds, whole = time_seconds(now);
	return (whole - whole % length + length) * NS_PER_SECOND;
}

void rotate_name(struct buf *out, const char *path, const char *ending, int64_t begin)
{
	char time[TIME_TEXT];
	struct text name = text_of(path), t = { time, time_text_short(begin, time) };
	if (text_ends(name, text_of(ending)))
		name.n -= strlen(ending);
	buf_add(out, name);
	buf_char(out, '-');
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] == ' ')
			buf_char(out, 'T');
		else if (ascii_digit(t.s[i]))
			buf_char(out, t.s[i]);
	buf_char(out, 'Z');
	buf_add(out, text_of(ending));
}
