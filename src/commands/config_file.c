/* Configuration in maltrail.conf's syntax (spec/outputs-and-config.md 10): "NAME value"; a name alone begins a list,
 * whose items follow, indented; # begins a comment wherever it stands. Names nobody asks for are left alone. */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "commands/config_file.h"
#include "commands/feed_places.h"
#include "commands/lines.h"

#define SYSTEM_FILE "/etc/trailsift.conf"

enum { VALUE_MOST = 1 << 20, PATH_MOST = 16 << 10, NAME_MOST = 64 };

struct reader {
	struct config_file *c;
	const char *path;
	size_t line;
	bool in_list; /* the option added last is a list */
};

static bool is_name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || ascii_digit(c) || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t name_length(struct text t)
{
	size_t n = 0;
	while (n < t.n && is_name_char(t.s[n]))
		n++;
	return n;
}

/* --- values */

static struct text unquote(struct text t)
{
	while (t.n && (t.s[0] == '"' || t.s[0] == '\''))
		t = text_from(t, 1);
	while (t.n && (t.s[t.n - 1] == '"' || t.s[t.n - 1] == '\''))
		t = text_head(t, t.n - 1);
	return t;
}

/* What "$NAME" stands for; false where nothing is known of it. */
static bool add_named(struct buf *out, struct text name)
{
	char word[NAME_MOST + 1], host[256] = "";
	if (text_is(name, TEXT("SYSTEM_LOG_DIR"))) {
		buf_add(out, TEXT("/var/log"));
		return true;
	}
	if (text_is(name, TEXT("HOSTNAME")) && gethostname(host, sizeof(host) - 1) == 0) {
		buf_add(out, text_of(host));
		return true;
	}
	if (text_is(name, TEXT("CPU_CORES"))) {
		long cores = sysconf(_SC_NPROCESSORS_ONLN);
		buf_number(out, cores > 0 ? (uint64_t)cores : 1);
		return true;
	}
	if (name.n == 0 || name.n > NAME_MOST)
		return false;
	memcpy(word, name.s, name.n);
	word[name.n] = '\0';
	const char *value = getenv(word);
	if (value)
		buf_add(out, text_of(value));
	return value != NULL;
}

static struct text expand(struct config_file *c, struct text value)
{
	struct buf out;
	if (text_find_char(value, '$') == TEXT_NONE)
		return arena_text(&c->arena, value);
	buf_init(&out, VALUE_MOST);
	while (value.n) {
		struct text name = text_from(value, 1);
		name = text_head(name, name_length(name));
		if (value.s[0] == '$' && add_named(&out, name)) {
			value = text_from(value, 1 + name.n);
			continue;
		}
		buf_char(&out, value.s[0]);
		value = text_from(value, 1);
	}
	struct text expanded = arena_text(&c->arena, buf_text(&out));
	buf_free(&out);
	return expanded;
}

/* --- lines */

static struct text folder_of(const char *path)
{
	struct text t = text_of(path);
	size_t slash = text_find_last(t, '/');
	return slash == TEXT_NONE ? TEXT(".") : text_head(t, slash ? slash : 1);
}

static void add_option(struct reader *r, struct text name, struct text value)
{
	struct config_file *c = r->c;
	struct buf from;
	buf_init(&from, PATH_MOST);
	buf_format(&from, "%s: line %zu", r->path, r->line);
	c->list = grow(c->list, c->count, &c->room, sizeof(*c->list));
	c->list[c->count++] = (struct config_option) { arena_text(&c->arena, name),
		expand(c, value), arena_text(&c->arena, buf_text(&from)),
		arena_text(&c->arena, folder_of(r->path)) };
	buf_free(&from);
}

static void add_item(struct reader *r, struct text item)
{
	struct config_option *list = &r->c->list[r->c->count - 1];
	struct buf all;
	buf_init(&all, VALUE_MOST);
	buf_add(&all, list->value);
	if (all.n)
		buf_char(&all, '\n');
	buf_add(&all, expand(r->c, item));
	list->value = arena_text(&r->c->arena, buf_text(&all));
	buf_free(&all);
}

static void take_line(struct reader *r, struct text line)
{
	bool indented = line.n && is_blank(line.s[0]);
	line = text_trim(text_head(line, text_find_char(line, '#')));
	if (line.n == 0)
		return;
	if (indented && r->in_list) {
		add_item(r, unquote(line));
		return;
	}
	size_t n = name_length(line);
	r->in_list = n > 0 && n == line.n;
	if (n > 0 && (r->in_list || is_blank(line.s[n])))
		add_option(r, text_head(line, n), unquote(text_trim(text_from(line, n))));
}

bool config_file_read(struct config_file *c, const char *path, struct fault *f)
{
	struct named_lines lines = { .list = { 0 } };
	struct reader r = { .c = c, .path = path };
	bool good = named_lines_read(&lines, path, f);
	for (size_t i = 0; good && i < lines.list.count; i++) {
		r.line = i + 1;
		take_line(&r, text_of(lines.list.items[i]));
	}
	named_lines_free(&lines);
	return good;
}

void config_file_free(struct config_file *c)
{
	arena_free(&c->arena);
	free(c->list);
	*c = (struct config_file) { .count = 0 };
}

/* --- where they are */

static bool read_if_there(struct config_file *c, const char *path, struct fault *f)
{
	return (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) ||
	    config_file_read(c, path, f);
}

bool config_file_read_usual(struct config_file *c, struct fault *f)
{
	struct buf place;
	buf_init(&place, PATH_MOST);
	const char *own = place_configuration(&place);
	bool good = read_if_there(c, SYSTEM_FILE, f) && (!own || read_if_there(c, own, f));
	buf_free(&place);
	return good;
}

/* A variable that is empty says nothing. */
static bool of_environment(
    struct config_file *c, const char *before, const char *name, struct config_option *out)
{
	char variable[2 * NAME_MOST];
	snprintf(variable, sizeof(variable), "%s_%s", before, name);
	const char *value = getenv(variable);
	if (!value || !*value)
		return false;
	*out = (struct config_option) { text_of(name), arena_text(&c->arena, text_of(value)),
		arena_text(&c->arena, text_of(variable)), TEXT("") };
	return true;
}

bool config_option(struct config_file *c, const char *name, struct config_option *out)
{
	if (of_environment(c, "TRAILSIFT", name, out) || of_environment(c, "MALTRAIL", name, out))
		return true;
	for (size_t i = c->count; i > 0; i--)
		if (text_is(c->list[i - 1].name, text_of(name))) {
			*out = c->list[i - 1];
			return out->value.n > 0;
		}
	return false;
}

const char *config_path(struct config_file *c, const struct config_option *o)
{
	struct buf path;
	const char *home = getenv("HOME");
	bool at_home = home && text_starts(o->value, TEXT("~/"));
	buf_init(&path, VALUE_MOST);
	if (at_home)
		buf_add(&path, text_of(home));
	else if (o->folder.n && !text_starts(o->value, TEXT("/")))
		buf_format(&path, "%.*s/", (int)o->folder.n, o->folder.s);
	buf_add(&path, text_from(o->value, at_home));
	const char *s = arena_text(&c->arena, buf_text(&path)).s;
	buf_free(&path);
	return s;
}
