/* The commands of the program, one file each, one row each in the table of main.c. */
#ifndef TS_COMMANDS_COMMANDS_H
#define TS_COMMANDS_COMMANDS_H

#include "base/fault.h"
#include "commands/options.h"

/* CONTRACT of the exit status: trailsift(1), EXIT STATUS. */
enum status {
	STATUS_DONE = 0,
	STATUS_DIFFERS = 1, /* trails check: not listed */
	STATUS_USAGE = 2,
	STATUS_PARTIAL = 3,
	STATUS_FAILED = 4,
};

extern const struct command command_scan, command_report, command_show, command_trails;

/* What every command understands, filled in by common_option(). */
struct common {
	bool quiet, verbose;
	enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color;
};

/* The rows of the options that every command has, for its own table. */
#define COMMON_OPTIONS \
	{ 'q', "quiet", NULL, "say only what went wrong" }, \
	{ 'v', "verbose", NULL, "say more" }, \
	{ 0, "color", "WHEN", "colours: auto, always or never" }, \
	{ 'h', "help", NULL, "print this help" }, \
	{ 'V', "version", NULL, "print the version" }

/* Whether the option was one of these; *status is set where the program should end now
 * (--help, --version, a bad value), else it is -1. */
bool common_option(struct common *common, const struct options *o, int *status);

/* Whether to colour what goes to that descriptor; NO_COLOR and TERM=dumb are heeded. */
bool common_color(const struct common *common, int fd);

/* Columns of the terminal at that descriptor, 0 where it is none. */
unsigned terminal_width(int fd);

/* "trailsift: " and the line, on stderr. The status, so that a command can return it. */
int complain(int status, const char *format, ...) ATTR_FORMAT(2, 3);

/* A notice sink that prints each line on stderr. */
struct notices stderr_notices(void);

/* The store used where -t is not given: the user's, else the one of the build tree the program
 * runs from, else the installed one. NULL where there is none. *shipped says whether it is one of
 * the latter two. Static. */
const char *default_store(bool *shipped);

#endif
