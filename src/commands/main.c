/* trailsift: the table of commands. */
#include <config.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"

static const struct command *const commands[] = {
	&command_scan,
	&command_live,
	&command_browse,
	&command_report,
	&command_show,
	&command_evidence,
	&command_tag,
	&command_note,
	&command_status,
	&command_trails,
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void usage(FILE *out)
{
	fprintf(out, "usage: trailsift [COMMAND] [OPTION]... ARGUMENT...\n\n");
	for (int i = 0; i < COMMANDS; i++)
		fprintf(out, "  trailsift %-8s %-40s %s\n", commands[i]->name,
		    commands[i]->synopsis, commands[i]->help);
	fprintf(out,
	    "\n\"trailsift CAPTURE...\" is \"trailsift scan CAPTURE...\".\n"
	    "\"trailsift COMMAND --help\" lists the options of a command; trailsift(1) has more.\n");
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return STATUS_DONE;
	}
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			return commands[i]->run(argc - 1, argv + 1);
	return command_scan.run(argc, argv);
}
