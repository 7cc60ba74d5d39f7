/* Texts of findings and whitelist marks. detection.md 2.7, 2.8. */
#include <config.h>

#include "detect/marks.h"

struct text text_join(struct arena *arena, const struct text *parts, size_t n)
{
	size_t length = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		length += parts[i].n;
	char *p = arena_take(arena, length + 1);
	for (size_t i = 0; i < n; i++) {
		if (parts[i].n)
			memcpy(p + at, parts[i].s, parts[i].n);
		at += parts[i].n;
	}
	p[length] = '\0';
	return (struct text) { p, length };
}

struct text text_of_address(struct arena *arena, const struct address *a)
{
	char *p = arena_take(arena, ADDRESS_TEXT);
	return (struct text) { p, address_text(a, p) };
}

struct text text_of_address_port(struct arena *arena, const struct address *a, uint16_t port)
{
	char *p = arena_take(arena, ADDRESS_TEXT);
	return (struct text) { p, address_port_text(a, port, p) };
}

static struct text mark(struct arena *arena, struct text entry)
{
	return entry.n ? JOIN(arena, TEXT("whitelist "), entry) : (struct text) { NULL, 0 };
}

struct text mark_addresses(const struct trails *trails, struct arena *arena,
    const struct address *src, const struct address *dst)
{
	struct text entry = trails_whitelists_address(trails, src);
	return mark(arena, entry.n ? entry : trails_whitelists_address(trails, dst));
}

static bool in_name(char c)
{
	return ascii_letter(c) || ascii_digit(c) || c == '.' || c == '_' || c == '-';
}

struct text mark_name(const struct trails *trails, struct arena *arena, struct text host)
{
	size_t n = 0;
	while (n < host.n && in_name(host.s[n]))
		n++;
	return mark(arena, trails_whitelists_name(trails, text_head(host, n)));
}
