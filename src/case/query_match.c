/* Whether a query holds for a row. Spec: threats.md 6.7, 8.2. */
#include <config.h>

#include "case/query.h"

#include <stdio.h>

#include "case/query_tree.h"

/* A row, of whichever kind. */
struct row {
	const struct case_threat *threat; /* one of these two */
	const struct case_event *event;
	const struct marks *marks;
	/* Of an event whose texts are not here; else NULL. */
	const struct query_answers *answers;
	const struct event_texts *numbers;
};

/* --- one value and one text */

enum { SHORT = 512 };

/* needle is in small letters. */
static bool holds(struct text t, struct text needle)
{
	char small[SHORT];
	if (t.n > SHORT)
		return text_find_nocase(t, needle) != TEXT_NONE;
	if (needle.n > t.n)
		return false;
	for (size_t i = 0; i < t.n; i++)
		small[i] = ascii_lower(t.s[i]);
	return needle.n == 0 || memmem(small, t.n, needle.s, needle.n) != NULL;
}

/* All of t; "*" is anything. */
static bool is_glob(struct text t, struct text glob)
{
	size_t i = 0, g = 0, star = TEXT_NONE, from = 0;
	while (i < t.n) {
		if (g < glob.n && glob.s[g] == '*') {
			star = g++;
			from = i;
		} else if (g < glob.n && glob.s[g] == ascii_lower(t.s[i])) {
			g++;
			i++;
		} else if (star != TEXT_NONE) {
			g = star + 1;
			i = ++from;
		} else {
			return false;
		}
	}
	while (g < glob.n && glob.s[g] == '*')
		g++;
	return g == glob.n;
}

static bool is_text(const struct value *v, struct text t)
{
	if (v->empty)
		return !t.n;
	return v->glob ? is_glob(t, v->text) : holds(t, v->text);
}

static bool is_address(const struct value *v, struct text t)
{
	struct address a;
	if (!v->base.version)
		return is_text(v, t);
	return address_parse(t, &a) && a.version == v->base.version &&
	    address_in(&a, &v->base, v->bits);
}

static bool is_number(const struct value *v, uint64_t n)
{
	return n >= v->least && n <= v->most;
}

static bool is_in(const struct value *v, const struct case_values *list,
    bool (*is)(const struct value *v, struct text t))
{
	for (size_t i = 0; i < list->count; i++)
		if (is(v, list->list[i]))
			return true;
	return v->empty && !list->count;
}

static bool is_port_text(const struct value *v, struct text t)
{
	uint64_t port;
	return text_number(t, UINT64_MAX, &port) && is_number(v, port);
}

bool query_value_holds(const struct value *v, enum query_field_id field, struct text t)
{
	if (field == BY_PLAIN)
		return holds(t, v->text);
	return field == BY_SRC || field == BY_DST ? is_address(v, t) : is_text(v, t);
}

/* --- ports */

static bool is_service(uint64_t port)
{
	static const uint16_t known[] = { 1080, 1433, 1521, 3128, 3306, 3389, 5060, 5432, 5900,
		6379, 6667, 8000, 8080, 8118, 8443, 8888, 9200, 27017 };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (port == known[i])
			return true;
	return port < 1024;
}

/* The address of "1.2.3.4:80" or "[2001:db8::1]:80"; empty where the trail is no such thing. */
static struct text trail_address(struct text trail)
{
	uint64_t port;
	struct address a;
	size_t colon = text_find_last(trail, ':');
	if (colon == TEXT_NONE || !text_number(text_from(trail, colon + 1), UINT16_MAX, &port))
		return TEXT("");
	struct text t = text_head(trail, colon);
	if (text_starts(t, TEXT("[")) && text_ends(t, TEXT("]")))
		t = (struct text) { t.s + 1, t.n - 2 };
	else if (text_find_char(t, ':') != TEXT_NONE)
		return TEXT("");
	return address_parse(t, &a) ? t : TEXT("");
}

