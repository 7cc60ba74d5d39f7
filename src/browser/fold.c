/* What a filter leaves of a case, added up for charts. */
#include <config.h>

#include "browser/fold.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "browser/external.h"
#include "browser/tops.h"
#include "case/listing.h"

enum {
	BARS = 1000, /* of one chart */
	CODE = 3,    /* a country's letters */
	COUNTRIES = 26 * 26,
};

struct country {
	uint64_t events, threats;
	struct text name;
};

struct fold {
	struct case_file *c;
	const struct geo *geo;
	struct listing *listing;
	size_t next; /* place in the listing */
	struct arena arena, row;
	struct fault fault;
	bool failed;
	uint64_t events, threats, bins[SPARK_BINS];
	uint64_t severity_events[SEVERITY_HIGH + 1], severity_threats[SEVERITY_HIGH + 1];
	struct fold_type types[FOLD_TYPES];
	size_t type_count;
	struct top best[BARS]; /* threats */
	size_t best_count;
	struct tops sources, trails;
	struct country countries[COUNTRIES + 1]; /* the last one: unknown */
};

struct fold *fold_new(struct case_file *c, const struct filter *filter, const struct triage *triage,
    const struct geo *geo)
{
	struct fold *f = xcalloc(1, sizeof(*f));
	f->c = c;
	f->geo = geo;
	f->listing = listing_new(c,
	    &(struct listing_options) { .of = LISTING_THREATS,
		.key = LISTING_WORST,
		.query = filter->query,
		.triage = triage,
		.hidden = filter->hidden });
	return f;
}

void fold_free(struct fold *f)
{
	if (!f)
		return;
	listing_free(f->listing);
	arena_free(&f->arena);
	arena_free(&f->row);
	tops_free(&f->sources);
	tops_free(&f->trails);
	free(f);
}

static struct fold_type *type_of(struct fold *f, struct text name)
{
	for (size_t i = 0; i < f->type_count; i++)
		if (text_is(f->types[i].name, name))
			return &f->types[i];
	if (f->type_count == FOLD_TYPES)
		return &f->types[FOLD_TYPES - 1];
	f->types[f->type_count].name = arena_text(&f->arena, name);
	return &f->types[f->type_count++];
}

static void add_country(struct fold *f, const struct case_threat *t)
{
	struct address a;
	struct geo_place place = { .country = "" };
	size_t at = COUNTRIES;
	if (external_address(t, &a) && geo_find(f->geo, &a, &place) && place.country[0] >= 'A' &&
	    place.country[0] <= 'Z' && place.country[1] >= 'A' && place.country[1] <= 'Z')
		at = (size_t)(place.country[0] - 'A') * 26 + (size_t)(place.country[1] - 'A');
	f->countries[at].events += t->events;
	f->countries[at].threats++;
	if (at < COUNTRIES && !f->countries[at].name.s)
		f->countries[at].name = arena_text(&f->arena, place.name);
}

static void add_trail(struct fold *f, const struct case_threat *t, uint32_t row)
{
	struct buf norm;
	buf_init(&norm, 1 << 20);
	threat_normalise(&norm, t->trail);
	tops_add(&f->trails, buf_text(&norm), row, t->events);
	buf_free(&norm);
}

static void add_threat(struct fold *f, const struct case_threat *t, uint32_t row)
{
	struct fold_type *type = type_of(f, t->type);
	struct top top = { .events = t->events, .row = row, .threats = 1 };
	enum severity severity = t->severity;
	f->threats++;
	f->events += t->events;
	type->events += t->events;
	for (size_t i = 0; i < SPARK_BINS; i++) {
		f->bins[i] += t->bins[i];
		type->bins[i] += t->bins[i];
	}
	if (severity >= SEVERITY_LOW && severity <= SEVERITY_HIGH) {
		f->severity_events[severity] += t->events;
		f->severity_threats[severity]++;
	}
	f->best_count = tops_insert(f->best, f->best_count, BARS, &top);
	/* Events of several sources are not told apart: a flood stands for itself. */
	tops_add(&f->sources,
	    t->src_ip.total > 1   ? t->id
		: t->src_ip.count ? t->src_ip.list[0]
				  : TEXT(""),
	    row, t->events);
	add_trail(f, t, row);
	if (f->geo)
		add_country(f, t);
}

/* A few rows between two looks at the clock. */
static bool add_some(struct fold *f)
{
	size_t known = listing_count(f->listing);
	for (size_t i = 0; i < 64 && f->next < known; i++) {
		struct case_threat t;
		uint64_t row = listing_row(f->listing, f->next++);
		arena_reset(&f->row);
		if (!case_threat_at(f->c, row, &f->row, &t, &f->fault)) {
			f->failed = true;
			return false;
		}
		add_threat(f, &t, (uint32_t)row);
	}
	return f->next < known;
}

bool fold_step(struct fold *f, int64_t until)
{
	bool more = true;
	while (!f->failed && more && time_monotonic() < until)
		more = add_some(f) || listing_step(f->listing, until) ||
		    f->next < listing_count(f->listing);
	return !f->failed && more;
}

const struct fault *fold_fault(const struct fold *f)
{
	return f->failed ? &f->fault : listing_fault(f->listing);
}

