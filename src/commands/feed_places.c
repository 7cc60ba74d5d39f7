/* Where the files of the user are: XDG Base Directory Specification 0.8. */
#include <config.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/feed_places.h"

/* Below the folder that a variable names, else below the home. */
static const char *of_user(
    struct buf *out, const char *variable, const char *below_home, const char *rest)
{
	const char *folder = getenv(variable), *home = getenv("HOME");
	buf_clear(out);
	if (folder && *folder == '/')
		buf_format(out, "%s/trailsift/%s", folder, rest);
	else if (home && *home)
		buf_format(out, "%s/%s/trailsift/%s", home, below_home, rest);
	else
		return NULL;
	return buf_string(out);
}

const char *place_cache(struct buf *out)
{
	return of_user(out, "XDG_CACHE_HOME", ".cache", "feeds");
}

const char *place_store(struct buf *out)
{
	return of_user(out, "XDG_DATA_HOME", ".local/share", "default.trails");
}

const char *place_own_feeds(struct buf *out)
{
	return of_user(out, "XDG_CONFIG_HOME", ".config", "feeds.conf");
}

const char *place_own_trails(struct buf *out)
{
	return of_user(out, "XDG_CONFIG_HOME", ".config", "trails");
}

const char *place_configuration(struct buf *out)
{
	return of_user(out, "XDG_CONFIG_HOME", ".config", "trailsift.conf");
}

/* Under sudo the home may be somebody else's: nothing is left there. */
const char *place_compiled(struct buf *out)
{
	const char *folder = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct stat st;
	bool named = folder && *folder == '/';
	if (!named && (!home || stat(home, &st) != 0 || st.st_uid != geteuid()))
		return NULL;
	return of_user(out, "XDG_CACHE_HOME", ".cache", "compiled");
}

/* In trails/ beside the program, where that was not installed; else where it was. */
static const char *of_house(struct buf *out, const char *built, const char *installed)
{
	char here[4096];
	ssize_t n = readlink("/proc/self/exe", here, sizeof(here) - 1);
	here[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(here, '/');
	if (slash) {
		buf_clear(out);
		buf_format(out, "%.*s/trails/%s", (int)(slash - here), here, built);
		if (access(buf_string(out), R_OK) == 0)
			return buf_string(out);
	}
	buf_clear(out);
	buf_format(out, "%s/%s", PKGDATADIR, installed);
	return access(buf_string(out), R_OK) == 0 ? buf_string(out) : NULL;
}

const char *place_feeds(struct buf *out)
{
	return of_house(out, "default.feeds", "feeds.conf");
}

const char *place_shipped(struct buf *out)
{
	return of_house(out, "default.trails", "default.trails");
}

const char *place_networks(struct buf *out)
{
	return of_house(out, "default.networks", "content_delivery.txt");
}
