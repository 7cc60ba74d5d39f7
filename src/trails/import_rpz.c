/* Response policy zones: a master file (RFC 1035 5) whose records say what becomes of names and addresses
 * (draft-vixie-dnsop-dns-rpz). */
#include <config.h>

#include "base/address.h"
#include "trails/table.h"

enum { WORDS = 8, LOOKED_AT = 512 };

struct zone {
	struct import *in;
	struct buf origin, owner; /* without the dot at the end */
	struct buf trigger;
	size_t depth; /* of parentheses */
};

struct record {
	struct text owner, type, data; /* owner is empty: the last one's */
};

/* The words of a line up to a comment; a line that begins with a blank has an empty first one. */
static size_t split_words(struct text line, struct text word[WORDS])
{
	size_t n = 0, i = 0;
	line = text_head(line, text_find_char(line, ';'));
	if (line.n && (line.s[0] == ' ' || line.s[0] == '\t'))
		word[n++] = text_head(line, 0);
	while (i < line.n && n < WORDS) {
		size_t from = i;
		while (i < line.n && line.s[i] != ' ' && line.s[i] != '\t')
			i++;
		if (i > from)
			word[n++] = (struct text) { line.s + from, i - from };
		i++;
	}
	return n;
}

/* A time to live, "3600" or "1h", or a class. */
static bool is_noise(struct text t)
{
	return (t.n && ascii_digit(t.s[0])) || text_is_nocase(t, TEXT("IN")) ||
	    text_is_nocase(t, TEXT("CH"));
}

static bool parse_record(struct text line, struct record *r)
{
	struct text word[WORDS];
	size_t n = split_words(line, word), at = 1;
	while (at < n && is_noise(word[at]))
		at++;
	if (at >= n)
		return false;
	r->owner = word[0];
	r->type = word[at];
	r->data = at + 1 < n ? word[at + 1] : (struct text) { "", 0 };
	return true;
}

static struct text without_dot(struct text t)
{
	return t.n && t.s[t.n - 1] == '.' ? text_head(t, t.n - 1) : t;
}

static bool is_policy(struct text data)
{
	return text_is(data, TEXT(".")) || text_is(data, TEXT("*.")) ||
	    text_is_nocase(text_head(data, 4), TEXT("rpz-"));
}

/* Without the zone's own name at its end. */
static struct text relative(const struct zone *z, struct text owner)
{
	struct text origin = buf_text(&z->origin), t = without_dot(owner);
	size_t cut = t.n - origin.n;
	if (t.n == owner.n || origin.n == 0)
		return t;
	if (t.n == origin.n && text_is_nocase(t, origin))
		return TEXT("@");
	if (t.n > origin.n + 1 && t.s[cut - 1] == '.' && text_is_nocase(text_from(t, cut), origin))
		return text_head(t, cut - 1);
	return t;
}

/* "4.3.2.1" as 1.2.3.4, "zz.db8.2001" as 2001:db8::; zz are the zeros of "::". */
static bool parse_reversed(struct text t, struct address *a)
{
	struct text part[8];
	struct buf written;
	size_t n = 0;
	while (t.s && n < 8)
		part[n++] = text_split(&t, '.');
	bool four = n == 4 && text_find(part[0], TEXT("zz")) == TEXT_NONE;
	buf_init(&written, LIMIT_TRAIL_LINE);
	for (size_t i = n; i-- > 0;) {
		bool zeros = text_is_nocase(part[i], TEXT("zz"));
		if (zeros && i == n - 1)
			buf_char(&written, ':');
		buf_add(&written, zeros ? TEXT("") : part[i]);
		if (i > 0 || zeros)
			buf_char(&written, four ? '.' : ':');
	}
	bool good = !t.s && address_parse(buf_text(&written), a);
	if (!good && four) {
		for (size_t i = 0; i < written.n; i++)
			written.p[i] = written.p[i] == '.' ? ':' : written.p[i];
		good = !t.s && address_parse(buf_text(&written), a);
	}
	buf_free(&written);
	return good;
}

/* "32.4.3.2.1": bits, then the address from its end. */
static bool parse_trigger(struct text t, struct buf *out)
{
	struct text bits = text_split(&t, '.');
	struct address a;
	char room[ADDRESS_TEXT];
	uint64_t v, all;
	if (!t.s || !parse_reversed(t, &a))
		return false;
	all = a.version == 4 ? 32 : 128;
	if (!text_number(bits, all, &v))
		return false;
	buf_clear(out);
	buf_add(out, (struct text) { room, address_text(&a, room) });
	if (v < all) {
		buf_char(out, '/');
		buf_number(out, v);
	}
	return true;
}

