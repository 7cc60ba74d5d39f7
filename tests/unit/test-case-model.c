/*
 * A case against a naive model: random events from small alphabets, so that keys meet, floods
 * form and values repeat. The model keeps everything in arrays and searches them from the front.
 * The case must say the same whatever its bounds are: tiny ones make every part of it spill.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/time.h"
#include "case/bounds.h"
#include "case/db.h"
#include "case/view.h"
#include "check.h"

enum { EVENTS = 4000, SOURCES = 70, TEXTS = 100 };

#define BEGIN (INT64_C(1767312000) * NS_PER_SECOND)

static void event_id(const struct event *e, struct text capture, char out[EVENT_ID_TEXT])
{
	event_id_text(event_id_number(e, capture), out);
}

/* By bytes, the shorter first. */
static int text_compare(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.s, b.s, n) : 0;
	if (order != 0)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

static const struct hash_key key = { 3, 4 };

/* --- random events */

static uint64_t state;

static uint32_t draw(uint32_t below)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33) % below;
}

static struct text trails[TEXTS],
    forwards[] = { TEXT("1.2.3.4"), TEXT("2001:db8::5"), TEXT("junk"), TEXT("1.2.3.4,10.0.0.9") };
static const struct text infos[] = { TEXT("evilrat (malware)"), TEXT("known attacker"),
	TEXT("conficker dga (malware)"), TEXT("potential dns exhaustion (suspicious)"),
	TEXT("phishing"), TEXT("long domain (suspicious)") };
static const struct text references[] = { TEXT("(static)"), TEXT("(heuristic)"),
	TEXT("feed (custom)"), TEXT("") };

static void make_trails(struct arena *arena)
{
	for (size_t i = 0; i < TEXTS; i++) {
		char text[64];
		int n = i % 3
		    ? snprintf(
			  text, sizeof(text), "(w%zu).trail%zu.example", i, i < 40 ? i % 12 : i)
		    : snprintf(text, sizeof(text), "%c%zu trail.", i % 2 ? 0xff : 'a', i % 12);
		trails[i] = arena_text(arena, (struct text) { text, (size_t)n });
	}
}

static struct address random_address(void)
{
	uint8_t last = (uint8_t)draw(SOURCES);
	if (last % 7 == 0)
		return (struct address) { { 0x20, 1, 0xd, 0xb8, [15] = last }, 6 };
	return (struct address) { { 10, 0, last % 3, last }, 4 };
}

static void make_event(struct event *e, uint64_t serial, int64_t *clock, uint32_t step)
{
	static const uint8_t protos[] = { 6, 17, 1, 47 };
	if (draw(4) == 0)
		*clock += (int64_t)draw(step) * NS_PER_SECOND / 7;
	*e = (struct event) { .serial = serial, .clock = *clock, .count = 1 };
	e->order = (struct order) { serial, true, 0, 0 };
	e->time = *clock - (int64_t)draw(1000);
	e->input = draw(2);
	e->frame = serial * 2;
	e->first_frame = serial * 2 - draw(2);
	e->src = random_address();
	e->dst = random_address();
	e->proto = protos[draw(4)];
	e->has_ports = e->proto == 6 || e->proto == 17;
	e->sport = (uint16_t)(e->has_ports ? draw(3000) : draw(20));
	e->dport = (uint16_t)(e->has_ports ? draw(5) : 0);
	if (draw(20) == 0)
		e->forwarded = forwards[draw(4)];
	if (draw(3) == 0)
		e->tunnel = trails[draw(12)];
	e->hit.type = draw(EVENT_TYPE_COUNT);
	e->hit.trail = trails[draw(4) ? draw(12) : draw(TEXTS)];
	e->hit.info = infos[draw(6)];
	e->hit.reference = references[draw(4)];
	e->hit.observed = trails[draw(TEXTS)];
	e->hit.rule = draw(2) ? "trail" : "port-scan";
	if (draw(15) == 0)
		e->hit.suppressed = TEXT("whitelist 8.8.8.8");
	e->threshold = draw(3);
	e->measured = draw(100);
}

/* --- the model */

struct list {
	struct text items[SOURCES * 2 + 3000];
	size_t n;
};

