/* The trails in force: the default store, or what -t and --whitelist name. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/chosen_trails.h"

/* Fills path and says whether a file can be read there. */
static bool readable(char *path, size_t room, const char *folder, const char *rest)
{
	if (!folder || !*folder)
		return false;
	int n = snprintf(path, room, "%s/%s", folder, rest);
	return n > 0 && (size_t)n < room && access(path, R_OK) == 0;
}

const char *default_store(bool *shipped)
{
	static char path[4096];
	char here[2048];
	*shipped = false;
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

struct trails *chosen_trails(
    struct list *named, const struct list *whitelists, bool *shipped_only, struct fault *f)
{
	bool shipped = false;
	struct notices notices = stderr_notices();
	if (named->count == 0)
		list_add(named, "default");
	for (size_t i = 0; i < named->count; i++) {
		if (strcmp(named->items[i], "default") != 0)
			continue;
		named->items[i] = default_store(&shipped);
		if (!named->items[i]) {
			fault_set(f, "there is no default trail store; name one with -t");
			return NULL;
		}
	}
	*shipped_only = shipped && named->count == 1;
	struct trails *trails = trails_open(named->items, named->count, &notices, f);
	for (size_t i = 0; trails && i < whitelists->count; i++)
		if (!trails_add_whitelist(trails, whitelists->items[i], f)) {
			trails_close(trails);
			return NULL;
		}
	return trails;
}
