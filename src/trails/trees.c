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
#include "trails/tree_plan.h"

bool source_is_directory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *path_of(struct buf *out, void *root, const char *below)
{
	buf_clear(out);
	buf_add(out, text_of(root));
	while (out->n > 1 && out->p[out->n - 1] == '/')
		out->n--;
	if (below[0] && out->n && out->p[out->n - 1] != '/')
		buf_char(out, '/');
	buf_add(out, text_of(below));
	return buf_string(out);
}

static bool stands(void *root, const char *below, mode_t type)
{
	struct stat st;
	struct buf path;
	buf_init(&path, LIMIT_TRAIL_LINE);
	bool good = stat(path_of(&path, root, below), &st) == 0 && (st.st_mode & S_IFMT) == type;
	buf_free(&path);
	return good;
}

static bool is_directory(void *root, const char *below)
{
	return stands(root, below, S_IFDIR);
}

static bool is_file(void *root, const char *below)
{
	return stands(root, below, S_IFREG);
}

/* A directory that is not there holds none. */
static bool list_directory(void *root, const char *below, struct tree_names *names, struct fault *f)
{
	struct buf path;
	struct dirent **list = NULL;
	buf_init(&path, LIMIT_TRAIL_LINE);
	int n = scandir(path_of(&path, root, below), &list, NULL, NULL);
	bool good = n >= 0 || errno == ENOENT;
	if (!good)
		fault_errno(f, "cannot read %s", buf_string(&path));
	for (int i = 0; i < n; i++) {
		tree_add_name(names, text_of(list[i]->d_name));
		free(list[i]);
	}
	free(list);
	buf_free(&path);
	return good;
}

bool source_tree_lists(const char *root,
    bool (*each)(void *context, const struct import_options *o, struct fault *f), void *context,
    struct fault *f)
{
	struct tree_plan plan = { .count = 0 };
	struct buf path;
	char *copy = xstrdup(root);
	struct tree_view view = { copy, is_directory, is_file, list_directory };
	bool good = tree_plan(&plan, &view, f);
	buf_init(&path, LIMIT_TRAIL_LINE);
	for (size_t i = 0; good && i < plan.count; i++) {
		struct import_options o = plan.lists[i].options;
		o.path = path_of(&path, copy, plan.lists[i].path);
		o.name = text_of(plan.lists[i].path);
		good = each(context, &o, f);
	}
	buf_free(&path);
	free(copy);
	tree_plan_free(&plan);
	return good;
}

struct taking {
	struct builder *b;
	uint64_t *used;
};

static bool take(void *context, const struct import_options *o, struct fault *f)
{
	struct taking *t = context;
	return import_file(t->b, o, t->used, f);
}

bool source_tree(struct builder *b, const char *root, uint64_t *used, struct fault *f)
{
	struct taking t = { b, used };
	return source_tree_lists(root, take, &t, f);
}
