/* OpenIOC 1.0 and 1.1: the contents of IndicatorItem elements, by the field that their Context searches in. A scan for
 * tags, no XML processor: no entities but the five and numbers, no document types, no depth. */
#include <config.h>

#include "trails/table.h"

enum { HEAD = 4096 };

struct scan {
	struct import *in;
	struct text all, info;
	const char *counted; /* up to where its lines were counted */
	uint64_t line;
	struct buf value;
};

/* Fields of what traffic shows. */
static const char *const fields[] = { "DnsEntryItem/Host", "DnsEntryItem/RecordName",
	"DnsEntryItem/RecordData/Host", "DnsEntryItem/RecordData/IPv4Address", "Network/DNS",
	"Network/URI", "Network/String", "PortItem/remoteIP", "UrlHistoryItem/URL",
	"UrlHistoryItem/HostName", "RouteEntryItem/Destination", "RouteEntryItem/Gateway",
	"ArpEntryItem/IPv4Address", "FileItem/Sha256sum", "FileDownloadHistoryItem/SourceURL",
	"Email/ReceivedFromIP", "Email/From", NULL };

/* What stands behind the next tag of that name, up to its end tag; *attributes is the tag's rest. False where there
 * is none, or its end is missing. */
static bool next_element(
    struct text *rest, struct text name, struct text *attributes, struct text *inside)
{
	while (rest->n) {
		size_t at = text_find_char(*rest, '<');
		if (at == TEXT_NONE)
			break;
		*rest = text_from(*rest, at + 1);
		struct text after = text_from(*rest, name.n);
		if (!text_starts(*rest, name) || after.n == 0 ||
		    text_find_char(TEXT(" \t\r\n/>"), after.s[0]) == TEXT_NONE)
			continue;
		size_t close = text_find_char(after, '>');
		if (close == TEXT_NONE)
			break;
		*attributes = text_head(after, close);
		*rest = text_from(after, close + 1);
		*inside = text_head(*rest, 0);
		if (text_ends(*attributes, TEXT("/")))
			return true;
		for (size_t from = 0;;) {
			size_t end = text_find(text_from(*rest, from), TEXT("</"));
			if (end == TEXT_NONE)
				return false;
			from += end + 2;
			if (!text_starts(text_from(*rest, from), name))
				continue;
			*inside = text_head(*rest, from - 2);
			*rest = text_from(*rest, from);
			return true;
		}
	}
	*rest = (struct text) { "", 0 };
	return false;
}

/* The value of an attribute; empty where there is none. */
static struct text attribute(struct text attributes, struct text name)
{
	for (struct text rest = attributes; rest.n;) {
		size_t at = text_find(rest, name);
		if (at == TEXT_NONE)
			break;
		rest = text_from(rest, at + name.n);
		struct text t = text_trim(rest);
		if (t.n < 2 || t.s[0] != '=')
			continue;
		t = text_trim(text_from(t, 1));
		if (t.n && (t.s[0] == '"' || t.s[0] == '\'')) {
			struct text value = text_from(t, 1);
			return text_head(value, text_find_char(value, t.s[0]));
		}
	}
	return TEXT("");
}

/* The character of a reference between & and ;. */
static bool add_reference(struct buf *out, struct text name)
{
	static const struct {
		struct text name;
		char c;
	} known[] = { { { "amp", 3 }, '&' }, { { "lt", 2 }, '<' }, { { "gt", 2 }, '>' },
		{ { "quot", 4 }, '"' }, { { "apos", 4 }, '\'' } };
	uint64_t code = 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (text_is(name, known[i].name)) {
			buf_char(out, known[i].c);
			return true;
		}
	if (text_starts(name, TEXT("#x")))
		for (size_t i = 2; i < name.n && i < 8; i++)
			code = code * 16 + (uint64_t)(ascii_hex(name.s[i]) & 15);
	else if (!text_starts(name, TEXT("#")) || !text_number(text_from(name, 1), 0x10ffff, &code))
		return false;
	if (code < 0x20 || code > 0x10ffff)
		return false;
	char room[4];
	buf_add(out, (struct text) { room, utf8_encode((uint32_t)code, room) });
	return true;
}

