/* What a value meets, as its traffic would. detection.md 2.2, 2.5, 3.3 (H13, H14). */
#include <config.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/memory.h"
#include "commands/trails.h"
#include "trails/idna.h"
#include "trails/key.h"
#include "trails/spelling.h"

static void add(struct met *met, const struct trail *trail)
{
	for (size_t i = 0; i < met->count; i++)
		if (text_is(met->trails[i].key, trail->key) &&
		    text_is(met->trails[i].info, trail->info))
			return;
	met->trails = grow(met->trails, met->count, &met->room, sizeof(*met->trails));
	met->trails[met->count++] = *trail;
}

static void tell(struct met *met, const char *what, struct text value, const struct trail *trail)
{
	if (met->tell)
		met->tell(met->context, &(struct met_step) { what, value, trail, { NULL, 0 } });
}

/* A look-up that was made, and what it found. */
static void meet(
    struct met *met, enum trail_kind kind, struct text value, const struct trail *trail)
{
	tell(met, trail_kind_name(kind), value, trail);
	if (trail)
		add(met, trail);
}

static void suppress(struct met *met, struct text value, struct text entry)
{
	if (met->tell)
		met->tell(met->context, &(struct met_step) { "whitelist", value, NULL, entry });
	if (met->whitelisted.n == 0)
		met->whitelisted = entry;
}

static void meet_key(struct met *met, const struct trails *t, struct text key)
{
	struct trail trail;
	struct key_form form;
	if (key.n == 0)
		return;
	key_parse(key, &form);
	bool found = trails_find_key(t, key, &trail);
	meet(met, form.kind, key, found ? &trail : NULL);
}

static void meet_address(struct met *met, const struct trails *t, const struct address *a)
{
	struct trail trail;
	char room[ADDRESS_TEXT];
	struct text value = { room, address_text(a, room) };
	bool found = trails_find_address(t, a, &trail);
	meet(met, TRAIL_ADDRESS, value, found ? &trail : NULL);
	found = trails_find_range(t, a, &trail);
	meet(met, TRAIL_RANGE, value, found ? &trail : NULL);
	suppress(met, value, trails_whitelists_address(t, a));
}

static void meet_port(
    struct met *met, const struct trails *t, const struct address *a, uint16_t port)
{
	struct trail trail;
	char room[ADDRESS_TEXT];
	bool found = trails_find_address_port(t, a, port, &trail);
	meet(met, TRAIL_ADDRESS_PORT, (struct text) { room, address_port_text(a, port, room) },
	    found ? &trail : NULL);
}

/* The name and its parents, the longest first, each met or not. */
static void tell_parents(
    struct met *met, struct text name, const struct trails_name_match *matches, size_t n)
{
	for (size_t at = 0; at < name.n;) {
		bool listed = n > 0 && matches->at == at;
		tell(met, trail_kind_name(TRAIL_NAME), text_from(name, at),
		    listed ? &matches->trail : NULL);
		matches += listed;
		n -= listed;
		size_t dot = text_find_char(text_from(name, at), '.');
		at = dot == TEXT_NONE ? name.n : at + dot + 1;
	}
}

static void meet_name(struct met *met, const struct trails *t, struct text name)
{
	struct trails_name_match matches[LIMIT_NAME + 1];
	struct pattern_match pattern;
	while (name.n && name.s[name.n - 1] == '.')
		name.n--;
	size_t n = trails_find_name(t, name, matches, LIMIT_NAME + 1);
	if (met->tell)
		tell_parents(met, name, matches, n);
	for (size_t i = 0; i < n; i++)
		add(met, &matches[i].trail);
	if (trails_find_pattern(t, name, &pattern))
		add(met, &pattern.trail);
	suppress(met, name, trails_whitelists_name(t, name));
}

/* "[v6]", "[v6]:port", "host:port" or "host"; port is -1 where there is none. */
static struct text split_port(struct text host, int32_t *port)
{
	size_t colon = text_find_last(host, ':');
	uint64_t v;
	*port = -1;
	bool bracket = host.n && host.s[0] == '[';
	if (colon != TEXT_NONE && (bracket || text_find_char(host, ':') == colon) &&
	    text_number(text_from(host, colon + 1), 65535, &v)) {
		*port = (int32_t)v;
		host = text_head(host, colon);
	}
	if (bracket && host.n > 2 && host.s[host.n - 1] == ']')
		host = (struct text) { host.s + 1, host.n - 2 };
	return host;
}

/* A host as it stands in a URL or alone: its addresses and networks, or its name and parents. */
static void meet_host(struct met *met, const struct trails *t, struct text host)
{
	struct address a;
	int32_t port;
	meet_key(met, t, host);
	if (address_parse(host, &a)) {
		meet_address(met, t, &a);
		return;
	}
	struct text name = split_port(host, &port);
	if (!address_parse(name, &a)) {
		meet_name(met, t, name);
		return;
	}
	if (port >= 0)
		meet_port(met, t, &a, (uint16_t)port);
	meet_address(met, t, &a);
}

/* Where nothing else is met: the host of a URL, as who looks it up or calls it meets that. */
static void meet_url_host(struct met *met, const struct trails *t, struct text host)
{
	struct trail trail;
	struct address a;
	int32_t port = -1;
	if (met->count > 0)
		return;
	bool address = address_parse(host, &a);
	struct text name = address ? host : split_port(host, &port);
	if (address || address_parse(name, &a) ? trails_find_url_at(t, &a, port, &trail)
					       : trails_find_url_of(t, name, &trail))
		meet(met, TRAIL_URL, host, &trail);
}

