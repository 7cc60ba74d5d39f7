/*
 * Parsing the query language by recursive descent, four levels: OR, AND (or nothing), NOT, and a term or
 * parentheses. Spec: threats.md 8.2. Beyond it: \" and \\ in quotes, an empty quoted value (the field
 * is empty), and fields of our own.
 */
#include <config.h>

#include "case/query.h"

#include <stdlib.h>

#include "case/query_tree.h"
#include "case/rows.h"

enum { DEPTH = 100 }; /* of parentheses; deeper ones are passed over */

#define THREAT(column) ROW_BIT(THREAT_ROW_##column)
#define EVENT(column) ROW_BIT(EVENT_ROW_##column)
#define THREAT_ENDS                                                                                \
	(THREAT(SRC) | THREAT(DST) | THREAT(SPORT) | THREAT(DPORT) | THREAT(SEVERAL) |             \
	    THREAT(TRAIL))
#define EVENT_ENDS                                                                                 \
	(EVENT(SRC) | EVENT(DST) | EVENT(SPORT) | EVENT(DPORT) | EVENT(PROTO) | EVENT(ICMP) |      \
	    EVENT(TRAIL))

#define QUERY_FIELD_ROW(id, name, form, help) { name, help },
const struct query_field query_fields[] = { QUERY_FIELDS(QUERY_FIELD_ROW) { NULL, NULL } };
#undef QUERY_FIELD_ROW

/* What each field looks at. */
static const struct {
	unsigned needs, threat, event;
} looks[] = {
	[BY_SEV] = { 0, THREAT(SEVERITY), EVENT(HIT) },
	[BY_SRC] = { QUERY_VALUES, THREAT(SRC) | THREAT(SEVERAL), EVENT(SRC) },
	[BY_DST] = { QUERY_VALUES, THREAT(DST) | THREAT(SEVERAL), EVENT(DST) },
	[BY_PORT] = { QUERY_VALUES | QUERY_TEXTS, THREAT_ENDS, EVENT_ENDS },
	[BY_COUNT] = { 0, THREAT(EVENTS), EVENT(COUNT) },
	[BY_EVENTS] = { 0, THREAT(EVENTS), EVENT(COUNT) },
	[BY_PROTO] = { QUERY_VALUES, THREAT(PROTO) | THREAT(SEVERAL), EVENT(PROTO) },
	[BY_TYPE] = { 0, THREAT(HIT), EVENT(HIT) },
	[BY_TRAIL] = { QUERY_TEXTS, THREAT(TRAIL), EVENT(TRAIL) },
	[BY_INFO] = { 0, THREAT(HIT), EVENT(HIT) },
	[BY_CLASS] = { 0, THREAT(HIT), EVENT(HIT) },
	[BY_REFERENCE] = { 0, THREAT(HIT), EVENT(HIT) },
	[BY_REF] = { 0, THREAT(HIT), EVENT(HIT) },
	[BY_RULE] = { 0, THREAT(HIT), EVENT(HIT) },
	[BY_OBSERVED] = { QUERY_TEXTS, THREAT(TRAIL), EVENT(OBSERVED) },
	[BY_UID] = { 0, THREAT(UID), EVENT(THREAT) },
	[BY_SENSOR] = { 0, 0, 0 },
	[BY_DIR] = { QUERY_VALUES | QUERY_TEXTS, THREAT_ENDS, EVENT_ENDS | EVENT(DIRECTION) },
	[BY_DAY] = { 0, THREAT(FIRST) | THREAT(LAST), EVENT(TIME) },
	[BY_SINCE] = { 0, THREAT(FIRST) | THREAT(LAST), EVENT(TIME) },
	[BY_UNTIL] = { 0, THREAT(FIRST) | THREAT(LAST), EVENT(TIME) },
	[BY_CAPTURE] = { 0, THREAT(INPUT), EVENT(INPUT) },
	[BY_FRAME] = { 0, THREAT(FRAME), EVENT(FRAME) },
	[BY_FLOW] = { 0, 0, EVENT_ENDS | EVENT(FLOW) },
	[BY_TAG] = { QUERY_MARKS, THREAT(TAGS) | THREAT(UID), 0 },
	[BY_NOTE] = { QUERY_MARKS, 0, 0 },
	[BY_STATUS] = { QUERY_MARKS, 0, 0 },
	[BY_HIDDEN] = { QUERY_MARKS, 0, 0 },
	[BY_PLAIN] = { QUERY_VALUES | QUERY_MARKS | QUERY_TEXTS,
	    THREAT_ENDS | THREAT(UID) | THREAT(PROTO) | THREAT(HIT) | THREAT(SEVERITY) |
		THREAT(TAGS),
	    EVENT_ENDS | EVENT(THREAT) | EVENT(HIT) | EVENT(OBSERVED) },
};

enum token_kind { TOKEN_END, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_AND, TOKEN_OR, TOKEN_NOT, TOKEN_TERM };

