/* The lists of a tree and their order. spec/trails.md 1.1, 2, 4; detection.md 8.8. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "trails/tree_plan.h"

void tree_add_name(struct tree_names *names, struct text name)
{
	names->items = grow(names->items, names->count, &names->room, sizeof(*names->items));
	names->items[names->count++] = arena_text(&names->texts, name).s;
}

int tree_order(const char *a, const char *b)
{
	bool x = strstr(a, "history"), y = strstr(b, "history");
	return x != y ? x - y : strcmp(a, b);
}

static int by_name(const void *a, const void *b)
{
	return tree_order(*(const char *const *)a, *(const char *const *)b);
}

static bool ends_in(const char *name, const char *ending)
{
	return name[0] != '.' && text_ends(text_of(name), text_of(ending));
}

bool tree_is_list(struct text name)
{
	static const char *const endings[] = { ".txt", ".csv", ".tsv", ".json", ".ndjson", ".jsonl",
		".list", ".lst", ".dat", ".intel", ".rules", ".ioc", ".xml", ".zone", ".rpz",
		".hosts", ".ipset", ".netset", ".ipv4", ".ipv6", ".conf" };
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (name.n > 0 && name.s[0] != '.' && text_ends(name, text_of(endings[i])))
			return true;
	return text_is(name, TEXT("hosts"));
}

/* Lists that are no trails, by their names. */
static const struct {
	const char *name;
	const struct import_format *format;
} others[] = {
	{ "whitelist.txt", &import_whitelist },
	{ "ua.txt", &import_agent_patterns },
	{ "ignore_events.txt", &import_ignore },
};
enum { OTHERS = sizeof(others) / sizeof(others[0]) };

const struct import_format *tree_other(struct text name)
{
	size_t i = 0;
	while (i < OTHERS && !text_is(name, text_of(others[i].name)))
		i++;
	return i < OTHERS ? others[i].format : NULL;
}

/* Maltrail's own lists have no other endings. */
static bool is_list(const char *name, bool bundled)
{
	if (tree_other(text_of(name)))
		return false;
	return bundled ? ends_in(name, ".txt") || ends_in(name, ".csv")
		       : tree_is_list(text_of(name));
}

/* below/name, without empty parts. */
static const char *join(struct buf *out, const char *below, const char *name)
{
	buf_clear(out);
	buf_add(out, text_of(below));
	if (below[0] && name[0])
		buf_char(out, '/');
	buf_add(out, text_of(name));
	return buf_string(out);
}

static void add(struct tree_plan *p, const char *path, struct import_options options)
{
	p->lists = grow(p->lists, p->count, &p->room, sizeof(*p->lists));
	p->lists[p->count++] =
	    (struct tree_list) { arena_text(&p->texts, text_of(path)).s, options };
}

/* A list of Maltrail's own; of a .csv among them the name is part of the reference. */
static void make_bundled(struct tree_plan *p, struct import_options *o, const char *file)
{
	struct buf reference;
	o->bundled = true;
	o->format = &import_list;
	o->reference = TEXT("(static)");
	if (!ends_in(file, ".csv"))
		return;
	buf_init(&reference, LIMIT_TRAIL_LINE);
	import_info(&reference, text_of(file), TEXT(" (static)"));
	o->format = &import_pairs;
	o->reference = arena_text(&p->texts, buf_text(&reference));
	buf_free(&reference);
}

/* Lists of one directory of a tree. */
static bool add_directory(struct tree_plan *p, const struct tree_view *view, const char *below,
    bool bundled, const char *suffix, struct fault *f)
{
	struct buf path;
	struct tree_names names = { .count = 0 };
	bool good = view->list(view->context, below, &names, f);
	buf_init(&path, LIMIT_TRAIL_LINE);
	if (names.count)
		qsort(names.items, names.count, sizeof(*names.items), by_name);
	for (size_t i = 0; good && i < names.count; i++) {
		struct import_options o = { .suffix = text_of(suffix) };
		if (!is_list(names.items[i], bundled) ||
		    !view->is_file(view->context, join(&path, below, names.items[i])))
			continue;
		if (bundled)
			make_bundled(p, &o, names.items[i]);
		add(p, buf_string(&path), o);
	}
	buf_free(&path);
	arena_free(&names.texts);
	free(names.items);
	return good;
}

/* Where in a directory the lists are. Later ones replace earlier ones. */
static const struct tree {
	const char *sign[3]; /* one of these directories makes it such a tree */
	const char *custom;  /* lists that come first and give way */
	const char *lists;
	const char *beside; /* where the lists are that are no trails */
} trees[] = {
	{ { "trails/static", NULL, NULL }, "trails/custom", "trails/static", "data" },
	{ { "static", NULL, NULL }, "custom", "static", "" },
	{ { "malware", "malicious", "suspicious" }, NULL, "", "" },
	{ { NULL, NULL, NULL }, "", NULL, "" },
};

static const struct {
	const char *name, *suffix;
} categories[] = {
	{ "suspicious", " (suspicious)" },
	{ "malicious", " (malicious)" },
	{ "", "" },
	{ "malware", " (malware)" },
};

static const struct tree *tree_of(const struct tree_view *view)
{
	const struct tree *t = trees;
	for (; t->sign[0]; t++)
		for (size_t i = 0; i < 3 && t->sign[i]; i++)
			if (view->is_directory(view->context, t->sign[i]))
				return t;
	return t;
}

bool tree_plan(struct tree_plan *p, const struct tree_view *view, struct fault *f)
{
	const struct tree *t = tree_of(view);
	struct buf below;
	bool good = true;
	buf_init(&below, LIMIT_TRAIL_LINE);
	if (t->custom)
		good = add_directory(p, view, t->custom, false, "", f);
	for (size_t i = 0; t->lists && i < sizeof(categories) / sizeof(categories[0]); i++)
		good = good &&
		    add_directory(p, view, join(&below, t->lists, categories[i].name), true,
			categories[i].suffix, f);
	for (size_t i = 0; good && i < OTHERS; i++)
		if (view->is_file(view->context, join(&below, t->beside, others[i].name)))
			add(p, buf_string(&below),
			    (struct import_options) { .format = others[i].format });
	buf_free(&below);
	return good;
}

void tree_plan_free(struct tree_plan *p)
{
	free(p->lists);
	arena_free(&p->texts);
}