/* What a record is about, or why it is about nothing that can be listed. */
static const char *find_trigger(struct text owner, struct buf *room, struct text *what)
{
	static const char *const others[] = { ".rpz-client-ip", ".rpz-nsip", ".rpz-nsdname" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (text_ends(owner, text_of(others[i])))
			return "a trigger of clients or name servers";
	*what = owner;
	if (text_ends(owner, TEXT(".rpz-ip"))) {
		if (!parse_trigger(text_head(owner, owner.n - 7), room))
			return "not an address";
		*what = buf_text(room);
	} else if (text_starts(owner, TEXT("*."))) {
		*what = text_from(owner, 2);
	}
	return NULL;
}

static void take_policy(struct zone *z, const struct record *r, struct text owner)
{
	struct text what, data = without_dot(r->data);
	const char *why = find_trigger(owner, &z->trigger, &what);
	bool named = text_is_nocase(r->type, TEXT("CNAME"));
	bool pass =
	    named && (text_is_nocase(data, TEXT("rpz-passthru")) || text_is_nocase(data, owner));
	if (named && text_is_nocase(data, TEXT("rpz-tcp-only")))
		why = "a policy that blocks nothing";
	if (why)
		import_skip(z->in, why);
	else if (pass)
		import_entry(z->in, what);
	else
		import_value(z->in, what, TEXT(""), TEXT(""));
}

static void set(struct buf *b, struct text t)
{
	buf_clear(b);
	buf_add(b, t);
}

/* The zone's own records say who it is; what it lists are CNAMEs and addresses. */
static void take_record(struct zone *z, struct text line)
{
	struct record r;
	if (!parse_record(line, &r)) {
		import_skip(z->in, "no record");
		return;
	}
	if (text_is_nocase(r.type, TEXT("SOA")) && without_dot(r.owner).n < r.owner.n)
		set(&z->origin, without_dot(r.owner));
	if (r.owner.n)
		set(&z->owner, relative(z, r.owner));
	struct text owner = buf_text(&z->owner);
	if (owner.n == 0 || text_is(owner, TEXT("@")) || text_is_nocase(r.type, TEXT("SOA")) ||
	    text_is_nocase(r.type, TEXT("NS")))
		return;
	if (text_is_nocase(r.type, TEXT("CNAME")) || text_is_nocase(r.type, TEXT("A")) ||
	    text_is_nocase(r.type, TEXT("AAAA")))
		take_policy(z, &r, owner);
	else
		import_skip(z->in, "a record that is no policy");
}

static void take_directive(struct zone *z, struct text line)
{
	struct text word[WORDS];
	size_t n = split_words(line, word);
	if (n > 1 && text_is_nocase(word[0], TEXT("$ORIGIN")))
		set(&z->origin, without_dot(word[1]));
	else if (n > 0 && text_is_nocase(word[0], TEXT("$INCLUDE")))
		import_skip(z->in, "another file");
}

/* Counts the parentheses of a line: what is between them goes on over its end. */
static void count_depth(struct zone *z, struct text line)
{
	line = text_head(line, text_find_char(line, ';'));
	for (size_t i = 0; i < line.n; i++)
		if (line.s[i] == '(')
			z->depth++;
		else if (line.s[i] == ')' && z->depth)
			z->depth--;
}

static void read_rpz(struct import *in)
{
	struct zone z = { .in = in };
	struct text line;
	buf_init(&z.origin, LIMIT_TRAIL_LINE);
	buf_init(&z.owner, LIMIT_TRAIL_LINE);
	buf_init(&z.trigger, 2 * ADDRESS_TEXT);
	while (import_line(in, &line)) {
		bool inside = z.depth > 0;
		count_depth(&z, line);
		if (inside || text_trim(text_head(line, text_find_char(line, ';'))).n == 0)
			continue;
		if (line.s[0] == '$')
			take_directive(&z, line);
		else
			take_record(&z, line);
	}
	buf_free(&z.origin);
	buf_free(&z.owner);
	buf_free(&z.trigger);
}

/* Known by a record that only such zones have. */
static bool is_rpz(struct text head, struct text name)
{
	struct record r;
	(void)name;
	for (size_t i = 0; i < LOOKED_AT && head.s; i++) {
		struct text line = text_split(&head, '\n');
		if (line.n && line.s[line.n - 1] == '\r')
			line.n--;
		if (parse_record(line, &r) && text_is_nocase(r.type, TEXT("CNAME")) &&
		    is_policy(r.data))
			return true;
	}
	return false;
}

const struct import_format import_rpz = { "rpz",
	"response policy zones; passthru records are whitelist entries", is_rpz, read_rpz };
