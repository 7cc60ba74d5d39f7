/* The trails in force: the default store, or what -t, --whitelist and --ignore name. */
#include <config.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/chosen_trails.h"
#include "commands/config_file.h"
#include "commands/feed_places.h"

/* Fills path and says whether a file can be read there. */
static bool readable(char *path, size_t room, const char *folder, const char *rest)
{
	if (!folder || !*folder)
		return false;
	int n = snprintf(path, room, "%s/%s", folder, rest);
	return n > 0 && (size_t)n < room && access(path, R_OK) == 0;
}

/* TRAILS_FILE, whether or not it can be read. */
static bool configured(char *path, size_t room)
{
	struct config_file config = { .count = 0 };
	struct config_option option;
	struct fault f;
	int n = -1;
	if (config_file_read_usual(&config, &f) && config_option(&config, "TRAILS_FILE", &option))
		n = snprintf(path, room, "%s", config_path(&config, &option));
	config_file_free(&config);
	return n > 0 && (size_t)n < room;
}

const char *default_store(bool *shipped)
{
	static char path[4096];
	char here[2048];
	*shipped = false;
	if (configured(path, sizeof(path)))
		return path;
	if (readable(path, sizeof(path), getenv("XDG_DATA_HOME"), "trailsift/default.trails"))
		return path;
	if (readable(path, sizeof(path), getenv("HOME"), ".local/share/trailsift/default.trails"))
		return path;
	*shipped = true;
	ssize_t n = readlink("/proc/self/exe", here, sizeof(here) - 1);
	if (n > 0) {
		here[n] = '\0';
		char *slash = strrchr(here, '/');
		if (slash)
			*slash = '\0';
		if (readable(path, sizeof(path), here, "trails/default.trails"))
			return path;
	}
	return readable(path, sizeof(path), PKGDATADIR, "default.trails") ? path : NULL;
}

/* The paths of what is named; false and *f where the default is meant and there is none. */
static bool stores_of(const struct list *named, struct list *paths, bool *shipped, struct fault *f)
{
	static const char *const by_default[] = { "default" };
	const char *const *names = named->count ? named->items : by_default;
	size_t count = named->count ? named->count : 1;
	for (size_t i = 0; i < count; i++) {
		bool is_default = strcmp(names[i], "default") == 0;
		const char *path = is_default ? default_store(shipped) : names[i];
		if (!path)
			return fault_set(f, "there is no default trail store; name one with -t");
		list_add(paths, path);
	}
	return true;
}

/* Two programs that differ may compile differently. */
static const char *name_program(struct buf *out)
{
	struct stat st;
	if (stat("/proc/self/exe", &st) == 0)
		buf_format(out, "%lld.%09ld-%lld", (long long)st.st_mtim.tv_sec,
		    (long)st.st_mtim.tv_nsec, (long long)st.st_size);
	return buf_string(out);
}

static struct trails *open_all(const struct list *paths, bool verbose, struct fault *f)
{
	struct buf folder, program;
	struct notices notices = stderr_notices();
	buf_init(&folder, PATH_MAX);
	buf_init(&program, PATH_MAX);
	struct trails_cache cache = { place_compiled(&folder), name_program(&program),
		verbose ? &notices : NULL };
	struct trails *t = trails_open_cached(paths->items, paths->count, &cache, &notices, f);
	buf_free(&folder);
	buf_free(&program);
	return t;
}

/* Lists that are added; "none" drops those that the stores brought along. */
static bool add_lists(struct trails *t, const struct list *l, void (*drop)(struct trails *t),
    bool (*add)(struct trails *t, const char *path, struct fault *f), struct fault *f)
{
	bool good = true;
	for (size_t i = 0; good && i < l->count; i++)
		if (strcmp(l->items[i], "none") == 0)
			drop(t);
		else
			good = add(t, l->items[i], f);
	return good;
}

struct trails *chosen_trails(const struct chosen *chosen, bool *shipped_only, struct fault *f)
{
	bool shipped = false;
	struct list paths = { 0 };
	struct trails *trails = NULL;
	if (stores_of(chosen->named, &paths, &shipped, f))
		trails = open_all(&paths, chosen->verbose, f);
	*shipped_only = shipped && paths.count == 1;
	free(paths.items);
	if (!trails ||
	    (add_lists(
		 trails, chosen->whitelists, trails_drop_whitelists, trails_add_whitelist, f) &&
		add_lists(trails, chosen->ignores, trails_drop_ignores, trails_add_ignore, f)))
		return trails;
	trails_close(trails);
	return NULL;
}
