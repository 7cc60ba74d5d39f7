/* trailsift trails formats: what trails build reads. */
#include <config.h>

#include <stdio.h>

#include "commands/commands.h"
#include "commands/trails.h"
#include "trails/import.h"

static const struct option_row rows[] = {
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

static int take_option(void *settings, const struct options *o)
{
	(void)settings;
	return complain(STATUS_USAGE, "trails formats: takes no \"%s\"", o->value);
}

static int run(int argc, char **argv)
{
	struct common common = { .quiet = false };
	int status = parse_options(&trails_formats, argc, argv, &common, take_option, NULL);
	if (status >= 0)
		return status;
	for (size_t i = 0; import_formats[i]; i++)
		printf("%-16s %s%s\n", import_formats[i]->name, import_formats[i]->help,
		    import_formats[i]->is ? "" : " (--as)");
	return STATUS_DONE;
}

const struct command trails_formats = { "trails formats", "",
	"formats that trails build reads; (--as): only when told", rows, run, true, NULL };
