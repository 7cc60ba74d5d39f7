/* The address outside of a threat. */
#include <config.h>

#include "browser/external.h"

static bool parse_public(struct text t, struct address *out)
{
	return address_parse(t, out) && !address_is_private(out);
}

/* "1.2.3.4", "1.2.3.4:80", "1.2.3.4/path", "[2001:db8::1]:80". */
static bool address_of_trail(struct text trail, struct address *out)
{
	size_t end = 0;
	if (trail.n && trail.s[0] == '[') {
		while (end < trail.n && trail.s[end] != ']')
			end++;
		return end < trail.n && parse_public((struct text) { trail.s + 1, end - 1 }, out);
	}
	if (parse_public(trail, out))
		return true;
	while (end < trail.n && trail.s[end] != ':' && trail.s[end] != '/')
		end++;
	return parse_public(text_head(trail, end), out);
}

static bool first_public(const struct case_values *values, struct address *out)
{
	for (size_t i = 0; i < values->count; i++)
		if (parse_public(values->list[i], out))
			return true;
	return false;
}

bool external_address(const struct case_threat *t, struct address *out)
{
	struct buf norm;
	buf_init(&norm, 1 << 20);
	threat_normalise(&norm, t->trail);
	bool found = address_of_trail(buf_text(&norm), out);
	buf_free(&norm);
	return found || first_public(&t->dst_ip, out) || first_public(&t->src_ip, out);
}
