/* Rules of Suricata and Snort: the addresses that their headers name and the names, fingerprints and digests that they
 * ask for whole. spec/trails.md 9. */
#include <config.h>

#include "base/address.h"
#include "trails/key.h"
#include "trails/table.h"

enum { LOOKED_AT = 64, HEADER_WORDS = 7, VALUES = 8 };

struct rule {
	struct text
	    header[HEADER_WORDS]; /* action, protocol, address, port, direction, address, port */
	struct text message, reference;
	struct text buffer;         /* the last word that says what contents are about */
	struct text values[VALUES]; /* contents of what can be listed */
	struct text buffers[VALUES];
	size_t count;
};

static const char *const actions[] = { "alert", "drop", "reject", "rejectsrc", "rejectdst",
	"rejectboth", "block", "log", NULL };

/* Where whole names and digests are looked for; other buffers hold parts of something. */
static const char *const listed_buffers[] = { "dns.query", "dns_query", "tls.sni", "tls_sni",
	"http.host", "http.host.raw", "http_host", "http_raw_host", "quic.sni", "ja3.hash",
	"ja3_hash", "ja3s.hash", "ja4.hash", "tls.cert_fingerprint", "tls_cert_fingerprint",
	"ssh.hassh", "ssh.hassh.server", NULL };

static bool is_one_of(struct text t, const char *const *words)
{
	while (*words && !text_is(t, text_of(*words)))
		words++;
	return *words != NULL;
}

/* One word of a header; blanks inside of brackets belong to it. */
static struct text next_word(struct text *line)
{
	size_t n = 0, depth = 0;
	*line = text_trim(*line);
	for (; n < line->n; n++) {
		char c = line->s[n];
		depth += c == '[';
		depth -= c == ']' && depth > 0;
		if ((c == ' ' || c == '\t' || c == '(') && depth == 0)
			break;
	}
	struct text word = text_head(*line, n);
	*line = text_from(*line, n);
	return word;
}

/* Up to the ';' that ends an option; *option is without it. */
static bool next_option(struct text *rest, struct text *option)
{
	bool inside = false;
	*rest = text_trim(*rest);
	for (size_t i = 0; i < rest->n; i++) {
		char c = rest->s[i];
		if (c == '\\') {
			i++;
		} else if (c == '"') {
			inside = !inside;
		} else if (c == ';' && !inside) {
			*option = text_head(*rest, i);
			*rest = text_from(*rest, i + 1);
			return true;
		}
	}
	return false;
}

static struct text without_quotes(struct text t)
{
	t = text_trim(t);
	return t.n > 1 && t.s[0] == '"' && t.s[t.n - 1] == '"' ? (struct text) { t.s + 1, t.n - 2 }
							       : t;
}

static void take_content(struct rule *r, struct text value)
{
	if (!is_one_of(r->buffer, listed_buffers) || r->count == VALUES || value.n == 0 ||
	    value.s[0] != '"')
		return;
	r->buffers[r->count] = r->buffer;
	r->values[r->count++] = without_quotes(value);
}

/* In older rules the buffer's word follows the content that it is about. */
static void take_modifier(struct rule *r, struct text word, struct text last)
{
	bool behind = text_is(word, TEXT("http_host")) || text_is(word, TEXT("http_raw_host"));
	if (behind && last.n) {
		r->buffer = word;
		take_content(r, last);
		r->buffer = TEXT("");
	} else if (is_one_of(word, listed_buffers)) {
		r->buffer = word;
	} else if (text_find_char(word, '.') != TEXT_NONE || text_is(word, TEXT("pkt_data")) ||
	    text_is(word, TEXT("file_data"))) {
		r->buffer = TEXT("");
	}
}

static bool parse_options(struct rule *r, struct text rest)
{
	struct text option, last = { "", 0 };
	while (next_option(&rest, &option)) {
		struct text value = option, word = text_trim(text_split(&value, ':'));
		value = value.s ? text_trim(value) : (struct text) { "", 0 };
		if (text_is(word, TEXT("msg")))
			r->message = without_quotes(value);
		else if (text_is(word, TEXT("reference")) && text_starts(value, TEXT("url,")))
			r->reference = text_trim(text_from(value, 4));
		else if (text_is(word, TEXT("content")))
			take_content(r, last = value);
		else
			take_modifier(r, word, last);
	}
	return text_is(text_trim(rest), TEXT(")"));
}

static bool parse_rule(struct rule *r, struct text line)
{
	*r = (struct rule) { .message = { "", 0 }, .reference = { "", 0 }, .buffer = { "", 0 } };
	for (size_t i = 0; i < HEADER_WORDS; i++)
		r->header[i] = next_word(&line);
	line = text_trim(line);
	return r->header[6].n && line.n && line.s[0] == '(' && parse_options(r, text_from(line, 1));
}

/* --- what is taken of it */

struct taking {
	struct import *in;
	const struct rule *rule;
	size_t given;
	struct buf message;
};

static void give(struct taking *t, struct text address, struct text port)
{
	uint64_t number;
	if (!text_number(port, 65535, &number))
		port = TEXT("");
	import_endpoint(t->in, address, port, buf_text(&t->message), TEXT(""));
	t->given++;
}

