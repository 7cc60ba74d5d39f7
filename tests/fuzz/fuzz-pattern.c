/* A pattern, a line break, a name: whatever stands there, the filter loses no match that the search alone finds. */
#include <config.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/limits.h"
#include "trails/patterns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool meets(struct text pattern, struct text name)
{
	int error;
	PCRE2_SIZE at;
	pcre2_code *code = pcre2_compile(
	    (PCRE2_SPTR)pattern.s, pattern.n, PCRE2_DOLLAR_ENDONLY, &error, &at, NULL);
	if (!code)
		return false;
	pcre2_match_data *found = pcre2_match_data_create(1, NULL);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(limits, 100);
	int n = pcre2_match(code, (PCRE2_SPTR)name.s, name.n, 0, 0, found, limits);
	pcre2_match_context_free(limits);
	pcre2_match_data_free(found);
	pcre2_code_free(code);
	return n >= 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pattern_match found;
	struct text rest = text_bytes(data, size > 512 ? 512 : size);
	struct text key = text_split(&rest, '\n');
	struct text name = text_head(rest.s ? rest : TEXT(""), LIMIT_NAME);
	const struct trail one = { .kind = TRAIL_PATTERN,
		.key = key,
		.info = TEXT("info"),
		.reference = TEXT("(static)") };
	struct patterns *p = patterns_new(&one, 1, NULL);
	bool is = patterns_find(p, name, &found);
	if (is && found.before.n + found.matched.n + found.behind.n != name.n)
		abort();
	if (!is && patterns_given_up(p) == 0 && patterns_used(p) && meets(key, name))
		abort();
	patterns_free(p);
	return 0;
}
