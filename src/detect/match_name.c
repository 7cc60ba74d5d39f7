/* The domain check: a name, its parents, patterns, and names inside gateways. detection.md 2.5, but none of them hides
 * another: a pattern of malware is met below a top-level domain that is suspicious. */
#include <config.h>

#include "detect/match_private.h"
#include "detect/names.h"

enum { NAME_MATCHES = 32 }; /* listed parents of one name; more than three are unheard of */

static const struct text address_service = { ".ip-adress.com", 14 };
static const struct text onion_gateway = { ".onion.", 7 };

static bool is_excused(struct text name, const struct trails_name_match *found)
{
	struct text info = found->trail.info;
	if (name_is_server(name) &&
	    (text_has(info, TEXT("suspicious")) || text_has(info, TEXT("sinkhole"))))
		return true;
	return (found->at == 0 || text_starts(name, TEXT("www."))) &&
	    (text_has(info, TEXT("dynamic")) || text_has(info, TEXT("free web")));
}

static void add(struct matching *m, const struct trail *t, struct text text, struct text name,
    struct text observed)
{
	if (text_starts(name, TEXT("*.")))
		name = text_from(name, 2);
	match_add(m, EVENT_DNS, t, text, observed, mark_name(m->trails, &m->out->arena, name));
}

/* D2 */
static void match_address_service(struct matching *m, struct text name, struct text observed)
{
	struct trail t;
	struct address a;
	if (!text_ends(name, address_service))
		return;
	struct text asked = text_head(name, name.n - address_service.n);
	if (!trails_find_key(m->trails, asked, &t) &&
	    !(address_parse(asked, &a) && trails_find_address(m->trails, &a, &t)))
		return;
	struct text text = JOIN(&m->out->arena, asked, TEXT("("), address_service, TEXT(")"));
	add(m, &t, text, name, observed);
}

/* D3 */
static void match_parents(struct matching *m, struct text name, struct text observed,
    const struct trails_name_match *found, size_t n)
{
	struct text text = name;
	size_t i = 0;
	while (i < n && is_excused(name, &found[i]))
		i++;
	if (i == n)
		return;
	size_t at = found[i].at;
	if (at > 0)
		text = JOIN(&m->out->arena, TEXT("("), text_head(name, at - 1), TEXT(")."),
		    text_from(name, at));
	add(m, &found[i].trail, text, name, observed);
}

/* D5: a dot before a match stands outside of the context, as it does before a listed parent. */
static void match_pattern(struct matching *m, struct text name, struct text observed)
{
	struct pattern_match found;
	struct arena *arena = &m->out->arena;
	if (!trails_find_pattern(m->trails, name, &found))
		return;
	struct text before = found.before, text = found.matched;
	bool dot = text_ends(before, TEXT("."));
	if (before.n)
		text = JOIN(arena, TEXT("("), text_head(before, before.n - dot),
		    dot ? TEXT(").") : TEXT(")"), text);
	if (found.behind.n)
		text = JOIN(arena, text, TEXT("("), found.behind, TEXT(")"));
	add(m, &found.trail, text, name, observed);
}

/* D6 */
static void match_onion(struct matching *m, struct text name, struct text observed)
{
	struct trail t;
	size_t at = text_find(name, onion_gateway);
	if (at == TEXT_NONE)
		return;
	size_t end = at + onion_gateway.n - 1;
	if (!trails_find_key(m->trails, text_head(name, end), &t))
		return;
	struct text text =
	    JOIN(&m->out->arena, text_head(name, end), TEXT("("), text_from(name, end), TEXT(")"));
	add(m, &t, text, name, observed);
}

static void match_all(struct matching *m, struct text name, struct text observed,
    const struct trails_name_match *found, size_t n)
{
	if (!name_is_valid(name)) {
		match_parents(m, name, observed, found, n && found[0].at == 0);
		return;
	}
	match_address_service(m, name, observed);
	match_parents(m, name, observed, found, n);
	match_pattern(m, name, observed);
	match_onion(m, name, observed);
}

void match_new_name(struct matching *m, struct text name, struct text observed)
{
	struct trails_name_match found[NAME_MATCHES];
	if (name_is_numeric(name))
		return;
	size_t n = trails_find_name(m->trails, name, found, NAME_MATCHES);
	struct trail url;
	bool of_url = n == 0 && match_find_url(m, name, &url);
	if (n == 0 && !of_url && !text_ends(name, address_service) &&
	    !name_has_inner(name, TEXT("onion")) && !trails_may_meet_pattern(m->trails, name)) {
		clean_names_add(m->out->clean, name);
		return;
	}
	uint64_t given_up = trails_patterns_given_up(m->trails);
	m->met = false;
	match_all(m, name, observed, found, n);
	if (of_url && !m->met)
		match_url_name(m, url, name, observed);
	if (!of_url && !m->met && trails_patterns_given_up(m->trails) == given_up)
		clean_names_add(m->out->clean, name);
}

void match_whole_name(struct matching *m, struct text name, struct text observed)
{
	struct trails_name_match whole = { .at = 0 };
	if (name.n && !name_is_numeric(name) && trails_find_key(m->trails, name, &whole.trail))
		match_parents(m, name, observed, &whole, 1);
}

void match_name_below(struct matching *m, struct text name, struct text observed)
{
	struct trails_name_match found[NAME_MATCHES];
	struct arena *arena = &m->out->arena;
	struct text below = JOIN(arena, TEXT("*."), name);
	size_t n = trails_find_name(m->trails, name, found, NAME_MATCHES);
	for (size_t i = 0; i < n; i++)
		found[i].at += 2;
	match_parents(m, below, observed, found, n);
}
