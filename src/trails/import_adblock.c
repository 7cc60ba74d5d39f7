/* Rules of AdBlock and AdGuard as far as they name whole domains: "||name^", "@@||name^". spec/trails.md 9. */
#include <config.h>

#include "base/address.h"
#include "trails/table.h"

enum { LOOKED_AT = 64 };

/* Options under which a rule still is about the whole name. */
static bool is_plain_option(struct text t)
{
	static const char *const plain[] = { "important", "all", "document", "doc", "popup",
		"third-party", "3p" };
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (text_is(t, text_of(plain[i])))
			return true;
	return false;
}

static const char *unfit_options(struct text options)
{
	while (options.s)
		if (!is_plain_option(text_trim(text_split(&options, ','))))
			return "a rule with options of its own";
	return NULL;
}

/* The name of a rule without its exception mark; *why where it is about anything but a whole name. */
static struct text rule_name(struct text rule, const char **why)
{
	size_t dollar = text_find_char(rule, '$');
	*why = NULL;
	if (text_find(rule, TEXT("##")) != TEXT_NONE || text_find(rule, TEXT("#@#")) != TEXT_NONE ||
	    text_find(rule, TEXT("#?#")) != TEXT_NONE || text_find(rule, TEXT("#$#")) != TEXT_NONE)
		*why = "a rule for elements of pages";
	else if (rule.s[0] == '/')
		*why = "a rule for paths or a pattern";
	else if (dollar != TEXT_NONE)
		*why = unfit_options(text_from(rule, dollar + 1));
	rule = text_head(rule, dollar);
	if (text_starts(rule, TEXT("||*.")))
		rule = text_from(rule, 4);
	while (rule.n && rule.s[0] == '|')
		rule = text_from(rule, 1);
	while (rule.n && (rule.s[rule.n - 1] == '|' || rule.s[rule.n - 1] == '^'))
		rule.n--;
	for (size_t i = 0; i < rule.n && !*why; i++)
		if (rule.s[i] == '/')
			*why = "a rule for paths or a pattern";
		else if (rule.s[i] == '*' || rule.s[i] == '^' || rule.s[i] == ' ')
			*why = "a rule for paths or a pattern";
	return rule;
}

/* "0.0.0.0 name", which such lists may hold, too. */
static bool is_hosts_line(struct text line, struct text *name)
{
	struct address a;
	struct text address = text_split(&line, ' ');
	*name = text_trim(line.s ? line : (struct text) { "", 0 });
	return name->n && address_parse(address, &a);
}

static void take_rule(struct import *in, struct text rule)
{
	const char *why;
	struct text name;
	bool exception = text_starts(rule, TEXT("@@"));
	if (is_hosts_line(rule, &name)) {
		import_value(in, name, TEXT(""), TEXT(""));
		return;
	}
	name = rule_name(exception ? text_from(rule, 2) : rule, &why);
	if (name.n == 0 && !why)
		why = "nothing left of it";
	if (why)
		import_skip(in, why);
	else if (exception)
		import_entry(in, name);
	else
		import_value(in, name, TEXT(""), TEXT(""));
}

/* "! ..." and "[Adblock Plus]"; a single "#" is one of hosts files. */
static bool is_comment(struct text line)
{
	return line.n == 0 || line.s[0] == '!' || line.s[0] == '[' ||
	    (line.s[0] == '#' && (line.n == 1 || (line.s[1] != '#' && line.s[1] != '@')));
}

static void read_adblock(struct import *in)
{
	struct text line;
	while (import_line(in, &line))
		if (!is_comment(text_trim(line)))
			take_rule(in, text_trim(line));
}

static bool is_adblock(struct text head, struct text name)
{
	(void)name;
	for (size_t i = 0; i < LOOKED_AT && head.s; i++) {
		struct text line = text_trim(text_split(&head, '\n'));
		bool rule = text_starts(line, TEXT("||")) || text_starts(line, TEXT("@@||"));
		if (text_starts(line, TEXT("[Adblock")) ||
		    (rule && text_find_char(line, '^') != TEXT_NONE))
			return true;
	}
	return false;
}

const struct import_format import_adblock = { "adblock",
	"AdBlock or AdGuard rules for whole names; exceptions are whitelist entries", is_adblock,
	read_adblock };