struct parser {
	struct query *q;
	struct text rest;
	enum token_kind token;
	struct text word; /* of a term: as it was written */
	unsigned depth;
};

/* --- tokens */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool ends_term(struct text t)
{
	return is_blank(t.s[0]) || t.s[0] == '(' || t.s[0] == ')' || text_starts(t, TEXT("&&")) ||
	    text_starts(t, TEXT("||"));
}

/* In quotes, a backslash before a quote or a backslash. */
static bool is_escape(struct text t)
{
	return t.n > 1 && t.s[0] == '\\' && (t.s[1] == '"' || t.s[1] == '\\');
}

static size_t term_length(struct text t)
{
	bool quoted = false;
	size_t n = 0;
	for (; n < t.n && (quoted || !ends_term(text_from(t, n))); n++) {
		if (quoted && is_escape(text_from(t, n)))
			n++;
		else if (t.s[n] == '"')
			quoted = !quoted;
	}
	return n;
}

static enum token_kind keyword(struct text word)
{
	if (text_is_nocase(word, TEXT("or")))
		return TOKEN_OR;
	if (text_is_nocase(word, TEXT("and")))
		return TOKEN_AND;
	return text_is_nocase(word, TEXT("not")) ? TOKEN_NOT : TOKEN_TERM;
}

static void take(struct parser *p, enum token_kind token, size_t n)
{
	p->token = token;
	p->word = text_head(p->rest, n);
	p->rest = text_from(p->rest, n);
}

static void next_token(struct parser *p)
{
	while (p->rest.n && is_blank(p->rest.s[0]))
		p->rest = text_from(p->rest, 1);
	struct text t = p->rest;
	if (!t.n)
		take(p, TOKEN_END, 0);
	else if (t.s[0] == '(')
		take(p, TOKEN_OPEN, 1);
	else if (t.s[0] == ')')
		take(p, TOKEN_CLOSE, 1);
	else if (text_starts(t, TEXT("&&")))
		take(p, TOKEN_AND, 2);
	else if (text_starts(t, TEXT("||")))
		take(p, TOKEN_OR, 2);
	else if ((t.s[0] == '!' && !text_starts(t, TEXT("!="))) || text_starts(t, TEXT("-(")))
		take(p, TOKEN_NOT, 1);
	else {
		size_t n = term_length(t);
		take(p, keyword(text_head(t, n)), n);
	}
}

/* --- terms */

/* Without its quotes. */
static struct text unquote(struct parser *p, struct text t, bool lower)
{
	char *out = arena_take(&p->q->arena, t.n + 1);
	bool quoted = false;
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (quoted && is_escape(text_from(t, i)))
			out[n++] = t.s[++i];
		else if (t.s[i] == '"')
			quoted = !quoted;
		else
			out[n++] = lower ? ascii_lower(t.s[i]) : t.s[i];
	}
	return (struct text) { out, n };
}

static enum query_field_id find_field(struct text word, size_t *value)
{
	size_t colon = text_find_char(word, ':');
	if (colon != TEXT_NONE)
		for (size_t i = 0; query_fields[i].name; i++)
			if (text_is_nocase(text_head(word, colon), text_of(query_fields[i].name))) {
				*value = colon + 1;
				return (enum query_field_id)i;
			}
	*value = 0;
	return BY_PLAIN;
}

static void add_value(struct parser *p, struct node *term, struct text raw, bool quoted)
{
	struct value *v = arena_take(&p->q->arena, sizeof(*v));
	*v = (struct value) { .next = term->values,
		.index = p->q->value_count++,
		.text = unquote(p, raw, true),
		.quoted = quoted };
	query_read_value(v, term->field, unquote(p, raw, false));
	term->values = v;
}

static struct node *new_node(struct parser *p, enum node_kind kind)
{
	struct node *node = arena_take(&p->q->arena, sizeof(*node));
	*node = (struct node) { .kind = kind };
	return node;
}

/* A plain term with a space may stand in two texts; ports go by what the trail looks like. */
static bool needs_whole(const struct node *term)
{
	if (term->field == BY_PLAIN)
		return text_find_char(term->values->text, ' ') != TEXT_NONE;
	return term->field == BY_PORT || term->field == BY_DIR || term->field == BY_FLOW;
}

/* NULL where it says nothing: "", "src:". */
static struct node *make_term(struct parser *p)
{
	struct node *term = new_node(p, NODE_TERM);
	struct text word = p->word;
	size_t begin;
	if (word.n > 1 && word.s[0] == '-') {
		term->negated = true;
		word = text_from(word, 1);
	}
	term->field = find_field(word, &begin);
	struct text values = text_from(word, begin);
	bool quoted = text_find_char(values, '"') != TEXT_NONE;
	if (quoted || term->field == BY_PLAIN) {
		add_value(p, term, values, quoted);
		if (term->field == BY_PLAIN && !term->values->text.n)
			return NULL;
	}
	while (!quoted && term->field != BY_PLAIN && values.n) {
		struct text one = text_split(&values, ',');
		if (one.n)
			add_value(p, term, one, false);
	}
	if (!term->values)
		return NULL;
	p->q->whole |= needs_whole(term);
	p->q->needs |= looks[term->field].needs;
	p->q->threat_columns |= looks[term->field].threat;
	p->q->event_columns |= looks[term->field].event;
	return term;
}

