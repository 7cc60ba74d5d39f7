/* Units of case/listing.h and of rows by number: every order of a case, against the rows themselves. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "case/listing.h"
#include "case/sorter.h"
#include "check.h"
#include "golden-case.h"

enum { EVENTS = 3000, STEP_ROWS = 3000 };

static const char path[] = "test-listing.case";

/* --- a case with ties, several values, both kinds of addresses, ports missing, suppressed events */

static void feed_event(struct case_file *c, uint64_t n)
{
	static const char *const infos[] = { "Zeus (malware)", "asyncrat (malware)", "mass scanner",
		"potential port scanning", "bad reputation", "onion (suspicious)" };
	char trail[64];
	uint64_t r = hash_mix(n);
	struct event e = { .serial = n, .frame = n, .first_frame = n, .count = 1 + r % 3 };
	snprintf(trail, sizeof(trail), "%c%u.Example", r % 5 ? 'a' : 'B', (unsigned)(r % 700));
	e.time = e.clock = DAY_BEGIN + (int64_t)(n % 1000) * NS_PER_SECOND;
	e.has_ports = r % 7 != 0;
	e.sport = (uint16_t)(r >> 8);
	e.dport = (uint16_t)(r % 2 ? 53 : 443);
	e.proto = e.has_ports ? (uint8_t)(r % 2 ? 17 : 6) : 1;
	e.src = (struct address) { { 10, 0, (uint8_t)(r % 3), (uint8_t)(r % 40) }, 4 };
	e.dst = (struct address) { { 9, 9, 9, (uint8_t)(r >> 16 & 3) }, 4 };
	if (r % 11 == 0)
		e.dst = (struct address) { { 0x20, 1, 0xd, 0xb8, [15] = (uint8_t)(r >> 20) }, 6 };
	e.hit = (struct hit) { .type = r % 2 ? EVENT_DNS : EVENT_URL,
		.trail = text_of(trail),
		.info = text_of(infos[r % 6]),
		.reference = r % 3 ? TEXT("(static)") : TEXT("feed"),
		.observed = text_of(trail),
		.suppressed = r % 50 == 1 ? TEXT("whitelist x") : TEXT(""),
		.rule = "trail" };
	case_add_event(c, &e);
}

static struct case_file *open_case(bool growing)
{
	struct fault f = { "" };
	struct case_options options = { .path = path,
		.force = true,
		.growing = growing,
		.sensor = TEXT("s"),
		.key = { 1, 2 } };
	struct case_file *c = case_create(&options, &f);
	if (!c)
		abort();
	case_name_input(c, 0, TEXT("a.pcap"));
	for (uint64_t n = 1; n <= EVENTS; n++)
		feed_event(c, n);
	case_publish(c, DAY_BEGIN, DAY_BEGIN + 1000 * NS_PER_SECOND);
	if (!growing && !case_finish(c, DAY_BEGIN, DAY_BEGIN + 1000 * NS_PER_SECOND, &f))
		abort();
	struct case_file *open = growing ? case_open(path, &f) : NULL;
	case_free(c);
	if (!open)
		open = case_open(path, &f);
	if (!open)
		fprintf(stderr, "# %s\n", f.text);
	return open;
}

static void remove_case(void)
{
	unlink(path);
	unlink("test-listing.case-wal");
	unlink("test-listing.case-shm");
	unlink("test-listing.case.triage");
}

