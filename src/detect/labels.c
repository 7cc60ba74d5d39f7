/* Parts of names. detection.md 3.1 Q3, 4.6, 4.7 N1-N3. */
#include <config.h>

#include "detect/labels.h"
#include "detect/names.h"

enum { SHORT_LABEL = 3, ADDRESS_LABELS = 4 };

size_t label_count(struct text name)
{
	size_t n = 1;
	for (size_t i = 0; i < name.n; i++)
		n += name.s[i] == '.';
	return n;
}

/* Where the last n labels begin. */
static size_t tail(struct text name, size_t n)
{
	size_t at = name.n;
	while (at > 0 && (name.s[at - 1] != '.' || --n > 0))
		at--;
	return at;
}

struct text last_labels(struct text name, size_t n)
{
	return text_from(name, tail(name, n));
}

struct text labels_before(struct text name, size_t n)
{
	size_t at = tail(name, n);
	return text_head(name, at ? at - 1 : 0);
}

struct text registered_domain(struct text name)
{
	size_t two = tail(name, 2);
	struct text domain = text_from(name, two);
	bool is_short = text_find_char(text_head(domain, SHORT_LABEL + 1), '.') != TEXT_NONE;
	size_t three = is_short && two ? tail(text_head(name, two - 1), 1) : 0;
	return three ? text_from(name, three) : domain;
}

struct text in_parentheses(struct arena *arena, struct text name, size_t n)
{
	return JOIN(arena, TEXT("("), labels_before(name, n), TEXT(")."), last_labels(name, n));
}

static bool is_number(struct text label)
{
	for (size_t i = 0; i < label.n; i++)
		if (!ascii_digit(label.s[i]))
			return false;
	return label.n > 0;
}

static bool is_blocklist_query(struct text name)
{
	uint64_t v;
	if (label_count(name) <= ADDRESS_LABELS)
		return false;
	for (int i = 0; i < ADDRESS_LABELS; i++)
		if (!text_number(text_split(&name, '.'), UINT8_MAX, &v))
			return false;
	return true;
}

struct text denied_name(const struct observation *o)
{
	static const struct text none = { NULL, 0 };
	const struct dns_message *dns = o->dns;
	if (!is_denial(o) || !dns->recursion_available || dns->kind != DNS_UNICAST ||
	    dns->question_count == 0)
		return none;
	struct text name = dns->questions[0].name;
	if (!name_is_valid(name) || name_is_ignored(name) || is_number(last_labels(name, 1)) ||
	    is_blocklist_query(name))
		return none;
	return name;
}
