/* User agents, one a line: whole ones, and patterns of suspicious ones as in Maltrail's ua.txt. detection.md 8.6. */
#include <config.h>

#include "trails/import_private.h"

static void read_agents(struct import *in)
{
	struct text line;
	while (import_line(in, &line))
		if (text_trim(line).n && text_trim(line).s[0] != '#')
			import_agent(in, line, TEXT(""), TEXT(""));
}

const struct import_format import_agents = { "agents", "one whole user agent a line", NULL,
	read_agents };

static void read_agent_patterns(struct import *in)
{
	struct text line;
	while (import_line(in, &line)) {
		line = text_trim(line);
		if (line.n == 0 || line.s[0] == '#')
			continue;
		buf_add(&in->b->agents, line);
		buf_char(&in->b->agents, '\n');
		in->used++;
	}
}

const struct import_format import_agent_patterns = { "agent-patterns",
	"patterns of suspicious user agents, one a line", NULL, read_agent_patterns };