static bool list_add(struct list *l, struct text t)
{
	for (size_t i = 0; i < l->n; i++)
		if (text_is(l->items[i], t))
			return false;
	l->items[l->n++] = t;
	return true;
}

struct model_event {
	const struct event *e;
	struct text cell, norm, key;
	enum threat_kind kind;
	size_t threat; /* SIZE_MAX for suppressed ones */
	bool kept;
	uint64_t count;
};

struct model_threat {
	struct text key;
	enum threat_kind kind;
	const struct event *first_event;
	char id[THREAT_ID_TEXT];
	enum severity severity;
	uint64_t events, kept, bins[SPARK_BINS];
	int64_t first, last;
};

struct model {
	struct arena arena;
	struct model_event events[EVENTS];
	struct model_threat threats[EVENTS];
	size_t order[EVENTS]; /* of threats, as they are reported */
	size_t n, threat_count;
	uint64_t limit, suppressed;
	int64_t last;
};

static struct text cell_of(struct model *m, const struct event *e)
{
	struct buf b;
	char text[ADDRESS_TEXT];
	size_t n = address_maltrail_text(&e->src, text);
	buf_init(&b, 1000);
	buf_add(&b, (struct text) { text, n });
	if (e->forwarded.n)
		buf_char(&b, ',');
	buf_add(&b, e->forwarded);
	struct text cell = arena_text(&m->arena, buf_text(&b));
	buf_free(&b);
	return cell;
}

static bool floods(const struct model *m, struct text norm)
{
	static struct list cells;
	cells.n = 0;
	for (size_t i = 0; i < m->n; i++)
		if (!m->events[i].e->hit.suppressed.n && text_is(m->events[i].norm, norm))
			list_add(&cells, m->events[i].cell);
	return cells.n > 50;
}

static void model_keys(struct model *m)
{
	static struct list norms;
	static bool flooding[sizeof(norms.items) / sizeof(norms.items[0])];
	struct buf b;
	buf_init(&b, 1000);
	norms.n = 0;
	for (size_t i = 0; i < m->n; i++) {
		struct model_event *e = &m->events[i];
		buf_clear(&b);
		threat_normalise(&b, e->e->hit.trail);
		e->norm = arena_text(&m->arena, buf_text(&b));
		e->cell = cell_of(m, e->e);
		list_add(&norms, e->norm);
	}
	for (size_t i = 0; i < norms.n; i++)
		flooding[i] = floods(m, norms.items[i]);
	for (size_t i = 0; i < m->n; i++) {
		struct model_event *e = &m->events[i];
		size_t k = 0;
		while (!text_is(norms.items[k], e->norm))
			k++;
		buf_clear(&b);
		e->kind = threat_key(&b, e->cell, e->norm, e->e->hit.info, e->e->hit.reference,
		    flooding[k] && !e->e->hit.suppressed.n);
		e->key = arena_text(&m->arena, buf_text(&b));
	}
	buf_free(&b);
}

static struct model_threat *model_threat(struct model *m, struct model_event *e)
{
	for (e->threat = 0; e->threat < m->threat_count; e->threat++) {
		struct model_threat *t = &m->threats[e->threat];
		if (t->kind == e->kind && text_is(t->key, e->key))
			return t;
	}
	struct model_threat *t = &m->threats[m->threat_count++];
	*t = (struct model_threat) { .key = e->key,
		.kind = e->kind,
		.first_event = e->e,
		.first = INT64_MAX,
		.last = INT64_MIN,
		.severity = severity_of(e->e->hit.info, e->e->hit.reference) };
	threat_id(t->key, t->kind, t->id);
	return t;
}

static void model_suppressed(struct model *m, size_t i)
{
	struct model_event *e = &m->events[i];
	uint64_t before = 0;
	e->threat = SIZE_MAX;
	m->suppressed++;
	for (size_t k = 0; k < i; k++)
		before += m->events[k].e->hit.suppressed.n && m->events[k].kind == e->kind &&
		    text_is(m->events[k].key, e->key);
	e->kept = !m->limit || before < m->limit;
}

