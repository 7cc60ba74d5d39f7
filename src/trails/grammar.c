/* What a line of a source means. spec/trails.md 1.2, 2, 4; detection.md 2.1 and 8.8; RFC 4180. */
#include <config.h>

#include "base/address.h"
#include "trails/grammar.h"
#include "trails/key.h"

/* One field from the front of *rest, unquoted into *room. False where a quote stays open. */
static bool quoted_field(struct text *rest, char **room, struct text *field)
{
	size_t i = 0;
	bool quoted = rest->n && rest->s[0] == '"';
	*field = (struct text) { *room, 0 };
	for (i = quoted; i < rest->n; i++) {
		char c = rest->s[i];
		if (quoted && c == '"') {
			if (i + 1 < rest->n && rest->s[i + 1] == '"') {
				i++;
			} else {
				quoted = false;
				continue;
			}
		} else if (!quoted && c == ',') {
			break;
		}
		*(*room)++ = c;
		field->n++;
	}
	*rest = i < rest->n ? text_from(*rest, i + 1) : (struct text) { NULL, 0 };
	return !quoted;
}

bool grammar_row(struct text line, char *room, struct text field[3])
{
	bool plain = text_find_char(line, '"') == TEXT_NONE;
	if (line.n == 0)
		return false;
	for (int i = 0; i < 3; i++) {
		if (!line.s)
			return false;
		if (plain)
			field[i] = text_split(&line, ',');
		else if (!quoted_field(&line, &room, &field[i]))
			return false;
	}
	return line.s == NULL && field[0].n > 0;
}

/* Without leading or trailing dots. */
static struct text strip_dots(struct text t)
{
	while (t.n && t.s[0] == '.')
		t = text_from(t, 1);
	while (t.n && t.s[t.n - 1] == '.')
		t.n--;
	return t;
}

/* Four numbers between dots, of whatever size. */
static bool is_quad(struct text t)
{
	for (int i = 0; i < 4; i++) {
		struct text part = text_split(&t, '.');
		if (part.n == 0 || (i < 3) != (t.s != NULL))
			return false;
		for (size_t k = 0; k < part.n; k++)
			if (!ascii_digit(part.s[k]))
				return false;
	}
	return true;
}

/* Steps a to d of spec/trails.md 1.2; 2 says where custom files differ. */
static struct text take_key(struct text t, enum grammar grammar, char *room)
{
	size_t scheme = text_find(t, TEXT("://"));
	if (scheme != TEXT_NONE)
		t = text_from(t, scheme + 3);
	memcpy(room, t.s, t.n);
	t.s = room;
	if (scheme != TEXT_NONE && grammar == GRAMMAR_STATIC && text_find_char(t, '/') == TEXT_NONE)
		room[t.n++] = '/';
	size_t slash = text_find_char(t, '/');
	if (slash != TEXT_NONE &&
	    (grammar == GRAMMAR_CUSTOM ||
		text_find_char(text_from(t, slash + 1), '/') != TEXT_NONE))
		while (t.n && t.s[t.n - 1] == '/')
			t.n--;
	if (text_find_char(t, '/') != TEXT_NONE || is_quad(t))
		return t;
	return strip_dots(t);
}

/* The clean-up of spec/trails.md 4, in place. */
static struct text clean_up(struct text t, char *room)
{
	if (text_starts(t, TEXT("www.")) && text_find_char(t, '/') == TEXT_NONE)
		t = text_from(t, 4);
	size_t n = 0, from = (size_t)(t.s - room);
	for (size_t i = 0; i < t.n; i++)
		room[from + i] = ascii_lower(t.s[i]);
	if (text_starts(t, TEXT("www.")))
		t = text_from(t, 4);
	size_t query = text_find_char(t, '?');
	if (query != TEXT_NONE && t.s[0] != '/' && !key_is_pattern(t))
		t.n = query;
	from = (size_t)(t.s - room);
	for (size_t i = 0; i < t.n; i++) {
		char c = room[from + i];
		room[from + n++] = c;
		if (c == '/' && i + 1 < t.n && room[from + i + 1] == '/')
			i++;
	}
	t.n = n;
	return t;
}

/* Why a key cannot be one, or NULL. */
static const char *unfit(struct text t)
{
	struct address a;
	if (t.n == 0 || text_is(t, TEXT("/")))
		return "nothing left of it";
	if (is_quad(t) && !address_parse(t, &a))
		return "not an address";
	for (size_t i = 0; i < t.n && t.s[i] != '/'; i++)
		if (t.s[i] == ' ' || t.s[i] == '\t')
			return "not a trail";
	return NULL;
}

bool grammar_key(
    struct text line, enum grammar grammar, char *room, struct text *key, const char **why)
{
	*why = NULL;
	line = text_trim(text_head(line, text_find_char(line, '#')));
	if (line.n == 0)
		return false;
	*key = clean_up(take_key(line, grammar, room), room);
	*why = unfit(*key);
	return *why == NULL;
}

static const struct {
	uint8_t base[4], bits;
} bogons[] = {
	{ { 0, 0, 0, 0 }, 8 },
	{ { 10, 0, 0, 0 }, 8 },
	{ { 100, 64, 0, 0 }, 10 },
	{ { 127, 0, 0, 0 }, 8 },
	{ { 169, 254, 0, 0 }, 16 },
	{ { 172, 16, 0, 0 }, 12 },
	{ { 192, 0, 0, 0 }, 24 },
	{ { 192, 0, 2, 0 }, 24 },
	{ { 192, 168, 0, 0 }, 16 },
	{ { 198, 18, 0, 0 }, 15 },
	{ { 198, 51, 100, 0 }, 24 },
	{ { 203, 0, 113, 0 }, 24 },
	{ { 224, 0, 0, 0 }, 3 },
};

static bool is_reserved(struct text host)
{
	struct address a;
	if (!address_parse(host, &a))
		return false;
	if (a.version == 6)
		return address_is_loopback(&a);
	for (size_t i = 0; i < sizeof(bogons) / sizeof(bogons[0]); i++) {
		struct address base = { .version = 4 };
		memcpy(base.bytes, bogons[i].base, 4);
		if (address_in(&a, &base, bogons[i].bits))
			return true;
	}
	return false;
}

bool grammar_is_bogon(struct text key, struct text info)
{
	size_t n = 0;
	if (text_starts(key, TEXT("127.")) || text_starts(key, TEXT("192.168.")) ||
	    text_starts(key, TEXT("localhost")))
		return true;
	if (text_find(info, TEXT("parking")) != TEXT_NONE ||
	    text_find(info, TEXT("sinkhole")) != TEXT_NONE)
		return false;
	if (text_is(key, TEXT("::1")))
		return true;
	while (n < key.n && (ascii_digit(key.s[n]) || key.s[n] == '.'))
		n++;
	return (n == key.n || text_find_char(TEXT(":/ "), key.s[n]) != TEXT_NONE) &&
	    is_reserved(text_head(key, n));
}

struct text grammar_info(struct text key, struct text info)
{
	if (text_is(info, TEXT("malware")) && is_quad(key))
		return TEXT("potential malware site");
	if (text_is(info, TEXT("ransomware")))
		return TEXT("ransomware (malware)");
	return info;
}
