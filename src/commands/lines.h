/* Lines of a file that the command line names: inputs, passphrases. */
#ifndef TS_COMMANDS_LINES_H
#define TS_COMMANDS_LINES_H

#include "base/buf.h"
#include "base/fault.h"
#include "commands/list.h"

/* A zeroed one is empty. */
struct named_lines {
	struct buf text;
	struct list list; /* into text; empty ones count, too: the first is line 1 */
};

/* Reads all of a file ("-": standard input) and cuts it at each NUL where it holds one, else at
 * each line feed. False and *f where it cannot be read or is unreasonably large. */
bool named_lines_read(struct named_lines *l, const char *path, struct fault *f) ATTR_CHECKED;
/* Lines end with LF or CRLF; empty ones are none. */
void named_lines_trim(struct named_lines *l);
void named_lines_free(struct named_lines *l);

#endif