static void model_threats(struct model *m)
{
	int64_t start, width = spark_width(BEGIN, m->last, &start);
	for (size_t i = 0; i < m->n; i++) {
		struct model_event *e = &m->events[i];
		if (e->e->hit.suppressed.n) {
			model_suppressed(m, i);
			continue;
		}
		struct model_threat *t = model_threat(m, e);
		t->events++;
		e->kept = !m->limit || t->events <= m->limit;
		t->kept += e->kept;
		t->first = e->e->time < t->first ? e->e->time : t->first;
		t->last = e->e->time > t->last ? e->e->time : t->last;
		t->bins[(e->e->clock - start) / width]++;
	}
}

static const struct model *sorting;

static int compare_threats(const void *a, const void *b)
{
	size_t i = *(const size_t *)a, k = *(const size_t *)b;
	const struct model_threat *x = &sorting->threats[i], *y = &sorting->threats[k];
	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	if (x->events != y->events)
		return x->events > y->events ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	int order = strcmp(x->id, y->id);
	return order ? order : i < k ? -1 : 1;
}

/* --- both sides as text */

static int compare_addresses(const void *a, const void *b)
{
	struct address x, y;
	const struct text *s = a, *t = b;
	bool is_x = address_parse(*s, &x), is_y = address_parse(*t, &y);
	if (is_x && is_y)
		return address_compare(&x, &y);
	return is_x != is_y ? (is_x ? -1 : 1) : text_compare(*s, *t);
}

static int compare_numbers(const void *a, const void *b)
{
	uint64_t x = 0, y = 0;
	text_number(*(const struct text *)a, UINT64_MAX, &x);
	text_number(*(const struct text *)b, UINT64_MAX, &y);
	return x < y ? -1 : x > y;
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void print_list(struct buf *out, const struct text *list, size_t count, uint64_t total)
{
	buf_format(out, " [%llu", (unsigned long long)total);
	for (size_t i = 0; i < count; i++) {
		buf_char(out, ' ');
		buf_add(out, list[i]);
	}
	buf_char(out, ']');
}

static struct text number_text(struct arena *arena, uint64_t v)
{
	char digits[32];
	int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)v);
	return arena_text(arena, (struct text) { digits, (size_t)n });
}

static struct text plain_address(struct arena *arena, const struct address *a)
{
	char text[ADDRESS_TEXT];
	size_t n = address_text(a, text);
	return arena_text(arena, (struct text) { text, n });
}

/* All values of one event's field. */
static void add_values(struct model *m, struct list *l, size_t field, const struct event *e)
{
	struct text rest = e->forwarded;
	switch (field) {
	case 0:
		list_add(l, plain_address(&m->arena, &e->src));
		while (rest.n)
			list_add(l, text_split(&rest, ','));
		break;
	case 1:
		if (e->has_ports)
			list_add(l, number_text(&m->arena, e->sport));
		break;
	case 2:
		list_add(l, plain_address(&m->arena, &e->dst));
		break;
	case 3:
		if (e->has_ports)
			list_add(l, number_text(&m->arena, e->dport));
		break;
	default:
		list_add(l, text_of(protocol_name(e->proto)));
	}
}

static void print_values(struct model *m, struct buf *out, size_t threat)
{
	static struct list l;
	static int (*const orders[])(const void *a, const void *b) = { compare_addresses,
		compare_numbers, compare_addresses, compare_numbers, compare_texts };
	for (size_t field = 0; field < 5; field++) {
		l.n = 0;
		for (size_t i = 0; i < m->n; i++)
			if (m->events[i].threat == threat)
				add_values(m, &l, field, m->events[i].e);
		qsort(l.items, l.n, sizeof(l.items[0]), orders[field]);
		print_list(out, l.items, l.n < LIMIT_SHOWN_VALUES ? l.n : LIMIT_SHOWN_VALUES, l.n);
	}
}

static void print_head(struct buf *out, struct text id, enum severity severity, uint64_t events,
    uint64_t kept, int64_t first, int64_t last)
{
	buf_add(out, id);
	buf_format(out, " %s %llu %llu %lld %lld", severity_name(severity),
	    (unsigned long long)events, (unsigned long long)kept, (long long)first,
	    (long long)last);
}

static void print_texts(struct buf *out, const struct text *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_char(out, '|');
		buf_add(out, texts[i]);
	}
}

static void print_bins(struct buf *out, const uint64_t *bins)
{
	for (size_t i = 0; i < SPARK_BINS; i++)
		buf_format(out, " %llu", (unsigned long long)bins[i]);
}

