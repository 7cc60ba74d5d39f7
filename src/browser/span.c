/* The bins of the sparklines of a case. */
#include <config.h>

#include "browser/span.h"

#include "base/time.h"
#include "reports/facts.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, DATE = 10 };

struct span span_of(struct case_file *c)
{
	struct span s = { 0 };
	if (!fact_time(c, "spark_start", &s.start) || !fact_time(c, "spark_width", &s.width) ||
	    s.width < NS_PER_SECOND || s.width > INT64_MAX / 2 / SPARK_BINS ||
	    s.start < INT64_MIN / 2 || s.start > INT64_MAX / 2)
		return (struct span) { 0 };
	return s;
}

int64_t span_time(const struct span *s, size_t bin)
{
	return s->start + (int64_t)bin * s->width;
}

void span_width_text(const struct span *s, struct buf *out)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = { { DAY, "d" }, { HOUR, "h" }, { MINUTE, "min" }, { 1, "s" } };
	int64_t seconds = s->width / NS_PER_SECOND;
	size_t i = 0;
	while (seconds < units[i].seconds && units[i].seconds > 1)
		i++;
	buf_format(out, "%lld %s", (long long)(seconds / units[i].seconds), units[i].name);
}

void span_time_text(const struct span *s, size_t bin, struct buf *out)
{
	char text[TIME_TEXT];
	size_t n = time_text_short(span_time(s, bin), text);
	bool days = s->width >= DAY * NS_PER_SECOND;
	buf_add(out, (struct text) { text, days && n > DATE ? DATE : n });
}
