/* Whitelists: what is no finding, one name, address or range a line. spec/trails.md 5. */
#include <config.h>

#include "trails/import_private.h"

static void read_whitelist(struct import *in)
{
	struct text line;
	while (import_line(in, &line))
		if (!text_starts(text_trim(line), TEXT("#")))
			import_entry(in, line);
}

const struct import_format import_whitelist = { "whitelist",
	"names, addresses and ranges that are no finding, one a line", NULL, read_whitelist };