enum service query_service(
    struct text trail, struct text src, struct text dst, struct text sport, struct text dport)
{
	uint64_t from, to;
	struct text address = trail_address(trail);
	if (!text_number(sport, UINT64_MAX, &from) || !text_number(dport, UINT64_MAX, &to))
		return SERVICE_NONE;
	if (address.n && text_is_nocase(address, dst))
		return SERVICE_DST;
	if (address.n && text_is_nocase(address, src))
		return SERVICE_SRC;
	if (dst.n && text_is(trail, dst))
		return SERVICE_DST;
	if (is_service(from) != is_service(to))
		return is_service(to) ? SERVICE_DST : SERVICE_SRC;
	if ((from >= 32768) != (to >= 32768))
		return to >= 32768 ? SERVICE_SRC : SERVICE_DST;
	return to <= from ? SERVICE_DST : SERVICE_SRC;
}

static struct text first_of(struct text first, const struct case_values *list)
{
	return first.n || !list->count ? first : list->list[0];
}

static enum service threat_service(const struct case_threat *t)
{
	return query_service(t->trail, first_of(t->first_src, &t->src_ip),
	    first_of(t->first_dst, &t->dst_ip), first_of(t->first_sport, &t->src_port),
	    first_of(t->first_dport, &t->dst_port));
}

static struct text port_text(uint16_t port, char digits[8])
{
	int n = snprintf(digits, 8, "%u", (unsigned)port);
	return (struct text) { digits, (size_t)n };
}

static enum service event_service(const struct case_event *e)
{
	char sport[8], dport[8];
	if (!e->has_ports)
		return SERVICE_NONE;
	return query_service(e->trail, e->src_ip, e->dst_ip, port_text(e->src_port, sport),
	    port_text(e->dst_port, dport));
}

static bool has_port(const struct value *v, const struct row *row)
{
	if (row->event) {
		const struct case_event *e = row->event;
		return e->has_ports &&
		    is_number(v, event_service(e) == SERVICE_SRC ? e->src_port : e->dst_port);
	}
	const struct case_threat *t = row->threat;
	bool source = threat_service(t) == SERVICE_SRC || !t->dst_port.count;
	return is_in(v, source ? &t->src_port : &t->dst_port, is_port_text);
}

static bool has_direction(const struct value *v, const struct row *row)
{
	static const char *const names[] = { [WORD_INBOUND] = "inbound",
		[WORD_OUTBOUND] = "outbound",
		[WORD_INTERNAL] = "internal",
		[WORD_EXTERNAL] = "external" };
	if (v->word < WORD_IN)
		return false;
	if (row->event && v->word >= WORD_INBOUND)
		return strcmp(row->event->direction, names[v->word]) == 0;
	enum service service = row->event ? event_service(row->event) : threat_service(row->threat);
	if (v->word == WORD_IN || v->word == WORD_INBOUND)
		return service == SERVICE_DST;
	return service == SERVICE_SRC && (v->word == WORD_OUT || v->word == WORD_OUTBOUND);
}

/* --- fields */

/* "malware" of "asyncrat (malware)". */
static struct text class_of(struct text info)
{
	size_t open = text_find_last(info, '(');
	if (open == TEXT_NONE || !text_ends(info, TEXT(")")))
		return TEXT("");
	return (struct text) { info.s + open + 1, info.n - open - 2 };
}

static bool has_class(const struct value *v, struct text info)
{
	struct text words = class_of(info);
	if (v->empty || v->glob)
		return is_text(v, words);
	bool found = text_is_nocase(words, v->text);
	while (words.n && !found)
		found = text_is_nocase(text_split(&words, ' '), v->text);
	return found;
}

static bool has_tag(const struct value *v, const struct row *row)
{
	const struct marks *marks = row->marks;
	bool none = !marks->tag_count && (row->event || !row->threat->tags.count);
	if (v->empty)
		return none;
	for (size_t i = 0; i < marks->tag_count; i++)
		if (is_text(v, marks->tags[i]))
			return true;
	return row->threat && is_in(v, &row->threat->tags, is_text);
}

static bool has_marks(const struct value *v, enum query_field_id field, const struct row *row)
{
	if (field == BY_TAG)
		return has_tag(v, row);
	if (field == BY_NOTE)
		return is_text(v, row->marks->note);
	return v->word == (field == BY_STATUS ? (int)row->marks->status : (int)row->marks->hidden);
}