/* --- levels; each gives NULL where there is nothing */

struct group {
	struct node *first, *last;
};

static void join(struct group *g, struct node *node)
{
	if (!node)
		return;
	if (g->last)
		g->last->next = node;
	else
		g->first = node;
	g->last = node;
}

static struct node *close_group(struct parser *p, const struct group *g, enum node_kind kind)
{
	if (g->first == g->last)
		return g->first;
	struct node *node = new_node(p, kind);
	node->first = g->first;
	return node;
}

static struct node *parse_or(struct parser *p);

static struct node *parse_operand(struct parser *p)
{
	struct node *node = NULL;
	while (p->token == TOKEN_OPEN && p->depth == DEPTH)
		next_token(p);
	if (p->token == TOKEN_TERM) {
		node = make_term(p);
		next_token(p);
	} else if (p->token == TOKEN_OPEN) {
		p->depth++;
		next_token(p);
		node = parse_or(p);
		if (p->token == TOKEN_CLOSE)
			next_token(p);
		p->depth--;
	}
	return node;
}

static struct node *parse_not(struct parser *p)
{
	bool negated = false;
	for (; p->token == TOKEN_NOT; next_token(p))
		negated = !negated;
	struct node *node = parse_operand(p);
	if (node)
		node->negated ^= negated;
	return node;
}

static struct node *parse_and(struct parser *p)
{
	struct group g = { NULL, NULL };
	while (p->token != TOKEN_END && p->token != TOKEN_CLOSE && p->token != TOKEN_OR) {
		if (p->token == TOKEN_AND)
			next_token(p);
		else
			join(&g, parse_not(p));
	}
	return close_group(p, &g, NODE_ALL);
}

static struct node *parse_or(struct parser *p)
{
	struct group g = { NULL, NULL };
	join(&g, parse_and(p));
	while (p->token == TOKEN_OR) {
		next_token(p);
		join(&g, parse_and(p));
	}
	return close_group(p, &g, NODE_ANY);
}

struct query *query_parse(struct text t)
{
	struct query *q = xcalloc(1, sizeof(*q));
	struct parser p = { .q = q, .rest = t };
	struct group g = { NULL, NULL };
	q->text = arena_text(&q->arena, t);
	next_token(&p);
	while (p.token != TOKEN_END) {
		join(&g, parse_or(&p));
		if (p.token == TOKEN_CLOSE)
			next_token(&p); /* of nothing */
	}
	q->root = close_group(&p, &g, NODE_ALL);
	return q;
}

void query_free(struct query *q)
{
	if (!q)
		return;
	arena_free(&q->arena);
	free(q);
}

unsigned query_needs(const struct query *q)
{
	return q->needs;
}

unsigned query_threat_columns(const struct query *q)
{
	return q->threat_columns;
}

unsigned query_event_columns(const struct query *q)
{
	return q->event_columns;
}

struct text query_text(const struct query *q)
{
	return q->text;
}

bool query_is_empty(const struct query *q)
{
	return !q->root;
}

/* --- writing */

static bool is_plain(enum query_field_id field, struct text value)
{
	static const char plain[] = "._-:/@+=%~#[]";
	bool number = field != BY_PLAIN && query_form(field) != FORM_TEXT &&
	    query_form(field) != FORM_ADDRESS;
	for (size_t i = 0; i < value.n; i++) {
		char c = value.s[i];
		bool good = ascii_letter(c) || ascii_digit(c) || (uint8_t)c >= 0x80 ||
		    (c && strchr(plain, c)) || (number && (c == '<' || c == '>'));
		if (!good)
			return false;
	}
	return value.n > 0;
}

void query_term(struct buf *out, const char *field, struct text value)
{
	size_t begin;
	struct buf name;
	buf_init(&name, SIZE_MAX / 4);
	buf_format(&name, "%s:", field);
	enum query_field_id id = find_field(buf_text(&name), &begin);
	buf_free(&name);
	if (field[0])
		buf_format(out, "%s:", field);
	bool word = !field[0] &&
	    (keyword(value) != TOKEN_TERM || text_starts(value, TEXT("-")) ||
		text_find_char(value, ':') != TEXT_NONE);
	bool network = id != BY_PLAIN && query_form(id) == FORM_ADDRESS &&
	    text_find_char(value, '/') != TEXT_NONE;
	if (is_plain(id, value) && !word && !network) {
		buf_add(out, value);
		return;
	}
	buf_char(out, '"');
	for (size_t i = 0; i < value.n; i++) {
		if (value.s[i] == '"' || value.s[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, value.s[i]);
	}
	buf_char(out, '"');
}
