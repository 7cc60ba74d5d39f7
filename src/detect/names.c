/* Rules on names. detection.md 2.5 D0, D1; 3.1 Q3; 3.5. */
#include <config.h>

#include "base/attributes.h"
#include "detect/names.h"

enum { HOST_MAX = 253, LABEL_MAX = 63 };

enum { OTHER, IN_LABEL, UNDERSCORE, DOT };

/* What a byte is in a name. */
static const uint8_t classes[256] = {
	['-'] = IN_LABEL,
	['.'] = DOT,
	['0' ... '9'] = IN_LABEL,
	['A' ... 'Z'] = IN_LABEL,
	['_'] = UNDERSCORE,
	['a' ... 'z'] = IN_LABEL,
};

static inline uint8_t class_of(char c)
{
	return classes[(uint8_t)c];
}

static bool in_label(char c)
{
	return class_of(c) == IN_LABEL;
}

bool name_is_valid(struct text name)
{
	uint8_t last = DOT;
	bool dot = false, underscore = false; /* underscore: behind the last dot */
	for (size_t i = 0; i < name.n; i++) {
		last = class_of(name.s[i]);
		if (likely(last == IN_LABEL))
			continue;
		if (last == OTHER)
			return false;
		dot |= last == DOT;
		underscore = last == UNDERSCORE;
	}
	return dot && last != DOT && !underscore;
}

bool name_is_numeric(struct text name)
{
	bool digit = false;
	for (size_t i = 0; i < name.n; i++) {
		if (!ascii_digit(name.s[i]) && name.s[i] != '.')
			return false;
		digit |= name.s[i] != '.';
	}
	return digit;
}

bool name_has_inner(struct text name, struct text label)
{
	for (size_t i = 0; i + label.n + 1 < name.n; i++)
		if (unlikely(name.s[i] == '.') && name.s[i + label.n + 1] == '.' &&
		    memcmp(name.s + i + 1, label.s, label.n) == 0)
			return true;
	return false;
}

bool name_is_ignored(struct text name)
{
	static const struct text suffixes[] = {
#define SUFFIX(literal) { literal, sizeof(literal) - 1 }
		SUFFIX("alienvault"),
		SUFFIX("arpa"),
		SUFFIX("corp"),
		SUFFIX("example"),
		SUFFIX("guest"),
		SUFFIX("home"),
		SUFFIX("internal"),
		SUFFIX("intra"),
		SUFFIX("intran"),
		SUFFIX("intranet"),
		SUFFIX("lan"),
		SUFFIX("local"),
		SUFFIX("localdomain"),
		SUFFIX("localnet"),
		SUFFIX("test"),
		SUFFIX("url"),
		SUFFIX("workgroup"),
#undef SUFFIX
	};
	size_t dot = text_find_last(name, '.');
	struct text last = dot == TEXT_NONE ? name : text_from(name, dot + 1);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (text_is(last, suffixes[i]))
			return true;
	return name_has_inner(name, TEXT("intranet"));
}

bool name_is_host(struct text name)
{
	size_t labels = 0;
	if (name.n == 0 || name.n > HOST_MAX)
		return false;
	for (struct text rest = name; rest.s; labels++) {
		struct text label = text_split(&rest, '.');
		if (label.n == 0 || label.n > LABEL_MAX || label.s[0] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!in_label(label.s[i]) && label.s[i] != '_')
				return false;
	}
	return labels >= 2;
}

struct text text_lower(struct text t, struct arena *arena)
{
	size_t i = 0;
	while (i < t.n && ascii_lower(t.s[i]) == t.s[i])
		i++;
	if (i == t.n)
		return t;
	char *p = arena_take(arena, t.n);
	for (i = 0; i < t.n; i++)
		p[i] = ascii_lower(t.s[i]);
	return (struct text) { p, t.n };
}

struct text name_of_host(struct text host, struct arena *arena)
{
	size_t colon = text_find_char(host, ':');
	struct text name = colon == TEXT_NONE ? host : text_head(host, colon);
	if (name.n > 1 && name.s[name.n - 1] == '.')
		name.n--;
	return text_lower(name, arena);
}

bool name_is_server(struct text name)
{
	static const char *const words[] = { "rns", "dns", "ns", "nf", "mx", "nic" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!text_starts(name, text_of(words[i])))
			continue;
		size_t n = strlen(words[i]);
		while (n < name.n && ascii_digit(name.s[n]))
			n++;
		if (n < name.n && name.s[n] == '.')
			return true;
	}
	return false;
}
