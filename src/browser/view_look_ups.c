/*
 * Where others tell of the address or name at hand: to copy. Nothing is ever opened. threats.md 9.
 */
#include <config.h>

#include "base/address.h"
#include "base/memory.h"
#include "browser/browser.h"
#include "browser/describe.h"
#include "browser/external.h"
#include "browser/popup.h"

enum { LINE = 64 << 10, CELL = 1 << 20 };

struct look_ups_view {
	struct view view;
	struct pager pager;
	struct arena arena;
	uint64_t row;
};

struct place {
	const char *name, *before, *after;
};

static const struct place of_addresses[] = {
	{ "VirusTotal", "https://www.virustotal.com/gui/ip-address/", "" },
	{ "AbuseIPDB", "https://www.abuseipdb.com/check/", "" },
	{ "Shodan", "https://www.shodan.io/host/", "" },
	{ "DuckDuckGo", "https://duckduckgo.com/?q=", "" },
	{ NULL, NULL, NULL },
};

static const struct place of_names[] = {
	{ "VirusTotal", "https://www.virustotal.com/gui/domain/", "" },
	{ "urlscan", "https://urlscan.io/domain/", "" },
	{ "DuckDuckGo", "https://duckduckgo.com/?q=", "" },
	{ NULL, NULL, NULL },
};

static const struct place of_texts[] = {
	{ "DuckDuckGo", "https://duckduckgo.com/?q=", "" },
	{ NULL, NULL, NULL },
};

/* RFC 3986 2.3: nothing else stays as it is. */
static void add_escaped(struct buf *out, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.s[i];
		bool plain = ascii_letter(c) || ascii_digit(c) || c == '-' || c == '.' ||
		    c == '_' || c == '~' || c == ':';
		if (plain)
			buf_char(out, c);
		else
			buf_format(out, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static void add_places(struct look_ups_view *l, const struct place *places, struct text what)
{
	struct buf url;
	if (!what.n)
		return;
	buf_init(&url, LINE);
	if (l->pager.line_count)
		pager_line(&l->pager, 0);
	pager_line(&l->pager, 0);
	pager_add(&l->pager, STYLE_STRONG, what);
	pager_of(&l->pager, "", what, 0);
	for (const struct place *p = places; p->name; p++) {
		buf_clear(&url);
		buf_add(&url, text_of(p->before));
		add_escaped(&url, what);
		buf_add(&url, text_of(p->after));
		describe_line(&l->pager, p->name, "", buf_text(&url));
	}
	buf_free(&url);
}

/* A name of letters, digits, hyphens and dots, with a dot in it. */
static bool is_name(struct text t)
{
	struct address a;
	bool dot = false;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.s[i];
		dot |= c == '.';
		if (!ascii_letter(c) && !ascii_digit(c) && c != '-' && c != '.' && c != '_')
			return false;
	}
	return dot && !address_parse(t, &a);
}

/* What one asks a search engine for: a name that stands in parentheses behind an address; else no parentheses, no
 * "www.", no port, no path. */
static struct text question_of(struct arena *arena, struct text trail)
{
	struct buf b;
	size_t open = text_find(trail, TEXT(" ("));
	struct address a;
	buf_init(&b, LINE);
	if (open != TEXT_NONE && text_ends(trail, TEXT(")")) &&
	    address_parse(text_head(trail, open), &a)) {
		trail = text_from(trail, open + 2);
		trail.n--;
	}
	for (size_t i = 0; i < trail.n; i++)
		if (trail.s[i] != '(' && trail.s[i] != ')')
			buf_char(&b, trail.s[i]);
	struct text t = text_trim(buf_text(&b));
	if (text_starts(t, TEXT("www.")))
		t = text_from(t, 4);
	size_t slash = text_find_char(t, '/');
	if (slash != TEXT_NONE && slash > 0)
		t = text_head(t, slash);
	size_t colon = text_find_last(t, ':');
	uint64_t port;
	if (colon != TEXT_NONE && !address_parse(t, &a) &&
	    text_number(text_from(t, colon + 1), UINT16_MAX, &port))
		t = text_head(t, colon);
	t = arena_text(arena, t);
	buf_free(&b);
	return t;
}

/* The address at the cursor, where it is one outside. */
static struct text address_at_hand(struct look_ups_view *l)
{
	struct browser *b = l->view.b;
	struct view *below = b->depth > 1 ? b->views[b->depth - 2] : NULL;
	const char *field = "";
	struct buf value;
	struct address a;
	struct text found = TEXT("");
	buf_init(&value, CELL);
	if (below && below->class->cell && below->class->cell(below, &field, &value)) {
		struct text rest = buf_text(&value), first = text_split(&rest, '\n');
		if (address_parse(first, &a) && !address_is_private(&a))
			found = arena_text(&l->arena, first);
	}
	buf_free(&value);
	return found;
}

static void add_threat(struct look_ups_view *l, struct text at_hand)
{
	char text[ADDRESS_TEXT];
	struct case_threat t;
	struct address a;
	struct fault f;
	if (!l->row || !case_threat_at(l->view.b->c, l->row, &l->arena, &t, &f))
		return;
	struct text question = question_of(&l->arena, t.trail);
	if (external_address(&t, &a)) {
		struct text external = { text, address_text(&a, text) };
		if (!text_is(external, at_hand))
			add_places(l, of_addresses, external);
		if (text_is(external, question))
			return;
	}
	if (!text_is(question, at_hand))
		add_places(l, is_name(question) ? of_names : of_texts, question);
}

static void open_view(struct view *v)
{
	struct look_ups_view *l = (struct look_ups_view *)v;
	struct view *below = v->b->depth > 1 ? v->b->views[v->b->depth - 2] : NULL;
	l->row = below && below->class->threat ? below->class->threat(below) : 0;
	struct text at_hand = address_at_hand(l);
	add_places(l, of_addresses, at_hand);
	add_threat(l, at_hand);
	if (!l->pager.line_count) {
		pager_line(&l->pager, 0);
		pager_add(&l->pager, STYLE_DIM,
		    TEXT("There is no address or name here that others could know."));
	}
}

static void close_view(struct view *v)
{
	struct look_ups_view *l = (struct look_ups_view *)v;
	pager_free(&l->pager);
	arena_free(&l->arena);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	popup_draw(&((struct look_ups_view *)v)->pager, c, a, TEXT("look-ups, to copy"),
	    TEXT("Enter copies; nothing is opened"));
}

static bool request(struct view *v, const struct input *in)
{
	struct look_ups_view *l = (struct look_ups_view *)v;
	if (pager_request(&l->pager, in))
		return true;
	if (in->kind != INPUT_KEY || in->request != REQUEST_OPEN)
		return false;
	const struct pager_line *line = pager_at(&l->pager);
	if (line && line->field)
		browser_copy(v->b, line->value);
	return true;
}

static uint64_t threat(struct view *v)
{
	return ((struct look_ups_view *)v)->row;
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	return pager_cell(&((struct look_ups_view *)v)->pager, field, value);
}

const struct view_class view_look_ups = {
	.name = "look-ups",
	.size = sizeof(struct look_ups_view),
	.popup = true,
	.open = open_view,
	.close = close_view,
	.draw = draw,
	.request = request,
	.threat = threat,
	.cell = cell,
};