static bool threat_has(const struct value *v, enum query_field_id field, const struct row *row)
{
	const struct case_threat *t = row->threat;
	/* clang-format off */
	switch (field) {
	case BY_SEV: return v->word == (int)t->severity;
	case BY_SRC: return is_in(v, &t->src_ip, is_address);
	case BY_DST: return is_in(v, &t->dst_ip, is_address);
	case BY_PORT: return has_port(v, row);
	case BY_COUNT:
	case BY_EVENTS: return is_number(v, t->events);
	case BY_PROTO: return is_in(v, &t->proto, is_text);
	case BY_TYPE: return is_text(v, t->type);
	case BY_OBSERVED:
	case BY_TRAIL: return is_text(v, t->trail);
	case BY_INFO: return is_text(v, t->info);
	case BY_CLASS: return has_class(v, t->info);
	case BY_REF:
	case BY_REFERENCE: return is_text(v, t->reference);
	case BY_RULE: return is_text(v, t->rule);
	case BY_UID: return is_text(v, t->id);
	case BY_SENSOR: return is_in(v, &t->sensor, is_text);
	case BY_DIR: return has_direction(v, row);
	case BY_DAY: case BY_SINCE: case BY_UNTIL: return t->first < v->to && t->last >= v->from;
	case BY_CAPTURE: return is_text(v, t->capture);
	case BY_FRAME: return is_number(v, t->frame);
	case BY_FLOW: return false;
	default: return has_marks(v, field, row);
	}
	/* clang-format on */
}

static bool has_text(const struct value *v, enum query_field_id field, const struct row *row,
    struct text t, uint64_t number)
{
	return row->answers ? query_answer(row->answers, v, number)
			    : query_value_holds(v, field, t);
}

static bool has_texts(const struct value *v, enum query_field_id field, const struct row *row)
{
	static const struct event_texts none;
	const struct event_texts *n = row->numbers ? row->numbers : &none;
	const struct case_event *e = row->event;
	if (field == BY_SRC)
		return has_text(v, field, row, e->src_ip, n->src);
	if (field == BY_DST)
		return has_text(v, field, row, e->dst_ip, n->dst);
	if (field == BY_TRAIL)
		return has_text(v, field, row, e->trail, n->trail);
	return has_text(v, field, row, e->observed, n->observed);
}

static bool event_has(const struct value *v, enum query_field_id field, const struct row *row)
{
	const struct case_event *e = row->event;
	const struct case_values sensor = { &e->sensor, 1, 1 };
	/* clang-format off */
	switch (field) {
	case BY_SEV: return v->word == (int)e->severity;
	case BY_SRC: case BY_DST: case BY_TRAIL: case BY_OBSERVED: return has_texts(v, field, row);
	case BY_PORT: return has_port(v, row);
	case BY_COUNT:
	case BY_EVENTS: return is_number(v, e->count);
	case BY_PROTO: return is_text(v, e->proto);
	case BY_TYPE: return is_text(v, e->type);
	case BY_INFO: return is_text(v, e->info);
	case BY_CLASS: return has_class(v, e->info);
	case BY_REF:
	case BY_REFERENCE: return is_text(v, e->reference);
	case BY_RULE: return is_text(v, e->rule);
	case BY_UID: return is_text(v, e->threat);
	case BY_SENSOR: return is_in(v, &sensor, is_text);
	case BY_DIR: return has_direction(v, row);
	case BY_DAY: case BY_SINCE: case BY_UNTIL: return e->time >= v->from && e->time < v->to;
	case BY_CAPTURE: return is_text(v, e->capture);
	case BY_FRAME: return is_number(v, e->frame);
	case BY_FLOW: return is_text(v, e->flow);
	default: return has_marks(v, field, row);
	}
	/* clang-format on */
}

/* --- all of a row's text */

static void add_texts(const struct text *texts, size_t count,
    bool (*each)(void *context, struct text t), void *context, bool *stopped)
{
	for (size_t i = 0; i < count && !*stopped; i++)
		*stopped = !each(context, texts[i]);
}

