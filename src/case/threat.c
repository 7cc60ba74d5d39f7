/* Threats: keys, ids, severities, the bins of a sparkline. spec/threats.md 2 to 6. */
#include <config.h>

#include "case/threat.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"

#define DAY INT64_C(86400)

/* One ordered list; the first row that applies decides. */
static const struct {
	bool in_reference;
	struct text word;
	enum severity severity;
} severity_rows[] = {
	{ true, TEXT("(custom)"), SEVERITY_HIGH }, { true, TEXT("(remote custom)"), SEVERITY_HIGH },
	{ false, TEXT("potential malware site"), SEVERITY_MEDIUM },
	{ true, TEXT("malwaredomainlist"), SEVERITY_HIGH },
	{ false, TEXT("malware distribution"), SEVERITY_MEDIUM },
	{ false, TEXT("mass scanner"), SEVERITY_LOW }, { false, TEXT("malware"), SEVERITY_HIGH },
	{ false, TEXT("adversary"), SEVERITY_HIGH }, { false, TEXT("ransomware"), SEVERITY_HIGH },
	{ false, TEXT("reputation"), SEVERITY_LOW }, { false, TEXT("attacker"), SEVERITY_LOW },
	{ false, TEXT("spammer"), SEVERITY_LOW }, { false, TEXT("compromised"), SEVERITY_LOW },
	{ false, TEXT("crawler"), SEVERITY_LOW }, { false, TEXT("scanning"), SEVERITY_LOW },
	{ false, TEXT("(context)"), SEVERITY_LOW }, /* our own: true, and no sign of malice */
};

const int64_t spark_widths[SPARK_WIDTHS] = { 1, 5, 15, 60, 300, 900, 3600, 10800, 43200, DAY };

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static void add_units(uint8_t *units, size_t *n, uint32_t point)
{
	if (point < 0x10000) {
		units[(*n)++] = (uint8_t)point;
		return;
	}
	point -= 0x10000;
	units[(*n)++] = (uint8_t)(point >> 10);
	units[(*n)++] = (uint8_t)point;
}

static bool is_ascii(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((uint8_t)t.s[i] >= 0x80)
			return false;
	return true;
}

/* The hash of the low bytes of a text's UTF-16 code units. */
static uint32_t hash_units(struct text key)
{
	if (is_ascii(key))
		return hash_murmur3(key.s, key.n, 13);
	struct buf repaired;
	buf_init(&repaired, SIZE_MAX / 4);
	repair_utf8(&repaired, key);
	struct text rest = buf_text(&repaired);
	uint8_t *units = xmalloc(rest.n); /* never more code units than bytes */
	size_t n = 0;
	while (rest.n) {
		size_t length = utf8_length(rest);
		add_units(units, &n, utf8_decode(rest.s, length));
		rest = text_from(rest, length);
	}
	uint32_t hash = hash_murmur3(units, n, 13);
	free(units);
	buf_free(&repaired);
	return hash;
}

/* How long the parenthesised run at the start of t is, 0 where there is none. */
static size_t run_length(struct text t)
{
	if (t.s[0] != '(')
		return 0;
	size_t end = text_find_char(t, ')');
	return end == TEXT_NONE || end == 1 ? 0 : end + 1;
}

static struct text trim_char(struct text t, char c)
{
	while (t.n && t.s[t.n - 1] == c)
		t.n--;
	while (t.n && t.s[0] == c)
		t = text_from(t, 1);
	return t;
}

const char *severity_name(enum severity s)
{
	static const char *const names[] = { "", "low", "medium", "high" };
	return s <= SEVERITY_HIGH ? names[s] : "";
}

enum { SEVERITY_ROWS = sizeof(severity_rows) / sizeof(severity_rows[0]) };

/* The row that decides, or SEVERITY_ROWS. */
static size_t severity_row(struct text info, struct text reference)
{
	size_t i = 0;
	for (; i < SEVERITY_ROWS; i++) {
		struct text in = severity_rows[i].in_reference ? reference : info;
		if (text_find_nocase(in, severity_rows[i].word) != TEXT_NONE)
			break;
	}
	return i;
}

