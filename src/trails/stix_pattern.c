/*
 * Patterns of STIX. Read are observations joined by OR, each with comparisons joined by OR; and the one form
 * joined by AND that still names one thing, an address with its port. OASIS STIX 2.1, 9.
 */
#include <config.h>

#include "base/limits.h"
#include "trails/stix_pattern.h"

enum { TERMS = 8 }; /* of one AND */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_STRING, TOKEN_SIGN, TOKEN_BAD };

struct token {
	enum token_kind kind;
	struct text text; /* a string's is without its quotes, with its escapes */
};

struct term {
	struct text path;
	struct text value;
};

struct parse {
	struct text rest;
	struct token now;
	const struct stix_taker *taker; /* NULL: it is only read */
	const char *why;
	bool unseen;              /* some of it is nothing that traffic shows */
	struct term terms[TERMS]; /* of the AND at hand */
	size_t count;
	char room[LIMIT_TRAIL_KEY];
};

static const char *const not_single = "a pattern that does not name single observables";

static bool fail(struct parse *p, const char *why)
{
	if (!p->why)
		p->why = why;
	return false;
}

/* --- tokens */

static bool in_word(char c)
{
	return ascii_letter(c) || ascii_digit(c) || c == '_' || c == '-' || c == ':' || c == '.' ||
	    c == '*' || c == '+';
}

/* Length of the quoted string at the start of t; 0: it does not end. */
static size_t quoted(struct text t)
{
	for (size_t i = 1; i < t.n; i++) {
		if (t.s[i] == '\\')
			i++;
		else if (t.s[i] == '\'')
			return i + 1;
	}
	return 0;
}

/* "[*]" or "[0]" of an object path. */
static size_t index_length(struct text t)
{
	size_t n = 1;
	if (t.n < 3 || t.s[0] != '[')
		return 0;
	while (n < t.n && (t.s[n] == '*' || ascii_digit(t.s[n])))
		n++;
	return n > 1 && n < t.n && t.s[n] == ']' ? n + 1 : 0;
}

/* A word and, in an object path, the quoted keys and [indices] in it. */
static size_t word(struct text t)
{
	size_t n = 0;
	while (n < t.n) {
		if (in_word(t.s[n])) {
			n++;
		} else if (t.s[n] == '\'' && n > 0 && t.s[n - 1] == '.') {
			size_t more = quoted(text_from(t, n));
			if (more == 0)
				return 0;
			n += more;
		} else if (n > 0 && index_length(text_from(t, n)) > 0) {
			n += index_length(text_from(t, n));
		} else {
			break;
		}
	}
	return n;
}

static void next(struct parse *p)
{
	struct text t = p->rest = text_trim(p->rest);
	size_t n = 1;
	p->now = (struct token) { TOKEN_END, t };
	if (t.n == 0)
		return;
	if (t.s[0] == '\'') {
		n = quoted(t);
		p->now = (struct token) { TOKEN_STRING, text_head(text_from(t, 1), n ? n - 2 : 0) };
	} else if (in_word(t.s[0])) {
		n = word(t);
		p->now = (struct token) { TOKEN_WORD, text_head(t, n) };
	} else {
		n = t.n > 1 && t.s[1] == '=' ? 2 : 1; /* != <= >= == */
		p->now = (struct token) { TOKEN_SIGN, text_head(t, n) };
	}
	if (n == 0)
		p->now.kind = TOKEN_BAD;
	p->rest = text_from(t, n ? n : t.n);
}

static bool at_sign(const struct parse *p, const char *sign)
{
	return p->now.kind == TOKEN_SIGN && text_is(p->now.text, text_of(sign));
}

static bool at_word(const struct parse *p, const char *word)
{
	return p->now.kind == TOKEN_WORD && text_is_nocase(p->now.text, text_of(word));
}

static bool take_sign(struct parse *p, const char *sign)
{
	if (!at_sign(p, sign))
		return fail(p, "no pattern of STIX");
	next(p);
	return true;
}

/* --- what paths name */

static const struct {
	const char *path;
	enum stix_kind kind;
} paths[] = {
	{ "ipv4-addr:value", STIX_VALUE },
	{ "ipv6-addr:value", STIX_VALUE },
	{ "domain-name:value", STIX_VALUE },
	{ "url:value", STIX_VALUE },
	{ "email-addr:value", STIX_VALUE },
	{ "email-message:from_ref.value", STIX_VALUE },
	{ "email-message:sender_ref.value", STIX_VALUE },
	{ "network-traffic:dst_ref.value", STIX_VALUE },
	{ "network-traffic:src_ref.value", STIX_VALUE },
	{ "x509-certificate:hashes.sha-1", STIX_VALUE },
	{ "x509-certificate:hashes.sha1", STIX_VALUE },
	{ "x509-certificate:hashes.sha-256", STIX_VALUE },
	{ "x509-certificate:hashes.sha256", STIX_VALUE },
	{ "file:hashes.sha-256", STIX_VALUE },
	{ "file:hashes.sha256", STIX_VALUE },
	{ "network-traffic:extensions.http-request-ext.request_value", STIX_VALUE },
	{ "network-traffic:extensions.http-request-ext.request_header.user-agent", STIX_AGENT },
};