static struct text capture_name(uint32_t input)
{
	return input ? TEXT("b.pcap") : TEXT("a.pcap");
}

static void print_model_threat(struct model *m, struct buf *out, size_t i)
{
	const struct model_threat *t = &m->threats[i];
	const struct event *e = t->first_event;
	const struct text texts[] = { text_of(event_type_name(e->hit.type)), e->hit.trail,
		e->hit.info, e->hit.reference, capture_name(e->input),
		number_text(&m->arena, e->frame) };
	print_head(out, text_of(t->id), t->severity, t->events, t->kept, t->first, t->last);
	print_texts(out, texts, 6);
	print_bins(out, t->bins);
	print_values(m, out, i);
	buf_char(out, '\n');
}

static void print_event(struct buf *out, struct text event, struct text threat, int64_t time,
    const struct text *texts, size_t n, uint64_t count)
{
	buf_add(out, event);
	buf_char(out, ' ');
	buf_add(out, threat);
	buf_format(out, " %lld %llu", (long long)time, (unsigned long long)count);
	print_texts(out, texts, n);
	buf_char(out, '\n');
}

static void print_model_event(struct model *m, struct buf *out, const struct model_event *me)
{
	const struct event *e = me->e;
	char id[EVENT_ID_TEXT], flow[COMMUNITY_ID_TEXT] = "";
	event_id(e, capture_name(e->input), id);
	if (e->src.version == e->dst.version)
		event_community_id(e, flow);
	const struct text texts[] = { plain_address(&m->arena, &e->src),
		plain_address(&m->arena, &e->dst),
		e->has_ports ? number_text(&m->arena, e->sport) : TEXT(""),
		e->has_ports ? number_text(&m->arena, e->dport) : TEXT(""),
		text_of(protocol_name(e->proto)), text_of(event_type_name(e->hit.type)),
		e->hit.trail, e->hit.info, e->hit.reference, e->hit.observed,
		text_of(event_direction(e)), text_of(flow), e->tunnel, capture_name(e->input),
		number_text(&m->arena, e->frame), number_text(&m->arena, e->first_frame),
		text_of(e->hit.rule), number_text(&m->arena, e->threshold),
		number_text(&m->arena, e->measured),
		e->hit.suppressed.n ? TEXT("suppressed: whitelist 8.8.8.8") : TEXT("") };
	print_event(out, text_of(id),
	    me->threat == SIZE_MAX ? TEXT("") : text_of(m->threats[me->threat].id), e->time, texts,
	    sizeof(texts) / sizeof(texts[0]), me->count);
}

static void print_model(struct model *m, struct buf *out)
{
	for (size_t i = 0; i < m->threat_count; i++)
		m->order[i] = i;
	sorting = m;
	qsort(m->order, m->threat_count, sizeof(m->order[0]), compare_threats);
	for (size_t i = 0; i < m->threat_count; i++)
		print_model_threat(m, out, m->order[i]);
	for (size_t i = 0; i < m->n; i++)
		if (m->events[i].kept)
			print_model_event(m, out, &m->events[i]);
}

static bool print_threat(void *context, const struct case_threat *t)
{
	struct buf *out = context;
	char frame[32];
	snprintf(frame, sizeof(frame), "%llu", (unsigned long long)t->frame);
	const struct text texts[] = { t->type, t->trail, t->info, t->reference, t->capture,
		text_of(frame) };
	const struct case_values *values[] = { &t->src_ip, &t->src_port, &t->dst_ip, &t->dst_port,
		&t->proto };
	print_head(out, t->id, t->severity, t->events, t->kept, t->first, t->last);
	print_texts(out, texts, 6);
	print_bins(out, t->bins);
	for (size_t i = 0; i < 5; i++)
		print_list(out, values[i]->list, values[i]->count, values[i]->total);
	buf_char(out, '\n');
	return true;
}