enum severity severity_of(struct text info, struct text reference)
{
	size_t i = severity_row(info, reference);
	return i < SEVERITY_ROWS ? severity_rows[i].severity : SEVERITY_MEDIUM;
}

const char *severity_reason(struct text info, struct text reference, bool *in_reference)
{
	size_t i = severity_row(info, reference);
	*in_reference = i < SEVERITY_ROWS && severity_rows[i].in_reference;
	return i < SEVERITY_ROWS ? severity_rows[i].word.s : NULL;
}

void threat_normalise(struct buf *out, struct text trail)
{
	size_t start = out->n, i = 0;
	size_t last = text_find_last(trail, ')');
	size_t runs = last == TEXT_NONE ? 0 : last; /* no run can begin behind it */
	while (i < runs) {
		size_t skip = run_length(text_from(trail, i));
		if (!skip)
			buf_char(out, trail.s[i]);
		i += skip ? skip : 1;
	}
	buf_add(out, text_from(trail, i));
	if (out->n == start)
		return;
	struct text kept = trim_char((struct text) { out->p + start, out->n - start }, ' ');
	kept = trim_char(kept, '.');
	memmove(out->p + start, kept.s, kept.n);
	out->n = start + kept.n;
}

enum threat_kind threat_key(struct buf *out, struct text src, struct text norm, struct text info,
    struct text reference, bool flooding)
{
	static const struct text arrow = TEXT("~>");
	enum threat_kind kind = THREAT_PLAIN;
	bool heuristic = false;
	if (text_find(info, TEXT(" dns exhaustion ")) != TEXT_NONE)
		kind = THREAT_DNS_EXHAUSTION;
	else if (flooding)
		kind = THREAT_FLOOD;
	else if (text_find(info, TEXT(" dga ")) != TEXT_NONE)
		kind = THREAT_DGA;
	else
		heuristic = text_find(reference, TEXT("heuristic")) != TEXT_NONE;
	if (kind == THREAT_DNS_EXHAUSTION)
		src = info;
	else if (kind == THREAT_FLOOD)
		src = TEXT("...");
	buf_add(out, src);
	buf_add(out, arrow);
	buf_add(out, kind == THREAT_DGA ? info : norm);
	if (heuristic)
		buf_add(out, info);
	return kind;
}

void threat_id(struct text key, enum threat_kind kind, char out[THREAT_ID_TEXT])
{
	static const char suffixes[] = {
		[THREAT_FLOOD] = 'F', [THREAT_DGA] = 'D', [THREAT_DNS_EXHAUSTION] = 'N'
	};
	uint32_t hash = hash_units(key);
	if (kind == THREAT_PLAIN) {
		for (size_t i = 0; i < 8; i++)
			out[i] = "0123456789abcdef"[hash >> (28 - 4 * i) & 0xf];
		out[8] = '\0';
		return;
	}
	/* Six digits from the front of the number as it is, not of its eight-digit form. */
	snprintf(out, THREAT_ID_TEXT, "%06x", (unsigned)hash);
	out[6] = suffixes[kind];
	out[7] = '0';
	out[8] = '\0';
}

int64_t spark_width(int64_t first, int64_t last, int64_t *start)
{
	int64_t from = time_seconds(first), to = time_seconds(last);
	if (first == TIME_NONE || last == TIME_NONE || to < from)
		from = to = first == TIME_NONE ? 0 : from;
	int64_t width = 0;
	for (size_t i = 0; i < SPARK_WIDTHS && !width; i++) {
		int64_t w = spark_widths[i];
		if (floor_divide(to, w) - floor_divide(from, w) < SPARK_BINS)
			width = w;
	}
	if (!width) {
		int64_t days = floor_divide(to, DAY) - floor_divide(from, DAY);
		width = days / SPARK_BINS * DAY;
		while (floor_divide(to, width) - floor_divide(from, width) >= SPARK_BINS)
			width += DAY;
	}
	*start = floor_divide(from, width) * width;
	/* The first bin of the earliest representable times begins before them. */
	*start = *start < INT64_MIN / NS_PER_SECOND ? INT64_MIN + 1 : *start * NS_PER_SECOND;
	return width * NS_PER_SECOND;
}
