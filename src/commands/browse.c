/* trailsift browse: a case in the terminal. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browser/script.h"
#include "browser/terminal.h"
#include "commands/browse.h"

static const struct option_row rows[] = {
	{ 0, "captures", "DIR", "look for moved captures there, by their digests" },
	{ 0, "geo", "FILE", "a MaxMind file with countries or networks; repeatable" },
	{ 0, "follow", NULL, "show what is added while the case is being written" },
	{ 0, "ascii", NULL, "no characters beyond ASCII" },
	{ 0, "script", "KEYS", "press these keys instead of using a terminal" },
	{ 0, "dump-screen", "FILE", "write what a script shows last; - is stdout" },
	{ 0, "dump-styles", NULL, "with a letter for each cell's style below" },
	{ 0, "size", "SIZE", "columns and rows of a script's screen (default 80x24)" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	struct browse browse;
	struct list named;
};

static int set_size(struct browse *o, const char *value)
{
	struct text rest = text_of(value), columns = text_split(&rest, 'x');
	uint64_t c, r;
	if (!text_number(columns, CANVAS_COLUMNS, &c) || !text_number(rest, CANVAS_ROWS, &r) ||
	    c == 0 || r == 0)
		return complain(
		    STATUS_USAGE, "--size wants columns and rows such as 80x24, not \"%s\"", value);
	o->columns = (int)c;
	o->rows = (int)r;
	return -1;
}

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row)
		list_add(&s->named, o->value);
	else if (option_is(o, "captures"))
		s->browse.captures = o->value;
	else if (option_is(o, "geo"))
		list_add(&s->browse.geo, o->value);
	else if (option_is(o, "follow"))
		s->browse.follow = true;
	else if (option_is(o, "ascii"))
		s->browse.ascii = true;
	else if (option_is(o, "script"))
		s->browse.script = o->value;
	else if (option_is(o, "dump-screen"))
		s->browse.screen = o->value;
	else if (option_is(o, "dump-styles"))
		s->browse.styles = true;
	else if (option_is(o, "size"))
		return set_size(&s->browse, o->value);
	return -1;
}

int browse_check(const struct browse *o)
{
	if (o->screen && !o->script)
		return complain(STATUS_USAGE, "--dump-screen goes with --script");
	if (o->script || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)))
		return -1;
	return complain(STATUS_USAGE,
	    "the browser needs a terminal; without one, \"trailsift report\" and \"trailsift show\" tell "
	    "what a case holds");
}

static bool run_script(const struct browse *o, struct browser *b, struct fault *f)
{
	canvas_resize(&b->canvas, o->rows ? o->rows : 24, o->columns ? o->columns : 80);
	return script_run(b, text_of(o->script), f) &&
	    (!o->screen || script_dump(b, o->screen, o->styles, f));
}

int browse_case(const struct browse *o, const struct common *common, const char *path,
    const struct list *captures)
{
	struct browser_options options = { .path = path,
		.captures = o->captures,
		.paths = captures->items,
		.path_count = captures->count,
		.geo = o->geo.items,
		.geo_count = o->geo.count,
		.ascii = !terminal_speaks_utf8() || o->ascii,
		.follow = o->follow };
	struct fault f;
	struct browser *b = browser_new(&options, &f);
	if (!b)
		return complain(STATUS_FAILED, "%s", f.text);
	bool good =
	    o->script ? run_script(o, b, &f) : terminal_run(b, common->color != COLOR_NEVER, &f);
	browser_free(b);
	return good ? -1 : complain(o->script ? STATUS_USAGE : STATUS_FAILED, "%s", f.text);
}

/* --- a case that nobody named */

bool browse_place(struct buf *path, const char *capture, struct fault *f)
{
	const char *directory = getenv("TMPDIR");
	struct text name = text_of(capture);
	buf_format(path, "%s/trailsift-XXXXXX", directory && *directory ? directory : "/tmp");
	char *template = xstrdup(buf_string(path));
	bool good = mkdtemp(template) != NULL;
	if (!good)
		fault_errno(f, "cannot make a directory %s", template);
	while (name.n > 1 && name.s[name.n - 1] == '/')
		name.n--;
	name = text_from(name, text_find_last(name, '/') + 1);
	buf_clear(path);
	buf_format(path, "%s/%.*s.case", template, (int)text_head(name, 200).n, name.s);
	free(template);
	return good;
}

