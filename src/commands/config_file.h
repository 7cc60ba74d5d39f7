/*
 * Options that are not given on the command line: from the environment, and from configuration files in the syntax
 * of maltrail.conf. trailsift(1), ENVIRONMENT and FILES.
 */
#ifndef TS_COMMANDS_CONFIG_FILE_H
#define TS_COMMANDS_CONFIG_FILE_H

#include "base/fault.h"
#include "base/memory.h"
#include "base/text.h"

/* One option; of a list the items, separated by line feeds. */
struct config_option {
	struct text name, value, from; /* from: "FILE: line N", or the variable */
	struct text folder;            /* of the file; empty: a variable */
};

/* Of one or several files; a zeroed one is empty. Texts live as long as it. */
struct config_file {
	struct arena arena;
	struct config_option *list;
	size_t count, room;
};

/* Adds what a file says; the last one that names an option wins. False and *f where it cannot be read. */
bool config_file_read(struct config_file *c, const char *path, struct fault *f) ATTR_CHECKED;
void config_file_free(struct config_file *c);

/* Reads that of the system, then the user's own, which wins. One that is missing is none. */
bool config_file_read_usual(struct config_file *c, struct fault *f) ATTR_CHECKED;

/* The option of that name (a literal): from TRAILSIFT_NAME, MALTRAIL_NAME, or the files. False where none of them
 * names it, or it is empty. */
bool config_option(struct config_file *c, const char *name, struct config_option *out);

/* The value as a path: "~/" is the home, and what is relative stands beside the file that says so. */
const char *config_path(struct config_file *c, const struct config_option *o);

#endif