struct candidates {
	struct met *met;
	const struct trails *trails;
	struct text host;
	struct buf key;
};

static struct text strip_slashes(struct text t)
{
	while (t.n && t.s[t.n - 1] == '/')
		t.n--;
	return t;
}

/* A part of a path, alone and behind its host. */
static void candidate(struct candidates *c, struct text part)
{
	if (part.n == 0)
		return;
	meet_key(c->met, c->trails, part);
	buf_clear(&c->key);
	buf_add(&c->key, c->host);
	buf_add(&c->key, part);
	if (c->host.n)
		meet_key(c->met, c->trails, buf_text(&c->key));
}

/* Every "name=value" with its value gone. */
static void empty_values(struct buf *out, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		buf_char(out, t.s[i]);
		bool named = i > 0 &&
		    (ascii_letter(t.s[i - 1]) || ascii_digit(t.s[i - 1]) || t.s[i - 1] == '_');
		if (t.s[i] == '=' && named)
			while (i + 1 < t.n && t.s[i + 1] != '&' && t.s[i + 1] != '=')
				i++;
	}
}

static size_t count_slashes(struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++)
		n += t.s[i] == '/';
	return n;
}

static void meet_path(struct candidates *c, struct text path)
{
	struct buf emptied;
	struct text whole = strip_slashes(path), last = whole;
	size_t query = text_find_char(path, '?'), equals = text_find_char(path, '=');
	buf_init(&emptied, LIMIT_TRAIL_LINE);
	candidate(c, whole);
	if (query != TEXT_NONE) {
		last = strip_slashes(text_head(path, query));
		candidate(c, last);
		if (equals != TEXT_NONE)
			candidate(c, last = text_head(path, equals + 1));
		empty_values(&emptied, path);
		struct text bare = buf_text(&emptied);
		if (!text_is(bare, whole)) {
			candidate(c, last = bare);
			if (count_slashes(bare) > 1)
				candidate(c, last = text_from(bare, text_find_last(bare, '/')));
		}
	}
	if (count_slashes(last) > 1) {
		struct text tail = text_from(whole, text_find_last(whole, '/'));
		candidate(c, text_head(last, text_find_last(last, '/')));
		candidate(c, text_head(tail, text_find_char(tail, '?')));
	}
	buf_free(&emptied);
}

static void meet_url(struct met *met, const struct trails *t, struct text url)
{
	struct candidates c = { met, t, text_head(url, text_find_char(url, '/')),
		{ NULL, 0, 0, 0, 0 } };
	struct text path = text_from(url, c.host.n);
	buf_init(&c.key, LIMIT_TRAIL_LINE);
	meet_key(met, t, url);
	meet_path(&c, path);
	if (c.host.n) {
		buf_clear(&c.key);
		buf_add(&c.key, c.host);
		buf_char(&c.key, '/');
		meet_key(met, t, buf_text(&c.key));
		meet_host(met, t, c.host);
	}
	buf_free(&c.key);
}

/* A URL, or a host; a whole user agent may hold a URL. */
static void meet_value(struct met *met, const struct trails *t, struct buf *lower)
{
	struct trail trail;
	struct text value = buf_text(lower);
	size_t scheme = text_find(value, TEXT("://"));
	if (scheme != TEXT_NONE && trails_find_key(t, value, &trail))
		meet(met, TRAIL_OTHER, value, &trail);
	if (scheme != TEXT_NONE)
		value = text_from(value, scheme + 3);
	if (scheme != TEXT_NONE && text_find_char(value, '/') == TEXT_NONE) {
		buf_char(lower, '/');
		value = text_from(buf_text(lower), scheme + 3);
	}
	if (text_find_char(value, '/') != TEXT_NONE) {
		meet_url(met, t, value);
		return;
	}
	meet_host(met, t, value);
	meet_url_host(met, t, value);
}

/* As traffic has what people type: no armour (hxxp, [.]), names in ASCII (RFC 5890 2.3.2.1). */
static void put_plain(struct buf *out, struct text value)
{
	char room[LIMIT_TRAIL_LINE];
	if (value.n > sizeof(room))
		return;
	value = spelling_plain(value, room);
	size_t scheme = text_find(value, TEXT("://"));
	size_t host = scheme == TEXT_NONE ? 0 : scheme + 3;
	buf_add(out, text_head(value, host));
	idna_ascii(out, text_from(value, host));
}

void met_find(struct met *met, const struct trails *trails, struct text value)
{
	struct buf lower, plain;
	met->count = 0;
	met->whitelisted = (struct text) { NULL, 0 };
	buf_init(&lower, LIMIT_TRAIL_LINE);
	buf_init(&plain, 3 * LIMIT_TRAIL_LINE);
	value = text_trim(value);
	for (size_t i = 0; i < value.n; i++)
		buf_char(&lower, ascii_lower(value.s[i]));
	put_plain(&plain, buf_text(&lower));
	bool other = plain.n && !text_is(buf_text(&plain), buf_text(&lower));
	meet_value(met, trails, &lower);
	if (other)
		meet_value(met, trails, &plain);
	buf_free(&lower);
	buf_free(&plain);
}