/* Whether a path is that one: quotes around its keys count for nothing. */
static bool path_is(struct text path, struct text wanted)
{
	size_t k = 0;
	for (size_t i = 0; i < path.n; i++) {
		if (path.s[i] == '\'')
			continue;
		if (k == wanted.n || ascii_lower(path.s[i]) != wanted.s[k])
			return false;
		k++;
	}
	return k == wanted.n;
}

/* A string without its escapes, in room. */
static struct text unescaped(struct parse *p, struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n && n < sizeof(p->room); i++) {
		if (t.s[i] == '\\' && i + 1 < t.n)
			i++;
		p->room[n++] = t.s[i];
	}
	return (struct text) { p->room, n };
}

static void give(struct parse *p, enum stix_kind kind, struct text value, struct text port)
{
	if (p->taker)
		p->taker->take(p->taker->context, kind, unescaped(p, value), port);
}

static bool give_one(struct parse *p, const struct term *t)
{
	size_t i = 0;
	while (i < sizeof(paths) / sizeof(paths[0]) && !path_is(t->path, text_of(paths[i].path)))
		i++;
	if (i < sizeof(paths) / sizeof(paths[0]))
		give(p, paths[i].kind, t->value, (struct text) { "", 0 });
	else
		p->unseen = true;
	return true;
}

/* Of the terms that hold together, the one with that path. */
static const struct term *term_of(const struct parse *p, const char *path)
{
	for (size_t i = 0; i < p->count; i++)
		if (path_is(p->terms[i].path, text_of(path)))
			return &p->terms[i];
	return NULL;
}

/* An address and a port, and what kind of address it is. */
static bool give_endpoint(struct parse *p)
{
	static const char *const sides[][3] = {
		{ "network-traffic:dst_ref.value", "network-traffic:dst_port",
		    "network-traffic:dst_ref.type" },
		{ "network-traffic:src_ref.value", "network-traffic:src_port",
		    "network-traffic:src_ref.type" },
	};
	for (size_t i = 0; i < 2; i++) {
		const struct term *value = term_of(p, sides[i][0]), *port = term_of(p, sides[i][1]),
				  *type = term_of(p, sides[i][2]);
		if (!value || p->count != 1u + (port != NULL) + (type != NULL))
			continue;
		if (!port)
			return give_one(p, value);
		give(p, STIX_ENDPOINT, value->value, port->value);
		return true;
	}
	return fail(p, not_single);
}

static bool give_terms(struct parse *p)
{
	bool good = p->count == 1 ? give_one(p, &p->terms[0]) : give_endpoint(p);
	p->count = 0;
	return good;
}

/* --- the grammar */

static bool add_term(struct parse *p, struct text path)
{
	if (p->now.kind != TOKEN_STRING && p->now.kind != TOKEN_WORD)
		return fail(p, "no pattern of STIX");
	if (p->count == TERMS)
		return fail(p, not_single);
	p->terms[p->count++] = (struct term) { path, p->now.text };
	next(p);
	return true;
}

/* ('a', 'b'): each counts alone, so there is nothing that holds together with it. */
static bool take_set(struct parse *p, struct text path)
{
	if (p->count > 0)
		return fail(p, not_single);
	if (!take_sign(p, "("))
		return false;
	while (add_term(p, path)) {
		if (at_sign(p, ",") && give_terms(p))
			next(p);
		else
			return take_sign(p, ")") && (!at_word(p, "AND") || fail(p, not_single));
	}
	return false;
}

/* PATH = 'value', PATH IN (…), PATH ISSUBSET 'range'. */
static bool take_comparison(struct parse *p)
{
	if (at_sign(p, "("))
		return fail(p, not_single);
	if (p->now.kind != TOKEN_WORD || text_find_char(p->now.text, ':') == TEXT_NONE)
		return fail(p, at_word(p, "NOT") ? not_single : "no pattern of STIX");
	struct text path = p->now.text;
	next(p);
	if (at_word(p, "IN")) {
		next(p);
		return take_set(p, path);
	}
	if (!at_sign(p, "=") && !at_sign(p, "==") && !at_word(p, "ISSUBSET"))
		return fail(p, not_single);
	next(p);
	return add_term(p, path);
}

/* Comparisons joined by AND hold together; OR parts them. */
static bool take_comparisons(struct parse *p)
{
	while (take_comparison(p)) {
		bool more = at_word(p, "AND") || at_word(p, "OR");
		if (!at_word(p, "AND") && !give_terms(p))
			return false;
		if (!more)
			return true;
		next(p);
	}
	return false;
}

static void take_pattern(struct parse *p)
{
	unsigned open = 0;
	for (next(p);; next(p)) {
		for (; at_sign(p, "("); next(p))
			open++;
		if (!take_sign(p, "[") || !take_comparisons(p) || !take_sign(p, "]"))
			return;
		for (; open && at_sign(p, ")"); next(p))
			open--;
		if (!at_word(p, "OR"))
			break;
	}
	if (p->now.kind != TOKEN_END || open)
		(void)fail(p, not_single);
}

/* What follows an observation says whether it counts alone: all is read before any of it is given. */
const char *stix_pattern(struct text pattern, const struct stix_taker *taker)
{
	struct parse p = { .rest = pattern };
	take_pattern(&p);
	if (p.why)
		return p.why;
	p = (struct parse) { .rest = pattern, .taker = taker };
	take_pattern(&p);
	return p.unseen ? "a pattern of what traffic does not show" : NULL;
}
