/* Facts of a case. case(5). */
#include <config.h>

#include "base/time.h"
#include "reports/facts.h"

bool fact_time(struct case_file *c, const char *name, int64_t *time)
{
	struct text digits = case_get(c, name);
	bool before = text_starts(digits, TEXT("-"));
	uint64_t size;
	if (!text_number(text_from(digits, before), INT64_MAX, &size))
		return false;
	*time = before ? -(int64_t)size : (int64_t)size;
	return true;
}
