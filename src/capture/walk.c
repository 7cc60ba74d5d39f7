/* Files below directories, and paths as texts. */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "capture/walk.h"

struct names {
	char **list;
	size_t count, room;
};

static char *join(const char *directory, const char *name)
{
	size_t n = strlen(directory), m = strlen(name);
	bool slash = n > 0 && directory[n - 1] == '/';
	char *path = xmalloc(n + m + 2);
	memcpy(path, directory, n);
	if (!slash)
		path[n++] = '/';
	memcpy(path + n, name, m);
	path[n + m] = '\0';
	return path;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The entries of a directory in order; false and errno where they cannot be had. */
static bool entries_of(const char *path, struct names *all)
{
	DIR *d = opendir(path);
	if (!d)
		return false;
	struct dirent *e;
	while (errno = 0, (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		all->list = grow(all->list, all->count, &all->room, sizeof(*all->list));
		all->list[all->count++] = xstrdup(e->d_name);
	}
	int code = errno;
	closedir(d);
	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list), by_bytes);
	errno = code;
	return code == 0;
}

/* Tells of a file; true where it is a directory. */
static bool take_entry(const struct walk *w, const char *path)
{
	struct stat s;
	if (lstat(path, &s) != 0)
		return false; /* gone since the directory was read */
	if (S_ISLNK(s.st_mode) && (stat(path, &s) != 0 || S_ISDIR(s.st_mode)))
		return false;
	if (S_ISREG(s.st_mode))
		w->found(w->context, path, &s, NULL);
	return S_ISDIR(s.st_mode);
}

static void walk_level(const struct walk *w, const char *path, int depth)
{
	struct names all = { 0 };
	struct stat none = { 0 };
	if (depth > LIMIT_WALK_DEPTH)
		w->found(w->context, path, &none, "directories are nested too deep here");
	else if (!entries_of(path, &all))
		w->found(w->context, path, &none, strerror(errno));
	for (size_t i = 0; i < all.count; i++) {
		char *entry = join(path, all.list[i]);
		if (take_entry(w, entry))
			walk_level(w, entry, depth + 1);
		free(entry);
		free(all.list[i]);
	}
	free(all.list);
}

void walk_directory(const struct walk *w, const char *path)
{
	walk_level(w, path, 0);
}

/* Removes the last part of an absolute path that ends without a slash. */
static size_t up(const char *path, size_t n)
{
	while (n > 0 && path[n - 1] != '/')
		n--;
	return n > 0 ? n - 1 : 0;
}

char *path_absolute(const char *path)
{
	char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);
	char *whole = join(here ? here : "", path), *out = xmalloc(strlen(whole) + 2);
	free(here);
	size_t n = 0;
	for (const char *at = whole; *at;) {
		size_t part = strcspn(at, "/");
		if (part == 2 && memcmp(at, "..", 2) == 0) {
			n = up(out, n);
		} else if (part > 0 && !(part == 1 && at[0] == '.')) {
			out[n++] = '/';
			memcpy(out + n, at, part);
			n += part;
		}
		at += part;
		at += *at == '/';
	}
	if (n == 0)
		out[n++] = '/';
	out[n] = '\0';
	free(whole);
	return out;
}

void path_share(char *common, const char *directory)
{
	size_t same = 0, part = 0;
	for (;; same++) {
		char a = common[same], b = directory[same];
		if ((a == '/' || a == '\0') && (b == '/' || b == '\0'))
			part = same;
		if (a != b || a == '\0')
			break;
	}
	common[part > 0 ? part : 1] = '\0';
}