/* "[192.0.2.1,198.51.100.0/24]": literal ones; variables, "any" and what is negated name nobody. */
static void take_addresses(struct taking *t, struct text list, struct text port)
{
	struct address a;
	unsigned bits;
	if (list.n > 1 && list.s[0] == '[' && list.s[list.n - 1] == ']')
		list = (struct text) { list.s + 1, list.n - 2 };
	while (list.s) {
		struct text one = text_trim(text_split(&list, ','));
		bool range = key_parse_range(one, &a, &bits);
		if (!range && !address_parse(one, &a))
			continue;
		if (!grammar_is_bogon(text_head(one, text_find_char(one, '/')), TEXT("")))
			give(t, one, range ? TEXT("") : port);
	}
}

/* A name with a dot, or digits of a digest: a content may be a part of anything else. */
static bool is_whole(struct text value)
{
	struct key_form form;
	char room[LIMIT_NAME];
	if (value.n == 0 || value.n > LIMIT_NAME || value.s[value.n - 1] == '.')
		return false;
	for (size_t i = 0; i < value.n; i++)
		room[i] = ascii_lower(value.s[i]);
	struct text key = { room, value.n };
	if (key.s[0] == '.')
		key = text_from(key, 1);
	key_parse(key, &form);
	return form.kind == TRAIL_FINGERPRINT || form.kind == TRAIL_ADDRESS ||
	    (form.kind == TRAIL_NAME && text_find_char(key, '.') != TEXT_NONE);
}

/* Several contents of one buffer are parts of it; a fingerprint of bytes has colons. */
static void take_values(struct taking *t)
{
	const struct rule *r = t->rule;
	for (size_t i = 0; i < r->count; i++) {
		size_t same = 0;
		for (size_t k = 0; k < r->count; k++)
			same += text_is(r->buffers[k], r->buffers[i]);
		bool digest = text_find(r->buffers[i], TEXT("fingerprint")) != TEXT_NONE;
		if (same > 1 || (!digest && !is_whole(r->values[i])))
			continue;
		import_value(t->in, r->values[i], buf_text(&t->message), TEXT(""));
		t->given++;
	}
}

static void cite(struct import *in, struct text where)
{
	struct buf citation;
	buf_init(&citation, LIMIT_TRAIL_LINE);
	if (where.n && text_find(where, TEXT("://")) == TEXT_NONE)
		buf_add(&citation, TEXT("https://"));
	buf_add(&citation, where);
	import_cite(in, buf_text(&citation));
	buf_free(&citation);
}

/* A backslash stands before quotes, semicolons and backslashes. */
static void unescape(struct buf *out, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		i += t.s[i] == '\\' && i + 1 < t.n;
		buf_char(out, t.s[i]);
	}
}

static void take_rule(struct import *in, struct text line)
{
	struct rule r;
	struct taking t = { in, &r, 0, { NULL, 0, 0, 0, 0 } };
	buf_init(&t.message, LIMIT_TRAIL_LINE);
	if (!parse_rule(&r, line)) {
		import_skip(in, "no rule");
	} else if (!is_one_of(r.header[0], actions)) {
		import_skip(in, "a rule that lets pass");
	} else {
		unescape(&t.message, r.message);
		cite(in, r.reference);
		take_addresses(&t, r.header[2], r.header[3]);
		take_addresses(&t, r.header[5], r.header[6]);
		take_values(&t);
		if (t.given == 0)
			import_skip(in, "a rule without a name or address of its own");
	}
	buf_free(&t.message);
}

/* A rule goes on behind a backslash. */
static void read_rules(struct import *in)
{
	struct text line;
	struct buf whole;
	buf_init(&whole, LIMIT_TRAIL_LINE);
	while (import_line(in, &line)) {
		line = text_trim(line);
		bool more = line.n && line.s[line.n - 1] == '\\';
		if (whole.n == 0 && (line.n == 0 || line.s[0] == '#'))
			continue;
		buf_add(&whole, text_head(line, line.n - more));
		if (more)
			continue;
		if (whole.over)
			import_skip(in, "longer than 65536 bytes");
		else
			take_rule(in, buf_text(&whole));
		buf_clear(&whole);
	}
	if (whole.n)
		import_skip(in, "no rule");
	buf_free(&whole);
}

/* Known by a header, also of a rule that is a comment. */
static bool is_rules(struct text head, struct text name)
{
	(void)name;
	for (size_t i = 0; i < LOOKED_AT && head.s; i++) {
		struct text line = text_trim(text_split(&head, '\n')), word[HEADER_WORDS];
		bool comment = text_starts(line, TEXT("#"));
		if (line.n == 0)
			continue;
		line = text_from(line, comment);
		for (size_t k = 0; k < HEADER_WORDS; k++)
			word[k] = next_word(&line);
		if ((is_one_of(word[0], actions) || text_is(word[0], TEXT("pass"))) &&
		    (text_is(word[4], TEXT("->")) || text_is(word[4], TEXT("<>"))) && word[6].n)
			return true;
		if (!comment)
			return false;
	}
	return false;
}

const struct import_format import_rules = { "rules",
	"names and addresses of simple Suricata or Snort rules", is_rules, read_rules };