void fold_progress(const struct fold *f, uint64_t *seen, uint64_t *total)
{
	listing_progress(f->listing, seen, total);
	if (listing_done(f->listing)) {
		*seen = f->next;
		*total = listing_count(f->listing);
	}
}

uint64_t fold_events(const struct fold *f)
{
	return f->events;
}

uint64_t fold_threats(const struct fold *f)
{
	return f->threats;
}

void fold_bins(const struct fold *f, uint64_t bins[SPARK_BINS])
{
	memcpy(bins, f->bins, sizeof(f->bins));
}

/* --- bars */

static struct text joined(struct arena *arena, struct text a, const char *between, struct text b)
{
	struct buf both;
	buf_init(&both, 1 << 20);
	buf_add(&both, a);
	buf_add(&both, text_of(between));
	buf_add(&both, b);
	struct text t = arena_text(arena, buf_text(&both));
	buf_free(&both);
	return t;
}

static void name_source(const struct case_threat *t, struct arena *arena, struct fold_bar *out)
{
	char count[64];
	if (t->src_ip.total > 1) {
		int n = snprintf(
		    count, sizeof(count), "%llu sources of", (unsigned long long)t->src_ip.total);
		out->label = joined(arena, (struct text) { count, (size_t)n }, " ", t->trail);
		out->field = "uid";
		out->value = t->id;
	} else if (t->src_ip.count) {
		out->label = out->value = t->src_ip.list[0];
		out->field = "src";
	} else {
		out->label = TEXT("no address");
	}
}

static void name_trail(const struct case_threat *t, struct arena *arena, struct fold_bar *out)
{
	struct buf norm;
	buf_init(&norm, 1 << 20);
	threat_normalise(&norm, t->trail);
	out->value = arena_text(arena, buf_text(&norm));
	out->field = out->value.n ? "trail" : NULL;
	buf_clear(&norm);
	buf_add(&norm, out->value);
	buf_format(&norm, " (%.*s)", (int)t->type.n, t->type.s);
	out->label = arena_text(arena, buf_text(&norm));
	buf_free(&norm);
}

static void name_bar(struct fold *f, enum fold_by by, const struct top *top, struct arena *arena,
    struct fold_bar *out)
{
	struct case_threat t;
	*out = (struct fold_bar) { .events = top->events, .threats = top->threats };
	if (!case_threat_at(f->c, top->row, arena, &t, &f->fault))
		return;
	if (by == FOLD_SOURCE) {
		name_source(&t, arena, out);
	} else if (by == FOLD_TRAIL) {
		name_trail(&t, arena, out);
	} else {
		out->label = joined(arena, t.id, "  ", t.trail);
		out->field = "uid";
		out->value = t.id;
	}
}

static size_t severity_bars(const struct fold *f, struct fold_bar *out)
{
	for (int s = SEVERITY_HIGH; s >= SEVERITY_LOW; s--) {
		struct text name = text_of(severity_name((enum severity)s));
		*out++ = (struct fold_bar) { name, "sev", name, f->severity_events[s],
			f->severity_threats[s] };
	}
	return SEVERITY_HIGH;
}

static size_t country_tops(const struct fold *f, size_t most, struct top *out)
{
	size_t count = 0;
	for (uint32_t i = 0; i < COUNTRIES; i++)
		if (f->countries[i].threats)
			count = tops_insert(out, count, most,
			    &(struct top) { .events = f->countries[i].events,
				.row = i,
				.threats = (uint32_t)f->countries[i].threats });
	return count;
}

static void name_country(
    const struct fold *f, const struct top *top, struct arena *arena, struct fold_bar *out)
{
	char code[CODE] = { (char)('A' + top->row / 26), (char)('A' + top->row % 26), 0 };
	*out = (struct fold_bar) { .label = joined(
				       arena, text_of(code), "  ", f->countries[top->row].name),
		.events = top->events,
		.threats = top->threats };
}

size_t fold_bars(
    struct fold *f, enum fold_by by, size_t most, struct arena *arena, struct fold_bar *out)
{
	struct top tops[BARS];
	size_t count;
	struct fold_bar others = {
		.label = TEXT("other"), .events = f->events, .threats = f->threats
	};
	if (by == FOLD_SEVERITY)
		return severity_bars(f, out);
	most = most < BARS ? most : BARS;
	if (by == FOLD_COUNTRY)
		count = country_tops(f, most, tops);
	else if (by == FOLD_THREAT)
		memcpy(tops, f->best,
		    (count = most < f->best_count ? most : f->best_count) * sizeof(*tops));
	else
		count = tops_best(by == FOLD_SOURCE ? &f->sources : &f->trails, most, tops);
	for (size_t i = 0; i < count; i++) {
		if (by == FOLD_COUNTRY)
			name_country(f, &tops[i], arena, &out[i]);
		else
			name_bar(f, by, &tops[i], arena, &out[i]);
		others.events -= out[i].events;
		others.threats -= out[i].threats;
	}
	if (others.threats)
		out[count++] = others;
	return count;
}

size_t fold_types(struct fold *f, struct fold_type out[FOLD_TYPES])
{
	for (size_t i = 0; i < f->type_count; i++) {
		size_t at = i;
		for (; at && out[at - 1].events < f->types[i].events; at--)
			out[at] = out[at - 1];
		out[at] = f->types[i];
	}
	return f->type_count;
}
