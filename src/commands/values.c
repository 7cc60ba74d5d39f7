/* A number and the letter of its unit. */
#include <config.h>

#include "base/text.h"
#include "commands/values.h"

struct unit {
	char letter;
	uint64_t factor;
};

/* The factor of the unit that ends *t, which is taken off; 1 where there is none. */
static uint64_t take_unit(struct text *t, const struct unit *units, size_t count)
{
	for (size_t i = 0; t->n && i < count; i++)
		if (ascii_lower(t->s[t->n - 1]) == units[i].letter) {
			*t = text_head(*t, t->n - 1);
			return units[i].factor;
		}
	return 1;
}

static bool units_number(
    const char *value, const struct unit *units, size_t count, uint64_t max, uint64_t *result)
{
	struct text t = text_of(value);
	uint64_t number, factor = take_unit(&t, units, count);
	if (!text_number(t, max / factor, &number))
		return false;
	*result = number * factor;
	return true;
}

bool value_size(const char *value, uint64_t max, uint64_t *bytes)
{
	static const struct unit units[] = { { 'k', 1 << 10 }, { 'm', 1 << 20 }, { 'g', 1 << 30 } };
	return units_number(value, units, sizeof(units) / sizeof(units[0]), max, bytes);
}

bool value_span(const char *value, uint64_t *seconds)
{
	static const struct unit units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 },
		{ 'd', 86400 } };
	return units_number(value, units, sizeof(units) / sizeof(units[0]), 366 * 86400, seconds) &&
	    *seconds > 0;
}
