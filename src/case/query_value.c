/* Values of a query's terms. Spec: threats.md 8.2. */
#include <config.h>

#include "base/time.h"
#include "case/query_tree.h"
#include "case/triage.h"

#define DAY_NS (24 * 3600 * NS_PER_SECOND)

#define QUERY_FIELD_FORM(id, name, form, help) FORM_##form,
static const enum value_form forms[] = { QUERY_FIELDS(QUERY_FIELD_FORM) FORM_TEXT };
#undef QUERY_FIELD_FORM

enum value_form query_form(enum query_field_id field)
{
	return forms[field];
}

struct word {
	const char *text;
	int meaning;
};

static const struct word severities[] = { { "high", SEVERITY_HIGH }, { "hi", SEVERITY_HIGH },
	{ "3", SEVERITY_HIGH }, { "medium", SEVERITY_MEDIUM }, { "med", SEVERITY_MEDIUM },
	{ "2", SEVERITY_MEDIUM }, { "low", SEVERITY_LOW }, { "lo", SEVERITY_LOW },
	{ "1", SEVERITY_LOW }, { NULL, 0 } };

static const struct word directions[] = { { "in", WORD_IN }, { "inbound", WORD_INBOUND },
	{ "ingress", WORD_IN }, { "req", WORD_IN }, { "request", WORD_IN }, { "out", WORD_OUT },
	{ "outbound", WORD_OUTBOUND }, { "egress", WORD_OUT }, { "resp", WORD_OUT },
	{ "response", WORD_OUT }, { "reply", WORD_OUT }, { "internal", WORD_INTERNAL },
	{ "external", WORD_EXTERNAL }, { NULL, 0 } };

static const struct word truths[] = { { "yes", 1 }, { "true", 1 }, { "1", 1 }, { "no", 0 },
	{ "false", 0 }, { "0", 0 }, { NULL, 0 } };

static int find_word(const struct word *words, struct text t)
{
	for (; words->text; words++)
		if (text_is(t, text_of(words->text)))
			return words->meaning;
	return -1;
}

static int read_status(struct text t)
{
	enum triage_status status;
	return triage_status_parse(t, &status) ? (int)status : -1;
}

static void read_glob(struct value *v)
{
	v->glob = !v->quoted && text_find_char(v->text, '*') != TEXT_NONE;
}

static void read_word(struct value *v, enum query_field_id field)
{
	/* clang-format off */
	switch (field) {
	case BY_SEV: v->word = find_word(severities, v->text); break;
	case BY_DIR: v->word = find_word(directions, v->text); break;
	case BY_HIDDEN: v->word = find_word(truths, v->text); break;
	case BY_STATUS: v->word = read_status(v->text); break;
	default: read_glob(v);
	}
	/* clang-format on */
}

/* 443, 1000-2000, >1024, >=, <, <= */
static void read_number(struct value *v)
{
	struct text t = v->text;
	bool more = text_starts(t, TEXT(">")), less = text_starts(t, TEXT("<"));
	uint64_t n, least, most;
	v->least = 1;
	v->most = 0;
	if (more || less) {
		bool equal = t.n > 1 && t.s[1] == '=';
		if (!text_number(text_from(t, 1U + equal), UINT64_MAX, &n))
			return;
		if (!equal && n == (more ? UINT64_MAX : 0))
			return;
		v->least = more ? n + !equal : 0;
		v->most = more ? UINT64_MAX : n - !equal;
		return;
	}
	struct text high = t, low = text_split(&high, '-');
	if (!text_number(low, UINT64_MAX, &least) ||
	    !text_number(high.s ? high : low, UINT64_MAX, &most))
		return;
	v->least = least < most ? least : most;
	v->most = least < most ? most : least;
}

/* "10.0.0.0/8", "2001:db8::/32" */
static void read_network(struct value *v)
{
	struct text rest = v->text, base = text_split(&rest, '/');
	struct address a;
	uint64_t bits;
	if (v->quoted || !rest.s || !address_parse(base, &a) ||
	    !text_number(rest, a.version == 4 ? 32 : 128, &bits))
		return;
	v->base = a;
	v->bits = (unsigned)bits;
}

/* The end of a day, or of all time. */
static int64_t day_after(int64_t day)
{
	return day > INT64_MAX - DAY_NS ? INT64_MAX : day + DAY_NS;
}

static bool read_day(struct text t, int64_t *begin)
{
	return t.n == sizeof("2026-01-02") - 1 && time_parse(t, begin);
}

static void read_days(struct value *v, struct text raw)
{
	size_t at = text_find(raw, TEXT(".."));
	int64_t first, last;
	if (at == TEXT_NONE) {
		if (read_day(raw, &first)) {
			v->from = first;
			v->to = day_after(first);
		}
		return;
	}
	struct text low = text_head(raw, at), high = text_from(raw, at + 2);
	first = last = TIME_NONE;
	if ((low.n && !read_day(low, &first)) || (high.n && !read_day(high, &last)))
		return;
	v->from = first;
	v->to = last == TIME_NONE ? INT64_MAX : day_after(last);
}

static void read_time(struct value *v, enum query_field_id field, struct text raw)
{
	int64_t time;
	if (!time_parse(raw, &time))
		return;
	v->from = field == BY_SINCE ? time : INT64_MIN;
	v->to = field == BY_SINCE ? INT64_MAX : time;
}

void query_read_value(struct value *v, enum query_field_id field, struct text raw)
{
	v->word = -1;
	v->empty = v->quoted && !v->text.n;
	v->from = INT64_MAX; /* nothing, until a time was read */
	v->to = INT64_MIN;
	if (field == BY_PLAIN)
		return;
	/* clang-format off */
	switch (query_form(field)) {
	case FORM_ADDRESS: read_network(v); read_glob(v); break;
	case FORM_TEXT: read_glob(v); break;
	case FORM_NUMBER: read_number(v); break;
	case FORM_WORD: read_word(v, field); break;
	case FORM_DAY: read_days(v, raw); break;
	case FORM_TIME: read_time(v, field, raw); break;
	}
	/* clang-format on */
}
