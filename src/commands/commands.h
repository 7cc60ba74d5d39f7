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

extern const struct command command_scan, command_live, command_browse, command_report,
    command_show, command_evidence, command_tag, command_note, command_status, command_trails;

/* What every command understands, filled in by parse_options(). */
struct common {
	bool quiet, verbose;
	enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color;
};

/* The rows of the options that every command has, for its own table. */
#define COMMON_OPTIONS                                                                             \
	{ 'q', "quiet", NULL, "say only what went wrong" }, { 'v', "verbose", NULL, "say more" },  \
	    { 0, "color", "WHEN", "colours: auto, always or never" },                              \
	    { 'h', "help", NULL, "print this help" },                                              \
	{                                                                                          \
		'V', "version", NULL, "print the version"                                          \
	}

/* Gives each option and argument that is the command's own to take, in the order given, until it
 * returns a status to end with; common ones fill *common. -1: go on; else end with that status. */
int parse_options(const struct command *command, int argc, char **argv, struct common *common,
    int (*take)(void *settings, const struct options *o), void *settings);

/* Whether to colour what goes to that descriptor; NO_COLOR and TERM=dumb are heeded. */
bool common_color(const struct common *common, int fd);

/* Columns of the terminal at that descriptor, 0 where it is none. */
unsigned terminal_width(int fd);

/* "trailsift: " and the line, on stderr. The status, so that a command can return it. */
int complain(int status, const char *format, ...) ATTR_FORMAT(2, 3);

/* A notice sink that prints each line on stderr. */
struct notices stderr_notices(void);

#endif
