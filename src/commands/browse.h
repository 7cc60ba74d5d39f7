/* The browser on a case, for browse and for scan -b. */
#ifndef TS_COMMANDS_BROWSE_H
#define TS_COMMANDS_BROWSE_H

#include "base/buf.h"
#include "commands/commands.h"
#include "commands/list.h"

struct browse {
	const char *captures;        /* NULL: where the case says */
	struct list geo;             /* MaxMind files */
	const char *script, *screen; /* NULL: a terminal */
	int rows, columns;           /* of a script's screen */
	bool ascii, follow, styles;
};

/* Whether there is a terminal to show it on, or a script. -1, or the status to end with. */
int browse_check(const struct browse *o);

/* Until it is left; captures: where those are that were just scanned. -1, or the status to end with. */
int browse_case(const struct browse *o, const struct common *common, const char *path,
    const struct list *captures);

/* As "scan" with these words, and -b with these options. The status. */
int scan_and_browse(const struct browse *o, int argc, char **argv);

/* A place for a case that nobody named, in a directory of its own; false and *f where there is none. */
bool browse_place(struct buf *path, const char *capture, struct fault *f) ATTR_CHECKED;

/* The case of browse_place(), if there is one by now, is kept as a file that people name, or goes. */
void browse_leave(const struct browse *o, const char *path, bool there);

#endif
