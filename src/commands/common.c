/* What all commands share: common options, colours, complaints, the default store. */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/escape.h"
#include "commands/commands.h"

int complain(int status, const char *format, ...)
{
	char raw[2048];
	struct buf line;
	va_list args;
	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	buf_init(&line, 4 * sizeof(raw));
	escape_terminal(&line, text_of(raw));
	fprintf(stderr, "trailsift: %s\n", buf_string(&line));
	buf_free(&line);
	return status;
}

static void say_line(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "trailsift: %s\n", line);
}

struct notices stderr_notices(void)
{
	return (struct notices) { say_line, NULL };
}

static bool set_color(struct common *common, const char *value)
{
	if (strcmp(value, "auto") == 0)
		common->color = COLOR_AUTO;
	else if (strcmp(value, "always") == 0)
		common->color = COLOR_ALWAYS;
	else if (strcmp(value, "never") == 0)
		common->color = COLOR_NEVER;
	else
		return false;
	return true;
}

bool common_option(struct common *common, const struct options *o, int *status)
{
	*status = -1;
	if (option_is(o, "quiet")) {
		common->quiet = true;
	} else if (option_is(o, "verbose")) {
		common->verbose = true;
	} else if (option_is(o, "help")) {
		options_help(o->command);
		*status = STATUS_DONE;
	} else if (option_is(o, "version")) {
		printf("%s\n", PACKAGE_STRING);
		*status = STATUS_DONE;
	} else if (option_is(o, "color")) {
		if (!set_color(common, o->value))
			*status = complain(STATUS_USAGE, "--color is auto, always or never, not \"%s\"",
			    o->value);
	} else {
		return false;
	}
	return true;
}

bool common_color(const struct common *common, int fd)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
	if (common->color != COLOR_AUTO)
		return common->color == COLOR_ALWAYS;
	return isatty(fd) && !(none && *none) && term && strcmp(term, "dumb") != 0;
}

unsigned terminal_width(int fd)
{
	struct winsize size;
	if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

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