/* Text of an element, without CDATA marks, on one line. */
static struct text text_content(struct buf *out, struct text t)
{
	t = text_trim(t);
	buf_clear(out);
	if (text_starts(t, TEXT("<![CDATA[")) && text_ends(t, TEXT("]]>")) && t.n >= 12) {
		buf_add(out, text_trim((struct text) { t.s + 9, t.n - 12 }));
		return buf_text(out);
	}
	for (size_t i = 0; i < t.n; i++) {
		struct text rest = text_from(t, i + 1);
		size_t end = t.s[i] == '&' ? text_find_char(text_head(rest, 10), ';') : TEXT_NONE;
		if (end != TEXT_NONE && add_reference(out, text_head(rest, end)))
			i += end + 1;
		else
			buf_char(out, t.s[i] == '\n' || t.s[i] == '\r' ? ' ' : t.s[i]);
	}
	return buf_text(out);
}

static void take_item(struct scan *s, struct text attributes, struct text item)
{
	struct text context = item, content = item, place, kind, inside, none = { "", 0 };
	struct text condition = attribute(attributes, TEXT("condition"));
	size_t i = 0;
	if (!next_element(&context, TEXT("Context"), &place, &inside) ||
	    !next_element(&content, TEXT("Content"), &kind, &inside)) {
		import_skip(s->in, "an item without a context or content");
		return;
	}
	struct text field = attribute(place, TEXT("search")),
		    value = text_content(&s->value, inside);
	while (fields[i] && !text_is(field, text_of(fields[i])))
		i++;
	if (text_is(attribute(attributes, TEXT("negate")), TEXT("true")) ||
	    text_is(condition, TEXT("isnot")) || text_is(condition, TEXT("containsnot")))
		import_skip(s->in, "an item that is negated");
	else if (value.n == 0)
		import_skip(s->in, "nothing left of it");
	else if (text_is(field, TEXT("Network/UserAgent")) && !text_is(condition, TEXT("contains")))
		import_agent(s->in, value, s->info, TEXT(""));
	else if (!fields[i])
		import_skip(s->in, table_unseen);
	else
		import_value(s->in, value, s->info, none);
}

/* The number of the line that p is on. */
static void stand(struct scan *s, const char *p)
{
	for (; s->counted < p; s->counted++)
		s->line += *s->counted == '\n';
	import_at(s->in, s->line);
}

static void read_openioc(struct import *in)
{
	struct scan s = { .in = in, .info = { "", 0 }, .line = 1 };
	struct text rest, attributes, inside;
	if (!import_whole(in, &s.all))
		return;
	s.counted = s.all.s;
	buf_init(&s.value, LIMIT_TRAIL_LINE);
	rest = s.all;
	if (next_element(&rest, TEXT("short_description"), &attributes, &inside) &&
	    text_content(&s.value, inside).n)
		import_words(
		    in, text_head(text_content(&s.value, inside), LIMIT_TRAIL_KEY), in->reference);
	for (rest = s.all; next_element(&rest, TEXT("IndicatorItem"), &attributes, &inside);) {
		stand(&s, attributes.s);
		take_item(&s, attributes, inside);
	}
	if (rest.n) {
		stand(&s, rest.s);
		import_skip(in, "an item without its end");
	}
	buf_free(&s.value);
}

static bool is_openioc(struct text head, struct text name)
{
	struct text t = text_head(head, HEAD);
	(void)name;
	return text_starts(text_trim(t), TEXT("<")) &&
	    (text_find(t, TEXT("<ioc ")) != TEXT_NONE ||
		text_find(t, TEXT("<OpenIOC ")) != TEXT_NONE) &&
	    text_find_nocase(t, TEXT("mandiant.com")) != TEXT_NONE;
}

const struct import_format import_openioc = { "openioc",
	"OpenIOC: names, addresses, URLs and digests of its items", is_openioc, read_openioc };
