/* Options of the configuration that change what "trails update" makes. spec/trails.md 2, 4, 7. */
#include <config.h>

#include "commands/update_config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "commands/commands.h"
#include "detect/pattern.h"
#include "trails/import.h"

enum { MINIMUM_MOST = 1000 };

static int wrong(const struct config_option *o, const char *wanted)
{
	return complain(STATUS_USAGE, "%s: %s wants %s, not \"%.*s\"", o->from.s, o->name.s, wanted,
	    (int)text_head(o->value, 100).n, o->value.s);
}

static int take_server(struct update_config *u, const struct config_option *o)
{
	u->server = *o;
	return -1;
}

static int take_disabled(struct update_config *u, const struct config_option *o)
{
	u->disabled = o->value;
	return -1;
}

static int take_minimum(struct update_config *u, const struct config_option *o)
{
	u->has_minimum = text_number(o->value, MINIMUM_MOST, &u->minimum);
	return u->has_minimum ? -1 : wrong(o, "a number");
}

static int take_folder(struct update_config *u, const struct config_option *o)
{
	u->own_trails = config_path(&u->file, o);
	return -1;
}

static bool is_between(char c)
{
	return c == ',' || c == ';' || c == ' ' || c == '\t' || c == '\n';
}

/* The next word of a list; empty: there are no more. */
static struct text next_word(struct text *rest)
{
	while (rest->n && is_between(rest->s[0]))
		*rest = text_from(*rest, 1);
	size_t n = 0;
	while (n < rest->n && !is_between(rest->s[n]))
		n++;
	struct text word = text_head(*rest, n);
	*rest = text_from(*rest, n);
	return word;
}

static int take_urls(struct update_config *u, const struct config_option *o)
{
	struct text rest = o->value, word;
	u->urls = (struct feed) { .name = TEXT("remote-custom"),
		.format = import_format_of(TEXT("list")),
		.info = TEXT("blacklisted"),
		.reference = TEXT("(remote custom)") };
	while ((word = next_word(&rest)).n) {
		struct buf url;
		if (u->urls.urls.count == FEED_WORDS)
			return wrong(o, "fewer URLs");
		buf_init(&url, word.n + 16);
		if (text_find(word, TEXT("//")) == TEXT_NONE)
			buf_add(&url, TEXT("http://"));
		buf_add(&url, word);
		u->urls.urls.list[u->urls.urls.count++] =
		    arena_text(&u->file.arena, buf_text(&url));
		buf_free(&url);
	}
	return -1;
}

static int take_offline(struct update_config *u, const struct config_option *o)
{
	u->offline = !text_is_nocase(o->value, TEXT("true")) && !text_is(o->value, TEXT("1"));
	return -1;
}

/* For the child that downloads, which heeds the environment; what is there already stands before it. */
static int take_proxy(struct update_config *u, const struct config_option *o)
{
	(void)u;
	setenv("all_proxy", o->value.s, 0);
	return -1;
}

static int take_regex(struct update_config *u, const struct config_option *o)
{
	struct fault f;
	u->left_out = pattern_new(o->value, 0, &f);
	if (!u->left_out)
		complain(0, "%s: %s is not applied: %s", o->from.s, o->name.s, f.text);
	return -1;
}

static const struct {
	const char *name;
	int (*take)(struct update_config *u, const struct config_option *o);
} rows[] = {
	{ "UPDATE_SERVER", take_server },
	{ "DISABLED_FEEDS", take_disabled },
	{ "IP_MINIMUM_FEEDS", take_minimum },
	{ "CUSTOM_TRAILS_DIR", take_folder },
	{ "CUSTOM_TRAILS_URL", take_urls },
	{ "USE_FEED_UPDATES", take_offline },
	{ "PROXY_ADDRESS", take_proxy },
	{ "DISABLED_TRAILS_INFO_REGEX", take_regex },
};

int update_config_read(struct update_config *u)
{
	struct fault f;
	struct config_option option;
	int status = -1;
	if (!config_file_read_usual(&u->file, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	for (size_t i = 0; status < 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (config_option(&u->file, rows[i].name, &option))
			status = rows[i].take(u, &option);
	return status;
}

void update_config_free(struct update_config *u)
{
	config_file_free(&u->file);
	pattern_free(u->left_out);
}

bool update_config_disables(const struct update_config *u, struct text name)
{
	struct text rest = u->disabled, word;
	while ((word = next_word(&rest)).n)
		if (text_is(word, name))
			return true;
	return false;
}

bool update_config_leaves_out(void *context, struct text info)
{
	struct span where;
	return pattern_find(context, info, &where);
}

void update_config_apply(const struct update_config *u, struct feeds *feeds)
{
	for (size_t i = 0; i < feeds->count; i++)
		feeds->list[i].disabled |= update_config_disables(u, feeds->list[i].name);
	if (u->urls.urls.count == 0)
		return;
	feeds->list = grow(feeds->list, feeds->count, &feeds->room, sizeof(u->urls));
	feeds->list[feeds->count++] = u->urls;
}