/* --- whether rows stand in order */

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_times(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_texts(struct text a, struct text b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++) {
		uint8_t x = (uint8_t)ascii_lower(a.s[i]), y = (uint8_t)ascii_lower(b.s[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return compare_numbers(a.n, b.n);
}

static int compare_addresses(struct text a, struct text b)
{
	struct address x = { 0 }, y = { 0 };
	address_parse(a, &x);
	address_parse(b, &y);
	return address_compare(&x, &y);
}

static struct text least(const struct case_values *v)
{
	return v->count ? v->list[0] : TEXT("");
}

/* Where there is no port it counts as less than any. */
static int compare_ports(struct text a, struct text b)
{
	uint64_t x = 0, y = 0;
	x = text_number(a, 65535, &x) ? x + 1 : 0;
	y = text_number(b, 65535, &y) ? y + 1 : 0;
	return compare_numbers(x, y);
}

static uint64_t bins(const struct case_threat *t)
{
	uint64_t used = 0;
	for (size_t i = 0; i < SPARK_BINS; i++)
		used += t->bins[i] != 0;
	return used;
}

#define FIRST_THAT_DIFFERS(a, b) ((a) ? (a) : (b))

static int compare_threats(
    enum listing_key key, const struct case_threat *a, const struct case_threat *b)
{
	int events = compare_numbers(a->events, b->events), d;
	int severity = compare_numbers(a->severity, b->severity);
	int src = compare_addresses(least(&a->src_ip), least(&b->src_ip));
	int worst = FIRST_THAT_DIFFERS(-severity,
	    FIRST_THAT_DIFFERS(-events,
		FIRST_THAT_DIFFERS(
		    compare_times(a->first, b->first), compare_texts(a->id, b->id))));
	/* clang-format off */
	switch (key) {
	case LISTING_WORST: return worst;
	case LISTING_SEVERITY: return -worst;
	case LISTING_TIME:
	case LISTING_FIRST: return compare_times(a->first, b->first);
	case LISTING_LAST: return compare_times(a->last, b->last);
	case LISTING_THREAT: return compare_texts(a->id, b->id);
	case LISTING_SRC_PORT: return compare_ports(least(&a->src_port), least(&b->src_port));
	case LISTING_DST_PORT: return compare_ports(least(&a->dst_port), least(&b->dst_port));
	case LISTING_PROTO: return compare_texts(least(&a->proto), least(&b->proto));
	case LISTING_TRAIL: return compare_texts(a->trail, b->trail);
	case LISTING_TAGS: return 0;
	case LISTING_SPARKLINE: d = compare_numbers(bins(a), bins(b));
		d = FIRST_THAT_DIFFERS(d, severity); d = FIRST_THAT_DIFFERS(d, src); break;
	case LISTING_SRC_IP: d = src; break;
	case LISTING_DST_IP: d = compare_addresses(least(&a->dst_ip), least(&b->dst_ip)); break;
	case LISTING_TYPE: d = compare_texts(a->type, b->type); break;
	case LISTING_INFO: d = compare_texts(a->info, b->info); break;
	case LISTING_REFERENCE: d = compare_texts(a->reference, b->reference); break;
	case LISTING_SENSOR: case LISTING_COUNT: default: d = 0; break;
	}
	/* clang-format on */
	return FIRST_THAT_DIFFERS(d, events);
}

static int event_port(const struct case_event *e, uint16_t port)
{
	return e->has_ports ? port : -1;
}

static int compare_events(
    enum listing_key key, const struct case_event *a, const struct case_event *b)
{
	int severity = compare_numbers(a->severity, b->severity);
	/* clang-format off */
	switch (key) {
	case LISTING_WORST: return -severity;
	case LISTING_SEVERITY: return severity;
	case LISTING_THREAT: return compare_texts(a->threat, b->threat);
	case LISTING_COUNT: return compare_numbers(a->count, b->count);
	case LISTING_SRC_IP: return compare_addresses(a->src_ip, b->src_ip);
	case LISTING_DST_IP: return compare_addresses(a->dst_ip, b->dst_ip);
	case LISTING_SRC_PORT: return event_port(a, a->src_port) - event_port(b, b->src_port);
	case LISTING_DST_PORT: return event_port(a, a->dst_port) - event_port(b, b->dst_port);
	case LISTING_PROTO: return compare_texts(a->proto, b->proto);
	case LISTING_TYPE: return compare_texts(a->type, b->type);
	case LISTING_TRAIL: return compare_texts(a->trail, b->trail);
	case LISTING_INFO: return compare_texts(a->info, b->info);
	case LISTING_REFERENCE: return compare_texts(a->reference, b->reference);
	default: return 0; /* by time: the order of their numbers */
	}
	/* clang-format on */
}

static int compare_rows(
    struct case_file *c, const struct listing_options *o, uint64_t a, uint64_t b)
{
	struct arena arena = { 0 };
	struct fault f;
	int order = 0;
	if (o->of == LISTING_THREATS) {
		struct case_threat x, y;
		if (!case_threat_at(c, a, &arena, &x, &f) || !case_threat_at(c, b, &arena, &y, &f))
			abort();
		order = compare_threats(o->key, &x, &y);
	} else {
		struct case_event x, y;
		if (!case_event_at(c, a, &arena, &x, &f) || !case_event_at(c, b, &arena, &y, &f))
			abort();
		order = compare_events(o->key, &x, &y);
	}
	arena_free(&arena);
	return FIRST_THAT_DIFFERS(order, compare_numbers(a, b));
}

/* One step at a time, each as short as can be; what is known stays as it is. */
static struct listing *list(struct case_file *c, const struct listing_options *o)
{
	struct listing *l = listing_new(c, o);
	size_t known = 0, wrong = 0, steps = 0;
	uint64_t first = 0, seen, total;
	bool more;
	do {
		more = listing_step(l, 0);
		wrong += listing_count(l) < known || (known && listing_row(l, 0) != first);
		known = listing_count(l);
		first = listing_row(l, 0);
		listing_progress(l, &seen, &total);
		wrong += seen > total;
		steps++;
	} while (more);
	if (wrong || listing_fault(l) || !listing_done(l) || seen != total)
		OK(false, "steps of key %d: %s", (int)o->key,
		    listing_fault(l) ? listing_fault(l)->text : "wrong");
	return l;
}

static void check_order(struct case_file *c, struct listing_options o, size_t expected)
{
	size_t wrong = 0, lost = 0;
	struct listing *up = list(c, &o);
	o.reverse = true;
	struct listing *down = list(c, &o);
	size_t n = listing_count(up);
	for (size_t i = 0; i < n; i++) {
		uint64_t row = listing_row(up, i);
		if (i && compare_rows(c, &o, listing_row(up, i - 1), row) >= 0)
			wrong++;
		wrong += listing_row(down, n - 1 - i) != row;
		lost += listing_place(up, row) != i || listing_place(down, row) != n - 1 - i;
	}
	IS_NUMBER(n, expected, "%s by key %d: rows", o.of ? "events" : "threats", (int)o.key);
	IS_NUMBER(listing_count(down), n, "key %d backwards: rows", (int)o.key);
	IS_NUMBER(wrong, 0, "%s by key %d: order", o.of ? "events" : "threats", (int)o.key);
	IS_NUMBER(lost, 0, "key %d: places", (int)o.key);
	IS_NUMBER(listing_row(up, n), 0, "key %d: nothing behind the last", (int)o.key);
	OK(listing_place(up, UINT64_C(1) << 40) == SIZE_MAX, "key %d: no such row", (int)o.key);
	OK(listing_place(up, UINT64_C(1) << 40) == SIZE_MAX, "nor the second time");
	listing_free(up);
	listing_free(down);
}

static bool count_event(void *context, const struct case_event *e)
{
	*(size_t *)context += e != NULL;
	return true;
}

static bool count_threat(void *context, const struct case_threat *t)
{
	*(size_t *)context += t != NULL;
	return true;
}

static void orders(struct case_file *c)
{
	struct fault f;
	size_t threats = 0, events = 0, all = 0;
	OK(case_each_threat(c, count_threat, &threats, &f) &&
		case_each_event(c, NULL, false, count_event, &events, &f) &&
		case_each_event(c, NULL, true, count_event, &all, &f),
	    "counted");
	OK(threats > 100 && events > threats && all > events, "enough of each");
	for (int key = LISTING_WORST; key <= LISTING_TAGS; key++) {
		struct listing_options o = { .key = (enum listing_key)key };
		check_order(c, o, threats);
		o.of = LISTING_EVENTS;
		check_order(c, o, events);
	}
	check_order(c, (struct listing_options) { .of = LISTING_EVENTS, .suppressed = true }, all);
}

/* --- the same order and the same rows as reports have */

struct walk {
	struct case_file *c;
	const struct listing *l;
	size_t at, wrong;
	const struct query *query;
};

static bool same_values(const struct case_values *a, const struct case_values *b)
{
	bool same = a->count == b->count && a->total == b->total;
	for (size_t i = 0; same && i < a->count; i++)
		same = text_is(a->list[i], b->list[i]);
	return same;
}

static bool walk_threat(void *context, const struct case_threat *t)
{
	struct walk *w = context;
	struct arena arena = { 0 };
	struct fault f;
	struct case_threat x;
	const struct marks none = { 0 };
	if (w->query && !query_threat(w->query, t, &none))
		return true;
	uint64_t row = listing_row(w->l, w->at++);
	bool same = case_threat_at(w->c, row, &arena, &x, &f) && text_is(x.id, t->id) &&
	    x.events == t->events && x.first == t->first && x.last == t->last &&
	    x.severity == t->severity && text_is(x.trail, t->trail) && text_is(x.info, t->info) &&
	    text_is(x.reference, t->reference) && text_is(x.type, t->type) &&
	    text_is(x.capture, t->capture) && x.frame == t->frame && x.kept == t->kept &&
	    memcmp(x.bins, t->bins, sizeof(x.bins)) == 0 && same_values(&x.src_ip, &t->src_ip) &&
	    same_values(&x.src_port, &t->src_port) && same_values(&x.dst_ip, &t->dst_ip) &&
	    same_values(&x.dst_port, &t->dst_port) && same_values(&x.proto, &t->proto);
	w->wrong += !same;
	arena_free(&arena);
	return true;
}

static bool walk_event(void *context, const struct case_event *e)
{
	struct walk *w = context;
	struct arena arena = { 0 };
	struct fault f;
	struct case_event x;
	const struct marks none = { 0 };
	if (w->query && !query_event(w->query, e, &none))
		return true;
	uint64_t row = listing_row(w->l, w->at++);
	bool same = case_event_at(w->c, row, &arena, &x, &f) && text_is(x.event, e->event) &&
	    text_is(x.threat, e->threat) && text_is(x.trail, e->trail) &&
	    text_is(x.flow, e->flow) && strcmp(x.direction, e->direction) == 0 &&
	    text_is(x.src_ip, e->src_ip) && text_is(x.dst_ip, e->dst_ip) &&
	    x.src_port == e->src_port && x.time == e->time && text_is(x.proto, e->proto) &&
	    text_is(x.status, e->status) && text_is(x.info, e->info) && x.frame == e->frame &&
	    x.count == e->count && text_is(x.rule, e->rule);
	w->wrong += !same;
	arena_free(&arena);
	return true;
}

static void filters(struct case_file *c)
{
	static const char *const queries[] = { "", "sev:high", "src:10.0.1.0/24 port:53",
		"-type:dns (port:>400 or zeus)", "dst:2001:db8::/32", "count:>=3", "dir:out",
		"a1 -trail:*5.example", "\"9.9.9.9 \" or 9.9.9.1", "flow:1:a", "rule:trail",
		"no such thing", "observed:a1* or src:10.0.2.*", "tag:\"\" -trail:\"\" b*7.example",
		"dir:inbound", "frame:<100", "capture:a.pcap -frame:50-2000", "tag:\"\" sev:low",
		"since:2026-01-02T00:05:00Z until:2026-01-02T00:06:00Z" };
	struct fault f;
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		struct query *q = query_parse(text_of(queries[i]));
		struct listing_options o = { .query = q };
		struct listing *threats = list(c, &o);
		struct walk w = { c, threats, 0, 0, q };
		OK(case_each_threat(c, walk_threat, &w, &f), "read");
		IS_NUMBER(w.wrong, 0, "threats of '%s'", queries[i]);
		IS_NUMBER(listing_count(w.l), w.at, "threats of '%s': number", queries[i]);
		struct listing *l = list(c,
		    &(struct listing_options) { .query = q,
			.of = LISTING_EVENTS,
			.key = LISTING_TIME,
			.suppressed = true });
		/* In another order, for which texts are asked about first. */
		struct listing *sorted = list(c,
		    &(struct listing_options) { .query = q,
			.of = LISTING_EVENTS,
			.key = LISTING_DST_IP,
			.suppressed = true });
		size_t lost = 0;
		for (size_t k = 0; k < listing_count(sorted); k++)
			lost += listing_place(l, listing_row(sorted, k)) == SIZE_MAX;
		OK(!lost && listing_count(sorted) == listing_count(l), "sorted events of '%s'",
		    queries[i]);
		listing_free(sorted);
		struct walk e = { c, l, 0, 0, q };
		OK(case_each_event(c, NULL, true, walk_event, &e, &f), "read");
		IS_NUMBER(e.wrong, 0, "events of '%s'", queries[i]);
		IS_NUMBER(listing_count(l), e.at, "events of '%s': number", queries[i]);
		listing_free(threats);
		listing_free(l);
		query_free(q);
	}
}

/* --- hidden ones, tags, one threat's events */

static void hidden(struct case_file *c)
{
	struct arena arena = { 0 };
	struct fault f;
	struct case_threat t;
	struct listing_options o = { .key = LISTING_WORST };
	struct listing *all = list(c, &o);
	size_t n = listing_count(all);
	uint64_t row = listing_row(all, 3);
	OK(case_threat_at(c, row, &arena, &t, &f), "the fourth");
	IS_NUMBER(case_threat_row(c, t.id), row, "found by its id");
	struct triage *marked = triage_open(path, &f);
	OK(marked && triage_tag(marked, &t.id, 1, TEXT("zz"), &f) &&
		triage_hide(marked, &t.id, 1, true, &f),
	    "tagged and hidden");
	listing_free(all);

	o.triage = marked;
	struct listing *l = list(c, &o);
	IS_NUMBER(listing_count(l), n - 1, "one is hidden");
	OK(listing_place(l, row) == SIZE_MAX, "that one");
	listing_free(l);
	o.of = LISTING_EVENTS;
	l = list(c, &o);
	size_t others = listing_count(l);
	listing_free(l);
	o.hidden = true;
	l = list(c, &o);
	IS_NUMBER(listing_count(l), others + t.kept, "its events are hidden, too");
	listing_free(l);
	o.threat = row;
	for (int key = LISTING_WORST; key <= LISTING_TAGS; key++) {
		o.key = (enum listing_key)key;
		check_order(c, o, t.kept);
	}

	o = (struct listing_options) { .triage = marked, .hidden = true, .key = LISTING_TAGS };
	l = list(c, &o);
	IS_NUMBER(listing_place(l, row), n - 1, "tagged ones come last");
	listing_free(l);
	struct query *q = query_parse(TEXT("tag:zz hidden:yes"));
	o.query = q;
	l = list(c, &o);
	IS_NUMBER(listing_count(l), 1, "by tag");
	IS_NUMBER(listing_row(l, 0), row, "that one");
	listing_free(l);
	query_free(q);
	triage_free(marked);
	arena_free(&arena);
}

static void no_rows(struct case_file *c)
{
	struct arena arena = { 0 };
	struct fault f = { "old" };
	struct case_threat t;
	struct case_event e;
	OK(!case_threat_at(c, 1 << 30, &arena, &t, &f) && !f.text[0], "no such threat, no fault");
	OK(!case_event_at(c, 1 << 30, &arena, &e, &f) && !f.text[0], "no such event, no fault");
	IS_NUMBER(case_threat_row(c, TEXT("nonesuch")), 0, "no such threat id");
	IS_NUMBER(case_event_row(c, TEXT("nonesuch")), 0, "no event id");
	IS_NUMBER(case_event_row(c, TEXT("0123456789abcdef")), 0, "no such event id");
	OK(case_event_at(c, 7, &arena, &e, &f), "an event");
	IS_NUMBER(case_event_row(c, e.event), 7, "found by its id");
	arena_free(&arena);
}

/* --- the sorter, with keys and numbers of any size, in memory and in a file */

static int compare_wide(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static void sorts(size_t memory, bool reverse)
{
	enum { ROWS = 60000 };
	struct sorter *s = sorter_new(memory, reverse);
	uint64_t *wanted = xcalloc(ROWS, sizeof(*wanted)), row;
	size_t wrong = 0, n = 0;
	for (size_t i = 0; i < ROWS; i++) {
		uint8_t key[SORTER_KEY] = { 0 };
		uint64_t v = hash_mix(i);
		/* The key is the row's upper half, behind as many zeros as all have. */
		for (size_t k = 0; k < 4; k++)
			key[96 + k] = (uint8_t)(v >> (56 - 8 * k));
		sorter_add(s, key, 100, v);
		wanted[i] = v;
	}
	IS_NUMBER(sorter_count(s), ROWS, "rows in");
	qsort(wanted, ROWS, sizeof(*wanted), compare_wide);
	sorter_merge(s);
	for (; sorter_next(s, &row, NULL); n++)
		wrong += n >= ROWS || row != wanted[reverse ? ROWS - 1 - n : n];
	IS_NUMBER(n, ROWS, "rows out");
	IS_NUMBER(wrong, 0, "sorted with %zu bytes of memory%s", memory, reverse ? ", down" : "");
	OK(!sorter_failed(s), "no failure");
	sorter_free(s);
	free(wanted);
}

static void short_keys(void)
{
	static const char *const keys[] = { "", "a", "ab", "abcdefgh", "abcdefghi", "b" };
	struct sorter *s = sorter_new(1 << 20, false);
	uint64_t row;
	for (uint64_t i = 6; i-- > 0;)
		sorter_add(s, (const uint8_t *)keys[i], strlen(keys[i]), i);
	sorter_add(s, (const uint8_t *)"a\0", 2, 99);
	sorter_merge(s);
	static const uint64_t wanted[] = { 0, 1, 99, 2, 3, 4, 5 };
	for (size_t i = 0; i < 7; i++)
		OK(sorter_next(s, &row, NULL) && row == wanted[i], "short key %zu", i);
	OK(!sorter_next(s, &row, NULL), "that is all");
	sorter_free(s);
	s = sorter_new(0, false);
	sorter_merge(s);
	OK(!sorter_next(s, &row, NULL), "nothing");
	sorter_free(s);
}

int main(void)
{
	sorts(SIZE_MAX, false);
	sorts(SIZE_MAX, true);
	sorts(2 << 20, false);
	sorts(0, true);
	short_keys();
	for (int growing = 0; growing < 2; growing++) {
		struct case_file *c = open_case(growing);
		OK(c && (case_get(c, "unfinished").n > 0) == growing, "a case");
		orders(c);
		filters(c);
		hidden(c);
		no_rows(c);
		case_free(c);
		remove_case();
	}
	return check_done();
}