static bool print_case_event(void *context, const struct case_event *e)
{
	struct arena arena = { 0 };
	const struct text texts[] = { e->src_ip, e->dst_ip,
		e->has_ports ? number_text(&arena, e->src_port) : TEXT(""),
		e->has_ports ? number_text(&arena, e->dst_port) : TEXT(""), e->proto, e->type,
		e->trail, e->info, e->reference, e->observed, text_of(e->direction), e->flow,
		e->tunnel, e->capture, number_text(&arena, e->frame),
		number_text(&arena, e->first_frame), e->rule, number_text(&arena, e->threshold),
		number_text(&arena, e->measured), e->status };
	print_event(context, e->event, e->threat, e->time, texts, sizeof(texts) / sizeof(texts[0]),
	    e->count);
	arena_free(&arena);
	return true;
}

static void first_difference(struct text a, struct text b)
{
	size_t i = 0;
	while (i < a.n && i < b.n && a.s[i] == b.s[i])
		i++;
	while (i && a.s[i - 1] != '\n')
		i--;
	fprintf(stderr, "# got    %.*s\n# wanted %.*s\n", (int)(a.n - i < 900 ? a.n - i : 900),
	    a.s + i, (int)(b.n - i < 900 ? b.n - i : 900), b.s + i);
}

/* --- the rounds */

enum { BOUNDS = 5 };

static const struct case_bounds all_bounds[BOUNDS] = {
	{ 16 << 20, 24 << 20, 16 << 20, 16 << 20 },
	{ 500, 24 << 20, 16 << 20, 0 },
	{ 16 << 20, 24 << 20, 300, 0 },
	{ 16 << 20, 20000, 16 << 20, 0 },
	{ 0, 0, 0, 0 },
};

enum way { WAY_TEMPORARY, WAY_UNTOLD, WAY_GROWING, WAYS }; /* untold: nobody hears of an event */

static const char path[] = "test-case-model.case";

/* What is told of each event when it is added, against the model. */
struct told {
	struct model *model;
	struct buf line, wanted;
	size_t n, wrong;
};

static struct text behind(struct text line, char c)
{
	size_t at = text_find_char(line, c);
	return text_from(line, at == TEXT_NONE ? line.n : at);
}

/* The row that it will be, but for its count, and its threat where that became a flood. */
static void hear(void *context, const struct case_event *e)
{
	struct told *told = context;
	const struct model_event *me = &told->model->events[told->n++];
	buf_clear(&told->line);
	buf_clear(&told->wanted);
	print_case_event(&told->line, e);
	print_model_event(told->model, &told->wanted, me);
	struct text got = buf_text(&told->line), wanted = buf_text(&told->wanted);
	const char *threat = me->threat == SIZE_MAX ? "" : told->model->threats[me->threat].id;
	bool good = text_is(behind(got, '|'), behind(wanted, '|')) &&
	    text_is(text_head(got, EVENT_ID_TEXT), text_head(wanted, EVENT_ID_TEXT)) &&
	    e->time == me->e->time && text_is(e->sensor, TEXT("s")) &&
	    e->severity == severity_of(e->info, e->reference) &&
	    (me->kind == THREAT_FLOOD || text_is(e->threat, text_of(threat)));
	if (!good)
		first_difference(got, wanted);
	told->wrong += !good;
}

static void read_case(struct case_file *c, struct buf *out)
{
	struct fault fault = { "" };
	OK(case_each_threat(c, print_threat, out, &fault), "threats read: %s", fault.text);
	OK(case_each_event(c, NULL, true, print_case_event, out, &fault), "events: %s", fault.text);
}

/* Another connection sees what was published, and that only: the first n events. */
static void check_published(const struct model *m, size_t n, bool whole)
{
	struct fault fault = { "" };
	struct case_totals totals;
	uint64_t suppressed = 0;
	struct case_file *c = case_open(path, &fault);
	OK(c != NULL, "a growing case is opened: %s", fault.text);
	if (!c)
		return;
	for (size_t i = 0; i < n; i++)
		suppressed += m->events[i].e->hit.suppressed.n > 0;
	OK(case_totals(c, &totals, &fault) && totals.events == n - suppressed &&
		totals.suppressed == suppressed,
	    "the first %zu events: %llu", n, (unsigned long long)totals.events);
	IS_TEXT(case_get(c, "unfinished"), TEXT("true"), "it says that it is not finished");
	if (whole) {
		struct model *part = xcalloc(1, sizeof(*part));
		struct buf wanted, got;
		buf_init(&wanted, 1 << 26);
		buf_init(&got, 1 << 26);
		part->n = n;
		part->last = m->events[n - 1].e->clock;
		for (size_t i = 0; i < n; i++)
			part->events[i] = (struct model_event) { .e = m->events[i].e, .count = 1 };
		model_keys(part);
		model_threats(part);
		print_model(part, &wanted);
		read_case(c, &got);
		bool same = text_is(buf_text(&got), buf_text(&wanted));
		if (!same)
			first_difference(buf_text(&got), buf_text(&wanted));
		OK(same, "as the model of %zu events", n);
		arena_free(&part->arena);
		buf_free(&wanted);
		buf_free(&got);
		free(part);
	}
	case_free(c);
}

