/*
 * Which lists a tree holds, in the order in which later ones replace earlier ones, and what each is: by names alone, so
 * that directories and archives are read alike. Private to trails/. spec/trails.md 1.1, 2, 4.
 */
#ifndef TS_TRAILS_TREE_PLAN_H
#define TS_TRAILS_TREE_PLAN_H

#include "trails/import_private.h"

struct tree_names {
	const char **items;
	size_t count, room;
	struct arena texts;
};

/* What a tree is seen through; below is a path from its root, "" for that. */
struct tree_view {
	void *context;
	bool (*is_directory)(void *context, const char *below);
	bool (*is_file)(void *context, const char *below);
	/* Gives the names in a directory to tree_add_name(), in any order; none where there is no such directory. */
	bool (*list)(void *context, const char *below, struct tree_names *names, struct fault *f);
};

void tree_add_name(struct tree_names *names, struct text name);

/* A list: its path from the root, and how it is read (all but path and name). */
struct tree_list {
	const char *path;
	struct import_options options;
};

struct tree_plan {
	struct tree_list *lists;
	size_t count, room;
	struct arena texts;
};

/* Fills a zeroed plan; tree_plan_free() frees it, also after a failure. */
bool tree_plan(struct tree_plan *p, const struct tree_view *view, struct fault *f) ATTR_CHECKED;
void tree_plan_free(struct tree_plan *p);

/* Whether a file is named like a list of any format. */
bool tree_is_list(struct text name);

/* The format of a list of that name that is no trails: a whitelist and the like; else NULL. */
const struct import_format *tree_other(struct text name);

/* The order of lists in a directory: by bytes, but names with "history" come last, where they give way to all
 * others. */
int tree_order(const char *a, const char *b);

#endif
