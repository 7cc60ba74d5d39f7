/* trailsift trails: the table of its words. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/trails.h"

static const struct command *const words[] = { &trails_build, &trails_update, &trails_info,
	&trails_check, &trails_why, &trails_diff, &trails_dump, &trails_stats, &trails_formats };

enum { WORDS = sizeof(words) / sizeof(words[0]) };

static const struct option_row rows[] = {
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

static void usage(FILE *out)
{
	fprintf(out, "usage: trailsift trails WORD [OPTION]... ARGUMENT...\n\n");
	for (int i = 0; i < WORDS; i++)
		fprintf(out, "  trailsift %-13s %-32s %s\n", words[i]->name, words[i]->synopsis,
		    words[i]->help);
	fprintf(out, "\n\"trailsift trails WORD --help\" lists the options of a word.\n");
}

static int run(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return STATUS_USAGE;
	}
	for (int i = 0; i < WORDS; i++)
		if (strcmp(argv[1], words[i]->name + strlen("trails ")) == 0)
			return words[i]->run(argc - 1, argv + 1);
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return STATUS_DONE;
	}
	if (strcmp(argv[1], "-V") == 0 || strcmp(argv[1], "--version") == 0) {
		printf("%s\n", PACKAGE_STRING);
		return STATUS_DONE;
	}
	return complain(STATUS_USAGE,
	    "trails: \"%s\" is none of build, update, info, check, why, diff, dump, stats, formats",
	    argv[1]);
}

const struct command command_trails = { "trails", "build|info|check|... ...",
	"compile trails, say what a store holds, look values up", rows, run, false, NULL };