/* Its texts live until the call returns. */
static void add_briefly(struct case_file *c, const struct event *e)
{
	struct event copy = *e;
	struct arena arena = { 0 };
	struct text *texts[] = { &copy.hit.trail, &copy.hit.info, &copy.hit.reference,
		&copy.hit.observed, &copy.hit.suppressed, &copy.forwarded };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = texts[i]->n ? arena_text(&arena, *texts[i]) : TEXT("");
	case_add_event(c, &copy);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		memset((char *)(uintptr_t)texts[i]->s, '?', texts[i]->n);
	arena_free(&arena);
}

static void feed(struct model *m, struct case_file *c, enum way way)
{
	for (size_t i = 0; i < m->n; i++) {
		if (way == WAY_UNTOLD)
			add_briefly(c, m->events[i].e);
		else
			case_add_event(c, m->events[i].e);
		if (way == WAY_UNTOLD && m->events[i].count != 1 && i % 2)
			case_count_event(c, m->events[i].e->serial, m->events[i].count);
		if (way != WAY_GROWING || draw(300) != 0)
			continue;
		case_publish(c, BEGIN, m->events[i].e->clock);
		if (draw(4) == 0)
			check_published(m, i + 1, m->limit == 0 && draw(4) == 0);
	}
	for (size_t i = 0; i < m->n; i++)
		if (m->events[i].count != 1)
			case_count_event(c, m->events[i].e->serial, m->events[i].count);
}

/* The text of a case made of m's events; its findings digest too. */
static void run_case(struct model *m, const struct case_bounds *bounds, enum way way,
    struct buf *out, char digest[80])
{
	struct fault fault = { "" };
	struct told told = { .model = m };
	struct case_options options = { .path = way != WAY_GROWING ? NULL : path,
		.force = true,
		.growing = way == WAY_GROWING,
		.added = way == WAY_UNTOLD ? NULL : hear,
		.context = &told,
		.events_per_threat = m->limit,
		.sensor = TEXT("s"),
		.key = key };
	struct case_file *c = case_create(&options, &fault);
	if (!c)
		abort();
	case_set_bounds(c, bounds);
	case_name_input(c, 0, capture_name(0));
	case_name_input(c, 1, capture_name(1));
	buf_init(&told.line, 1 << 20);
	buf_init(&told.wanted, 1 << 20);
	feed(m, c, way);
	OK(told.n == (way == WAY_UNTOLD ? 0 : m->n) && told.wrong == 0,
	    "%zu events were told of, %zu wrongly", told.n, told.wrong);
	buf_free(&told.line);
	buf_free(&told.wanted);
	OK(case_finish(c, BEGIN, m->last, &fault), "finished: %s", fault.text);
	read_case(c, out);
	struct case_totals totals;
	OK(case_totals(c, &totals, &fault) && totals.events == m->n - m->suppressed &&
		totals.suppressed == m->suppressed && totals.threats[0] == m->threat_count,
	    "totals");
	struct text findings = case_get(c, "findings");
	snprintf(digest, 80, "%.*s", (int)findings.n, findings.s);
	case_free(c);
	unlink(path);
}