/* The directory goes with it. */
static void remove_place(const char *path)
{
	char *directory = xstrndup(path, text_find_last(text_of(path), '/'));
	unlink(path);
	rmdir(directory);
	free(directory);
}

static bool copy_bytes(int from, int to)
{
	char block[64 << 10];
	ssize_t n;
	while ((n = read(from, block, sizeof(block))) > 0)
		for (ssize_t done = 0, w; done < n; done += w)
			if ((w = write(to, block + done, (size_t)(n - done))) < 0)
				return false;
	return n == 0 && fsync(to) == 0;
}

/* Another file system; what exists is not replaced. */
static bool copy_case(const char *path, const char *to)
{
	int in = open(path, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool good = in >= 0 && out >= 0 && copy_bytes(in, out);
	int error = errno;
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0)
		good = false;
	if (out >= 0 && !good)
		unlink(to);
	errno = error;
	return good;
}

/* Hard links do not replace either, as rename(2) would. */
static bool keep(const char *path, const char *to)
{
	return link(path, to) == 0 || (errno != EEXIST && copy_case(path, to));
}

void browse_leave(const struct browse *o, const char *path, bool there)
{
	enum { NAME = 4096 };
	char name[NAME];
	bool kept = false;
	while (there && !o->script && !kept) {
		fprintf(stderr, "Keep the case? Name of its file (Enter: no): ");
		if (!fgets(name, sizeof(name), stdin))
			break;
		name[strcspn(name, "\n")] = '\0';
		if (!name[0])
			break;
		kept = keep(path, name);
		complain(0, "%s: %s", name, kept ? "kept" : strerror(errno));
	}
	remove_place(path);
}

/* --- the command */

/* Cases are databases; anything else is for scan to judge. */
static bool is_case(const char *path)
{
	char head[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, head, sizeof(head));
	close(fd);
	return n == (ssize_t)sizeof(head) && memcmp(head, "SQLite format 3", sizeof(head)) == 0;
}

/* Captures: "scan -b" of them, with the options of the browser. */
static int scan_first(const struct settings *s)
{
	struct list words = { 0 };
	char name[] = "scan", browse[] = "--browse", end[] = "--";
	list_add(&words, name);
	list_add(&words, browse);
	list_add(&words, end);
	for (size_t i = 0; i < s->named.count; i++)
		list_add(&words, s->named.items[i]);
	size_t count = words.count;
	list_add(&words, NULL);
	char **argv = xmalloc((count + 1) * sizeof(*argv));
	for (size_t i = 0; i <= count; i++)
		argv[i] = words.items[i] ? xstrdup(words.items[i]) : NULL;
	int status = scan_and_browse(&s->browse, (int)count, argv);
	for (size_t i = 0; i < count; i++)
		free(argv[i]);
	free(argv);
	free(words.items);
	return status;
}

static int browse(const struct settings *s)
{
	int status = browse_check(&s->browse);
	if (status >= 0)
		return status;
	if (!is_case(s->named.items[0]))
		return scan_first(s);
	if (s->named.count > 1)
		return complain(STATUS_USAGE, "browse: one case at a time (%s and %s were named)",
		    s->named.items[0], s->named.items[1]);
	status =
	    browse_case(&s->browse, &s->common, s->named.items[0], &(struct list) { .count = 0 });
	return status < 0 ? STATUS_DONE : status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .named = { 0 } };
	int status = parse_options(&command_browse, argc, argv, &s.common, take_option, &s);
	if (status < 0 && s.named.count == 0)
		status = complain(STATUS_USAGE, "browse: name a case, or captures to scan");
	if (status < 0)
		status = browse(&s);
	free(s.named.items);
	free(s.browse.geo.items);
	return status;
}

const struct command command_browse = { "browse", "[OPTION]... CASE",
	"look through a case in the terminal (CAPTURE...: scan them)", rows, run, false, NULL };