/* Calls back for its pieces until one call returns false. */
static void each_piece(
    const struct row *row, bool (*each)(void *context, struct text t), void *context)
{
	bool stopped = false;
	if (row->threat) {
		const struct case_threat *t = row->threat;
		const struct case_values *lists[] = { &t->src_ip, &t->dst_ip, &t->src_port,
			&t->dst_port, &t->proto, &t->sensor, &t->tags };
		const struct text texts[] = { t->id, t->type, t->trail, t->info, t->reference,
			text_of(severity_name(t->severity)) };
		add_texts(texts, 1, each, context, &stopped);
		for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) - 1; i++)
			add_texts(lists[i]->list, lists[i]->count, each, context, &stopped);
		add_texts(texts + 1, sizeof(texts) / sizeof(texts[0]) - 1, each, context, &stopped);
		add_texts(t->tags.list, t->tags.count, each, context, &stopped);
	} else {
		const struct case_event *e = row->event;
		char ports[2][8];
		const struct text none = TEXT("");
		const struct text texts[] = { e->threat, e->src_ip, e->dst_ip,
			e->has_ports ? port_text(e->src_port, ports[0]) : none,
			e->has_ports ? port_text(e->dst_port, ports[1]) : none, e->proto, e->sensor,
			e->type, e->trail, e->info, e->reference,
			text_of(severity_name(e->severity)), e->observed };
		add_texts(texts, sizeof(texts) / sizeof(texts[0]), each, context, &stopped);
	}
	add_texts(row->marks->tags, row->marks->tag_count, each, context, &stopped);
}

struct search {
	struct text needle;
	bool found;
};

static bool search_piece(void *context, struct text t)
{
	struct search *s = context;
	s->found = holds(t, s->needle);
	return !s->found;
}

static bool join_piece(void *context, struct text t)
{
	struct buf *all = context;
	if (all->n)
		buf_char(all, ' ');
	buf_add(all, t);
	return true;
}

/* A term without a space stands in one of the pieces; one with a space may begin in one and end in the next. */
static bool has_plain(const struct value *v, const struct row *row)
{
	struct search search = { .needle = v->text };
	const struct event_texts *n = row->numbers;
	const struct query_answers *a = row->answers;
	if (a &&
	    (query_answer(a, v, n->trail) || query_answer(a, v, n->src) ||
		query_answer(a, v, n->dst) || query_answer(a, v, n->observed)))
		return true;
	if (text_find_char(v->text, ' ') == TEXT_NONE) {
		each_piece(row, search_piece, &search);
		return search.found;
	}
	struct buf all;
	buf_init(&all, SIZE_MAX / 4);
	each_piece(row, join_piece, &all);
	search_piece(&search, buf_text(&all));
	buf_free(&all);
	return search.found;
}

/* --- the tree; its depth is bounded */

static bool has_value(const struct node *term, const struct row *row)
{
	for (const struct value *v = term->values; v; v = v->next) {
		bool found = term->field == BY_PLAIN ? has_plain(v, row)
		    : row->threat                    ? threat_has(v, term->field, row)
						     : event_has(v, term->field, row);
		if (found)
			return true;
	}
	return false;
}

static bool match(const struct node *node, const struct row *row)
{
	bool result = node->kind == NODE_ALL;
	if (node->kind == NODE_TERM)
		return has_value(node, row) != node->negated;
	for (const struct node *n = node->first; n; n = n->next)
		if (match(n, row) != result) {
			result = !result;
			break;
		}
	return result != node->negated;
}

bool query_threat(const struct query *q, const struct case_threat *t, const struct marks *marks)
{
	const struct row row = { .threat = t, .marks = marks };
	return !q->root || match(q->root, &row);
}

bool query_event(const struct query *q, const struct case_event *e, const struct marks *marks)
{
	const struct row row = { .event = e, .marks = marks };
	return !q->root || match(q->root, &row);
}

bool query_event_numbered(const struct query *q, const struct case_event *e,
    const struct marks *marks, const struct query_answers *answers,
    const struct event_texts *numbers)
{
	const struct row row = {
		.event = e, .marks = marks, .answers = answers, .numbers = numbers
	};
	return !q->root || match(q->root, &row);
}
