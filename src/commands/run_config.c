/* Options of the configuration that change what a scan finds. spec/outputs-and-config.md 10. */
#include <config.h>

#include "commands/run_config.h"

#include "commands/commands.h"
#include "detect/pattern.h"

static void take_whitelist(struct run_options *r, const struct config_option *o)
{
	if (r->whitelists.count == 0)
		list_add(&r->whitelists, config_path(&r->config, o));
}

static void take_ignore(struct run_options *r, const struct config_option *o)
{
	if (r->ignores.count == 0)
		list_add(&r->ignores, config_path(&r->config, o));
}

static void take_regex(struct run_options *r, const struct config_option *o)
{
	struct fault f;
	r->ignore = pattern_new(o->value, PATTERN_NOCASE, &f);
	r->ignore_regex = o->value.s;
	if (!r->ignore)
		complain(0, "%s: %s is not applied: %s", o->from.s, o->name.s, f.text);
}

static const struct {
	const char *name;
	void (*take)(struct run_options *r, const struct config_option *o);
} rows[] = {
	{ "USER_WHITELIST", take_whitelist },
	{ "USER_IGNORELIST", take_ignore },
	{ "IGNORE_EVENTS_REGEX", take_regex },
};

void run_config_take(struct run_options *r, bool quiet)
{
	struct fault f;
	struct config_option option;
	if (!config_file_read_usual(&r->config, &f) && !quiet)
		complain(0, "%s", f.text);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (config_option(&r->config, rows[i].name, &option))
			rows[i].take(r, &option);
}
