/* Ignore rules and the pattern of IGNORE_EVENTS_REGEX. detection.md 5.1, 5.4. */
#include <config.h>

#include "detect/ignored.h"

#include "detect/marks.h"
#include "detect/pattern.h"

#define SECOND INT64_C(1000000000)

enum { TUPLE_MOST = 1 << 20 };

static void put_escaped(struct buf *out, char c, char quote)
{
	unsigned char byte = (unsigned char)c;
	if (c == '\\' || c == quote) {
		buf_char(out, '\\');
		buf_char(out, c);
	} else if (c == '\n' || c == '\r' || c == '\t') {
		buf_add(out, c == '\n' ? TEXT("\\n") : c == '\r' ? TEXT("\\r") : TEXT("\\t"));
	} else if (byte < 0x20 || byte == 0x7f) {
		buf_format(out, "\\x%02x", byte);
	} else {
		buf_char(out, c);
	}
}

/* In single quotes, or in double ones where only single ones stand in it. */
static void put_text(struct buf *out, struct text t)
{
	bool single = text_find_char(t, '\'') != TEXT_NONE;
	char quote = single && text_find_char(t, '"') == TEXT_NONE ? '"' : '\'';
	buf_add(out, TEXT(", "));
	buf_char(out, quote);
	for (size_t i = 0; i < t.n; i++)
		put_escaped(out, t.s[i], quote);
	buf_char(out, quote);
}

static void put_address(struct buf *out, const struct address *a, struct text forwarded)
{
	struct buf both;
	char text[ADDRESS_TEXT];
	buf_init(&both, TUPLE_MOST);
	buf_add(&both, (struct text) { text, address_maltrail_text(a, text) });
	if (forwarded.n) {
		buf_char(&both, ',');
		buf_add(&both, forwarded);
	}
	put_text(out, buf_text(&both));
	buf_free(&both);
}

static void put_port(struct buf *out, const struct event *e, uint16_t port)
{
	if (e->has_ports)
		buf_format(out, ", %u", (unsigned)port);
	else
		put_text(out, TEXT("-"));
}

static void put_tuple(struct buf *out, const struct event *e)
{
	int64_t second = e->time / SECOND, rest = e->time % SECOND;
	if (rest < 0) {
		second--;
		rest += SECOND;
	}
	buf_format(out, "(%lld, %lld", (long long)second, (long long)(rest / 1000));
	put_address(out, &e->src, e->forwarded);
	put_port(out, e, e->sport);
	put_address(out, &e->dst, TEXT(""));
	put_port(out, e, e->dport);
	put_text(out, text_of(protocol_name(e->proto)));
	put_text(out, text_of(event_type_name(e->hit.type)));
	if (e->hit.type == EVENT_PORT) {
		buf_add(out, TEXT(", "));
		buf_add(out, e->hit.trail);
	} else {
		put_text(out, e->hit.trail);
	}
	put_text(out, e->hit.info);
	put_text(out, e->hit.reference);
	buf_char(out, ')');
}

static bool is_met(struct pattern *pattern, const struct event *e)
{
	struct buf tuple;
	struct span where;
	buf_init(&tuple, TUPLE_MOST);
	put_tuple(&tuple, e);
	bool met = pattern_find(pattern, buf_text(&tuple), &where);
	buf_free(&tuple);
	return met;
}

struct text ignored_by(const struct trails *trails, struct pattern *pattern, struct arena *arena,
    const struct event *e)
{
	const uint16_t ports[] = { e->sport, e->dport };
	struct text rule = ignores_find(trails_ignores(trails),
	    &(struct ignore_ends) { e->src, e->dst, e->forwarded, e->has_ports ? ports : NULL });
	if (rule.n)
		return JOIN(arena, TEXT("ignore "), rule);
	return pattern && is_met(pattern, e) ? TEXT("IGNORE_EVENTS_REGEX")
					     : (struct text) { NULL, 0 };
}
