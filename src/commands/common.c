/* What all commands share: common options, colours, complaints. */
#include <config.h>

#include <fcntl.h>
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

/* Whether the option was one that all commands have; *status is set where the program should end
 * now (--help, --version, a bad value), else it is -1. */
static bool common_option(struct common *common, const struct options *o, int *status)
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
			*status = complain(
			    STATUS_USAGE, "--color is auto, always or never, not \"%s\"", o->value);
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

/* -q: what goes to standard output goes nowhere; the status tells. */
static void silence(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		close(null);
	}
}

int parse_options(const struct command *command, int argc, char **argv, struct common *common,
    int (*take)(void *settings, const struct options *o), void *settings)
{
	struct options o;
	int more, status = -1;
	options_begin(&o, command, argc, argv);
	while (status < 0 && (more = options_next(&o)) != 0) {
		if (more < 0)
			status = STATUS_USAGE;
		else if (!common_option(common, &o, &status))
			status = take(settings, &o);
	}
	options_end(&o);
	if (status < 0 && common->quiet && command->quiet_is_silent)
		silence();
	return status;
}
