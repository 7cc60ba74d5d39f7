/* Addresses, times, severities in words. */
#include <config.h>

#include "browser/describe.h"

#include "base/time.h"
#include "browser/browser.h"
#include "browser/span.h"
#include "reports/display.h"

void describe_place(struct browser *b, struct text address, struct buf *out)
{
	struct address a;
	struct geo_place place;
	if (!address_parse(address, &a))
		return;
	if (address_is_private(&a))
		buf_add(out, TEXT("private"));
	if (!geo_find(b->geo, &a, &place))
		return;
	if (place.name.n)
		buf_add(out, place.name);
	else if (place.country[0])
		buf_add(out, text_of(place.country));
	if (place.as_number)
		buf_format(out, "%sAS%u", out->n ? ", " : "", place.as_number);
	if (place.network.n) {
		buf_char(out, ' ');
		buf_add(out, place.network);
	}
}

struct names {
	struct buf *out;
	size_t most, count;
};

static bool add_name(void *context, struct text name, int64_t first, int64_t last, uint64_t count)
{
	struct names *n = context;
	(void)first, (void)last, (void)count;
	if (n->count++ < n->most) {
		if (n->count > 1)
			buf_add(n->out, TEXT(", "));
		buf_add(n->out, name);
	}
	return true;
}

void describe_names(struct browser *b, struct text address, size_t most, struct buf *out)
{
	struct names n = { out, most, 0 };
	struct fault f;
	if (!case_each_name(b->c, address, add_name, &n, &f))
		browser_say(b, STYLE_ERROR, "%s", f.text);
	if (n.count > most)
		buf_format(out, " +%zu", n.count - most);
}

void describe_span(int64_t from, int64_t to, struct buf *out)
{
	enum { MINUTE = 60, HOUR = 3600 };
	int64_t seconds = time_seconds(to) - time_seconds(from);
	if (seconds < MINUTE)
		buf_format(out, "%lld s", (long long)seconds);
	else if (seconds < HOUR)
		buf_format(out, "%lld min", (long long)((seconds + MINUTE / 2) / MINUTE));
	else
		buf_format(out, "%.1f h", (double)seconds / HOUR);
}

void describe_time(int64_t ns, struct buf *out)
{
	char text[TIME_TEXT];
	size_t n = time_text(ns, text);
	for (size_t i = 0; i < n; i++)
		if (text[i] != 'Z')
			buf_char(out, text[i] == 'T' ? ' ' : text[i]);
}

void describe_severity(const struct case_threat *t, struct buf *out)
{
	bool in_reference;
	const char *words = severity_reason(t->info, t->reference, &in_reference);
	buf_add(out, text_of(severity_name(t->severity)));
	if (severity_of(t->info, t->reference) != t->severity)
		buf_add(out, TEXT(": an event of it says so"));
	else if (words)
		buf_format(out, ": its %s says \"%s\"", in_reference ? "reference" : "info", words);
	else
		buf_add(out, TEXT(": nothing in info or reference says otherwise"));
}

void describe_line(struct pager *p, const char *label, const char *field, struct text value)
{
	if (!value.n)
		return;
	pager_label(p, label, DESCRIBE_LABEL);
	pager_add(p, STYLE_TEXT, value);
	pager_of(p, field, value, 0);
}

static void add_bin(
    struct pager *p, const struct span *span, size_t bin, uint64_t value, uint64_t most)
{
	enum { TIME = 2, VALUE = 22, BAR = 32, BAR_WIDTH = 30 };
	struct buf text;
	buf_init(&text, 256);
	span_time_text(span, bin, &text);
	pager_line(p, TIME);
	pager_to(p, TIME);
	pager_add(p, STYLE_DIM, buf_text(&text));
	pager_of(p, "", buf_text(&text), 0);
	buf_clear(&text);
	display_number(&text, value);
	pager_to(p, VALUE);
	pager_add(p, STYLE_TEXT, buf_text(&text));
	pager_to(p, BAR);
	pager_bar(p, STYLE_SHADE_3, value, most, BAR_WIDTH);
	buf_free(&text);
}

void describe_bins(struct browser *b, struct pager *p, const uint64_t bins[SPARK_BINS])
{
	const struct span span = span_of(b->c);
	uint64_t most = 0;
	struct buf width;
	if (!span.width)
		return;
	buf_init(&width, 64);
	span_width_text(&span, &width);
	pager_label(p, "over time", DESCRIBE_LABEL);
	pager_spark(p, STYLE_TEXT, bins, SPARK_BINS);
	pager_format(p, STYLE_DIM, "  %d times %s", (int)SPARK_BINS, buf_string(&width));
	for (size_t i = 0; i < SPARK_BINS; i++)
		most = bins[i] > most ? bins[i] : most;
	for (size_t i = 0; i < SPARK_BINS; i++)
		if (bins[i])
			add_bin(p, &span, i, bins[i], most);
	buf_free(&width);
}
