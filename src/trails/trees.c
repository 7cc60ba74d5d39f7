/* Directories of trail lists: those of the house, a Maltrail checkout, a flat one of the user's
 * own. spec/trails.md 1.1, 2, 4; detection.md 8.8. */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/limits.h"
#include "trails/import_private.h"
#include "trails/sources.h"

/* Names with "history" come last, where they give way to all others. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	bool x = strstr((*a)->d_name, "history"), y = strstr((*b)->d_name, "history");
	return x != y ? x - y : strcmp((*a)->d_name, (*b)->d_name);
}

static bool ends_in(const char *name, const char *ending)
{
	return name[0] != '.' && text_ends(text_of(name), text_of(ending));
}

static int is_list(const struct dirent *d)
{
	return (ends_in(d->d_name, ".txt") || ends_in(d->d_name, ".csv")) &&
	    strcmp(d->d_name, "whitelist.txt") != 0;
}

bool source_is_directory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_file(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* root/below/name, without empty parts. */
static const char *join(struct buf *out, const char *root, const char *below, const char *name)
{
	buf_clear(out);
	buf_add(out, text_of(root));
	while (out->n > 1 && out->p[out->n - 1] == '/')
		out->n--;
	const char *parts[] = { below, name };
	for (size_t i = 0; i < 2; i++) {
		if (parts[i][0] && out->n && out->p[out->n - 1] != '/')
			buf_char(out, '/');
		buf_add(out, text_of(parts[i]));
	}
	return buf_string(out);
}

/* A list of Maltrail's own; of a .csv among them the name is part of the reference. */
static void make_bundled(struct import_options *o, const char *file, struct buf *reference)
{
	o->bundled = true;
	o->format = &import_list;
	o->reference = TEXT("(static)");
	if (!ends_in(file, ".csv"))
		return;
	buf_clear(reference);
	import_info(reference, text_of(file), TEXT(" (static)"));
	o->format = &import_pairs;
	o->reference = buf_text(reference);
}

/* Lists of one directory of a tree; one that is not there holds none. */
static bool read_directory(struct builder *b, const char *root, const char *below, bool bundled,
    const char *suffix, uint64_t *used, struct fault *f)
{
	struct buf path, name, reference;
	struct dirent **list = NULL;
	bool good = true;
	buf_init(&path, LIMIT_TRAIL_LINE);
	buf_init(&name, LIMIT_TRAIL_LINE);
	buf_init(&reference, LIMIT_TRAIL_LINE);
	int n = scandir(join(&path, root, below, ""), &list, is_list, by_name);
	if (n < 0 && errno != ENOENT)
		good = fault_errno(f, "cannot read %s", buf_string(&path));
	for (int i = 0; i < n; i++) {
		const char *file = list[i]->d_name;
		const char *full = join(&path, root, below, file);
		const char *shown = below[0] ? join(&name, below, "", file) : file;
		struct import_options o = {
			.path = full, .name = text_of(shown), .suffix = text_of(suffix)
		};
		if (bundled)
			make_bundled(&o, file, &reference);
		if (good && is_file(full))
			good = import_file(b, &o, used, f);
		free(list[i]);
	}
	free(list);
	buf_free(&path);
	buf_free(&name);
	buf_free(&reference);
	return good;
}

/* Where in a directory the lists are. Later ones replace earlier ones. */
static const struct tree {
	const char *sign[3]; /* one of these directories makes it such a tree */
	const char *custom;  /* lists that come first and give way */
	const char *lists;
	const char *whitelist;
} trees[] = {
	{ { "trails/static", NULL, NULL }, "trails/custom", "trails/static", "data/whitelist.txt" },
	{ { "static", NULL, NULL }, "custom", "static", "whitelist.txt" },
	{ { "malware", "malicious", "suspicious" }, NULL, "", "whitelist.txt" },
	{ { NULL, NULL, NULL }, "", NULL, "whitelist.txt" },
};

static const struct {
	const char *name, *suffix;
} categories[] = {
	{ "suspicious", " (suspicious)" },
	{ "malicious", " (malicious)" },
	{ "", "" },
	{ "malware", " (malware)" },
};

static const struct tree *tree_of(const char *root)
{
	const struct tree *t = trees;
	struct buf path;
	buf_init(&path, LIMIT_TRAIL_LINE);
	for (bool found = false; t->sign[0]; t++) {
		for (size_t i = 0; i < 3 && t->sign[i] && !found; i++)
			found = source_is_directory(join(&path, root, t->sign[i], ""));
		if (found)
			break;
	}
	buf_free(&path);
	return t;
}

bool source_tree(struct builder *b, const char *root, uint64_t *used, struct fault *f)
{
	const struct tree *t = tree_of(root);
	struct buf path, below;
	bool good = true;
	buf_init(&path, LIMIT_TRAIL_LINE);
	buf_init(&below, LIMIT_TRAIL_LINE);
	if (t->custom)
		good = read_directory(b, root, t->custom, false, "", used, f);
	for (size_t i = 0; t->lists && i < sizeof(categories) / sizeof(categories[0]); i++)
		good = good &&
		    read_directory(b, root,
			t->lists[0] ? join(&below, t->lists, categories[i].name, "")
				    : categories[i].name,
			true, categories[i].suffix, used, f);
	const char *whitelist = join(&path, root, t->whitelist, "");
	if (good && is_file(whitelist))
		good = import_file(b,
		    &(struct import_options) { .path = whitelist,
			.name = text_of(t->whitelist),
			.format = &import_whitelist },
		    used, f);
	buf_free(&path);
	buf_free(&below);
	return good;
}
