/* Defanged indicators. spec/trails.md 9. */
#include <config.h>

#include "base/address.h"
#include "trails/spelling.h"

static const struct {
	struct text armoured, plain;
} armour[] = {
	{ { "[.]", 3 }, { ".", 1 } },
	{ { "(.)", 3 }, { ".", 1 } },
	{ { "{.}", 3 }, { ".", 1 } },
	{ { "[dot]", 5 }, { ".", 1 } },
	{ { "(dot)", 5 }, { ".", 1 } },
	{ { "{dot}", 5 }, { ".", 1 } },
	{ { "[:]", 3 }, { ":", 1 } },
	{ { "[://]", 5 }, { "://", 3 } },
	{ { "[@]", 3 }, { "@", 1 } },
	{ { "[at]", 4 }, { "@", 1 } },
};

/* Which piece of armour t begins with, or the number of them. */
static size_t armour_at(struct text t)
{
	size_t i = 0, n = sizeof(armour) / sizeof(armour[0]);
	if (t.s[0] != '[' && t.s[0] != '(' && t.s[0] != '{')
		return n;
	while (i < n && !text_is_nocase(text_head(t, armour[i].armoured.n), armour[i].armoured))
		i++;
	return i;
}

static struct text without_armour(struct text value, char *room)
{
	struct text out = { room, 0 };
	for (struct text rest = value; rest.n;) {
		size_t i = armour_at(rest);
		bool plain = i == sizeof(armour) / sizeof(armour[0]);
		struct text piece = plain ? text_head(rest, 1) : armour[i].plain;
		memcpy(room + out.n, piece.s, piece.n);
		out.n += piece.n;
		rest = text_from(rest, plain ? 1 : armour[i].armoured.n);
	}
	return out;
}

/* "AA:BB:...": an MD5, SHA-1 or SHA-256, byte by byte. */
static bool is_digest(struct text t)
{
	if (t.n != 16 * 3 - 1 && t.n != 20 * 3 - 1 && t.n != 32 * 3 - 1)
		return false;
	for (size_t i = 0; i < t.n; i++)
		if (i % 3 == 2 ? t.s[i] != ':' : ascii_hex(t.s[i]) < 0)
			return false;
	return true;
}

static struct text without_colons(struct text t, char *room)
{
	struct text out = { room, 0 };
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] != ':')
			room[out.n++] = t.s[i];
	return out;
}

struct text spelling_plain(struct text value, char *room)
{
	struct address a;
	struct text t = text_trim(value);
	if (is_digest(t))
		return without_colons(t, room);
	if (t.n > 2 && t.s[0] == '[' && t.s[t.n - 1] == ']') {
		struct text inner = { t.s + 1, t.n - 2 };
		if (address_parse(inner, &a))
			return inner;
	}
	for (size_t i = 0; i < t.n; i++)
		if (armour_at(text_from(t, i)) < sizeof(armour) / sizeof(armour[0]))
			return without_armour(value, room);
	return value;
}
