/* Files of Zeek's intelligence framework: tabs, columns named by #fields, "-" for what is unset. */
#include <config.h>

#include "trails/table.h"

static const struct table_signs signs = { { "indicator", "indicator_type", NULL } };

static void take_row(struct table *t)
{
	static const char *const taken[] = { "Intel::ADDR", "Intel::SUBNET", "Intel::URL",
		"Intel::DOMAIN", "Intel::CERT_HASH", "Intel::EMAIL", "Intel::JA3", "Intel::JA4",
		NULL };
	struct text type = table_cell(t, "indicator_type"), value = table_cell(t, "indicator"),
		    info = table_cell(t, "meta.desc");
	bool digest = text_is(type, TEXT("Intel::FILE_HASH")) && value.n == 64;
	size_t i = 0;
	while (taken[i] && !text_is(type, text_of(taken[i])))
		i++;
	import_cite(t->in, table_cell(t, "meta.url"));
	if (value.n == 0)
		import_skip(t->in, "an empty column");
	else if (text_is(type, TEXT("Intel::SOFTWARE")))
		import_agent(t->in, value, info, TEXT(""));
	else if (taken[i] || digest)
		import_value(t->in, value, info, table_cell(t, "meta.source"));
	else
		import_skip(t->in, table_unseen);
}

static void read_zeek(struct import *in)
{
	struct table t;
	table_open(&t, in, '\t', &signs);
	while (table_next(&t))
		take_row(&t);
	table_close(&t);
}

static bool is_zeek(struct text head, struct text name)
{
	(void)name;
	return table_is(head, '\t', &signs);
}

const struct import_format import_zeek = { "zeek-intel",
	"indicators of Zeek's intelligence framework", is_zeek, read_zeek };