static void round_with(struct model *m, uint64_t seed, uint64_t limit, uint32_t step)
{
	static struct event events[EVENTS];
	struct buf wanted, got;
	int64_t clock = BEGIN;
	char first_digest[80] = "", digest[80];
	state = seed;
	*m = (struct model) { .limit = limit, .n = EVENTS / (1 + seed % 3) };
	make_trails(&m->arena);
	for (size_t i = 0; i < m->n; i++) {
		make_event(&events[i], i + 1, &clock, step);
		m->events[i].e = &events[i];
		m->events[i].count = draw(10) ? 1 : draw(100) + 2;
	}
	m->last = clock;
	model_keys(m);
	model_threats(m);
	buf_init(&wanted, 1 << 26);
	buf_init(&got, 1 << 26);
	print_model(m, &wanted);
	size_t kinds[4] = { 0 };
	for (size_t i = 0; i < m->threat_count; i++)
		kinds[m->threats[i].kind]++;
	OK(kinds[THREAT_PLAIN] && kinds[THREAT_FLOOD] && kinds[THREAT_DGA] &&
		kinds[THREAT_DNS_EXHAUSTION],
	    "every kind is there: %zu %zu %zu %zu", kinds[0], kinds[1], kinds[2], kinds[3]);
	for (size_t i = 0; i < WAYS * BOUNDS; i++) {
		buf_clear(&got);
		run_case(m, &all_bounds[i / WAYS], i % WAYS, &got, i ? digest : first_digest);
		bool same = text_is(buf_text(&got), buf_text(&wanted));
		if (!same)
			first_difference(buf_text(&got), buf_text(&wanted));
		OK(same && !got.over, "seed %llu, limit %llu, round %zu: as the model",
		    (unsigned long long)seed, (unsigned long long)limit, i);
		if (i)
			OK(strcmp(digest, first_digest) == 0, "the same findings");
	}
	arena_free(&m->arena);
	buf_free(&wanted);
	buf_free(&got);
}

/* Observables against sums made by hand: value i of 40 is seen i + 1 times, at the times 1000 - i to
 * 1000, the earliest in frame i + 5. */
static void check_observables(void)
{
	struct fault fault = { "" };
	struct db *d = db_open(path, &fault);
	struct sqlite3_stmt *s = db_prepare(d,
	    "SELECT kind, value, first, last, count, input, frame"
	    " FROM observable");
	struct buf got, wanted;
	buf_init(&got, 1 << 20);
	buf_init(&wanted, 1 << 20);
	while (db_row(d, s)) {
		buf_add(&got, db_text(s, 0));
		buf_char(&got, ' ');
		buf_add(&got, db_text(s, 1));
		for (int i = 2; i < 7; i++)
			buf_format(&got, " %lld", (long long)db_int(s, i));
		buf_char(&got, '\n');
	}
	for (int i = 11; i < 51; i += 2)
		buf_format(
		    &wanted, "host host%d %d 1000 %d 0 %d\n", i, 1000 - i + 10, i - 9, i - 5);
	for (int i = 10; i < 50; i += 2)
		buf_format(
		    &wanted, "name host%d %d 1000 %d 0 %d\n", i, 1000 - i + 10, i - 9, i - 5);
	IS_TEXT(buf_text(&got), buf_text(&wanted), "observables");
	db_close(d);
	buf_free(&got);
	buf_free(&wanted);
}

static void observables(void)
{
	static const struct case_bounds tiny = { 0, 0, 0, 0 };
	for (int round = 0; round < 2; round++) {
		struct fault fault = { "" };
		struct case_options options = { .path = path, .force = true, .key = key };
		struct case_file *c = case_create(&options, &fault);
		OK(c != NULL, "a case: %s", fault.text);
		case_set_bounds(c, round ? &tiny : &all_bounds[0]);
		for (int turn = 0; turn < 40; turn++)
			for (int i = turn; i < 40; i++) {
				char value[32];
				int n = snprintf(value, sizeof(value), "host%d", i + 10);
				case_add_observable(c, i % 2 ? OBSERVABLE_HOST : OBSERVABLE_NAME,
				    (struct text) { value, (size_t)n }, 1000 - turn, 0,
				    (uint64_t)turn + 5);
			}
		OK(case_finish(c, 0, 1000, &fault), "finished: %s", fault.text);
		case_free(c);
		check_observables();
		unlink(path);
	}
}

int main(void)
{
	struct model *m = xmalloc(sizeof(*m));
	round_with(m, 1, 0, 20);
	round_with(m, 2, 3, 20);
	round_with(m, 3, 10000, 100000);
	round_with(m, 4, 1, 1);
	round_with(m, 5, 20, 2000000);
	free(m);
	observables();
	return check_done();
}
